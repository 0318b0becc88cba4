"""Where things of the capacity tables lie: streets, communities, ground level, nearness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray

from census.snapshot import DATUM
from census.twin.linework import Geometries
from census.twin.survey.base import Base, Frames

__all__ = ["DATUM", "Ground", "community_at", "distance_to", "ground_at", "key_of", "street_at"]


@dataclass(frozen=True)
class Ground:
    """Ground of each place: median level [m, 1985 national] and mean slope [degree], shape (n,)."""

    level: NDArray[np.float64]
    slope: NDArray[np.float64]


def key_of(geometry: Geometries) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole metres of each geometry's centroid, to key its random numbers."""
    x, y = np.rint(shapely.get_coordinates(shapely.centroid(geometry))).astype(np.int64).reshape(-1, 2).T
    return x, y


def street_at(made: Frames, geometry: Geometries) -> NDArray[np.object_]:
    """Code of the street in which a point of each geometry lies."""
    streets = made["streets"]
    return _owner(geometry, streets.geometry.to_numpy(), streets["code"].to_numpy(dtype=object))


def community_at(made: Frames, geometry: Geometries) -> NDArray[np.object_]:
    """Code of the community at each geometry; None where communities are not surveyed."""
    if "communities" not in made or not len(made["communities"]):
        return np.full(len(geometry), None, dtype=object)
    table = made["communities"]
    return _owner(geometry, table.geometry.to_numpy(), table["community_code"].to_numpy(dtype=object))


def ground_at(base: Base, geometry: Geometries) -> Ground:
    """Ground under each polygon or point."""
    grid = base.grid
    rows, columns = _cells(base, shapely.point_on_surface(geometry))
    level = np.nan_to_num(base.terrain[rows, columns].astype(np.float64))
    slope = np.zeros(len(geometry))
    areal = np.flatnonzero(shapely.get_dimensions(geometry) == 2)
    if not len(areal):
        return Ground(np.round(level, 2), slope)
    transform = Affine(grid.cell_size, 0.0, grid.west, 0.0, -grid.cell_size, grid.north)
    shapes = zip(geometry[areal], (areal + 1).tolist(), strict=True)
    label = rasterio.features.rasterize(
        shapes, out_shape=base.terrain.shape, transform=transform, dtype="int32"
    )
    inside = np.flatnonzero((label.ravel() > 0) & np.isfinite(base.terrain).ravel())
    owner = label.ravel()[inside]
    order = np.argsort(owner, kind="stable")
    inside, owner = inside[order], owner[order]
    held, first = np.unique(owner, return_index=True)
    steep = _slope(base, inside)
    for place, cells in zip(held - 1, np.split(np.arange(len(inside)), first[1:]), strict=True):
        level[place] = np.median(base.terrain.ravel()[inside[cells]])
        slope[place] = steep[cells].mean()
    return Ground(np.round(level, 2), np.round(slope, 2))


def distance_to(geometry: Geometries, others: Geometries) -> NDArray[np.float64]:
    """Distance to the nearest of some other geometries [m]; NaN where there are none."""
    if not len(others) or not len(geometry):
        return np.full(len(geometry), np.nan)
    tree = shapely.STRtree(others)
    near = tree.nearest(geometry)
    return np.asarray(np.round(shapely.distance(geometry, others[near]), 1))


def _owner(geometry: Geometries, polygons: Geometries, codes: NDArray[Any]) -> NDArray[np.object_]:
    if not len(geometry):
        return np.empty(0, dtype=object)
    return np.asarray(codes[shapely.STRtree(polygons).nearest(shapely.point_on_surface(geometry))])


def _cells(base: Base, points: Geometries) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    x, y = shapely.get_coordinates(points).reshape(-1, 2).T
    row = np.floor((base.grid.north - y) / base.grid.cell_size).astype(np.int64)
    column = np.floor((x - base.grid.west) / base.grid.cell_size).astype(np.int64)
    return np.clip(row, 0, base.grid.rows - 1), np.clip(column, 0, base.grid.columns - 1)


def _slope(base: Base, cells: NDArray[np.int64]) -> NDArray[np.float64]:
    """Slope at some cells, given by their places in the flattened raster [degree]."""
    row, column = np.divmod(cells, base.grid.columns)
    north, south = np.maximum(row - 1, 0), np.minimum(row + 1, base.grid.rows - 1)
    west, east = np.maximum(column - 1, 0), np.minimum(column + 1, base.grid.columns - 1)
    level = base.terrain
    down = (level[south, column] - level[north, column]) / (
        np.maximum(south - north, 1) * base.grid.cell_size
    )
    across = (level[row, east] - level[row, west]) / (np.maximum(east - west, 1) * base.grid.cell_size)
    return np.asarray(np.nan_to_num(np.degrees(np.arctan(np.hypot(down, across)))), dtype=float)
