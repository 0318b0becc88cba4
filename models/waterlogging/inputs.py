"""Typed inputs of the waterlogging model: the surface, the event and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from census.grid import Grid
from models.waterlogging.limits import SIDES

FloatGrid = NDArray[np.float32]


@dataclass(frozen=True)
class Series:
    """A quantity in time.

    Parameters
    ----------
    time
        Strictly increasing, seconds from the start of the run, shape (n,) [s].
    value
        Value at each time, shape (n,), in the unit the owner states. Linear between the
        times, constant before the first and after the last.
    """

    time: NDArray[np.float64]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class Rainfall:
    """Rain in space and time, constant within each interval.

    Parameters
    ----------
    edges
        Interval edges from the start of the run, strictly increasing, shape (n + 1,) [s].
        There is no rain outside them.
    intensity
        Rain by interval and zone, shape (n, zones) [m/s].
    zone
        Zone of each cell, shape (rows, columns); None means zone 0 everywhere. A rain grid
        is given with one zone per coarse rain cell.
    carried
        Gauges that were silent for a while, so that others stand for them, and for how long [s].
    """

    edges: NDArray[np.float64]
    intensity: NDArray[np.float64]
    zone: NDArray[np.int32] | None = None
    carried: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Infiltration:
    """Green-Ampt parameters by cell; a suction deficit of zero is constant-rate infiltration.

    Parameters
    ----------
    conductivity
        Saturated hydraulic conductivity, shape (rows, columns) [m/s].
    suction_deficit
        Wetting-front suction head times moisture deficit, shape (rows, columns) [m].
    """

    conductivity: FloatGrid
    suction_deficit: FloatGrid


@dataclass(frozen=True)
class HortonInfiltration:
    """Horton parameters by cell, shape (rows, columns) each.

    Parameters
    ----------
    initial, final
        Rate of dry soil and rate after long ponding [m/s].
    decay
        How fast the one falls to the other [1/s].
    drying
        How fast dry soil gets its first rate back; 0 for never [1/s].
    """

    initial: FloatGrid
    final: FloatGrid
    decay: FloatGrid
    drying: FloatGrid


@dataclass(frozen=True)
class SewerSink:
    """A labelled stand-in for sewers where there is no pipe data.

    Parameters
    ----------
    capacity
        Rate at which a cell can drain while its outfall is free, shape (rows, columns) [m/s].
    outfall
        Name index into `Surface.stage_groups` of the canal each cell drains to, shape
        (rows, columns); -1 drains freely whatever the stage.
    reference_stage
        Stage of each group up to which the full capacity holds, by group name [m].
    """

    capacity: FloatGrid
    outfall: NDArray[np.int16]
    reference_stage: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Surface:
    """What stands on one grid, without the event.

    Parameters
    ----------
    grid
        Raster geometry.
    bed
        Ground elevation, shape (rows, columns) [m]; NaN lies outside the domain.
    manning
        Manning's roughness, shape (rows, columns) [s m-1/3].
    building_fraction
        Share of each cell under buildings, 0-1, shape (rows, columns). A cell from 0.9 is a
        block: no water enters it, its roof sheds to the nearest open ground unless `roof_reach` has it
        drain to an inlet. Below 0.9
        the cell stores and conveys through its open share only.
    open_x, open_y
        Open share 0-1 of the face to the east and to the south of each cell, shape
        (rows, columns); a wall is 0. None takes the lesser open share of the two cells. A face
        never conveys more than either cell stores, or the time step would not be safe.
    stage_group
        Index into `stage_groups` of cells whose water level is prescribed (canals, stage
        boundaries), shape (rows, columns); -1 elsewhere.
    stage_groups
        Name of each group.
    infiltration, sewers
        Losses; None for none.
    relief
        Finer surface of which the cells carry tables of storage and conveyance, a whole number of its
        cells along each edge; see `subgrid.coarsened`. None takes each cell as level.
    roof_reach
        Distance within which roofs drain to the nearest inlet of coupled sewers instead of the ground; 0
        sheds them all to the ground [m].
    """

    grid: Grid
    bed: FloatGrid
    manning: FloatGrid
    building_fraction: FloatGrid | None = None
    open_x: FloatGrid | None = None
    open_y: FloatGrid | None = None
    stage_group: NDArray[np.int16] | None = None
    stage_groups: tuple[str, ...] = ()
    infiltration: Infiltration | HortonInfiltration | None = None
    sewers: SewerSink | None = None
    roof_reach: float = 0.0
    relief: Surface | None = None

    @property
    def finest(self) -> Surface:
        """The surface that results are told on."""
        return self if self.relief is None else self.relief


@dataclass(frozen=True)
class Inflow:
    """A discharge shared evenly by some cells.

    Parameters
    ----------
    name
        Used in messages and in the ledger.
    rows, columns
        The cells, shape (m,).
    discharge
        Total over the cells, in time [m3/s].
    """

    name: str
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    discharge: Series


@dataclass(frozen=True)
class Event:
    """What comes: rain, stages and inflows.

    Parameters
    ----------
    rain
        None for no rain.
    stages
        Stage in time of each of `Surface.stage_groups`, by name [m, datum of the bed].
    inflows
        Point or line discharges.
    edge
        "closed" or "free" for the outer edge of the domain (grid edge and NaN border alike).
    free_sides
        Sides of the domain over which water leaves where the edge is free, of `SIDES`.
    initial_depth
        Depth at the start, shape (rows, columns) [m]; None is dry.
    """

    rain: Rainfall | None = None
    stages: Mapping[str, Series] = field(default_factory=dict)
    inflows: tuple[Inflow, ...] = ()
    edge: str = "closed"
    free_sides: tuple[str, ...] = SIDES
    initial_depth: FloatGrid | None = None


@dataclass(frozen=True)
class Settings:
    """How the run is done.

    Parameters
    ----------
    duration
        Length of the run [s].
    output_interval
        Time between stored depth grids [s]; None stores none.
    courant
        Share of the stable step, 0-1 [-].
    theta
        Weight of the local face in the flux average of de Almeida et al. (2012), 0-1 [-]. None takes
        it from the flow at each face (Sridharan et al. 2020), which keeps results independent of
        the time step; a constant brakes the flow the more the shorter the step.
    source_interval
        Clock of rain, losses and statistics [s]; None takes 3 s for each metre of cell size, at
        most 60 s, so that a wave of 2 m/s crosses six cells between two looks.
    depth_classes
        Depths whose durations are kept, increasing [m]; the first is also the arrival depth.
    free_edge_slope
        Least outward slope of the water surface at a free edge [-].
    series_interval
        Time between the values of series of sewers, canals and pumps [s].
    threads
        Threads of the compiled loops.
    solver
        "local_inertia", "hllc" or "auto", which takes HLLC where slopes and roughness let water shoot;
        see `solvers.chosen`. A surface with a relief takes local inertia on its tables.
    local_steps
        Whether local inertia gives every tile of the surface a step of its own and leaves tiles at rest
        alone; else one step, that of the deepest water, holds everywhere.
    """

    duration: float
    output_interval: float | None = None
    courant: float = 0.7
    theta: float | None = None
    source_interval: float | None = None
    depth_classes: tuple[float, ...] = (0.15, 0.30, 0.50)
    free_edge_slope: float = 1e-3
    series_interval: float = 300.0
    threads: int = 1
    solver: str = "local_inertia"
    local_steps: bool = False
