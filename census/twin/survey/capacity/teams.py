"""Teams at their bases, their equipment, and the mobile pumps."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice, facts
from census.twin.linework import Geometries
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.assumptions import assumption
from census.twin.survey.capacity.places import community_at, key_of, street_at
from census.twin.survey.persons import person_ids

_BASES = {
    "office": ("office", "commercial"),
    "shed": ("shed", "factory"),
    "hospital": ("hospital",),
    "dwelling": ("commercial", "office", "masonry_estate", "tower", "village_house"),
}
_HIGH_PEAK = (515_700.0, 3_360_900.0)
"""Foot of the hills, to which the forest fire team keeps [m, EPSG:4549]."""


def teams(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Rows of the table of teams."""
    rows = [row for team in assumption("teams").to_dict("records") for row in _of_kind(base, made, team)]
    frame = pd.DataFrame(
        rows, columns=["name", "kind", "level", "unit", "building", "team", "street", "community"]
    )
    bases = _points(made, frame["building"].to_numpy(dtype=np.int64))
    number = np.arange(len(frame))
    lot = dice.uniform(base.seed, "capacity/members", *key_of(bases), number)
    said = pd.DataFrame(frame["team"].tolist(), columns=assumption("teams").columns)
    low = said["members_min"].to_numpy(dtype=float)
    high = said["members_max"].to_numpy(dtype=float)
    members = np.rint(low + lot * (high - low)).astype(np.int64)
    own, near = frame["street"].to_numpy(dtype=object), frame["community"].to_numpy(dtype=object)
    street = np.where(pd.isna(own), street_at(made, bases), own)
    community = np.where(pd.isna(near), community_at(made, bases), near)
    # The base of a street's team may stand across the street's edge, in a community of its neighbour.
    astray = pd.Series(community, dtype=object).str[:9].ne(pd.Series(street, dtype=object)).to_numpy()
    community[astray] = None
    full = np.rint(members * said["full_time_share"].to_numpy(dtype=float)).astype(np.int64)
    columns: dict[str, Any] = {
        "team_id": [f"TM{n:04d}" for n in range(1, len(frame) + 1)],
        "name": frame["name"],
        "kind": frame["kind"],
        "level": frame["level"],
        "street_code": street,
        "community_code": community,
        "unit": frame["unit"],
        "members": members,
        "full_time": full,
        "skills": said["skills"],
        "gear": said["gear"],
        "response_min": np.round(said["response_min"].to_numpy(dtype=float) * (0.8 + 0.5 * lot), 0),
        "on_call": said["on_call"],
        "person_id": person_ids("teams", len(frame)),
        "status": np.full(len(frame), "synthetic", dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=bases, crs=DISTRICT_CRS)


def equipment(base: Base, crews: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of the table of equipment: what each team of a kind has."""
    held = crews[["team_id", "kind", "street_code", "geometry"]]
    listed = assumption("equipment")
    pairs = pd.DataFrame(held).merge(listed, left_on="kind", right_on="team_kind")
    pairs = pairs.sort_values(["team_id", "item_code"]).reset_index(drop=True)
    x, y = key_of(pairs["geometry"].to_numpy(dtype=object))
    item = pairs["item_code"].map(lambda code: int(str(code)[2:])).to_numpy(dtype=np.int64)
    lot = dice.uniform(base.seed, "capacity/equipment", x, y, item)
    low = pairs["count_min"].to_numpy(dtype=float)
    count = np.rint(low + lot * (pairs["count_max"].to_numpy(dtype=float) - low)).astype(np.int64)
    pairs, lot, count = pairs[count > 0].reset_index(drop=True), lot[count > 0], count[count > 0]
    state = np.where(lot < 0.93, "ready", np.where(lot < 0.985, "repair", "scrap"))
    columns: dict[str, Any] = {
        "equipment_id": [f"EQ{n:04d}" for n in range(1, len(pairs) + 1)],
        **{name: pairs[name] for name in ("item_code", "item", "item_en", "category")},
        "quantity": count,
        "quantity_unit": pairs["unit"],
        "ability": pairs["ability"],
        "hazard": pairs["hazard"],
        "team_id": pairs["team_id"],
        "street_code": pairs["street_code"],
        "bought_year": 2012 + np.floor(14.0 * ((lot * 7.0) % 1.0)).astype(np.int64),
        "condition": state,
        "status": np.full(len(pairs), "synthetic", dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=pairs["geometry"].to_numpy(dtype=object), crs=DISTRICT_CRS)


def mobile_pumps(base: Base, crews: gpd.GeoDataFrame, depots: pd.DataFrame) -> gpd.GeoDataFrame:
    """Rows of the table of mobile pumps: units of flood teams and streets, at the nearest depot."""
    held = crews[crews["kind"].isin(["flood", "street"])]
    pairs = pd.DataFrame(held[["team_id", "kind", "street_code", "geometry"]]).merge(
        assumption("mobile_pumps"), how="cross"
    )
    x, y = key_of(pairs["geometry"].to_numpy(dtype=object))
    model = pairs["discharge_m3_h"].to_numpy(dtype=np.int64)
    lot = dice.uniform(base.seed, "capacity/pumps", x, y, model)
    share = pairs["per_street_share"].to_numpy(dtype=float)
    count = np.where(pairs["kind"] == "flood", pairs["per_flood_team"], np.floor(share + lot)).astype(
        np.int64
    )
    pairs = pairs.loc[np.repeat(pairs.index.to_numpy(), count)].reset_index(drop=True)
    lot = np.repeat(lot, count)
    own = depots[depots["reserve_kind"] == "physical"].reset_index(drop=True)
    store = _nearest_depot(pairs["geometry"].to_numpy(dtype=object), own)
    turn = pairs.groupby(["team_id", "model"]).cumcount().to_numpy() + 1
    same = (
        "mounting",
        "drive",
        "discharge_m3_h",
        "head_m",
        "power_kw",
        "hose_m",
        "generator_kw",
        "crew",
        "setup_min",
    )
    columns: dict[str, Any] = {
        "mobile_pump_id": [f"MP{n:03d}" for n in range(1, len(pairs) + 1)],
        "name": [f"{name}{number}号" for name, number in zip(pairs["model"], turn, strict=True)],
        **{name: pairs[name] for name in same},
        "fits_underpass": pairs["fits_underpass"].astype(bool),
        "depot_id": own["depot_id"].to_numpy(dtype=object)[store],
        "team_id": pairs["team_id"],
        "street_code": own["street_code"].to_numpy(dtype=object)[store],
        "condition": np.where((lot * 13.0) % 1.0 < 0.94, "ready", "repair"),
        "status": np.full(len(pairs), "synthetic", dtype=object),
    }
    places = own["geometry"].to_numpy(dtype=object)[store]
    return gpd.GeoDataFrame(columns, geometry=places, crs=DISTRICT_CRS)


def _of_kind(base: Base, made: Frames, team: dict[Any, Any]) -> list[dict[str, Any]]:
    """Teams of a kind with their bases."""
    common = {"kind": team["kind"], "level": team["level"], "team": team}
    if team["level"] == "county":
        share = float(made["streets"]["population"].sum()) / facts.POPULATION
        rows = _district_bases(base, made, team, max(1, round(int(team["count"]) * share)))
        many = int(team["count"]) > 1
        return [
            common
            | {
                "name": f"{team['name']}{n}分队" if many else team["name"],
                "unit": team["unit"],
                "building": row,
            }
            for n, row in enumerate(rows, start=1)
        ]
    table = made["streets"] if team["level"] == "township" else made.get("communities")
    if table is None:
        return []
    key = "code" if team["level"] == "township" else "community_code"
    rows = _nearest_base(
        made, table.geometry.to_numpy(), table[key].to_numpy(dtype=object), str(team["base"])
    )
    return [
        common
        | {"name": f"{name}应急队", "unit": f"{name}{team['unit'][2:]}", "building": row}
        | {"street": str(code)[:9], "community": str(code) if len(str(code)) > 9 else None}
        for name, code, row in zip(table["name"], table[key], rows, strict=True)
    ]


def _district_bases(base: Base, made: Frames, team: dict[Any, Any], count: int) -> list[int]:
    """Buildings by lot, far apart; the forest fire team stands nearest to the hills."""
    mine = _fitting(made, str(team["base"]))
    shapes = made["buildings"].geometry.to_numpy()[mine]
    place = shapely.get_coordinates(shapely.centroid(shapes))
    if not len(mine):
        return []
    if team["kind"] == "wildfire":
        return [int(mine[np.argmin(np.hypot(*(place - np.array(_HIGH_PEAK)).T))])]
    lot = dice.uniform(base.seed, f"capacity/base {team['kind']}", *key_of(shapes))
    first = int(np.argmin(lot))
    taken = [first]
    away = np.hypot(*(place - place[first]).T)
    while len(taken) < min(count, len(mine)):
        # Far from the others, with some lot in it: a team in each quarter of the district.
        taken.append(int(np.argmax(away * (0.6 + 0.4 * lot))))
        away = np.minimum(away, np.hypot(*(place - place[taken[-1]]).T))
    return [int(row) for row in mine[taken]]


def _nearest_base(made: Frames, areas: Geometries, codes: NDArray[np.object_], kind: str) -> list[int]:
    """The fitting building nearest to the middle of each area; any of its street if that is a neighbour's."""
    mine = _fitting(made, kind)
    if not len(mine):
        return []
    shapes = made["buildings"].geometry.to_numpy()
    street = made["buildings"]["street_code"].to_numpy(dtype=object)
    middle = shapely.point_on_surface(areas)
    rows = mine[shapely.STRtree(shapes[mine]).nearest(middle)]
    for number, code in enumerate(codes):
        own = np.flatnonzero(street == str(code)[:9])
        if street[rows[number]] != str(code)[:9] and len(own):
            rows[number] = own[np.argmin(shapely.distance(shapes[own], middle[number]))]
    return [int(row) for row in rows]


def _fitting(made: Frames, kind: str) -> NDArray[np.int64]:
    rows = np.flatnonzero(made["buildings"]["type"].isin(_BASES[kind]).to_numpy())
    return np.asarray(rows if len(rows) else np.arange(len(made["buildings"])), dtype=np.int64)


def _points(made: Frames, rows: NDArray[np.int64]) -> Geometries:
    return np.asarray(shapely.point_on_surface(made["buildings"].geometry.to_numpy()[rows]))


def _nearest_depot(places: Geometries, depots: pd.DataFrame) -> NDArray[np.int64]:
    if not len(places):
        return np.empty(0, dtype=np.int64)
    tree = shapely.STRtree(depots["geometry"].to_numpy(dtype=object))
    return np.asarray(tree.nearest(places), dtype=np.int64)
