"""Tables as layers of a GeoPackage, with the same bytes for the same rows.

All access goes through pyogrio. Python's own sqlite3 is never used on the same file: two copies of SQLite
in one process undo each other's locks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pyarrow as pa
import shapely

from census.durable import synced
from census.errors import InputError
from census.grid import DISTRICT_CRS
from census.schema.column import Column, Table
from census.schema.frames import typed
from census.schema.provenance import PROVENANCE

GEOMETRY = "geometry"

_DATE = "2000-01-01T00:00:00.000Z"
"""Date of the last change in every file: a real one would give other bytes each time."""

_ARROW = {"real": pa.float64(), "integer": pa.int64(), "flag": pa.bool_()}


class UnfinishedFileError(RuntimeError):
    """A file that could not be written whole, as on a full disk."""


class _MissingRowsError(Exception):
    """What was written is not all there."""


def write_layers(
    path: Path, rows: Iterable[tuple[str, pd.DataFrame]], tables: Mapping[str, Table]
) -> dict[str, int]:
    """Write tables into a new GeoPackage and bring it to the disk.

    Parameters
    ----------
    path
        The new file.
    rows
        Name and rows of each table, as `census.database.content.prepared` gives them.
    tables
        Descriptions by table.

    Returns
    -------
    dict
        Number of rows by table.

    Raises
    ------
    UnfinishedFileError
        If not everything could be written.
    """
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    counts: dict[str, int] = {}
    try:
        for name, frame in rows:
            with _settings():
                _write_layer(path, tables[name], frame)
            counts[name] = len(frame)
        synced(path)
        for name, count in counts.items():
            _check_count(path, name, count)
    except (DataLayerError, DataSourceError, FeatureError, _MissingRowsError, OSError) as error:
        raise UnfinishedFileError(f"{path.name} could not be written whole ({error})") from error
    return counts


def read_layer(path: Path, table: Table, *, rows: int | None = None) -> pd.DataFrame:
    """Rows of one table.

    Parameters
    ----------
    path
        A GeoPackage.
    table
        Description of the table, whose name is that of the layer.
    rows
        Number of rows it must have, if that is known.

    Raises
    ------
    InputError
        If the file is no whole GeoPackage, or lacks the layer, a column or rows.
    """
    held = read_arrow(path, table.name)
    if rows is not None and held.num_rows != rows:
        raise InputError(
            f"{path}: layer {table.name!r} has {held.num_rows} rows where {rows} are listed; "
            "the file was changed or damaged"
        )
    columns = [*table.columns, *PROVENANCE]
    lacking = [c.name for c in columns if c.name not in held.column_names]
    if lacking or (table.geometry and GEOMETRY not in held.column_names):
        raise InputError(f"{path}: layer {table.name!r} lacks {', '.join(lacking) or GEOMETRY}")
    data: dict[str, Any] = {}
    for column in columns:
        try:
            data[column.name] = _series(held[column.name], column)
        except (TypeError, ValueError, pa.ArrowInvalid) as error:
            raise InputError(
                f"{path}: layer {table.name!r}, field {column.name}: a value is no {column.kind} ({error})"
            ) from error
    frame = pd.DataFrame(data)
    if table.geometry is not None:
        frame[GEOMETRY] = shapely.from_wkb(held[GEOMETRY].to_numpy(zero_copy_only=False))
    return typed(table, frame)


def read_arrow(path: Path, layer: str) -> pa.Table:
    """One layer of a GeoPackage as it stands in the file; InputError as for `read_layer`."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    _check_whole(path)
    try:
        about, held = pyogrio.read_arrow(path, layer=layer)
    except (DataLayerError, DataSourceError, pa.ArrowException, RuntimeError) as error:
        raise InputError(f"{path}: layer {layer!r} cannot be read ({error})") from error
    inside = about["geometry_name"]
    if inside and inside != GEOMETRY and inside in held.column_names:
        held = held.rename_columns([GEOMETRY if name == inside else name for name in held.column_names])
    if not inside and "wkb_geometry" in held.column_names:
        held = held.drop_columns(["wkb_geometry"])
    return held


def layer_names(path: Path) -> list[str]:
    """Layers of a GeoPackage; InputError if it is none or not whole."""
    import pyogrio
    from pyogrio.errors import DataSourceError

    _check_whole(path)
    try:
        return [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    except DataSourceError as error:
        raise InputError(f"{path}: this is not a readable GeoPackage ({error})") from error


def _check_whole(path: Path) -> None:
    """Compare the length of the file with the number of pages its header states (SQLite file format 1.3)."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
        length = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror})") from error
    if not head.startswith(b"SQLite format 3\x00") or len(head) < 100:
        raise InputError(f"{path}: this is not a GeoPackage")
    size = int.from_bytes(head[16:18], "big")
    stated = (65536 if size == 1 else size) * int.from_bytes(head[28:32], "big")
    if length < stated:
        raise InputError(f"{path}: the GeoPackage is cut off: {length} bytes of {stated}")


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    """What makes the bytes follow from the rows; the journal is not needed for a file of one's own."""
    import pyogrio

    wanted = {"OGR_CURRENT_DATE": _DATE, "OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_SQLITE_JOURNAL": "OFF"}
    before = {name: pyogrio.get_gdal_config_option(name) for name in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _write_layer(path: Path, table: Table, frame: pd.DataFrame) -> None:
    import pyogrio

    data = {c.name: _array(frame[c.name], c) for c in (*table.columns, *PROVENANCE)}
    options = {"FID": "fid", "IDENTIFIER": table.name, "DESCRIPTION": table.zh}
    if table.geometry is None:
        pyogrio.write_arrow(
            pa.table(data), path, layer=table.name, driver="GPKG", append=path.exists(), layer_options=options
        )
        return
    geometry = frame[GEOMETRY].to_numpy()
    data[GEOMETRY] = pa.array(shapely.to_wkb(geometry, include_srid=False), pa.binary())
    pyogrio.write_arrow(
        pa.table(data),
        path,
        layer=table.name,
        driver="GPKG",
        append=path.exists(),
        geometry_name=GEOMETRY,
        geometry_type=_kind(table, geometry),
        crs=DISTRICT_CRS,
        layer_options=options | {"GEOMETRY_NAME": GEOMETRY},
    )


def _kind(table: Table, geometry: Any) -> str:
    """Declared type of a layer: the table's, or the one its rows have; `Unknown` where they differ."""
    present = geometry[~shapely.is_missing(geometry)]
    found = sorted({one.geom_type for one in present})
    kind = str(table.geometry) if not found else found[0] if len(found) == 1 else "Unknown"
    return f"{kind} Z" if len(found) == 1 and shapely.has_z(present).any() else kind


def _array(values: pd.Series[Any], column: Column) -> pa.Array:
    return pa.array(values, _ARROW.get(column.kind, pa.string()), from_pandas=True)


def _series(held: pa.ChunkedArray, column: Column) -> pd.Series[Any]:
    kind = _ARROW.get(column.kind, pa.string())
    values = held.cast(kind)
    if column.kind == "real":
        return pd.Series(values.to_numpy(zero_copy_only=False), dtype="float64")
    if column.kind in {"integer", "flag"} and column.required:
        if values.null_count:
            raise ValueError(f"{values.null_count} values are missing")
        return pd.Series(values.to_numpy(zero_copy_only=False))
    if column.kind in {"integer", "flag"}:
        nullable: Any = pd.Int64Dtype() if column.kind == "integer" else pd.BooleanDtype()
        return pd.Series(nullable.__from_arrow__(values))
    return cast("pd.Series[Any]", values.to_pandas()).astype("str")


def _check_count(path: Path, layer: str, rows: int) -> None:
    import pyogrio

    try:
        _check_whole(path)
    except InputError as error:
        raise _MissingRowsError(str(error)) from error
    found = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
    if found != rows:
        raise _MissingRowsError(f"layer {layer!r} has {found} of {rows} rows")
