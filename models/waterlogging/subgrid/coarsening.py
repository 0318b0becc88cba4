"""From a fine surface to coarser cells that know the ground they cover."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.blocks import in_blocks, mean_where, passage_east, passage_south, share
from models.waterlogging.ground import BLOCK_FRACTION
from models.waterlogging.inputs import FloatGrid, HortonInfiltration, Infiltration, SewerSink, Surface

LARGEST_FACTOR = 16
"""Fine cells along the edge of a cell: their places must be told in eight bits."""

PRESCRIBED_SHARE = 0.5
"""Share of a stage group from which a cell takes its level."""


def coarsened(fine: Surface, factor: int) -> Surface:
    """Surface of cells `factor` times as long, with the fine surface as their relief.

    Parameters
    ----------
    fine
        Surface whose ground the cells are to know.
    factor
        Fine cells along the edge of a cell, 2 to `LARGEST_FACTOR`.

    Returns
    -------
    Surface
        Mean bed, open share and losses of the open ground of each cell; roughness by mean conveyance,
        1 / n; faces as open as the narrowest passage between the two centres.

    Raises
    ------
    InputError
        If the factor is out of range.
    """
    if not 2 <= factor <= LARGEST_FACTOR:
        raise InputError(
            f"a cell of the sub-grid mode is {factor} cells of its terrain along an edge; "
            f"from 2 to {LARGEST_FACTOR} are possible"
        )
    valid = np.isfinite(fine.bed)
    inside = share(valid, factor) >= np.float32(0.5)
    canal = np.zeros(valid.shape, bool) if fine.stage_group is None else fine.stage_group >= 0
    group = _groups(fine, factor, inside)
    built = _built(fine)
    passable = built < np.float32(BLOCK_FRACTION)
    land = valid & ~canal
    ground = land & passable
    return Surface(
        grid=fine.grid.coarsened(factor),
        bed=_bed(fine, factor, inside, group, ground),
        manning=_conveyance_mean(fine.manning, ground, factor),
        building_fraction=_fraction(built, land, ground, factor, group),
        open_x=passage_east(passable, factor),
        open_y=passage_south(passable, factor),
        stage_group=group,
        stage_groups=fine.stage_groups,
        infiltration=_soil(fine.infiltration, ground, factor),
        sewers=_sewers(fine.sewers, land, factor, inside.shape),
        relief=replace(fine, infiltration=None, sewers=None),
    )


def _built(fine: Surface) -> FloatGrid:
    if fine.building_fraction is None:
        return np.zeros(fine.grid.shape, np.float32)
    return np.nan_to_num(fine.building_fraction)


def _groups(fine: Surface, factor: int, inside: NDArray[np.bool_]) -> NDArray[np.int16] | None:
    """The stage group that holds most of a cell, if it holds half of it."""
    if fine.stage_group is None:
        return None
    out = np.full(inside.shape, -1, np.int16)
    best = np.full(inside.shape, PRESCRIBED_SHARE, np.float32)
    for index in range(len(fine.stage_groups)):
        part = share(fine.stage_group == index, factor)
        out[inside & (part >= best)] = index
        best = np.maximum(best, part)
    return out


def _bed(
    fine: Surface,
    factor: int,
    inside: NDArray[np.bool_],
    group: NDArray[np.int16] | None,
    ground: NDArray[np.bool_],
) -> FloatGrid:
    """Mean open ground; the bed of the canal where the stage is prescribed; NaN outside."""
    bed = mean_where(fine.bed, ground, factor)
    any_ground = mean_where(fine.bed, np.isfinite(fine.bed), factor)
    bed = np.where(np.isfinite(bed), bed, any_ground)
    if group is not None and fine.stage_group is not None:
        canal = mean_where(fine.bed, np.isfinite(fine.bed) & (fine.stage_group >= 0), factor)
        bed = np.where(group >= 0, canal, bed)
    bed[~inside] = np.nan
    return bed.astype(np.float32)


def _conveyance_mean(manning: FloatGrid, ground: NDArray[np.bool_], factor: int) -> FloatGrid:
    """Roughness that conveys as much as the open ground side by side."""
    inverse = (1.0 / np.maximum(manning, np.float32(1e-6))).astype(np.float32)
    ease = mean_where(inverse, ground, factor)
    some = mean_where(manning, np.isfinite(manning), factor)
    mean = np.where(np.isfinite(ease), 1.0 / np.maximum(ease, 1e-6), np.nan_to_num(some, nan=0.03))
    return mean.astype(np.float32)


def _fraction(
    built: FloatGrid,
    land: NDArray[np.bool_],
    ground: NDArray[np.bool_],
    factor: int,
    group: NDArray[np.int16] | None,
) -> FloatGrid:
    """Built share of the land of each cell; 1 where no open ground is left."""
    fraction = np.nan_to_num(mean_where(built, land, factor))
    no_ground = share(ground, factor) == 0.0
    if group is not None:
        no_ground &= group < 0
    fraction[no_ground] = 1.0
    return np.minimum(fraction, np.float32(1.0))


def _soil(
    soil: Infiltration | HortonInfiltration | None, ground: NDArray[np.bool_], factor: int
) -> Infiltration | HortonInfiltration | None:
    """Means of every parameter over open ground."""
    if soil is None:
        return None
    means = {f.name: np.nan_to_num(mean_where(getattr(soil, f.name), ground, factor)) for f in fields(soil)}
    return type(soil)(**means)


def _sewers(
    sewers: SewerSink | None, land: NDArray[np.bool_], factor: int, shape: tuple[int, ...]
) -> SewerSink | None:
    """Mean capacity of the land; the outfall is that of the fine cell in the middle."""
    if sewers is None:
        return None
    middle: NDArray[Any] = in_blocks(sewers.outfall, factor, fill=-1)[:, factor // 2, :, factor // 2]
    return SewerSink(
        capacity=np.nan_to_num(mean_where(sewers.capacity, land, factor)),
        outfall=np.ascontiguousarray(middle.reshape(shape)),
        reference_stage=sewers.reference_stage,
    )
