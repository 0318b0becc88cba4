"""Compile every kernel once, so that numba's cache is filled during set-up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from census.derive.terrain import Ground, analyse
from census.grid import DISTRICT_CRS, Grid
from census.twin.drainage import spill_level
from census.twin.erosion import eroded
from models.waterlogging.inputs import (
    Event,
    HortonInfiltration,
    Infiltration,
    Inflow,
    Series,
    Settings,
    SewerSink,
    Surface,
)
from models.waterlogging.rainfall import uniform_rainfall
from models.waterlogging.simulate import simulate
from models.waterlogging.solvers import SOLVERS
from models.waterlogging.subgrid import coarsened
from models.waterlogging.transfer.kernels import move_volumes
from models.waterlogging.underground.kernels import (
    Openings,
    Rooms,
    fill_rooms,
    levels_in_hollows,
    room_depths,
)
from scenarios.warm_seismic import warm_seismic
from scenarios.warm_typhoon import warm_typhoon
from scenarios.warm_works import warm_works

EDGE = 12
"""Cells along an edge of the tiny case."""


def warm() -> None:
    """Run each model, what makes the synthetic district and the terrain analysis once on a few cells."""
    _warm_twin()
    _warm_terrain()
    _warm_transfer()
    _warm_underground()
    surface, event = tiny_case()
    for solver in SOLVERS:
        for threads in (1, 2):
            settings = Settings(duration=60.0, output_interval=30.0, threads=threads, solver=solver)
            simulate(surface, event, settings)
    soil = {name: np.full((EDGE, EDGE), 1e-5, np.float32) for name in ("initial", "final", "decay", "drying")}
    simulate(replace(surface, infiltration=HortonInfiltration(**soil)), event, Settings(duration=60.0))
    simulate(coarsened(surface, 2), event, Settings(duration=60.0, output_interval=30.0))
    simulate(surface, event, Settings(duration=60.0, local_steps=True))
    warm_works(surface, event)
    warm_seismic()
    warm_typhoon()


def tiny_case() -> tuple[Surface, Event]:
    """Rain, roofs, soil, sewers, a canal, an inflow and a free edge on a few cells."""
    shape = (EDGE, EDGE)
    grid = Grid(crs=DISTRICT_CRS, west=0.0, north=0.0, cell_size=5.0, rows=EDGE, columns=EDGE)
    bed = (3.0 + 0.01 * np.arange(EDGE * EDGE).reshape(shape)).astype(np.float32)
    bed[0, 0] = np.nan
    building = np.zeros(shape, dtype=np.float32)
    building[4:6, 4:6] = (1.0, 0.5)
    canal = np.full(shape, -1, dtype=np.int16)
    canal[9, :] = 0
    surface = Surface(
        grid=grid,
        bed=bed,
        manning=np.full(shape, 0.03, dtype=np.float32),
        building_fraction=building,
        stage_group=canal,
        stage_groups=("canal",),
        infiltration=Infiltration(
            conductivity=np.full(shape, 1e-6, dtype=np.float32),
            suction_deficit=np.full(shape, 0.05, dtype=np.float32),
        ),
        sewers=SewerSink(
            capacity=np.full(shape, 5e-6, dtype=np.float32),
            outfall=np.zeros(shape, dtype=np.int16),
            reference_stage={"canal": 5.0},
        ),
    )
    spring = Inflow(name="spring", rows=np.array([2]), columns=np.array([2]), discharge=_constant(0.5))
    event = Event(
        rain=uniform_rainfall(60.0, duration=45.0),
        stages={"canal": _constant(4.5)},
        inflows=(spring,),
        edge="free",
    )
    return surface, event


def _warm_transfer() -> None:
    """Give a cell some water; runs without sewers, pumps and underground spaces never do."""
    depth, share = np.zeros((3, 3), np.float32), np.ones((3, 3), np.float32)
    cell, volume = np.ones(1, np.int64), np.ones(1)
    move_volumes(depth, np.zeros_like(depth), share, cell, cell, volume, 25.0, np.zeros(1))


def _warm_underground() -> None:
    """One space beside one cell, with the types of a run."""
    one, first = np.ones(1), np.zeros(1, np.int64)
    rooms = Rooms(one, 0.0 * one, one.copy(), one.copy(), one.copy(), one)
    fill_rooms(
        Openings(first, first, one), rooms, 0.0 * one, 2.0 * one, one.copy(), one, 1.7, 1.0, 1, one.copy()
    )
    room_depths(rooms, one, np.zeros(1))
    levels_in_hollows(np.array([0, 1]), one, one, one, np.zeros(1))


def _warm_twin() -> None:
    ground = np.add.outer(np.arange(EDGE), np.arange(EDGE)).astype(np.float32)
    outlet = ground == 0.0
    for diagonal in (False, True):
        spill_level(ground, ~np.isfinite(ground), outlet, diagonal=diagonal)
    eroded(ground.astype(np.float64), 25.0)


def _warm_terrain() -> None:
    """A small plane with a canal: pysheds compiles for most of a minute when it is first loaded."""
    level = np.add.outer(np.arange(EDGE), np.arange(EDGE)).astype(np.float32)
    water = np.zeros(level.shape, dtype=np.bool_)
    water[5, 5] = True
    stage = np.where(water, np.float32(1.0), np.float32(np.nan))
    analyse(Ground(level, water, stage, np.zeros_like(water), 5.0))


def _constant(value: float) -> Series:
    return Series(time=np.zeros(1), value=np.array([value]))


if __name__ == "__main__":
    warm()
