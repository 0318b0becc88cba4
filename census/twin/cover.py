"""Rasters of what lies where: canals, roads, buildings and block uses, and the land cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from scipy import ndimage
from scipy.special import ndtr

from census.grid import Grid
from census.twin import dice
from census.twin.blocks import USES, Blocks
from census.twin.canals import Canal
from census.twin.drainage import edge_cells
from census.twin.linework import Geometries

BUILDING, ROAD, PAVED, GREEN, FOREST, CROP, WATER, BARE = range(1, 9)
"""Codes of the land-cover raster; 0 lies outside the domain."""

_GREEN_SHARE = {
    "old_lane": 0.06,
    "masonry_estate": 0.32,
    "tower_estate": 0.42,
    "office": 0.24,
    "commercial": 0.12,
    "school": 0.38,
    "hospital": 0.26,
    "factory": 0.14,
    "warehouse": 0.10,
    "village": 0.06,
    "park": 0.88,
    "field": 0.0,
    "idle": 0.0,
}
"""Share of the open ground of a block that is planted; synthetic."""


@dataclass(frozen=True)
class Cover:
    """Cells of the domain by what they carry; all arrays of shape (rows, columns).

    Parameters
    ----------
    inside
        Cells of the domain.
    canal
        Index of the canal; -1 elsewhere.
    road
        Cells of roads (without canals and buildings).
    footprint
        Index of the building; -1 elsewhere.
    block
        Index of the block; -1 elsewhere.
    """

    inside: NDArray[np.bool_]
    canal: NDArray[np.int16]
    road: NDArray[np.bool_]
    footprint: NDArray[np.int32]
    block: NDArray[np.int32]

    @property
    def water(self) -> NDArray[np.bool_]:
        """Cells of canals."""
        return np.asarray(self.canal >= 0)

    @property
    def building(self) -> NDArray[np.bool_]:
        """Cells of buildings."""
        return np.asarray(self.footprint >= 0)


def cover(
    grid: Grid,
    domain: shapely.Polygon,
    canals: Sequence[Canal],
    road_surfaces: Geometries,
    blocks: Blocks,
    footprints: Geometries,
) -> Cover:
    """Rasterise everything once; a cell belongs to what covers its centre."""
    inside = _burn(grid, [domain]) >= 0
    canal = np.where(inside, _burn(grid, [canal.water for canal in canals]), -1).astype(np.int16)
    water = canal >= 0
    footprint = np.where(inside & ~water, _burn(grid, footprints), -1).astype(np.int32)
    road = inside & ~water & (footprint < 0) & (_burn(grid, road_surfaces) >= 0)
    block = np.where(inside & ~water & ~road, _burn(grid, blocks.geometry), -1).astype(np.int32)
    return Cover(inside, canal, road, footprint, block)


def sealing_buildings(cover: Cover) -> NDArray[np.int64]:
    """Indices of buildings that together shut in open ground; one is named for each yard.

    A yard without any way out would hold the water of all roofs around it.
    """
    free = cover.inside & ~cover.building
    label, count = ndimage.label(free)
    ways_out = np.unique(label[cover.water | edge_cells(cover.inside)])
    shut = np.ones(count + 1, dtype=bool)
    shut[ways_out] = False
    shut[0] = False
    doomed = []
    for number, window in zip(np.flatnonzero(shut), _windows(label, shut), strict=True):
        around = ndimage.binary_dilation(label[window] == number)
        doomed.append(int(cover.footprint[window][around].max()))
    return np.unique([index for index in doomed if index >= 0]).astype(np.int64)


def without(cover: Cover, buildings: NDArray[np.int64]) -> Cover:
    """The cover after some buildings are taken away; indices of the others stay."""
    footprint = np.where(np.isin(cover.footprint, buildings), np.int32(-1), cover.footprint)
    return replace(cover, footprint=footprint)


def land_cover(
    grid: Grid, cover: Cover, blocks: Blocks, forest: NDArray[np.bool_], seed: int
) -> NDArray[np.uint8]:
    """Land-cover codes of the domain.

    Parameters
    ----------
    grid, cover, blocks
        Geometry, and what lies where.
    forest
        Cells on the hills.
    seed
        Seed of the district.
    """
    share = np.array([_GREEN_SHARE[use] for use in USES])
    ground = np.full(len(USES), PAVED, dtype=np.uint8)
    ground[USES.index("field")] = CROP
    ground[USES.index("idle")] = BARE
    use = blocks.use[cover.block]
    # What is neither block nor road is a bank, a corner or the foot of a hill.
    result = np.full(cover.inside.shape, GREEN, dtype=np.uint8)
    in_block = cover.block >= 0
    patch = patches(grid, seed, "cover/green", 9.0)
    result[in_block] = np.where(patch < share[use], np.uint8(GREEN), ground[use])[in_block]
    result[forest] = FOREST
    result[cover.road] = ROAD
    result[cover.building] = BUILDING
    result[cover.water] = WATER
    result[~cover.inside] = 0
    return result


def patches(grid: Grid, seed: int, subject: str, length: float) -> NDArray[np.float32]:
    """A patchy field, uniform in [0, 1], whose patches are about `length` metres in radius."""
    rows = np.rint(grid.y / grid.cell_size).astype(np.int64)
    columns = np.rint(grid.x / grid.cell_size).astype(np.int64)
    white = dice.uniform(seed, subject, rows[:, None], columns[None, :]).astype(np.float32) - np.float32(0.5)
    sigma = length / grid.cell_size
    smooth = ndimage.gaussian_filter(white, sigma, mode="reflect")
    # Variance of white noise, 1/12 here, falls by 4 pi sigma^2 under a wide Gaussian filter.
    spread = np.sqrt(1.0 / 12.0 / (4.0 * np.pi * sigma**2))
    return np.asarray(ndtr(smooth / np.float32(spread)), dtype=np.float32)


def _windows(label: NDArray[np.int32], wanted: NDArray[np.bool_]) -> list[tuple[slice, slice]]:
    """Bounding slices of the wanted labels, one cell wider on each side."""
    found = ndimage.find_objects(np.where(wanted[label], label, 0))
    grown = []
    for number in np.flatnonzero(wanted):
        rows, columns = found[number - 1]
        grown.append(
            (
                slice(max(rows.start - 1, 0), rows.stop + 1),
                slice(max(columns.start - 1, 0), columns.stop + 1),
            )
        )
    return grown


def _burn(grid: Grid, shapes: Sequence[Any] | Geometries) -> NDArray[np.int32]:
    """Index of the last shape that covers each cell centre; -1 for none."""
    out = np.full(grid.shape, -1, dtype=np.int32)
    pairs = [(shape, number) for number, shape in enumerate(shapes)]
    if pairs:
        rasterio.features.rasterize(pairs, out=out, transform=Affine(*grid.transform))
    return out
