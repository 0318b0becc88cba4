"""Power, water and gas facilities on open ground, spread over the district."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.placing import Sites, numbered, open_sites, placed, spread, stems

_ROADSIDE = 170.0
"""A fuel station stands in a block this near to a main road [m]."""


def lifelines(base: Base, made: Frames) -> Frames:
    """Tables `power_facilities`, `water_facilities` and `gas_facilities`."""
    yards = open_sites(base, made, ("warehouse", "factory", "park"), least_area=4000.0)
    return {
        "power_facilities": _power(base, made, yards),
        "water_facilities": _water(base, made, yards),
        "gas_facilities": _gas(base, made, yards),
    }


def _chosen(
    base: Base, sites: Sites, wants: tuple[tuple[str, float, int], ...]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.object_]]]:
    """Sites and kinds: for each kind its spacing [m] and the most of it; no site is taken twice."""
    chosen: list[int] = []
    kinds: list[str] = []
    for kind, distance, most in wants:
        free = [one for one in spread(sites, base.seed, f"lifelines/{kind}", distance) if one not in chosen]
        share = base.part.area.area / 98.6e6
        take = free[: max(round(most * share), 1)]
        chosen += take
        kinds += [kind] * len(take)
    return np.array(chosen, dtype=np.int64), np.array(kinds, dtype=object)


def _frame(
    prefix: str, made: Frames, sites: Sites, chosen: Any, kinds: Any, label: dict[str, str],
    fields: dict[str, Any],
) -> gpd.GeoDataFrame:  # fmt: skip
    points = sites.point[chosen]
    where = placed(points, made)
    number: dict[tuple[str, str], int] = {}
    names = []
    for stem, kind in zip(stems(where["street_code"], made), kinds, strict=True):
        number[stem, kind] = number.get((stem, kind), 0) + 1
        names.append(f"{stem}{number[stem, kind]}号{label[kind]}")
    table = {"facility_id": numbered(prefix, len(points)), "name": names, "kind": kinds, **where, **fields}
    table["status"] = np.full(len(points), "unverified", dtype=object)
    return gpd.GeoDataFrame(table, geometry=points, crs=DISTRICT_CRS)


def _served(made: Frames, points: Any, kinds: Any) -> Any:
    """Residents whose nearest facility of its kind each is."""
    buildings = made["buildings"]
    middle = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    people = buildings["people"].to_numpy()
    result = np.zeros(len(points), dtype=np.int64)
    for kind in np.unique(kinds.astype(str)):
        mine = np.flatnonzero(kinds == kind)
        nearest = shapely.STRtree(points[mine]).nearest(shapely.points(middle))
        result[mine] = np.bincount(nearest, weights=people, minlength=len(mine)).astype(np.int64)
    return result


def _power(base: Base, made: Frames, sites: Sites) -> gpd.GeoDataFrame:
    chosen, kinds = _chosen(base, sites, (("substation_220", 3200.0, 5), ("substation_110", 1500.0, 30)))
    draw = dice.uniform(base.seed, "power", *sites.key[chosen].T)
    big = kinds == "substation_220"
    fields = {
        "voltage_kv": np.where(big, 220.0, 110.0),
        "capacity_mva": np.where(big, 480.0, np.where(draw < 0.5, 100.0, 150.0)),
        "indoor": draw < np.where(big, 0.4, 0.85),
        "sill_above_ground_m": np.round(0.2 + 0.7 * draw, 2),
        "served_people": _served(made, sites.point[chosen], kinds),
    }
    label = {"substation_220": "220千伏变电站", "substation_110": "110千伏变电站"}
    return _frame("PF", made, sites, chosen, kinds, label, fields)


def _water(base: Base, made: Frames, sites: Sites) -> gpd.GeoDataFrame:
    wants = (("waterworks", 6000.0, 2), ("booster_station", 2300.0, 11), ("sewage_pump_station", 1800.0, 18))
    chosen, kinds = _chosen(base, sites, wants)
    draw = dice.uniform(base.seed, "water", *sites.key[chosen].T)
    size = {"waterworks": 200_000.0, "booster_station": 30_000.0, "sewage_pump_station": 40_000.0}
    fields = {
        "capacity_m3_day": np.round([size[kind] for kind in kinds] * (0.6 + 0.8 * draw), -3),
        "backup_power": draw < np.where(kinds == "waterworks", 1.1, 0.6),
        "served_people": _served(made, sites.point[chosen], kinds),
    }
    label = {"waterworks": "水厂", "booster_station": "加压泵站", "sewage_pump_station": "污水泵站"}
    return _frame("WF", made, sites, chosen, kinds, label, fields)


def _gas(base: Base, made: Frames, sites: Sites) -> gpd.GeoDataFrame:
    chosen, kinds = _chosen(base, sites, (("regulator_station", 2000.0, 16),))
    roads = made["roads"]
    main = roads.geometry.to_numpy()[
        np.isin(roads["class"].to_numpy(dtype=object).astype(str), ["arterial", "secondary"])
    ]
    beside = np.zeros(len(sites.point), dtype=bool)
    if len(main):
        near, _ = shapely.STRtree(main).query(sites.point, predicate="dwithin", distance=_ROADSIDE)
        beside[near] = True
    beside[chosen] = False
    stations = np.flatnonzero(beside)
    chosen_fuel = spread(
        Sites(sites.point[stations], sites.block[stations], sites.key[stations]), base.seed, "fuel", 1100.0
    )
    both = np.concatenate([chosen, stations[chosen_fuel]]).astype(np.int64)
    kinds = np.concatenate([kinds, np.full(len(chosen_fuel), "fuel_station", dtype=object)])
    draw = dice.uniform(base.seed, "gas", *sites.key[both].T)
    fuel = kinds == "fuel_station"
    storage = np.where(fuel, np.round(60.0 + 110.0 * draw, -1), 0.0)
    fields = {
        "substance": np.where(fuel, "petrol_diesel", "natural_gas").astype(object),
        "storage_m3": storage,
        "grade": np.where(
            fuel, np.where(storage > 150.0, "one", np.where(storage > 90.0, "two", "three")), "none"
        ).astype(object),
    }
    label = {"regulator_station": "燃气调压站", "fuel_station": "加油站"}
    return _frame("GF", made, sites, both, kinds, label, fields)
