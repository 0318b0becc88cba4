"""The table of shelters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.linework import Geometries
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.assumptions import assumption
from census.twin.survey.capacity.candidates import Chosen, class_of, join, outdoor
from census.twin.survey.capacity.facilities import facilities
from census.twin.survey.capacity.indoor import building_values, indoor
from census.twin.survey.capacity.places import (
    DATUM,
    community_at,
    distance_to,
    ground_at,
    key_of,
    street_at,
)
from census.twin.survey.persons import person_ids

FLOOD_FREEBOARD = 2.75
"""Least height over the usual canal level of a shelter for floods [m].

The flood of 2013 stood about 2.5 m over it (5.5 m in the port's datum, about 3.65 m in the 1985 datum,
against 1.2 m, an unverified level); a quarter metre is added.
"""

FIRE_DISTANCE = 30.0
"""Least distance to a source of secondary fire [m] (GB 55028-2022 ch.4)."""

CODE_YEAR = 2002
"""From this year on indoor shelters are taken to stay usable after an earthquake; assumption."""

_LABELS = {"park": "公园", "square": "广场", "school_playground": "学校操场", "stadium": "体育场",
           "school_building": "学校避灾点", "exhibition_hall": "会展中心",
           "community_building": "社区避灾点"}  # fmt: skip

_LEVEL_ROOM = (("city", 10_000), ("county", 4_000), ("township", 700), ("community", 0))
"""Level by least capacity: a city-level shelter takes 10,000 people (the 2009 plan); the others assumed."""


def shelters(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Rows of the table of shelters."""
    chosen = join([outdoor(base, made), indoor(base, made)])
    street = street_at(made, chosen.geometry)
    order = np.lexsort((*key_of(chosen.geometry), street.astype(str)))
    chosen, street = chosen.take(order), street[order]
    kind = class_of(chosen.space, chosen.effective)
    columns: dict[str, Any] = _place(made, chosen, street, kind)
    columns |= _room(chosen, kind)
    columns["level"] = _level(chosen, columns["capacity_persons"])
    columns |= _ground(base, made, chosen)
    columns |= _building(base, made, chosen)
    columns |= _use(chosen, columns)
    columns |= facilities(base, chosen, kind, columns["capacity_persons"])
    columns["person_id"] = person_ids("shelters", len(street))
    columns["status"] = np.where(pd.isna(chosen.name), "synthetic", "unverified")
    return gpd.GeoDataFrame(columns, geometry=chosen.geometry, crs=DISTRICT_CRS)


def fire_sources(made: Frames) -> Geometries:
    """Fuel stations and gas facilities, as far as they are surveyed."""
    found = [made[name].geometry.to_numpy() for name in ("gas_facilities", "fuel_stations") if name in made]
    return np.concatenate([np.empty(0, dtype=object), *found])


def substations(made: Frames) -> Geometries:
    """Substations, as far as they are surveyed."""
    return (
        made["power_facilities"].geometry.to_numpy()
        if "power_facilities" in made
        else np.empty(0, dtype=object)
    )


def _place(made: Frames, chosen: Chosen, street: NDArray[np.object_], kind: pd.DataFrame) -> dict[str, Any]:
    names = dict(zip(made["streets"]["code"], made["streets"]["name"], strict=True))
    units = assumption("site_shares").set_index("site")["management"]
    turn: dict[tuple[str, str], int] = {}
    label, unit = [], []
    for code, site, given in zip(street, chosen.site, chosen.name, strict=True):
        turn[code, site] = turn.get((code, site), 0) + 1
        short = names[code].removesuffix("街道")
        label.append(given or f"{short}{turn[code, site]}号{_LABELS[site]}")
        unit.append(
            f"{short}{turn[code, site]}号学校" if site.startswith("school") else f"{short}{units[site]}"
        )
    return {
        "shelter_id": [f"SH{number:04d}" for number in range(1, len(street) + 1)],
        "name": label,
        "name_status": np.where(pd.isna(chosen.name), "synthetic", "published"),
        "street_code": street,
        "community_code": community_at(made, chosen.geometry),
        "site": chosen.site,
        "space": chosen.space,
        "shelter_class": kind["class"].to_numpy(dtype=object),
        "management_unit": unit,
    }


def _room(chosen: Chosen, kind: pd.DataFrame) -> dict[str, Any]:
    per_person = kind["area_per_person_m2"].to_numpy(dtype=float)
    first = kind["first_night_area_m2"].to_numpy(dtype=float)
    return {
        "duration_d": kind["duration_d"].to_numpy(dtype=np.int64),
        "total_area_m2": chosen.total,
        "clear_area_m2": chosen.clear,
        "effective_area_m2": chosen.effective,
        "area_per_person_m2": per_person,
        "capacity_persons": whole_people(chosen.effective, per_person),
        "first_night_area_m2": first,
        "first_night_persons": whole_people(chosen.effective, first),
        "radius_m": kind["radius_m"].to_numpy(dtype=float),
    }


def whole_people(area: NDArray[np.float64], per_person: NDArray[np.float64]) -> NDArray[np.int64]:
    """People for whom an area suffices, counted in tenths so that the quotient is exact."""
    return np.asarray(np.rint(area * 10.0).astype(np.int64) // np.rint(per_person * 10.0).astype(np.int64))


def _level(chosen: Chosen, capacity: NDArray[np.int64]) -> NDArray[np.object_]:
    level = np.full(len(capacity), "community", dtype=object)
    for name, least in reversed(_LEVEL_ROOM):
        level[capacity >= least] = name
    level[chosen.site == "community_building"] = "community"
    # A playground counts heads at half a square metre: that does not raise it above the street.
    small = np.isin(chosen.site, ["school_playground", "school_building"]) & np.isin(
        level, ["city", "county"]
    )
    level[small] = "township"
    return level


def _ground(base: Base, made: Frames, chosen: Chosen) -> dict[str, Any]:
    ground = ground_at(base, chosen.geometry)
    inside = chosen.space == "indoor"
    step = 0.3 + 0.3 * dice.uniform(base.seed, "capacity/plinth", *key_of(chosen.geometry))
    floor = np.round(ground.level + np.where(inside, step, 0.0), 2)
    canals = made["canals"]
    freeboard = np.full(len(floor), np.nan)
    if len(canals) and len(floor):
        nearest = shapely.STRtree(canals.geometry.to_numpy()).nearest(chosen.geometry)
        freeboard = np.round(floor - canals["normal_stage_m"].to_numpy(dtype=float)[nearest], 2)
    return {
        "ground_m": ground.level,
        "floor_m": floor,
        "datum": np.full(len(floor), DATUM, dtype=object),
        "freeboard_m": freeboard,
        "slope_deg": ground.slope,
        "distance_water_m": distance_to(chosen.geometry, canals.geometry.to_numpy()),
        "distance_fire_source_m": distance_to(chosen.geometry, fire_sources(made)),
        "distance_substation_m": distance_to(chosen.geometry, substations(made)),
    }


def _building(base: Base, made: Frames, chosen: Chosen) -> dict[str, Any]:
    rows = chosen.building
    inside = rows >= 0
    x, y = key_of(chosen.geometry)
    laid = (1984 + np.floor(36.0 * dice.uniform(base.seed, "capacity/laid out", x, y))).astype(np.int64)
    year = np.where(
        inside, building_values(made, rows, "year_built").fillna(0).to_numpy(dtype=np.int64), laid
    )
    grade = building_values(made, rows, "safety_grade").to_numpy(dtype=object)
    assumed = np.where(year >= CODE_YEAR, "A", "B")
    grade = np.where(pd.isna(grade), assumed, grade).astype(object)
    grade[~inside] = None
    day = np.floor(900.0 * dice.uniform(base.seed, "capacity/appraised", x, y)).astype(np.int64)
    date = (np.datetime64("2023-06-01") + day.astype("timedelta64[D]")).astype(str).astype(object)
    date[~inside] = None
    return {
        "building_id": building_values(made, rows, "building_id"),
        "structure": building_values(made, rows, "structure"),
        "appraisal_grade": grade,
        "appraisal_date": date,
        "fortification_intensity": np.where(year >= 2016, 7, 6),
        "built_year": year,
    }


def _use(chosen: Chosen, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What each shelter may be used for, and why not for the rest."""
    inside = chosen.space == "indoor"
    near_fire = np.nan_to_num(columns["distance_fire_source_m"], nan=np.inf) < FIRE_DISTANCE
    old = inside & (columns["built_year"] < CODE_YEAR)
    low = np.nan_to_num(columns["freeboard_m"], nan=np.inf) < FLOOD_FREEBOARD
    reasons = (
        (~inside, "室外场所不用于台风避险"),
        (low, "高程不足，洪涝时不启用"),
        (near_fire, "距次生火源不足30米，地震时不启用"),
        (old, "建成较早，地震后须先评估"),
    )
    limits = ["；".join(text for flags, text in reasons if flags[row]) or None for row in range(len(inside))]
    return {
        "usable_earthquake": ~near_fire & ~old,
        "usable_flood": ~low,
        "usable_typhoon": inside & np.isin(columns["appraisal_grade"], ["A", "B"]),
        "limits": limits,
    }
