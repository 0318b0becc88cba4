"""Frames with the types of their table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from census.grid import DISTRICT_CRS
from census.schema.column import Column, Table
from census.schema.provenance import PROVENANCE, row_hashes

if TYPE_CHECKING:
    import geopandas as gpd


def dtype_of(column: Column) -> str:
    """Return the pandas dtype of a column."""
    if column.kind == "real":
        return "float64"
    if column.kind == "integer":
        return "int64" if column.required else "Int64"
    if column.kind == "flag":
        return "bool" if column.required else "boolean"
    return "str"


def typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of a table in its order and with its types; others are left out.

    Parameters
    ----------
    table
        The table's description.
    frame
        Rows with at least the table's columns, and `geometry` where the table has one.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Provenance columns stand at the end, as far as the frame has them.

    Raises
    ------
    KeyError
        If a column is missing.
    ValueError, TypeError
        If a value cannot be of its column's type.
    """
    held = [*table.columns, *(column for column in PROVENANCE if column.name in frame.columns)]
    data: dict[str, Any] = {
        column.name: frame[column.name].astype(cast(Any, dtype_of(column))) for column in held
    }
    if table.geometry is None:
        return pd.DataFrame(data, index=frame.index).reset_index(drop=True)
    import geopandas

    made = geopandas.GeoDataFrame(data, geometry=frame["geometry"].to_numpy(), crs=DISTRICT_CRS)
    return cast(pd.DataFrame, made.reset_index(drop=True))


def with_provenance(
    table: Table,
    frame: pd.DataFrame | gpd.GeoDataFrame,
    *,
    source_id: str,
    source_date: str,
    method: str,
    confidence: str,
    ingested_at: str,
    run_id: str,
) -> pd.DataFrame:
    """Rows with their types and provenance.

    Parameters
    ----------
    table, frame
        As for `typed`; provenance columns that the frame already has are kept.
    source_id, source_date, method, confidence, ingested_at, run_id
        Values of all rows; `valid_from` is `source_date`, `valid_to` stays open.
    """
    said = {
        "source_id": source_id, "source_date": source_date, "method": method, "confidence": confidence,
        "valid_from": source_date, "valid_to": None, "ingested_at": ingested_at, "run_id": run_id,
    }  # fmt: skip
    told = frame.assign(**{name: value for name, value in said.items() if name not in frame.columns})
    made = typed(table, told.drop(columns="row_hash", errors="ignore"))
    made["row_hash"] = pd.Series(row_hashes(table, made), dtype="str")
    return typed(table, made)
