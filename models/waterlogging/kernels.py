"""Compiled loops of the local-inertia surface solver.

Arrays carry a halo of one cell on every side. `discharge_x[j, i]` belongs to the face between
cells (j, i) and (j, i + 1), `discharge_y[j, i]` to the face between (j, i) and (j + 1, i); both
are per unit of open width [m2/s]. All state is float32, every total is float64.

References
----------
Bates, P. D., Horritt, M. S., Fewtrell, T. J. (2010). A simple inertial formulation of the shallow
water equations for efficient two-dimensional flood inundation modelling. J. Hydrol. 387, 33-45.
de Almeida, G. A. M., Bates, P., Freer, J. E., Souvignet, M. (2012). Improving the stability of a
simple formulation of the shallow water equations for 2-D flood modeling. Water Resour. Res. 48,
W05528.
Sridharan, B., Gurivindapalli, D., Kuiry, S. N., Mali, V. K., Nithila Devi, N., Bates, P. D., Sen, D.
(2020). Explicit expression of weighting factor for improved estimation of numerical flux in local
inertial models. Water Resour. Res. 56, e2020WR027357.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import get_thread_id, njit, prange  # type: ignore[attr-defined]

F = np.float32
"""Width of the state; every literal below is of it, so that no loop widens to float64."""

ONE = np.uintp(1)
"""Columns are counted without sign: numba then takes no index for one from the end, and vectorises."""

GRAVITY = F(9.80665)
WET = F(1e-5)
"""Flow depth below which a face carries nothing [m]."""

# "reassoc" stays out where a rounding error is computed on purpose (compensated sums).
_FAST = {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"}
_EXACT_SUMS = {"nnan", "ninf", "nsz", "arcp", "contract", "afn"}


APART = 64
"""Cells between two rows of scratch.

A loop checks that what it reads and what it writes lie apart, and goes cell by cell where one ends just
before the other: rows of scratch that change places would so round in two ways, at two speeds.
"""


def rows_apart(threads: int, rows: int, columns: int) -> np.ndarray:
    """Scratch rows of float32 for each thread, shape (threads, rows, columns + APART)."""
    return np.zeros((threads, rows, columns + APART), np.float32)


class Ground(NamedTuple):
    """Static arrays with halo, shape (rows + 2, columns + 2), and row spans, shape (rows + 2,).

    `bed` [m]; `friction` is g n2 [m1/3]; `width_x`, `width_y` open share of each face 0-1;
    `inverse_storage` is 1 / open share of the cell, 0 where the level is not computed (outside,
    buildings, prescribed stage); `first`, `last` bound the columns in use, last exclusive.
    """

    bed: np.ndarray
    friction: np.ndarray
    width_x: np.ndarray
    width_y: np.ndarray
    inverse_storage: np.ndarray
    first: np.ndarray
    last: np.ndarray


class Flow(NamedTuple):
    """State with halo: `depth` [m], its unrounded remainder `pending` [m], face discharges [m2/s]."""

    depth: np.ndarray
    pending: np.ndarray
    discharge_x: np.ndarray
    discharge_y: np.ndarray


class Work(NamedTuple):
    """Second buffers of the state and row-wise extremes; `order` spreads row blocks over threads.

    `scratch`, shape (threads, 2, columns + 2), holds one row of faces on its way, in the first cache.
    """

    depth: np.ndarray
    discharge_x: np.ndarray
    discharge_y: np.ndarray
    row_max: np.ndarray
    row_min: np.ndarray
    stack: np.ndarray
    order: np.ndarray
    block: int
    scratch: np.ndarray


class Tiles(NamedTuple):
    """Tiles of `rows` x `columns` cells and the step of each, with a halo of one tile on every side.

    Both are powers of two, `row_bits` and `column_bits` their exponents.
    A tile of level k takes 2^k steps while one of level 0 takes one; `AT_REST` takes none, `OUTSIDE` holds
    no computed cell. A face between two levels belongs to the finer one.

    `band` holds the bands of tiles to sweep, `share`, shape (threads + 1,), where the part of each thread
    begins. `ring_x`, `ring_y`, shape (threads, 2, columns + 2), hold new discharges on their way.
    """

    rows: int
    columns: int
    row_bits: int
    column_bits: int
    level: np.ndarray
    band: np.ndarray
    share: np.ndarray
    ring_x: np.ndarray
    ring_y: np.ndarray


AT_REST = np.int8(-1)
OUTSIDE = np.int8(127)


class Edge(NamedTuple):
    """Free outer faces, one entry each, shape (m,): cell, g n2 [m1/3], slope [-], discharge [m2/s].

    `face_row`, `face_column` and `axis` (0 for x, 1 for y) place the face in the discharge arrays,
    `sign` is +1 where outflow is positive there. Faces of one cell follow each other; `all` counts them.
    """

    row: np.ndarray
    column: np.ndarray
    friction: np.ndarray
    slope: np.ndarray
    discharge: np.ndarray
    face_row: np.ndarray
    face_column: np.ndarray
    axis: np.ndarray
    sign: np.ndarray
    all: np.ndarray


class Sources(NamedTuple):
    """Inflow cells, shape (m,): cell and current rate over the open share [m/s]."""

    row: np.ndarray
    column: np.ndarray
    rate: np.ndarray


class Exchange(NamedTuple):
    """Faces between free and prescribed cells, shape (m,): lower cell, 0 for x or 1 for y, sign, group.

    The sign is +1 where positive discharge enters the prescribed cell. `bank_row`, `bank_column` and
    `bank_group`, shape (k,), are the prescribed cells at these faces, halo indices. `level` [m] and
    `inverse_area` [m-2] hold one value for each group: a group of finite area gives and takes within an
    interval what crosses its banks, one of inverse area 0 keeps its level. `moved` is room for sums.
    """

    row: np.ndarray
    column: np.ndarray
    axis: np.ndarray
    sign: np.ndarray
    group: np.ndarray
    bank_row: np.ndarray
    bank_column: np.ndarray
    bank_group: np.ndarray
    level: np.ndarray
    inverse_area: np.ndarray
    moved: np.ndarray


class Step(NamedTuple):
    """Numbers of the scheme, see `mixing`.

    Cell size [m], Courant number, constant mixing [-], weight of the local mixing [-], least CFL
    depth [m].
    """

    cell: float
    courant: float
    constant_mixing: float
    local_mixing: float
    least_depth: float


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def inverse_cube_root(x):
    """Take x ** (-1/3) of a positive float32, to 1.5e-6 relative, without a division.

    The exponent is divided by three on the bits, which is right to 16 %. What is left, x y3, lies between
    1.32 and 1.57; there a cubic with these coefficients (minimax) comes within 9e-7 of its power -1/3.
    """
    bits = np.int32(np.int32(1421367116) - np.int32(F(F(x).view(np.int32)) * F(1.0 / 3.0)))
    y = np.int32(bits).view(np.float32)
    left = (x * y) * (y * y)
    bend = F(0.316657457) - F(0.0512299996) * left
    return y * (F(1.53141012) + left * (left * bend - F(0.798271562)))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def resistance(root, friction, dt):
    """Friction coefficient k = dt g n2 / h^(7/3) of a face [s/m2], `root` being h^(-1/3)."""
    root2 = root * root
    return dt * friction * (root2 * root2) * (root2 * root)


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def mixing(deep, root, q, constant, local_dt_dx):
    """Share 1 - theta of the neighbours in the flux average of a face [-], `root` being h^(-1/3).

    Sridharan et al. (2020): theta = 1 - dt / dx min(|q| / h, sqrt(g h)). The average acts as a
    viscosity (1 - theta) dx2 / (2 dt); with theta constant it grows without bound as the step
    shrinks, walls brake the flow beside them, and stages and speeds follow the Courant number.
    """
    speed = abs(q) * (root * root * root)
    return constant + local_dt_dx * min(speed, math.sqrt(GRAVITY * deep))


@njit(fastmath=_FAST, error_model="numpy")
def x_drive(j, first, last, h, z, g, w, q, drag, push, dt, gravity_dt_dx, constant, local_dt_dx):
    """Friction coefficient [s/m2] and discharge before friction [m2/s] of the x faces of a run of cells.

    Columns `first` to `last`, exclusive, of row j; `drag` and `push`, shape (columns + 2,), receive them.
    """
    for i in range(first, last):
        rise = z[j, i + ONE] - z[j, i]
        left = h[j, i]
        right = h[j, i + ONE]
        # Surface and sill relative to the nearer bed: no elevation enters float32 arithmetic.
        depth = max(left - max(rise, F(0.0)), right + min(rise, F(0.0)))
        deep = max(depth, WET)
        root = inverse_cube_root(deep)
        old = q[j, i]
        beside = F(0.5) * (q[j, i - ONE] + q[j, i + ONE])
        averaged = old + mixing(deep, root, old, constant, local_dt_dx) * (beside - old)
        drag[i] = resistance(root, F(0.5) * (g[j, i] + g[j, i + ONE]), dt)
        driven = averaged - gravity_dt_dx * depth * (rise + right - left)
        push[i] = driven if (depth > WET and w[j, i] > F(0.0)) else F(0.0)


@njit(fastmath=_FAST, error_model="numpy")
def y_drive(j, first, last, h, z, g, w, q, drag, push, dt, gravity_dt_dx, constant, local_dt_dx):
    """Friction coefficient and discharge before friction of the y faces below a run; see `x_drive`."""
    for i in range(first, last):
        rise = z[j + 1, i] - z[j, i]
        left = h[j, i]
        right = h[j + 1, i]
        depth = max(left - max(rise, F(0.0)), right + min(rise, F(0.0)))
        deep = max(depth, WET)
        root = inverse_cube_root(deep)
        old = q[j, i]
        beside = F(0.5) * (q[j - 1, i] + q[j + 1, i])
        averaged = old + mixing(deep, root, old, constant, local_dt_dx) * (beside - old)
        drag[i] = resistance(root, F(0.5) * (g[j, i] + g[j + 1, i]), dt)
        driven = averaged - gravity_dt_dx * depth * (rise + right - left)
        push[i] = driven if (depth > WET and w[j, i] > F(0.0)) else F(0.0)


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def slowed_discharge(k, a, old, across):
    """Discharge of one face after friction [m2/s].

    With a the discharge before friction and k = dt g n2 / h^(7/3), friction divides a by
    1 + k |Q|, Q being the whole vector (q, p) with p across the face. Bates et al. (2010) take |Q|
    from the old step: thin films on steep ground then swing between far too fast and far too slow.
    Here |Q| follows the new q, linear about the old vector: |Q| = (p2 + |q_old| |q|) / |Q_old|,
    exact in steady flow in any direction. The tangent lies below |Q|, and below |q| itself where q
    grows beyond |Q_old| + |q_old|, as on a face that just got wet: there |Q| = |q| is taken. Of

    q (1 + k p2 / |Q_old| + k |q_old| |q| / |Q_old|) = a    or    q (1 + k |q|) = a

    the root is taken that needs no difference.
    """
    p2 = across * across
    length = math.sqrt(old * old + p2 + F(1e-12))
    most = length + abs(old)
    alone = most * (F(1.0) + k * most) < abs(a)
    linear = length if alone else length + k * p2
    square = F(4.0) * k * length * (length if alone else abs(old))
    return F(2.0) * a * length / (linear + math.sqrt(linear * linear + square * abs(a)))


@njit(fastmath=_FAST, error_model="numpy")
def x_row(j, o, first, last, drag, push, q, p, out):
    """New discharge of the x faces of a run of cells into row o of `out`, `p` being the y faces.

    Apart from `x_drive` because both chains of operations are long: in one loop the processor
    waits for results instead of computing.
    """
    for i in range(first, last):
        across = F(0.25) * (p[j - 1, i] + p[j - 1, i + ONE] + p[j, i] + p[j, i + ONE])
        out[o, i] = slowed_discharge(drag[i], push[i], q[j, i], across)


@njit(fastmath=_FAST, error_model="numpy")
def y_row(j, o, first, last, drag, push, q, p, out):
    """New discharge of the y faces below a run of cells into row o of `out`, `p` being the x faces."""
    for i in range(first, last):
        across = F(0.25) * (p[j, i - ONE] + p[j, i] + p[j + 1, i - ONE] + p[j + 1, i])
        out[o, i] = slowed_discharge(drag[i], push[i], q[j, i], across)


@njit(fastmath=_EXACT_SUMS, error_model="numpy")
def depth_row(j, first, last, h, pending, s, qx, wx, qy, wy, out, dt_dx):
    """New depth of a run of cells; returns its largest computed depth and its smallest value [m].

    The sum is compensated: in steady flow every step rounds the same way,
    so what one step loses would be lost ten thousand times. Extremes are taken on the bit
    patterns, which order like the numbers while these are positive and turn negative with
    them: integer reductions are vectorised, float ones are not.
    """
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
def step_rows(ground, flow, work, dt, gravity_dt_dx, dt_dx, constant, local_dt_dx):
    """One step into the second buffers; depths follow their fluxes while these are in cache.

    The first row of a block needs the fluxes of the block above, so it waits for the second loop.
    """
    rows = flow.depth.shape[0] - 2
    z, g, s, wx, wy = ground.bed, ground.friction, ground.inverse_storage, ground.width_x, ground.width_y
    first, last = ground.first, ground.last
    h, pending, qx, qy = flow.depth, flow.pending, flow.discharge_x, flow.discharge_y
    new_h, new_qx, new_qy = work.depth, work.discharge_x, work.discharge_y
    row_max, row_min, order, block = work.row_max, work.row_min, work.order, work.block
    for n in prange(order.size):
        start = 1 + order[n] * block
        drag, push = work.scratch[get_thread_id(), 0], work.scratch[get_thread_id(), 1]
        for j in range(start, min(start + block, rows + 1)):
            a, b = np.uintp(first[j]), np.uintp(last[j])
            x_drive(j, a, b, h, z, g, wx, qx, drag, push, dt, gravity_dt_dx, constant, local_dt_dx)
            x_row(j, j, a, b, drag, push, qx, qy, new_qx)
            a, b = max(a, np.uintp(first[j + 1])), min(b, np.uintp(last[j + 1]))
            y_drive(j, a, b, h, z, g, wy, qy, drag, push, dt, gravity_dt_dx, constant, local_dt_dx)
            y_row(j, j, a, b, drag, push, qy, qx, new_qy)
            if j > start:
                a, b = np.uintp(first[j]), np.uintp(last[j])
                row_max[j], row_min[j] = depth_row(
                    j, a, b, h, pending, s, new_qx, wx, new_qy, wy, new_h, dt_dx
                )
    for n in prange(order.size):
        j = 1 + order[n] * block
        a, b = np.uintp(first[j]), np.uintp(last[j])
        row_max[j], row_min[j] = depth_row(j, a, b, h, pending, s, new_qx, wx, new_qy, wy, new_h, dt_dx)


@njit(fastmath=_EXACT_SUMS, error_model="numpy")
def settle_row(j, first, last, h, pending, s, qx, jx, wx, qn, jn, qs, js, wy, before, dt_dx):
    """New depth of a run of cells in place, the old one into `before`; see `depth_row`.

    The discharges stand in rows `jx` of `qx`, `jn` of `qn` (north) and `js` of `qs` (south).
    """
    highest = np.int32(0)
    lowest = np.int32(0)
    for i in range(first, last):
        gain = (wx[j, i - ONE] * qx[jx, i - ONE] - wx[j, i] * qx[jx, i]) + (
            wy[j - 1, i] * qn[jn, i] - wy[j, i] * qs[js, i]
        )
        old = h[j, i]
        wanted = dt_dx * s[j, i] * gain + pending[j, i]
        value = F(old + wanted)
        pending[j, i] = wanted - (value - old)
        before[j, i] = old
        h[j, i] = value
        counted = F(value if s[j, i] > F(0.0) else F(0.0))
        highest = max(highest, counted.view(np.int32))
        lowest = min(lowest, value.view(np.int32))
    return np.int32(highest).view(np.float32), np.int32(lowest).view(np.float32)


@njit(error_model="numpy")
def _copy_row(j, first, last, values, o, out):
    for i in range(first, last):
        out[j, i] = values[o, i]


@njit(error_model="numpy")
def _clear_row(j, first, last, out):
    for i in range(first, last):
        out[j, i] = F(0.0)


@njit(fastmath=_FAST, error_model="numpy")
def _cross_row(
    j, o, c, e, columns, beyond, level, own_equal, first, last, h, z, g, w, qx, qy, ring, later, drag, push,
    dt, gravity_dt_dx, constant, local_dt_dx,
):  # fmt: skip
    """New discharges of the y faces below row j, between a run of tiles and those of another band.

    `beyond` holds the levels of the other tiles. Faces to coarser ones are computed here, those to tiles of
    the same level if `own_equal`; what passed to finer ones is in the remainder of the cells already. They
    stand in row o of `ring`, and wait in row j of `later`.
    """
    for t in range(c, e):
        other = beyond[t + 1]
        a = max(1 + t * columns, first[j], first[j + 1])
        b = np.uintp(max(a, min(1 + (t + 1) * columns, last[j], last[j + 1])))
        a = np.uintp(a)
        if other < level or (own_equal and other == level):
            y_drive(j, a, b, h, z, g, w, qy, drag, push, dt, gravity_dt_dx, constant, local_dt_dx)
            y_row(j, o, a, b, drag, push, qy, qx, ring)
        else:
            _clear_row(o, a, b, ring)
        if other != level or own_equal:
            _copy_row(j, a, b, ring, o, later)


@njit(fastmath=_FAST, error_model="numpy")
def _sweep_run(
    band, c, e, level, rows, columns, levels, above, below, first, last, z, g, s, wx, wy, h, pending, qx, qy,
    before, later_x, later_y, ring_x, ring_y, drag, push, row_max, row_min, dt, gravity_dt_dx, dt_dx,
    constant, local_dt_dx,
):  # fmt: skip
    """New discharges and depths of a run of tiles, but those that the bands beside it still look at.

    Discharges go through the rings and come to their place once no face needs the old ones. Those of the
    first and the last row wait in `later_x` and `later_y`, and so does the depth of the first row; see
    `_finish_run`. Arrays stand alone in the signature: taking them out of tuples costs more than a row.
    """
    start = 1 + band * rows
    end = min(start + rows, h.shape[0] - 1)
    left, right = 1 + c * columns, min(1 + e * columns, h.shape[1] - 1)
    owns_west, leaves_east = levels[c] < level, levels[e + 1] > level
    _cross_row(
        start - 1, (start - 1) & 1, c, e, columns, above, level, False, first, last, h, z, g, wy, qx, qy,
        ring_y, later_y, drag, push, dt, gravity_dt_dx, constant, local_dt_dx,
    )  # fmt: skip
    for j in range(start, end):
        o = j & 1
        a = max(left, first[j])
        b = max(a, min(right, last[j]))
        ua, ub = np.uintp(a), np.uintp(b)
        xa, xb = ua, ub
        if b > a:
            ring_x[o, a - 1] = ring_x[o, b - 1] = F(0.0)
            if owns_west and a == left and a > first[j]:
                xa = np.uintp(a - 1)
            if leaves_east and b == right:
                xb = np.uintp(b - 1)
        x_drive(j, xa, xb, h, z, g, wx, qx, drag, push, dt, gravity_dt_dx, constant, local_dt_dx)
        x_row(j, o, xa, xb, drag, push, qx, qy, ring_x)
        if j < end - 1:
            va = max(a, first[j + 1])
            vb = np.uintp(max(va, min(b, last[j + 1])))
            va = np.uintp(va)
            y_drive(j, va, vb, h, z, g, wy, qy, drag, push, dt, gravity_dt_dx, constant, local_dt_dx)
            y_row(j, o, va, vb, drag, push, qy, qx, ring_y)
        else:
            _cross_row(
                j, o, c, e, columns, below, level, True, first, last, h, z, g, wy, qx, qy,
                ring_y, later_y, drag, push, dt, gravity_dt_dx, constant, local_dt_dx,
            )  # fmt: skip
        if j > start:
            most, least = settle_row(
                j, ua, ub, h, pending, s, ring_x, o, wx, ring_y, 1 - o, ring_y, o, wy, before, dt_dx
            )
            row_max[j], row_min[j] = max(row_max[j], most), min(row_min[j], least)
            if j - 1 > start:
                va = max(left, first[j - 1], first[j])
                vb = np.uintp(max(va, min(right, last[j - 1], last[j])))
                _copy_row(j - 1, np.uintp(va), vb, ring_y, 1 - o, qy)
        if start < j < end - 1:
            _copy_row(j, xa, xb, ring_x, o, qx)
        else:
            if b > a:
                later_x[j, a - 1] = ring_x[o, a - 1]
            _copy_row(j, ua, ub, ring_x, o, later_x)
            if j < end - 1:
                _copy_row(j, ua, ub, ring_y, o, later_y)


@njit(error_model="numpy")
def _finish_cross(j, c, e, columns, beyond, level, own_equal, first, last, later, q):
    """Bring the new discharges of `_cross_row` to their place."""
    for t in range(c, e):
        if beyond[t + 1] < level or (own_equal and beyond[t + 1] == level):
            a = max(1 + t * columns, first[j], first[j + 1])
            b = max(a, min(1 + (t + 1) * columns, last[j], last[j + 1]))
            _copy_row(j, np.uintp(a), np.uintp(b), later, j, q)


@njit(error_model="numpy")
def _finish_run(
    band, c, e, level, rows, columns, levels, above, below, first, last, s, wx, wy, h, pending, qx, qy,
    before, later_x, later_y, row_max, row_min, dt_dx,
):  # fmt: skip
    """What `_sweep_run` left: depth of the first row, discharges of the first and the last."""
    start = 1 + band * rows
    end = min(start + rows, h.shape[0] - 1)
    left, right = 1 + c * columns, min(1 + e * columns, h.shape[1] - 1)
    a = max(left, first[start])
    b = max(a, min(right, last[start]))
    most, least = settle_row(
        start, np.uintp(a), np.uintp(b), h, pending, s, later_x, start, wx, later_y, start - 1, later_y,
        start, wy, before, dt_dx,
    )  # fmt: skip
    row_max[start], row_min[start] = max(row_max[start], most), min(row_min[start], least)
    _finish_cross(start - 1, c, e, columns, above, level, False, first, last, later_y, qy)
    _finish_cross(end - 1, c, e, columns, below, level, True, first, last, later_y, qy)
    if end - 1 > start:
        va = max(a, first[start + 1])
        vb = max(va, min(b, last[start + 1]))
        _copy_row(start, np.uintp(va), np.uintp(vb), later_y, start, qy)
    for j in range(start, end, max(end - 1 - start, 1)):
        a = max(left, first[j])
        b = max(a, min(right, last[j]))
        xa = a - 1 if (levels[c] < level and a == left and a > first[j]) else a
        xb = b - 1 if (levels[e + 1] > level and b == right) else b
        if b > a:
            _copy_row(j, np.uintp(xa), np.uintp(xb), later_x, j, qx)


@njit(error_model="numpy")
def _run_end(c, level, levels):
    """Last tile, exclusive, of a run of one level that begins at tile c; c itself if that has another."""
    e = c
    while e < levels.size - 2 and levels[e + 1] == level:
        e += 1
    return e


@njit(parallel=True, error_model="numpy", cache=True)
def sweep_tiles(level, ground, flow, work, tiles, factors):
    """One step of the tiles of one level, in place; `work.depth` keeps the depths before it.

    `factors` are dt [s], g dt / dx [m/s2 s/m], dt / dx [s/m], constant mixing [-] and local mixing times
    dt / dx [s/m]. Threads share the bands; no thread reads what another one writes.
    """
    z, g, s, wx, wy = ground.bed, ground.friction, ground.inverse_storage, ground.width_x, ground.width_y
    h, pending, qx, qy = flow.depth, flow.pending, flow.discharge_x, flow.discharge_y
    before, later_x, later_y, row_max, row_min = (
        work.depth, work.discharge_x, work.discharge_y, work.row_max, work.row_min,
    )  # fmt: skip
    first, last, rows, columns = ground.first, ground.last, tiles.rows, tiles.columns
    dt, gravity_dt_dx, dt_dx, constant, local_dt_dx = factors
    grid, bands, share, scratch = tiles.level, tiles.band, tiles.share, work.scratch
    rings_x, rings_y = tiles.ring_x, tiles.ring_y
    for n in prange(share.size - 1):
        ring_x, ring_y, drag, push = rings_x[n], rings_y[n], scratch[n, 0], scratch[n, 1]
        for k in range(share[n], share[n + 1]):
            band, c = bands[k], 0
            above, levels, below = grid[band], grid[band + 1], grid[band + 2]
            row_max[1 + band * rows : 1 + (band + 1) * rows] = F(0.0)
            row_min[1 + band * rows : 1 + (band + 1) * rows] = F(0.0)
            while c < levels.size - 2:
                e = _run_end(c, level, levels)
                if e > c:
                    _sweep_run(
                        band, c, e, level, rows, columns, levels, above, below, first, last, z, g, s, wx, wy,
                        h, pending, qx, qy, before, later_x, later_y, ring_x, ring_y, drag, push, row_max,
                        row_min, dt, gravity_dt_dx, dt_dx, constant, local_dt_dx,
                    )  # fmt: skip
                c = e + 1
    for n in prange(share.size - 1):
        for k in range(share[n], share[n + 1]):
            band, c = bands[k], 0
            above, levels, below = grid[band], grid[band + 1], grid[band + 2]
            while c < levels.size - 2:
                e = _run_end(c, level, levels)
                if e > c:
                    _finish_run(
                        band, c, e, level, rows, columns, levels, above, below, first, last, s, wx, wy, h,
                        pending, qx, qy, before, later_x, later_y, row_max, row_min, dt_dx,
                    )  # fmt: skip
                c = e + 1


@njit(inline="always", fastmath=_EXACT_SUMS, error_model="numpy")
def _add(depth, pending, j, i, amount):
    """Compensated sum: what rounding keeps out of the depth waits in `pending`."""
    wanted = pending[j, i] + amount
    new = depth[j, i] + wanted
    pending[j, i] = wanted - (new - depth[j, i])
    depth[j, i] = new


@njit(inline="always", fastmath=_EXACT_SUMS, error_model="numpy")
def _empty(depth, pending, j, i):
    """Take a depth that rounding left below zero to zero; the debt waits in `pending`."""
    pending[j, i] += depth[j, i]
    depth[j, i] = F(0.0)


@njit(error_model="numpy")
def _outflow_factor(j, i, s, wx, wy, before, qx, qy, dt_dx):
    """Share of its outflows that a cell can serve from the water it held at the start of the step."""
    out = max(-wx[j, i - 1] * qx[j, i - 1], F(0.0)) + max(wx[j, i] * qx[j, i], F(0.0))
    out += max(-wy[j - 1, i] * qy[j - 1, i], F(0.0)) + max(wy[j, i] * qy[j, i], F(0.0))
    loss = dt_dx * s[j, i] * out
    # One part in a million stays behind so that rounding cannot turn the rest negative.
    return min(F(0.999999) * before[j, i] / loss, F(1.0)) if loss > F(0.0) else F(1.0)


@njit(error_model="numpy")
def _hold_back(b, a, q, width, n, m, factor, s, depth, pending, dt_dx):
    """Scale the discharge of one face [n, m] into cell (b, a), correct its depth, return what stays [m]."""
    kept = abs(q[n, m]) * (F(1.0) - factor) * width[n, m] * dt_dx
    q[n, m] *= factor
    _add(depth, pending, b, a, -kept * s[b, a])
    return kept


@njit(error_model="numpy")
def _scale_outflow(j, i, s, wx, wy, before, depth, pending, qx, qy, dt_dx):
    """Scale what leaves a cell to the water it held; depths of the receivers may turn negative.

    Arrays stand alone in the signature: taking them out of tuples costs more than the rest.
    """
    factor = _outflow_factor(j, i, s, wx, wy, before, qx, qy, dt_dx)
    kept = F(0.0)
    if qx[j, i - 1] < F(0.0):
        kept += _hold_back(j, i - 1, qx, wx, j, i - 1, factor, s, depth, pending, dt_dx)
    if qx[j, i] > F(0.0):
        kept += _hold_back(j, i + 1, qx, wx, j, i, factor, s, depth, pending, dt_dx)
    if qy[j - 1, i] < F(0.0):
        kept += _hold_back(j - 1, i, qy, wy, j - 1, i, factor, s, depth, pending, dt_dx)
    if qy[j, i] > F(0.0):
        kept += _hold_back(j + 1, i, qy, wy, j, i, factor, s, depth, pending, dt_dx)
    _add(depth, pending, j, i, kept * s[j, i])
    if depth[j, i] < F(0.0):
        _empty(depth, pending, j, i)


SEGMENT = 64
"""Cells looked at together for one below zero."""


@njit(error_model="numpy")
def _any_negative(j, first, last, depth):
    """Whether a run of cells holds one below zero, by the signs of their bit patterns."""
    sign = np.int32(0)
    for i in range(first, last):
        sign = min(sign, F(depth[j, i]).view(np.int32))
    return sign < np.int32(0)


@njit(error_model="numpy")
def _follow(
    cell, top, bottom, s, wx, wy, before, depth, pending, qx, qy, row_min, stack, base, room, dt_dx
):  # fmt: skip
    """Scale a cell that went below zero, then those that its lesser outflow leaves short.

    They are followed in rows `top` to `bottom`, exclusive; rows beyond are marked in `row_min`.
    """
    columns = depth.shape[1]
    stack[base] = cell
    size, scaled = 1, 0
    while size > 0:
        size -= 1
        j, i = stack[base + size] // columns, stack[base + size] % columns
        if depth[j, i] >= F(0.0):
            continue
        _scale_outflow(j, i, s, wx, wy, before, depth, pending, qx, qy, dt_dx)
        scaled += 1
        for b, a in ((j, i - 1), (j, i + 1), (j - 1, i), (j + 1, i)):
            if depth[b, a] < F(0.0):
                if top <= b < bottom and size < room:
                    stack[base + size] = b * columns + a
                    size += 1
                else:
                    row_min[b] = F(-1.0)
    return scaled


@njit(error_model="numpy")
def _keep_rows_positive(
    top, bottom, s, wx, wy, before, depth, pending, qx, qy, row_min, stack, base, room, dt_dx
):  # fmt: skip
    """Scale the outflows of the cells below zero in rows `top` to `bottom`, exclusive; returns how many.

    A cell scaled leaves its neighbours with less: those in these rows are followed, others left for later.
    `stack` has `room` entries from `base` on; a row that did not fit keeps its mark in `row_min`.
    """
    columns = depth.shape[1]
    scaled = 0
    for row in range(top, bottom):
        if row_min[row] >= F(0.0):
            continue
        row_min[row] = F(0.0)
        for start in range(1, columns - 1, SEGMENT):
            end = min(start + SEGMENT, columns - 1)
            if not _any_negative(row, np.uintp(start), np.uintp(end), depth):
                continue
            for column in range(start, end):
                if depth[row, column] < F(0.0):
                    scaled += _follow(
                        row * columns + column, top, bottom, s, wx, wy, before, depth, pending, qx, qy,
                        row_min, stack, base, room, dt_dx,
                    )  # fmt: skip
    return scaled


@njit(parallel=True, error_model="numpy", cache=True)
def keep_positive(ground, flow, work, dt_dx):
    """Scale the outflows of every cell that went below zero; returns how many were scaled.

    Scaling by volume / outflow of the cell is unbiased, where a cap on single faces would
    throttle fast shallow flow. A scaled cell gives its neighbours less, so these are looked at
    again; a cell scaled once holds water whatever its inflows, so the list runs empty. Blocks of rows
    are looked through side by side, but for the first and the last row of each, which come at the end: what
    is scaled, and in which order, is the same on any number of threads.
    """
    s, wx, wy, before, pending = (
        ground.inverse_storage, ground.width_x, ground.width_y, flow.depth, flow.pending,
    )  # fmt: skip
    depth, qx, qy, stack, row_min = (
        work.depth, work.discharge_x, work.discharge_y, work.stack, work.row_min,
    )  # fmt: skip
    rows, block, blocks = depth.shape[0] - 2, work.block, work.order.size
    room = stack.size // blocks
    scaled = 0
    for n in prange(blocks):
        start = 1 + n * block
        end = min(start + block, rows + 1)
        scaled += _keep_rows_positive(
            start + 1, end - 1, s, wx, wy, before, depth, pending, qx, qy, row_min, stack, n * room, room,
            dt_dx,
        )  # fmt: skip
    left = True
    while left:
        scaled += _keep_rows_positive(
            1, rows + 1, s, wx, wy, before, depth, pending, qx, qy, row_min, stack, 0, stack.size, dt_dx
        )  # fmt: skip
        left = row_min[1 : rows + 1].min() < F(0.0)
    return scaled


@njit(error_model="numpy")
def _leave(n, s, before, depth, pending, faces, edge_row, edge_column, friction, slope, discharge, face_row,
           face_column, sign, dt, cell):  # fmt: skip
    """Let water leave over one free face; returns its volume per cell area [m].

    Arrays stand alone in the signature: taking them out of tuples costs more than the rest.
    """
    j, i = edge_row[n], edge_column[n]
    b, a = face_row[n], face_column[n]
    h = before[j, i]
    if h <= WET:
        discharge[n] = F(0.0)
        faces[b, a] = F(0.0)
        return 0.0
    q = discharge[n]
    q = slowed_discharge(
        resistance(inverse_cube_root(h), friction[n], dt), q + GRAVITY * h * dt * slope[n], q, F(0.0)
    )
    # The face is as open as the cell, so its width and the storage of the cell cancel.
    loss = min(q * dt / cell, depth[j, i])
    discharge[n] = loss * cell / dt
    faces[b, a] = F(sign[n]) * discharge[n]
    _add(depth, pending, j, i, -loss)
    if depth[j, i] < F(0.0):
        _empty(depth, pending, j, i)
    return float(loss) / float(s[j, i])


PARTS = 16
"""Parts in which the free faces are dealt with and summed, on any number of threads alike."""


@njit(error_model="numpy")
def _first_of_cell(m, chosen, row, column):
    """Place in a list of faces, from m on, where a cell begins: two threads never share one."""
    while 0 < m < chosen.size:
        n, before = chosen[m], chosen[m - 1]
        if row[n] != row[before] or column[n] != column[before]:
            break
        m += 1
    return min(m, chosen.size)


@njit(parallel=True, error_model="numpy", cache=True)
def free_outflow(chosen, inverse_storage, before, depth, pending, qx, qy, edge, dt, cell):
    """Let water leave over chosen free faces at normal flow; returns the volume per cell area [m].

    The ghost cell outside holds the same depth on a bed that goes on falling, so the momentum
    equation of a face tends to Manning's normal flow. Like every other face it takes the depth
    `before` the step: the depth after it also holds what is about to leave, the more the longer
    the step, and the outflow would grow with the Courant number. Faces of one cell follow each other in
    `chosen`.
    """
    row, column, friction, slope = edge.row, edge.column, edge.friction, edge.slope
    discharge, face_row, face_column, axis, sign = (
        edge.discharge, edge.face_row, edge.face_column, edge.axis, edge.sign,
    )  # fmt: skip
    size = (chosen.size + PARTS - 1) // PARTS
    totals = np.zeros(PARTS)
    for part in prange(PARTS):
        start = _first_of_cell(part * size, chosen, row, column)
        end = _first_of_cell((part + 1) * size, chosen, row, column)
        for m in range(start, end):
            n = chosen[m]
            # The outer face has no width, so its discharge moves no water there, but the flux average
            # of the face before it must not meet a wall.
            faces = qx if axis[n] == 0 else qy
            totals[part] += _leave(
                n, inverse_storage, before, depth, pending, faces, row, column, friction, slope, discharge,
                face_row, face_column, sign, dt, cell,
            )  # fmt: skip
    return totals.sum()


@njit(error_model="numpy", cache=True)
def add_inflow(depth, pending, sources, dt):
    """Add the point discharges of one step; returns the deepest of their cells [m]."""
    deepest = F(0.0)
    for n in range(sources.row.size):
        j, i = sources.row[n], sources.column[n]
        _add(depth, pending, j, i, F(sources.rate[n] * dt))
        deepest = max(deepest, depth[j, i])
    return deepest


@njit(error_model="numpy", cache=True)
def add_exchange(ground, depth, work, exchange, dt_cell, volumes):
    """Add what entered the prescribed cells in one step to the total of each group [m3].

    Groups of finite area follow in level, in both depth buffers.
    """
    exchange.moved[:] = 0.0
    for n in range(exchange.row.size):
        j, i = exchange.row[n], exchange.column[n]
        if exchange.axis[n] == 0:
            q = float(work.discharge_x[j, i]) * float(ground.width_x[j, i])
        else:
            q = float(work.discharge_y[j, i]) * float(ground.width_y[j, i])
        exchange.moved[exchange.group[n]] += exchange.sign[n] * q * dt_cell
    follow = False
    for g in range(exchange.moved.size):
        volumes[g] += exchange.moved[g]
        exchange.level[g] += exchange.moved[g] * exchange.inverse_area[g]
        follow = follow or exchange.inverse_area[g] > 0.0
    if follow:
        for k in range(exchange.bank_row.size):
            g = exchange.bank_group[k]
            if exchange.inverse_area[g] > 0.0:
                j, i = exchange.bank_row[k], exchange.bank_column[k]
                depth[j, i] = work.depth[j, i] = F(max(exchange.level[g] - ground.bed[j, i], 0.0))


@njit(error_model="numpy", cache=True)
def prescribed_face_depth(ground, depth, exchange):
    """Deepest flow a prescribed level can push over its faces [m]; bounds the first step after a rise."""
    deepest = F(0.0)
    for n in range(exchange.row.size):
        j, i = exchange.row[n], exchange.column[n]
        b, a = (j, i + 1) if exchange.axis[n] == 0 else (j + 1, i)
        sill = max(ground.bed[j, i], ground.bed[b, a])
        surface = max(ground.bed[j, i] + depth[j, i], ground.bed[b, a] + depth[b, a])
        deepest = max(deepest, surface - sill)
    return deepest


@njit(error_model="numpy", cache=True)
def advance(ground, flow, work, edge, sources, exchange, step, interval, deepest, volumes):
    """Step through one interval.

    Returns deepest cell [m], infinite when the run lost its stability, steps, scaled cells and
    volume over the edge [m]. After an odd number of steps the new state is in the second buffers:
    it is not returned, since making the tuples anew runs Python, and an interrupt pending there
    ends the process with a segmentation fault.

    The interval is cut into equal steps at most as long as the Courant condition of Bates et al.
    (2010) allows, and cut again whenever the water deepens.
    """
    left = interval
    steps = 0
    scaled = 0
    lost = 0.0
    floor = max(prescribed_face_depth(ground, flow.depth, exchange), F(step.least_depth))
    while left > 0.0:
        stable = step.courant * step.cell / math.sqrt(GRAVITY * max(deepest, floor))
        cuts = math.ceil(left / stable - 1e-9)
        if not cuts < 1e7:
            deepest = F(np.inf)
            break
        dt = left / max(cuts, 1.0)
        left = 0.0 if cuts <= 1.0 else left - dt
        dt_dx = F(dt / step.cell)
        local_dt_dx = F(step.local_mixing) * dt_dx
        step_rows(ground, flow, work, F(dt), GRAVITY * dt_dx, dt_dx, F(step.constant_mixing), local_dt_dx)
        deepest = work.row_max.max()
        lowest = work.row_min.min()
        if math.isnan(lowest):
            deepest = F(np.inf)
            steps += 1  # so that the caller looks at the buffers which hold the NaN
            break
        if lowest < F(0.0):
            scaled += keep_positive(ground, flow, work, dt_dx)
        if exchange.row.size > 0:
            add_exchange(ground, flow.depth, work, exchange, dt * step.cell, volumes)
        if sources.row.size > 0:
            deepest = max(deepest, add_inflow(work.depth, flow.pending, sources, F(dt)))
        if edge.row.size > 0:
            lost += free_outflow(
                edge.all, ground.inverse_storage, flow.depth, work.depth, flow.pending, work.discharge_x,
                work.discharge_y, edge, F(dt), F(step.cell),
            )  # fmt: skip
        steps += 1
        flow, work = (
            Flow(work.depth, flow.pending, work.discharge_x, work.discharge_y),
            Work(flow.depth, flow.discharge_x, flow.discharge_y, work.row_max, work.row_min,
                 work.stack, work.order, work.block, work.scratch),
        )  # fmt: skip
        if not deepest < F(1e4):
            break
    return deepest, steps, scaled, lost


@njit(parallel=True, error_model="numpy", cache=True)
def stored_depth(ground, flow, row_totals):
    """Sum of depth over open area where levels are computed, by row [m]."""
    for j in prange(1, flow.depth.shape[0] - 1):
        total = 0.0
        for i in range(ground.first[j], ground.last[j]):
            share = ground.inverse_storage[j, i]
            if share > F(0.0):
                total += (np.float64(flow.depth[j, i]) + np.float64(flow.pending[j, i])) / np.float64(share)
        row_totals[j] = total
