"""Compiled loops that look at tiles, choose their steps, and keep the books between two steps.

Array forms are those of the kernels of the surface solver: halo of one cell, and of one tile in `level`.

References
----------
Osher, S., Sanders, R. (1983). Numerical approximations to nonlinear conservation laws with locally varying
time and space grids. Math. Comput. 41, 321-336.
Sanders, B. F. (2008). Integration of a shallow water model with a local time step. J. Hydraul. Res. 46,
466-475.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32
GRAVITY = F(9.80665)
WET = F(1e-5)
"""Flow depth below which a face carries nothing [m]."""

THINNEST = F(1e-3)
"""Flow depth below which the speed over a face sets no step [m]."""

ONE = np.uintp(1)
"""Columns are counted without sign, see the kernels of the surface solver."""

KEPT = F(0.999999)
"""One part in a million stays behind so that rounding cannot turn the rest negative."""

AT_REST = np.int8(-1)
OUTSIDE = np.int8(127)


class Interfaces(NamedTuple):
    """Faces between tiles of two levels, shape (m,): lower cell, 0 for x or 1 for y, level of the finer tile.

    `sign` is +1 where positive discharge leaves the finer tile.
    """

    row: np.ndarray
    column: np.ndarray
    axis: np.ndarray
    level: np.ndarray
    sign: np.ndarray


class ByLevel(NamedTuple):
    """Places in the order of their levels: those of level k are `order[start[k] : start[k + 1]]`."""

    order: np.ndarray
    start: np.ndarray


class Seen(NamedTuple):
    """What a look at the state found by tile: deepest water [m], change since the reference [m], fastest.

    `discharge` is the largest face discharge [m2/s], `speed` the largest speed of flow over a face [m/s].
    """

    deepest: np.ndarray
    change: np.ndarray
    discharge: np.ndarray
    speed: np.ndarray


@njit(error_model="numpy")
def _look_row(j, first, last, h, reference, s):
    """Largest depth and largest change of depth of a run of cells where depths are computed [m]."""
    deepest = np.int32(0)
    change = np.int32(0)
    for i in range(first, last):
        # Without its sign a NaN of either sign is above every number.
        counted = F(abs(h[j, i]) if s[j, i] > F(0.0) else F(0.0))
        moved = F(abs(h[j, i] - reference[j, i]) if s[j, i] > F(0.0) else F(0.0))
        deepest = max(deepest, counted.view(np.int32))
        change = max(change, moved.view(np.int32))
    return np.int32(deepest).view(np.float32), np.int32(change).view(np.float32)


@njit(error_model="numpy")
def _fastest(j, first, last, qx, qy):
    """Largest discharge of the faces of a run of cells [m2/s]."""
    most = np.int32(0)
    for i in range(first, last):
        q = F(max(abs(qx[j, i]), abs(qy[j, i])))
        most = max(most, q.view(np.int32))
    return np.int32(most).view(np.float32)


@njit(error_model="numpy")
def _swiftest(j, first, last, h, z, qx, qy):
    """Largest speed of the flow over the faces of a run of cells [m/s].

    What is thinner than `THINNEST` counts as that thick: its waves are slower than any the step must follow.
    """
    most = np.int32(0)
    for i in range(first, last):
        rise = z[j, i + ONE] - z[j, i]
        deep = max(h[j, i] - max(rise, F(0.0)), h[j, i + ONE] + min(rise, F(0.0)))
        speed = F(abs(qx[j, i]) / max(deep, THINNEST))
        most = max(most, speed.view(np.int32))
    for i in range(first, last):
        rise = z[j + 1, i] - z[j, i]
        deep = max(h[j, i] - max(rise, F(0.0)), h[j + 1, i] + min(rise, F(0.0)))
        speed = F(abs(qy[j, i]) / max(deep, THINNEST))
        most = max(most, speed.view(np.int32))
    return np.int32(most).view(np.float32)


@njit(error_model="numpy")
def _look_at(band, t, ground, flow, reference, rows, columns, with_discharge, seen):
    """Look at one tile."""
    start = 1 + band * rows
    deepest, change, discharge, speed = F(0.0), F(0.0), F(0.0), F(0.0)
    for j in range(start, min(start + rows, flow.depth.shape[0] - 1)):
        first = max(1 + t * columns, ground.first[j])
        last = max(first, min(1 + (t + 1) * columns, ground.last[j]))
        a, b = np.uintp(first), np.uintp(last)
        most, moved = _look_row(j, a, b, flow.depth, reference, ground.inverse_storage)
        deepest, change = max(deepest, most), max(change, moved)
        swiftest = _swiftest(j, a, b, flow.depth, ground.bed, flow.discharge_x, flow.discharge_y)
        speed = max(speed, swiftest)
        if with_discharge:
            discharge = max(discharge, _fastest(j, a, b, flow.discharge_x, flow.discharge_y))
    seen.deepest[band, t] = deepest
    seen.change[band, t] = change
    seen.speed[band, t] = speed
    if with_discharge:
        seen.discharge[band, t] = discharge


@njit(parallel=True, error_model="numpy", cache=True)
def look(ground, flow, reference, rows, columns, with_discharge, seen):
    """Look at every tile of `rows` x `columns` cells."""
    for band in prange(seen.deepest.shape[0]):
        for t in range(seen.deepest.shape[1]):
            _look_at(band, t, ground, flow, reference, rows, columns, with_discharge, seen)


@njit(parallel=True, error_model="numpy", cache=True)
def keep_reference(flow, reference, rows, columns, chosen):
    """Copy the depths of chosen tiles into the reference."""
    for band in prange(chosen.shape[0]):
        start = 1 + band * rows
        end = min(start + rows, flow.depth.shape[0] - 1)
        for t in range(chosen.shape[1]):
            if chosen[band, t]:
                for j in range(start, end):
                    for i in range(1 + t * columns, min(1 + (t + 1) * columns, flow.depth.shape[1] - 1)):
                        reference[j, i] = flow.depth[j, i]


@njit(error_model="numpy", cache=True)
def bank_depths(ground, depth, exchange, rows, columns, deepest):
    """Raise the depth of the tiles beside prescribed cells to the deepest flow over their faces [m]."""
    for n in range(exchange.row.size):
        j, i = exchange.row[n], exchange.column[n]
        b, a = (j, i + 1) if exchange.axis[n] == 0 else (j + 1, i)
        sill = max(ground.bed[j, i], ground.bed[b, a])
        over = F(max(ground.bed[j, i] + depth[j, i], ground.bed[b, a] + depth[b, a]) - sill)
        if over > WET:
            for jj, ii in ((j, i), (b, a)):
                t, c = (jj - 1) // rows, (ii - 1) // columns
                deepest[t, c] = max(deepest[t, c], over)


@njit(error_model="numpy", cache=True)
def ring_maximum(values, out):
    """Largest value of every tile and the eight around it."""
    bands, across = values.shape
    for b in range(bands):
        for t in range(across):
            most = values[b, t]
            for v in range(max(b - 1, 0), min(b + 2, bands)):
                for u in range(max(t - 1, 0), min(t + 2, across)):
                    most = max(most, values[v, u])
            out[b, t] = most


@njit(error_model="numpy", cache=True)
def choose_levels(speed, awake, cells, longest, reach, level):
    """Level of every tile from the fastest wave around it.

    Parameters
    ----------
    speed
        Fastest wave in the tile and the eight around it [m/s].
    awake
        Tiles that step.
    cells
        Cells in use by tile; tiles without any are outside.
    longest
        Step of level 0 [s].
    reach
        Way a wave may go in one step [m].
    level
        Receives the levels, with its halo.

    Returns
    -------
    tuple of int and float
        Highest level, and cells x steps while level 0 takes one step.
    """
    highest, cost = 0, 0.0
    bands, across = speed.shape
    level[:] = OUTSIDE
    for b in range(bands):
        for t in range(across):
            if cells[b, t] == 0:
                continue
            if not awake[b, t]:
                level[b + 1, t + 1] = AT_REST
                continue
            k = 0
            while k < 24 and longest * speed[b, t] > reach * 2.0**k * (1.0 + 1e-9):
                k += 1
            level[b + 1, t + 1] = k
            highest = max(highest, k)
            cost += cells[b, t] * 2.0**k
    return highest, cost


@njit(error_model="numpy", cache=True)
def share_bands(level, of_level, cells, band, share):
    """List the bands that hold tiles of one level and deal them to the threads; returns their number."""
    bands, across = cells.shape
    total = 0
    count = 0
    for b in range(bands):
        own = 0
        for t in range(across):
            if level[b + 1, t + 1] == of_level:
                own += cells[b, t]
        if own > 0:
            band[count] = b
            count += 1
            total += own
    threads = share.size - 1
    share[:] = count
    share[0] = 0
    done, n = 0, 1
    for k in range(count):
        for t in range(across):
            if level[band[k] + 1, t + 1] == of_level:
                done += cells[band[k], t]
        while n < threads and done * threads >= total * n:
            share[n] = k + 1
            n += 1
    return count


@njit(inline="always", error_model="numpy")
def _level_at(j, i, tiles):
    return tiles.level[((j - 1) >> tiles.row_bits) + 1, ((i - 1) >> tiles.column_bits) + 1]


@njit(inline="always", error_model="numpy")
def _level_of_place(n, row, column, axis, tiles):
    """Level of a single cell, or of a face, which is that of its finer side."""
    level = _level_at(row[n], column[n], tiles)
    if axis[n] == 0:
        return max(level, _level_at(row[n], column[n] + 1, tiles))
    if axis[n] == 1:
        return max(level, _level_at(row[n] + 1, column[n], tiles))
    return level


@njit(error_model="numpy", cache=True)
def sort_by_level(tiles, row, column, axis, found):
    """Put single places in the order of their levels, those at rest left out; see `ByLevel`.

    `axis` is 0 or 1 for faces, else anything. Places of one level keep their order.
    """
    found.start[:] = 0
    for n in range(row.size):
        level = _level_of_place(n, row, column, axis, tiles)
        if AT_REST < level < OUTSIDE:
            found.start[level + 1] += 1
    for k in range(1, found.start.size):
        found.start[k] += found.start[k - 1]
    for n in range(row.size):
        level = _level_of_place(n, row, column, axis, tiles)
        if AT_REST < level < OUTSIDE:
            found.order[found.start[level]] = n
            found.start[level] += 1
    for k in range(found.start.size - 1, 0, -1):
        found.start[k] = found.start[k - 1]
    found.start[0] = 0


@njit(error_model="numpy", cache=True)
def find_interfaces(ground, level, rows, columns, found):
    """Write the open faces between tiles of two levels into `found`; returns how many there are."""
    n = 0
    bands, across = level.shape[0] - 2, level.shape[1] - 2
    for b in range(bands):
        for t in range(across):
            here = level[b + 1, t + 1]
            east, south = level[b + 1, t + 2], level[b + 2, t + 1]
            if here != OUTSIDE and east != OUTSIDE and here != east:
                i = (t + 1) * columns
                for j in range(1 + b * rows, min(1 + (b + 1) * rows, ground.bed.shape[0] - 1)):
                    if ground.width_x[j, i] > F(0.0):
                        found.row[n], found.column[n], found.axis[n] = j, i, 0
                        found.level[n], found.sign[n] = max(here, east), (1 if here > east else -1)
                        n += 1
            if here != OUTSIDE and south != OUTSIDE and here != south:
                j = (b + 1) * rows
                for i in range(1 + t * columns, min(1 + (t + 1) * columns, ground.bed.shape[1] - 1)):
                    if ground.width_y[j, i] > F(0.0):
                        found.row[n], found.column[n], found.axis[n] = j, i, 1
                        found.level[n], found.sign[n] = max(here, south), (1 if here > south else -1)
                        n += 1
    return n


@njit(error_model="numpy")
def _add(depth, pending, j, i, amount):
    """Compensated sum: what rounding keeps out of the depth waits in `pending`."""
    wanted = pending[j, i] + amount
    new = depth[j, i] + wanted
    pending[j, i] = wanted - (new - depth[j, i])
    depth[j, i] = new


@njit(error_model="numpy")
def _empty(depth, pending, j, i):
    """Take a depth that rounding left below zero to zero; the debt waits in `pending`."""
    pending[j, i] += depth[j, i]
    depth[j, i] = F(0.0)


@njit(error_model="numpy")
def _sides(faces, n):
    """Cell of the finer and of the coarser tile at an interface face."""
    j, i = faces.row[n], faces.column[n]
    b, a = (j, i + 1) if faces.axis[n] == 0 else (j + 1, i)
    return (j, i, b, a) if faces.sign[n] > 0 else (b, a, j, i)


@njit(error_model="numpy")
def _pass_on(j, i, flow, ground, amount):
    """Put a depth times open share into the remainder of a cell; its next step takes it into the depth."""
    flow.pending[j, i] += amount * ground.inverse_storage[j, i]


@njit(error_model="numpy")
def _taken(faces, n, flow, ground, dt_dx):
    """Depth times open share that the finer tile took over an interface face in a step [m]."""
    j, i = faces.row[n], faces.column[n]
    if faces.axis[n] == 0:
        return -F(faces.sign[n]) * flow.discharge_x[j, i] * ground.width_x[j, i] * dt_dx
    return -F(faces.sign[n]) * flow.discharge_y[j, i] * ground.width_y[j, i] * dt_dx


@njit(error_model="numpy")
def limit_inflow(level, ground, flow, row_min, faces, count, dt_dx):
    """Take from cells of coarser tiles what finer ones drew in a step, no more than these hold.

    They hold their depth at the start of their own step and, in the remainder, what passed since: the next
    face of the same cell sees what this one left. Returns how many faces were scaled.
    """
    scaled = 0
    for n in range(count):
        if faces.level[n] != level:
            continue
        taken = _taken(faces, n, flow, ground, dt_dx)
        if not taken > F(0.0):
            continue
        fine_j, fine_i, j, i = _sides(faces, n)
        loss = taken * ground.inverse_storage[j, i]
        held = KEPT * max(flow.depth[j, i] + flow.pending[j, i], F(0.0))
        if loss > held:
            factor = held / loss
            q = flow.discharge_x if faces.axis[n] == 0 else flow.discharge_y
            q[faces.row[n], faces.column[n]] *= factor
            kept = taken * (F(1.0) - factor)
            taken -= kept
            _add(flow.depth, flow.pending, fine_j, fine_i, -kept * ground.inverse_storage[fine_j, fine_i])
            row_min[fine_j] = min(row_min[fine_j], flow.depth[fine_j, fine_i])
            scaled += 1
        _pass_on(j, i, flow, ground, -taken)
    return scaled


@njit(error_model="numpy")
def give_outflow(level, ground, flow, faces, count, dt_dx):
    """Give to cells of coarser tiles what finer ones let out in a step."""
    for n in range(count):
        if faces.level[n] == level:
            taken = _taken(faces, n, flow, ground, dt_dx)
            if taken < F(0.0):
                _, _, j, i = _sides(faces, n)
                _pass_on(j, i, flow, ground, -taken)


@njit(error_model="numpy", cache=True)
def wake_banks(flow, tiles, faces, count, reference, same, woken):
    """Bring what reached the cells of tiles at rest into their depth.

    Returns whether a depth is now further than `same` from its reference [m]; its tile is then marked in
    `woken`.
    """
    found = False
    for n in range(count):
        _, _, j, i = _sides(faces, n)
        if _level_at(j, i, tiles) == AT_REST and flow.pending[j, i] != F(0.0):
            _add(flow.depth, flow.pending, j, i, F(0.0))
            if flow.depth[j, i] < F(0.0):
                _empty(flow.depth, flow.pending, j, i)
            if abs(flow.depth[j, i] - reference[j, i]) > same and flow.depth[j, i] > WET:
                woken[(j - 1) >> tiles.row_bits, (i - 1) >> tiles.column_bits] = True
                found = True
    return found


@njit(inline="always", error_model="numpy")
def _level_of(j, i, levels, row_bits, column_bits):
    return levels[((j - 1) >> row_bits) + 1, ((i - 1) >> column_bits) + 1]


@njit(error_model="numpy")
def _hold_back(b, a, q, width, n, m, factor, receives, s, depth, pending, dt_dx):
    """Scale the discharge of one face [n, m] out of a cell, return what stays [m].

    The cell (b, a) beyond is corrected if it `receives` in the same step; one of a coarser tile is given
    its water afterwards.
    """
    kept = abs(q[n, m]) * (F(1.0) - factor) * width[n, m] * dt_dx
    q[n, m] *= factor
    if receives:
        _add(depth, pending, b, a, -kept * s[b, a])
    return kept


@njit(error_model="numpy")
def _scale_outflow(
    j, i, level, s, wx, wy, before, depth, pending, qx, qy, levels, row_bits, column_bits, dt_dx
):  # fmt: skip
    """Scale what leaves a cell over its own faces to what it held at the start of its step.

    Faces to finer tiles are not its own: what these took has left the volume already. Arrays stand alone in
    the signature: taking them out of tuples costs more than the rest.
    """
    west = _level_of(j, i - 1, levels, row_bits, column_bits)
    east = _level_of(j, i + 1, levels, row_bits, column_bits)
    north = _level_of(j - 1, i, levels, row_bits, column_bits)
    south = _level_of(j + 1, i, levels, row_bits, column_bits)
    to_west = -wx[j, i - 1] * qx[j, i - 1] if west <= level else F(0.0)
    to_east = wx[j, i] * qx[j, i] if east <= level else F(0.0)
    to_north = -wy[j - 1, i] * qy[j - 1, i] if north <= level else F(0.0)
    to_south = wy[j, i] * qy[j, i] if south <= level else F(0.0)
    share = dt_dx * s[j, i]
    out = max(to_west, F(0.0)) + max(to_east, F(0.0)) + max(to_north, F(0.0)) + max(to_south, F(0.0))
    passed = depth[j, i] + pending[j, i] - before[j, i] + share * (to_west + to_east + to_north + to_south)
    held = KEPT * max(before[j, i] + min(passed, F(0.0)), F(0.0))
    loss = share * out
    factor = min(held / loss, F(1.0)) if loss > F(0.0) else F(1.0)
    kept = F(0.0)
    if to_west > F(0.0):
        kept += _hold_back(j, i - 1, qx, wx, j, i - 1, factor, west == level, s, depth, pending, dt_dx)
    if to_east > F(0.0):
        kept += _hold_back(j, i + 1, qx, wx, j, i, factor, east == level, s, depth, pending, dt_dx)
    if to_north > F(0.0):
        kept += _hold_back(j - 1, i, qy, wy, j - 1, i, factor, north == level, s, depth, pending, dt_dx)
    if to_south > F(0.0):
        kept += _hold_back(j + 1, i, qy, wy, j, i, factor, south == level, s, depth, pending, dt_dx)
    _add(depth, pending, j, i, kept * s[j, i])
    if depth[j, i] < F(0.0):
        _empty(depth, pending, j, i)


@njit(error_model="numpy")
def _follow(
    j, i, top, bottom, level, s, wx, wy, before, depth, pending, qx, qy, levels, row_bits, column_bits, stack,
    row_min, dt_dx,
):  # fmt: skip
    """Scale a cell that went below zero, then those that its lesser outflow leaves short.

    They are followed in rows `top` to `bottom`, exclusive; rows beyond are marked in `row_min`.
    """
    columns = depth.shape[1]
    stack[0] = j * columns + i
    size, scaled = 1, 0
    while size > 0:
        size -= 1
        b, a = stack[size] // columns, stack[size] % columns
        if depth[b, a] >= F(0.0):
            continue
        _scale_outflow(
            b, a, level, s, wx, wy, before, depth, pending, qx, qy, levels, row_bits, column_bits, dt_dx
        )  # fmt: skip
        scaled += 1
        for v, u in ((b, a - 1), (b, a + 1), (b - 1, a), (b + 1, a)):
            if depth[v, u] < F(0.0):
                if top <= v < bottom and size < stack.size:
                    stack[size] = v * columns + u
                    size += 1
                else:
                    row_min[v] = F(-1.0)
    return scaled


@njit(error_model="numpy")
def _any_negative(j, first, last, depth):
    """Whether a run of cells holds one below zero, by the signs of their bit patterns."""
    sign = np.int32(0)
    for i in range(first, last):
        sign = min(sign, F(depth[j, i]).view(np.int32))
    return sign < np.int32(0)


@njit(error_model="numpy")
def _keep_rows_positive(
    first, last, top, bottom, level, s, wx, wy, before, depth, pending, qx, qy, levels, row_bits,
    column_bits, stack, row_min, dt_dx,
):  # fmt: skip
    """Scale the cells of one level below zero in rows `first` to `last`, exclusive; see `_follow`."""
    scaled, columns = 0, 1 << column_bits
    for j in range(first, last):
        if row_min[j] >= F(0.0):
            continue
        row_min[j] = F(0.0)
        band = (j - 1) >> row_bits
        for t in range(levels.shape[1] - 2):
            if levels[band + 1, t + 1] != level:
                continue
            start, end = 1 + t * columns, min(1 + (t + 1) * columns, depth.shape[1] - 1)
            if not _any_negative(j, np.uintp(start), np.uintp(end), depth):
                continue
            for i in range(start, end):
                if depth[j, i] < F(0.0):
                    scaled += _follow(
                        j, i, top, bottom, level, s, wx, wy, before, depth, pending, qx, qy, levels, row_bits,
                        column_bits, stack, row_min, dt_dx,
                    )  # fmt: skip
    return scaled


@njit(error_model="numpy")
def _any_below_zero(values, first, last):
    """Whether one of some values is below zero; apart, since in a parallel loop it would wake all threads."""
    least = F(0.0)
    for j in range(first, last):
        least = min(least, values[j])
    return least < F(0.0)


@njit(parallel=True, error_model="numpy", cache=True)
def keep_positive(level, ground, flow, work, tiles, dt_dx):
    """Scale the outflows of every cell of the tiles of one level that went below zero; returns how many.

    Bands are looked through side by side, but for the first and the last row of each, which come at the
    end: what is scaled, and in which order, is the same on any number of threads.
    """
    s, wx, wy, before = ground.inverse_storage, ground.width_x, ground.width_y, work.depth
    depth, pending, qx, qy = flow.depth, flow.pending, flow.discharge_x, flow.discharge_y
    levels, stack, row_min, bands = tiles.level, work.stack, work.row_min, tiles.band
    rows, row_bits, column_bits = tiles.rows, tiles.row_bits, tiles.column_bits
    count = tiles.share[-1]
    room = stack.size // max(count, 1)
    scaled = 0
    for k in prange(count):
        start = 1 + bands[k] * rows
        end = min(start + rows, depth.shape[0] - 1)
        scaled += _keep_rows_positive(
            start + 1, end - 1, start + 1, end - 1, level, s, wx, wy, before, depth, pending, qx, qy, levels,
            row_bits, column_bits, stack[k * room : (k + 1) * room], row_min, dt_dx,
        )  # fmt: skip
    left = True
    while left:
        left = False
        for k in range(count):
            start = 1 + bands[k] * rows
            end = min(start + rows, depth.shape[0] - 1)
            if _any_below_zero(row_min, start, end):
                left = True
                scaled += _keep_rows_positive(
                    start, end, 1, depth.shape[0] - 1, level, s, wx, wy, before, depth, pending, qx, qy,
                    levels, row_bits, column_bits, stack, row_min, dt_dx,
                )  # fmt: skip
    return scaled


@njit(error_model="numpy", cache=True)
def row_extremes(work, tiles):
    """Largest and smallest depth that the last sweep came to [m]; NaN where one is."""
    most, least = F(0.0), F(0.0)
    for k in range(tiles.share[-1]):
        start = 1 + tiles.band[k] * tiles.rows
        for j in range(start, min(start + tiles.rows, work.row_max.size - 1)):
            if math.isnan(work.row_max[j]) or math.isnan(work.row_min[j]):
                return F(np.nan), F(np.nan)
            most, least = max(most, work.row_max[j]), min(least, work.row_min[j])
    return most, least


@njit(error_model="numpy")
def _add_inflow(chosen, flow, sources, dt):
    """Add the point discharges of one step."""
    for n in chosen:
        j, i = sources.row[n], sources.column[n]
        _add(flow.depth, flow.pending, j, i, F(sources.rate[n] * dt))


PARTS = 16
"""Parts in which long lists of places are summed, on any number of threads alike."""


@njit(parallel=True, error_model="numpy", cache=True)
def _sum_exchange(chosen, row, column, axis, sign, group, qx, qy, wx, wy, dt_cell, moved):
    """Add up what entered the prescribed cells in one step by part and group, shape (parts, groups) [m3]."""
    size = (chosen.size + moved.shape[0] - 1) // moved.shape[0]
    for part in prange(moved.shape[0]):
        for m in range(part * size, min((part + 1) * size, chosen.size)):
            n = chosen[m]
            j, i = row[n], column[n]
            q = float(qx[j, i]) * float(wx[j, i]) if axis[n] == 0 else float(qy[j, i]) * float(wy[j, i])
            moved[part, group[n]] += sign[n] * q * dt_cell


@njit(error_model="numpy")
def _add_exchange(chosen, ground, flow, work, exchange, dt_cell, volumes):
    """Add what entered the prescribed cells in one step to the total of each group [m3].

    Groups of finite area follow in level.
    """
    moved = np.zeros((PARTS, exchange.moved.size))
    _sum_exchange(
        chosen, exchange.row, exchange.column, exchange.axis, exchange.sign, exchange.group, flow.discharge_x,
        flow.discharge_y, ground.width_x, ground.width_y, dt_cell, moved,
    )  # fmt: skip
    any_moved = False
    for g in range(exchange.moved.size):
        exchange.moved[g] = moved[:, g].sum()
        volumes[g] += exchange.moved[g]
        exchange.level[g] += exchange.moved[g] * exchange.inverse_area[g]
        any_moved = any_moved or exchange.moved[g] * exchange.inverse_area[g] != 0.0
    if not any_moved:
        return
    for k in range(exchange.bank_row.size):
        g = exchange.bank_group[k]
        if exchange.inverse_area[g] > 0.0 and exchange.moved[g] != 0.0:
            j, i = exchange.bank_row[k], exchange.bank_column[k]
            flow.depth[j, i] = work.depth[j, i] = F(max(exchange.level[g] - ground.bed[j, i], 0.0))


@njit(error_model="numpy", cache=True)
def settle(level, ground, flow, work, tiles, faces, count, banks, exchange, inflows, sources, step, volumes):
    """All that follows a sweep of the tiles of one level.

    `banks` names the faces of `exchange` of this level, `inflows` the cells of `sources`; `step` holds dt [s]
    and the cell size [m]. Returns how many cells and faces were scaled, and the deepest
    cell [m], NaN when there is one.
    """
    dt, cell = step
    deepest, _ = row_extremes(work, tiles)
    dt_dx = F(dt / cell)
    scaled = limit_inflow(level, ground, flow, work.row_min, faces, count, dt_dx)
    scaled += keep_positive(level, ground, flow, work, tiles, dt_dx)
    give_outflow(level, ground, flow, faces, count, dt_dx)
    if banks.size > 0:
        _add_exchange(banks, ground, flow, work, exchange, dt * cell, volumes)
    if inflows.size > 0:
        _add_inflow(inflows, flow, sources, dt)
    return scaled, deepest
