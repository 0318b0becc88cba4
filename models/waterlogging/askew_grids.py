"""Rain grids that lie askew to the grid of a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from census.errors import InputError
from census.grid import Grid

FloatArray = NDArray[np.float64]

CORNER = 1.1
"""Half diagonals of a rain cell within which its centre must lie: cells askew are not quite rectangles."""


BLOCK = 8
"""Edge of the blocks that are looked up by their corners [cells]."""


def nearest_rain_cell(x: FloatArray, y: FloatArray, grid: Grid) -> NDArray[np.int64]:
    """Rain cell whose centre is nearest to each cell.

    Parameters
    ----------
    x, y
        Centres of the rain cells in the CRS of the grid, shape (rain rows, rain columns) each [m].
    grid
        Grid of the run.

    Returns
    -------
    numpy.ndarray
        Flat index into the rain cells, shape of the grid.

    Raises
    ------
    InputError
        If a cell lies outside all rain cells.
    """
    tree = cKDTree(np.column_stack([x.ravel(), y.ravel()]))
    reach = CORNER * _half_diagonals(x, y).ravel()
    tops, lefts = np.arange(0, grid.rows, BLOCK), np.arange(0, grid.columns, BLOCK)
    rows = (tops, np.minimum(tops + BLOCK, grid.rows) - 1)
    columns = (lefts, np.minimum(lefts + BLOCK, grid.columns) - 1)
    corners = np.stack([_nearest(tree, reach, grid, r[:, None], c[None, :]) for r in rows for c in columns])
    # What is nearest to one centre is convex: four corners of one rain cell hold nothing of another.
    mixed = (corners != corners[0]).any(axis=0)
    nearest = _spread(corners[0], grid)
    for row in np.flatnonzero(mixed.any(axis=1)):
        own = np.arange(row * BLOCK, min((row + 1) * BLOCK, grid.rows))
        across = np.flatnonzero(np.repeat(mixed[row], BLOCK)[: grid.columns])
        nearest[np.ix_(own, across)] = _nearest(tree, reach, grid, own[:, None], across[None, :])
    return nearest


def _nearest(
    tree: cKDTree, reach: FloatArray, grid: Grid, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Nearest rain cell of some cells, rows and columns spread against each other."""
    x, y = np.broadcast_arrays(grid.x[columns], grid.y[rows])
    distance, index = tree.query(np.stack([x, y], axis=-1))
    beyond = distance > reach[index]
    if beyond.any():
        at = np.unravel_index(int(np.argmax(beyond)), x.shape)
        raise InputError(
            f"the rain grid does not reach the cell at ({x[at]:.0f}, {y[at]:.0f}): its nearest centre is "
            f"{distance[at]:.0f} m away; a grid that covers the domain is needed"
        )
    return np.asarray(index, np.int64)


def _spread(values: NDArray[np.int64], grid: Grid) -> NDArray[np.int64]:
    """Values of blocks on their cells."""
    return np.repeat(np.repeat(values, BLOCK, axis=0)[: grid.rows], BLOCK, axis=1)[:, : grid.columns]


def _half_diagonals(x: FloatArray, y: FloatArray) -> FloatArray:
    """Half the diagonal of each cell, from the distances to its neighbours, shape of the centres [m]."""
    half = np.zeros((2, *x.shape))
    for axis in (0, 1):
        if x.shape[axis] < 2:
            continue
        steps = np.hypot(np.diff(x, axis=axis), np.diff(y, axis=axis))
        before = np.concatenate([np.take(steps, [0], axis), steps], axis=axis)
        after = np.concatenate([steps, np.take(steps, [-1], axis)], axis=axis)
        half[axis] = 0.5 * np.maximum(before, after)
    # A single row or column is as wide as its cells are long.
    wide, tall = np.where(half[1] > 0.0, half[1], half[0]), np.where(half[0] > 0.0, half[0], half[1])
    whole = np.hypot(wide, tall)
    # One cell alone tells nothing of its size.
    return np.asarray(np.where(whole > 0.0, whole, np.inf))
