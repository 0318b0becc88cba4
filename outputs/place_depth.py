"""Depth of the water at a known place: the deepest that covers a given area near it."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import ndimage

from census.errors import InputError
from outputs.exposure import Ground, ground_of


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
    # A patch of the area and no wider than this lies within the window.
    span = int(np.ceil((reach + area / grid.cell_size) / grid.cell_size)) + 1
    span = min(span, 40)
    rows = slice(max(row - span, 0), row + span + 1)
    columns = slice(max(column - span, 0), column + span + 1)
    depth, open_area = ground.depth[rows, columns], ground.open_area[rows, columns]
    near = (grid.x[columns][None, :] - x) ** 2 + (grid.y[rows][:, None] - y) ** 2 <= reach**2
    near[row - rows.start, column - columns.start] = True
    levels = np.unique(depth[(depth > 0.0) & (open_area > 0.0)])
    low, high = -1, levels.size - 1
    # Patches only shrink as the depth rises.
    while low < high:
        middle = (low + high + 1) // 2
        if _covers(depth >= levels[middle], open_area, near, area):
            low = middle
        else:
            high = middle - 1
    return float(levels[low]) if low >= 0 else 0.0


def _covers(
    wet: NDArray[np.bool_], open_area: NDArray[np.float64], near: NDArray[np.bool_], area: float
) -> bool:
    labels, count = ndimage.label(wet & (open_area > 0.0), structure=np.ones((3, 3)))
    sums = np.bincount(labels.ravel(), weights=open_area.ravel(), minlength=count + 1)
    sums[0] = 0.0
    return bool((sums[labels[near]] > area).any())
