"""Compiled loops that fold fine ground into the tables of coarse cells.

A cell covers `factor` x `factor` pixels, counted row by row. Elevations come in as float32; differences
are formed in float64, and what is stored is relative to the base of its cell.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

BANDS = 8
"""Bands of equal area into which the open ground of a cell is folded, lowest first."""

FACE_BANDS = 4
"""Bands of equal width into which the open part of a face is folded, lowest first."""

NEVER = 1e6
"""Height of a pixel that does not exist or holds no water, above the base of its cell [m]."""

NONE, COMPUTED, PRESCRIBED = 0, 1, 2
"""What is done with the level of a cell."""

WEST, EAST, NORTH, SOUTH = 0, 1, 2, 3

PLANAR = 0.9
"""Share of the variance of its pixels from which the ground of a cell counts as a plane [-]."""


class Pixels(NamedTuple):
    """Pixels that hold water, by cell and from the lowest up.

    `height`, shape (rows, pixels, columns), above the base of the cell [m], `NEVER` beyond `held`, shape
    (rows, columns); `place` is where each lies in its cell.
    """

    height: np.ndarray
    place: np.ndarray
    held: np.ndarray


class Folded(NamedTuple):
    """Where the tables of cells go.

    `base`, shape (rows, columns) [m]; `lines`, shape (rows, BANDS - 1, columns), mean height of the lowest 2,
    3 ... bands above the base [m]; `side`, shape (4, rows, factor, columns), crest between the seat of the
    cell and each pixel on a side [m], infinite where shut; `tilt`, shape (rows, columns), share of the
    variance of the ground that is tilt [-].
    """

    base: np.ndarray
    lines: np.ndarray
    side: np.ndarray
    tilt: np.ndarray


class Fine(NamedTuple):
    """Fine ground, shape (factor rows, factor columns): bed [m], NaN where there is none.

    `built` is no open ground, `group` the prescribed level it belongs to or -1, `open_x`, `open_y` whether
    the face to the east and to the south lets water through.
    """

    bed: np.ndarray
    built: np.ndarray
    group: np.ndarray
    open_x: np.ndarray
    open_y: np.ndarray


@njit(cache=True)
def level_crests(z, passage_x, passage_y, factor, seat, crest):
    """Least crest on the way from a seat to each pixel of a cell [m], infinite where there is no way.

    `z` holds the pixels [m], NaN where there is none; `passage_x`, `passage_y` tell whether the face to
    the east and to the south of a pixel is open.
    """
    crest[:] = np.inf
    crest[seat] = z[seat]
    changed = True
    while changed:
        changed = False
        for turn in range(factor * factor * 2):
            # There and back: a sweep each way settles most cells.
            p = turn if turn < factor * factor else 2 * factor * factor - 1 - turn
            if np.isnan(z[p]):
                continue
            y, x = p // factor, p % factor
            best = crest[p]
            if x > 0 and passage_x[p - 1]:
                best = min(best, max(z[p], crest[p - 1]))
            if x < factor - 1 and passage_x[p]:
                best = min(best, max(z[p], crest[p + 1]))
            if y > 0 and passage_y[p - factor]:
                best = min(best, max(z[p], crest[p - factor]))
            if y < factor - 1 and passage_y[p]:
                best = min(best, max(z[p], crest[p + factor]))
            if best < crest[p]:
                crest[p] = best
                changed = True


@njit(cache=True)
def untilt(z, factor, fall):
    """Take tilt out of planar ground that falls by more than `fall` over the cell [m].

    The steeper the ground the less is left, `fall`^2 over its fall: where it just exceeds `fall` all of it.

    Water on a hillside follows the ground: with a level surface over all of a steep cell, a film would
    stand on its lowest pixels alone, far too deep there. Returns the share of the variance of the pixels
    that is tilt [-].
    """
    middle = 0.5 * (factor - 1)
    mean = z.mean()
    tilt_x = tilt_y = total = square = 0.0
    for p in range(z.size):
        x, y, rise = p % factor - middle, p // factor - middle, z[p] - mean
        tilt_x += x * rise
        tilt_y += y * rise
        total += rise * rise
        square += x * x
    if not (square > 0.0 and total > 0.0):
        return 0.0
    tilt_x /= square
    tilt_y /= square
    drop = factor * (abs(tilt_x) + abs(tilt_y))
    planar = (tilt_x * tilt_x + tilt_y * tilt_y) * square / total
    if planar < PLANAR or drop <= fall:
        return planar
    taken = 1.0 - (fall / drop) ** 2
    for p in range(z.size):
        z[p] -= taken * (tilt_x * (p % factor - middle) + tilt_y * (p // factor - middle))
    return planar


@njit(cache=True)
def band_means(ordered, count, bands, out):
    """Means of bands that hold equal shares of `count` ordered values; a value may be shared by two bands."""
    width = count / bands
    for band in range(bands):
        start, end = band * width, (band + 1) * width
        total = 0.0
        for p in range(int(start), min(int(np.ceil(end)), count)):
            total += ordered[p] * (min(end, p + 1.0) - max(start, float(p)))
        out[band] = total / width


@njit(cache=True)
def _gather(j, i, fine, factor, z, passage_x, passage_y):
    """Pixels of cell (j, i); returns how many have a bed."""
    held = 0
    for p in range(factor * factor):
        y, x = j * factor + p // factor, i * factor + p % factor
        z[p] = fine.bed[y, x]
        passage_x[p] = fine.open_x[y, x]
        passage_y[p] = fine.open_y[y, x]
        held += not np.isnan(z[p])
    return held


@njit(cache=True)
def _seat(j, i, fine, factor, z, status, group):
    """Lowest pixel that may hold the water of the cell, the lowest of all if there is none, or -1."""
    best, spare = -1, -1
    for p in range(factor * factor):
        if np.isnan(z[p]):
            continue
        y, x = j * factor + p // factor, i * factor + p % factor
        own = fine.group[y, x] == group if status == PRESCRIBED else _holds(fine, y, x)
        if own and (best < 0 or z[p] < z[best]):
            best = p
        if spare < 0 or z[p] < z[spare]:
            spare = p
    return best if best >= 0 else spare


@njit(inline="always")
def _holds(fine, y, x):
    return not fine.built[y, x] and fine.group[y, x] < 0


@njit(cache=True)
def _store(j, i, fine, factor, z, crest, pocket, heights, places):
    """Height and place of the pixels that hold water, from the lowest up; returns how many.

    A pocket deeper than `pocket` behind a ridge fills once the ridge is overtopped.
    """
    count = 0
    for p in range(factor * factor):
        if np.isnan(z[p]) or not _holds(fine, j * factor + p // factor, i * factor + p % factor):
            continue
        height = crest[p] if pocket < crest[p] - z[p] < np.inf else z[p]
        at = count
        while at > 0 and heights[at - 1] > height:
            heights[at] = heights[at - 1]
            places[at] = places[at - 1]
            at -= 1
        heights[at] = height
        places[at] = p
        count += 1
    return count


@njit(cache=True)
def _sides(j, i, fine, factor, crest, side):
    """Crests of the pixels on the sides of a cell; each has its eastern and its southern face."""
    for s in range(factor):
        for k, p in (
            (WEST, s * factor),
            (EAST, s * factor + factor - 1),
            (NORTH, s),
            (SOUTH, (factor - 1) * factor + s),
        ):
            y, x = j * factor + p // factor, i * factor + p % factor
            shut = fine.built[y, x] or (k == EAST and not fine.open_x[y, x])
            shut = shut or (k == SOUTH and not fine.open_y[y, x])
            side[k, j, s, i] = np.inf if shut else crest[p]


@njit(parallel=True, cache=True)
def fold(fine, factor, status, group, bed, fall, pocket, folded, pixels):
    """Tables of all cells.

    Parameters
    ----------
    fine
        Fine ground, a whole number of cells.
    factor
        Pixels along the edge of a cell.
    status, group, bed
        What is done with each cell, its stage group and the base where its level is prescribed [m].
    fall
        Fall over a planar cell beyond which its tilt is taken out [m].
    pocket
        Depth of a pocket behind a ridge from which it fills only over that [m].
    folded, pixels
        Receive the tables; the caller has filled them with what holds where there is no ground.
    """
    rows, columns = status.shape
    size = factor * factor
    # Out of the tuples first: a loop that writes only into attributes is dropped as one without effect.
    bases, lines, side, tilt = folded.base, folded.lines, folded.side, folded.tilt
    pixel_height, pixel_place, pixel_held = pixels.height, pixels.place, pixels.held
    for j in prange(rows):
        z, crest, heights, means = np.empty(size), np.empty(size), np.empty(size), np.empty(BANDS)
        places = np.empty(size, np.int64)
        passage_x, passage_y = np.empty(size, np.bool_), np.empty(size, np.bool_)
        for i in range(columns):
            if status[j, i] == NONE:
                continue
            held = _gather(j, i, fine, factor, z, passage_x, passage_y)
            if status[j, i] == COMPUTED and held == size:
                tilt[j, i] = untilt(z, factor, fall)
            seat = _seat(j, i, fine, factor, z, status[j, i], group[j, i])
            if seat < 0:
                continue
            level_crests(z, passage_x, passage_y, factor, seat, crest)
            _sides(j, i, fine, factor, crest, side)
            bases[j, i] = bed[j, i]
            if status[j, i] == PRESCRIBED:
                continue
            count = _store(j, i, fine, factor, z, crest, pocket, heights, places)
            band_means(heights, count, BANDS, means)
            base = np.float32(means[0])
            bases[j, i] = base
            total = means[0]
            for band in range(1, BANDS):
                total += means[band]
                lines[j, band - 1, i] = total / (band + 1) - base
            pixel_held[j, i] = count
            for p in range(count):
                pixel_height[j, p, i] = heights[p] - base
                pixel_place[j, p, i] = places[p]


@njit(parallel=True, cache=True)
def join(near, far, base, down, right, planes, open_share):
    """Tables of the faces between each cell and the one `down` rows and `right` columns on.

    Parameters
    ----------
    near, far
        Crests on the facing sides of the first and of the second cell, shape (rows, factor, columns) [m].
    base
        Base of the cells [m].
    planes
        Receives, with halo, shape (rows + 2, 1 + FACE_BANDS, columns + 2): base of the first and of the
        second cell above the lowest band of the face, then its further bands above that [m].
    open_share
        Receives the share of the face whose crest is finite, shape (rows, columns) [-].
    """
    rows, factor, columns = near.shape
    for j in prange(rows - down):
        crests, means = np.empty(factor), np.empty(FACE_BANDS)
        for i in range(columns - right):
            count = 0
            for s in range(factor):
                crest = max(near[j, s, i], far[j + down, s, i + right])
                if crest == np.inf:
                    continue
                at = count
                while at > 0 and crests[at - 1] > crest:
                    crests[at] = crests[at - 1]
                    at -= 1
                crests[at] = crest
                count += 1
            open_share[j, i] = count / factor
            if count == 0:
                continue
            band_means(crests, count, FACE_BANDS, means)
            planes[j + 1, 0, i + 1] = base[j, i] - means[0]
            planes[j + 1, 1, i + 1] = base[j + down, i + right] - means[0]
            for band in range(1, FACE_BANDS):
                planes[j + 1, band + 1, i + 1] = means[band] - means[0]
