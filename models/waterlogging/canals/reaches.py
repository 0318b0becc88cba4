"""Stretches of canal on the grid: which cells take the level of which, and the storage of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import KDTree

from models.waterlogging.canals.network import Curve
from models.waterlogging.canals.stretches import Layout, Stretch
from models.waterlogging.inputs import SewerSink, Surface

RIM = 0.1
"""Height over the lowest bank in which a reach widens to its cells on the grid [m]."""

CELLS_AT_ONCE = 100_000


def with_reaches(surface: Surface, layout: Layout) -> Surface:
    """A surface whose stage groups are stretches of canal instead of systems.

    Parameters
    ----------
    surface
        Its stage groups are canal systems.
    layout
        Stretches of the same canals.

    Returns
    -------
    Surface
        With a stage group for each stretch that has cells, and sewers that drain to the nearest of them.
    """
    if surface.stage_group is None:
        return surface
    rows, columns = np.nonzero(surface.stage_group >= 0)
    system = surface.stage_group[rows, columns]
    stretch = np.full(rows.size, -1, np.int64)
    points = shapely.points(surface.grid.x[columns], surface.grid.y[rows])
    for index, name in enumerate(surface.stage_groups):
        here = np.flatnonzero(system == index)
        stretch[here] = _nearest(layout, points[here], name)
    used = np.unique(stretch)
    group = np.full(surface.grid.shape, -1, np.int16)
    group[rows, columns] = np.searchsorted(used, stretch)
    names = tuple(layout.stretches[k].name for k in used)
    sewers = surface.sewers
    if sewers is not None:
        sewers = _drained(sewers, group, {layout.stretches[k].name: layout.stretches[k].normal for k in used})
    return replace(surface, stage_group=group, stage_groups=names, sewers=sewers)


def curve_of(stretch: Stretch, *, spill: float, cell_area: float) -> Curve:
    """Storage of a stretch.

    Parameters
    ----------
    stretch
        A trapezium up to normal stage and upright walls above it.
    spill
        Lowest ground beside its cells, NaN where it has none [m].
    cell_area
        Area of its cells [m2].

    Returns
    -------
    Curve
        From the bed up. Above the lowest bank the area is that of the cells where they cover more.
    """
    rim = min(stretch.bank, spill) if np.isfinite(spill) else stretch.bank
    rim = max(rim, stretch.normal + 0.01)
    bottom = stretch.area * stretch.bottom / stretch.top
    area = [bottom, stretch.area, stretch.area, max(stretch.area, cell_area)]
    return Curve(np.array([stretch.bed, stretch.normal, rim, rim + RIM]), np.array(area))


def spill_levels(surface: Surface) -> NDArray[np.float64]:
    """Lowest ground beside the cells of each stage group, NaN where there is none, shape (groups,) [m]."""
    lowest = np.full(len(surface.stage_groups), np.inf)
    if surface.stage_group is None:
        return lowest
    group = np.pad(surface.stage_group.astype(np.int64), 1, constant_values=-1)
    bed = np.pad(np.asarray(surface.bed, np.float64), 1, constant_values=np.nan)
    for shift, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
        beside, ground = np.roll(group, shift, axis), np.roll(bed, shift, axis)
        at = (group >= 0) & (beside < 0) & np.isfinite(ground)
        np.minimum.at(lowest, group[at], ground[at])
    lowest[np.isinf(lowest)] = np.nan
    return lowest


def cell_areas(surface: Surface) -> NDArray[np.float64]:
    """Area of the cells of each stage group, shape (groups,) [m2]."""
    count = len(surface.stage_groups)
    if surface.stage_group is None:
        return np.zeros(count)
    held = surface.stage_group[surface.stage_group >= 0]
    return np.asarray(np.bincount(held, minlength=count) * surface.grid.cell_area)


def _nearest(layout: Layout, points: NDArray[Any], system: str) -> NDArray[np.int64]:
    """Stretch of a system nearest to each point: its nearest water surface, and there its nearest section."""
    own = sorted({s.part for s in layout.stretches if s.system == system})
    tree = shapely.STRtree(layout.parts[own])
    found = np.full(points.size, -1, np.int64)
    part = np.empty(points.size, np.int64)
    for at in range(0, points.size, CELLS_AT_ONCE):
        some = points[at : at + CELLS_AT_ONCE]
        index, hit = tree.query_nearest(some, all_matches=False)
        part[at + index] = np.array(own)[hit]
    for p in own:
        here = np.flatnonzero(part == p)
        stretches = [k for k, s in enumerate(layout.stretches) if s.part == p]
        sections = [(k, xy) for k in stretches for xy in shapely.get_coordinates(layout.stretches[k].points)]
        _, nearest = KDTree(np.array([xy for _, xy in sections])).query(shapely.get_coordinates(points[here]))
        found[here] = np.array([k for k, _ in sections])[nearest]
    return found


def _drained(sewers: SewerSink, group: NDArray[np.int16], normal: dict[str, float]) -> SewerSink:
    """Sewers that drain to the nearest reach, at full capacity up to its normal stage."""
    outfall = np.full_like(group, -1)
    if (group >= 0).any():
        row, column = ndimage.distance_transform_edt(group < 0, return_distances=False, return_indices=True)
        outfall = group[row, column]
    return replace(sewers, outfall=outfall, reference_stage=normal)
