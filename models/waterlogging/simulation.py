"""The state of one run and what takes it from one stop to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging import clock, ground, kernels, subgrid
from models.waterlogging.accounts import Account
from models.waterlogging.extremes.kernels import Extremes, record_extremes
from models.waterlogging.ground import Cells
from models.waterlogging.hllc import Momentum
from models.waterlogging.horton.soil import HortonSoil
from models.waterlogging.inputs import Event, HortonInfiltration, Settings, Surface
from models.waterlogging.ledger import Ledger
from models.waterlogging.losses import NO_OUTFALLS, RainRates, SewerRates, build_losses
from models.waterlogging.partners import Partner, Work
from models.waterlogging.solvers import ADVANCE, chosen
from models.waterlogging.sources.kernels import Losses, apply_sources
from models.waterlogging.stages import StageCells
from models.waterlogging.subgrid.pixels.kernels import PixelExtremes
from models.waterlogging.tiles import Tiling
from models.waterlogging.waters import Waters

DEPTH_LIMIT = 500.0
"""Depth that no city water reaches; beyond it the run has lost its stability [m]."""


class UnstableRun(RuntimeError):  # noqa: N818 - what happened to the run, not an error of the program
    """A run whose depths grew without bound: the message names cell, time and cause."""


@dataclass
class Simulation:
    """One run between its start and its end: the inputs and all that changes."""

    surface: Surface
    event: Event
    settings: Settings
    cells: Cells
    ground: kernels.Ground
    flow: kernels.Flow
    work: kernels.Work
    edge: kernels.Edge
    sources: kernels.Sources
    exchange: kernels.Exchange
    losses: Losses
    horton: HortonSoil | None
    extremes: Extremes | PixelExtremes
    rain: RainRates | None
    sewers: SewerRates | None
    ledger: Ledger
    row_totals: NDArray[np.float64]
    scratch: NDArray[np.float32]
    classes: NDArray[np.float32]
    depths: NDArray[np.float32]
    momentum: Momentum | None = None
    subgrid: subgrid.Subgrid | None = None
    tiling: Tiling | None = None
    solver: str = "local_inertia"
    reason: str = ""
    partners: list[Partner] = field(default_factory=list)
    waters: Waters = field(init=False)
    stage_cells: StageCells = field(init=False)
    rain_index: int = -2
    strongest_rain: float = 0.0
    deepest: float = 0.0
    steps: int = 0
    scaled: int = 0

    @classmethod
    def start(
        cls, surface: Surface, event: Event, settings: Settings, works: Sequence[Work] = ()
    ) -> Simulation:
        """Lay out the state of a run at its start; the inputs were checked before."""
        cells = ground.classify(surface)
        static = ground.build_ground(surface, cells)
        sides = event.free_sides if event.edge == "free" else ()
        edge = ground.build_edge(surface, cells, sides=sides, least_slope=settings.free_edge_slope)
        tables = None
        if surface.relief is not None:
            tables = subgrid.build_subgrid(surface, cells, static, edge)
            static = tables.ground
        depth = np.zeros_like(static.bed)
        if event.initial_depth is not None:
            depth[1:-1, 1:-1] = np.where(cells.computed, event.initial_depth, np.float32(0.0))
        flow = kernels.Flow(depth, np.zeros_like(depth), np.zeros_like(depth), np.zeros_like(depth))
        classes = np.asarray(settings.depth_classes, np.float32)
        run = cls(
            surface=surface, event=event, settings=settings, cells=cells, ground=static, flow=flow,
            work=ground.build_work(flow),
            edge=edge,
            subgrid=tables,
            sources=ground.build_sources(event.inflows),
            exchange=ground.build_exchange(surface, static, cells),
            losses=build_losses(surface, cells),
            horton=HortonSoil(surface.infiltration, cells)
            if isinstance(surface.infiltration, HortonInfiltration)
            else None,
            extremes=_blank_extremes(depth, classes.size)
            if tables is None
            else subgrid.blank_extremes(tables, depth, classes.size),
            rain=None if event.rain is None else RainRates(event.rain, surface, cells),
            sewers=None if surface.sewers is None else SewerRates(surface.sewers, surface, cells),
            ledger=Ledger(canal_by_group=dict.fromkeys(surface.stage_groups, 0.0)),
            row_totals=np.zeros((depth.shape[0], 2)),
            scratch=kernels.rows_apart(max(settings.threads, 1), 7, depth.shape[1]),
            classes=classes,
            depths=np.empty((clock.output_times(settings).size, *surface.finest.grid.shape), np.float32),
        )  # fmt: skip
        run.deepest = float(depth.max())
        run.solver, run.reason = chosen(settings.solver, surface, cells.computed)
        if settings.local_steps and tables is None and run.solver == "local_inertia":
            run.tiling = Tiling.of(static, flow)
        run.waters = Waters(run)
        run.stage_cells = StageCells.of(surface, cells)
        try:
            run.start_partners(works)
        except BaseException:
            # Those that did start let go of what they hold, such as the one sewer engine of a process.
            run.close()
            raise
        run.set_stages(0.0)
        if run.stages_are_constant():
            run.sewers = None  # their rates are set once and for all
        run.ledger.initial_storage = run.ledger.storage = run.stored()
        run.record(0.0, 0.0)
        return run

    def advance(self, begin: float, end: float) -> None:
        """Take the run from one stop to the next."""
        seconds = end - begin
        for partner in self.partners:
            partner.exchange(begin, end)
        self.set_stages(0.5 * (begin + end))
        self.apply_rain_and_losses(begin, seconds)
        self.set_inflows(begin, end)
        volumes = np.zeros(max(len(self.surface.stage_groups), 1))
        done = ADVANCE[self.solver](self, seconds, volumes)
        self.deepest = done.deepest
        self.steps += done.steps
        self.scaled += done.scaled
        self.ledger.edge += done.edge * self.surface.grid.cell_area
        for name, volume in zip(self.surface.stage_groups, volumes, strict=False):
            self.ledger.canal += float(volume)
            self.ledger.canal_by_group[name] += float(volume)
            self.waters.deposit(name, float(volume))
        self.check_stable(end)
        self.record(end, seconds)
        if end >= self.settings.duration:
            self.ledger.storage = self.stored()
            self.settle_partners()

    def record(self, time: float, seconds: float) -> None:
        """Update the running extremes at the end of an interval."""
        if self.subgrid is not None:
            subgrid.record(self, self.subgrid, time, seconds)
            return
        record_extremes(
            self.ground, self.flow, self.work, self.extremes, self.classes,
            np.float32(time), np.float32(seconds), self.scratch,
        )  # fmt: skip

    def results(self) -> tuple[Surface, Cells, Extremes]:
        """The surface that results are told on, its cells and the extremes."""
        if self.subgrid is not None:
            return subgrid.fine_results(self, self.subgrid)
        assert isinstance(self.extremes, Extremes)
        return self.surface, self.cells, self.extremes

    def start_partners(self, works: Sequence[Work]) -> None:
        """Start what trades water with the street, and open its accounts."""
        for work in works:
            account = self.waters.accounts[work.name] = Account()
            partner = work.start(self.waters, self.settings)
            self.partners.append(partner)
            account.initial_storage = account.storage = partner.stored()
        if self.surface.roof_reach > 0.0 and self.waters.roof_owner is None:
            raise InputError(
                f"roofs within {self.surface.roof_reach:g} m are to drain to sewer inlets, but no sewer "
                "network is coupled; couple one, or let the roofs shed to the ground"
            )

    def settle_partners(self) -> None:
        """Bring the accounts of all partners up to date."""
        for partner in self.partners:
            self.waters.settle(partner.name, stored=partner.stored(), outside=partner.outside())

    def close(self) -> None:
        """Let go of what must not outlive the run."""
        for partner in self.partners:
            partner.close()

    def set_stages(self, time: float) -> None:
        """Put the levels of canals and boundaries at a time into their cells and into the sewer capacity."""
        stages = self.stages(time)
        if stages:
            for depth in (self.flow.depth, self.work.depth):
                self.stage_cells.fill(depth, stages)
            areas = self.waters.areas
            self.exchange.level[:] = list(stages.values())
            self.exchange.inverse_area[:] = [1.0 / areas.get(name, math.inf) for name in stages]
        if self.sewers is not None:
            self.sewers.update(stages, self.ground, self.losses.sewer)

    def stages(self, time: float) -> dict[str, float]:
        """Level of each stage group at a time, prescribed or computed [m]."""
        computed = self.waters.computed_stages
        return {
            name: computed[name] if name in computed else clock.value_at(self.event.stages[name], time)
            for name in self.surface.stage_groups
        }

    def stages_are_constant(self) -> bool:
        """Whether no stage changes during the run."""
        fixed = all(np.ptp(stage.value) == 0.0 for stage in self.event.stages.values())
        return fixed and not self.waters.computed_stages

    def apply_rain_and_losses(self, begin: float, seconds: float) -> None:
        """Rain, infiltration and sewers of one interval, and their volumes."""
        if self.rain is not None:
            index = self.rain.interval(begin + 0.5 * seconds)
            if index != self.rain_index:
                self.losses.rain[1:-1, 1:-1] = self.rain.grid(index)
                self.rain_index = index
                self.strongest_rain = float(self.losses.rain.max())
            self.waters.shed_roofs(self.rain.roof_volumes(index, seconds))
            total, direct = self.rain.volumes(index, seconds)
            self.ledger.rain += total
            self.ledger.canal += float(direct.sum())
            for name, volume in zip(self.surface.stage_groups, direct, strict=True):
                self.waters.deposit(name, float(volume))
        if self.horton is not None:
            drunk = self.horton.soak(self.ground, self.flow, self.losses.rain, seconds)
            self.ledger.infiltration += drunk * self.surface.grid.cell_area
        outfall = NO_OUTFALLS if self.sewers is None or not self.waters.deposits else self.sewers.outfall
        to_groups = np.zeros((outfall.shape[0], max(len(self.surface.stage_groups), 1)))
        apply_sources(
            self.ground, self.flow, self.losses, np.float32(seconds), self.scratch, self.row_totals,
            outfall, to_groups,
        )  # fmt: skip
        soaked, drained = self.row_totals.sum(axis=0) * self.surface.grid.cell_area
        for name, depth in zip(self.surface.stage_groups, to_groups.sum(axis=0), strict=False):
            self.waters.deposit(name, float(depth) * self.surface.grid.cell_area)
        self.ledger.infiltration += float(soaked)
        self.ledger.sewer += float(drained)
        # Rain of this interval can deepen a pool before the next step is sized.
        self.deepest += self.strongest_rain * seconds

    def set_inflows(self, begin: float, end: float) -> None:
        """Mean discharge of each inflow over one interval, shared by its cells."""
        at = 0
        for inflow in self.event.inflows:
            discharge = clock.mean_between(inflow.discharge, begin, end)
            self.ledger.inflow += discharge * (end - begin)
            count = inflow.rows.size
            share = self.cells.storage[inflow.rows, inflow.columns]
            self.sources.rate[at : at + count] = discharge / (count * self.surface.grid.cell_area) / share
            at += count

    def stored(self) -> float:
        """Water on the computed cells [m3]."""
        rows = np.zeros(self.flow.depth.shape[0])
        kernels.stored_depth(self.ground, self.flow, rows)
        return float(rows.sum()) * self.surface.grid.cell_area

    def keep_depth(self, outputs: NDArray[np.float64], index: int, time: float) -> int:
        """Store the depth grid if an output time is reached; returns the next index."""
        if index < outputs.size and time >= outputs[index] - clock.RESOLUTION:
            if self.subgrid is not None:
                subgrid.fine_depth(self, self.subgrid, self.depths[index])
                return index + 1
            self.depths[index] = self.flow.depth[1:-1, 1:-1]
            self.depths[index][~self.cells.computed] = np.nan
            return index + 1
        return index

    def check_stable(self, time: float) -> None:
        """Stop a run that lost its stability, naming where and when."""
        if np.isfinite(self.deepest) and self.deepest < DEPTH_LIMIT:
            return
        depth = np.where(self.cells.computed, self.flow.depth[1:-1, 1:-1], np.float32(0.0))
        row, column = np.unravel_index(
            int(np.argmax(np.where(np.isfinite(depth), depth, np.inf))), depth.shape
        )
        x, y = self.surface.grid.x[column], self.surface.grid.y[row]
        raise UnstableRun(
            f"the run became unstable at {time:.0f} s in cell (row {row}, column {column}) at "
            f"({x:.1f}, {y:.1f}): depth {depth[row, column]:g} m, above the limit of {DEPTH_LIMIT:g} m. "
            f"Lower settings.courant (now {self.settings.courant:g}){_theta_advice(self.settings.theta)}, "
            "or check bed and inflow there"
        )


def _blank_extremes(like: NDArray[np.float32], classes: int) -> Extremes:
    return Extremes(
        depth=np.zeros_like(like),
        time=np.zeros_like(like),
        speed=np.zeros_like(like),
        hazard=np.zeros_like(like),
        arrival=np.full_like(like, -1.0),
        duration=np.zeros((classes, *like.shape), np.float32),
    )


def _theta_advice(theta: float | None) -> str:
    """What to do about a constant weight."""
    return "" if theta is None else f" or leave settings.theta out (now {theta:g})"
