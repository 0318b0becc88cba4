"""Compiled loops of the vortex over points: steps times points, everything of the vortex looked up.

Points and steps are separable: no sum runs over either, so that neither threads nor the splitting of points
or of steps change a bit. Lookups have no branch and unsigned indices, so that they run in vector registers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

SHIFT = np.int32(17)
"""Bits of a float32's squared distance below those that number an interval: 64 intervals to the double."""

NEAREST = np.float32(1.0e4)
"""Squared distance nearer than which the vortex is that of 100 m [m2]."""

BLOCK = 512
"""Points that are taken through all steps together."""

_0, _HALF, _1, _2 = np.float32(0.0), np.float32(0.5), np.float32(1.0), np.float32(2.0)
_A1, _A3, _A5 = np.float32(0.99997726), np.float32(-0.33262347), np.float32(0.19354346)
_A7, _A9, _A11 = np.float32(-0.11643287), np.float32(0.05265332), np.float32(-0.01172120)
_TINY = np.float32(1.0e-30)
_QUARTER = np.float32(0.5 * math.pi)


class Lookup(NamedTuple):
    """What the loops look up, by step and by interval.

    Centre (m,) [m] and its velocity (m,) [m/s]; by step what is added to a distance's number to give its
    interval (m,). By interval, each as value at no distance and slope over the squared distance: share of
    the wind across the radius over the radius, share towards the centre over the radius [1/s], share of the
    centre's velocity that is added.
    """

    x: np.ndarray
    y: np.ndarray
    vx: np.ndarray
    vy: np.ndarray
    offset: np.ndarray
    across: np.ndarray
    across_slope: np.ndarray
    inward: np.ndarray
    inward_slope: np.ndarray
    motion: np.ndarray
    motion_slope: np.ndarray


@njit(error_model="numpy", cache=True, nogil=True, forceinline=True)
def _wind(table, step, dx, dy):
    """Wind (u, v) at a place relative to the centre."""
    q = dx * dx + dy * dy
    q = max(NEAREST, q)
    i = np.uintp(table.offset[step] + (np.float32(q).view(np.int32) >> SHIFT))
    across = table.across[i] + table.across_slope[i] * q
    inward = table.inward[i] + table.inward_slope[i] * q
    motion = table.motion[i] + table.motion_slope[i] * q
    u = motion * table.vx[step] - across * dy - inward * dx
    v = motion * table.vy[step] + across * dx - inward * dy
    return u, v


@njit(error_model="numpy", cache=True, nogil=True)
def _wind_block(table, first, x, y, u, v):
    for k in range(u.shape[0]):
        step = first + k
        cx, cy = table.x[step], table.y[step]
        row_u, row_v = u[k], v[k]
        for j in range(x.shape[0]):
            row_u[j], row_v[j] = _wind(table, step, x[j] - cx, y[j] - cy)


@njit(error_model="numpy", cache=True, parallel=True)
def nest_wind(table, first, x, y, u, v):
    """Wind at points in a block of steps, into u, v (steps, points) [m/s].

    The block starts at step `first` of the table; x, y (points,) [m].
    """
    for k in prange(u.shape[0]):
        _wind_block(table, first + k, x, y, u[k : k + 1], v[k : k + 1])


@njit(error_model="numpy", cache=True, nogil=True)
def swath_block(table, first, last, x, y, square, when):
    """`nest_swath` of few points on the calling thread."""
    for step in range(first, last):
        cx, cy = table.x[step], table.y[step]
        now = np.int32(step)
        for j in range(x.shape[0]):
            u, v = _wind(table, step, x[j] - cx, y[j] - cy)
            s = u * u + v * v
            more = s > square[j]
            square[j] = s if more else square[j]
            when[j] = now if more else when[j]


@njit(error_model="numpy", cache=True, parallel=True)
def nest_swath(table, first, last, x, y, square, when):
    """Raise the running maximum of points over the steps from `first` to before `last`.

    x, y (points,) [m]; square (points,), the greatest squared speed so far [m2/s2], and when (points,), the
    step of it, are changed in place.
    """
    n = x.shape[0]
    for block in prange((n + BLOCK - 1) // BLOCK):
        lo, hi = block * BLOCK, min((block + 1) * BLOCK, n)
        swath_block(table, first, last, x[lo:hi], y[lo:hi], square[lo:hi], when[lo:hi])


@njit(error_model="numpy", cache=True, nogil=True, forceinline=True)
def quarter_angle(smaller, larger):
    """Arc tangent of smaller / larger, smaller no larger in size, within 2e-6 [rad].

    The odd polynomial of degree 11 whose largest error between -1 and 1 is least.
    """
    t = smaller / (larger + _TINY)
    s = t * t
    return t * (_A1 + s * (_A3 + s * (_A5 + s * (_A7 + s * (_A9 + s * _A11)))))


@njit(error_model="numpy", cache=True, nogil=True, forceinline=True)
def wind_from(u, v):
    """Direction the wind (u, v) comes from, clockwise from north, between 0 and 2 pi [rad]."""
    east, north = -u, -v
    p, q = abs(east), abs(north)
    swap = p > q
    angle = quarter_angle(q if swap else p, p if swap else q)
    angle = _QUARTER - angle if swap else angle
    angle = _2 * _QUARTER - angle if north < _0 else angle
    return _2 * (_2 * _QUARTER) - angle if east < _0 else angle


@njit(error_model="numpy", cache=True, nogil=True)
def sector_of(u, v, sectors, place):
    """Sector the wind comes from at points, the first centred on north, into place (points,)."""
    per_radian = np.float32(sectors / (2.0 * math.pi))
    count = np.int32(sectors)
    for j in range(u.shape[0]):
        s = np.int32(wind_from(u[j], v[j]) * per_radian + _HALF)
        place[j] = s if s < count else np.int32(0)


@njit(error_model="numpy", cache=True, nogil=True)
def sector_block(table, first, last, x, y, out):
    """`sector_maxima` of few points on the calling thread."""
    n = x.shape[0]
    u, v, speed = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.float32)
    place = np.empty(n, np.int32)
    for step in range(first, last):
        cx, cy = table.x[step], table.y[step]
        # Loops of their own: together they would not run in vector registers.
        for j in range(n):
            u[j], v[j] = _wind(table, step, x[j] - cx, y[j] - cy)
        for j in range(n):
            speed[j] = math.sqrt(u[j] * u[j] + v[j] * v[j])
        sector_of(u, v, out.shape[0], place)
        for j in range(n):
            s = np.uintp(place[j])
            most = out[s, j]
            out[s, j] = max(most, speed[j])


@njit(error_model="numpy", cache=True, parallel=True)
def sector_maxima(table, first, last, x, y, out):
    """Raise the greatest speed of points by the sector the wind comes from, over steps `first` to `last`.

    x, y (points,) [m]; out (sectors, points) [m/s], sector 0 centred on north, is changed in place.
    """
    n = x.shape[0]
    for block in prange((n + BLOCK - 1) // BLOCK):
        lo, hi = block * BLOCK, min((block + 1) * BLOCK, n)
        sector_block(table, first, last, x[lo:hi], y[lo:hi], out[:, lo:hi])
