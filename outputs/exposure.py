"""Where people meet the water: cells by street, buildings touched, land and wet areas."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
import xarray as xr
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine

from census.grid import Grid
from outputs.fields import grid_of

WET_DEPTH = 0.15
"""Depth from which ground counts as waterlogged [m]."""


@dataclass(frozen=True)
class Ground:
    """Maximum depth and areas of the cells of a run.

    Parameters
    ----------
    grid
        Where the cells lie.
    depth
        Maximum depth, 0 where no water can stand (blocks, canals, outside), shape
        (rows, columns) [m].
    area
        Area of the domain in each cell, 0 outside the domain, shape (rows, columns) [m2].
    open_area
        The part of it on which water can stand: no building, no canal [m2].
    """

    grid: Grid
    depth: NDArray[np.float32]
    area: NDArray[np.float64]
    open_area: NDArray[np.float64]

    def wet_area(self, depth: float) -> NDArray[np.float64]:
        """Open area of the cells that reach a depth [m2]."""
        return np.where(self.depth >= np.float32(depth), self.open_area, 0.0)


def ground_of(ds: xr.Dataset) -> Ground:
    """Depths and areas of a run's cells.

    Parameters
    ----------
    ds
        Dataset with `maximum_depth` and, where there are any, `bed` and `building_fraction`.
    """
    grid = grid_of(ds)
    depth = np.asarray(ds["maximum_depth"].values, dtype=np.float32)
    has_depth = np.isfinite(depth)
    domain = np.isfinite(ds["bed"].values) if "bed" in ds else has_depth
    built = np.nan_to_num(ds["building_fraction"].values) if "building_fraction" in ds else 0.0
    area = np.where(domain, grid.cell_area, 0.0)
    return Ground(
        grid=grid,
        depth=np.where(has_depth, depth, np.float32(0.0)),
        area=area,
        open_area=np.where(has_depth, area * (1.0 - built), 0.0),
    )


def street_of_cells(grid: Grid, streets: gpd.GeoDataFrame) -> NDArray[np.int32]:
    """Row of `streets` in which the centre of each cell lies, -1 for none.

    Parameters
    ----------
    grid
        Where the cells lie.
    streets
        Polygons in the grid's CRS. Where they overlap by mistake, the later row takes the cell,
        so that each cell has one street.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns).
    """
    placed = streets.to_crs(grid.crs)
    shapes = [(geometry, row) for row, geometry in enumerate(placed.geometry) if not geometry.is_empty]
    if not shapes:
        return np.full(grid.shape, -1, dtype=np.int32)
    cells: NDArray[np.int32] = rasterize(
        shapes, out_shape=grid.shape, fill=-1, transform=Affine(*grid.transform), dtype="int32"
    )
    return cells


def touched_buildings(
    ground: Ground, buildings: gpd.GeoDataFrame, *, depth: float = WET_DEPTH
) -> NDArray[np.bool_]:
    """Which buildings the water reaches.

    A building is touched when the centre of a cell with at least `depth` of water lies on its
    footprint or within one cell's edge of it.

    Parameters
    ----------
    ground
        Depths of a run.
    buildings
        Footprints.
    depth
        Depth that counts [m].

    Returns
    -------
    numpy.ndarray
        Shape (buildings,).
    """
    touched = np.zeros(len(buildings), dtype=np.bool_)
    rows, columns = np.nonzero((ground.depth >= np.float32(depth)) & (ground.open_area > 0.0))
    if rows.size == 0 or len(buildings) == 0:
        return touched
    footprints = np.asarray(buildings.to_crs(ground.grid.crs).geometry.array)
    centres = np.atleast_1d(np.asarray(shapely.points(ground.grid.x[columns], ground.grid.y[rows])))
    # The tree holds the points: many fewer tests than the other way round where little is wet.
    pairs = shapely.STRtree(centres).query(footprints, predicate="dwithin", distance=ground.grid.cell_size)
    touched[pairs[0]] = True
    return touched
