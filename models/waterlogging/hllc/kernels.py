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

H, U, V = 0, 1, 2
"""Rows of a scratch of cell values at mid-step: depth [m], velocity to the east and to the south [m/s]."""
DEEPER_X, HIGHER_X, DEEPER_Y, HIGHER_Y = 3, 4, 5, 6
"""Further rows: half the change of depth and bed over the cell, from west to east and north to south [m]."""
U_X, V_X, U_Y, V_Y, C = 7, 8, 9, 10, 11
"""Further rows: half the change of both velocities over the cell, from west to east and north to south
[m/s], and the celerity [m/s]."""
CELL_ROWS, FACE_ROWS = 12, 4
SCRATCH_ROWS = 2 * CELL_ROWS + 3 * FACE_ROWS + 6
"""Rows of scratch of a thread: two of cells, three of faces, three of velocities."""
MASS, FROM, INTO, ALONG = 0, 1, 2, 3
"""Rows of a scratch of face values.

Mass flux over the open share [m2/s]; flux of normal momentum out of `l` and into `r`, bed slope and walls
included, each per width of its cell [m3/s2]; flux of momentum along the face over its whole width [m3/s2].
"""


class Momentum(NamedTuple):
    """Momentum of the cells with halo [m2/s], its second buffers, scratch, and what joins the cells.

    `x`, `y`, `new_x`, `new_y` have shape (rows + 2, columns + 2); `scratch`, shape
    (threads, `SCRATCH_ROWS`, columns + 2), holds what is on its way, in the first cache; `row_speed`,
    shape (rows + 2,), receives the fastest wave of each row [m/s].

    `joined_x`, `joined_y`, of the shape of the momentum: the open share of a face between two computed
    cells, -1 where one of them carries a prescribed level, 0 for a wall. The faces at -1 of row j stand
    in the columns `level_x[from_x[j] : from_x[j + 1]]`, in y likewise.
    """

    x: np.ndarray
    y: np.ndarray
    new_x: np.ndarray
    new_y: np.ndarray
    scratch: np.ndarray
    row_speed: np.ndarray
    joined_x: np.ndarray
    joined_y: np.ndarray
    level_x: np.ndarray
    from_x: np.ndarray
    level_y: np.ndarray
    from_y: np.ndarray


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def wall_pressure(h, toward, c):
    """Flux of normal momentum at a wall [m3/s2]; `toward` is the velocity towards it [m/s].

    HLLC between a state and its mirror image: the contact stands still, the pressure is
    g h2 / 2 + c h u. Water that leaves a wall faster than its waves follow pulls no vacuum.
    """
    return max(h * (F(0.5) * GRAVITY * h + c * toward), F(0.0))


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def beside_level(head, away):
    """Depth spent [m] and velocity away from it [m/s] that a prescribed level shows at a face.

    `head` is the level above the higher bed at the face, `away` the velocity of the water on the free
    side. What runs into the level keeps its speed: a level at rest would throw it back as a wave and stand
    lower than the water before it by u sqrt(h / g), a third of the depth at Froude 0.4. What comes out of
    it is paid for by the velocity head, at most critical, so that a bank is passed as a broad crest is.
    """
    out = min(max(away, F(0.0)), math.sqrt(F(2.0 / 3.0) * GRAVITY * max(head, F(0.0))))
    return F(0.5) / GRAVITY * out * out, out if away > F(0.0) else away


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
    cell beside open dry ground is level in itself, or water would slosh itself up along the shore. A side
    to a prescribed level counts as shut, but must not come to stand higher than the bed of the cell: the
    crest of a bank is where the bed says.
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
    higher = some * limited(dn_b, dn_a) - deeper
    raised = (open_before < F(0.0) and higher < F(0.0)) or (open_after < F(0.0) and higher > F(0.0))
    kept = F(0.0) if raised else F(1.0)
    return kept * deeper, kept * higher


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def mid_step(h, u, v, h_x, z_x, u_x, v_x, h_y, z_y, u_y, v_y, friction, dt, dt_dx):
    """Depth and velocities of a cell after half a step; `h_x` and so on are half changes over the cell.

    The predictor of the MUSCL-Hancock scheme (Toro 2001 section 11.4) on depth and velocities, friction
    implicit. Without it the explicit step would feed the waves that linear states no longer damp. The
    depth loses at most half: with slopes of at most half no face runs dry before its cell.
    """
    deeper = u * h_x + h * u_x + v * h_y + h * v_y
    depth = max(h - dt_dx * deeper, F(0.5) * h)
    east = u - dt_dx * (u * u_x + v * u_y + GRAVITY * (h_x + z_x))
    south = v - dt_dx * (u * v_x + v * v_y + GRAVITY * (h_y + z_y))
    kept = friction_factor(h, h * east, h * south, friction, F(0.5) * dt)
    kept = kept if h > DRY else F(0.0)
    return depth, east * kept, south * kept


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
def velocity_row(j, first, last, h, qx, qy, speed):
    """Velocities to the east and to the south of a run of cells into both rows of `speed` [m/s]."""
    for i in range(first, last):
        depth = h[j, i]
        inverse = F(1.0) / max(depth, DRY)
        inverse = inverse if depth > DRY else F(0.0)
        speed[0, i] = qx[j, i] * inverse
        speed[1, i] = qy[j, i] * inverse


@njit(fastmath=_FAST, error_model="numpy")
def change_row(j, first, last, h, z, wx, wy, cell):
    """Changes of depth and bed over a run of cells into the rows of `cell`; `wx`, `wy` are joined shares."""
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
def shear_row(j, first, last, h, wx, wy, above, here, below, cell):
    """Changes of velocity over a run of cells into the rows of `cell`; `wx`, `wy` are joined shares.

    `above`, `here` and `below` hold the velocities of row j and its neighbours. Beside a shut side, dry
    ground or a prescribed level a velocity is constant in its cell.
    """
    up, down = max(j - 1, 0), min(j + 1, h.shape[0] - 1)
    for i in range(first, last):
        w, e = i - ONE, i + ONE
        open_ = min(wx[j, w], wx[j, i]) > F(0.0) and min(h[j, w], h[j, e]) > DRY
        some = F(0.5) if open_ else F(0.0)
        u, v = here[0, i], here[1, i]
        cell[U_X, i] = some * limited(u - here[0, w], here[0, e] - u)
        cell[V_X, i] = some * limited(v - here[1, w], here[1, e] - v)
    for i in range(first, last):
        open_ = min(wy[up, i], wy[j, i]) > F(0.0) and min(h[up, i], h[down, i]) > DRY
        some = F(0.5) if open_ else F(0.0)
        u, v = here[0, i], here[1, i]
        cell[U_Y, i] = some * limited(u - above[0, i], below[0, i] - u)
        cell[V_Y, i] = some * limited(v - above[1, i], below[1, i] - v)


@njit(fastmath=_FAST, error_model="numpy")
def cell_row(j, first, last, h, g, speed, cell, dt, dt_dx):
    """Depth and velocities at mid-step of a run of cells into the rows of `cell`, after `change_row`."""
    for i in range(first, last):
        depth, u, v = mid_step(
            h[j, i], speed[0, i], speed[1, i],
            cell[DEEPER_X, i], cell[HIGHER_X, i], cell[U_X, i], cell[V_X, i],
            cell[DEEPER_Y, i], cell[HIGHER_Y, i], cell[U_Y, i], cell[V_Y, i],
            g[j, i], dt, dt_dx,
        )  # fmt: skip
        cell[H, i] = depth
        cell[U, i] = u
        cell[V, i] = v
        cell[C, i] = math.sqrt(GRAVITY * depth)


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def half_weight(h, at_face, change):
    """Pressure of half a cell on its sloping bed [m3/s2], `at_face` its depth at the face."""
    return F(0.5) * GRAVITY * (h + at_face) * change


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def x_face(j, i, z, s, w, cell, face, level):
    """Fluxes over the face east of cell (j, i) into the rows of `face`; `level`: one side has a given level.

    A cell of open share 1 / s is a channel of that width between walls: of its own width the share w s is
    open at the face, the rest is wall. Normal fluxes are per width of the cell, so that a wall holds
    what leans on it and no more.
    """
    r = i + ONE
    hl, hr = cell[H, i] + cell[DEEPER_X, i], max(cell[H, r] - cell[DEEPER_X, r], F(0.0))
    hl = max(hl, F(0.0))
    ul, ur = cell[U, i] + cell[U_X, i], cell[U, r] - cell[U_X, r]
    vl, vr = cell[V, i] + cell[V_X, i], cell[V, r] - cell[V_X, r]
    rise = (z[j, r] - z[j, i]) - (cell[HIGHER_X, i] + cell[HIGHER_X, r])
    if level:
        level_l, level_r = s[j, i] <= F(0.0), s[j, r] <= F(0.0)
        head = hl - max(rise, F(0.0)) if level_l else hr + min(rise, F(0.0))
        spent, away = beside_level(head, ur if level_l else -ul)
        hl, ul = hl - spent if level_l else hl, away if level_l else ul
        hr, ur = hr - spent if level_r else hr, -away if level_r else ur
    mass, out, into, beside = face_flux(hl, ul, vl, hr, ur, vr, rise)
    open_l, open_r = w[j, i] * s[j, i], w[j, i] * s[j, r]
    out = open_l * out + (F(1.0) - open_l) * wall_pressure(hl, ul, cell[C, i])
    into = open_r * into + (F(1.0) - open_r) * wall_pressure(hr, -ur, cell[C, r])
    face[MASS, i] = mass if w[j, i] > F(0.0) else F(0.0)
    face[FROM, i] = out + half_weight(cell[H, i], hl, cell[HIGHER_X, i])
    face[INTO, i] = into - half_weight(cell[H, r], hr, cell[HIGHER_X, r])
    face[ALONG, i] = w[j, i] * beside


@njit(fastmath=_FAST, error_model="numpy")
def x_flux(j, first, last, z, s, w, cell, face):
    """Fluxes over the x faces `first` to `last`, exclusive, of row j, into the rows of `face`."""
    for i in range(first, last):
        x_face(j, i, z, s, w, cell, face, False)


@njit(fastmath=_FAST, error_model="numpy")
def x_levels(j, columns, z, s, w, cell, face):
    """The faces of row j in some columns over, where one side carries a prescribed level."""
    for n in range(columns.size):
        i = np.uintp(columns[n])
        x_face(j, i, z, s, w, cell, face, True)


@njit(inline="always", fastmath=_FAST, error_model="numpy")
def y_face(j, i, z, s, w, cell, below, face, level):
    """Fluxes over the face south of cell (j, i), `cell` being its row, `below` the next; see `x_face`."""
    hl, hr = cell[H, i] + cell[DEEPER_Y, i], max(below[H, i] - below[DEEPER_Y, i], F(0.0))
    hl = max(hl, F(0.0))
    ul, ur = cell[V, i] + cell[V_Y, i], below[V, i] - below[V_Y, i]
    vl, vr = cell[U, i] + cell[U_Y, i], below[U, i] - below[U_Y, i]
    rise = (z[j + 1, i] - z[j, i]) - (cell[HIGHER_Y, i] + below[HIGHER_Y, i])
    if level:
        level_l, level_r = s[j, i] <= F(0.0), s[j + 1, i] <= F(0.0)
        head = hl - max(rise, F(0.0)) if level_l else hr + min(rise, F(0.0))
        spent, away = beside_level(head, ur if level_l else -ul)
        hl, ul = hl - spent if level_l else hl, away if level_l else ul
        hr, ur = hr - spent if level_r else hr, -away if level_r else ur
    mass, out, into, beside = face_flux(hl, ul, vl, hr, ur, vr, rise)
    open_l, open_r = w[j, i] * s[j, i], w[j, i] * s[j + 1, i]
    out = open_l * out + (F(1.0) - open_l) * wall_pressure(hl, ul, cell[C, i])
    into = open_r * into + (F(1.0) - open_r) * wall_pressure(hr, -ur, below[C, i])
    face[MASS, i] = mass if w[j, i] > F(0.0) else F(0.0)
    face[FROM, i] = out + half_weight(cell[H, i], hl, cell[HIGHER_Y, i])
    face[INTO, i] = into - half_weight(below[H, i], hr, below[HIGHER_Y, i])
    face[ALONG, i] = w[j, i] * beside


@njit(fastmath=_FAST, error_model="numpy")
def y_flux(j, first, last, z, s, w, cell, below, face):
    """Fluxes over the y faces between row j and the next, whose cell values are `cell` and `below`."""
    for i in range(first, last):
        y_face(j, i, z, s, w, cell, below, face, False)


@njit(fastmath=_FAST, error_model="numpy")
def y_levels(j, columns, z, s, w, cell, below, face):
    """The faces of row j in some columns over, where one side carries a prescribed level."""
    for n in range(columns.size):
        i = np.uintp(columns[n])
        y_face(j, i, z, s, w, cell, below, face, True)


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


@njit(inline="always", error_model="numpy")
def _parts(scratch):
    """Scratch of a thread: two rows of cells, three of faces, and the velocities of three rows."""
    c, f = CELL_ROWS, FACE_ROWS
    faces = scratch[2 * c : 2 * c + 3 * f]
    return (
        scratch[:c],
        scratch[c : 2 * c],
        faces[:f],
        faces[f : 2 * f],
        faces[2 * f :],
        scratch[2 * c + 3 * f :],
    )


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
    level_x, from_x, level_y, from_y = momentum.level_x, momentum.from_x, momentum.level_y, momentum.from_y
    joined_x, joined_y = momentum.joined_x, momentum.joined_y
    row_min, row_speed, order, block = work.row_min, momentum.row_speed, work.order, work.block
    for n in prange(order.size):
        start = 1 + order[n] * block
        scratch = momentum.scratch[get_thread_id()]
        here, there, above, below, x, speeds = _parts(scratch)
        one, two, three = speeds[0:2], speeds[2:4], speeds[4:6]
        for j in (start - 2, start - 1, start):
            a, b = _reach(first, last, max(j, 0), width)
            one, two, three = two, three, one
            velocity_row(max(j, 0), a, b, h, qx, qy, three)
        a, b = _reach(first, last, start - 1, width)
        change_row(start - 1, a, b, h, z, joined_x, joined_y, there)
        shear_row(start - 1, a, b, h, joined_x, joined_y, one, two, three, there)
        cell_row(start - 1, a, b, h, g, two, there, dt, dt_dx)
        one, two, three = two, three, one
        a, b = _reach(first, last, start + 1, width)
        velocity_row(start + 1, a, b, h, qx, qy, three)
        a, b = _reach(first, last, start, width)
        change_row(start, a, b, h, z, joined_x, joined_y, here)
        shear_row(start, a, b, h, joined_x, joined_y, one, two, three, here)
        cell_row(start, a, b, h, g, two, here, dt, dt_dx)
        a, b = _common_reach(first, last, start - 1, width)
        y_flux(start - 1, a, b, z, s, wy, there, here, above)
        y_levels(start - 1, level_y[from_y[start - 1] : from_y[start]], z, s, wy, there, here, above)
        for j in range(start, min(start + block, rows + 1)):
            one, two, three = two, three, one
            a, b = _reach(first, last, min(j + 2, rows + 1), width)
            velocity_row(min(j + 2, rows + 1), a, b, h, qx, qy, three)
            a, b = _reach(first, last, j + 1, width)
            change_row(j + 1, a, b, h, z, joined_x, joined_y, there)
            shear_row(j + 1, a, b, h, joined_x, joined_y, one, two, three, there)
            cell_row(j + 1, a, b, h, g, two, there, dt, dt_dx)
            a, b = _common_reach(first, last, j, width)
            y_flux(j, a, b, z, s, wy, here, there, below)
            y_levels(j, level_y[from_y[j] : from_y[j + 1]], z, s, wy, here, there, below)
            a, b = np.uintp(first[j]), np.uintp(last[j])
            x_flux(j, a - ONE, b, z, s, wx, here, x)
            x_levels(j, level_x[from_x[j] : from_x[j + 1]], z, s, wx, here, x)
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


@njit(error_model="numpy")
def _changes(j, i, axis, ground, flow, momentum):
    """Half changes of depth, bed and both velocities over a cell along an axis, as in the rows."""
    h, z, qx, qy = flow.depth, ground.bed, momentum.x, momentum.y
    w = momentum.joined_x if axis == 0 else momentum.joined_y
    b, a, d, c = (j, i - 1, j, i + 1) if axis == 0 else (j - 1, i, j + 1, i)
    speeds = np.zeros((2, 3), F)
    for n, (row, column) in enumerate(((b, a), (j, i), (d, c))):
        if h[row, column] > DRY:
            speeds[0, n] = qx[row, column] / h[row, column]
            speeds[1, n] = qy[row, column] / h[row, column]
    before, after = w[b, a], w[j, i]
    deeper, higher = half_changes(h[j, i], z[j, i], h[b, a], z[b, a], h[d, c], z[d, c], before, after)
    some = F(0.5) if min(before, after) > F(0.0) and min(h[b, a], h[d, c]) > DRY else F(0.0)
    u = limited(speeds[0, 1] - speeds[0, 0], speeds[0, 2] - speeds[0, 1])
    v = limited(speeds[1, 1] - speeds[1, 0], speeds[1, 2] - speeds[1, 1])
    return deeper, higher, some * u, some * v


@njit(error_model="numpy")
def _edge_state(j, i, axis, sign, ground, flow, momentum, dt, dt_dx):
    """Depth [m], velocity outwards and celerity [m/s] of one side of a cell at mid-step; see `step_rows`."""
    h, qx, qy = flow.depth, momentum.x, momentum.y
    h_x, z_x, u_x, v_x = _changes(j, i, 0, ground, flow, momentum)
    h_y, z_y, u_y, v_y = _changes(j, i, 1, ground, flow, momentum)
    depth, u, v = mid_step(
        h[j, i], qx[j, i] / h[j, i], qy[j, i] / h[j, i], h_x, z_x, u_x, v_x, h_y, z_y, u_y, v_y,
        ground.friction[j, i], dt, dt_dx,
    )  # fmt: skip
    c = math.sqrt(GRAVITY * depth)
    if axis == 0:
        return max(depth + sign * h_x, F(0.0)), sign * u + u_x, c
    return max(depth + sign * h_y, F(0.0)), sign * v + v_y, c


@njit(error_model="numpy")
def _before_friction(h, qx, qy, friction, dt):
    """How many times larger a momentum was before friction took its share, see `friction_factor`."""
    root = inverse_cube_root(max(h, DRY))
    return F(1.0) + dt * friction * root**7 * math.sqrt(qx * qx + qy * qy)


@njit(error_model="numpy", cache=True)
def free_outflow(ground, flow, work, momentum, edge, dt, cell):
    """Let water leave over the free faces; returns the volume per cell area [m].

    Outside the water goes on as it is at the face, on a bed that goes on falling: it leaves with its own
    discharge, at least at Manning's normal flow of the edge's slope, and that at most critical.
    `step_rows` has put a wall there; its pressure is replaced by the flux that leaves, and friction acts
    anew on what comes out.
    """
    total = 0.0
    dt_dx = dt / cell
    for n in range(edge.row.size):
        j, i, sign = edge.row[n], edge.column[n], F(edge.sign[n])
        edge.discharge[n] = F(0.0)
        if flow.depth[j, i] <= DRY or work.depth[j, i] <= DRY:
            continue
        h, outward, c = _edge_state(j, i, edge.axis[n], sign, ground, flow, momentum, dt, dt_dx)
        normal = h ** F(5.0 / 3.0) * math.sqrt(GRAVITY * edge.slope[n] / max(edge.friction[n], F(1e-9)))
        q = max(h * outward, min(normal, h * math.sqrt(GRAVITY * h)))
        loss = min(q * dt_dx, work.depth[j, i])
        pushed = q * q / max(h, DRY) + F(0.5) * GRAVITY * h * h
        change = dt_dx * sign * (wall_pressure(h, outward, c) - pushed)
        x, y, rough = momentum.new_x[j, i], momentum.new_y[j, i], ground.friction[j, i]
        more = _before_friction(work.depth[j, i], x, y, rough, dt)
        x = x * more + (change if edge.axis[n] == 0 else F(0.0))
        y = y * more + (F(0.0) if edge.axis[n] == 0 else change)
        edge.discharge[n] = loss / dt_dx
        wanted = flow.pending[j, i] - loss
        before = work.depth[j, i]
        value = max(F(before + wanted), F(0.0))
        flow.pending[j, i] = wanted - (value - before)
        work.depth[j, i] = value
        kept = friction_factor(value, x, y, rough, dt) if value > DRY else F(0.0)
        momentum.new_x[j, i] = kept * x
        momentum.new_y[j, i] = kept * y
        faces = work.discharge_x if edge.axis[n] == 0 else work.discharge_y
        faces[edge.face_row[n], edge.face_column[n]] = sign * edge.discharge[n]
        total += float(loss) / float(ground.inverse_storage[j, i])
    return total
