"""Compiled loops of the running extremes: depth, speed, hazard, arrival and durations."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32

ONE = np.uintp(1)
"""Columns are counted without sign: numba then takes no index for one from the end, and vectorises."""

_FAST = {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"}


class Extremes(NamedTuple):
    """Running extremes with halo: depth [m], its time [s], speed [m/s], hazard [m2/s], arrival [s].

    `duration` has shape (classes, rows + 2, columns + 2) [s].
    """

    depth: np.ndarray
    time: np.ndarray
    speed: np.ndarray
    hazard: np.ndarray
    arrival: np.ndarray
    duration: np.ndarray


MEASURED = F(0.01)
"""Flow depth from which a speed is taken [m]: below it discharge over depth is noise."""


@njit(fastmath=_FAST, error_model="numpy")
def _speed_of_x_faces(j, first, last, z, h, q, out):
    """Speed at the east face of each cell of a run of row j [m/s].

    `h` is the depth the discharge was computed from, so that the flow depth is that of the
    momentum equation: mean discharge over the depth of a cell that just ran dry is not a speed.
    """
    for i in range(first, last):
        rise = z[j, i + ONE] - z[j, i]
        flow = max(h[j, i] - max(rise, F(0.0)), h[j, i + ONE] + min(rise, F(0.0)))
        measured = F(1.0) if flow > MEASURED else F(0.0)
        out[i] = measured * abs(q[j, i]) / max(flow, MEASURED)


@njit(fastmath=_FAST, error_model="numpy")
def _speed_of_y_faces(j, first, last, z, h, q, out):
    """Speed at the south face of each cell of a run of row j [m/s]; see `_speed_of_x_faces`."""
    for i in range(first, last):
        rise = z[j + 1, i] - z[j, i]
        flow = max(h[j, i] - max(rise, F(0.0)), h[j + 1, i] + min(rise, F(0.0)))
        measured = F(1.0) if flow > MEASURED else F(0.0)
        out[i] = measured * abs(q[j, i]) / max(flow, MEASURED)


@njit(fastmath=_FAST, error_model="numpy")
def _speed_row(j, first, last, h, east, north, south, highest, hazard):
    """Speed of a cell from the faster of its opposite faces, and hazard rating.

    Hazard is d (v + 0.5) + debris factor after Defra FD2320, in towns 1 above 0.25 m or 2 m/s.
    """
    for i in range(first, last):
        d = h[j, i]
        u = max(east[i - ONE], east[i])
        v = max(north[i], south[i])
        measured = F(1.0) if d > MEASURED else F(0.0)
        speed = measured * math.sqrt(u * u + v * v)
        highest[j, i] = max(highest[j, i], speed)
        debris = F(1.0) if (d > F(0.25) or speed > F(2.0)) else F(0.0)
        hazard[j, i] = max(hazard[j, i], measured * (d * (speed + F(0.5)) + debris))


@njit(fastmath=_FAST, error_model="numpy")
def _deepest_row(h, deepest, when, now):
    for i in range(h.size):
        before, d = deepest[i], h[i]
        since = when[i]
        when[i] = now if d > before else since
        deepest[i] = max(before, d)


@njit(fastmath=_FAST, error_model="numpy")
def _highest(h):
    """Largest of some depths, on the bit patterns as in `depth_row`."""
    highest = np.int32(0)
    for i in range(h.size):
        highest = max(highest, F(h[i]).view(np.int32))
    return np.int32(highest).view(np.float32)


@njit(fastmath=_FAST, error_model="numpy")
def _arrival_row(h, arrival, now, threshold):
    for i in range(h.size):
        since = arrival[i]
        arrival[i] = now if (h[i] >= threshold and since < F(0.0)) else since


@njit(fastmath=_FAST, error_model="numpy")
def _duration_row(h, duration, dt, threshold):
    for i in range(h.size):
        duration[i] += dt if h[i] >= threshold else F(0.0)


SEGMENT = 128
"""Cells looked at together for the depth classes: most of a city stays below the lowest."""


@njit(fastmath=_FAST, error_model="numpy")
def _classes_of_row(j, a, b, h, extremes, classes, now, dt):
    for start in range(a, b, SEGMENT):
        end = min(start + SEGMENT, b)
        part = h[j, start:end]
        deepest = _highest(part)
        if deepest >= classes[0]:
            _arrival_row(part, extremes.arrival[j, start:end], now, classes[0])
        for n in range(classes.size):
            if deepest >= classes[n]:
                _duration_row(part, extremes.duration[n, j, start:end], dt, classes[n])


@njit(fastmath=_FAST, error_model="numpy")
def _south_speeds(j, first, last, z, h, q, out):
    """Speeds at the south faces of all cells in use of row j and of the row below [m/s]."""
    a, b = min(first[j], first[j + 1]), max(last[j], last[j + 1])
    if b > a:
        _speed_of_y_faces(j, np.uintp(a), np.uintp(b), z, h, q, out)


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def record_extremes(ground, flow, work, extremes, classes, now, dt, scratch):
    """Update the running extremes at the end of an interval of `dt` seconds.

    `work.depth` holds the depths before the last step; `scratch`, shape (blocks, 3 or more, columns + 2 or
    more), receives face speeds.
    """
    rows = flow.depth.shape[0] - 2
    blocks = scratch.shape[0]
    size = (rows + blocks - 1) // blocks
    z, before, qx, qy, h = ground.bed, work.depth, flow.discharge_x, flow.discharge_y, flow.depth
    first, last = ground.first, ground.last
    for n in prange(blocks):
        start, end = 1 + n * size, min(1 + (n + 1) * size, rows + 1)
        faces = scratch[n]
        east = faces[0]
        if start < end:
            _south_speeds(start - 1, first, last, z, before, qy, faces[1 + (start - 1) % 2])
        for j in range(start, end):
            a, b = first[j], last[j]
            north, south = faces[1 + (j - 1) % 2], faces[1 + j % 2]
            _south_speeds(j, first, last, z, before, qy, south)
            if b > a:
                _speed_of_x_faces(j, np.uintp(a - 1), np.uintp(b), z, before, qx, east)
                _speed_row(
                    j, np.uintp(a), np.uintp(b), h, east, north, south, extremes.speed, extremes.hazard
                )
                _deepest_row(h[j, a:b], extremes.depth[j, a:b], extremes.time[j, a:b], now)
                _classes_of_row(j, a, b, h, extremes, classes, now, dt)
