"""Who must move: people of houses, huts and underground spaces, gathered into units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from census.twin.survey.base import Frames
from census.twin.survey.capacity.places import community_at

_HILL_REACH = 150.0
"""Houses so near to a geohazard point move when it threatens [m]; assumption."""

_SLOPE_REACH = 60.0
"""Houses so near to a slope of the hills move before heavy rain [m]; assumption."""

_NEIGHBOURS = 40.0
"""Houses that lie no farther apart move together [m]."""

_LOW_STOREYS = 2
_LOW_SILL = 0.15
"""Underground spaces with a lower sill are cleared in a rainstorm [m]; assumption."""

_NEAR_WATERLOGGING = 150.0
_MALL_FLOOR_PER_PERSON = 12.0
_GARAGE_FLOOR_PER_PERSON = 800.0
"""Floor for each person of the usual hour in a mall, and for each attendant of a garage [m2]; assumptions."""

COLUMNS = ("kind", "community_code", "street_code", "building_ids", "subject_id", "people", "elderly",
           "geometry")  # fmt: skip


def groups(made: Frames, dangerous: pd.DataFrame) -> pd.DataFrame:
    """Units of people, one row each, with the columns `COLUMNS`; the most urgent kinds come first.

    Parameters
    ----------
    made
        Tables made before.
    dangerous
        The table of dangerous buildings.
    """
    houses = _houses(made, dangerous)
    parts = [_of_houses(houses[houses["kind"] == kind]) for kind in ("hill_foot", "old_houses")]
    parts += [_of_huts(made), _of_houses(houses[houses["kind"] == "low_ground"]), _of_spaces(made)]
    return pd.concat([part[list(COLUMNS)] for part in parts], ignore_index=True)


def _houses(made: Frames, dangerous: pd.DataFrame) -> pd.DataFrame:
    """Houses whose people move, each with the first kind that fits it."""
    buildings = made["buildings"]
    hill = _near(made, "geohazard_points", _HILL_REACH)
    hill |= _near(made, "slope_units", _SLOPE_REACH)
    moved = dangerous.loc[dangerous["move_in_typhoon"].astype(bool), "building_id"]
    weak = buildings["structure"].isin(["brick_timber", "timber"])
    weak &= buildings["cracked"].astype(bool) | buildings["tilted"].astype(bool)
    old = (buildings["building_id"].isin(moved) | weak).to_numpy()
    low = (buildings["site_hazard"] == "flood") & (buildings["storeys"] <= _LOW_STOREYS)
    kind = np.select([hill, old, low.to_numpy()], ["hill_foot", "old_houses", "low_ground"], "")
    held = pd.DataFrame(buildings[["building_id", "street_code", "community_code", "people", "geometry"]])
    held["elderly"] = buildings["elderly_residents"].fillna(0).astype(np.int64)
    held = held.assign(kind=kind)
    return held[(held["kind"] != "") & (held["people"] > 0)].reset_index(drop=True)


def _near(made: Frames, name: str, reach: float) -> NDArray[np.bool_]:
    """Whether each building lies near to a row of a table."""
    near = np.zeros(len(made["buildings"]), dtype=bool)
    if len(made[name]) and len(near):
        tree = shapely.STRtree(made["buildings"].geometry.to_numpy())
        near[tree.query(made[name].geometry.to_numpy(), predicate="dwithin", distance=reach)[1]] = True
    return near


def _of_houses(houses: pd.DataFrame) -> pd.DataFrame:
    """Neighbours of one community taken together; the unit stands at its house with most people."""
    if not len(houses):
        return pd.DataFrame(columns=list(COLUMNS))
    shapes = houses["geometry"].to_numpy(dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_NEIGHBOURS)
    community = pd.factorize(houses["community_code"])[0]
    same = community[left] == community[right]
    links = coo_array((np.ones(int(same.sum())), (left[same], right[same])), shape=(len(houses),) * 2)
    label = connected_components(links, directed=False)[1]
    ordered = houses.assign(label=label, place=shapely.point_on_surface(shapes))
    ordered = ordered.sort_values(["people", "building_id"], ascending=[False, True], kind="stable")
    found = ordered.groupby("label", sort=True).agg(
        kind=("kind", "first"),
        community_code=("community_code", "first"),
        street_code=("street_code", "first"),
        building_ids=("building_id", lambda ids: ";".join(sorted(ids))),
        people=("people", "sum"),
        elderly=("elderly", "sum"),
    )
    first = ordered.drop_duplicates("label").set_index("label")["place"]
    return found.assign(geometry=first, subject_id=None).reset_index(drop=True)


def _of_huts(made: Frames) -> pd.DataFrame:
    """Workers who live in the huts of construction sites."""
    sites = made["construction_sites"]
    sites = sites[sites["hut_residents"] > 0]
    place = shapely.point_on_surface(sites.geometry.to_numpy())
    return _frame(
        "construction_shed", sites["street_code"], sites["community_code"], sites["site_id"],
        sites["hut_residents"].to_numpy(dtype=np.int64), place,
    )  # fmt: skip


def _of_spaces(made: Frames) -> pd.DataFrame:
    """People in the malls and garages that water reaches first."""
    spaces = made["underground_spaces"]
    spaces = spaces[spaces["kind"].isin(["mall", "garage"])]
    place = spaces.geometry.to_numpy()
    near = np.zeros(len(spaces), dtype=bool)
    if len(made["waterlogging_points"]) and len(spaces):
        points = made["waterlogging_points"].geometry.to_numpy()
        near[shapely.STRtree(place).query(points, predicate="dwithin", distance=_NEAR_WATERLOGGING)[1]] = True
    low = (spaces["sill_height_m"] <= _LOW_SILL).to_numpy()
    mall = (spaces["kind"] == "mall").to_numpy()
    chosen = np.where(mall, near | low, near & low)
    floor = spaces["area_m2"].to_numpy(dtype=float)
    people = floor / np.where(mall, _MALL_FLOOR_PER_PERSON, _GARAGE_FLOOR_PER_PERSON)
    people = np.maximum(np.rint(people), 2.0).astype(np.int64)
    kept, place = spaces[chosen], place[chosen]
    near_by = pd.Series(community_at(made, place), dtype=object)
    return _frame("underground", kept["street_code"], near_by, kept["space_id"], people[chosen], place)


def _frame(
    kind: str, street: Any, community: Any, subject: Any, people: NDArray[np.int64], place: Any
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind,
            "community_code": np.asarray(community, dtype=object),
            "street_code": np.asarray(street, dtype=object),
            "building_ids": None,
            "subject_id": np.asarray(subject, dtype=object),
            "people": people,
            "elderly": np.zeros(len(people), dtype=np.int64),
            "geometry": place,
        }
    )
