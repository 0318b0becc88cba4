"""Depth of the water at a known place: the deepest that covers a given area near it."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import ndimage

from census.errors import InputError
from outputs.exposure import Ground, ground_of

Window = tuple[slice, slice]
"""Rows and columns of a part of a grid."""


def depth_over_area(
    ds: xr.Dataset, x: NDArray[np.float64], y: NDArray[np.float64], *, area: float, reach: float
) -> NDArray[np.float64]:
    """Greatest depth d for which a patch at least d deep, larger than an area, comes near a place.

    Parameters
    ----------
    ds
        Dataset of scenario fields.
    x, y
        Places, shape (n,) [m].
    area
        Area the patch has to exceed [m2].
    reach
        The patch has a cell whose centre lies within this distance, or the place's own cell [m].

    Returns
    -------
    numpy.ndarray
        Shape (n,) [m]; 0 where no water covers the area.

    Raises
    ------
    InputError
        If a place lies outside the grid.
    """
    ground = ground_of(ds)
    return np.array([_depth(ground, float(a), float(b), area, reach) for a, b in zip(x, y, strict=True)])


def _depth(ground: Ground, x: float, y: float, area: float, reach: float) -> float:
    grid = ground.grid
    try:
        row, column = grid.cell_of(x, y)
    except ValueError as error:
        raise InputError(f"the place at ({x:.1f}, {y:.1f}) lies outside the run: {error}") from None
    span = math.ceil((reach + math.sqrt(area)) / grid.cell_size) + 1
    while True:
        window = _window(ground, row, column, span)
        near = (grid.x[window[1]][None, :] - x) ** 2 + (grid.y[window[0]][:, None] - y) ** 2 <= reach**2
        near[row - window[0].start, column - window[1].start] = True
        depth, is_cut = _deepest(ground, window, near, area)
        if not is_cut:
            return depth
        span *= 2


def _window(ground: Ground, row: int, column: int, span: int) -> Window:
    """Rows and columns up to so many cells from a cell, as far as the grid goes."""
    height, width = ground.depth.shape
    return (
        slice(max(row - span, 0), min(row + span + 1, height)),
        slice(max(column - span, 0), min(column + span + 1, width)),
    )


def _deepest(ground: Ground, window: Window, near: NDArray[np.bool_], area: float) -> tuple[float, bool]:
    """Greatest depth at which a patch of the window is larger than the area, and whether it may be deeper.

    It may where the edge of the window cuts a patch that is too small at the next level.
    """
    depth, open_area = ground.depth[window], ground.open_area[window]
    is_open = open_area > 0.0
    inner = _inner_edge(window, ground.depth.shape)
    levels = np.unique(depth[(depth > 0.0) & is_open])
    low, high, is_cut = -1, levels.size - 1, False
    # Patches only shrink as the depth rises.
    while low < high:
        middle = (low + high + 1) // 2
        labels, count = ndimage.label((depth >= levels[middle]) & is_open, structure=np.ones((3, 3)))
        sums = np.bincount(labels.ravel(), weights=open_area.ravel(), minlength=count + 1)
        found = np.unique(labels[near & (labels > 0)])
        if (sums[found] > area).any():
            low = middle
        else:
            # The last level that fails is the next one above the answer.
            high, is_cut = middle - 1, bool(np.isin(labels[inner], found).any())
    return (float(levels[low]) if low >= 0 else 0.0), is_cut


def _inner_edge(window: Window, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Outermost cells of a window that have neighbours beyond it in the grid."""
    rows, columns = window
    edge = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    edge[0] |= rows.start > 0
    edge[-1] |= rows.stop < shape[0]
    edge[:, 0] |= columns.start > 0
    edge[:, -1] |= columns.stop < shape[1]
    return edge
