"""What the rasters of the twin say at a place, and open ground near it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.twin.cover import BUILDING, WATER
from census.twin.survey.base import Base

_REACH = 12
"""Cells searched around a place for open ground."""


def cells_at(
    base: Base, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of the cell of each place; the nearest one for a place off the raster."""
    row = np.floor((base.grid.north - y) / base.grid.cell_size).astype(np.int64)
    column = np.floor((x - base.grid.west) / base.grid.cell_size).astype(np.int64)
    return np.clip(row, 0, base.grid.rows - 1), np.clip(column, 0, base.grid.columns - 1)


def level_at(base: Base, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ground level [m, 1985 national]; NaN outside."""
    return base.terrain[cells_at(base, x, y)].astype(np.float64)


def open_places(
    base: Base, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Nearest place off water and buildings, and whether one was found within some 60 m."""
    offsets = np.stack(np.meshgrid(*[np.arange(-_REACH, _REACH + 1)] * 2, indexing="ij"), -1).reshape(-1, 2)
    offsets = offsets[np.argsort((offsets**2).sum(axis=1), kind="stable")]
    row, column = cells_at(base, x, y)
    rows = np.clip(row[:, None] + offsets[:, 0], 0, base.grid.rows - 1)
    columns = np.clip(column[:, None] + offsets[:, 1], 0, base.grid.columns - 1)
    code = base.landcover[rows, columns]
    free = (code != 0) & (code != WATER) & (code != BUILDING)
    found = free.any(axis=1)
    best = offsets[np.argmax(free, axis=1)]
    moved = found & (np.abs(best).sum(axis=1) > 0)
    new_x = np.where(moved, base.grid.x[np.clip(column + best[:, 1], 0, base.grid.columns - 1)], x)
    new_y = np.where(moved, base.grid.y[np.clip(row + best[:, 0], 0, base.grid.rows - 1)], y)
    return new_x, new_y, found


def apart(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    spacing: NDArray[np.float64],
    priority: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Indices of places kept so that none is nearer to one kept before than its own spacing.

    Parameters
    ----------
    x, y
        Places [m].
    spacing
        Least distance to those kept before [m].
    priority
        Lowest first.
    """
    order = np.argsort(priority, kind="stable")
    kept = np.empty(len(order), dtype=np.int64)
    kept_x, kept_y = np.empty(len(order)), np.empty(len(order))
    count = 0
    for index in order:
        near = np.hypot(kept_x[:count] - x[index], kept_y[:count] - y[index])
        if not count or near.min() >= spacing[index]:
            kept[count], kept_x[count], kept_y[count] = index, x[index], y[index]
            count += 1
    return kept[:count]
