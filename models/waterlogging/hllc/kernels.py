"""Compiled loops of the HLLC surface solver.

Arrays carry a halo of one cell on every side, as in the local-inertia solver, whose ground and flow
they share: `discharge_x[j, i]`, `discharge_y[j, i]` here are the mass fluxes [m2/s] over the faces to the
east and to the south of cell (j, i). Momentum lives in the cells. All state is float32.

Signs: a face lies between a cell `l` (west or north of it) and a cell `r`; positive leaves `l`.

References
----------
Toro, E. F. (2001). Shock-Capturing Methods for Free-Surface Shallow Flows. Wiley, chapter 10.
Audusse, E., Bristeau, M.-O. (2005). A well-balanced positivity preserving "second-order" scheme for shallow
water flows on unstructured meshes. J. Comput. Phys. 206, 311-333.
Chen, G., Noelle, S. (2017). A new hydrostatic reconstruction scheme based on subcell reconstructions.
SIAM J. Numer. Anal. 55(2), 758-784.
Delestre, O., Cordier, S., Darboux, F., James, F. (2012). A limitation of the hydrostatic reconstruction
technique for shallow water equations. C. R. Acad. Sci. Paris, Ser. I 350, 677-681.
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
DRY = F(1e-5)
"""Depth below which a cell has no velocity [m]."""

_FAST = {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"}
# "reassoc" stays out where a rounding error is computed on purpose (compensated sums).
_EXACT_SUMS = {"nnan", "ninf", "nsz", "arcp", "contract", "afn"}

U, V, C = 0, 1, 2
"""Rows of a scratch of cell values: velocity to the east and to the south [m/s], celerity [m/s]."""
DEEPER_X, HIGHER_X, DEEPER_Y, HIGHER_Y = 3, 4, 5, 6
"""Further rows: half the change of depth and bed over the cell, from west to east and north to south [m]."""
MASS, FROM, INTO, ALONG = 0, 1, 2, 3
"""Rows of a scratch of face values.

Mass flux over the open share [m2/s]; flux of normal momentum out of `l` and into `r`, bed slope and walls
included, each per width of its cell [m3/s2]; flux of momentum along the face over its whole width [m3/s2].
"""


class Momentum(NamedTuple):
    """Momentum of the cells with halo [m2/s], its second buffers, and scratch.

    `x`, `y`, `new_x`, `new_y` have shape (rows + 2, columns + 2); `scratch`, shape
    (threads, 26, columns + 2), holds what is on its way, in the first cache; `row_speed`, shape
    (rows + 2,), receives the fastest wave of each row [m/s].
    """

    x: np.ndarray
    y: np.ndarray
    new_x: np.ndarray
    new_y: np.ndarray
    scratch: np.ndarray
    row_speed: np.ndarray


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def wall_pressure(h, toward, c):
    """Flux of normal momentum at a wall [m3/s2]; `toward` is the velocity towards it [m/s].

    HLLC between a state and its mirror image: the contact stands still, the pressure is
    g h2 / 2 + c h u. Water that leaves a wall faster than its waves follow pulls no vacuum.
    """
    return max(h * (F(0.5) * GRAVITY * h + c * toward), F(0.0))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def limited(before, after):
    """Minmod: the lesser of two changes of one sign, none where they differ in sign."""
    least = max(min(before, after), F(0.0))
    return least + min(max(before, after), F(0.0))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def half_changes(h, z, h_before, z_before, h_after, z_after, open_before, open_after):
    """Half the changes of depth and of bed over a cell [m].

    Depth and surface are linear in the cell, with minmod slopes; the bed is what lies between (Audusse and
    Bristeau 2005). On a plane in uniform flow the bed is so the plane itself, not a staircase whose steps
    swallow the slope of thin films. Where one side is shut, the change to wet ground on the other counts; a
    cell beside open dry ground is level in itself, or water would slosh itself up along the shore.
    """
    dh_before, dh_after = h - h_before, h_after - h
    dn_before, dn_after = dh_before + (z - z_before), dh_after + (z_after - z)
    only_before = open_before > F(0.0) and open_after <= F(0.0) and h_before > DRY
    only_after = open_after > F(0.0) and open_before <= F(0.0) and h_after > DRY
    both = open_before > F(0.0) and open_after > F(0.0) and h_before > DRY and h_after > DRY
    dh_b = dh_after if only_after else dh_before
    dn_b = dn_after if only_after else dn_before
    dh_a = dh_before if only_before else dh_after
    dn_a = dn_before if only_before else dn_after
    some = F(0.5) if (both or only_before or only_after) else F(0.0)
    # Beside a shut side the single difference could empty the cell on its far side.
    deeper = some * min(max(limited(dh_b, dh_a), F(-2.0) * h), F(2.0) * h)
    return deeper, some * limited(dn_b, dn_a) - deeper


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def face_flux(hl, ul, vl, hr, ur, vr, rise):
    """Fluxes over an open face: mass, normal momentum out of `l` and into `r`, momentum along.

    `hl`, `hr` are the depths at the face, `rise` is the bed of `r` there above that of `l` [m].
    Reconstruction of Chen and Noelle (2017): with bed z* = min(max(z_l, z_r), min(eta_l, eta_r)) the water at
    the face is min(eta - z*, h) on either side, and the step of the bed acts on the mean of both depths. A
    film that hangs above a step deeper than itself is still pulled down by the whole step, where plain
    hydrostatic reconstruction forgets all but the depth of the film (Delestre et al. 2012).
    """
    level_r = rise + hr
    crest = min(max(rise, F(0.0)), hl, level_r)
    fl = max(min(hl - crest, hl), F(0.0))
    fr = max(min(level_r - crest, hr), F(0.0))
    al = math.sqrt(GRAVITY * fl)
    ar = math.sqrt(GRAVITY * fr)
    # Two-rarefaction estimate of the middle state, Toro (2001) section 10.3; fronts on dry ground.
    middle = F(0.5) * (ul + ur) + al - ar
    waves = max(F(0.5) * (al + ar) + F(0.25) * (ul - ur), F(0.0))
    slow = min(ul - al, middle - waves)
    fast = max(ur + ar, middle + waves)
    wet_l, wet_r = fl > F(0.0), fr > F(0.0)
    slow = slow if wet_l else ur - F(2.0) * ar
    fast = fast if wet_r else ul + F(2.0) * al
    slow = min(slow if (wet_l or wet_r) else F(0.0), F(0.0))
    fast = max(fast if (wet_l or wet_r) else F(0.0), F(0.0))
    share = F(1.0) / max(fast - slow, F(1e-9))
    ql, qr = fl * ul, fr * ur
    pl = ql * ul + F(0.5) * GRAVITY * fl * fl
    pr = qr * ur + F(0.5) * GRAVITY * fr * fr
    mass = (fast * ql - slow * qr + slow * fast * (fr - fl)) * share
    normal = (fast * pl - slow * pr + slow * fast * (qr - ql)) * share
    out = normal + F(0.5) * GRAVITY * (hl + fl) * crest
    into = normal + F(0.5) * GRAVITY * (hr + fr) * (crest - rise)
    return mass, out, into, mass * (vl if mass > F(0.0) else vr)


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def inverse_cube_root(x):
    """Take x ** (-1/3) of a positive float32 as the local-inertia solver does, to 1.5e-6 relative."""
    bits = np.int32(np.int32(1421367116) - np.int32(F(F(x).view(np.int32)) * F(1.0 / 3.0)))
    y = np.int32(bits).view(np.float32)
    left = (x * y) * (y * y)
    bend = F(0.316657457) - F(0.0512299996) * left
    return y * (F(1.53141012) + left * (left * bend - F(0.798271562)))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def friction_factor(h, qx, qy, friction, dt):
    """Share of the momentum that friction leaves [-].

    Q' (1 + k |Q'|) = Q with k = dt g n2 / h^(7/3) holds for the whole vector: the factor is
    2 / (1 + sqrt(1 + 4 k |Q|)).
    """
    root = inverse_cube_root(max(h, DRY))
    root2 = root * root
    k = dt * friction * (root2 * root2) * (root2 * root)
    length = math.sqrt(qx * qx + qy * qy)
    return F(2.0) / (F(1.0) + math.sqrt(F(1.0) + F(4.0) * k * length))


@njit(fastmath=_FAST, error_model="numpy")
def change_row(j, first, last, h, z, wx, wy, cell):
    """Changes of depth and bed over a run of cells into the rows of `cell`."""
    up, down = max(j - 1, 0), min(j + 1, h.shape[0] - 1)
    for i in range(first, last):
        w, e = i - ONE, i + ONE
        depth, bed = h[j, i], z[j, i]
        deeper, higher = half_changes(depth, bed, h[j, w], z[j, w], h[j, e], z[j, e], wx[j, w], wx[j, i])
        cell[DEEPER_X, i] = deeper
        cell[HIGHER_X, i] = higher
        deeper, higher = half_changes(
            depth, bed, h[up, i], z[up, i], h[down, i], z[down, i], wy[up, i], wy[j, i]
        )
        cell[DEEPER_Y, i] = deeper
        cell[HIGHER_Y, i] = higher


@njit(fastmath=_FAST, error_model="numpy")
def cell_row(j, first, last, h, g, qx, qy, cell, dt, dt_dx):
    """Velocities at mid-step and celerity of a run of cells into the rows of `cell`, after `change_row`.

    The slope of the surface and friction have acted for half a step. Without it the explicit step would
    feed the waves that the linear surface no longer damps (the predictor of the MUSCL-Hancock scheme,
    Toro 2001 section 11.4, velocities being constant in the cell).
    """
    for i in range(first, last):
        depth = h[j, i]
        wet = depth > DRY
        inverse = F(1.0) / max(depth, DRY)
        fall = GRAVITY * dt_dx * depth
        x = qx[j, i] - fall * (cell[DEEPER_X, i] + cell[HIGHER_X, i])
        y = qy[j, i] - fall * (cell[DEEPER_Y, i] + cell[HIGHER_Y, i])
        kept = friction_factor(depth, x, y, g[j, i], F(0.5) * dt) * inverse
        kept = kept if wet else F(0.0)
        cell[U, i] = x * kept
        cell[V, i] = y * kept
        cell[C, i] = math.sqrt(GRAVITY * max(depth, F(0.0)))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def half_weight(h, at_face, change):
    """Pressure of half a cell on its sloping bed [m3/s2], `at_face` its depth at the face."""
    return F(0.5) * GRAVITY * (h + at_face) * change


@njit(fastmath=_FAST, error_model="numpy")
def x_flux(j, first, last, h, z, s, w, cell, face):
    """Fluxes over the x faces `first` to `last`, exclusive, of row j, into the rows of `face`.

    A cell of open share 1 / s is a channel of that width between walls: of its own width the share w s is
    open at the face, the rest is wall. Normal fluxes are per width of the cell, so that a wall holds
    what leans on it and no more.
    """
    for i in range(first, last):
        r = i + ONE
        hl, hr = h[j, i] + cell[DEEPER_X, i], h[j, r] - cell[DEEPER_X, r]
        ul, ur = cell[U, i], cell[U, r]
        rise = (z[j, r] - z[j, i]) - (cell[HIGHER_X, i] + cell[HIGHER_X, r])
        mass, out, into, beside = face_flux(hl, ul, cell[V, i], hr, ur, cell[V, r], rise)
        open_l, open_r = w[j, i] * s[j, i], w[j, i] * s[j, r]
        out = open_l * out + (F(1.0) - open_l) * wall_pressure(hl, ul, cell[C, i])
        into = open_r * into + (F(1.0) - open_r) * wall_pressure(hr, -ur, cell[C, r])
        face[MASS, i] = mass if w[j, i] > F(0.0) else F(0.0)
        face[FROM, i] = out + half_weight(h[j, i], hl, cell[HIGHER_X, i])
        face[INTO, i] = into - half_weight(h[j, r], hr, cell[HIGHER_X, r])
        face[ALONG, i] = w[j, i] * beside


@njit(fastmath=_FAST, error_model="numpy")
def y_flux(j, first, last, h, z, s, w, cell, below, face):
    """Fluxes over the y faces between row j and the next, whose cell values are `cell` and `below`."""
    for i in range(first, last):
        hl, hr = h[j, i] + cell[DEEPER_Y, i], h[j + 1, i] - below[DEEPER_Y, i]
        ul, ur = cell[V, i], below[V, i]
        rise = (z[j + 1, i] - z[j, i]) - (cell[HIGHER_Y, i] + below[HIGHER_Y, i])
        mass, out, into, beside = face_flux(hl, ul, cell[U, i], hr, ur, below[U, i], rise)
        open_l, open_r = w[j, i] * s[j, i], w[j, i] * s[j + 1, i]
        out = open_l * out + (F(1.0) - open_l) * wall_pressure(hl, ul, cell[C, i])
        into = open_r * into + (F(1.0) - open_r) * wall_pressure(hr, -ur, below[C, i])
        face[MASS, i] = mass if w[j, i] > F(0.0) else F(0.0)
        face[FROM, i] = out + half_weight(h[j, i], hl, cell[HIGHER_Y, i])
        face[INTO, i] = into - half_weight(h[j + 1, i], hr, below[HIGHER_Y, i])
        face[ALONG, i] = w[j, i] * beside


@njit(fastmath=_EXACT_SUMS, error_model="numpy")
def depth_row(j, first, last, h, pending, s, x, wx, above, wy_above, below, wy, out, dt_dx):
    """New depth of a run of cells; returns its smallest value [m].

    The sum is compensated as in the local-inertia solver.
    """
    lowest = np.int32(0)
    for i in range(first, last):
        west = i - ONE
        gain = (wx[j, west] * x[MASS, west] - wx[j, i] * x[MASS, i]) + (
            wy_above[i] * above[MASS, i] - wy[j, i] * below[MASS, i]
        )
        before = h[j, i]
        wanted = dt_dx * s[j, i] * gain + pending[j, i]
        value = F(before + wanted)
        pending[j, i] = wanted - (value - before)
        out[j, i] = value
        lowest = min(lowest, value.view(np.int32))
    return np.int32(lowest).view(np.float32)


@njit(fastmath=_FAST, error_model="numpy")
def momentum_row(j, first, last, old, qx, qy, s, g, x, above, below, h, out_x, out_y, dt, dt_dx):
    """New momentum of a run of cells; returns the fastest wave [m/s].

    `old` is the depth before the step, `h` the depth after it: what a dry cell is left with is nobody's.
    """
    fastest = np.int32(0)
    for i in range(first, last):
        west = i - ONE
        scale = dt_dx * s[j, i]
        held = F(1.0) if old[j, i] > DRY else F(0.0)
        push_x = dt_dx * (x[INTO, west] - x[FROM, i]) + scale * (above[ALONG, i] - below[ALONG, i])
        push_y = dt_dx * (above[INTO, i] - below[FROM, i]) + scale * (x[ALONG, west] - x[ALONG, i])
        mx = held * qx[j, i] + push_x
        my = held * qy[j, i] + push_y
        depth = h[j, i]
        kept = friction_factor(depth, mx, my, g[j, i], dt)
        kept = kept if (depth > DRY and s[j, i] > F(0.0)) else F(0.0)
        mx *= kept
        my *= kept
        out_x[j, i] = mx
        out_y[j, i] = my
        most = max(abs(mx), abs(my)) / max(depth, DRY) + math.sqrt(GRAVITY * max(depth, F(0.0)))
        counted = F(most if s[j, i] > F(0.0) else F(0.0))
        fastest = max(fastest, counted.view(np.int32))
    return np.int32(fastest).view(np.float32)


@njit(inline="always", error_model="numpy")
def _common_reach(first, last, j, width):
    """Columns in use in row j or the next, the outermost left out."""
    return np.uintp(max(min(first[j], first[j + 1]), 1)), np.uintp(min(max(last[j], last[j + 1]), width - 1))


@njit(inline="always", error_model="numpy")
def _reach(first, last, j, width):
    """Columns of row j that a face in use touches; every column keeps its neighbours inside the array."""
    low, high = first[j], last[j]
    if j > 0:
        low, high = min(low, first[j - 1]), max(high, last[j - 1])
    if j + 1 < first.size:
        low, high = min(low, first[j + 1]), max(high, last[j + 1])
    return np.uintp(max(low - 1, 1)), np.uintp(min(high + 1, width - 1))


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def step_rows(ground, flow, work, momentum, dt, dt_dx):
    """One step into the second buffers of depth, momentum and mass fluxes.

    Each block of rows computes the faces above its first row for itself: nobody waits for anybody, and
    the result does not depend on the number of threads.
    """
    rows = flow.depth.shape[0] - 2
    z, g, s, wx, wy = ground.bed, ground.friction, ground.inverse_storage, ground.width_x, ground.width_y
    first, last = ground.first, ground.last
    h, pending, qx, qy = flow.depth, flow.pending, momentum.x, momentum.y
    new_h, new_x, new_y = work.depth, momentum.new_x, momentum.new_y
    mass_x, mass_y = work.discharge_x, work.discharge_y
    width = h.shape[1]
    row_min, row_speed, order, block = work.row_min, momentum.row_speed, work.order, work.block
    for n in prange(order.size):
        start = 1 + order[n] * block
        scratch = momentum.scratch[get_thread_id()]
        x = scratch[0:4]
        here, there = scratch[4:11], scratch[11:18]
        above, below = scratch[18:22], scratch[22:26]
        a, b = _reach(first, last, start - 1, width)
        change_row(start - 1, a, b, h, z, wx, wy, there)
        cell_row(start - 1, a, b, h, g, qx, qy, there, dt, dt_dx)
        a, b = _reach(first, last, start, width)
        change_row(start, a, b, h, z, wx, wy, here)
        cell_row(start, a, b, h, g, qx, qy, here, dt, dt_dx)
        a, b = _common_reach(first, last, start - 1, width)
        y_flux(start - 1, a, b, h, z, s, wy, there, here, above)
        for j in range(start, min(start + block, rows + 1)):
            a, b = _reach(first, last, j + 1, width)
            change_row(j + 1, a, b, h, z, wx, wy, there)
            cell_row(j + 1, a, b, h, g, qx, qy, there, dt, dt_dx)
            a, b = _common_reach(first, last, j, width)
            y_flux(j, a, b, h, z, s, wy, here, there, below)
            a, b = np.uintp(first[j]), np.uintp(last[j])
            x_flux(j, a - ONE, b, h, z, s, wx, here, x)
            row_min[j] = depth_row(j, a, b, h, pending, s, x, wx, above, wy[j - 1], below, wy, new_h, dt_dx)
            row_speed[j] = momentum_row(
                j, a, b, h, qx, qy, s, g, x, above, below, new_h, new_x, new_y, dt, dt_dx
            )
            for i in range(a, b):
                mass_x[j, i] = x[MASS, i]
                mass_y[j, i] = below[MASS, i]
            here, there = there, here
            above, below = below, above


@njit(parallel=True, fastmath=_FAST, error_model="numpy", cache=True)
def wave_speeds(ground, flow, momentum):
    """Fastest wave of each row into `row_speed` [m/s], as `step_rows` leaves it."""
    h, first, last = flow.depth, ground.first, ground.last
    # Out of the tuple first: a loop that writes only into an attribute is dropped as one without effect.
    row_speed = momentum.row_speed
    for j in prange(1, h.shape[0] - 1):
        fastest = F(0.0)
        for i in range(first[j], last[j]):
            depth = h[j, i]
            if ground.inverse_storage[j, i] > F(0.0) and depth > DRY:
                most = max(abs(momentum.x[j, i]), abs(momentum.y[j, i])) / depth
                fastest = max(fastest, most + math.sqrt(GRAVITY * depth))
        row_speed[j] = fastest


@njit(error_model="numpy", cache=True)
def free_outflow(ground, flow, work, momentum, edge, dt, cell):
    """Let water leave over the free faces; returns the volume per cell area [m].

    The ghost cell outside holds the state of the cell before the step, on a bed that goes on falling:
    water leaves with the cell's own discharge, at least at Manning's normal flow of the edge's slope, and
    that at most critical. `step_rows` has put a wall there; its pressure is replaced by the flux that
    leaves.
    """
    total = 0.0
    dt_dx = dt / cell
    for n in range(edge.row.size):
        j, i = edge.row[n], edge.column[n]
        h = flow.depth[j, i]
        edge.discharge[n] = F(0.0)
        if h <= DRY:
            continue
        q = momentum.x[j, i] if edge.axis[n] == 0 else momentum.y[j, i]
        c = math.sqrt(GRAVITY * h)
        outward = F(edge.sign[n]) * q
        normal = h ** F(5.0 / 3.0) * math.sqrt(GRAVITY * edge.slope[n] / max(edge.friction[n], F(1e-9)))
        q = max(outward, min(normal, h * c))
        loss = min(q * dt_dx, work.depth[j, i])
        wall = wall_pressure(h, outward / h, c)
        change = dt_dx * (wall - q * q / h - F(0.5) * GRAVITY * h * h) * F(edge.sign[n])
        if edge.axis[n] == 0:
            momentum.new_x[j, i] += change
        else:
            momentum.new_y[j, i] += change
        edge.discharge[n] = loss / dt_dx
        wanted = flow.pending[j, i] - loss
        before = work.depth[j, i]
        value = max(F(before + wanted), F(0.0))
        flow.pending[j, i] = wanted - (value - before)
        work.depth[j, i] = value
        faces = work.discharge_x if edge.axis[n] == 0 else work.discharge_y
        faces[edge.face_row[n], edge.face_column[n]] = F(edge.sign[n]) * edge.discharge[n]
        total += float(loss) / float(ground.inverse_storage[j, i])
    return total
