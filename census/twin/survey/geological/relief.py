"""The hills on a coarser grid: height, slope, aspect and curvature of cells of 25 m."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, laplace

from census.grid import Grid
from census.twin.cover import FOREST
from census.twin.hills import hills
from census.twin.survey.base import Base

CELL = 25.0
"""Edge of a cell [m]."""

_SMOOTHING = 1.3
"""Width of the smoothing before the aspect is taken, in cells."""


@dataclass(frozen=True)
class Relief:
    """The hills of the surveyed area; arrays of shape (rows, columns).

    Parameters
    ----------
    grid
        Geometry of the cells.
    hill
        The ground of the hills within the surveyed area, as a geometry; empty where there are none.
    inside
        Cells that touch it.
    height
        Mean ground level [m].
    slope
        [degree]
    aspect, broad_aspect
        Direction of fall, clockwise from north [degree]: of the cell, and of the smoothed ground.
    curvature
        Laplacian of the smoothed ground [1/m]: positive in hollows.
    forest
        Share of forest.
    """

    grid: Grid
    hill: Any
    inside: NDArray[np.bool_]
    height: NDArray[np.float64]
    slope: NDArray[np.float64]
    aspect: NDArray[np.float64]
    broad_aspect: NDArray[np.float64]
    curvature: NDArray[np.float64]
    forest: NDArray[np.float64]


def relief(base: Base) -> Relief:
    """The relief of the hills."""
    factor = round(CELL / base.grid.cell_size)
    grid, window = _window(base, factor)
    height = _mean(np.nan_to_num(base.terrain[window]), factor)
    forest = _mean((base.landcover[window] == FOREST).astype(np.float64), factor)
    smooth = gaussian_filter(height, _SMOOTHING)
    south, east = np.gradient(height, CELL)
    broad_south, broad_east = np.gradient(smooth, CELL)
    hill = shapely.intersection(_foot(base.seed), base.part.area)
    x, y = np.meshgrid(grid.x, grid.y)
    # Cells that only touch the hill count as well, so that their tiles cover it.
    inside = np.zeros(grid.shape, dtype=bool)
    if not hill.is_empty:
        inside = shapely.contains_xy(shapely.buffer(hill, 1.5 * CELL), x, y)
    return Relief(
        grid,
        hill,
        inside,
        height,
        np.degrees(np.arctan(np.hypot(south, east))),
        _direction(south, east),
        _direction(broad_south, broad_east),
        laplace(smooth) / CELL**2,
        forest,
    )


def _window(base: Base, factor: int) -> tuple[Grid, tuple[slice, slice]]:
    """Coarse grid over the hills, and the fine cells that it is made of."""
    fine = base.grid
    west, south, east, north = base.part.area.bounds
    if not shapely.is_empty(shapely.intersection(_foot(base.seed), base.part.area)):
        west, south, east, north = shapely.intersection(_foot(base.seed), base.part.area).bounds
    margin = 6.0 * CELL
    top = max(int((fine.north - north - margin) / fine.cell_size), 0)
    left = max(int((west - margin - fine.west) / fine.cell_size), 0)
    bottom = min(int((fine.north - south + margin) / fine.cell_size), fine.rows)
    right = min(int((east + margin - fine.west) / fine.cell_size), fine.columns)
    rows, columns = max((bottom - top) // factor, 2), max((right - left) // factor, 2)
    window = slice(top, top + rows * factor), slice(left, left + columns * factor)
    corner = fine.west + left * fine.cell_size, fine.north - top * fine.cell_size
    return Grid(fine.crs, *corner, CELL, rows, columns), window


def _mean(values: NDArray[Any], factor: int) -> NDArray[np.float64]:
    rows, columns = values.shape[0] // factor, values.shape[1] // factor
    return np.asarray(
        values.reshape(rows, factor, columns, factor).mean(axis=(1, 3), dtype=np.float64), np.float64
    )


def _direction(south: NDArray[np.float64], east: NDArray[np.float64]) -> NDArray[np.float64]:
    """Direction of fall from the rise towards south (down the rows) and east [degree]."""
    return np.asarray(np.degrees(np.arctan2(-east, south)) % 360.0)


@lru_cache(maxsize=2)
def _foot(seed: int) -> Any:
    return hills(seed).foot
