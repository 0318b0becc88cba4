"""Compiled loops of the synthetic district: priority flood and stream-power incision."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def flood(
    ground: NDArray[np.float32],
    start: NDArray[np.bool_],
    offsets: NDArray[np.int64],
    rise: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Spill level of each cell of a padded, flattened raster; NaN where no water comes.

    Parameters
    ----------
    ground
        Ground level, NaN on the padding and on blocked cells, shape (n,) [m].
    start
        Cells where water leaves, shape (n,).
    offsets, rise
        Steps to the neighbours and the least rise [m] over each, shape (4,) or (8,).
    """
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def incised(
    level: NDArray[np.float64], order: NDArray[np.int64], strength: float, area_exponent: float
) -> NDArray[np.float64]:
    """Height after one implicit step of stream-power incision.

    Parameters
    ----------
    level
        Height without depressions, shape (rows, columns) [m].
    order
        Flat cell numbers from low to high, shape (rows * columns,).
    strength
        Erodibility times time step, by cell area and distance of one cell [-].
    area_exponent
        Power of the drained area [-].
    """
    rows, columns = level.shape
    size = rows * columns
    flat = level.ravel()
    receiver = np.arange(size)
    area = np.ones(size)
    for cell in range(size):
        row, column = cell // columns, cell % columns
        if row == 0 or column == 0 or row == rows - 1 or column == columns - 1:
            continue
        steepest = 0.0
        for dr in range(-1, 2):
            for dc in range(-1, 2):
                if dr == 0 and dc == 0:
                    continue
                other = (row + dr) * columns + column + dc
                fall = (flat[cell] - flat[other]) / np.sqrt(float(dr * dr + dc * dc))
                if fall > steepest:
                    steepest = fall
                    receiver[cell] = other
    for k in range(size - 1, -1, -1):
        cell = order[k]
        if receiver[cell] != cell:
            area[receiver[cell]] += area[cell]
    result = flat.copy()
    for k in range(size):
        cell = order[k]
        down = receiver[cell]
        if down != cell:
            rate = strength * area[cell] ** area_exponent
            result[cell] = (result[cell] + rate * result[down]) / (1.0 + rate)
    return result.reshape(level.shape)
