"""The tables of the synthetic snapshot, with a provenance on every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS, Grid
from census.snapshot import DATUM
from census.twin import facts
from census.twin.buildings import Buildings
from census.twin.canals import Canal, bottom_width, sections
from census.twin.layout import ROAD_CLASSES
from census.twin.linework import Geometries
from census.twin.low_points import LowPoints
from census.twin.roads import Roads

SOURCE = "fangzai-twin"

_BANK_OFFSET = 9.0
"""Distance beyond the water's edge at which the bank level is read [m]."""


def street_table(
    geometry: Geometries, residents: NDArray[np.int64], numbers: NDArray[np.int64]
) -> gpd.GeoDataFrame:
    """Streets; `numbers` are their places in `facts.streets()`."""
    rows = [facts.streets()[number] for number in numbers]
    table = {
        "code": [row.code for row in rows],
        "name": [row.name for row in rows],
        "name_en": [row.name_en for row in rows],
        "former_district": [row.former_district for row in rows],
        "population": residents,
        "area_km2": np.round(shapely.area(geometry) * 1e-6, 4),
        "area_published_km2": [row.area for row in rows],
        "residents_source": [row.source or "2000 census, scaled" for row in rows],
    }
    return _with_provenance(table, geometry, confidence="low")


def canal_tables(
    canals: Sequence[Canal], level: NDArray[np.float32], grid: Grid
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Canals and their cross-sections; bank levels are read from the ground."""
    rows: list[dict[str, Any]] = []
    points: list[Any] = []
    banks = []
    for canal in canals:
        chainage, places = sections(canal)
        bank = _bank_levels(canal, chainage, level, grid)
        middle = float(np.nanmedian(bank)) if np.isfinite(bank).any() else canal.normal_stage + 1.0
        banks.append(round(middle, 2))
        for at, place, height in zip(chainage, places, bank, strict=True):
            points.append(place)
            rows.append(
                {
                    "canal_id": canal.canal_id,
                    "chainage_m": round(float(at), 1),
                    "bed_m": canal.bed,
                    "bottom_width_m": round(bottom_width(canal.width, canal.bed, canal.normal_stage), 2),
                    "top_width_m": canal.width,
                    "bank_m": round(float(height), 2) if np.isfinite(height) else round(middle, 2),
                    "status": canal.status,
                }
            )
    names = ("canal_id", "name", "name_en", "system")
    table: dict[str, Any] = {name: [getattr(canal, name) for canal in canals] for name in names}
    table |= {
        "width_m": [canal.width for canal in canals],
        "bed_m": [canal.bed for canal in canals],
        "bank_m": banks,
        "normal_stage_m": [canal.normal_stage for canal in canals],
        "datum": [DATUM] * len(canals),
        "status": [canal.status for canal in canals],
    }
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else {"canal_id": None})}
    return (
        _with_provenance(table, np.array([canal.water for canal in canals], dtype=object), confidence="low"),
        _with_provenance(columns, np.array(points, dtype=object), confidence="low"),
    )


def road_table(roads: Roads) -> gpd.GeoDataFrame:
    """Edges of the road graph."""
    table = {
        "road_id": [f"R{number:06d}" for number in range(len(roads.kind))],
        "class": np.array(ROAD_CLASSES, dtype=object)[roads.kind],
        "width_m": roads.width,
        "from_node": roads.nodes[:, 0],
        "to_node": roads.nodes[:, 1],
    }
    return _with_provenance(table, roads.geometry, confidence="synthetic")


def building_table(
    buildings: Buildings, street_codes: NDArray[Any], people: NDArray[np.int64]
) -> gpd.GeoDataFrame:
    """Buildings with their residents."""
    table = {
        "building_id": [f"B{number:06d}" for number in range(len(people))],
        "street_code": street_codes,
        "type": buildings.type,
        "structure": buildings.structure,
        "storeys": buildings.storeys,
        "height_m": buildings.height,
        "year_built": buildings.year,
        "floor_area_m2": np.round(buildings.floor_area, 1),
        "people": people,
    }
    return _with_provenance(table, buildings.geometry, confidence="synthetic")


def low_point_table(
    points: LowPoints, street_codes: NDArray[Any], depth: NDArray[np.float64], spill: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    """Low points with the depth that stands in them before water runs off."""
    table = {
        "low_point_id": [f"L{number:03d}" for number in range(len(depth))],
        "kind": points.kind,
        "street_code": street_codes,
        "depth_m": np.round(depth, 3),
        "spill_m": np.round(spill, 3),
        "radius_m": points.radius,
    }
    return _with_provenance(table, points.geometry, confidence="synthetic")


def codes_at(geometry: Geometries, street_polygons: Geometries, codes: NDArray[Any]) -> NDArray[Any]:
    """Code of the street in which each geometry's middle lies."""
    return np.asarray(codes[shapely.STRtree(street_polygons).nearest(shapely.centroid(geometry))])


def _bank_levels(
    canal: Canal, chainage: NDArray[np.float64], level: NDArray[np.float32], grid: Grid
) -> NDArray[np.float64]:
    """Mean ground level of both banks at each section; NaN where both lie outside."""
    if not len(chainage):
        return np.empty(0)
    here = shapely.get_coordinates(shapely.line_interpolate_point(canal.line, chainage))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(canal.line, chainage + 5.0))
    along = ahead - here
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    sides = []
    for side in (-1.0, 1.0):
        x, y = (here + side * (0.5 * canal.width + _BANK_OFFSET) * normal).T
        row = np.floor((grid.north - y) / grid.cell_size).astype(np.int64)
        column = np.floor((x - grid.west) / grid.cell_size).astype(np.int64)
        known = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
        value = np.full(len(x), np.nan)
        value[known] = level[row[known], column[known]]
        sides.append(value)
    pair = np.array(sides)
    count = np.isfinite(pair).sum(axis=0)
    return np.where(count > 0, np.nansum(pair, axis=0) / np.maximum(count, 1), np.nan)


def _with_provenance(table: dict[str, Any], geometry: Geometries, *, confidence: str) -> gpd.GeoDataFrame:
    table = table | {
        "source_id": SOURCE,
        "source_date": facts.SOURCE_DATE,
        "method": "synthetic",
        "confidence": confidence,
    }
    return gpd.GeoDataFrame(table, geometry=geometry, crs=DISTRICT_CRS)
