"""The statistical grid of 250 m squares."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from census.grid import DISTRICT_CRS
from census.twin.linework import Geometries
from census.twin.survey.base import Base

SIZE = 250.0
"""Edge of a cell [m]."""

_LEAST_AREA = 1.0
"""A cell of which less lies inside the district is left out unless a building stands in it [m2]."""


def grid_cells(base: Base, streets: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Squares cut at the district's edge, with the residents of the buildings whose middle they hold."""
    west, south, east, north = shapely.bounds(base.part.area)
    columns = np.arange(np.floor(west / SIZE), np.ceil(east / SIZE)).astype(np.int64)
    rows = np.arange(np.floor(south / SIZE), np.ceil(north / SIZE)).astype(np.int64)
    column, row = (axis.ravel() for axis in np.meshgrid(columns, rows))
    square = shapely.box(column * SIZE, row * SIZE, (column + 1) * SIZE, (row + 1) * SIZE)
    shapely.prepare(base.part.area)
    inside = shapely.contains_properly(base.part.area, square)
    geometry = square.copy()
    geometry[~inside] = shapely.intersection(square[~inside], base.part.area)
    middle = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    at = np.floor(middle / SIZE).astype(np.int64) - [columns[0], rows[0]]
    index = at[:, 1] * len(columns) + at[:, 0]
    count = len(column)
    residents = np.bincount(index, weights=buildings["people"].to_numpy(), minlength=count)
    keep = (shapely.area(geometry) > _LEAST_AREA) | (np.bincount(index, minlength=count) > 0)
    centre = shapely.points((column + 0.5) * SIZE, (row + 0.5) * SIZE)
    street = shapely.STRtree(streets.geometry.to_numpy()).nearest(centre)
    table = {
        "cell_id": [f"G{x:04d}{y:05d}" for x, y in zip(column.tolist(), row.tolist(), strict=True)],
        "street_code": streets["code"].to_numpy()[street],
        "residents": residents.astype(np.int64),
        "area_m2": np.round(shapely.area(geometry), 1),
    }
    frame = gpd.GeoDataFrame(table, geometry=_polygonal(geometry), crs=DISTRICT_CRS)
    return frame[keep].reset_index(drop=True)


def _polygonal(geometry: Geometries) -> Geometries:
    """Polygons only: an edge that merely touches a cell adds lines."""
    mixed = ~np.isin(shapely.get_type_id(geometry), (3, 6))
    geometry[mixed] = shapely.buffer(geometry[mixed], 0.0)
    return geometry
