"""A snapshot of a district: an immutable folder of tables and rasters named by their content."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from census.attempts import PREFIX, new_attempt, remove_stale_attempts
from census.durable import locked, sha256_of, synced
from census.errors import InputError, absent
from census.grid import DISTRICT_CRS, Grid
from census.raster_file import read_raster, write_raster
from census.schema import TABLES

# geopandas and rasterio take two seconds to load, and naming a snapshot needs neither.
if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FORMAT = "fangzai-snapshot/2"
DATUM = "1985 national"
MANIFEST = "snapshot.json"
NAME_DIGITS = 16
"""Digits of the content hash in the name of a folder."""

_REQUIRED_KEYS = ("format", "name", "synthetic", "crs", "datum", "tables", "rasters", "content_hash")


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot; tables and rasters are read when they are asked for.

    Parameters
    ----------
    folder
        Where the snapshot lies.
    manifest
        The content of `snapshot.json`.
    """

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def content_hash(self) -> str:
        """SHA-256 over CRS, datum and the names and hashes of all files; names what the snapshot holds."""
        return str(self.manifest["content_hash"])

    @property
    def synthetic(self) -> bool:
        """Whether the district is made up; products must then say so."""
        return bool(self.manifest["synthetic"])

    @property
    def table_names(self) -> tuple[str, ...]:
        """Names that `table` takes."""
        return tuple(sorted(self.manifest["tables"]))

    @property
    def raster_names(self) -> tuple[str, ...]:
        """Names that `raster` takes."""
        return tuple(sorted(self.manifest["rasters"]))

    def table(self, name: str) -> gpd.GeoDataFrame:
        """Read one table with places; InputError if there is none of that name or it cannot be read."""
        import geopandas

        path = _listed_path(self.folder, "table", self.manifest["tables"], name)
        try:
            return geopandas.read_parquet(path)
        except (ValueError, OSError) as error:
            raise InputError(f"{path}: this is not a readable GeoParquet file ({error})") from error

    def rows(self, name: str) -> pd.DataFrame:
        """Read one table, with places or without; InputError as for `table`."""
        import pandas as pd
        from pyarrow.parquet import read_schema

        path = _listed_path(self.folder, "table", self.manifest["tables"], name)
        try:
            if b"geo" in (read_schema(path).metadata or {}):
                table: pd.DataFrame = self.table(name)
                return table
            return pd.read_parquet(path)
        except (ValueError, OSError) as error:
            raise InputError(f"{path}: this is not a readable Parquet file ({error})") from error

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        """Read the first band of one raster; InputError as for `table`.

        Missing values of a float raster are NaN.
        """
        path = _listed_path(self.folder, "raster", self.manifest["rasters"], name)
        return read_raster(path, crs=str(self.manifest["crs"]))

    def verify(self) -> None:
        """Hash every file again and compare with the manifest.

        Raises
        ------
        InputError
            If a file is missing or its bytes changed since the snapshot was written.
        """
        for kind, entries in (("table", self.manifest["tables"]), ("raster", self.manifest["rasters"])):
            for name, entry in entries.items():
                path = _listed_path(self.folder, kind, entries, name)
                found = sha256_of(path)
                if found != entry["sha256"]:
                    wanted = entry["sha256"]
                    raise InputError(
                        f"{path}: the file changed: its SHA-256 is {found}, {MANIFEST} says {wanted}"
                    )
        expected = _content_hash(self.manifest)
        if expected != self.content_hash:
            found = self.content_hash
            raise InputError(f"{self.folder / MANIFEST}: content_hash is {found}, the files give {expected}")


def open_snapshot(folder: str | Path, *, verify: bool = False) -> Snapshot:
    """Open a snapshot folder.

    Parameters
    ----------
    folder
        Folder that holds `snapshot.json`.
    verify
        Hash every file again and compare.

    Raises
    ------
    InputError
        If the folder or its manifest is missing or garbled, a listed file is missing, or a
        hash differs.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"snapshot {folder}: there is no such folder")
    snapshot = Snapshot(folder, _read_manifest(folder / MANIFEST))
    for kind in ("table", "raster"):
        entries = snapshot.manifest[f"{kind}s"]
        for name in entries:
            _listed_path(snapshot.folder, kind, entries, name)
    if verify:
        snapshot.verify()
    return snapshot


def write_snapshot(
    folder: str | Path,
    tables: Mapping[str, pd.DataFrame],
    rasters: Mapping[str, tuple[NDArray[Any], Grid]],
    *,
    name: str,
    synthetic: bool,
    seed: int | None,
    extent: str,
    sources: Sequence[str],
    generator: str | None = None,
) -> Snapshot:
    """Write a snapshot in one step: readers see the whole of it or nothing.

    Everything is written and flushed into a temporary folder beside `folder`, which is then
    renamed. An existing snapshot at `folder` is replaced; one that holds just this is kept.

    Parameters
    ----------
    folder
        Where the snapshot shall lie.
    tables, rasters
        Tables by name; rasters with their grid by name. Float rasters mark missing by NaN,
        integer rasters by 0.
    name, extent
        What the snapshot shows.
    synthetic, seed
        Whether the district is made up, and from which seed.
    sources
        Where the content comes from, one line each.
    generator
        Version of the code that made the content.
    """
    manifest = _heading(
        name=name, synthetic=synthetic, seed=seed, extent=extent, generator=generator, sources=sources
    )
    return _written(Path(folder).parent, Path(folder).name, tables, rasters, manifest)


def write_named_snapshot(
    parent: Path,
    tables: Mapping[str, pd.DataFrame],
    rasters: Mapping[str, tuple[NDArray[Any], Grid]],
    *,
    heading: Mapping[str, Any],
) -> Snapshot:
    """Write a snapshot into a folder whose name is the beginning of its content hash.

    Parameters
    ----------
    parent
        Folder of the snapshots; made if it is not there.
    tables, rasters
        As for `write_snapshot`.
    heading
        Keyword arguments of `write_snapshot` from `name` on.
    """
    return _written(parent, None, tables, rasters, _heading(**heading))


def _heading(
    *,
    name: str,
    synthetic: bool,
    seed: int | None,
    extent: str,
    sources: Sequence[str],
    generator: str | None = None,
) -> dict[str, Any]:
    """What a manifest says before the files are known."""
    return {
        "format": FORMAT,
        "name": name,
        "synthetic": synthetic,
        "seed": seed,
        "extent": extent,
        "crs": DISTRICT_CRS,
        "datum": DATUM,
        "generator": generator,
        "sources": list(sources),
    }


def _written(
    parent: Path,
    called: str | None,
    tables: Mapping[str, pd.DataFrame],
    rasters: Mapping[str, tuple[NDArray[Any], Grid]],
    heading: Mapping[str, Any],
) -> Snapshot:
    """Write all files, then the manifest, then rename; without a name the content gives one."""
    personal = [name for name in tables if name in TABLES and TABLES[name].personal]
    if personal:
        raise InputError(f"table {personal[0]!r} holds personal data, which no snapshot may carry")
    parent.mkdir(parents=True, exist_ok=True)
    prefix = f"{PREFIX}{called}-" if called else PREFIX
    remove_stale_attempts(parent, prefix=prefix)
    attempt = new_attempt(parent, prefix=prefix)
    try:
        manifest = {
            **heading,
            "tables": {key: _write_table(attempt, key, tables[key]) for key in sorted(tables)},
            "rasters": {key: _write_raster(attempt, key, *rasters[key]) for key in sorted(rasters)},
        }
        manifest["content_hash"] = _content_hash(manifest)
        path = attempt / MANIFEST
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        synced(path)
        synced(attempt)
        folder = parent / (called or manifest["content_hash"][:NAME_DIGITS])
        _place(attempt, folder, manifest)
    finally:
        shutil.rmtree(attempt, ignore_errors=True)
    return Snapshot(folder, manifest)


def _listed_path(folder: Path, kind: str, entries: Mapping[str, Any], name: str) -> Path:
    if name not in entries:
        raise absent(f"snapshot {folder}", kind, name, entries)
    path = folder / str(entries[name]["file"])
    if not path.is_file():
        raise InputError(f"{path}: the file of {kind} {name!r} is missing, though {MANIFEST} lists it")
    return path


def _read_manifest(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError(f"{path}: the manifest is missing; the folder is not a snapshot or was not finished")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: the manifest is not readable JSON ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise InputError(f"{path}: format is {found!r}; {FORMAT!r} is needed")
    missing = [key for key in _REQUIRED_KEYS if key not in manifest]
    if missing:
        raise InputError(f"{path}: the manifest lacks {', '.join(missing)}")
    for key in ("tables", "rasters"):
        entries = manifest[key]
        if not isinstance(entries, dict) or not all(
            isinstance(entry, dict) and {"file", "sha256"} <= entry.keys() for entry in entries.values()
        ):
            raise InputError(f"{path}: {key} must map each name to its file and sha256")
    return manifest


def _write_table(folder: Path, name: str, table: pd.DataFrame) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    table.to_parquet(path, index=False, compression="zstd")
    synced(path)
    return {"file": path.name, "sha256": sha256_of(path), "rows": len(table)}


def _write_raster(folder: Path, name: str, array: NDArray[Any], grid: Grid) -> dict[str, Any]:
    path = folder / f"{name}.tif"
    write_raster(path, array, grid)
    return {"file": path.name, "sha256": sha256_of(path)}


def _content_hash(manifest: Mapping[str, Any]) -> str:
    lines = [f"{key}={manifest[key]}" for key in ("crs", "datum", "synthetic")]
    for kind in ("tables", "rasters"):
        entries = manifest[kind]
        lines += [f"{kind} {name} {entries[name]['sha256']}" for name in sorted(entries)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _place(attempt: Path, folder: Path, manifest: Mapping[str, Any]) -> None:
    """Rename the finished folder into place, unless the same stands there whole.

    One that others may be reading is so left to them; any other steps aside and is removed.
    """
    with locked(folder.parent):
        if _stands(folder, manifest):
            return
        aside = attempt.with_name(f"{attempt.name}old")
        if folder.exists():
            folder.rename(aside)
        attempt.rename(folder)
        synced(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _stands(folder: Path, manifest: Mapping[str, Any]) -> bool:
    try:
        return open_snapshot(folder, verify=True).manifest == manifest
    except InputError:
        return False
