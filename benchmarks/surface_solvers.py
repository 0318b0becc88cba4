"""Speed of the surface solvers with every feature in the compiled path."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from census.grid import DISTRICT_CRS, Grid
from models.waterlogging.checks import check_inputs
from models.waterlogging.inputs import (
    Event,
    Infiltration,
    Inflow,
    Rainfall,
    Series,
    Settings,
    SewerSink,
    Surface,
)
from models.waterlogging.simulation import Simulation
from models.waterlogging.threads import use_threads

MM_H = 1.0 / 3.6e6
CELL = 5.0
CANAL_WIDTH = 6
SPIN_UP = 1800.0
MEASURED = 120.0
"""Simulated time before and during one measurement [s]."""


class LocalInertia:
    """Rain of 60 mm/h on gentle random terrain: million cell updates per second."""

    params = ((500, 1000), (1, 2))
    param_names = ("cells_per_side", "threads")
    timeout = 600.0
    solver = "local_inertia"

    def setup(self, cells_per_side: int, threads: int) -> None:
        """Run the first half hour, so that water stands and flows everywhere."""
        surface, event = street_scene(cells_per_side)
        settings = Settings(duration=1e6, threads=threads, solver=self.solver)
        check_inputs(surface, event, settings)
        use_threads(threads)
        self.simulation = Simulation.start(surface, event, settings)
        self.interval = 3.0 * CELL
        self.now = 0.0
        self._advance(SPIN_UP)

    def _advance(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end - 1e-9:
            self.simulation.advance(self.now, self.now + self.interval)
            self.now += self.interval

    def time_two_minutes(self, cells_per_side: int, threads: int) -> None:
        """Two simulated minutes with all that belongs to a run: forcing, losses, steps, extremes."""
        del cells_per_side, threads
        self._advance(MEASURED)

    def track_cell_updates(self, cells_per_side: int, threads: int) -> float:
        """Cells x steps over wall time [million 1/s]."""
        steps = self.simulation.steps
        started = time.perf_counter()
        self.time_two_minutes(cells_per_side, threads)
        seconds = time.perf_counter() - started
        return cells_per_side**2 * (self.simulation.steps - steps) / seconds / 1e6


class Hllc(LocalInertia):
    """The same streets and rain with the HLLC solver."""

    solver = "hllc"


def street_scene(side: int) -> tuple[Surface, Event]:
    """Surface and event that use every feature the compiled path has."""
    random = np.random.default_rng(1)
    shape = (side, side)
    grid = Grid(DISTRICT_CRS, 0.0, side * CELL, CELL, side, side)
    bed = _smooth(random, shape, 20.0, 0.5) + 5.0
    middle = slice(side // 2, side // 2 + CANAL_WIDTH)
    canal = np.full(shape, -1, np.int16)
    canal[:, middle] = 0
    bed[:, middle] -= 3.0
    houses = (_smooth(random, shape, 3.0, 1.0) > 1.3).astype(np.float32)
    houses[:, middle] = 0.0
    houses[side // 4, side // 4] = 0.0
    surface = Surface(
        grid=grid, bed=bed, manning=np.full(shape, 0.03, np.float32), building_fraction=houses,
        stage_group=canal, stage_groups=("canal",),
        infiltration=Infiltration(np.full(shape, 1.0 * MM_H, np.float32), np.full(shape, 0.03, np.float32)),
        sewers=SewerSink(np.full(shape, 10.0 * MM_H, np.float32), np.zeros(shape, np.int16), {"canal": 2.0}),
    )  # fmt: skip
    return surface, _event(side)


def _event(side: int) -> Event:
    """Rain of 60 mm/h on average in 16 zones and 5-minute intervals, a canal that rises, a small inflow."""
    zone = (np.arange(side) * 4 // side).astype(np.int32)
    edges = np.linspace(0.0, 19_800.0, 67)
    share = 1.0 + 0.2 * np.sin(np.arange(edges.size - 1)[:, None] + np.arange(16))
    return Event(
        rain=Rainfall(edges, 60.0 * MM_H * share, 4 * zone[:, None] + zone[None, :]),
        stages={"canal": Series(np.array([0.0, 20_000.0]), np.array([2.0, 4.0]))},
        inflows=(_spring(side // 4),),
        edge="free",
    )


def _spring(at: int) -> Inflow:
    here = np.array([at])
    return Inflow("spring", here, here, Series(np.array([0.0]), np.array([0.05])))


def _smooth(
    random: np.random.Generator, shape: tuple[int, int], length: float, deviation: float
) -> NDArray[np.float32]:
    """Smoothed noise with a correlation length in cells and a standard deviation."""
    noise = gaussian_filter(random.standard_normal(shape), length, mode="wrap")
    return np.asarray(noise / noise.std() * deviation, np.float32)
