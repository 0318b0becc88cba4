"""Priority flood: the level to which water rises before it runs off over open ground.

References
----------
Barnes, R., Lehman, C. and Mulla, D. (2014). Priority-flood: an optimal depression-filling and
watershed-labeling algorithm for digital elevation models. Computers & Geosciences 62, 117-127.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.twin.kernels import flood


def spill_level(
    ground: NDArray[np.float32],
    blocked: NDArray[np.bool_],
    outlet: NDArray[np.bool_],
    *,
    slope: float = 0.0,
    cell_size: float = 5.0,
    diagonal: bool = False,
) -> NDArray[np.float32]:
    """Lowest level from which each cell drains to an outlet over open cells.

    Parameters
    ----------
    ground
        Ground level, shape (rows, columns) [m]; NaN lies outside.
    blocked
        Cells no water crosses (buildings).
    outlet
        Cells where water leaves.
    slope
        Least slope the levels shall have towards the outlet [-].
    cell_size
        Edge of a cell [m].
    diagonal
        Whether water also moves over corners.

    Returns
    -------
    Array of shape (rows, columns) [m]
        At least the ground; NaN where blocked, outside or cut off from every outlet.
    """
    rows, columns = ground.shape
    padded = np.full((rows + 2, columns + 2), np.nan, dtype=np.float32)
    padded[1:-1, 1:-1] = np.where(blocked, np.float32(np.nan), ground)
    start = np.zeros(padded.shape, dtype=np.bool_)
    start[1:-1, 1:-1] = outlet
    width = columns + 2
    sides = [-width, -1, 1, width]
    if diagonal:
        sides += [-width - 1, -width + 1, width - 1, width + 1]
    offsets = np.array(sides, dtype=np.int64)
    rise = np.full(len(offsets), slope * cell_size, dtype=np.float32)
    rise[4:] *= np.float32(np.sqrt(2.0))
    level = flood(padded.ravel(), start.ravel(), offsets, rise)
    return np.ascontiguousarray(level.reshape(padded.shape)[1:-1, 1:-1])


def edge_cells(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of a domain that touch its edge (the raster's edge included) by a side."""
    padded = np.pad(inside, 1)
    core = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return inside & ~core
