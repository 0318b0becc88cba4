"""A lake at rest stays at rest, whatever stands in it.

In float32 a difference of elevations of about 2 m is known to 1e-7 m; these roundings push the water
at every face and step, and friction alone takes the motion out. What remains must stay below a tenth
of a millimetre and a millimetre a second however long the run.
"""

from __future__ import annotations

import numpy as np

from benchmarks.verification.ground import constant, rough_terrain, run, surface_of
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, Settings

SOURCE = "water under a level surface has no reason to move"
STAGE = 0.2
"""Level of the lake [m]; the ground lies between about -2 and 2 m, so that no difference is exact."""


def lake_at_rest(solver: str, full: bool) -> list[Row]:
    """Islands, blocks, porous cells, walls, a prescribed stage of the same level and a ragged border."""
    side = 160 if full else 64
    bed = rough_terrain(side, side, relief=0.7, fall=0.5, seed=4).astype(np.float64) - 5.2
    random = np.random.default_rng(5)
    built = np.where(random.random(bed.shape) < 0.15, random.random(bed.shape), 0.0)
    built[random.random(bed.shape) < 0.05] = 1.0
    bed[:6, :9] = np.nan
    canal = np.full(bed.shape, -1, np.int16)
    canal[:, side // 2] = 0
    bed[:, side // 2] -= 2.0
    surface = surface_of(
        bed, cell_size=5.0, manning=0.02, stage_group=canal, stage_groups=("canal",),
        building_fraction=built.astype(np.float32),
        open_x=random.choice([0.0, 0.3, 1.0], bed.shape).astype(np.float32),
        open_y=random.choice([0.0, 0.3, 1.0], bed.shape).astype(np.float32),
    )  # fmt: skip
    depth = np.nan_to_num(np.maximum(np.float32(STAGE) - surface.bed, np.float32(0.0)))
    event = Event(initial_depth=depth, stages={"canal": constant(STAGE)})
    settings = Settings(duration=7200.0 if full else 1800.0, output_interval=600.0, solver=solver)
    result = run(surface, event, settings)
    change = np.nanmax(np.abs(result["depth"].to_numpy() - depth))
    exchanged = abs(float(result["ledger"].sel(ledger_term="canal"))) / (depth.sum() * 25.0)
    return [
        at_most("largest change of stage [m]", change, 1e-4, SOURCE),
        at_most("largest speed [m/s]", np.nanmax(result["maximum_speed"].to_numpy()), 1e-3, SOURCE),
        at_most("exchange with the stage over the volume of the lake", exchanged, 1e-6, SOURCE),
    ]


CASES: dict[str, Case] = {
    "waterlogging.lake_at_rest": lambda full: lake_at_rest("local_inertia", full),
    "waterlogging.hllc_lake_at_rest": lambda full: lake_at_rest("hllc", full),
}
