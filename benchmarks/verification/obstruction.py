"""Momentum over an obstruction: a case of the kind of the Environment Agency's test 3.

Water runs down a plane of 1:200 into a hollow at x = 150 m, behind which an obstruction stands a quarter of a
metre high before a second hollow at x = 250 m. What comes in just fills the first hollow, so that without
momentum none would pass. How much passes is not on record for this bed, which is made here after the
description: the case tells water past the obstruction from none, and no more.

References
----------
Neelz, S., Pender, G. (2013). Benchmarking the latest generation of 2D hydraulic modelling packages.
Environment Agency report SC120002.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from benchmarks.verification.ground import run, surface_of
from benchmarks.verification.rows import Case, Row, at_least, at_most, told
from models.waterlogging.inputs import Event, Inflow, Series, Settings

SOURCE = "of the kind of EA test 3 (SC120002): with momentum water passes the obstruction"
MASS = "conservation of mass"
CELL, WIDTH = 5.0, 100.0
CREST = 10.0
"""Top of the obstruction [m]."""


def profile() -> NDArray[np.float64]:
    """Bed along the flow [m]: plane, hollow, obstruction at 200 m, hollow, rise to the closed end."""
    x = (np.arange(60) + 0.5) * CELL
    bed = np.interp(x, [0.0, 150.0, 200.0, 250.0, 300.0], [10.5, 9.75, CREST, 9.75, 10.25])
    return np.asarray(bed, np.float64)


def simulated(solver: str) -> tuple[xr.Dataset, float, NDArray[np.float64]]:
    """A run, the volume that came in [m3], and the depths at its end [m]."""
    bed = np.repeat(profile()[None], round(WIDTH / CELL), axis=0)
    x = (np.arange(60) + 0.5) * CELL
    volume = float(np.maximum(CREST - bed, 0.0)[:, x < 200.0].sum() * CELL**2)
    # Up in 5 s, held for 10 s, down in 5 s.
    peak = volume / 15.0
    rows = np.arange(bed.shape[0])
    discharge = Series(time=np.array([0.0, 5.0, 15.0, 20.0]), value=np.array([0.0, peak, peak, 0.0]))
    inflow = Inflow(name="wave", rows=rows, columns=np.zeros_like(rows), discharge=discharge)
    surface = surface_of(bed, cell_size=CELL, manning=0.01)
    settings = Settings(duration=900.0, output_interval=900.0, source_interval=1.0, solver=solver)
    result = run(surface, Event(inflows=(inflow,)), settings)
    return result, volume, result["depth"].isel(time=-1).to_numpy().astype(np.float64)


def over_the_obstruction(_full: bool) -> list[Row]:
    """Both solvers; only HLLC is judged."""
    beyond = (np.arange(60) + 0.5) * CELL > 200.0
    rows = []
    for solver in ("hllc", "local_inertia"):
        result, volume, depth = simulated(solver)
        passed = depth[:, beyond].sum() * CELL**2 / volume
        name = f"{solver}: share of the water that is past the obstruction after 15 min"
        rows.append(at_least(name, passed, 0.02, SOURCE) if solver == "hllc" else told(name, passed, SOURCE))
        rows.append(
            at_most(f"{solver}: volume at the end, relative error",
                    abs(depth.sum() * CELL**2 / volume - 1.0), 1e-5, MASS)
        )  # fmt: skip
        level = (depth + profile())[:, 25:35]
        rows.append(
            at_most(f"{solver}: level of the first hollow above the crest at the end [m]",
                    float(level.max()) - CREST, 0.005, SOURCE)
        )  # fmt: skip
        del result
    return rows


CASES: dict[str, Case] = {"waterlogging.momentum_over_obstruction": over_the_obstruction}
