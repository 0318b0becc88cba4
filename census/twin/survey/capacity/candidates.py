"""What could be a shelter, and what is chosen from it, street by street."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.coordinates import to_district
from census.twin.linework import Geometries
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.assumptions import assumption
from census.twin.survey.capacity.open_ground import hindrances, parks, yards
from census.twin.survey.capacity.places import ground_at, street_at

FIXED_SHARE = 0.15
"""Least share of the residents for whom fixed shelters have room (GB 55028-2022 ch.4)."""

_STEEP = 7.0
"""Steepest ground for tents [degree]."""

_APART = 320.0
"""Least distance between two parks that are designated [m]."""

_NAMED_REACH = 1000.0
_NAMED_LEAST = 2500.0
_MOST_PARKS = 8
_MOST_SQUARES = 1
_PEOPLE_PER_SCHOOL = 13_000


@dataclass(frozen=True)
class Chosen:
    """Shelters before they are described, all of shape (n,).

    Parameters
    ----------
    geometry
        Open ground or footprint.
    site, space
        Codes of the table of shelters.
    total, clear, effective
        Areas [m2].
    name
        Published name; None where there is none.
    building
        Row in the table of buildings; -1 outdoors.
    """

    geometry: Geometries
    site: NDArray[np.object_]
    space: NDArray[np.object_]
    total: NDArray[np.float64]
    clear: NDArray[np.float64]
    effective: NDArray[np.float64]
    name: NDArray[np.object_]
    building: NDArray[np.int64]

    def take(self, rows: Any) -> Chosen:
        """Some of them."""
        return Chosen(*(values[rows] for values in vars(self).values()))


def join(parts: list[Chosen]) -> Chosen:
    """All of several in their order."""
    return Chosen(
        *(np.concatenate(columns) for columns in zip(*(vars(p).values() for p in parts), strict=True))
    )


def effective_share(site: NDArray[np.object_]) -> NDArray[np.float64]:
    """Share of the clear area on which people can stay, by site."""
    table = assumption("site_shares").set_index("site")["effective_share"]
    return np.asarray([float(table[name]) for name in site], dtype=float)


def outdoor(base: Base, made: Frames) -> Chosen:
    """Outdoor shelters: named sites, parks up to the share of residents, squares, playgrounds."""
    found = _candidates(base, made)
    street = street_at(made, found.geometry)
    name, named_site = _named(found)
    chosen = np.array([text is not None for text in name], dtype=bool)
    population = dict(zip(made["streets"]["code"], made["streets"]["population"], strict=True))
    for code in sorted(population):
        mine = np.flatnonzero(street == code)
        _choose_most(found, mine[found.site[mine] == "square"], chosen, _MOST_SQUARES)
        schools = max(1, round(int(population[code]) / _PEOPLE_PER_SCHOOL))
        _choose_most(found, mine[found.site[mine] == "school_playground"], chosen, schools)
        _choose_parks(found, mine, chosen, FIXED_SHARE * int(population[code]))
    kept = np.flatnonzero(chosen)
    site = np.where(named_site == "", found.site, named_site)
    return Chosen(
        found.geometry, site, found.space, found.total, found.clear, found.effective, name, found.building
    ).take(kept)


def class_of(space: NDArray[np.object_], effective: NDArray[np.float64]) -> pd.DataFrame:
    """Row of the table of classes for each shelter, by the least area that it reaches."""
    table = assumption("shelter_classes")
    rows = []
    for where, area in zip(space, effective, strict=True):
        mine = table[(table["space"] == where) & (table["area_min_m2"] <= area)]
        rows.append(mine.index[-1])
    return table.loc[rows].reset_index(drop=True)


def _candidates(base: Base, made: Frames) -> Chosen:
    held = hindrances(made)
    green = parks(base, held)
    flat = ground_at(base, green.geometry).slope < _STEEP
    green = green.take(flat)
    squares = yards(base, held, "commercial", "office", least=1500.0)
    schools = yards(base, held, "school", least=800.0)
    groups = (("park", green, 2000.0), ("square", squares, 1200.0), ("school_playground", schools, 350.0))
    parts = []
    for site, sites, least in groups:
        share = effective_share(np.array([site], dtype=object))[0]
        effective = np.round(sites.clear * share, 1)
        good = effective >= least
        count = int(good.sum())
        parts.append(
            Chosen(
                sites.geometry[good], np.full(count, site, dtype=object), np.full(count, "outdoor",
                                                                                  dtype=object),
                np.round(shapely.area(sites.geometry[good]), 1), np.round(sites.clear[good], 1),
                effective[good],
                np.full(count, None, dtype=object), np.full(count, -1, dtype=np.int64),
            )
        )  # fmt: skip
    return join(parts)


def _named(found: Chosen) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Published name and its site for the candidate that stands nearest to each published place."""
    name = np.full(len(found.geometry), None, dtype=object)
    site = np.full(len(found.geometry), "", dtype=object)
    table = assumption("named_sites")
    for row in table[table["space"] == "outdoor"].itertuples():
        x, y = to_district([float(str(row.lon))], [float(str(row.lat))])
        place = shapely.Point(float(x[0]), float(y[0]))
        wanted = ("park",) if row.site == "park" else ("square", "park")
        free = np.array([text is None for text in name], dtype=bool)
        fit = np.isin(found.site, wanted) & (found.effective >= _NAMED_LEAST) & free
        away = np.where(fit, shapely.distance(found.geometry, place), np.inf)
        if len(away) and away.min() < _NAMED_REACH:
            best = int(np.argmin(away))
            name[best], site[best] = str(row.name), str(row.site)
    return name, site


def _choose_parks(found: Chosen, mine: NDArray[np.int64], chosen: NDArray[np.bool_], wanted: float) -> None:
    """Mark the largest parks of a street, apart from each other, until there is room enough."""
    green = mine[found.site[mine] == "park"]
    order = green[np.argsort(-found.effective[green], kind="stable")]
    per_person = class_of(found.space[order], found.effective[order])["area_per_person_m2"].to_numpy(
        dtype=float
    )
    room = _fixed_room(found, mine[chosen[mine]])
    count = 0
    for row, area in zip(order.tolist(), per_person.tolist(), strict=True):
        if (room >= wanted and count > 0) or count == _MOST_PARKS:
            return
        taken = found.geometry[chosen & (found.site == "park")]
        if chosen[row] or (len(taken) and shapely.distance(taken, found.geometry[row]).min() < _APART):
            continue
        chosen[row] = True
        room += found.effective[row] / area
        count += 1


def _fixed_room(found: Chosen, rows: NDArray[np.int64]) -> float:
    """People for whom the fixed shelters among some rows have room."""
    kind = class_of(found.space[rows], found.effective[rows])
    people = found.effective[rows] / kind["area_per_person_m2"].to_numpy(dtype=float)
    return float(people[(kind["class"] != "emergency").to_numpy()].sum())


def _choose_most(found: Chosen, mine: NDArray[np.int64], chosen: NDArray[np.bool_], most: int) -> None:
    """Mark the largest of some candidates, at most so many together with those already marked."""
    order = mine[np.argsort(-found.effective[mine], kind="stable")]
    left = most - int(chosen[mine].sum())
    for row in order[~chosen[order]].tolist()[: max(left, 0)]:
        chosen[row] = True
