"""The land-cover classes that the derivation reads, and a check that two rasters share their cells."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from census.errors import InputError
from census.grid import Grid

if TYPE_CHECKING:
    import pandas as pd

BUILDING, WATER = 1, 7
"""Codes of the classes that have a part of their own; `class_table` names all."""


@cache
def class_table() -> pd.DataFrame:
    """Classes by code: name, Davenport class, roughness length and displacement [m], and their status."""
    import pandas as pd

    path = files("census.derive") / "landcover.csv"
    with path.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, comment="#").set_index("code")


def refuse_other_cells(terrain: Grid, landcover: Grid) -> None:
    """Refuse a land cover whose cells are not the terrain's.

    Raises
    ------
    InputError
        With both geometries.
    """
    if not terrain.matches(landcover):
        raise InputError(
            f"landcover has {landcover.rows} x {landcover.columns} cells of {landcover.cell_size} m from "
            f"({landcover.west}, {landcover.north}), terrain {terrain.rows} x {terrain.columns} of "
            f"{terrain.cell_size} m from ({terrain.west}, {terrain.north}); both must lie on one grid"
        )
