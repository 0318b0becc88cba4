"""Does water find its way: a check of the ground on streets, buildings and low points."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import rasterio.features
from affine import Affine
from numpy.typing import NDArray

from census.grid import Grid
from census.twin.cover import BUILDING, ROAD, WATER
from census.twin.drainage import edge_cells, spill_level

DEPTHS = (0.01, 0.02, 0.05, 0.10, 0.15)


@dataclass(frozen=True)
class DrainageReport:
    """How water stands before it runs off over open ground.

    Parameters
    ----------
    depth
        Depth of standing water, shape (rows, columns) [m]; NaN outside, on buildings and where
        no way leads out.
    sealed_road_cells, sealed_open_cells
        Cells of roads, and of all open ground, from which no way leads to a canal or the edge.
    deepest_outside_low_points
        Greatest depth on roads away from the deliberate low points [m].
    wet_share
        Share of road cells deeper than each of `DEPTHS`.
    """

    depth: NDArray[np.float32]
    sealed_road_cells: int
    sealed_open_cells: int
    deepest_outside_low_points: float
    wet_share: dict[float, float]


def check_drainage(
    level: NDArray[np.float32], land_cover: NDArray[np.uint8], grid: Grid, low_points: gpd.GeoDataFrame
) -> DrainageReport:
    """Flood the ground to its spill level and say where water stays.

    Parameters
    ----------
    level
        Ground without buildings, shape (rows, columns) [m]; NaN outside.
    land_cover
        Codes on the same grid.
    grid
        Their geometry.
    low_points
        Deliberate low points with `radius_m`.
    """
    building, water, road = (land_cover == code for code in (BUILDING, WATER, ROAD))
    inside = np.isfinite(level)
    spill = spill_level(level, building, water | edge_cells(inside))
    depth = spill - level
    sealed = inside & ~building & np.isnan(spill)
    on_road = np.where(road, depth, np.nan)
    away = ~_around(low_points, grid)
    known = on_road[np.isfinite(on_road)]
    return DrainageReport(
        depth=depth,
        sealed_road_cells=int((sealed & road).sum()),
        sealed_open_cells=int(sealed.sum()),
        deepest_outside_low_points=float(np.nanmax(np.where(away, on_road, np.nan))),
        wet_share={limit: float((known > limit).mean()) for limit in DEPTHS},
    )


def _around(low_points: gpd.GeoDataFrame, grid: Grid) -> NDArray[np.bool_]:
    shapes = low_points.geometry.buffer(low_points["radius_m"] + 2.0 * grid.cell_size)
    out = np.zeros(grid.shape, dtype=np.uint8)
    rasterio.features.rasterize(list(shapes), out=out, transform=Affine(*grid.transform), default_value=1)
    return np.asarray(out == 1)
