"""Tiny surfaces built in code, and the hypothesis strategies that draw them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS, Grid
from models.waterlogging import clock, ground, kernels
from models.waterlogging.inputs import (
    Event,
    FloatGrid,
    Infiltration,
    Inflow,
    Rainfall,
    Series,
    Settings,
    SewerSink,
    Surface,
)
from models.waterlogging.simulation import Simulation

MM_H = 1.0 / 3.6e6
"""One millimetre an hour [m/s]."""


def grid_of(rows: int, columns: int, cell: float = 5.0) -> Grid:
    return Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, cell, rows, columns)


def surface_of(bed: NDArray[Any], *, cell: float = 5.0, manning: float = 0.03, **others: Any) -> Surface:
    """A surface of one roughness; `others` are fields of `Surface`."""
    rows, columns = bed.shape
    return Surface(
        grid=grid_of(rows, columns, cell),
        bed=bed.astype(np.float32),
        manning=np.full(bed.shape, manning, np.float32),
        **others,
    )


def grid_like(surface: Surface, value: float) -> FloatGrid:
    return np.full(surface.grid.shape, value, np.float32)


def series(*pairs: tuple[float, float]) -> Series:
    times, values = zip(*pairs, strict=True)
    return Series(np.array(times, np.float64), np.array(values, np.float64))


def uniform_rain(rate: float, until: float) -> Rainfall:
    """The same rain everywhere [m/s], from the start to a time [s]."""
    return Rainfall(edges=np.array([0.0, until]), intensity=np.array([[rate]]))


def total_depth(rain: Rainfall) -> NDArray[np.float64]:
    """Total rain of each zone [mm]."""
    return np.asarray(1e3 * (rain.intensity * np.diff(rain.edges)[:, None]).sum(axis=0))


def spring(row: int, column: int, discharge: float) -> Inflow:
    """A constant discharge into one cell [m3/s]."""
    return Inflow("spring", np.array([row]), np.array([column]), series((0.0, discharge)))


def run_to_the_end(surface: Surface, event: Event, settings: Settings) -> Simulation:
    """A run whose last state can be looked at."""
    run = Simulation.start(surface, event, settings)
    times = clock.stops(event, settings, surface.grid.cell_size)
    for begin, end in pairwise(times):
        run.advance(float(begin), float(end))
    return run


class Scene:
    """A surface with a state that a test writes by hand, halo arrays as the kernels take them.

    `face_x[j, i]` and `face_y[j, i]` belong to the east and the south face of cell (j, i), shape
    (rows, columns); entries on the outer edge are ignored.
    """

    def __init__(
        self,
        surface: Surface,
        depth: NDArray[Any],
        face_x: NDArray[Any] | None = None,
        face_y: NDArray[Any] | None = None,
    ) -> None:
        self.surface = surface
        self.cells = ground.classify(surface)
        self.ground = ground.build_ground(surface, self.cells)
        held = ground.with_halo(np.where(self.cells.computed, depth, 0.0))
        zero = np.zeros_like(held)
        along, down = zero.copy(), zero.copy()
        if face_x is not None:
            along[1:-1, 1:-2] = face_x[:, :-1]
        if face_y is not None:
            down[1:-2, 1:-1] = face_y[:-1]
        along[self.ground.width_x == 0.0] = 0.0
        down[self.ground.width_y == 0.0] = 0.0
        self.flow = kernels.Flow(held, zero.copy(), along, down)
        self.work = ground.build_work(self.flow)

    def step(self, dt: float, *, theta: float | None = 0.9) -> None:
        """One step of `step_rows`, into the second buffers; without theta, its local value."""
        dt_dx = np.float32(dt / self.surface.grid.cell_size)
        constant, local = weights(theta)
        kernels.step_rows(
            self.ground, self.flow, self.work, np.float32(dt), kernels.GRAVITY * dt_dx, dt_dx,
            np.float32(constant), np.float32(local) * dt_dx,
        )  # fmt: skip

    def advance(self, dt: float, *, theta: float | None = 0.9) -> int:
        """One step of `advance`, with positive depths kept; returns how many cells were scaled."""
        constant, local = weights(theta)
        step = kernels.Step(
            cell=self.surface.grid.cell_size, courant=1.0, constant_mixing=constant, local_mixing=local,
            least_depth=1e-4,
        )  # fmt: skip
        edge = ground.build_edge(self.surface, self.cells, sides=(), least_slope=0.0)
        exchange = ground.build_exchange(self.surface, self.ground, self.cells)
        _, steps, scaled, _ = kernels.advance(
            self.ground, self.flow, self.work, edge, ground.build_sources(()), exchange, step, dt,
            np.float32(1e-4), np.zeros(1),
        )  # fmt: skip
        assert steps == 1
        self.flow, self.work = ground.swapped(self.flow, self.work)
        return int(scaled)

    def volume(self) -> float:
        """Depth and remainder over open area, in float64 [m]."""
        held = self.flow.depth.astype(np.float64) + self.flow.pending.astype(np.float64)
        return float((held[1:-1, 1:-1] * self.cells.storage.astype(np.float64)).sum())


def weights(theta: float | None) -> tuple[float, float]:
    """Constant share and weight of the local share that the neighbours have in the flux average."""
    return (0.0, 1.0) if theta is None else (1.0 - theta, 0.0)


@st.composite
def cities(draw: st.DrawFn) -> Surface:
    """A few cells of anything: ground with holes, houses, a canal, soil and sewers."""
    rows, columns = draw(st.integers(3, 8)), draw(st.integers(3, 8))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (rows, columns)
    bed = random.normal(5.0, draw(st.sampled_from([0.05, 0.5, 3.0])), shape)
    canal = np.full(shape, -1, np.int16)
    groups: tuple[str, ...] = ()
    if draw(st.booleans()):
        canal[:, columns // 2] = 0
        bed[:, columns // 2] -= 2.0
        groups = ("canal",)
    houses = random.choice([0.0, 0.0, 0.4, 0.85, 1.0], shape) if draw(st.booleans()) else np.zeros(shape)
    houses[canal >= 0] = 0.0
    if draw(st.booleans()):
        bed[0, 0] = np.nan
    surface = surface_of(bed, manning=draw(st.sampled_from([0.015, 0.06])))
    soil = Infiltration(grid_like(surface, 10.0 * MM_H), random.uniform(0.0, 0.05, shape).astype(np.float32))
    outfall = np.where(random.random(shape) < 0.5, len(groups) - 1, -1).astype(np.int16)
    sewers = SewerSink(grid_like(surface, 20.0 * MM_H), outfall, dict.fromkeys(groups, 4.0))
    walls = random.choice([0.0, 0.3, 1.0], shape).astype(np.float32)
    return Surface(
        grid=surface.grid, bed=surface.bed, manning=surface.manning,
        building_fraction=houses.astype(np.float32),
        open_x=walls if draw(st.booleans()) else None,
        stage_group=canal, stage_groups=groups,
        infiltration=soil if draw(st.booleans()) else None,
        sewers=sewers if draw(st.booleans()) else None,
    )  # fmt: skip


@st.composite
def storms(draw: st.DrawFn, surface: Surface, duration: float) -> Event:
    """Rain in two zones that begins before and ends within a run, a canal that moves, any edge."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = surface.grid.shape
    edges = np.array([-100.0, 0.3 * duration, 0.5 * duration, 0.8 * duration])
    rain = Rainfall(edges, random.uniform(0.0, 300.0, (3, 2)) * MM_H, random.integers(0, 2, shape, np.int32))
    moving = series((0.0, draw(st.floats(2.5, 6.0))), (duration, draw(st.floats(2.5, 6.0))))
    return Event(
        rain=rain if draw(st.booleans()) else uniform_rain(100.0 * MM_H, 0.5 * duration),
        stages=dict.fromkeys(surface.stage_groups, moving),
        edge=draw(st.sampled_from(["closed", "free"])),
        initial_depth=random.choice([0.0, 0.1, 1.0], shape).astype(np.float32),
    )
