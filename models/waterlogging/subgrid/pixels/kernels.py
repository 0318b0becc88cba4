"""Compiled loops that lay the water of coarse cells onto the fine cells under them.

In each cell the water is level and its depths on the pixels that hold water add up to what is stored:
with n pixels from the lowest up, their level is the least of (v n + sum of the lowest m heights) / m.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32

_FAST = {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"}

ONE = np.uintp(1)
"""Columns are counted without sign: numba then takes no index for one from the end, and vectorises."""

MEASURED = F(0.01)
"""Depth from which speed and hazard are taken [m]: below it discharge over depth is noise."""

SEGMENT = 64
"""Cells looked at together: most of a city stays below the lowest class."""


class PixelExtremes(NamedTuple):
    """Running extremes.

    With halo by cell: stored `depth` [m], its `time` [s], `speed` [m/s]; by cell and pixel from the lowest
    up, shape (rows, pixels, columns): `hazard` [m2/s], `arrival` [s], and `duration` [s] with the classes
    in front.
    """

    depth: np.ndarray
    time: np.ndarray
    speed: np.ndarray
    hazard: np.ndarray
    arrival: np.ndarray
    duration: np.ndarray


@njit(fastmath=_FAST, error_model="numpy")
def pixel_level(j, first, last, depth, held, height, level):
    """Level above the base of the cells of a run, by their pixels [m]; `depth` with halo."""
    first, last = np.uintp(first), np.uintp(last)
    total = np.empty(last, np.float32)
    for i in range(first, last):
        total[i] = height[j, 0, i] + depth[j + 1, i + ONE] * F(held[j, i])
        level[i] = total[i]
    for m in range(1, height.shape[1]):
        inverse = F(1.0) / F(m + 1)
        for i in range(first, last):
            total[i] += height[j, m, i]
            level[i] = min(level[i], total[i] * inverse)


@njit(parallel=True, error_model="numpy", cache=True)
def lay_out(depth, pixels, factor, out):
    """Depth of every pixel from the stored depths.

    Parameters
    ----------
    depth
        Stored depth of the cells, with halo [m].
    pixels
        Pixels that hold water.
    factor
        Pixels along the edge of a cell.
    out
        Receives the depths, shape (rows, columns) of the fine grid, NaN where no water can stand [m].
    """
    rows, columns = pixels.held.shape
    for j in prange(rows):
        for i in range(columns):
            count = pixels.held[j, i]
            level, total = np.inf, 0.0
            for m in range(count):
                total += np.float64(pixels.height[j, m, i])
                level = min(level, (total + np.float64(depth[j + 1, i + 1]) * count) / (m + 1))
            for p in range(factor * factor):
                y, x = j * factor + p // factor, i * factor + p % factor
                if y < out.shape[0] and x < out.shape[1]:
                    out[y, x] = np.nan
            for m in range(count):
                p = pixels.place[j, m, i]
                value = F(max(level - np.float64(pixels.height[j, m, i]), 0.0))
                out[j * factor + p // factor, i * factor + p % factor] = value


@njit(parallel=True, error_model="numpy", cache=True)
def lay_pixels(values, pixels, factor, out):
    """Values by cell and pixel onto the fine grid, NaN where no water can stand."""
    rows, columns = pixels.held.shape
    for j in prange(rows):
        for i in range(columns):
            for p in range(factor * factor):
                y, x = j * factor + p // factor, i * factor + p % factor
                if y < out.shape[0] and x < out.shape[1]:
                    out[y, x] = np.nan
            for m in range(pixels.held[j, i]):
                p = pixels.place[j, m, i]
                out[j * factor + p // factor, i * factor + p % factor] = values[j, m, i]


@njit(fastmath=_FAST, error_model="numpy")
def _speeds(j, first, last, tables, level, below, before, flow, east, south):
    """Speed at the east and the south face of the cells of a run: discharge over flow area [m/s].

    Levels and depths `before` are those the discharges were computed from.
    """
    film, cx, cy, qx, qy = tables.film, tables.crest_x, tables.crest_y, flow.discharge_x, flow.discharge_y
    for i in range(np.uintp(first), np.uintp(last)):
        here, there = level[i] + cx[j, 0, i], level[i + ONE] + cx[j, 1, i]
        own, other = before[j, i] * film[j, i], before[j, i + ONE] * film[j, i + ONE]
        east[i] = _speed(max(here, there), cx, j, i, own if here >= there else other, qx[j, i])
    for i in range(np.uintp(first), np.uintp(last)):
        here, there = level[i] + cy[j, 0, i], below[i] + cy[j, 1, i]
        own, other = before[j, i] * film[j, i], before[j + 1, i] * film[j + 1, i]
        south[i] = _speed(max(here, there), cy, j, i, own if here >= there else other, qy[j, i])


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def _speed(top, c, j, i, bears, q):
    """Speed of one face [m/s], none where its water is thinner than `MEASURED`."""
    full, square = _section(top, c, j, i)
    area = min(full, bears)
    measured = F(1.0) if square * area > MEASURED * full * full else F(0.0)
    return measured * abs(q) / max(area, F(1e-9))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def _section(top, c, j, i):
    """Mean of the depths over the bands of a face and of their squares; see `kernels.section`."""
    d1 = max(top, F(0.0))
    d2 = max(top - c[j, 2, i], F(0.0))
    d3 = max(top - c[j, 3, i], F(0.0))
    d4 = max(top - c[j, 4, i], F(0.0))
    return F(0.25) * ((d1 + d2) + (d3 + d4)), F(0.25) * ((d1 * d1 + d2 * d2) + (d3 * d3 + d4 * d4))


@njit(fastmath=_FAST, error_model="numpy")
def _levels(j, first, last, h, lines, inverse, bands, level):
    """Level above the base of a run of cells with halo, by their bands [m]; see `kernels.level_row`."""
    for i in range(np.uintp(first), np.uintp(last)):
        level[i] = bands * h[j, i]
    for m in range(inverse.size):
        for i in range(np.uintp(first), np.uintp(last)):
            level[i] = min(level[i], lines[j, m, i] + bands * h[j, i] * inverse[m])


@njit(fastmath=_FAST, error_model="numpy")
def _pixel_row(j, a, b, level, speed, height, extremes, classes, now, dt):
    """Hazard, arrival and durations on the pixels of a run of cells.

    `level`, `speed` and the pixels count columns without halo. Hazard is d (v + 0.5) + debris factor after
    Defra FD2320, in towns 1 above 0.25 m or 2 m/s.
    """
    least = min(MEASURED, classes[0])
    a, b = np.uintp(a), np.uintp(b)
    for m in range(height.shape[1]):
        # On the bit patterns, which order like the numbers while these are positive.
        bits = np.int32(0)
        for i in range(a, b):
            bits = max(bits, F(level[i] - height[j, m, i]).view(np.int32))
        deepest = np.int32(bits).view(np.float32)
        if deepest < least:
            return
        for i in range(a, b):
            d = level[i] - height[j, m, i]
            debris = F(1.0) if (d > F(0.25) or speed[i] > F(2.0)) else F(0.0)
            found = d * (speed[i] + F(0.5)) + debris if d > MEASURED else F(0.0)
            extremes.hazard[j, m, i] = max(extremes.hazard[j, m, i], found)
        if deepest >= classes[0]:
            for i in range(a, b):
                since = extremes.arrival[j, m, i]
                reached = level[i] - height[j, m, i] >= classes[0] and since < F(0.0)
                extremes.arrival[j, m, i] = now if reached else since
        for n in range(classes.size):
            if deepest >= classes[n]:
                for i in range(a, b):
                    above = level[i] - height[j, m, i] >= classes[n]
                    extremes.duration[n, j, m, i] += dt if above else F(0.0)


@njit(fastmath=_FAST, error_model="numpy")
def _cell_row(j, a, b, h, surface, height, east, north, south, speed, fastest, deepest, when, now):
    """Speed, deepest water and its time in the cells of a run; `surface` and `speed` count without halo."""
    for i in range(np.uintp(a), np.uintp(b)):
        u, v = max(east[i - ONE], east[i]), max(north[i], south[i])
        measured = F(1.0) if surface[i - ONE] - height[j - 1, 0, i - ONE] > MEASURED else F(0.0)
        found = measured * math.sqrt(u * u + v * v)
        speed[i - ONE] = found
        fastest[j, i] = max(fastest[j, i], found)
    for i in range(np.uintp(a), np.uintp(b)):
        d, before, since = h[j, i], deepest[j, i], when[j, i]
        when[j, i] = now if d > before else since
        deepest[j, i] = max(before, d)


@njit(inline="always", error_model="numpy")
def _reach(j, first, last, width):
    """Columns of row j that a face in use touches; rows without cells span none."""
    low, high = first[j], last[j]
    if j > 0:
        low, high = min(low, first[j - 1]), max(high, last[j - 1])
    if j + 1 < first.size:
        low, high = min(low, first[j + 1]), max(high, last[j + 1])
    return low - 1, min(high + 1, width)


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def record_pixels(ground, tables, flow, before, pixels, inverse, bands, extremes, classes, now, dt, scratch):
    """Update the running extremes at the end of an interval of `dt` seconds.

    `before` holds the depths before the last step; `scratch`, shape (threads, 7, columns + 2 or more),
    receives what is on its way; its rows change places and must stand apart.
    """
    rows = flow.depth.shape[0] - 2
    blocks = scratch.shape[0]
    size = (rows + blocks - 1) // blocks
    h, lines, first, last = flow.depth, tables.lines, ground.first, ground.last
    deepest, when, fastest = extremes.depth, extremes.time, extremes.speed
    for n in prange(blocks):
        level, below, east, north = scratch[n, 0], scratch[n, 1], scratch[n, 2], scratch[n, 3]
        south, speed, surface = scratch[n, 4], scratch[n, 5], scratch[n, 6]
        start, end = 1 + n * size, min(1 + (n + 1) * size, rows + 1)
        # The two rows before the first only give what it needs of them.
        for j in range(start - 2 if start < end else end, end):
            level, below = below, level
            north, south = south, north
            a, b = _reach(j + 1, first, last, h.shape[1])
            _levels(j + 1, a, b, before, lines, inverse, bands, below)
            if j < start - 1:
                continue
            a, b = min(first[j], first[j + 1]), max(last[j], last[j + 1])
            _speeds(j, a - 1, b, tables, level, below, before, flow, east, south)
            if j < start:
                continue
            a, b = first[j], last[j]
            pixel_level(j - 1, a - 1, b - 1, h, pixels.held, pixels.height, surface)
            _cell_row(
                j, a, b, h, surface, pixels.height, east, north, south, speed, fastest, deepest, when, now
            )
            for left in range(a - 1, b - 1, SEGMENT):
                right = min(left + SEGMENT, b - 1)
                _pixel_row(j - 1, left, right, surface, speed, pixels.height, extremes, classes, now, dt)
