"""Regions and exposed elements of the small twin: totals, references and places."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from census.snapshot import Snapshot
from census.twin.facts import POPULATION
from census.twin.streets import residents
from census.twin.survey.exposure.metro import _courses


def test_communities_tile_each_street_and_hold_its_residents(small_snapshot: Snapshot) -> None:
    streets = small_snapshot.table("streets").set_index("code")
    communities = small_snapshot.table("communities")
    sums = communities.groupby("street_code")["residents"].sum()
    assert sums.to_dict() == streets["population"].to_dict()
    area = communities.area.groupby(communities["street_code"]).sum()
    np.testing.assert_allclose(area, streets.area.reindex(area.index), rtol=1e-9)
    whole = shapely.union_all(communities.geometry.to_numpy())
    assert whole.area == pytest.approx(communities.area.sum(), rel=1e-9)
    assert communities.is_valid.all()


def test_a_community_code_begins_with_its_street(small_snapshot: Snapshot) -> None:
    for name in ("communities", "buildings", "metro_stations", "crowded_places", "schools"):
        table = small_snapshot.table(name)
        assert (table["community_code"].str[:9] == table["street_code"]).all(), name


def test_buildings_stand_in_the_community_they_name(small_snapshot: Snapshot) -> None:
    buildings = small_snapshot.table("buildings")
    polygon = small_snapshot.table("communities").set_index("community_code").geometry
    own = polygon.reindex(buildings["community_code"]).to_numpy()
    assert shapely.dwithin(own, shapely.centroid(buildings.geometry.to_numpy()), 0.01).all()


def test_grid_cells_hold_all_residents_and_all_ground(small_snapshot: Snapshot) -> None:
    cells, streets = small_snapshot.table("grid_cells"), small_snapshot.table("streets")
    assert cells["residents"].sum() == streets["population"].sum()
    assert cells.area.sum() == pytest.approx(streets.area.sum(), rel=1e-6)


def test_the_streets_of_the_whole_district_hold_the_census_total() -> None:
    assert int(residents().sum()) == POPULATION == 1_120_985


def test_every_institution_is_a_building_of_its_use(small_snapshot: Snapshot) -> None:
    buildings = small_snapshot.table("buildings").set_index("building_id")
    for name, kinds in (("schools", {"school"}), ("hospitals", {"hospital"}), ("care_homes", {"hospital"})):
        named = buildings.loc[small_snapshot.table(name)["building_id"]]
        assert set(named["type"]) <= kinds, name


def test_every_school_building_belongs_to_a_school(small_snapshot: Snapshot) -> None:
    buildings = small_snapshot.table("buildings")
    floor = buildings.loc[buildings["type"] == "school", "floor_area_m2"].sum()
    assert small_snapshot.table("schools")["floor_area_m2"].sum() == pytest.approx(floor, abs=1.0)


def test_no_facility_stands_in_a_house_or_in_water(small_snapshot: Snapshot) -> None:
    houses = shapely.union_all(small_snapshot.table("buildings").geometry.to_numpy())
    water = shapely.union_all(small_snapshot.table("canals").geometry.to_numpy())
    for name in ("power_facilities", "water_facilities", "gas_facilities", "metro_stations"):
        points = small_snapshot.table(name).geometry.to_numpy()
        assert not shapely.intersects(water, points).any(), name
        if name != "metro_stations":
            assert not shapely.intersects(houses, points).any(), name


def test_bridges_among_the_relics_stand_on_a_canal(small_snapshot: Snapshot) -> None:
    relics = small_snapshot.table("cultural_relics")
    water = shapely.union_all(small_snapshot.table("canals").geometry.to_numpy())
    wet = shapely.intersects(water, relics.geometry.to_numpy())
    np.testing.assert_array_equal(wet, relics["kind"].isin(["bridge", "waterway"]).to_numpy())


def test_stations_lie_on_their_line_and_keep_their_distance() -> None:
    for course in _courses(1):
        assert (np.diff(course.stations) > 400.0).all()
        assert (course.stations >= 0.0).all() and (course.stations <= course.line.length).all()


def test_a_profile_is_there_for_every_type_and_hour(small_snapshot: Snapshot) -> None:
    profiles = small_snapshot.rows("occupancy_profiles")
    assert (profiles.groupby("building_type")["hour"].nunique() == 24).all()
    assert set(small_snapshot.table("buildings")["type"]) <= set(profiles["building_type"])


def test_the_columns_that_models_read_are_as_the_twin_made_them(small_snapshot: Snapshot) -> None:
    buildings, roads = small_snapshot.table("buildings"), small_snapshot.table("roads")
    floor = buildings.area * buildings["storeys"]
    np.testing.assert_allclose(buildings["floor_area_m2"], floor, atol=0.06)
    assert buildings["people"].sum() == small_snapshot.table("streets")["population"].sum()
    assert {"road_id", "class", "width_m", "from_node", "to_node"} <= set(roads.columns)


def test_roads_take_the_lanes_of_their_class(small_snapshot: Snapshot) -> None:
    roads = small_snapshot.table("roads")
    least = roads["class"].map({"arterial": 6, "secondary": 4, "collector": 2, "lane": 1, "path": 0})
    assert roads["lanes"].between(least, least + 2).all()
    assert (roads["motor_vehicles"] == (roads["class"] != "path")).all()


def test_the_economy_names_every_street_and_industry_once(small_snapshot: Snapshot) -> None:
    economy, streets = small_snapshot.rows("economy"), small_snapshot.table("streets")
    assert len(economy) == 13 * len(streets)
    assert not economy.duplicated(["street_code", "industry"]).any()
