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
"""Cells that are taken through all members together."""

_0 = np.float32(0.0)


class Ground(NamedTuple):
    """n cells sorted by square, cut into blocks that lie in one square each.

    First cell of each block and n (blocks + 1,); north-western point of each block's square (blocks,); points
    in a row of the nest; share of the way to the eastern and to the southern points (n,); factors of the mean
    wind and of the gust over it by sector (sectors, n).
    """

    start: np.ndarray
    corner: np.ndarray
    columns: int
    east: np.ndarray
    south: np.ndarray
    mean: np.ndarray
    gust: np.ndarray


@njit(error_model="numpy", cache=True, nogil=True)
def _spread(factor, bins, out):
    """Factors at the middle of each bin, in a straight line between the sectors, times what `out` holds."""
    sectors = factor.shape[0]
    for b in range(bins):
        place = np.float32(b * sectors / bins)
        s = int(place)
        after = s + 1 if s + 1 < sectors else 0
        share = place - np.float32(s)
        here, following, row = factor[s], factor[after], out[b]
        for j in range(here.shape[0]):
            row[j] *= here[j] + share * (following[j] - here[j])


@njit(error_model="numpy", cache=True, nogil=True)
def _range(factor, least, most):
    """Least and greatest factor of the cells in each bin."""
    for b in range(factor.shape[0]):
        least[b], most[b] = factor[b].min(), factor[b].max()


@njit(error_model="numpy", cache=True, nogil=True)
def _corners(nw, ne, sw, se, out, least, most):
    """Winds of the four points by bin, into out (4, bins).

    A point whose wind jumped over a bin between two steps, or just missed it, takes the greatest of the
    others: a wind of nought there would pull down the cells beside it.
    """
    for b in range(nw.shape[0]):
        p, q, r, s = nw[b], ne[b], sw[b], se[b]
        top = max(q, p)
        low = max(s, r)
        top = max(low, top)
        p, q = p if p > _0 else top, q if q > _0 else top
        r, s = r if r > _0 else top, s if s > _0 else top
        out[0, b], out[1, b], out[2, b], out[3, b] = p, q, r, s
        low, high = min(q, p), min(s, r)
        least[b], most[b] = min(high, low), top


@njit(error_model="numpy", cache=True, nogil=True)
def _bounds(wind_least, wind_most, factor_least, factor_most, ceiling):
    """What every cell reaches at least, what none exceeds, and that by bin into ceiling (bins,)."""
    floor, top = _0, _0
    for b in range(ceiling.shape[0]):
        low = wind_least[b] * factor_least[b]
        ceiling[b] = wind_most[b] * factor_most[b]
        floor = max(floor, low)
        top = max(top, ceiling[b])
    return floor, top


@njit(error_model="numpy", cache=True, nogil=True)
def _raise(four, b, east, south, factor, now):
    """Raise the local wind of cells by one bin."""
    nw, ne, sw, se = four[0, b], four[1, b], four[2, b], four[3, b]
    right, down, cross = ne - nw, sw - nw, (se - sw) - (ne - nw)
    for j in range(now.shape[0]):
        value = (nw + east[j] * right + south[j] * (down + east[j] * cross)) * factor[j]
        now[j] = max(now[j], value)


@njit(error_model="numpy", cache=True, nogil=True)
def _tally(four, floor, top, ceiling, east, south, factor, edges, now, counts, all_cells):
    """Add one member to the counts of a block: those of all its cells together where all exceed an edge."""
    first = 0
    while first < edges.shape[0] and floor >= edges[first]:
        all_cells[first] += 1
        first += 1
    if first == edges.shape[0] or top < edges[first]:
        return
    now[:] = _0
    # A bin that stays below what every cell reaches, or below the next edge, changes no count.
    needed = max(edges[first], floor)
    for b in range(ceiling.shape[0]):
        if ceiling[b] >= needed:
            _raise(four, b, east, south, factor[b], now)
    for k in range(first, edges.shape[0]):
        edge, row = edges[k], counts[k]
        if top < edge:
            return
        for j in range(now.shape[0]):
            row[j] += np.int32(now[j] >= edge)


@njit(error_model="numpy", cache=True, nogil=True)
def count_block(wind, ground, block, edges, gust_edges, counts, gust_counts):
    """`count_exceeding` of one block on the calling thread."""
    bins = wind.shape[2]
    lo, hi = ground.start[block], ground.start[block + 1]
    n, p = hi - lo, ground.corner[block]
    below = p + ground.columns
    east, south = ground.east[lo:hi], ground.south[lo:hi]
    mean, gust = np.ones((bins, n), np.float32), np.empty((bins, n), np.float32)
    _spread(ground.mean[:, lo:hi], bins, mean)
    gust[:] = mean
    _spread(ground.gust[:, lo:hi], bins, gust)
    limits, reach = np.empty((4, bins), np.float32), np.empty((2, bins), np.float32)
    _range(mean, limits[0], limits[1])
    _range(gust, limits[2], limits[3])
    four, ceiling, now = np.empty((4, bins), np.float32), np.empty(bins, np.float32), np.empty(n, np.float32)
    sure, gust_sure = np.zeros(edges.shape[0], np.int32), np.zeros(gust_edges.shape[0], np.int32)
    for m in range(wind.shape[0]):
        at = wind[m]
        _corners(at[p], at[p + 1], at[below], at[below + 1], four, reach[0], reach[1])
        floor, top = _bounds(reach[0], reach[1], limits[0], limits[1], ceiling)
        _tally(four, floor, top, ceiling, east, south, mean, edges, now, counts[:, lo:hi], sure)
        floor, top = _bounds(reach[0], reach[1], limits[2], limits[3], ceiling)
        _tally(
            four, floor, top, ceiling, east, south, gust, gust_edges, now, gust_counts[:, lo:hi], gust_sure
        )
    for k in range(edges.shape[0]):
        counts[k, lo:hi] += sure[k]
    for k in range(gust_edges.shape[0]):
        gust_counts[k, lo:hi] += gust_sure[k]


@njit(error_model="numpy", cache=True, parallel=True)
def count_exceeding(wind, ground, edges, gust_edges, counts, gust_counts):
    """Add the members of a batch to the counts of cells.

    wind (members, points, bins) [m/s], greatest wind at the points of the nest by the direction it comes
    from, bin 0 centred on north, 0 where it never comes from a bin; edges of the mean (levels,) and of the
    gust, rising, above 0 [m/s]; counts (levels, n) of members that reach an edge, raised in place.
    """
    for block in prange(ground.corner.shape[0]):
        count_block(wind, ground, block, edges, gust_edges, counts, gust_counts)
