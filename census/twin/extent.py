"""Which part of the synthetic district is made, and the raster that covers it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from census.twin import facts

CELL = 5.0
"""Edge of a terrain cell [m]."""

BUFFER = 300.0
"""Width of the belt around the district in which terrain is given [m]."""

SMALL_WINDOW = (513_100.0, 3_354_800.0, 514_100.0, 3_355_800.0)
"""West, south, east and north of the small extent [m]: one square kilometre on the Grand Canal."""

EXTENTS = ("full", "small")


@dataclass(frozen=True)
class Extent:
    """A part of the district.

    Parameters
    ----------
    name
        One of `EXTENTS`.
    area
        Polygon in which streets, buildings and residents are made.
    domain
        Polygon in which terrain, canals and roads are made; holds `area`.
    grid
        Raster that covers the domain.
    """

    name: str
    area: Any
    domain: shapely.Polygon
    grid: Grid


@cache
def district() -> shapely.Polygon:
    """The district's approximate outline."""
    return shapely.Polygon(facts.outline())


def extent_of(name: str) -> Extent:
    """The extent of one name.

    Raises
    ------
    InputError
        If the name is not one of `EXTENTS`.
    """
    if name == "full":
        return Extent(name, district(), *_covering(district().buffer(BUFFER)))
    if name == "small":
        window = shapely.box(*SMALL_WINDOW)
        return Extent(name, shapely.intersection(window, district()), *_covering(window))
    raise InputError(f"extent is {name!r}; one of {', '.join(EXTENTS)} is needed")


def _covering(domain: shapely.Polygon) -> tuple[shapely.Polygon, Grid]:
    west, south, east, north = domain.bounds
    west, south = float(np.floor(west / CELL) * CELL), float(np.floor(south / CELL) * CELL)
    east, north = float(np.ceil(east / CELL) * CELL), float(np.ceil(north / CELL) * CELL)
    rows, columns = round((north - south) / CELL), round((east - west) / CELL)
    return domain, Grid(DISTRICT_CRS, west, north, CELL, rows, columns)
