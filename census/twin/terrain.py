"""Ground level: plain, hills, street relief, canal beds - shaped so that water finds its way.

The plain is given a least slope towards the canals, then a gentle micro-relief, and what would
stand deeper than a puddle is filled; deliberate low points are dug last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from census.grid import Grid
from census.twin import dice
from census.twin.blocks import USES, Blocks
from census.twin.canals import Canal
from census.twin.cover import Cover, patches
from census.twin.drainage import edge_cells, spill_level
from census.twin.frame import Frame
from census.twin.hills import FOOT, Hills

LEAST_FREEBOARD = 0.8
"""Least height of the ground above the usual water level of its canal [m]."""

LEAST_SLOPE = 0.0009
"""Slope given to flat ground towards the next canal [-]; synthetic."""

DEEPEST_PUDDLE = 0.20
"""Depth to which depressions are left in the ground [m]; synthetic."""

_COARSE = 50.0

_RAISED = {
    "old_lane": 0.06,
    "masonry_estate": 0.15,
    "tower_estate": 0.38,
    "office": 0.34,
    "commercial": 0.34,
    "school": 0.26,
    "hospital": 0.34,
    "factory": 0.26,
    "warehouse": 0.20,
    "village": 0.08,
    "park": 0.10,
    "field": -0.10,
    "idle": 0.10,
}
"""Height of a block above the streets around it by its use [m]; synthetic."""


@dataclass(frozen=True)
class Ground:
    """Ground level and what stands in the way of water.

    Parameters
    ----------
    level
        Ground without buildings, canal beds cut in, shape (rows, columns) [m, 1985 national].
    hill
        Cells on the hills, shape (rows, columns).
    """

    level: NDArray[np.float32]
    hill: NDArray[np.bool_]


def terrain(
    grid: Grid, frame: Frame, hills: Hills, canals: Sequence[Canal], cover: Cover, blocks: Blocks, seed: int
) -> Ground:
    """Ground of the domain before low points are dug."""
    plain, hill = _plain(grid, frame, hills, seed)
    raised = _raised(cover, blocks, seed)
    ground = np.where(cover.inside, plain + raised, np.float32(np.nan)).astype(np.float32)
    stage = _stage(canals, cover)
    ground = np.maximum(ground, _least_level(canals, cover, grid))
    ground[cover.water] = stage[cover.water]
    outlet = cover.water | edge_cells(cover.inside)
    sloped = spill_level(
        ground, np.zeros_like(outlet), outlet, slope=LEAST_SLOPE, cell_size=grid.cell_size, diagonal=True
    )
    sloped = np.where(hill > 6.0, sloped, _softened(sloped, cover))
    sloped += np.where(cover.water | (hill > 6.0), 0.0, _micro_relief(grid, cover, seed)).astype(np.float32)
    level = _filled(grid, sloped, cover, outlet, seed)
    level[cover.water] = _bed(canals, cover, grid)[cover.water]
    return Ground(level, hill > FOOT)


def outlets(cover: Cover) -> NDArray[np.bool_]:
    """Cells where water leaves the ground: canals and the edge of the domain."""
    return np.asarray(cover.water | edge_cells(cover.inside))


def plain_level(
    frame: Frame, x: NDArray[np.float64], y: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Level of the plain without streets [m, 1985 national]; synthetic.

    It rises to the east and towards the old town in the south, sinks to the polders of the
    west and stands higher along the Shangtang river.
    """
    level = 3.35 + 1.5 * np.clip((x - 508_500.0) / 10_500.0, 0.0, 1.0)
    level += 1.2 / (1.0 + np.exp((y - 3_352_600.0) / 700.0))
    level -= 0.35 / (1.0 + np.exp((x - 511_300.0) / 500.0))
    off = x - np.interp(y, frame.knot_y, frame.shangtang_x)
    level += 0.9 * np.exp(-((off / 380.0) ** 2)) / (1.0 + np.exp((3_350_800.0 - y) / 200.0))
    index = np.arange(7)
    bearing = 2.0 * np.pi * dice.uniform(seed, "terrain/bearing", index)
    phase = 2.0 * np.pi * dice.uniform(seed, "terrain/phase", index)
    for length, size, turn, start in zip(
        (4600.0, 3100.0, 2200.0, 1500.0, 1000.0, 700.0, 480.0),
        (0.22, 0.18, 0.14, 0.12, 0.10, 0.07, 0.05),
        bearing,
        phase,
        strict=True,
    ):
        along = (x - 507_000.0) * np.cos(turn) + (y - 3_348_000.0) * np.sin(turn)
        level += size * np.sin(2.0 * np.pi * along / length + start)
    return np.asarray(level)


def _plain(
    grid: Grid, frame: Frame, hills: Hills, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Plain with the hills on it, and the height of the hills alone."""
    xs = np.arange(np.floor(grid.x[0] / _COARSE), np.ceil(grid.x[-1] / _COARSE) + 1) * _COARSE
    ys = np.arange(np.ceil(grid.y[0] / _COARSE), np.floor(grid.y[-1] / _COARSE) - 1, -1.0) * _COARSE
    x, y = np.meshgrid(xs, ys)
    coarse = plain_level(frame, x, y, seed)
    # The foot of a hill is a fan of slope wash, not an edge.
    wash = gaussian_filter(np.minimum(hills.height, 90.0), 260.0 / hills.grid.cell_size)
    coarse += np.minimum(0.10 * Hills(hills.grid, wash, None, None).at(x, y), 7.0)
    plain = _spread(coarse, xs, ys, grid)
    height = np.zeros(grid.shape, dtype=np.float32)
    west, south, east, north = hills.grid.bounds
    columns = np.flatnonzero((grid.x > west) & (grid.x < east))
    rows = np.flatnonzero((grid.y > south) & (grid.y < north))
    if len(rows) and len(columns):
        xx, yy = np.meshgrid(grid.x[columns], grid.y[rows])
        height[np.ix_(rows, columns)] = hills.at(xx, yy)
    # Summits keep their heights above the datum: the plain fades out under the hills.
    fade = np.clip(1.0 - height / 250.0, 0.0, 1.0)
    return (plain * fade + height).astype(np.float32), height


def _spread(
    coarse: NDArray[np.float64], xs: NDArray[np.float64], ys: NDArray[np.float64], grid: Grid
) -> NDArray[np.float32]:
    """Bilinear values at the cell centres."""
    i = (grid.x - xs[0]) / _COARSE
    j = (ys[0] - grid.y) / _COARSE
    i0, j0 = np.floor(i).astype(int), np.floor(j).astype(int)
    wi, wj = (i - i0).astype(np.float32), (j - j0).astype(np.float32)[:, None]
    coarse = coarse.astype(np.float32)
    across = coarse[:, i0] * (1 - wi) + coarse[:, i0 + 1] * wi
    return np.asarray(across[j0] * (1 - wj) + across[j0 + 1] * wj, dtype=np.float32)


def _raised(cover: Cover, blocks: Blocks, seed: int) -> NDArray[np.float32]:
    """Fill of the blocks above the streets [m]."""
    size = np.array([_RAISED[use] for use in USES])[blocks.use]
    size = size * (0.6 + 0.8 * dice.uniform(seed, "terrain/fill", blocks.key[:, 0], blocks.key[:, 1]))
    table = np.append(size, 0.0).astype(np.float32)
    return np.asarray(gaussian_filter(table[cover.block], 0.8))


def _stage(canals: Sequence[Canal], cover: Cover) -> NDArray[np.float32]:
    table = np.array([canal.normal_stage for canal in canals] + [0.0], dtype=np.float32)
    return np.asarray(table[cover.canal])


def _least_level(canals: Sequence[Canal], cover: Cover, grid: Grid) -> NDArray[np.float32]:
    """Least ground level: the freeboard above the canals, higher beside the Shangtang river."""
    stage = min(canal.normal_stage for canal in canals) if canals else 0.0
    least = np.full(cover.inside.shape, stage + LEAST_FREEBOARD, dtype=np.float32)
    high = np.isin(cover.canal, [i for i, canal in enumerate(canals) if canal.system == "shangtang"])
    if high.any():
        upper = max(canal.normal_stage for canal in canals) + LEAST_FREEBOARD
        distance = distance_transform_edt(~high) * grid.cell_size
        least = np.maximum(least, upper - np.maximum(distance - 40.0, 0.0) * 0.01).astype(np.float32)
    return least


def _softened(level: NDArray[np.float32], cover: Cover) -> NDArray[np.float32]:
    """Slight smoothing that does not mix water and ground, or the domain and the outside."""
    dry = cover.inside & ~cover.water
    weight = gaussian_filter(dry.astype(np.float32), 1.0)
    mean = gaussian_filter(np.where(dry, level, 0.0).astype(np.float32), 1.0)
    return np.asarray(np.where(dry, mean / np.maximum(weight, 1e-3), level), dtype=np.float32)


def _micro_relief(grid: Grid, cover: Cover, seed: int) -> NDArray[np.float32]:
    """Unevenness of pavements and yards [m], rougher off the roads."""
    uneven = patches(grid, seed, "terrain/uneven", 14.0) - 0.5
    waves = patches(grid, seed, "terrain/waves", 45.0) - 0.5
    size = np.where(cover.road, np.float32(0.7), np.float32(1.0))
    return np.asarray(size * (0.14 * uneven + 0.16 * waves), dtype=np.float32)


def _filled(
    grid: Grid, level: NDArray[np.float32], cover: Cover, outlet: NDArray[np.bool_], seed: int
) -> NDArray[np.float32]:
    """Fill depressions down to puddles of varied depth.

    Raising ground by no more than its depth below the spill level leaves the spill level as
    it is, so the depth left is exactly the one allowed.
    """
    spill = spill_level(level, cover.building, outlet)
    allowed = 0.02 + (DEEPEST_PUDDLE - 0.02) * patches(grid, seed, "terrain/puddles", 60.0) ** 3
    too_deep = np.nan_to_num(spill - level, nan=0.0) - allowed
    return np.asarray(level + np.maximum(too_deep, 0.0), dtype=np.float32)


def _bed(canals: Sequence[Canal], cover: Cover, grid: Grid) -> NDArray[np.float32]:
    """Bed of the canals: banks of 1 in 1.5 below the water line, then the flat bed."""
    bed = np.array([canal.bed for canal in canals] + [0.0], dtype=np.float32)[cover.canal]
    depth = distance_transform_edt(cover.water) * grid.cell_size
    bank = _stage(canals, cover) - 0.6 - (depth - 0.5 * grid.cell_size) / 1.5
    return np.asarray(np.maximum(bed, bank), dtype=np.float32)
