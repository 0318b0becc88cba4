"""People on buildings by hour: exact totals, no one twice, no building overfull."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from census.errors import InputError
from census.people.derive import derive
from census.people.presence import COUNTS, commuting, people_by_hour
from census.snapshot import Snapshot

LEAST_AREA_PER_PERSON = 3.0
"""Floor area per person below which no building of a working day is filled [m2]."""


def tiny_buildings() -> pd.DataFrame:
    """Two streets with dwellings, an office and a school."""
    return pd.DataFrame(
        {
            "building_id": [f"B{number:06d}" for number in range(6)],
            "street_code": ["330105001"] * 3 + ["330105002"] * 3,
            "type": ["tower", "masonry_estate", "office", "tower", "school", "outbuilding"],
            "people": [401, 97, 0, 202, 0, 0],
            "floor_area_m2": [16_000.0, 4000.0, 9000.0, 9000.0, 5000.0, 40.0],
        }
    )


def test_at_night_everybody_sleeps_at_home(small_snapshot: Snapshot) -> None:
    buildings = small_snapshot.rows("buildings")
    night = people_by_hour(buildings, small_snapshot.rows("occupancy_profiles"), hours=[2])
    np.testing.assert_array_equal(night["at_home"].to_numpy(), buildings["people"].to_numpy())


def test_residents_at_night_are_those_of_each_street(small_snapshot: Snapshot) -> None:
    streets = derive(small_snapshot, lambda fraction, message: None).tables["people_by_street"]
    night = streets[streets["hour"] == 2].set_index("street_code")["at_home"]
    published = small_snapshot.rows("streets").set_index("code")["population"]
    assert night.to_dict() == published.to_dict()


def test_counts_are_whole_never_negative_and_add_up(small_snapshot: Snapshot) -> None:
    table = derive(small_snapshot, lambda fraction, message: None).tables["people_by_hour"]
    assert all(table[name].dtype == np.int64 and (table[name] >= 0).all() for name in (*COUNTS, "people"))
    assert (table["people"] == table[list(COUNTS)].sum(axis=1)).all()


def test_nobody_is_at_home_who_does_not_live_there(small_snapshot: Snapshot) -> None:
    table = derive(small_snapshot, lambda fraction, message: None).tables["people_by_hour"]
    lives = small_snapshot.rows("buildings").set_index("building_id")["people"]
    assert (table["at_home"] <= table["building_id"].map(lives)).all()


def test_no_building_is_overfull(small_snapshot: Snapshot) -> None:
    table = derive(small_snapshot, lambda fraction, message: None).tables["people_by_hour"]
    floor = small_snapshot.rows("buildings").set_index("building_id")["floor_area_m2"]
    room = table["building_id"].map(floor) / LEAST_AREA_PER_PERSON
    assert (table["people"] <= room).all()


def test_all_are_accounted_for_at_every_hour(small_snapshot: Snapshot) -> None:
    profiles = small_snapshot.rows("occupancy_profiles")
    residents = 700
    for hour in range(24):
        made = people_by_hour(tiny_buildings(), profiles, hours=[hour])
        share = commuting()[hour]
        away = residents - int(made["at_home"].sum())
        inside = away * (1 - share["away_outside"] - share["away_outdoors"]) + residents * share["inbound"]
        assert int(made[["workers", "visitors"]].to_numpy().sum()) == round(inside)


def test_hours_with_the_same_profile_have_the_same_people(small_snapshot: Snapshot) -> None:
    profiles = small_snapshot.rows("occupancy_profiles")
    # Hours 2 and 3 have the same profiles and the same assumption on commuting.
    made = [people_by_hour(tiny_buildings(), profiles, hours=[hour]) for hour in (2, 3)]
    pd.testing.assert_frame_equal(made[0].drop(columns="hour"), made[1].drop(columns="hour"))


def test_offices_fill_by_day_and_dwellings_by_night(small_snapshot: Snapshot) -> None:
    made = people_by_hour(tiny_buildings(), small_snapshot.rows("occupancy_profiles"), hours=[2, 10])
    by = made.merge(tiny_buildings()[["building_id", "type"]]).pivot_table(
        index="type", columns="hour", values="people", aggfunc="sum"
    )
    assert (by.loc[["office", "school"], 10] > by.loc[["office", "school"], 2]).all()
    assert (by.loc[["tower", "masonry_estate"], 10] < by.loc[["tower", "masonry_estate"], 2]).all()
    assert (by.loc["outbuilding"] == 0).all()


def test_the_order_of_buildings_changes_no_total(small_snapshot: Snapshot) -> None:
    profiles = small_snapshot.rows("occupancy_profiles")
    made = [people_by_hour(rows, profiles) for rows in (tiny_buildings(), tiny_buildings().iloc[::-1])]
    totals = [table.groupby(["street_code", "hour"])["at_home"].sum() for table in made]
    pd.testing.assert_series_equal(totals[0], totals[1])


def test_a_type_without_profile_is_named() -> None:
    profiles = pd.DataFrame({"building_type": ["tower"], "hour": [2]})
    with pytest.raises(InputError, match="'masonry_estate' at hour 2"):
        people_by_hour(tiny_buildings(), profiles, hours=[2])


def test_more_than_all_are_never_sent_away() -> None:
    for share in commuting().values():
        assert share["away_outside"] + share["away_outdoors"] <= 1.0
        assert 0.0 <= share["inbound"] <= 1.0
    assert sorted(commuting()) == list(range(24))
