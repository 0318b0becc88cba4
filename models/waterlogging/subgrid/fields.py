"""What a run on coarse cells tells on the fine cells under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.extremes.kernels import Extremes
from models.waterlogging.ground import Cells
from models.waterlogging.inputs import Surface
from models.waterlogging.subgrid.kernels import BANDS, INVERSE
from models.waterlogging.subgrid.pixels.kernels import PixelExtremes, lay_out, lay_pixels, record_pixels
from models.waterlogging.subgrid.tables import Subgrid

if TYPE_CHECKING:
    from models.waterlogging.simulation import Simulation

SCRATCH_ROWS = 7
"""Rows that `record_pixels` needs of each thread's scratch."""


def blank_extremes(subgrid: Subgrid, like: NDArray[np.float32], classes: int) -> PixelExtremes:
    """Extremes before anything happened; `like` is a grid of cells with halo."""
    shape = subgrid.pixels.height.shape
    return PixelExtremes(
        depth=np.zeros_like(like),
        time=np.zeros_like(like),
        speed=np.zeros_like(like),
        hazard=np.zeros(shape, np.float32),
        arrival=np.full(shape, -1.0, np.float32),
        duration=np.zeros((classes, *shape), np.float32),
    )


def record(run: Simulation, subgrid: Subgrid, time: float, seconds: float) -> None:
    """Update the running extremes at the end of an interval."""
    record_pixels(
        run.ground, subgrid.tables, run.flow, run.work.depth, subgrid.pixels, INVERSE, np.float32(BANDS),
        run.extremes, run.classes, np.float32(time), np.float32(seconds), run.scratch,
    )  # fmt: skip


def fine_depth(run: Simulation, subgrid: Subgrid, out: NDArray[np.float32]) -> None:
    """Depths of now on the fine grid [m]."""
    lay_out(run.flow.depth, subgrid.pixels, subgrid.factor, out)


def fine_results(run: Simulation, subgrid: Subgrid) -> tuple[Surface, Cells, Extremes]:
    """The relief of a run with its cells and the extremes on them, as a run on the relief would give them."""
    relief = run.surface.finest
    shape = relief.grid.shape
    depth = np.empty(shape, np.float32)
    found = run.extremes
    lay_out(found.depth, subgrid.pixels, subgrid.factor, depth)
    computed = np.isfinite(depth)
    inside = np.isfinite(relief.bed)
    prescribed = np.zeros(shape, bool)
    nowhere = np.empty(0, np.int64)
    cells = Cells(inside, computed, prescribed, computed.astype(np.float32), nowhere, nowhere)

    def spread(values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values by cell, with halo, on the fine cells with halo."""
        rows, columns = (np.arange(n) // subgrid.factor + 1 for n in shape)
        return np.pad(values[rows[:, None], columns[None, :]], 1)

    def laid(values: NDArray[np.float32]) -> NDArray[np.float32]:
        out = np.empty(shape, np.float32)
        lay_pixels(values, subgrid.pixels, subgrid.factor, out)
        return np.pad(np.nan_to_num(out), 1)

    duration = np.stack([laid(of_class) for of_class in found.duration])
    # Where the water of a cell never came, its time and speed are none.
    wet = np.pad(np.nan_to_num(depth) > 0.0, 1)
    extremes = Extremes(
        depth=np.pad(np.nan_to_num(depth), 1),
        time=spread(found.time),
        speed=np.where(wet, spread(found.speed), np.float32(0.0)),
        hazard=laid(found.hazard),
        arrival=laid(found.arrival),
        duration=duration,
    )
    return relief, cells, extremes
