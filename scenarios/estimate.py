"""How long a run will take, before it starts."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.waterlogging.clock import output_times, source_interval
from models.waterlogging.ground import classify
from models.waterlogging.hllc.advance import SHARE_OF_COURANT
from models.waterlogging.kernels import GRAVITY
from models.waterlogging.sewers import SewerNetwork
from models.waterlogging.solvers import chosen
from scenarios.assemble import Assembly

TYPICAL_DEPTH = 2.0
"""Greatest depth of a run, assumed for its time step [m]."""

DEFAULT_RATES = {"local_inertia": 2.0e8, "hllc": 1.0e8, "subgrid": 1.0e8}
"""Cell updates per second and thread of each solver until a run was measured on this machine."""

TELLING_CELLS, TELLING_SECONDS = 100_000, 20.0
"""A run of fewer cells or less wall time does not tell the rate of the machine."""

ENGINE_COST = 1.4e-6
"""Time of the sewer engine for one node and step on two threads, with the exchange [s]."""

DEFAULT_STEP = 5.0
"""Step of the engine where the model's own is taken [s]."""

RECORD = "speed.json"

SINGLE_FIELDS = 7
"""Grids of a run besides those of depth classes and times: five extremes, bed and buildings."""


@dataclass(frozen=True)
class Estimate:
    """Size of a run.

    Parameters
    ----------
    cells
        Cells inside the domain.
    steps
        Time steps.
    seconds
        Wall time [s].
    """

    cells: int
    steps: int
    seconds: float

    def __str__(self) -> str:
        return f"about {duration_text(self.seconds)} ({self.cells:,} cells x about {self.steps:,} steps)"


def estimate(assembly: Assembly, *, cache: Path) -> Estimate:
    """Cells x steps / rate, the rate as last measured on this machine.

    Notes
    -----
    Steps follow dt = courant dx / sqrt(g h) with h = `TYPICAL_DEPTH`; they are no longer than the
    clock of the sources. HLLC takes its share of the Courant number, at its own rate.
    """
    surface, settings = assembly.surface, assembly.settings
    solver = solver_of(assembly)
    cells = int(np.isfinite(surface.bed).sum())
    courant = settings.courant * (SHARE_OF_COURANT if solver == "hllc" else 1.0)
    step = courant * surface.grid.cell_size / math.sqrt(float(GRAVITY) * TYPICAL_DEPTH)
    steps = math.ceil(settings.duration / min(step, source_interval(settings, surface.grid.cell_size)))
    rate = measured_rate(cache, solver) * settings.threads
    return Estimate(cells=cells, steps=steps, seconds=cells * steps / rate + _engine_seconds(assembly))


def _engine_seconds(assembly: Assembly) -> float:
    """Time of the sewer engine, which works between the steps of the street [s]."""
    networks = [work for work in assembly.works if isinstance(work, SewerNetwork)]
    return sum(
        assembly.settings.duration / (work.routing_step or DEFAULT_STEP) * len(work.inlets.node) * ENGINE_COST
        for work in networks
    )


def field_bytes(assembly: Assembly) -> int:
    """Size in memory of the fields the run will give [bytes]."""
    grid, settings = assembly.surface.finest.grid, assembly.settings
    fields = SINGLE_FIELDS + len(settings.depth_classes) + output_times(settings).size
    return fields * grid.rows * grid.columns * np.dtype(np.float32).itemsize


def solver_of(assembly: Assembly) -> str:
    """Solver that the run will take."""
    return chosen(assembly.settings.solver, assembly.surface, classify(assembly.surface).computed)[0]


def measured_rate(cache: Path, solver: str) -> float:
    """Cell updates per second and thread of a solver's last run on this machine."""
    try:
        rate = float(_records(cache)[solver])
    except (KeyError, ValueError, TypeError):
        return DEFAULT_RATES[solver]
    return rate if math.isfinite(rate) and rate > 0.0 else DEFAULT_RATES[solver]


def _records(cache: Path) -> dict[str, float]:
    """Rates by solver; none where nothing can be read."""
    try:
        held = json.loads((cache / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def keep_rate(cache: Path, rate: float, *, solver: str, cells: int, seconds: float, threads: int) -> None:
    """Keep the rate of a finished run [cell updates per second] for the next estimate.

    A small or short run is left out: its rate is that of its overheads and of compiling.
    """
    if not (math.isfinite(rate) and rate > 0.0) or cells < TELLING_CELLS or seconds < TELLING_SECONDS:
        return
    try:
        cache.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**_records(cache), solver: rate / threads})
        (cache / RECORD).write_text(text, encoding="utf-8")
    except OSError:
        # Only the next estimate is the worse for it.
        return


def duration_text(seconds: float) -> str:
    """A duration in words."""
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    if seconds < 5400.0:
        return f"{seconds / 60.0:.0f} min"
    return f"{seconds / 3600.0:.1f} h"
