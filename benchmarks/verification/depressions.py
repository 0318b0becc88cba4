"""Ponds that fill to their sills: cases of the kind of the Environment Agency's tests 1 and 2.

The beds are made here after the descriptions in report SC120002, whose own beds are not used; the
sills of the depressions come from a priority flood of the terrain. What they cannot see: how fast
water spreads, and sills finer than a cell.

References
----------
Neelz, S., Pender, G. (2013). Benchmarking the latest generation of 2D hydraulic modelling packages.
Environment Agency report SC120002.
Barnes, R., Lehman, C., Mulla, D. (2014). Priority-flood: an optimal depression-filling and watershed-
labeling algorithm for digital elevation models. Comput. Geosci. 62, 117-127.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.ground import run, surface_of
from benchmarks.verification.rows import Case, Row, at_least, at_most, told
from models.waterlogging.inputs import Event, Inflow, Series, Settings

POND = "of the kind of EA test 1 (SC120002): the pond stands at its sill"
DEPRESSIONS = "of the kind of EA test 2 (SC120002): sills from a priority flood (Barnes et al. 2014)"
MASS = "conservation of mass"
SILL = 10.25
"""Level of the sill of the pond [m]."""


def spill_levels(bed: NDArray[np.float64], outlet: tuple[int, int]) -> NDArray[np.float64]:
    """Level above which the water of each cell runs off to an outlet over cell faces [m]."""
    level = np.full(bed.shape, np.inf)
    level[outlet] = bed[outlet]
    queue = [(level[outlet], outlet)]
    while queue:
        height, (j, i) = heapq.heappop(queue)
        for b, a in ((j, i - 1), (j, i + 1), (j - 1, i), (j + 1, i)):
            if 0 <= b < bed.shape[0] and 0 <= a < bed.shape[1] and np.isinf(level[b, a]):
                level[b, a] = max(height, bed[b, a])
                heapq.heappush(queue, (level[b, a], (b, a)))
    return level


def pond_behind_a_sill(solver: str) -> list[Row]:
    """A stage that rises above a sill, holds and falls leaves the pond behind level with it."""
    x = np.arange(5.0, 700.0, 10.0)
    profile = np.interp(x, [0.0, 200.0, 300.0, 450.0, 700.0], [9.7, SILL, SILL, 9.8, 9.9])
    bed = np.repeat(profile[None], 10, axis=0)
    group = np.full(bed.shape, -1, np.int16)
    group[:, 0] = 0
    surface = surface_of(bed, cell_size=10.0, manning=0.03, stage_group=group, stage_groups=("west",))
    hour = 3600.0
    stage = Series(time=np.array([0.0, hour, 11 * hour, 12 * hour]), value=np.array([9.7, 10.35, 10.35, 9.7]))
    settings = Settings(duration=40 * hour, output_interval=hour, solver=solver)
    result = run(surface, Event(stages={"west": stage}), settings)
    level = (result["depth"] + result["bed"]).to_numpy().astype(np.float64)
    pond = level[-1][:, x > 310.0]
    return [
        at_most("level of the pond at the end, |difference| to the sill [m]", abs(pond.mean() - SILL),
                0.01, POND),
        at_most("level of the pond at the end, range [m]", np.ptp(pond), 0.001, POND),
        at_most("level of the pond under a stage held above the sill, |difference| to that stage [m]",
                abs(level[11][:, x > 310.0].mean() - 10.35), 0.01, POND),
        at_most("ledger residual over the water handled", result.attrs["ledger_relative_residual"], 1e-6,
                MASS),
    ]  # fmt: skip


def hollows() -> NDArray[np.float64]:
    """Four by four hollows in a plane that falls to the south-east [m], 20 m cells."""
    x = (np.arange(100) + 0.5) * 20.0
    y = x[:, None]
    hollow = np.sin(np.pi * x / 500.0) ** 2 * np.sin(np.pi * y / 500.0) ** 2
    return np.asarray(12.0 - x / 3000.0 - y / 1500.0 - 0.75 * hollow, np.float32).astype(np.float64)


def pits(bed: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of the lowest cell of each hollow."""
    lowest = [bed[j : j + 25, i : i + 25].argmin() for j in range(0, 100, 25) for i in range(0, 100, 25)]
    corner = np.array([(j, i) for j in range(0, 100, 25) for i in range(0, 100, 25)])
    row, column = np.unravel_index(np.array(lowest), (25, 25))
    return row + corner[:, 0], column + corner[:, 1]


def sixteen_depressions(solver: str, full: bool) -> list[Row]:
    """A flood from the north-west fills one depression after the other to its sill.

    The last centimetre leaves slowly: over a sill one cell wide, A dh/dt = -w sqrt(S) / n h^(5/3)
    takes a pond of A = 10 ha to about 14 mm above its sill in 40 h. The limit is 20 mm.
    """
    bed = hollows()
    sill = spill_levels(bed, (99, 99))
    surface = surface_of(bed, cell_size=20.0, manning=0.03)
    rows = np.arange(5)
    flood = Series(time=np.array([0.0, 3600.0, 18000.0]), value=np.array([0.0, 20.0, 0.0]))
    inflow = Inflow(name="flood", rows=rows, columns=np.zeros_like(rows), discharge=flood)
    settings = Settings(duration=3600.0 * (96.0 if full else 48.0), output_interval=36000.0, solver=solver)
    result = run(surface, Event(inflows=(inflow,)), settings)
    where = pits(bed)
    last = result["depth"].isel(time=-1).to_numpy().astype(np.float64)
    above = (bed + last - sill)[where]
    spilled = (bed + result["maximum_depth"].to_numpy() - sill)[where] > 0.005
    stored = last.sum() * surface.grid.cell_area
    return [
        at_least("depressions that spilled", spilled.sum(), 3.0, DEPRESSIONS),
        at_most("those that spilled: largest |difference| to the sill [m]",
                np.abs(above[spilled]).max(initial=0.0), 0.02, DEPRESSIONS),
        at_most("all sixteen: largest excess over the sill [m]", above.max(), 0.02, DEPRESSIONS),
        at_most("volume at the end, relative error", abs(stored / 180_000.0 - 1.0), 1e-5, MASS),
        told("depth of the deepest depression below its sill [m]", (sill - bed).max(), "the terrain"),
    ]  # fmt: skip


CASES: dict[str, Case] = {
    "waterlogging.pond_behind_sill": lambda _: pond_behind_a_sill("local_inertia"),
    "waterlogging.hllc_pond_behind_sill": lambda _: pond_behind_a_sill("hllc"),
    "waterlogging.sixteen_depressions": lambda full: sixteen_depressions("local_inertia", full),
    "waterlogging.hllc_sixteen_depressions": lambda full: sixteen_depressions("hllc", full),
}
