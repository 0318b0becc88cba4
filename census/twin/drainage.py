"""Priority flood: the level to which water rises before it runs off over open ground.

References
----------
Barnes, R., Lehman, C. and Mulla, D. (2014). Priority-flood: an optimal depression-filling and
watershed-labeling algorithm for digital elevation models. Computers & Geosciences 62, 117-127.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


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
    if diagonal:
        offsets = np.array([-width, -1, 1, width, -width - 1, -width + 1, width - 1, width + 1], dtype=np.int64)
    else:
        offsets = np.array([-width, -1, 1, width], dtype=np.int64)
    rise = np.full(len(offsets), slope * cell_size, dtype=np.float32)
    rise[4:] *= np.float32(np.sqrt(2.0))
    level = _flood(padded.ravel(), start.ravel(), offsets, rise)
    return np.ascontiguousarray(level.reshape(padded.shape)[1:-1, 1:-1])


def edge_cells(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of a domain that touch its edge (the raster's edge included) by a side."""
    padded = np.pad(inside, 1)
    core = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return inside & ~core


@njit(cache=True)  # type: ignore[misc]
def _flood(
    ground: NDArray[np.float32],
    start: NDArray[np.bool_],
    offsets: NDArray[np.int64],
    rise: NDArray[np.float32],
) -> NDArray[np.float32]:
    size = ground.size
    level = np.full(size, np.float32(np.nan), dtype=np.float32)
    heap_key = np.empty(size, dtype=np.float32)
    heap_cell = np.empty(size, dtype=np.int32)
    count = 0
    for cell in range(size):
        if start[cell] and not np.isnan(ground[cell]):
            level[cell] = ground[cell]
            count = _push(heap_key, heap_cell, count, ground[cell], cell)
    while count > 0:
        key = heap_key[0]
        cell = heap_cell[0]
        count = _pop(heap_key, heap_cell, count)
        for k in range(offsets.size):
            other = cell + offsets[k]
            if np.isnan(level[other]) and not np.isnan(ground[other]):
                lifted = max(ground[other], key + rise[k])
                level[other] = lifted
                count = _push(heap_key, heap_cell, count, lifted, other)
    return level


@njit(cache=True)  # type: ignore[misc]
def _push(
    heap_key: NDArray[np.float32], heap_cell: NDArray[np.int32], count: int, key: np.float32, cell: int
) -> int:
    place = count
    while place > 0:
        parent = (place - 1) >> 1
        if heap_key[parent] <= key:
            break
        heap_key[place] = heap_key[parent]
        heap_cell[place] = heap_cell[parent]
        place = parent
    heap_key[place] = key
    heap_cell[place] = cell
    return count + 1


@njit(cache=True)  # type: ignore[misc]
def _pop(heap_key: NDArray[np.float32], heap_cell: NDArray[np.int32], count: int) -> int:
    count -= 1
    key = heap_key[count]
    cell = heap_cell[count]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and heap_key[child + 1] < heap_key[child]:
            child += 1
        if heap_key[child] >= key:
            break
        heap_key[place] = heap_key[child]
        heap_cell[place] = heap_cell[child]
        place = child
    heap_key[place] = key
    heap_cell[place] = cell
    return count
