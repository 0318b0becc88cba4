"""Shelters, refuge points, supplies, teams, six haves: rooms add up, places are open, references hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray

from census.schema import TABLES
from census.twin.survey.capacity.shelters import whole_people

CAPACITY = [name for name, table in TABLES.items() if table.group == "capacity"]

# GB 51143-2015 as the facts have it (shelter_standards.csv): 0.5 m2 for each person of emergency refuge.
EMERGENCY_AREA = 0.5

SIX = {"leadership", "mechanism", "plan", "team", "supplies", "drill"}

RESERVES = {"physical", "agreement", "market", "production"}


def outdoor(tables: dict[str, pd.DataFrame]) -> NDArray[np.object_]:
    shelters = tables["shelters"]
    return shelters.loc[shelters["space"] == "outdoor", "geometry"].to_numpy(dtype=object)


@pytest.mark.parametrize(
    ("area", "each", "people"),
    [(0.3, 0.1, 3), (100.0, 0.5, 200), (99.9, 2.0, 49), (4.5, 4.5, 1), (4.4, 4.5, 0), (1000.1, 3.0, 333)],
)
def test_an_area_holds_whole_people_and_tenths_divide_exactly(area: float, each: float, people: int) -> None:
    assert whole_people(np.array([area]), np.array([each]))[0] == people


def test_a_shelter_holds_as_many_as_its_effective_area_has_room_for(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    shelters = small_tables["shelters"]
    assert len(shelters) > 0
    each = shelters["area_per_person_m2"]
    used = shelters["capacity_persons"] * each
    assert (used <= shelters["effective_area_m2"] + 1e-6).all()
    assert (used + each > shelters["effective_area_m2"] + 1e-6).all()


def test_the_effective_area_is_part_of_the_clear_area_and_that_of_the_whole(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    shelters = small_tables["shelters"]
    assert (shelters["effective_area_m2"] <= shelters["clear_area_m2"] + 0.05).all()
    assert (shelters["clear_area_m2"] <= shelters["total_area_m2"] + 0.05).all()


def test_the_total_area_of_an_outdoor_shelter_is_that_of_its_polygon(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    shelters = small_tables["shelters"]
    mine = shelters[shelters["space"] == "outdoor"]
    area = shapely.area(mine.geometry.to_numpy())
    np.testing.assert_allclose(mine["total_area_m2"], area, atol=0.06)


def test_outdoor_shelters_hold_neither_water_nor_buildings(small_tables: dict[str, pd.DataFrame]) -> None:
    grounds = outdoor(small_tables)
    assert len(grounds) > 0
    for name in ("canals", "buildings"):
        others = shapely.STRtree(small_tables[name].geometry.to_numpy())
        ground, other = others.query(grounds, predicate="intersects")
        shared = shapely.intersection(grounds[ground], others.geometries[other])
        assert shapely.area(shared).sum() < 0.01, name


def test_outdoor_shelters_do_not_overlap_each_other(small_tables: dict[str, pd.DataFrame]) -> None:
    grounds = outdoor(small_tables)
    assert shapely.area(shapely.union_all(grounds)) == pytest.approx(shapely.area(grounds).sum(), abs=0.01)


def test_an_indoor_shelter_is_its_building_in_a_state_that_may_be_lived_in(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    shelters, buildings = small_tables["shelters"], small_tables["buildings"].set_index("building_id")
    inside = shelters[shelters["space"] == "indoor"]
    houses = buildings.loc[inside["building_id"]]
    assert len(inside) > 0
    assert shapely.equals(inside.geometry.to_numpy(), houses.geometry.to_numpy()).all()
    assert not houses["safety_grade"].isin(["C", "D"]).any()


def test_no_outdoor_shelter_serves_in_a_typhoon(small_tables: dict[str, pd.DataFrame]) -> None:
    shelters = small_tables["shelters"]
    assert not shelters.loc[shelters["space"] == "outdoor", "usable_typhoon"].any()


def test_every_community_has_a_refuge_point_with_half_a_square_metre_each(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    points = small_tables["refuge_points"]
    assert (points["area_per_person_m2"] == EMERGENCY_AREA).all()
    expected = np.floor(points["effective_area_m2"] / EMERGENCY_AREA + 1e-6)
    assert (points["capacity_persons"] == expected).all()
    crowded = small_tables["communities"].query("residents > 1000")["community_code"]
    assert set(crowded) <= set(points["community_code"])


def test_refuge_points_stand_as_far_from_walls_as_they_say(small_tables: dict[str, pd.DataFrame]) -> None:
    points = small_tables["refuge_points"]
    houses = shapely.union_all(small_tables["buildings"].geometry.to_numpy())
    away = shapely.distance(points.geometry.to_numpy(), houses)
    assert (away >= points["clearance_m"]).all()


def test_every_street_and_community_has_each_of_the_six_haves(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    units = [*small_tables["streets"]["code"], *small_tables["communities"]["community_code"]]
    held = small_tables["six_haves"].groupby("unit_code")["item"].agg(list)
    assert sorted(held.index) == sorted(units)
    assert all(len(items) == len(SIX) and set(items) == SIX for items in held)


def test_supplies_are_held_in_all_four_ways(small_tables: dict[str, pd.DataFrame]) -> None:
    supplies = small_tables["supplies"]
    assert set(supplies["reserve_kind"]) == RESERVES
    daily = supplies["basis"] == "per_day"
    assert (daily == (supplies["reserve_kind"] == "production")).all()


def test_a_depot_lies_in_its_building(small_tables: dict[str, pd.DataFrame]) -> None:
    supplies = small_tables["supplies"]
    houses = small_tables["buildings"].set_index("building_id").loc[supplies["building_id"]]
    assert shapely.covers(houses.geometry.to_numpy(), supplies.geometry.to_numpy()).all()


def test_pumps_and_equipment_belong_to_a_team_and_a_depot_that_exist(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    teams, depots = set(small_tables["teams"]["team_id"]), set(small_tables["supplies"]["depot_id"])
    assert set(small_tables["equipment"]["team_id"]) <= teams
    assert set(small_tables["mobile_pumps"]["team_id"]) <= teams
    assert set(small_tables["mobile_pumps"]["depot_id"]) <= depots


def test_a_place_in_a_community_is_in_the_street_of_that_community(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    for name in ("shelters", "refuge_points", "teams"):
        told = small_tables[name].dropna(subset="community_code")
        assert (told["community_code"].str[:9] == told["street_code"]).all(), name
