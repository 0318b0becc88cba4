"""Compiled loops of local inertia on cells that carry tables of the ground they cover.

Layout, state and signs are those of the plain solver: `depth` is the volume stored in a cell over its open
area, discharges are per unit of open width. A cell is folded into `BANDS` bands of equal area, a face into
four of equal width. With heights z_k over a base, lowest band first, the stored depth at a level y above
the base is the sum of max(y - z_k, 0) / K, convex in y; its inverse is the least of K lines,

y = min over m of (mean of the lowest m heights + v K / m),

so that level and volume answer to each other without search or branch. Flow through a face has the area
per open width A = mean of d_k and, with B = mean of d_k^2 over its bands, Manning's conveyance A^(1/3)
B^(2/3) / n: exact where all wet bands are equally deep, else up to 5 % more than the mean of d_k^(5/3).

References
----------
Casulli, V. (2009). A high-resolution wetting and drying algorithm for free-surface hydrodynamics. Int. J.
Numer. Meth. Fluids 60, 391-408.
Volp, N. D., van Prooijen, B. C., Stelling, G. S. (2013). A finite volume approach for shallow water flow
accounting for high-resolution bathymetry and roughness data. Water Resour. Res. 49, 4126-4135.
van Ormondt, M., Leijnse, T., de Goede, R., Nederhoff, K., van Dongeren, A. (2025). Subgrid corrections for
the linear inertial equations of a compound flood model. Geosci. Model Dev. 18, 843-861.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import get_thread_id, njit, prange  # type: ignore[attr-defined]

F = np.float32
ONE = np.uintp(1)
"""Columns are counted without sign: numba then takes no index for one from the end, and vectorises."""

GRAVITY = F(9.80665)
WET = F(1e-5)
"""Flow area per width below which a face carries nothing [m]."""

BANDS = 8
INVERSE = np.array([1.0 / (m + 2) for m in range(BANDS - 1)], np.float32)
SLOPES = np.array([BANDS / (m + 2) for m in range(BANDS - 1)], np.float32)
ALL_BANDS = F(BANDS)

_FAST = {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"}
# "reassoc" stays out where a rounding error is computed on purpose (compensated sums).
_EXACT_SUMS = {"nnan", "ninf", "nsz", "arcp", "contract", "afn"}

DRAG, PUSH, THIN, LEVEL, SLOPE, BEARS = 0, 1, 2, 3, 5, 7
"""Rows of the scratch of a thread; the last three take two rows each, for this row and the next."""
SCRATCH_ROWS = 9


class Tables(NamedTuple):
    """Tables of cells and faces with halo, and what goes with them.

    `lines`, shape (rows + 2, BANDS - 1, columns + 2), mean height of the lowest 2, 3 ... bands above the
    base [m]; `film`, shape (rows + 2, columns + 2), flow area a cell gives a face at most over its stored
    depth [-]; `crest_x`, `crest_y`, shape (rows + 2, 5, columns + 2), base of either cell above the lowest
    band of the face and its further bands above that [m]; `sill`, shape (edges, 4), bands of the free
    outer faces above the base of their cell [m]. `row_wave`, shape (rows + 2,), receives the largest
    squared celerity over g of each row [m]; `scratch`, shape (threads, SCRATCH_ROWS, columns + 2 or more).
    Its rows change places, so they stand apart.
    """

    lines: np.ndarray
    film: np.ndarray
    crest_x: np.ndarray
    crest_y: np.ndarray
    sill: np.ndarray
    row_wave: np.ndarray
    scratch: np.ndarray


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def inverse_cube_root(x):
    """Take x ** (-1/3) of a positive float32 without a division; see the plain solver."""
    bits = np.int32(np.int32(1421367116) - np.int32(F(F(x).view(np.int32)) * F(1.0 / 3.0)))
    y = np.int32(bits).view(np.float32)
    left = (x * y) * (y * y)
    bend = F(0.316657457) - F(0.0512299996) * left
    return y * (F(1.53141012) + left * (left * bend - F(0.798271562)))


@njit(fastmath=_FAST, error_model="numpy")
def level_row(j, first, last, h, lines, film, level, slope, bears):
    """Level above the base [m] of a run of cells, and its change with the stored depth [-].

    `bears` receives the flow area a cell gives a face at most [m]: on tilted ground water is a film all
    over the cell, as deep as the stored depth, and does not gather at the lower side before it leaves.
    """
    for i in range(first, last):
        filled = ALL_BANDS * h[j, i]
        best = filled
        steep = ALL_BANDS
        for m in range(BANDS - 1):
            line = lines[j, np.uintp(m), i] + filled * INVERSE[m]
            steep = SLOPES[m] if line <= best else steep
            best = min(best, line)
        level[i] = best
        slope[i] = steep
        bears[i] = h[j, i] * film[j, i]


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def section(top, c2, c3, c4):
    """Mean of the depths over the four bands of a face, and of their squares [m], [m2]."""
    d1 = max(top, F(0.0))
    d2 = max(top - c2, F(0.0))
    d3 = max(top - c3, F(0.0))
    d4 = max(top - c4, F(0.0))
    area = F(0.25) * ((d1 + d2) + (d3 + d4))
    square = F(0.25) * ((d1 * d1 + d2 * d2) + (d3 * d3 + d4 * d4))
    return area, square


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def resistance(area, square, friction, dt):
    """Friction coefficient k = dt g n2 A / K^2 [s/m2] and 1 / A, with K = A^(1/3) B^(2/3) per n.

    With B / A for a depth, k = dt g n2 / (A (B / A)^(4/3)).
    """
    inverse = F(1.0) / area
    root = inverse_cube_root(square * inverse)
    root2 = root * root
    return dt * friction * inverse * (root2 * root2), inverse


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def driven_face(
    here, there, c2, c3, c4, bears, bears_there, friction, open_, old, beside, dt, gravity_dt_dx, constant,
    local_dt_dx,
):  # fmt: skip
    """Friction coefficient [s/m2], discharge before friction [m2/s], flow area per width [m] and 1 / that.

    `here` and `there` are the levels on either side above the lowest band, `bears` and `bears_there` the
    flow areas both cells give at most [m].
    """
    full, square = section(max(here, there), c2, c3, c4)
    deep = max(full, WET)
    area = min(full, bears if here >= there else bears_there)
    share_of_depth = min(area / deep, F(1.0))
    flowing = max(area, WET)
    # B / A of the section, brought to the depth that flows.
    inverse = F(1.0) / flowing
    root = inverse_cube_root(max(square, WET * WET) / deep * max(share_of_depth, F(1e-6)))
    root2 = root * root
    k = dt * friction * inverse * (root2 * root2)
    share = constant + local_dt_dx * min(abs(old) * inverse, math.sqrt(GRAVITY * flowing))
    driven = old + share * (beside - old) - gravity_dt_dx * area * (there - here)
    flows = area > WET and open_ > F(0.0)
    return k, driven if flows else F(0.0), area if flows else F(0.0), inverse


@njit(fastmath=_FAST, error_model="numpy")
def x_drive(
    j, first, last, level, slope, bears, c, g, w, q, drag, push, thin, dt, gravity_dt_dx, constant,
    local_dt_dx,
):  # fmt: skip
    """Friction coefficient and discharge before friction of the x faces of a run of cells.

    Returns the largest squared celerity over g [m]: that of a wave on flow area A in cells whose level
    changes by `slope` per stored depth is g A slope, the mean of both cells: a narrow cell between wide
    ones moves alone, and its neighbours hold still.
    """
    fastest = np.int32(0)
    for i in range(first, last):
        here = level[i] + c[j, 0, i]
        there = level[i + ONE] + c[j, 1, i]
        k, driven, area, inverse = driven_face(
            here, there, c[j, 2, i], c[j, 3, i], c[j, 4, i], bears[i], bears[i + ONE],
            F(0.5) * (g[j, i] + g[j, i + ONE]), w[j, i], q[j, i],
            F(0.5) * (q[j, i - ONE] + q[j, i + ONE]), dt, gravity_dt_dx, constant, local_dt_dx,
        )  # fmt: skip
        drag[i] = k
        push[i] = driven
        thin[i] = inverse
        wave = F(F(0.5) * area * (slope[i] + slope[i + ONE]))
        fastest = max(fastest, wave.view(np.int32))
    return np.int32(fastest).view(np.float32)


@njit(fastmath=_FAST, error_model="numpy")
def y_drive(
    j, first, last, level, below, slope, slope_below, bears, bears_below, c, g, w, q, drag, push, thin, dt,
    gravity_dt_dx, constant, local_dt_dx,
):  # fmt: skip
    """Friction coefficient and discharge before friction of the y faces below a run; see `x_drive`."""
    fastest = np.int32(0)
    for i in range(first, last):
        here = level[i] + c[j, 0, i]
        there = below[i] + c[j, 1, i]
        k, driven, area, inverse = driven_face(
            here, there, c[j, 2, i], c[j, 3, i], c[j, 4, i], bears[i], bears_below[i],
            F(0.5) * (g[j, i] + g[j + 1, i]), w[j, i], q[j, i],
            F(0.5) * (q[j - 1, i] + q[j + 1, i]), dt, gravity_dt_dx, constant, local_dt_dx,
        )  # fmt: skip
        drag[i] = k
        push[i] = driven
        thin[i] = inverse
        wave = F(F(0.5) * area * (slope[i] + slope_below[i]))
        fastest = max(fastest, wave.view(np.int32))
    return np.int32(fastest).view(np.float32)


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def slowed_discharge(k, a, old, across):
    """Discharge of one face after friction [m2/s]; see the plain solver."""
    p2 = across * across
    length = math.sqrt(old * old + p2 + F(1e-12))
    most = length + abs(old)
    alone = most * (F(1.0) + k * most) < abs(a)
    linear = length if alone else length + k * p2
    square = F(4.0) * k * length * (length if alone else abs(old))
    return F(2.0) * a * length / (linear + math.sqrt(linear * linear + square * abs(a)))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def held_discharge(q, here, there, inverse, quarter):
    """Discharge of a face as far as the water behind it bears [m2/s].

    Where the water of a cell stands on few of its pixels, a face beside these sees more depth than the cell
    holds on average, and empties it within a step. There a discharge is held to a quarter of what is stored,
    but not below what the stored depth would carry at the same speed: level ground is never held back.
    `inverse` is 1 / flow area [1/m], `quarter` a quarter of cell over time step [m/s].
    """
    behind = max(here if q > F(0.0) else there, F(0.0))
    size = abs(q)
    most = behind * max(size * inverse, quarter)
    return q * (F(1.0) if most >= size else most / size)


@njit(fastmath=_FAST, error_model="numpy")
def x_row(j, first, last, drag, push, thin, h, q, p, out, quarter):
    """New discharge of the x faces of a run of cells, `p` being the y faces."""
    for i in range(first, last):
        across = F(0.25) * (p[j - 1, i] + p[j - 1, i + ONE] + p[j, i] + p[j, i + ONE])
        new = slowed_discharge(drag[i], push[i], q[j, i], across)
        out[j, i] = held_discharge(new, h[j, i], h[j, i + ONE], thin[i], quarter)


@njit(fastmath=_FAST, error_model="numpy")
def y_row(j, first, last, drag, push, thin, h, q, p, out, quarter):
    """New discharge of the y faces below a run of cells, `p` being the x faces."""
    for i in range(first, last):
        across = F(0.25) * (p[j, i - ONE] + p[j, i] + p[j + 1, i - ONE] + p[j + 1, i])
        new = slowed_discharge(drag[i], push[i], q[j, i], across)
        out[j, i] = held_discharge(new, h[j, i], h[j + 1, i], thin[i], quarter)


@njit(fastmath=_EXACT_SUMS, error_model="numpy")
def depth_row(j, first, last, h, pending, s, qx, wx, qy, wy, out, dt_dx):
    """New stored depth of a run of cells by a compensated sum; returns its largest and its smallest [m]."""
    highest = np.int32(0)
    lowest = np.int32(0)
    for i in range(first, last):
        gain = (wx[j, i - ONE] * qx[j, i - ONE] - wx[j, i] * qx[j, i]) + (
            wy[j - 1, i] * qy[j - 1, i] - wy[j, i] * qy[j, i]
        )
        before = h[j, i]
        wanted = dt_dx * s[j, i] * gain + pending[j, i]
        value = F(before + wanted)
        pending[j, i] = wanted - (value - before)
        out[j, i] = value
        counted = F(value if s[j, i] > F(0.0) else F(0.0))
        highest = max(highest, counted.view(np.int32))
        lowest = min(lowest, value.view(np.int32))
    return np.int32(highest).view(np.float32), np.int32(lowest).view(np.float32)


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def step_rows(ground, tables, flow, work, dt, gravity_dt_dx, dt_dx, constant, local_dt_dx):
    """One step into the second buffers; `tables.row_wave` receives the celerities it started with.

    The first row of a block needs the fluxes of the block above, so it waits for the second loop.
    """
    rows = flow.depth.shape[0] - 2
    g, s, wx, wy = ground.friction, ground.inverse_storage, ground.width_x, ground.width_y
    first, last, lines, film = ground.first, ground.last, tables.lines, tables.film
    cx, cy = tables.crest_x, tables.crest_y
    h, pending, qx, qy = flow.depth, flow.pending, flow.discharge_x, flow.discharge_y
    new_h, new_qx, new_qy = work.depth, work.discharge_x, work.discharge_y
    row_max, row_min, order, block = work.row_max, work.row_min, work.order, work.block
    row_wave = tables.row_wave
    quarter = F(0.2499) / dt_dx
    for n in prange(order.size):
        start = 1 + order[n] * block
        scratch = tables.scratch[get_thread_id()]
        drag, push, thin = scratch[DRAG], scratch[PUSH], scratch[THIN]
        level, slope = scratch[LEVEL], scratch[SLOPE]
        below, slope_below = scratch[LEVEL + 1], scratch[SLOPE + 1]
        bears, bears_below = scratch[BEARS], scratch[BEARS + 1]
        a, b = np.uintp(first[start] - 1), np.uintp(last[start] + 1)
        level_row(start, a, b, h, lines, film, level, slope, bears)
        for j in range(start, min(start + block, rows + 1)):
            a, b = np.uintp(first[j]), np.uintp(last[j])
            wave = x_drive(
                j, a, b, level, slope, bears, cx, g, wx, qx, drag, push, thin, dt, gravity_dt_dx, constant,
                local_dt_dx,
            )  # fmt: skip
            x_row(j, a, b, drag, push, thin, h, qx, qy, new_qx, quarter)
            c, d = np.uintp(first[j + 1] - 1), np.uintp(last[j + 1] + 1)
            level_row(j + 1, c, d, h, lines, film, below, slope_below, bears_below)
            a, b = max(a, np.uintp(first[j + 1])), min(b, np.uintp(last[j + 1]))
            wave = max(wave, y_drive(
                j, a, b, level, below, slope, slope_below, bears, bears_below, cy, g, wy, qy, drag, push,
                thin, dt, gravity_dt_dx, constant, local_dt_dx,
            ))  # fmt: skip
            row_wave[j] = wave
            y_row(j, a, b, drag, push, thin, h, qy, qx, new_qy, quarter)
            if j > start:
                a, b = np.uintp(first[j]), np.uintp(last[j])
                row_max[j], row_min[j] = depth_row(
                    j, a, b, h, pending, s, new_qx, wx, new_qy, wy, new_h, dt_dx
                )
            level, below = below, level
            slope, slope_below = slope_below, slope
            bears, bears_below = bears_below, bears
    for n in prange(order.size):
        j = 1 + order[n] * block
        a, b = np.uintp(first[j]), np.uintp(last[j])
        row_max[j], row_min[j] = depth_row(j, a, b, h, pending, s, new_qx, wx, new_qy, wy, new_h, dt_dx)


@njit(fastmath=_FAST, error_model="numpy")
def _wave_row(j, a, b, next_, level, other, slope, other_slope, bears, other_bears, c, w):
    """Largest squared celerity over g of the faces of a run of cells to those `next_` columns on [m]."""
    fastest = np.int32(0)
    for i in range(a, b):
        k = i + next_
        here, there = level[i] + c[j, 0, i], other[k] + c[j, 1, i]
        full, _ = section(max(here, there), c[j, 2, i], c[j, 3, i], c[j, 4, i])
        area = min(full, bears[i] if here >= there else other_bears[k])
        wave = F(F(0.5) * area * (slope[i] + other_slope[k]))
        fastest = max(fastest, F(wave if (area > WET and w[j, i] > F(0.0)) else F(0.0)).view(np.int32))
    return np.int32(fastest).view(np.float32)


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def wave_rows(ground, tables, flow):
    """Largest squared celerity over g of each row, as `step_rows` leaves it [m]."""
    h, first, last, lines, film = flow.depth, ground.first, ground.last, tables.lines, tables.film
    cx, cy, wx, wy = tables.crest_x, tables.crest_y, ground.width_x, ground.width_y
    # Out of the tuple by itself: a loop that writes only into an attribute is dropped as one without effect.
    row_wave = tables.row_wave
    for j in prange(1, h.shape[0] - 1):
        scratch = tables.scratch[get_thread_id()]
        for k in range(2):
            row = j + k
            level_row(
                row, np.uintp(first[row] - 1), np.uintp(last[row] + 1), h, lines, film, scratch[LEVEL + k],
                scratch[SLOPE + k], scratch[BEARS + k],
            )  # fmt: skip
        level, below = scratch[LEVEL], scratch[LEVEL + 1]
        slope, slope_below = scratch[SLOPE], scratch[SLOPE + 1]
        bears, bears_below = scratch[BEARS], scratch[BEARS + 1]
        a, b = np.uintp(first[j]), np.uintp(last[j])
        row_wave[j] = max(
            _wave_row(j, a, b, ONE, level, level, slope, slope, bears, bears, cx, wx),
            _wave_row(j, a, b, ONE - ONE, level, below, slope, slope_below, bears, bears_below, cy, wy),
        )


@njit(inline="always", error_model="numpy")
def level_of(j, i, depth, lines):
    """Level of one cell above its base [m]; see `level_row`."""
    filled = ALL_BANDS * depth
    best = filled
    for m in range(BANDS - 1):
        best = min(best, lines[j, m, i] + filled * INVERSE[m])
    return best


@njit(error_model="numpy", cache=True)
def levels_of(lines, rows, columns, stored, out):
    """Level of some cells above their base, shape (m,) [m]; rows and columns count without halo."""
    for n in range(rows.size):
        filled = BANDS * stored[n]
        best = filled
        for m in range(BANDS - 1):
            best = min(best, lines[rows[n] + 1, m, columns[n] + 1] + filled / (m + 2))
        out[n] = best


@njit(error_model="numpy", cache=True)
def free_outflow(ground, tables, before, work, pending, edge, dt, cell):
    """Let water leave over the free faces at normal flow; returns the volume per cell area [m].

    As in the plain solver, with the section of the outer side of the cell; what leaves is held to what the
    cell stores.
    """
    total = 0.0
    depth = work.depth
    for n in range(edge.row.size):
        j, i = edge.row[n], edge.column[n]
        faces = work.discharge_x if edge.axis[n] == 0 else work.discharge_y
        top = level_of(j, i, before[j, i], tables.lines) - tables.sill[n, 0]
        lowest = tables.sill[n, 0]
        area, square = section(
            top, tables.sill[n, 1] - lowest, tables.sill[n, 2] - lowest, tables.sill[n, 3] - lowest
        )
        bears = before[j, i] * tables.film[j, i]
        if bears < area:
            square *= (bears / area) * (bears / area)
            area = bears
        if area <= WET:
            edge.discharge[n] = F(0.0)
            faces[edge.face_row[n], edge.face_column[n]] = F(0.0)
            continue
        k, _ = resistance(area, square, edge.friction[n], dt)
        q = edge.discharge[n]
        q = slowed_discharge(k, q + GRAVITY * area * dt * edge.slope[n], q, F(0.0))
        loss = min(q * dt / cell, depth[j, i])
        edge.discharge[n] = loss * cell / dt
        faces[edge.face_row[n], edge.face_column[n]] = F(edge.sign[n]) * edge.discharge[n]
        wanted = pending[j, i] - loss
        held = depth[j, i]
        value = max(F(held + wanted), F(0.0))
        pending[j, i] = wanted - (value - held)
        depth[j, i] = value
        total += float(loss) / float(ground.inverse_storage[j, i])
    return total
