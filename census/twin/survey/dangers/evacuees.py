"""The table of evacuee units: who must move, to which shelter, how."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.places import key_of
from census.twin.survey.dangers.assumptions import assumption
from census.twin.survey.dangers.groups import groups
from census.twin.survey.dangers.placement import Placement, place_units
from census.twin.survey.dangers.routes import directions, road_names, transport, travel_min
from census.twin.survey.persons import person_ids

_ALONE_SHARE = 0.18
"""Share of the elderly who live alone; assumption."""

_OWN_SHARE = 0.12
"""Share of the small units whose people go to relatives; assumption."""

_SMALL = 12
_UPSTAIRS = "由安全出口引导至地面层，就近离开"


def evacuee_units(base: Base, made: Frames, dangerous: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of the table of evacuee units, the most urgent kinds first."""
    found = groups(made, dangerous)
    place = found["geometry"].to_numpy(dtype=object)
    said = assumption("units").loc[found["kind"]]
    people = found["people"].to_numpy(dtype=np.int64)
    hazard = said["hazard"].to_numpy(dtype=object)
    x, y = key_of(place)
    own = (dice.uniform(base.seed, "dangers/own way", x, y) < _OWN_SHARE) & (people <= _SMALL)
    own &= found["kind"].isin(["old_houses", "low_ground", "hill_foot"]).to_numpy()
    leaves = _shoppers(made, found)
    own |= leaves
    sent = np.flatnonzero(~own)
    placed = place_units(made, found.iloc[sent], hazard[sent])
    row, distance = np.full(len(found), -1, dtype=np.int64), np.full(len(found), np.nan)
    row[sent], distance[sent] = placed.row, placed.distance
    columns: dict[str, Any] = {
        "evacuee_unit_id": [f"EU{number:04d}" for number in range(1, len(found) + 1)],
        "name": _names(made, found, said),
        **{name: found[name] for name in ("kind", "street_code", "community_code")},
        "hazard": hazard,
        **{name: found[name].astype(object) for name in ("building_ids", "subject_id")},
        "people": people,
    }
    columns |= _who(base, found, said)
    columns |= _way(made, place, people, columns["disabled"], Placement(row, distance))
    columns["route_note"] = np.where(leaves, _UPSTAIRS, columns["route_note"]).astype(object)
    columns["trigger"] = said["trigger"].to_numpy(dtype=object)
    columns["lead_time_h"] = _lead(said, people, columns["transport"], distance)
    columns["person_id"] = person_ids("evacuee_units", len(found))
    columns["status"] = np.full(len(found), "synthetic", dtype=object)
    return gpd.GeoDataFrame(columns, geometry=place, crs=DISTRICT_CRS)


def _shoppers(made: Frames, found: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a unit is the visitors of a mall, who go upstairs and home and take no shelter's room."""
    spaces = made["underground_spaces"]
    malls = spaces.loc[spaces["kind"] == "mall", "space_id"]
    return np.asarray((found["kind"] == "underground") & found["subject_id"].isin(malls), dtype=bool)


def _names(made: Frames, found: pd.DataFrame, said: pd.DataFrame) -> list[str]:
    """Community, number in it, and what the unit is."""
    names = dict(zip(made["communities"]["community_code"], made["communities"]["name"], strict=True))
    turn = found.groupby(["community_code", "kind"]).cumcount() + 1
    return [
        f"{names[code]}{number}号{label}"
        for code, number, label in zip(found["community_code"], turn, said["label"], strict=True)
    ]


def _who(base: Base, found: pd.DataFrame, said: pd.DataFrame) -> dict[str, Any]:
    """Groups among the people of each unit, each at most all of them."""
    x, y = key_of(found["geometry"].to_numpy(dtype=object))
    people = found["people"].to_numpy(dtype=np.int64)
    elderly = np.minimum(found["elderly"].to_numpy(dtype=np.int64), people)

    def part(name: str, of: NDArray[np.int64], share: Any) -> NDArray[np.int64]:
        lot = dice.uniform(base.seed, f"dangers/{name}", x, y)
        wanted = of * np.asarray(share, dtype=float) * (0.6 + 0.8 * lot)
        # The broken part of a person counts by lot, so that small units together keep the share.
        whole = np.floor(wanted + (lot * 97.0) % 1.0).astype(np.int64)
        return np.asarray(np.minimum(whole, of))

    return {
        "elderly": elderly,
        "children": part("children", people - elderly, said["children_share"]),
        "disabled": part("disabled", people, said["disabled_share"]),
        "living_alone": part("alone", elderly, np.full(len(people), _ALONE_SHARE)),
        "migrants": part("migrants", people, said["migrant_share"]),
    }


def _way(
    made: Frames, place: NDArray[np.object_], people: NDArray[np.int64], disabled: NDArray[np.int64],
    placed: Placement,
) -> dict[str, Any]:  # fmt: skip
    """Shelter, way and vehicles of each unit."""
    shelters = made["shelters"]
    there = placed.row >= 0
    kind, vehicles = transport(people, disabled, placed.distance)
    minutes = np.ceil(travel_min(kind, placed.distance)).astype(int)
    identity, note = np.full(len(people), None, dtype=object), np.full(len(people), "", dtype=object)
    identity[there] = shelters["shelter_id"].to_numpy(dtype=object)[placed.row[there]]
    goal = shapely.point_on_surface(shelters.geometry.to_numpy()[placed.row[there]])
    name = shelters["name"].to_numpy(dtype=object)[placed.row[there]]
    verb = np.where(kind[there] == "walk", "步行", "乘车")
    parts = zip(
        road_names(made, place[there]), directions(place[there], goal), verb, minutes[there], name,
        strict=True,
    )  # fmt: skip
    note[there] = [f"沿{road}向{way}{go}约{wait}分钟至{to}" for road, way, go, wait, to in parts]
    note[~there] = "投亲靠友，社区登记去向并回访"
    return {
        "placement": np.where(there, "shelter", "own_arrangement").astype(object),
        "shelter_id": identity,
        "distance_m": placed.distance,
        "route_note": note,
        "transport": kind,
        "vehicles": vehicles,
    }


def _lead(
    said: pd.DataFrame, people: NDArray[np.int64], kind: NDArray[np.object_], distance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Hours from the call until all are there: notice, gathering, way."""
    notice = said["notice_h"].to_numpy(dtype=float)
    gathering = people / said["people_per_hour"].to_numpy(dtype=float)
    return np.asarray(np.round(notice + gathering + travel_min(kind, distance) / 60.0, 1))
