"""From the fields of the house survey to a class of fragility: type and code level of Hazus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.tables import table_rows

LEVELS = ("Pre", "Low", "Moderate", "High")
"""Code levels, lowest first."""

RETROFITTED = LEVELS.index("Moderate")
"""Highest level that strengthening brings a building to."""

NEEDED = ("structure", "storeys", "design_code", "fortification_intensity", "retrofitted")
"""Fields of the table `buildings` that the mapping cannot do without."""


@dataclass(frozen=True)
class BuildingType:
    """A row of `building_types.csv`: what it fits, its type and why."""

    structure: str
    survey_structure: str
    kind: str
    confined: str
    least: int
    most: int
    type: str
    levels: tuple[str, ...]
    status: str
    reason: str


@dataclass(frozen=True)
class CodeLevel:
    """A row of `code_levels.csv`: what it fits, its level and why."""

    design_code: str
    least: int
    most: int
    level: str
    status: str
    reason: str


@cache
def building_types() -> tuple[BuildingType, ...]:
    """All rows of the table of types, in the order in which they are tried."""
    return tuple(
        BuildingType(
            row["structure"], row["survey_structure"], row["kind"], row["confined"], int(row["least"] or 0),
            int(row["most"] or 999), row["type"], tuple(row["levels"].split()), row["status"], row["reason"],
        )
        for row in table_rows("models.seismic", "building_types")
    )  # fmt: skip


@cache
def code_levels() -> tuple[CodeLevel, ...]:
    """All rows of the table of levels, in the order in which they are tried."""
    return tuple(
        CodeLevel(
            row["design_code"], int(row["least_intensity"] or 0), int(row["most_intensity"] or 12),
            row["level"], row["status"], row["reason"],
        )
        for row in table_rows("models.seismic", "code_levels")
    )  # fmt: skip


def fragility_classes(buildings: pd.DataFrame) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Class of each building.

    Parameters
    ----------
    buildings
        Table `buildings`; of its fields `NEEDED` are used, and `survey_structure`, `type`,
        `structural_columns` and `ring_beams` where they are there.

    Returns
    -------
    tuple
        Class of each building, shape (n,), and the names of the classes, "C1H-Low".

    Raises
    ------
    InputError
        If a building fits no row of a table, naming it and what it has.

    Notes
    -----
    The first row of `building_types.csv` that fits gives the type, the first of `code_levels.csv` the level;
    strengthening adds a level, at most up to moderate; a type has only the levels it has curves for.
    """
    absent = [name for name in NEEDED if name not in buildings]
    if absent:
        raise InputError(f"table 'buildings' has no field {absent[0]!r}, which the class of a building needs")
    type_of = _first_fit(_type_masks(buildings), buildings, "building_types.csv", ("structure", "storeys"))
    level_of = _first_fit(
        _level_masks(buildings), buildings, "code_levels.csv", ("design_code", "fortification_intensity")
    )
    level = np.array([LEVELS.index(row.level) for row in code_levels()])[level_of]
    stronger = buildings["retrofitted"].to_numpy(dtype=bool)
    level = np.where(stronger, np.maximum(level, np.minimum(level + 1, RETROFITTED)), level)
    types = building_types()
    highest = np.array([LEVELS.index(row.levels[-1]) for row in types])
    level = np.minimum(level, highest[type_of])
    names = np.array([f"{row.type}-" for row in types], dtype=object)[type_of]
    full = names + np.array(LEVELS, dtype=object)[level]
    classes, index = np.unique(full.astype(str), return_inverse=True)
    return index.astype(np.int32), tuple(str(one) for one in classes)


def _type_masks(buildings: pd.DataFrame) -> list[NDArray[np.bool_]]:
    """Which buildings each row of the types fits."""
    storeys = buildings["storeys"].to_numpy(dtype=np.int64)
    confined = _flag(buildings, "structural_columns") & _flag(buildings, "ring_beams")
    return [
        _equal(buildings, "structure", row.structure)
        & _equal(buildings, "survey_structure", row.survey_structure)
        & _equal(buildings, "type", row.kind)
        & (confined if row.confined else np.ones(len(buildings), dtype=bool))
        & (storeys >= row.least)
        & (storeys <= row.most)
        for row in building_types()
    ]


def _level_masks(buildings: pd.DataFrame) -> list[NDArray[np.bool_]]:
    """Which buildings each row of the levels fits."""
    intensity = buildings["fortification_intensity"].to_numpy(dtype=np.int64)
    return [
        _equal(buildings, "design_code", row.design_code) & (intensity >= row.least) & (intensity <= row.most)
        for row in code_levels()
    ]


def _equal(buildings: pd.DataFrame, field: str, value: str) -> NDArray[np.bool_]:
    """Where a field has a value; an empty value is met by all, one asked of an absent field by none."""
    if not value:
        return np.ones(len(buildings), dtype=bool)
    if field not in buildings:
        return np.zeros(len(buildings), dtype=bool)
    return np.asarray(buildings[field].to_numpy(dtype=object) == value, dtype=bool)


def _flag(buildings: pd.DataFrame, field: str) -> NDArray[np.bool_]:
    """A flag, false where it is empty or absent."""
    if field not in buildings:
        return np.zeros(len(buildings), dtype=bool)
    column = buildings[field]
    return np.asarray(column.astype(object).where(column.notna(), False).to_numpy(dtype=bool))


def _first_fit(
    masks: list[NDArray[np.bool_]], buildings: pd.DataFrame, table: str, fields: Sequence[str]
) -> NDArray[np.int64]:
    """First row that fits each building."""
    row = np.full(len(buildings), -1, dtype=np.int64)
    for number, mask in enumerate(masks):
        row[mask & (row < 0)] = number
    bad = np.flatnonzero(row < 0)
    if len(bad):
        at = buildings.iloc[int(bad[0])]
        told = ", ".join(f"{name} {str(at[name])!r}" for name in fields)
        raise InputError(
            f"building {at.get('building_id', int(bad[0]))!r} fits no row of {table} with {told} "
            f"({len(bad)} such buildings); the table needs a row for it"
        )
    return row
