"""Reliefs built in code, and what their tables must hold, written out pixel by pixel."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from models.waterlogging.inputs import Surface
from models.waterlogging.subgrid import coarsened
from models.waterlogging.subgrid.crests.kernels import BANDS
from models.waterlogging.subgrid.kernels import Tables
from tests.models.waterlogging.strategies import surface_of

Array = NDArray[np.float64]


def rough(rows: int, columns: int, *, seed: int, height: float = 0.02, length: float = 1.5) -> Array:
    """Smooth random ground with pits and humps smaller than a coarse cell [m]."""
    noise = gaussian_filter(np.random.default_rng(seed).standard_normal((rows, columns)), length, mode="wrap")
    return np.asarray(5.0 + height * noise / noise.std(), np.float64)


def coarse(bed: NDArray[Any], factor: int = 4, **others: Any) -> Surface:
    """Cells of `factor` x `factor` pixels of 5 m on a bed; `others` are fields of the fine surface."""
    return coarsened(surface_of(bed, **others), factor)


def stored_at(tables: Tables, rows: NDArray[np.int64], columns: NDArray[np.int64], level: Array) -> Array:
    """Volume over their open area that cells store at a level above their base [m]; see `level_at`."""
    bands = np.arange(1, BANDS + 1)[:, None]
    lines = tables.lines[rows + 1, :, columns + 1].astype(np.float64).T
    heights = np.concatenate([np.zeros((1, rows.size)), lines])
    stored: Array = np.maximum((level - heights) * bands / BANDS, 0.0).max(axis=0)
    return stored


def band_means(heights: Array, bands: int) -> Array:
    """Means of equal shares of ordered heights: each stands `bands` times, in chunks of their number."""
    return np.asarray(np.repeat(np.sort(heights), bands).reshape(bands, heights.size).mean(axis=1))


def level_of(stored: float, heights: Array) -> float:
    """Level at which the mean of max(level - height, 0) is the stored depth, by bisection [m]."""
    low, high = heights.min(), heights.max() + stored
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if np.maximum(middle - heights, 0.0).mean() > stored else (middle, high)
    return float(high)


def cell_bands(block: Array) -> Array:
    """Bands of the open ground of a cell, all of whose pixels hold water [m]."""
    return band_means(block.ravel(), BANDS)


def crests(block: Array) -> Array:
    """Least height over which the lowest pixel of a cell is reached from each pixel, by a priority flood."""
    rows, columns = block.shape
    seat = np.unravel_index(int(block.argmin()), block.shape)
    out = np.full(block.shape, np.inf)
    out[seat] = block[seat]
    queue = [(float(out[seat]), int(seat[0]), int(seat[1]))]
    while queue:
        height, j, i = heapq.heappop(queue)
        for b, a in ((j, i - 1), (j, i + 1), (j - 1, i), (j + 1, i)):
            if 0 <= b < rows and 0 <= a < columns and np.isinf(out[b, a]):
                out[b, a] = max(height, block[b, a])
                heapq.heappush(queue, (float(out[b, a]), b, a))
    return out


def block_of(bed: Array, j: int, i: int, factor: int) -> Array:
    """The pixels of a cell."""
    return np.asarray(bed[j * factor : (j + 1) * factor, i * factor : (i + 1) * factor])


def tilt_of(block: Array) -> float:
    """Share of the variance of a cell's pixels that a plane explains [-]."""
    y, x = np.indices(block.shape)
    plane = np.stack([x.ravel(), y.ravel(), np.ones(block.size)], axis=1).astype(np.float64)
    wanted = block.ravel() - block.mean()
    fitted = plane @ np.linalg.lstsq(plane, wanted, rcond=None)[0]
    return float((fitted**2).sum() / (wanted**2).sum())
