"""Compiled loops of the vortex over points, and from the points of a nest to fine cells.

Everything of the vortex is looked up, without a branch and with unsigned indices, so that the loops run in
vector registers. Fine cells are sorted by the square of nest points around them, within which the wind is one
formula of the cell's place. No sum runs over points, cells or steps: neither threads nor the splitting of
any of them change a bit.
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

LANES = 64
"""Cells of a square of the nest that are taken through all steps together."""

_0, _HALF, _1, _2 = np.float32(0.0), np.float32(0.5), np.float32(1.0), np.float32(2.0)
_A1, _A3, _A5 = np.float32(0.99997726), np.float32(-0.33262347), np.float32(0.19354346)
_A7, _A9, _A11 = np.float32(-0.11643287), np.float32(0.05265332), np.float32(-0.01172120)
_TINY = np.float32(1.0e-30)
_NEVER = np.float32(math.inf)
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


class Cells(NamedTuple):
    """n cells sorted by square, and the directions of the sectors.

    First cell of each square and n (squares + 1,); north-western point of each square (squares,); points in a
    row of the nest; share of the way to the eastern and to the southern points (n,); factors of the mean and
    of the gust over the mean by sector (sectors, n); sine and cosine of the middle between each sector and
    the next (sectors,).
    """

    start: np.ndarray
    corner: np.ndarray
    columns: int
    east: np.ndarray
    south: np.ndarray
    mean: np.ndarray
    gust: np.ndarray
    sine: np.ndarray
    cosine: np.ndarray


class Seen(NamedTuple):
    """What n cells saw of one quantity so far.

    Greatest value (n,) [m/s] and step of it (n,); value of the last step (n,) [m/s]; number of forces reached
    by it (n,); its bounds: the value below which that number falls and from which it rises (n,) [m/s]; first
    and last time each force was reached (forces, n) [s], NaN before.
    """

    most: np.ndarray
    step: np.ndarray
    value: np.ndarray
    level: np.ndarray
    floor: np.ndarray
    ceiling: np.ndarray
    first: np.ndarray
    last: np.ndarray


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


@njit(error_model="numpy", cache=True, parallel=True)
def nest_sectors(u, v, sectors, place):
    """Sector below the direction the wind comes from at nest points, into place (steps, points).

    The direction lies between the middles of sector `place` and the next.
    """
    per_radian = np.float32(sectors / (2.0 * math.pi))
    count = np.int32(sectors)
    for k in prange(u.shape[0]):
        a, b, out = u[k], v[k], place[k]
        for j in range(a.shape[0]):
            s = np.int32(wind_from(a[j], b[j]) * per_radian)
            out[j] = s if s < count else np.int32(0)


@njit(error_model="numpy", cache=True, nogil=True, forceinline=True)
def _factor(u, v, sine, cosine, per_radian, here, following):
    """Factor of a direction between two sectors, the wind's angle to their middle taken by its tangent."""
    along = -(u * sine + v * cosine)
    across = v * sine - u * cosine
    share = _HALF + quarter_angle(across, along) * per_radian
    share = min(max(share, _0), _1)
    return here + share * (following - here)


@njit(error_model="numpy", cache=True, nogil=True)
def _one_sector(u, v, speed, sine, cosine, per_radian, here, following, out):
    """Local value of cells whose wind comes from between the same two sectors."""
    for j in range(out.shape[0]):
        out[j] = speed[j] * _factor(u[j], v[j], sine, cosine, per_radian, here[j], following[j])


@njit(error_model="numpy", cache=True, nogil=True)
def _any_sector(u, v, speed, sine, cosine, per_radian, factor, out):
    """Local value of cells whose winds come from different sectors."""
    sectors = factor.shape[0]
    for j in range(out.shape[0]):
        s = int(wind_from(u[j], v[j]) * per_radian)
        s = s if s < sectors else 0
        after = s + 1 if s + 1 < sectors else 0
        out[j] = speed[j] * _factor(
            u[j], v[j], sine[s], cosine[s], per_radian, factor[s, j], factor[after, j]
        )


@njit(error_model="numpy", cache=True, nogil=True, forceinline=True)
def _between(east, south, nw, ne, sw, se):
    """Value at a place between four points."""
    return nw + east * (ne - nw) + south * ((sw - nw) + east * ((se - sw) - (ne - nw)))


@njit(error_model="numpy", cache=True, nogil=True)
def _bring(u4, v4, east, south, u, v, speed):
    """Wind of cells between four points (north-west, north-east, south-west, south-east)."""
    for j in range(u.shape[0]):
        u[j] = _between(east[j], south[j], u4[0], u4[1], u4[2], u4[3])
        v[j] = _between(east[j], south[j], v4[0], v4[1], v4[2], v4[3])
        speed[j] = math.sqrt(u[j] * u[j] + v[j] * v[j])


@njit(error_model="numpy", cache=True, nogil=True)
def _keep(now, step, most, when):
    for j in range(now.shape[0]):
        more = now[j] > most[j]
        most[j] = now[j] if more else most[j]
        when[j] = step if more else when[j]


@njit(error_model="numpy", cache=True, nogil=True)
def _changes(now, floor, ceiling):
    """How many cells rise to another force or fall below theirs."""
    count = np.int32(0)
    for j in range(now.shape[0]):
        count += np.int32((now[j] >= ceiling[j]) | (now[j] < floor[j]))
    return count


@njit(error_model="numpy", cache=True, nogil=True)
def _mark(now, before, t0, t1, edges, seen, j):
    """Note the forces that a cell reaches or leaves between two steps, in a straight line between them."""
    level, count = seen.level[j], edges.shape[0]
    rise = np.float64(now) - np.float64(before)
    while level < count and now >= edges[level]:
        share = (np.float64(edges[level]) - before) / rise if rise > 0.0 else 1.0
        if math.isnan(seen.first[level, j]):
            seen.first[level, j] = t0 + max(share, 0.0) * (t1 - t0)
        level += 1
    while level > 0 and now < edges[level - 1]:
        level -= 1
        share = (np.float64(edges[level]) - before) / rise if rise < 0.0 else 0.0
        seen.last[level, j] = t0 + share * (t1 - t0)
    seen.level[j] = level
    seen.floor[j] = edges[level - 1] if level > 0 else -_1
    seen.ceiling[j] = edges[level] if level < count else _NEVER


@njit(error_model="numpy", cache=True, nogil=True)
def _take(now, step, time, edges, seen, lo, hi):
    """Add a step to what the cells from lo to hi saw."""
    _keep(now, np.int32(step), seen.most[lo:hi], seen.step[lo:hi])
    before = seen.value[lo:hi]
    if _changes(now, seen.floor[lo:hi], seen.ceiling[lo:hi]) > 0:
        t1 = time[step]
        t0 = time[step - 1] if step > 0 else t1
        for j in range(hi - lo):
            if now[j] >= seen.ceiling[lo + j] or now[j] < seen.floor[lo + j]:
                _mark(now[j], before[j], t0, t1, edges, seen, lo + j)
    for j in range(hi - lo):
        before[j] = now[j]


@njit(error_model="numpy", cache=True, nogil=True)
def _cells_of_square(u, v, place, first, time, cells, square, lo, hi, edges, gust_edges, mean, gust):
    """Bring all steps of a block to the cells from lo to hi of one square."""
    n, sectors = hi - lo, cells.sine.shape[0]
    per_radian = np.float32(sectors / (2.0 * math.pi))
    east, south = cells.east[lo:hi], cells.south[lo:hi]
    a, b, speed = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.float32)
    now, blow = np.empty(n, np.float32), np.empty(n, np.float32)
    p = cells.corner[square]
    below = p + cells.columns
    for k in range(u.shape[0]):
        _bring((u[k, p], u[k, p + 1], u[k, below], u[k, below + 1]),
               (v[k, p], v[k, p + 1], v[k, below], v[k, below + 1]), east, south, a, b, speed)  # fmt: skip
        s = place[k, p]
        # Winds between four that come from between two directions do so too.
        if s == place[k, p + 1] and s == place[k, below] and s == place[k, below + 1]:
            after = s + 1 if s + 1 < sectors else 0
            sine, cosine = cells.sine[s], cells.cosine[s]
            _one_sector(a, b, speed, sine, cosine, per_radian, cells.mean[s, lo:hi], cells.mean[after, lo:hi], now)  # fmt: skip # noqa: E501
            _one_sector(a, b, now, sine, cosine, per_radian, cells.gust[s, lo:hi], cells.gust[after, lo:hi], blow)  # fmt: skip # noqa: E501
        else:
            _any_sector(a, b, speed, cells.sine, cells.cosine, per_radian, cells.mean[:, lo:hi], now)
            _any_sector(a, b, now, cells.sine, cells.cosine, per_radian, cells.gust[:, lo:hi], blow)
        _take(now, first + k, time, edges, mean, lo, hi)
        _take(blow, first + k, time, gust_edges, gust, lo, hi)


@njit(error_model="numpy", cache=True, parallel=True)
def fine_swath(u, v, place, first, time, cells, edges, gust_edges, mean, gust):
    """Bring a block of steps to all cells.

    u, v (steps, points) [m/s] and place of `nest_sectors` of the steps from `first` on; time (m,) of all
    steps [s]; least values of the forces of the mean and of the gust, rising (forces,) [m/s]; what was
    seen of either is changed in place.
    """
    for square in prange(cells.corner.shape[0]):
        for lo in range(cells.start[square], cells.start[square + 1], LANES):
            hi = min(lo + LANES, cells.start[square + 1])
            _cells_of_square(u, v, place, first, time, cells, square, lo, hi, edges, gust_edges, mean, gust)


@njit(error_model="numpy", cache=True, parallel=True)
def direction_at(u, v, cells, first, step, out):
    """Direction the wind comes from in the given steps, as far as the block holds them, into out (n,) [rad].

    step (n,) is a step of the path, the block begins with `first`.
    """
    for square in prange(cells.corner.shape[0]):
        p = cells.corner[square]
        below = p + cells.columns
        for j in range(cells.start[square], cells.start[square + 1]):
            k = step[j] - first
            if 0 <= k < u.shape[0]:
                e, s = cells.east[j], cells.south[j]
                a = _between(e, s, u[k, p], u[k, p + 1], u[k, below], u[k, below + 1])
                b = _between(e, s, v[k, p], v[k, p + 1], v[k, below], v[k, below + 1])
                out[j] = wind_from(a, b)
