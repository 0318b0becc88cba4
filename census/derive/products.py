"""Files of what a step gives: COGs, Parquet and texts, hashed and flushed to the disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from census.derive.step import Derived
from census.durable import sha256_of, synced
from census.errors import InputError
from census.raster_file import write_raster

if TYPE_CHECKING:
    import pandas as pd

    from census.grid import Grid

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")

Entries = dict[str, dict[str, Any]]


def write_products(folder: Path, derived: Derived) -> dict[str, Entries]:
    """Write all that a step gives into an empty folder.

    Parameters
    ----------
    folder
        Where the files shall lie.
    derived
        What the step gives.

    Returns
    -------
    dict
        `rasters`, `tables` and `files`: by name the file, its SHA-256 and, for a table, its rows.
    """
    return {
        "rasters": _each(folder, derived.rasters, ".tif", write_grid),
        "tables": _each(folder, derived.tables, ".parquet", write_table),
        "files": _each(folder, derived.files, "", write_text),
    }


def content_hash(entries: Mapping[str, Entries]) -> str:
    """SHA-256 over names and hashes of all files of a step."""
    lines = [f"{kind} {name} {e['sha256']}" for kind in entries for name, e in entries[kind].items()]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def write_grid(path: Path, pair: tuple[NDArray[Any], Grid]) -> dict[str, Any]:
    """Write one raster as a COG; missing is NaN in floats and 0 in whole numbers."""
    array, grid = pair
    write_raster(path, array, grid)
    return {"crs": grid.crs}


def write_table(path: Path, table: pd.DataFrame) -> dict[str, Any]:
    """Write one table as Parquet, as GeoParquet where it has places."""
    table.to_parquet(path, index=False, compression="zstd")
    return {"rows": len(table)}


def write_text(path: Path, text: str) -> dict[str, Any]:
    """Write one text as UTF-8."""
    path.write_text(text, encoding="utf-8", newline="")
    return {}


def read_table(path: Path) -> pd.DataFrame:
    """Read a Parquet file, a GeoDataFrame where it has places; InputError if it cannot be read."""
    import pandas as pd
    from pyarrow.parquet import read_schema

    try:
        if b"geo" not in (read_schema(path).metadata or {}):
            return pd.read_parquet(path)
        import geopandas

        table: pd.DataFrame = geopandas.read_parquet(path)
    except (ValueError, OSError) as error:
        raise InputError(f"{path}: this is not a readable Parquet file ({error})") from error
    return table


def _each(
    folder: Path, things: Mapping[str, Any], suffix: str, write: Callable[[Path, Any], dict[str, Any]]
) -> Entries:
    entries: Entries = {}
    for name in sorted(things):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a file")
        path = folder / f"{name}{suffix}"
        told = write(path, things[name])
        synced(path)
        entries[name] = {"file": path.name, "sha256": sha256_of(path), **told}
    return entries
