"""Spaces below ground: underpasses, metro entrances, garages and malls, with sills and volumes."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.schema import TABLES
from census.snapshot import DATUM
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.places import as_frame, ground, points_xy, street_codes

_LEVEL_HEIGHT = 3.6
_PARKING = 35.0
"""Floor area of a parking place with its share of ways [m2]."""

_GARAGE_SINCE = 1998
_GARAGE_TYPES = ("tower", "office", "hospital", "commercial", "mall")
_LABEL = {"underpass": "下穿通道", "metro_entrance": "地铁出入口", "garage": "地下车库", "mall": "地下商场"}
_LARGE_MALL = 6000.0


def underground_spaces(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Spaces whose entrances lie inside the surveyed area."""
    parts = [_underpasses(made), _metro(base, made), _below_buildings(base, made)]
    rows = [row for made_rows, _ in parts for row in made_rows]
    geometry = np.array([point for _, points in parts for point in points], dtype=object)
    if not len(geometry):
        return as_frame(TABLES["underground_spaces"], rows, geometry)
    x, y = points_xy(geometry)
    draw = dice.uniform(base.seed, "flood/underground/sill", np.rint(x), np.rint(y))
    level, owner = ground(base, geometry), street_codes(geometry, made)
    for n, row in enumerate(rows):
        low, high = row.pop("sill_range")
        sill = round(low + (high - low) * float(draw[n]), 2)
        entrance = float(level[n]) + row.pop("below_street", 0.0)
        row |= {
            "space_id": f"UG{n + 1:04d}", "street_code": owner[n], "datum": DATUM, "status": "synthetic",
            "name": f"{_LABEL[row['kind']]}{n + 1:04d}(合成)", "sill_height_m": sill,
            "threshold_depth_m": 0.27 if row["kind"] == "underpass" else sill,
            "ground_m": round(entrance, 2), "sill_m": round(round(entrance, 2) + sill, 2),
            "floor_m": round(entrance - row.pop("depth"), 2),
        }  # fmt: skip
    return as_frame(TABLES["underground_spaces"], rows, geometry)


def _underpasses(made: Frames) -> tuple[list[dict[str, Any]], list[Any]]:
    point: Any
    low = made["low_points"]
    low = low[(low["kind"] == "underpass").to_numpy()]
    rows = []
    for point in low.itertuples(index=False):
        area = round(float(np.pi * point.radius_m * 12.0), 0)
        rows.append(
            {
                "kind": "underpass", "low_point_id": point.low_point_id, "sill_range": (0.0, 0.0),
                # Its entrance is the street around, from which water runs down to the floor.
                "depth": float(point.depth_m), "below_street": float(point.depth_m),
                "area_m2": area, "volume_m3": round(0.5 * area * float(point.depth_m), 0), "pump_m3_s": 0.2,
                "entrance_width_m": 14.0,
            }
        )  # fmt: skip
    return rows, list(low.geometry)


def _metro(base: Base, made: Frames) -> tuple[list[dict[str, Any]], list[Any]]:
    """Up to four entrances around each station, on ground that is neither house nor water."""
    stations = made.get("metro_stations")
    if stations is None or not len(stations):
        return [], []
    rows, points = [], []
    houses = shapely.STRtree(made["buildings"].geometry.to_numpy())
    water = shapely.union_all(made["canals"].geometry.to_numpy()).buffer(3.0)
    for station in stations.itertuples(index=False):
        bearing = np.deg2rad(float(getattr(station, "bearing_deg", 0.0)))
        depth = float(getattr(station, "platform_depth_m", 16.0))
        along = np.array([np.sin(bearing), np.cos(bearing)])
        across = np.array([along[1], -along[0]])
        for a, b in ((70.0, 28.0), (70.0, -28.0), (-70.0, 28.0), (-70.0, -28.0)):
            point = _free(station.geometry, a * along, b * across, houses, water)
            if point is None or not point.within(base.part.area):
                continue
            rows.append(
                {
                    "kind": "metro_entrance", "metro_station_id": station.metro_station_id,
                    "sill_range": (0.30, 0.60), "depth": depth, "area_m2": 2500.0,
                    "volume_m3": round(2500.0 * 5.0, 0), "pump_m3_s": 0.03, "entrance_width_m": 6.0,
                }
            )  # fmt: skip
            points.append(point)
    return rows, points


def _free(
    centre: Any, along: NDArray[np.float64], across: NDArray[np.float64], houses: Any, water: Any
) -> Any | None:
    """Nearest free place on the way out from a station, None where there is none."""
    for stretch in (1.0, 1.25, 0.8, 1.5, 1.8, 0.6):
        x, y = np.array([centre.x, centre.y]) + along + stretch * across
        point = shapely.Point(round(float(x), 2), round(float(y), 2))
        if not len(houses.query(point, predicate="dwithin", distance=2.0)) and not water.intersects(point):
            return point
    return None


def _below_buildings(base: Base, made: Frames) -> tuple[list[dict[str, Any]], list[Any]]:
    """Garages below newer tall buildings and malls below large shops; the ramp stands before the house."""
    stock = made["buildings"]
    year = stock["year_built"].to_numpy()
    floor = stock["floor_area_m2"].to_numpy()
    kind = stock["type"].to_numpy(dtype=object)
    x, y = points_xy(shapely.centroid(stock.geometry.to_numpy()))
    draw = dice.uniform(base.seed, "flood/underground/has", np.rint(x), np.rint(y))
    tall = stock["storeys"].to_numpy() >= 7
    garage = np.isin(kind, _GARAGE_TYPES) & (year >= _GARAGE_SINCE) & tall & (draw < 0.55)
    mall = np.isin(kind, ("commercial", "mall")) & (floor >= _LARGE_MALL) & (draw < 0.5)
    chosen = np.flatnonzero(garage | mall)
    rows = []
    footprint = shapely.area(stock.geometry.to_numpy()[chosen])
    for number, size in zip(chosen.tolist(), footprint.tolist(), strict=True):
        levels = 2 if floor[number] > 15_000.0 else 1
        area = round(1.6 * size * levels, 0)
        rows.append(
            {
                "kind": "mall" if mall[number] else "garage",
                "building_id": stock["building_id"].iloc[number],
                "sill_range": (0.10, 0.35), "depth": _LEVEL_HEIGHT * levels, "area_m2": area,
                "volume_m3": round(0.85 * area * _LEVEL_HEIGHT, 0), "pump_m3_s": 0.02 * levels,
                "entrance_width_m": 6.0,
                "parking_places": None if mall[number] else max(int(area / _PARKING), 1),
            }
        )  # fmt: skip
    return rows, _ramps(stock, chosen, made).tolist()


def _ramps(stock: gpd.GeoDataFrame, chosen: NDArray[np.int64], made: Frames) -> NDArray[Any]:
    """Mouth of the ramp of each building: three metres before its side nearest to a street."""
    if not len(chosen):
        return np.empty(0, dtype=object)
    shapes = stock.geometry.to_numpy()[chosen]
    roads = made["roads"].geometry.to_numpy()
    middle = shapely.centroid(shapes)
    nearest = roads[shapely.STRtree(roads).nearest(middle)]
    way = shapely.shortest_line(shapes, nearest)
    return np.asarray(shapely.line_interpolate_point(way, np.minimum(3.0, 0.5 * shapely.length(way))))
