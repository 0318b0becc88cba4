"""Compiled loop that counts how many members of an ensemble exceed wind speeds at fine cells.

It takes the greatest wind of every member by narrow direction bins at the points of a nest. Within a square
of four points a cell's wind is between theirs, times the factor of the ground at the middle of the bin. All
additions are of whole numbers: neither threads nor the order of members change a count.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

LANES = 64
"""Cells of a square that are counted together."""

_0 = np.float32(0.0)


class Ground(NamedTuple):
    """n cells sorted by the square of the nest they lie in.

    First cell of each square and n (squares + 1,); north-western point of each square (squares,); points in a
    row of the nest; share of the way to the eastern and to the southern points (n,); factors of the mean wind
    and of the gust over it by sector (sectors, n).
    """

    start: np.ndarray
    corner: np.ndarray
    columns: int
    east: np.ndarray
    south: np.ndarray
    mean: np.ndarray
    gust: np.ndarray


class Winds(NamedTuple):
    """What one member brings to a square, by the bins in which it brings any wind.

    The bins (bins,); winds of the four points (4, bins) and the greatest of them (bins,) [m/s].
    """

    bins: np.ndarray
    four: np.ndarray
    most: np.ndarray


@njit(error_model="numpy", cache=True, nogil=True)
def _spread(factor, lo, hi, out):
    """Factors at the middle of each bin, in a straight line between the sectors, times what `out` holds."""
    bins = out.shape[0]
    sectors = factor.shape[0]
    for b in range(bins):
        place = np.float32(b * sectors / bins)
        s = int(place)
        after = s + 1 if s + 1 < sectors else 0
        share = place - np.float32(s)
        here, following, row = factor[s][lo:hi], factor[after][lo:hi], out[b]
        for j in range(here.shape[0]):
            row[j] *= here[j] + share * (following[j] - here[j])


@njit(error_model="numpy", cache=True, nogil=True)
def _greatest_factors(factor, out):
    """Greatest factor of the cells of each block by bin, into out (blocks, bins)."""
    for block in range(out.shape[0]):
        for b in range(factor.shape[0]):
            out[block, b] = factor[b][block * LANES : (block + 1) * LANES].max()


@njit(error_model="numpy", cache=True, nogil=True)
def _winds(nw, ne, sw, se, winds):
    """Fill in the winds of the four points; returns the number of bins that have any.

    A point whose wind jumped over a bin between two steps, or just missed it, takes the greatest of the
    others: a wind of nought there would pull down the cells beside it.
    """
    count = 0
    for b in range(nw.shape[0]):
        p, q, r, s = nw[b], ne[b], sw[b], se[b]
        top = max(p, q, r, s)
        if top > _0:
            winds.bins[count], winds.most[count] = b, top
            winds.four[0, count], winds.four[1, count] = p if p > _0 else top, q if q > _0 else top
            winds.four[2, count], winds.four[3, count] = r if r > _0 else top, s if s > _0 else top
            count += 1
    return count


@njit(error_model="numpy", cache=True, nogil=True)
def _raise(four, i, east, south, factor, now):
    """Raise the local wind of cells by one bin."""
    nw, ne, sw, se = four[0, i], four[1, i], four[2, i], four[3, i]
    right, down, cross = ne - nw, sw - nw, (se - sw) - (ne - nw)
    for j in range(now.shape[0]):
        value = (nw + east[j] * right + south[j] * (down + east[j] * cross)) * factor[j]
        now[j] = max(now[j], value)


@njit(error_model="numpy", cache=True, nogil=True)
def _ends(bits):
    """Least and greatest of values above nought by their bits, which are compared many at a time."""
    low, high = bits[0], bits[0]
    for j in range(bits.shape[0]):
        low, high = min(low, bits[j]), max(high, bits[j])
    return low, high


@njit(error_model="numpy", cache=True, nogil=True)
def _bring(winds, count, factor, limits, lo, hi, east, south, least, ceiling, now):
    """Local wind of one block's cells, right where it reaches `least`; returns its ends, as their bits."""
    best, top = 0, _0
    for i in range(count):
        ceiling[i] = winds.most[i] * limits[winds.bins[i]]
        if ceiling[i] > top:
            best, top = i, ceiling[i]
    if top < least:
        return np.int32(0), np.int32(0)
    now[:] = _0
    _raise(winds.four, best, east, south, factor[winds.bins[best]][lo:hi], now)
    low, _ = _ends(now.view(np.int32))
    bounds, needed = ceiling.view(np.int32), now[:1].copy()
    needed[0] = least
    low = max(low, needed.view(np.int32)[0])
    # A bin that stays below what every cell reaches, or below the lowest edge, changes no count.
    for i in range(count):
        if i != best and bounds[i] >= low:
            _raise(winds.four, i, east, south, factor[winds.bins[i]][lo:hi], now)
    return _ends(now.view(np.int32))


@njit(error_model="numpy", cache=True, nogil=True)
def _tally(low, high, bits, edges, counts, lo, hi, all_cells):
    """Add one member to the counts of a block: where all its cells reach an edge, those together."""
    k = 0
    while k < edges.shape[0] and edges[k] <= low:
        all_cells[k] += 1
        k += 1
    while k < edges.shape[0] and edges[k] <= high:
        edge, row = edges[k], counts[k][lo:hi]
        for j in range(bits.shape[0]):
            row[j] += np.int32(bits[j] >= edge)
        k += 1


@njit(error_model="numpy", cache=True, nogil=True)
def _one_kind(winds, count, factor, limits, east, south, edges, counts, first, sure, scratch):
    """Add one member to the counts of all blocks of a square, whose cells begin at `first` of the counts."""
    ceiling, lanes = scratch
    bits = edges.view(np.int32)
    for block in range(limits.shape[0]):
        lo, hi = block * LANES, min((block + 1) * LANES, east.shape[0])
        now = lanes[: hi - lo]
        low, high = _bring(
            winds, count, factor, limits[block], lo, hi, east[lo:hi], south[lo:hi], edges[0], ceiling, now
        )
        if high > 0:
            _tally(low, high, now.view(np.int32), bits, counts, first + lo, first + hi, sure[block])


@njit(error_model="numpy", cache=True, nogil=True)
def _add_sure(sure, counts):
    for block in range(sure.shape[0]):
        for k in range(sure.shape[1]):
            counts[k, block * LANES : (block + 1) * LANES] += sure[block, k]


@njit(error_model="numpy", cache=True, nogil=True)
def count_square(wind, ground, square, edges, gust_edges, counts, gust_counts):
    """`count_exceeding` of one square on the calling thread."""
    bins = wind.shape[2]
    lo, hi = ground.start[square], ground.start[square + 1]
    n, p = hi - lo, ground.corner[square]
    blocks, below = (n + LANES - 1) // LANES, p + ground.columns
    east, south = ground.east[lo:hi], ground.south[lo:hi]
    mean = np.ones((bins, n), np.float32)
    _spread(ground.mean, lo, hi, mean)
    gust = mean.copy()
    _spread(ground.gust, lo, hi, gust)
    limits, gust_limits = np.empty((blocks, bins), np.float32), np.empty((blocks, bins), np.float32)
    _greatest_factors(mean, limits)
    _greatest_factors(gust, gust_limits)
    sure = np.zeros((blocks, edges.shape[0]), np.int32)
    gust_sure = np.zeros((blocks, gust_edges.shape[0]), np.int32)
    winds = Winds(np.empty(bins, np.int64), np.empty((4, bins), np.float32), np.empty(bins, np.float32))
    scratch = (np.empty(bins, np.float32), np.empty(LANES, np.float32))
    for m in range(wind.shape[0]):
        at = wind[m]
        count = _winds(at[p], at[p + 1], at[below], at[below + 1], winds)
        if count > 0:
            _one_kind(winds, count, mean, limits, east, south, edges, counts, lo, sure, scratch)
            _one_kind(
                winds, count, gust, gust_limits, east, south, gust_edges, gust_counts, lo, gust_sure,
                scratch,
            )  # fmt: skip
    _add_sure(sure, counts[:, lo:hi])
    _add_sure(gust_sure, gust_counts[:, lo:hi])


@njit(error_model="numpy", cache=True, parallel=True)
def count_exceeding(wind, ground, edges, gust_edges, counts, gust_counts):
    """Add the members of a batch to the counts of cells.

    wind (members, points, bins) [m/s], greatest wind at the points of the nest by the direction it comes
    from, bin 0 centred on north, 0 where it never comes from a bin; edges of the mean (levels,) and of the
    gust, rising, above 0 [m/s]; counts (levels, n) of members that reach an edge, raised in place.
    """
    for square in prange(ground.corner.shape[0]):
        count_square(wind, ground, square, edges, gust_edges, counts, gust_counts)
