"""Compiled loops that give water to single cells and take it from them."""

from __future__ import annotations

import numpy as np
from numba import njit

F = np.float32


# No fast math: the rounding error of the sum is computed on purpose.
@njit(error_model="numpy", cache=True)
def move_volumes(depth, pending, inverse_storage, row, column, volume, cell_area, moved):
    """Give volumes to cells, or take them; returns the deepest of the cells [m].

    Parameters
    ----------
    depth, pending, inverse_storage
        State and open share of the cells with halo; see `kernels.Flow` and `kernels.Ground`.
    row, column
        Cells, halo indices, shape (m,); one cell may stand there more than once.
    volume
        Volume for each, negative to take, shape (m,) [m3].
    cell_area
        Plan area of a cell [m2].
    moved
        Receives what changed hands, shape (m,) [m3]: no more is taken than a cell holds, and a cell
        whose level is not computed gives and takes nothing.
    """
    deepest = F(0.0)
    for n in range(row.size):
        j, i = row[n], column[n]
        share = inverse_storage[j, i]
        moved[n] = 0.0
        if not share > F(0.0):
            continue
        area = cell_area / np.float64(share)
        held = (np.float64(depth[j, i]) + np.float64(pending[j, i])) * area
        wanted = max(volume[n], -max(held, 0.0))
        moved[n] = wanted
        # In float64, and what float32 cannot hold waits in `pending`: nothing is lost between the two.
        level = np.float64(depth[j, i]) + (np.float64(pending[j, i]) + wanted / area)
        new = F(max(level, 0.0))
        pending[j, i] = F(level - np.float64(new))
        depth[j, i] = new
        deepest = max(deepest, new)
    return deepest
