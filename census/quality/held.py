"""The tables under check, as they came and as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS, Grid
from census.quality.rule import Found
from census.quality.schema_checks import failures
from census.schema import TABLES
from census.schema.column import Column, Table
from census.schema.provenance import PROVENANCE

Rasters = Mapping[str, tuple[NDArray[Any], Grid]]


@dataclass(frozen=True)
class Held:
    """A census under check.

    Parameters
    ----------
    raw
        The tables as they came, rows numbered from zero.
    clean
        The tables of the census with the types of their schema: what is not of its type is missing,
        geometries are shapely objects in the district's CRS, broken ones mended as far as can be. Every
        index tells the position in the table.
    failures
        What the schema finds, by rule.
    rasters
        Rasters with their grid by name.
    """

    raw: Mapping[str, pd.DataFrame]
    clean: Mapping[str, pd.DataFrame]
    failures: Mapping[str, list[Found]]
    rasters: Rasters = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.clean[name]

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table is there with some columns."""
        return table in self.clean and all(column in self.clean[table].columns for column in columns)

    @cached_property
    def outline(self) -> Any:
        """The district: its table, else all streets together; None where neither is there."""
        for name in ("district", "streets"):
            if self.has(name, "geometry") and len(self[name]):
                united = shapely.union_all(places(self[name]))
                if not united.is_empty:
                    shapely.prepare(united)
                    return united
        return None


def hold(tables: Mapping[str, pd.DataFrame], rasters: Rasters | None = None) -> Held:
    """Bring tables into the form that the rules read, and check each against its schema."""
    raw = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    found: dict[str, list[Found]] = {}
    clean: dict[str, pd.DataFrame] = {}
    for name in (name for name in TABLES if name in raw):
        for rule, faults in failures(TABLES[name], raw[name]).items():
            found.setdefault(rule, []).extend(faults)
        clean[name] = _clean(TABLES[name], raw[name])
    return Held(raw, clean, found, rasters or {})


def places(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Geometries of a clean table."""
    return frame["geometry"].to_numpy(dtype=object)


def keys_of(table: Table, frame: pd.DataFrame) -> list[str]:
    """Text that names each row: its key, or its number from 1 where the key is not whole.

    A key of one column is its value; of several, `column=value` joined by commas.
    """
    if any(name not in frame.columns for name in table.key) or not table.key:
        return [f"row {number + 1}" for number in range(len(frame))]
    parts = [frame[name] for name in table.key]
    known = np.all([part.notna().to_numpy() for part in parts], axis=0)
    lists = [part.tolist() for part in parts]
    if len(lists) == 1:
        texts = [str(value) for value in lists[0]]
    else:
        pairs = zip(*lists, strict=True)
        texts = [
            ", ".join(f"{name}={_short(v)}" for name, v in zip(table.key, row, strict=True)) for row in pairs
        ]
    return [
        text if whole else f"row {i + 1}" for i, (text, whole) in enumerate(zip(texts, known, strict=True))
    ]


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _clean(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    columns = {
        column.name: _clean_values(column, raw[column.name])
        for column in (*table.columns, *PROVENANCE)
        if column.name in raw.columns
    }
    frame = pd.DataFrame(columns, index=raw.index)
    if table.geometry is not None and hasattr(raw, "geometry") and "geometry" in raw.columns:
        frame["geometry"] = pd.Series(_clean_places(raw), index=raw.index, dtype=object)
    return frame


def _clean_values(column: Column, values: pd.Series[Any]) -> pd.Series[Any]:
    if column.kind in ("integer", "real"):
        if values.dtype == object or pd.api.types.is_string_dtype(values.dtype):
            numbers = values.map(lambda v: v if isinstance(v, int | float | np.number) else np.nan)
            return pd.to_numeric(numbers, errors="coerce").astype("float64")
        return pd.to_numeric(values, errors="coerce").astype("float64")
    if column.kind == "flag":
        return values.map(lambda v: v if isinstance(v, bool | np.bool_) else None).astype("boolean")
    texts = values if values.dtype != object else values.map(lambda v: v if isinstance(v, str) else None)
    return texts.where(texts.notna(), None).astype("str")


def _clean_places(raw: Any) -> NDArray[np.object_]:
    place = raw.geometry
    if place.crs is not None and place.crs != DISTRICT_CRS:
        place = place.to_crs(DISTRICT_CRS)
    held = place.to_numpy().astype(object)
    broken = ~shapely.is_valid(held) & ~shapely.is_missing(held)
    finite = np.isfinite(shapely.bounds(held)).all(axis=1) | shapely.is_empty(held)
    held[broken & finite] = shapely.make_valid(held[broken & finite])
    held[~finite] = None
    return np.asarray(held)
