"""Dam breaks on a flat, smooth bed, where local inertia has an exact solution of its own; HLLC has Stoker's.

Without advection the equations are h_t + q_x = 0 and q_t + g h h_x = 0. Their wave speeds are
+- sqrt(g h); q + (2/3) sqrt(g) h^(3/2) is constant through the rarefaction, in which
h = (x / t)^2 / g; the bore obeys s^2 = g (h_m + h_R) / 2. Full shallow water differs by terms of
the order of the squared Froude number, so Stoker's solution is a limit to hold only while both
depths are alike, and Ritter's front (2 sqrt(g h_L)) lies outside of what local inertia can give:
its own front on a dry bed advances at 0.556 sqrt(g h_L).

References
----------
Martins, R., Leandro, J., Djordjevic, S. (2016). Analytical solution of the classical dam-break problem
for the gravity wave-model equations. J. Hydraul. Eng. 142(5), 06016003.
Stoker, J. J. (1957). Water Waves. Interscience, New York, chapter 10.4.
Ritter, A. (1892). Die Fortpflanzung der Wasserwellen. Z. Ver. Dtsch. Ing. 36(33), 947-954.
de Almeida, G. A. M., Bates, P. (2013). Applicability of the local inertial approximation of the
shallow water equations to flood modeling. Water Resour. Res. 49, 4833-4844.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from benchmarks.verification.ground import GRAVITY, depth_series, surface_of
from benchmarks.verification.rows import Case, Row, at_most, told
from models.waterlogging.inputs import Event, Settings

OWN = "exact solution of the equations without advection: Martins, Leandro, Djordjevic 2016"
STOKER = "Stoker 1957, chapter 10.4"
RITTER = "Ritter 1892"

HIGH = 1.0
"""Depth behind the dam [m]."""
TIME = 150.0
"""Time at which profiles are compared [s]."""


class Bore(NamedTuple):
    """Depth of the plateau [m] and speed of the bore [m/s]."""

    depth: float
    speed: float


def own_solution(low: float) -> Bore:
    """Plateau and bore of local inertia for a depth ahead of the dam [m]."""

    def mismatch(h: float) -> float:
        behind = 2.0 / 3.0 * np.sqrt(GRAVITY) * (HIGH**1.5 - h**1.5)
        return float(behind - np.sqrt(GRAVITY / 2.0 * (h + low)) * (h - low))

    depth = float(brentq(mismatch, low, HIGH, xtol=1e-12))
    return Bore(depth, float(np.sqrt(GRAVITY / 2.0 * (depth + low))))


def own_profile(position: NDArray[np.float64], low: float) -> NDArray[np.float64]:
    """Depths of local inertia at x / t [m], the positions in m/s."""
    bore = own_solution(low)
    fan = position**2 / GRAVITY
    inside = (position > -np.sqrt(GRAVITY * HIGH)) & (position < -np.sqrt(GRAVITY * bore.depth))
    depth = np.where(position < bore.speed, bore.depth, low)
    depth = np.where(position <= -np.sqrt(GRAVITY * HIGH), HIGH, depth)
    return np.where(inside, fan, depth)


def stoker_solution(low: float) -> Bore:
    """Plateau and bore of full shallow water for a depth ahead of the dam [m]."""

    def mismatch(h: float) -> float:
        behind = 2.0 * (np.sqrt(GRAVITY * HIGH) - np.sqrt(GRAVITY * h))
        return float(behind - (h - low) * np.sqrt(GRAVITY / 2.0 * (1.0 / h + 1.0 / low)))

    depth = float(brentq(mismatch, low, HIGH, xtol=1e-12))
    speed = 2.0 * (np.sqrt(GRAVITY * HIGH) - np.sqrt(GRAVITY * depth)) * depth / (depth - low)
    return Bore(depth, float(speed))


def measured(low: float, *, cell: float) -> tuple[NDArray[np.float64], NDArray[np.float64], Bore]:
    """Positions / time [m/s], depths [m], and the plateau and bore found in them."""
    half = int(900.0 / cell)
    initial = np.where(np.arange(2 * half) < half, HIGH, low).astype(np.float32)[None]
    surface = surface_of(np.zeros((1, 2 * half)), cell_size=cell, manning=0.0)
    settings = Settings(duration=TIME, output_interval=TIME, source_interval=TIME)
    depth = depth_series(surface, Event(initial_depth=initial), settings)[-1, 0]
    position = np.asarray((np.arange(2 * half) - half + 0.5) * cell / TIME, np.float64)
    plateau = float(depth[(position > 0.0) & (position < 0.4 * own_solution(low).speed)].mean())
    level = 0.5 * (plateau + low)
    last = int(np.flatnonzero(depth > level)[-1])
    share = (depth[last] - level) / (depth[last] - depth[last + 1])
    return position, depth, Bore(plateau, float(position[last] + share * cell / TIME))


def wet_bed(full: bool) -> list[Row]:
    """Depth ratios 0.9, 0.8 and 0.5 against the exact solutions with and without advection."""
    rows = []
    for low in (0.9, 0.8, 0.5):
        position, depth, found = measured(low, cell=0.5 if full else 1.0)
        exact, stoker = own_solution(low), stoker_solution(low)
        error = np.abs(depth - own_profile(position, low)).mean() / (HIGH - low)
        name = f"h_R/h_L = {low:g}"
        rows += [
            at_most(f"{name}: plateau depth, relative error", abs(found.depth / exact.depth - 1), 0.005, OWN),
            at_most(f"{name}: bore speed, relative error", abs(found.speed / exact.speed - 1), 0.01, OWN),
            at_most(f"{name}: mean |error| of depth over the step of depth", error, 0.005, OWN),
        ]
        depth_gap = abs(found.depth / stoker.depth - 1)
        speed_gap = abs(found.speed / stoker.speed - 1)
        if low == 0.9:
            rows.append(at_most(f"{name}: plateau depth against full shallow water", depth_gap, 0.01, STOKER))
            rows.append(at_most(f"{name}: bore speed against full shallow water", speed_gap, 0.04, STOKER))
        else:
            rows.append(told(f"{name}: plateau depth against full shallow water", depth_gap, STOKER))
            rows.append(told(f"{name}: bore speed against full shallow water", speed_gap, STOKER))
    return rows


def dry_bed(full: bool) -> list[Row]:
    """The fan and the volume let through against local inertia's own solution; Ritter for information.

    A face at the front conveys at the depth of its wetter side, where momentum conserved over the
    front would take the mean: the front advances faster than the exact one. Without friction it is
    told, not judged; with friction EA test 4 holds it.
    """
    position, depth, found = measured(0.0, cell=0.5 if full else 1.0)
    exact = own_solution(0.0)
    fan = position < -np.sqrt(GRAVITY * exact.depth)
    error = np.abs(depth - own_profile(position, 0.0))[fan].mean()
    passed = float(depth[position > 0.0].sum() * (position[1] - position[0]))
    own = exact.depth * exact.speed
    celerity = np.sqrt(GRAVITY * HIGH)
    return [
        at_most("fan: mean |error| of depth over h_L", error / HIGH, 0.005, OWN),
        at_most("volume let through, relative error", abs(passed / own - 1.0), 0.05, OWN),
        at_most("plateau depth, relative error", abs(found.depth / exact.depth - 1.0), 0.05, OWN),
        told("front speed over sqrt(g h_L); exact without advection 0.556", found.speed / celerity, OWN),
        told("front speed over Ritter's 2 sqrt(g h_L)", found.speed / (2.0 * celerity), RITTER),
        told(
            "volume let through over Ritter's (8/27) h_L sqrt(g h_L) t", passed / (8 / 27 * celerity), RITTER
        ),
    ]


def full_equations(full: bool) -> list[Row]:
    """HLLC against Stoker and Ritter: plateau, bore speed between two times, volume let through.

    The bore forms within a few cells of the dam and so starts late by a constant; its speed is told
    between two times. Velocities are constant in a cell, so the volume over the dry dam is first order.
    """
    cell = 0.5 if full else 1.0
    rows = []
    for low in (0.9, 0.5, 0.1):
        stoker = stoker_solution(low)
        early, late = (profile(low, cell=cell, seconds=t) for t in (0.5 * TIME, TIME))
        places = [bore_place(depth, 0.5 * (stoker.depth + low), cell) for depth in (early, late)]
        speed = (places[1] - places[0]) / (0.5 * TIME)
        foot = 2.0 * np.sqrt(GRAVITY * HIGH) - 3.0 * np.sqrt(GRAVITY * stoker.depth)
        plateau = late[late.size // 2 + int(0.5 * (foot + stoker.speed) * TIME / cell)]
        name = f"h_R/h_L = {low:g}"
        rows += [
            at_most(f"{name}: plateau depth, relative error", abs(plateau / stoker.depth - 1), 0.002, STOKER),
            at_most(f"{name}: bore speed, relative error", abs(speed / stoker.speed - 1), 0.01, STOKER),
        ]
    dry = profile(0.0, cell=cell, seconds=TIME)
    passed = float(dry[dry.size // 2 :].sum() * cell) / (8 / 27 * np.sqrt(GRAVITY) * HIGH**1.5 * TIME)
    rows.append(at_most("dry bed: volume let through, relative error", abs(passed - 1.0), 0.02, RITTER))
    return rows


def profile(low: float, *, cell: float, seconds: float) -> NDArray[np.float64]:
    """Depths of HLLC some time after the break [m]."""
    half = int(1100.0 / cell)
    initial = np.where(np.arange(2 * half) < half, HIGH, low).astype(np.float32)[None]
    surface = surface_of(np.zeros((1, 2 * half)), cell_size=cell, manning=0.0)
    settings = Settings(duration=seconds, output_interval=seconds, source_interval=seconds, solver="hllc")
    return np.asarray(depth_series(surface, Event(initial_depth=initial), settings)[-1, 0], np.float64)


def bore_place(depth: NDArray[np.float64], level: float, cell: float) -> float:
    """Distance from the dam at which the depth falls through a level [m]."""
    last = int(np.flatnonzero(depth > level)[-1])
    share = (depth[last] - level) / (depth[last] - depth[last + 1])
    return float((last + share + 0.5 - depth.size // 2) * cell)


CASES: dict[str, Case] = {
    "waterlogging.hllc_dam_break": full_equations,
    "waterlogging.dam_break_wet": wet_bed,
    "waterlogging.dam_break_dry": dry_bed,
}
