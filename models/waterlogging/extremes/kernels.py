"""Compiled loops of the running extremes: depth, speed, hazard, arrival and durations."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32

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
"""Depth from which a speed is taken [m]: below it discharge over depth is noise."""


@njit(fastmath=_FAST, error_model="numpy")
def _speed_row(h, qx, qy, qy_up, highest, hazard):
    """Speed and hazard rating d (v + 0.5) + debris factor (Defra FD2320, urban: 1 above 0.25 m or 2 m/s).

    Slices as in `x_row`.
    """
    for i in range(h.size - 2):
        d = h[i + 1]
        u = F(0.5) * (qx[i] + qx[i + 1])
        v = F(0.5) * (qy_up[i + 1] + qy[i + 1])
        measured = F(1.0) if d > MEASURED else F(0.0)
        speed = measured * math.sqrt(u * u + v * v) / max(d, MEASURED)
        highest[i + 1] = max(highest[i + 1], speed)
        debris = F(1.0) if (d > F(0.25) or speed > F(2.0)) else F(0.0)
        hazard[i + 1] = max(hazard[i + 1], measured * (d * (speed + F(0.5)) + debris))


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


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def record_extremes(ground, flow, extremes, classes, now, dt):
    """Update the running extremes at the end of an interval of `dt` seconds."""
    for j in prange(1, flow.depth.shape[0] - 1):
        a, b = ground.first[j] - 1, ground.last[j] + 1
        h = flow.depth[j, a:b]
        _speed_row(h, flow.discharge_x[j, a:b], flow.discharge_y[j, a:b], flow.discharge_y[j - 1, a:b],
                   extremes.speed[j, a:b], extremes.hazard[j, a:b])  # fmt: skip
        _deepest_row(h, extremes.depth[j, a:b], extremes.time[j, a:b], now)
        _classes_of_row(j, a, b, flow.depth, extremes, classes, now, dt)
