"""Spaces below ground against closed forms of a weir: Q = C b h^1.5, drowned after Villemonte.

References
----------
Villemonte, J. R. (1947). Submerged-weir discharge studies. Engineering News-Record 139, 866-869.
"""

from __future__ import annotations

import numpy as np

from benchmarks.verification.ground import surface_of
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.simulate import simulate
from models.waterlogging.underground import Spaces, UndergroundWork

FREE = "t = V / q with q = C b h^1.5 under a constant level"
DRAINING = "dh/dt = -(C b / A) h^1.5, so that h = (h0^-0.5 + C b t / (2 A))^-2"
REST = "no flow between equal levels"
MASS = "conservation of mass"

SILL, FLOOR, VOLUME, WIDTH, C = 0.3, -3.0, 2000.0, 6.0, 1.7


def garage(*, volume: float = VOLUME) -> UndergroundWork:
    """One garage at the only cell of a surface."""
    one = np.ones(1)
    first = np.zeros(1, np.int64)
    return UndergroundWork(
        Spaces(
            ids=("garage",), sill=SILL * one, floor=FLOOR * one, volume=volume * one, width=WIDTH * one,
            pump=0.0 * one, closing_depth=0.3 * one, in_street=np.zeros(1, np.bool_), opening_space=first,
            rows=first, columns=first, opening_width=WIDTH * one, coefficient=C,
        )
    )  # fmt: skip


def filled(
    work: UndergroundWork, *, cell: float, depth: float, seconds: float
) -> tuple[Row, np.ndarray, np.ndarray]:
    """The balance of a run on one cell of some size and first depth, and volume inside and depth in time."""
    surface = surface_of(np.zeros((1, 1)), cell_size=cell, manning=0.03)
    event = Event(initial_depth=np.full((1, 1), depth, np.float32))
    settings = Settings(duration=seconds, source_interval=10.0, output_interval=10.0, series_interval=10.0)
    result = simulate(surface, event, settings, [work])
    balance = at_most(
        "balance of street and garage over the water handled",
        result.attrs["coupled_relative_residual"],
        1e-9,
        MASS,
    )
    inside = result["underground_volume"].to_numpy()[0].astype(np.float64)
    return balance, inside, result["depth"].to_numpy()[:, 0, 0].astype(np.float64)


def garage_from_a_constant_level(_full: bool) -> list[Row]:
    """A lake of 25 km2, half a metre over the sill, fills a garage; then both stand level."""
    head = 0.5
    balance, inside, depth = filled(garage(), cell=5000.0, depth=SILL + head, seconds=900.0)
    flow = C * WIDTH * head**1.5
    time = 10.0 * np.arange(inside.size)
    free = time < VOLUME / flow - 10.0
    error = np.abs(inside[free] - flow * time[free]).max() / VOLUME
    full = time[np.flatnonzero(inside >= VOLUME)[0]]
    shaft = WIDTH * 5.0 * (depth[-1] - SILL)
    return [
        at_most("volume while free, largest error over the volume of the garage", error, 1e-3, FREE),
        at_most("time until full, |difference| [s]", abs(full - VOLUME / flow), 10.0, FREE),
        at_most("level inside at the end, |difference| to the lake over the head",
                abs(inside[-1] - VOLUME - shaft) / (WIDTH * 5.0 * head), 1e-3, REST),
        balance,
    ]  # fmt: skip


def basin_over_a_sill(_full: bool) -> list[Row]:
    """A closed basin runs into a deep garage until it stands at the sill."""
    head, cell = 0.4, 40.0
    balance, _, depth = filled(garage(volume=1e6), cell=cell, depth=SILL + head, seconds=7200.0)
    time = 10.0 * np.arange(depth.size)
    exact = SILL + (head**-0.5 + C * WIDTH * time / (2.0 * cell**2)) ** -2
    return [
        at_most("level of the basin, largest error over the first head",
                np.abs(depth - exact).max() / head, 0.005, DRAINING),
        at_most("below the sill [m]", SILL - depth.min(), 1e-6, "no water passes below the sill"),
        balance,
    ]  # fmt: skip


CASES: dict[str, Case] = {
    "waterlogging.garage_constant_level": garage_from_a_constant_level,
    "waterlogging.basin_over_sill": basin_over_a_sill,
}
