"""Urban waterlogging of one event on one surface: shallow flow with rain, soil, sewers and canals."""

from __future__ import annotations

import time as wall
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import xarray as xr

from models.waterlogging import clock
from models.waterlogging.checks import check_inputs
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.partners import Work
from models.waterlogging.restart import NO_STATES, KeptStates, States, resume
from models.waterlogging.results import RunFigures, as_dataset, partner_results, with_partners
from models.waterlogging.simulation import Simulation, UnstableRun
from models.waterlogging.threads import use_threads

__all__ = ["UnstableRun", "simulate"]

Progress = Callable[[float, str], None]


def simulate(
    surface: Surface,
    event: Event,
    settings: Settings,
    works: Sequence[Work] = (),
    *,
    states: States = NO_STATES,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate one event and return its fields and its water balance.

    Parameters
    ----------
    surface
        What stands on the grid.
    event
        Rain, stages, inflows.
    settings
        Duration, clocks, numerics.
    works
        Sewers, canals, pumps and underground spaces that trade water with the street; they exchange in this
        order, so canals come last.
    states
        State to start from and states to keep on the way.
    progress
        Called now and then with the share done 0-1 and a message.

    Returns
    -------
    xarray.Dataset
        Fields on (y, x), NaN where no depth is computed, and the `ledger` [m3]; see
        `census.variables` for each.

    Raises
    ------
    census.errors.InputError
        If an input cannot be simulated.
    UnstableRun
        If the water deepens without bound.

    Notes
    -----
    A surface with a relief is computed on its own, coarser cells with tables of the relief, and told on the
    relief; see `subgrid`. Two solvers share grid, forcing, boundaries, outputs and ledger;
    `Settings.solver` names one. HLLC solves the full equations, see `hllc.kernels`. Local inertia is after
    Bates et al. (2010) with the flux average of de Almeida et al. (2012), its weight theta from the flow at
    each face after Sridharan et al. (2020):

    q' = (theta q + (1 - theta) (q_before + q_after) / 2 - g h_f dt d(eta)/dx) / D

    where the friction D = 1 + k |Q|, k = g dt n2 / h_f^(7/3), follows the new discharge vector Q; see
    `kernels.slowed_discharge`. Outflows of a cell that would fall below
    zero are scaled to its volume. Rain, infiltration, the sewer sink and the running extremes
    follow the clock of `Settings.source_interval`; discharges follow every step. Cost is
    proportional to cells x steps, and steps to 1 / cell size: halving the cell costs 8 times.
    """
    check_inputs(surface, event, settings, works)
    settings = replace(
        settings,
        threads=use_threads(settings.threads),
        source_interval=clock.source_interval(settings, surface.grid.cell_size),
    )
    started = wall.perf_counter()
    run = Simulation.start(surface, event, settings, works)
    try:
        begin = _begin(run, states)
        begun_at = run.steps
        _to_the_end(run, begin, states, progress or _silent)
        cells = int(run.cells.inside.sum())
        figures = RunFigures(
            run.steps,
            run.scaled,
            wall.perf_counter() - started,
            cells,
            float((run.steps - begun_at) * cells if run.tiling is None else run.tiling.updates[0]),
            run.solver,
            run.reason,
            "" if states.start is None else ("warm" if states.warm else f"continued from {begin:g} s"),
            run.tiling is not None,
        )
        partners = partner_results(run.partners, run.waters.accounts)
    finally:
        run.close()
    if progress is not None:
        progress(1.0, "done")
    finest, kinds, extremes = run.results()
    ledger, depths = run.ledger, run.depths
    del run  # half of the memory, before the results are laid out
    fields = as_dataset(
        finest, settings, kinds, extremes, ledger, depths=depths,
        depth_times=clock.output_times(settings), figures=figures,
    )  # fmt: skip
    return with_partners(fields, partners, ledger)


def _begin(run: Simulation, states: States) -> float:
    """Put the given state into a run; returns the time it begins at [s]."""
    if states.start is None:
        return 0.0
    resume(run, states.start, warm=states.warm)
    return 0.0 if states.warm else states.start.time


def _to_the_end(run: Simulation, begin: float, states: States, progress: Progress) -> None:
    """Take a run from stop to stop, keeping depths and states on the way."""
    settings = run.settings
    times = clock.stops(run.event, settings, run.surface.grid.cell_size)
    times = times[clock.index_of(times, begin) :]
    keep = KeptStates(states, times)
    outputs = clock.output_times(settings)
    next_output = int(np.searchsorted(outputs, begin - clock.RESOLUTION))
    run.depths[:next_output] = np.nan
    next_output = run.keep_depth(outputs, next_output, begin)
    reported = wall.perf_counter()
    for start, end in pairwise(times):
        run.advance(float(start), float(end))
        next_output = run.keep_depth(outputs, next_output, float(end))
        keep.at(run, float(end))
        now = wall.perf_counter()
        if now - reported > 0.5:
            reported = now
            progress(float(end / settings.duration), f"{end / 3600.0:.2f} h, deepest {run.deepest:.2f} m")


def _silent(fraction: float, message: str) -> None:
    """No progress."""
