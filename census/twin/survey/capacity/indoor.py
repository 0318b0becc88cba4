"""Indoor shelters: school buildings, rooms of communities, the exhibition hall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.coordinates import to_district
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.assumptions import assumption
from census.twin.survey.capacity.candidates import Chosen, effective_share, join
from census.twin.survey.capacity.places import key_of

SOUND_STRUCTURES = frozenset({"rc_frame", "rc_shear_wall", "steel"})
"""Structures that may shelter people from a typhoon; the provincial standard prefers cast-in-place frames."""

_SOUND_YEAR = 1989
_PEOPLE_PER_SCHOOL = 20_000
_SCHOOLS_APART = 350.0
_COMMUNITY_SHARE = 0.7
"""Share of the communities with a room of their own; assumption."""

_COMMUNITY_REACH = 700.0
_ROOM_RANGE = (240.0, 620.0)
"""Smallest and largest of the rooms that communities set aside [m2]; assumption."""


def indoor(base: Base, made: Frames) -> Chosen:
    """Indoor shelters in sound buildings."""
    buildings = made["buildings"]
    sound = buildings["structure"].isin(SOUND_STRUCTURES) & (buildings["year_built"] >= _SOUND_YEAR)
    if "safety_grade" in buildings.columns:
        sound &= ~buildings["safety_grade"].isin(["C", "D"])
    fit = sound.to_numpy()
    schools = _schools(made, fit)
    halls, names = _halls(base, made, fit)
    rooms = _rooms(base, made, fit, np.concatenate([schools, halls]))
    return join(
        [
            _described(base, made, schools, "school_building", None),
            _described(base, made, halls, "exhibition_hall", names),
            _described(base, made, rooms, "community_building", None),
        ]
    )


def _schools(made: Frames, fit: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The largest school buildings of each street, apart from each other."""
    buildings = made["buildings"]
    mine = np.flatnonzero(fit & (buildings["type"] == "school").to_numpy())
    order = mine[np.argsort(-buildings["floor_area_m2"].to_numpy()[mine], kind="stable")]
    place = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()[order]))
    street = buildings["street_code"].to_numpy(dtype=object)[order]
    taken: list[int] = []
    for code, population in zip(made["streets"]["code"], made["streets"]["population"], strict=True):
        left = max(1, round(int(population) / _PEOPLE_PER_SCHOOL))
        for number in np.flatnonzero(street == code).tolist():
            away = np.hypot(*(place[taken] - place[number]).T) if taken else np.array([np.inf])
            if left and away.min() > _SCHOOLS_APART:
                taken.append(number)
                left -= 1
    return np.asarray(np.sort(order[taken]), dtype=np.int64) if taken else np.empty(0, dtype=np.int64)


def _halls(base: Base, made: Frames, fit: NDArray[np.bool_]) -> tuple[NDArray[np.int64], list[str]]:
    """The large commercial building nearest to each published hall."""
    buildings = made["buildings"]
    footprint = shapely.area(buildings.geometry.to_numpy())
    mine = np.flatnonzero(fit & (buildings["type"] == "commercial").to_numpy() & (footprint > 2000.0))
    rows, names = [], []
    table = assumption("named_sites")
    for row in table[table["space"] == "indoor"].itertuples():
        x, y = to_district([float(str(row.lon))], [float(str(row.lat))])
        place = shapely.Point(float(x[0]), float(y[0]))
        if len(mine) and shapely.dwithin(base.part.area, place, 0.0):
            away = shapely.distance(buildings.geometry.to_numpy()[mine], place)
            rows.append(int(mine[np.argmin(away)]))
            names.append(str(row.name))
    return np.array(rows, dtype=np.int64), names


def _rooms(base: Base, made: Frames, fit: NDArray[np.bool_], used: NDArray[np.int64]) -> NDArray[np.int64]:
    """A building for the room of most communities: a sound office or shop near the middle, else a tower."""
    if "communities" not in made:
        return np.empty(0, dtype=np.int64)
    buildings, communities = made["buildings"], made["communities"]
    free = fit & ~np.isin(np.arange(len(fit)), used)
    middle = shapely.point_on_surface(communities.geometry.to_numpy())
    has = dice.uniform(base.seed, "capacity/community room", *key_of(middle)) < _COMMUNITY_SHARE
    low = (buildings["storeys"] <= 9).to_numpy()
    pools = (
        free & low & buildings["type"].isin(["office", "commercial"]).to_numpy(),
        free & (buildings["type"] == "tower").to_numpy(),
    )
    chosen = np.full(len(middle), -1, dtype=np.int64)
    for pool in pools:
        mine = np.flatnonzero(pool)
        if not len(mine):
            continue
        shapes = buildings.geometry.to_numpy()[mine]
        nearest = shapely.STRtree(shapes).nearest(middle)
        close = shapely.distance(shapes[nearest], middle) < _COMMUNITY_REACH
        chosen = np.where((chosen < 0) & has & close, mine[nearest], chosen)
    return np.asarray(np.unique(chosen[chosen >= 0]))


def _described(
    base: Base, made: Frames, rows: NDArray[np.int64], site: str, names: list[str] | None
) -> Chosen:
    buildings = made["buildings"]
    geometry = buildings.geometry.to_numpy()[rows]
    floor = buildings["floor_area_m2"].to_numpy(dtype=float)[rows]
    kind = np.full(len(rows), site, dtype=object)
    if site == "community_building":
        low, high = _ROOM_RANGE
        lot = dice.uniform(base.seed, "capacity/room size", *key_of(geometry))
        floor = np.minimum(shapely.area(geometry), low + (high - low) * lot**1.5)
    effective = np.round(floor * effective_share(kind), 1)
    total = np.round(floor, 1)
    name: NDArray[Any] = np.full(len(rows), None, dtype=object)
    if names is not None:
        name = np.array(names, dtype=object)
    return Chosen(
        geometry, kind, np.full(len(rows), "indoor", dtype=object), total, total, effective, name, rows
    )


def building_values(made: Frames, rows: NDArray[np.int64], column: str) -> pd.Series[Any]:
    """Values of a column of the buildings; missing outdoors (-1) or where the column is not surveyed."""
    table = made["buildings"]
    if column not in table.columns:
        return pd.Series(np.full(len(rows), None, dtype=object))
    values = table[column].to_numpy(dtype=object)
    found = np.full(len(rows), None, dtype=object)
    found[rows >= 0] = values[rows[rows >= 0]]
    return pd.Series(found)
