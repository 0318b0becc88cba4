"""Crowded places and cultural relics."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.coordinates import to_district
from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.assumptions import assumptions
from census.twin.survey.exposure.placing import numbered, open_sites, placed, spread, stems

_BY_USE = {
    "mall": ("mall", 4.0, 19, "商场"),
    "market": ("market", 3.0, 9, "市场"),
    "hotel": ("hotel", 18.0, 22, "宾馆"),
    "sport": ("stadium", 2.5, 20, "体育馆"),
    "culture": ("culture", 6.0, 15, "文化馆"),
}
"""Kind, floor area per person [m2], hour of the peak and name by use of the building; unverified."""

_OPEN = {"square": (1.5, 20, "广场"), "park": (12.0, 19, "公园")}

_BANK = 14.0
"""Distance from the water at which a relic stands that would lie in a canal [m]."""


def places(base: Base, made: Frames) -> Frames:
    """Tables `crowded_places` and `cultural_relics`."""
    parts = [_indoor(base, made), _stations(made), _open(base, made)]
    rows = pd.concat(parts, ignore_index=True)
    points = rows["point"].to_numpy(dtype=object)
    where = placed(points, made)
    names: list[str] = []
    number: dict[tuple[str, str], int] = {}
    for stem, label in zip(stems(where["street_code"], made), rows["label"], strict=True):
        number[stem, label] = number.get((stem, label), 0) + 1
        names.append(f"{stem}{number[stem, label]}号{label}")
    capacity = rows["capacity"].to_numpy(dtype=np.int64)
    table = {
        "place_id": numbered("CP", len(rows)),
        "name": names,
        "kind": rows["kind"].to_numpy(dtype=object),
        **where,
        "building_id": rows["building_id"].to_numpy(dtype=object),
        "area_m2": rows["area"].round(0).to_numpy(dtype=np.float64),
        "indoor": rows["indoor"].to_numpy(dtype=bool),
        "capacity": capacity,
        "peak_people": np.rint(capacity * rows["fill"].to_numpy(dtype=np.float64)).astype(np.int64),
        "peak_hour": rows["hour"].to_numpy(dtype=np.int64),
        "exits": np.maximum(np.rint(capacity / 450.0), 2.0).astype(np.int64),
        "status": "unverified",
    }
    frame = gpd.GeoDataFrame(pd.DataFrame(table), geometry=points, crs=DISTRICT_CRS)
    return {"crowded_places": frame, "cultural_relics": _relics(base, made)}


def _rows(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


def _indoor(base: Base, made: Frames) -> pd.DataFrame:
    """The largest building of each block with a use that draws crowds."""
    table = made["buildings"]
    use = table["use"].to_numpy(dtype=object)
    table = table[np.isin(use.astype(str), list(_BY_USE))]
    middle = shapely.centroid(table.geometry.to_numpy())
    block = shapely.STRtree(base.block_geometry).nearest(middle) if len(table) else np.empty(0, np.int64)
    order = np.lexsort((-table["floor_area_m2"].to_numpy(), np.asarray(block)))
    _, first = np.unique(np.asarray(block)[order], return_index=True)
    table = table.iloc[order[first]].sort_values("building_id")
    kinds = [_BY_USE[one] for one in table["use"]]
    key = np.rint(shapely.get_coordinates(shapely.centroid(table.geometry.to_numpy()))).astype(np.int64)
    floor = table["floor_area_m2"].to_numpy(dtype=np.float64)
    per = np.array([kind[1] for kind in kinds], dtype=np.float64)
    return _rows(
        kind=[kind[0] for kind in kinds],
        label=[kind[3] for kind in kinds],
        building_id=table["building_id"].to_numpy(dtype=object),
        area=floor,
        indoor=True,
        capacity=np.rint(0.6 * floor / per).astype(np.int64),
        hour=[kind[2] for kind in kinds],
        fill=0.35 + 0.4 * dice.uniform(base.seed, "places", *key.reshape(-1, 2).T),
        point=shapely.point_on_surface(table.geometry.to_numpy()),
    )


def _stations(made: Frames) -> pd.DataFrame:
    """Stations at which lines meet."""
    table = made["metro_stations"]
    table = table[table["interchange"].to_numpy(dtype=bool)]
    area = table["length_m"].to_numpy(dtype=np.float64) * 22.0
    return _rows(
        kind="metro_interchange",
        label="换乘站",
        building_id=np.full(len(table), None, dtype=object),
        area=area,
        indoor=True,
        capacity=np.rint(area / 1.5).astype(np.int64),
        hour=18,
        fill=0.5,
        point=table.geometry.to_numpy(),
    )


def _open(base: Base, made: Frames) -> pd.DataFrame:
    """Squares in small parks amid the city, and the larger parks."""
    sites = open_sites(base, made, ("park",), least_area=5000.0)
    area = shapely.area(base.block_geometry[sites.block])
    parts = []
    for kind, distance, small in (("square", 1900.0, True), ("park", 1100.0, False)):
        size = (area < 12_000.0) if small else (area >= 12_000.0)
        chosen = [one for one in spread(sites, base.seed, f"places/{kind}", distance) if size[one]]
        per, hour, label = _OPEN[kind]
        parts.append(
            _rows(
                kind=kind,
                label=label,
                building_id=np.full(len(chosen), None, dtype=object),
                area=area[chosen],
                indoor=False,
                capacity=np.rint(0.7 * area[chosen] / per).astype(np.int64),
                hour=hour,
                fill=0.3,
                point=sites.point[chosen],
            )
        )
    return pd.concat(parts, ignore_index=True)


def _relics(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Relics at their approximate places: bridges on their canal, everything else off the water."""
    rows = assumptions("exposure_relics.csv")
    x, y = to_district([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    canals = made["canals"]
    water = canals.geometry.to_numpy()
    wet = shapely.union_all(water)
    points = shapely.points(x, y)
    for number, row in enumerate(rows):
        if row["canal"]:
            own = water[canals["name"].to_numpy(dtype=object) == row["canal"]]
            if len(own):
                points[number] = _middle_of(own[0], points[number])
        elif len(water) and shapely.dwithin(wet, points[number], _BANK):
            edge = shapely.boundary(shapely.buffer(wet, _BANK))
            points[number] = shapely.get_point(shapely.shortest_line(edge, points[number]), 0)
    shapely.prepare(base.part.area)
    inside = np.flatnonzero(shapely.contains_properly(base.part.area, points))
    points = points[inside]
    held = [rows[number] for number in inside.tolist()]
    table = {
        "relic_id": numbered("CR", len(held), 3),
        "name": [row["name"] for row in held],
        "kind": [row["kind"] for row in held],
        "level": [row["level"] for row in held],
        "age": [row["age"] for row in held],
        **placed(points, made),
        "timber": np.array([row["timber"] == "1" for row in held], dtype=bool),
        "status": np.full(len(held), "unverified", dtype=object),
    }
    return gpd.GeoDataFrame(table, geometry=points, crs=DISTRICT_CRS)


def _middle_of(water: Any, point: Any) -> Any:
    """The place in the middle of the water nearest to a point."""
    near = shapely.get_point(shapely.shortest_line(water, point), 0)
    core = shapely.intersection(water, shapely.buffer(near, 40.0))
    return shapely.centroid(core) if not shapely.is_empty(core) else near
