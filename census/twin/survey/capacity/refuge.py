"""Community refuge points: open places to which people walk at once."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.linework import Geometries
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.open_ground import blocks_of, hindrances, without
from census.twin.survey.capacity.places import DATUM, community_at, ground_at, key_of, street_at
from census.twin.survey.capacity.shelters import whole_people
from census.twin.survey.persons import person_ids

PEOPLE_PER_POINT = 3500
"""Residents for whom a community has one point; assumption."""

AREA_PER_PERSON = 0.5
"""Area for each person in emergency refuge [m2] (GB 51143-2015 as remembered)."""

_SITES = {
    "park": "park", "school": "school_playground", "masonry_estate": "estate_green",
    "tower_estate": "estate_green", "office": "car_park", "commercial": "car_park", "village": "open_ground",
    "idle": "open_ground",
}  # fmt: skip

_LABELS = {"park": "公园", "school_playground": "操场", "estate_green": "小区绿地", "car_park": "停车场",
           "open_ground": "空地"}  # fmt: skip

_EFFECTIVE = {
    "park": 0.7,
    "school_playground": 0.9,
    "estate_green": 0.55,
    "car_park": 0.6,
    "open_ground": 0.7,
}
_LARGEST = 45.0
"""Radius beyond which a point serves no more people [m]."""

_LEAST = 6.0
_APART = 130.0
_CANDIDATES = 12
"""Blocks of a community that are looked at, those with most open ground first."""


def refuge_points(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Rows of the table of refuge points: in each community the places farthest from walls."""
    geometry, site, radius = _open_circles(base, made)
    area_owner = community_at(made, geometry)
    street = street_at(made, geometry)
    owner = np.where(np.equal(area_owner, np.array(None)), street, area_owner).astype(object)
    rows = _spread(geometry, radius, owner, _wanted(made))
    order = rows[np.lexsort((*key_of(geometry[rows]), owner[rows].astype(str)))]
    geometry, site, radius = geometry[order], site[order], np.round(radius[order], 1)
    share = np.array([_EFFECTIVE[name] for name in site], dtype=float)
    effective = np.round(np.pi * np.minimum(radius, _LARGEST) ** 2 * share, 1)
    per_person = np.full(len(order), AREA_PER_PERSON)
    ground = ground_at(base, geometry)
    columns: dict[str, Any] = {
        "refuge_point_id": [f"RP{number:04d}" for number in range(1, len(order) + 1)],
        "name": _names(made, street[order], area_owner[order], site),
        "street_code": street[order],
        "community_code": area_owner[order],
        "site": site,
        "effective_area_m2": effective,
        "area_per_person_m2": per_person,
        "capacity_persons": whole_people(effective, per_person),
        "clearance_m": radius,
        "outside_collapse_zone": _outside(made, geometry),
        "ground_m": ground.level,
        "datum": np.full(len(order), DATUM, dtype=object),
        "sign": dice.uniform(base.seed, "capacity/refuge sign", *key_of(geometry)) < 0.85,
        "person_id": person_ids("refuge_points", len(order)),
        "status": np.full(len(order), "synthetic", dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=DISTRICT_CRS)


def _open_circles(base: Base, made: Frames) -> tuple[Geometries, NDArray[np.object_], NDArray[np.float64]]:
    """Middle, site and radius of the largest open circle of the most open blocks of each community."""
    blocks = [blocks_of(base, use) for use in _SITES]
    site = np.repeat(np.array(list(_SITES.values()), dtype=object), [len(part) for part in blocks])
    ground = np.concatenate(blocks)
    openness = shapely.area(ground) - _built(made, ground)
    owner = community_at(made, ground)
    owner = np.where(np.equal(owner, np.array(None)), street_at(made, ground), owner).astype(str)
    order = np.lexsort((-openness, owner))
    turn = np.arange(len(order)) - np.searchsorted(owner[order], owner[order])
    rows = order[turn < _CANDIDATES]
    left = without(ground[rows], hindrances(made).walls)
    rows, left = rows[~shapely.is_empty(left)], left[~shapely.is_empty(left)]
    circle = shapely.maximum_inscribed_circle(left, tolerance=2.0)
    radius = shapely.length(circle)
    middle = shapely.get_point(circle, 0)
    good = radius >= _LEAST
    return middle[good], site[rows][good], radius[good]


def _built(made: Frames, ground: Geometries) -> NDArray[np.float64]:
    houses = made["buildings"].geometry.to_numpy()
    held = np.zeros(len(ground))
    if len(houses) and len(ground):
        block, house = shapely.STRtree(shapely.centroid(houses)).query(ground, predicate="contains")
        np.add.at(held, block, shapely.area(houses)[house])
    return held


def _wanted(made: Frames) -> dict[str, int]:
    """Points that each community, or street where no communities are surveyed, should have."""
    if "communities" in made:
        table, code, people = made["communities"], "community_code", "residents"
    else:
        table, code, people = made["streets"], "code", "population"
    counts = np.maximum(1, np.rint(table[people].to_numpy(dtype=float) / PEOPLE_PER_POINT)).astype(int)
    return dict(zip(table[code].astype(str), counts.tolist(), strict=True))


def _spread(
    geometry: Geometries, radius: NDArray[np.float64], owner: NDArray[np.object_], wanted: dict[str, int]
) -> NDArray[np.int64]:
    """The widest places of each community, apart from each other."""
    place = shapely.get_coordinates(geometry)
    taken: list[int] = []
    for code, count in sorted(wanted.items()):
        mine = np.flatnonzero(owner == code)
        mine = mine[np.lexsort((mine, -radius[mine]))]
        got: list[int] = []
        for row in mine.tolist():
            if len(got) < count and (not got or np.hypot(*(place[got] - place[row]).T).min() > _APART):
                got.append(row)
        taken += got
    return np.array(taken, dtype=np.int64)


def _outside(made: Frames, geometry: Geometries) -> NDArray[np.bool_]:
    outside = np.ones(len(geometry), dtype=bool)
    zones = hindrances(made).zones
    if len(zones) and len(geometry):
        outside[np.unique(shapely.STRtree(zones).query(geometry, predicate="intersects")[0])] = False
    return outside


def _names(
    made: Frames, street: NDArray[np.object_], community: NDArray[np.object_], site: NDArray[np.object_]
) -> list[str]:
    names = dict(zip(made["streets"]["code"], made["streets"]["name"], strict=True))
    if "communities" in made:
        names |= dict(zip(made["communities"]["community_code"], made["communities"]["name"], strict=True))
    turn: dict[str, int] = {}
    out = []
    for wide, near, kind in zip(street, community, site, strict=True):
        code = str(near if near is not None else wide)
        turn[code] = turn.get(code, 0) + 1
        out.append(f"{names[code]}{turn[code]}号避险点（{_LABELS[kind]}）")
    return out
