"""Compiled loops of the derivation."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def spread_area(
    level: NDArray[np.float64],
    order: NDArray[np.int64],
    ends: NDArray[np.bool_],
    exponent: float,
) -> NDArray[np.float32]:
    """Cells that drain through each cell when water spreads over all lower neighbours.

    Parameters
    ----------
    level
        Level without depressions and flats, NaN outside, shape (rows, columns) [m].
    order
        Flat numbers of the cells inside from high to low, shape (n,).
    ends
        Cells whose water goes no further, shape (rows, columns).
    exponent
        Power of the slope in a neighbour's share [-].

    Returns
    -------
    Array of shape (rows, columns)
        The cell itself included; 0 outside.
    """
    rows, columns = level.shape
    count = np.zeros(level.shape, np.float64)
    share = np.zeros(8)
    for cell in order:
        row = cell // columns
        column = cell % columns
        count[row, column] += 1.0
        if ends[row, column]:
            continue
        total = 0.0
        for k in range(8):
            # The eight neighbours are the nine cells around without the fifth.
            place = k + (k > 3)
            other_row = row + place // 3 - 1
            other_column = column + place % 3 - 1
            share[k] = 0.0
            if other_row < 0 or other_column < 0 or other_row >= rows or other_column >= columns:
                continue
            fall = level[row, column] - level[other_row, other_column]
            if fall > 0.0:
                distance = 1.0 if k in (1, 3, 4, 6) else np.sqrt(2.0)
                # The contour across a side is twice as long as that across a corner.
                width = 0.5 if k in (1, 3, 4, 6) else 0.5 / np.sqrt(2.0)
                share[k] = width * (fall / distance) ** exponent
                total += share[k]
        if total > 0.0:
            for k in range(8):
                if share[k] > 0.0:
                    place = k + (k > 3)
                    part = count[row, column] * share[k] / total
                    count[row + place // 3 - 1, column + place % 3 - 1] += part
    return count.astype(np.float32)
