"""What is watched, what is unsafe, who must move where; and who is named only in the personal table."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from census.schema import TABLES
from census.twin.make import make_twin

DANGERS = [name for name, table in TABLES.items() if table.group == "dangers"]

PERSONAL = {"telephone", "phone", "person", "person_name", "contact"}

# A mobile number of the mainland begins with 1, a fixed one with a single 0; none begins with five zeros.
NO_TELEPHONE = "00000"


def test_a_dangerous_building_has_the_grade_and_residents_of_the_house_survey(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    dangerous, buildings = small_tables["dangerous_buildings"], small_tables["buildings"]
    graded = buildings[buildings["safety_grade"].isin(["C", "D"])].set_index("building_id")
    assert sorted(dangerous["building_id"]) == sorted(graded.index)
    same = graded.loc[dangerous["building_id"]]
    assert (dangerous["appraisal_grade"].to_numpy() == same["safety_grade"].to_numpy()).all()
    assert (dangerous["residents"].to_numpy() == same["people"].to_numpy()).all()


def test_a_house_where_people_live_is_not_pulled_down_and_treated_after_its_appraisal(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    dangerous = small_tables["dangerous_buildings"]
    assert (dangerous.loc[dangerous["treatment"] == "demolish", "residents"] == 0).all()
    assert (dangerous["treatment_due"] > dangerous["appraisal_date"]).all()
    whole = dangerous.loc[dangerous["appraisal_grade"] == "D", "treatment"]
    assert set(whole) <= {"vacate", "demolish"}


def test_no_shelter_gets_more_people_than_it_holds(small_tables: dict[str, pd.DataFrame]) -> None:
    units, shelters = small_tables["evacuee_units"], small_tables["shelters"].set_index("shelter_id")
    sent = units.dropna(subset="shelter_id").groupby("shelter_id")["people"].sum()
    assert len(sent) > 0
    assert (sent <= shelters["capacity_persons"].loc[sent.index]).all()


def test_people_are_sent_to_shelters_that_serve_their_hazard(small_tables: dict[str, pd.DataFrame]) -> None:
    units = small_tables["evacuee_units"].dropna(subset="shelter_id")
    held = units.merge(small_tables["shelters"], on="shelter_id", suffixes=("", "_shelter"))
    flood = held["hazard"] == "flood"
    assert held.loc[flood, "usable_flood"].all()
    assert held.loc[~flood, "usable_typhoon"].all()
    assert (held["space"] == "indoor").all()


def test_a_unit_placed_in_a_shelter_names_it_and_the_others_name_none(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    units = small_tables["evacuee_units"]
    assert ((units["placement"] == "shelter") == units["shelter_id"].notna()).all()
    assert (units["distance_m"].notna() == units["shelter_id"].notna()).all()


def test_the_distance_is_the_straight_line_to_the_shelter(small_tables: dict[str, pd.DataFrame]) -> None:
    units = small_tables["evacuee_units"].dropna(subset="shelter_id")
    shelters = small_tables["shelters"].set_index("shelter_id").loc[units["shelter_id"]]
    away = shapely.distance(units.geometry.to_numpy(), shelters.geometry.to_numpy())
    assert units["distance_m"].to_numpy() == pytest.approx(away, abs=0.06)


def test_each_group_is_a_part_of_the_people_of_a_unit(small_tables: dict[str, pd.DataFrame]) -> None:
    units = small_tables["evacuee_units"]
    for name in ("elderly", "children", "disabled", "living_alone", "migrants"):
        assert (units[name] <= units["people"]).all(), name
    assert (units["living_alone"] <= units["elderly"]).all()


def test_a_unit_of_houses_holds_all_their_residents_and_no_house_is_in_two_units(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    units = small_tables["evacuee_units"].dropna(subset="building_ids")
    people = small_tables["buildings"].set_index("building_id")["people"]
    houses = units["building_ids"].str.split(";")
    assert len(houses) > 0
    assert [int(people.loc[ids].sum()) for ids in houses] == units["people"].tolist()
    assert houses.explode().is_unique


def test_all_who_live_in_dangerous_buildings_move(small_tables: dict[str, pd.DataFrame]) -> None:
    dangerous = small_tables["dangerous_buildings"]
    lived_in = dangerous.loc[dangerous["residents"] > 0, "building_id"]
    moved = small_tables["evacuee_units"]["building_ids"].dropna().str.split(";").explode()
    assert len(lived_in) > 0
    assert set(lived_in) <= set(moved)


def test_a_control_point_watches_a_row_of_its_table(small_tables: dict[str, pd.DataFrame]) -> None:
    points = small_tables["control_points"]
    assert len(points) > 0
    for name, subject in zip(points["subject_table"], points["subject_id"], strict=True):
        assert subject in set(small_tables[name][TABLES[name].key[0]]), (name, subject)


def test_every_person_named_elsewhere_is_in_the_personal_table_and_no_other_is(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    named = {
        person
        for table, frame in small_tables.items()
        if table != "persons" and "person_id" in frame.columns
        for person in frame["person_id"]
    }
    persons = small_tables["persons"]["person_id"]
    assert persons.is_unique
    assert set(persons) == named


def test_names_and_telephones_stand_in_the_personal_table_only(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    persons = small_tables["persons"]
    assert persons["name"].str.startswith("测试").all()
    assert persons["telephone"].str.startswith(NO_TELEPHONE).all()
    private = set(persons["name"]) | set(persons["telephone"])
    for name, frame in small_tables.items():
        if name == "persons":
            continue
        assert not PERSONAL & set(frame.columns), name
        for column in frame.select_dtypes(["str", "object"]).columns.difference(["geometry"]):
            assert not private & set(frame[column].dropna().astype(str)), (name, column)


def test_the_same_seed_gives_the_same_capacity_and_dangers(small_tables: dict[str, pd.DataFrame]) -> None:
    again = make_twin(extent="small", seed=1).tables
    for name in [table for table, held in TABLES.items() if held.group in {"capacity", "dangers", "persons"}]:
        pd.testing.assert_frame_equal(small_tables[name], again[name])
