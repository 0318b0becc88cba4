"""The portfolio: nobody and nothing of the census is lost, zones are communities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from census.errors import InputError
from models.seismic.portfolio import portfolio_of
from tests.models.seismic.houses import houses


def hours(table: pd.DataFrame, people: dict[int, list[int]]) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame({"building_id": table["building_id"], "hour": hour, "people": row})
            for hour, row in people.items()
        ]
    )


def test_people_buildings_and_floor_area_are_those_of_the_census() -> None:
    table = houses(
        {}, {"people": 12, "floor_area_m2": 250.0}, {"use": "office", "people": 0, "dwelling_units": 0}
    )
    people = hours(table, {2: [90, 12, 1], 10: [40, 5, 80], 18: [50, 6, 20], 20: [1, 1, 1]})
    held = portfolio_of(table, people_by_hour=people.sample(frac=1.0, random_state=1))
    assert len(held) == 3
    assert held.residents.sum() == 102.0 and held.floor_area.sum() == 6250.0
    np.testing.assert_array_equal(held.people, [[90, 40, 50], [12, 5, 6], [1, 80, 20]])
    assert held.occupancy.tolist() == ["RES3", "RES3", "COM4"]


def test_without_people_by_hour_residents_are_told_by_the_shares_of_hazus() -> None:
    np.testing.assert_allclose(portfolio_of(houses({"people": 100})).people, [[100.0, 53.0, 35.0]])


def test_a_house_of_one_or_two_dwellings_is_single_family() -> None:
    held = portfolio_of(houses({"dwelling_units": 1}, {"dwelling_units": 2}, {"dwelling_units": 3}))
    assert held.occupancy.tolist() == ["RES1", "RES1", "RES3"]


def test_who_was_strengthened_is_told() -> None:
    held = portfolio_of(houses({}, {"retrofitted": True}))
    assert held.retrofitted.dtype == np.bool_ and held.retrofitted.tolist() == [False, True]


def test_zones_are_communities_and_a_last_one_for_the_rest() -> None:
    table = houses(
        {"community_code": "330105002001", "street_code": "330105002"}, {}, {"community_code": None}, {}
    )
    held = portfolio_of(table)
    assert held.communities == ("330105001001", "330105002001")
    assert held.community.tolist() == [1, 0, -1, 0]
    assert held.zone.tolist() == [1, 0, 2, 0]
    assert held.zone_communities == ("330105001001", "330105002001", "")
    assert held.zone_streets == ("330105001", "330105002", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"floor_area_m2": 0.0}, "'B000001': floor_area_m2 is 0;"),
        ({"floor_area_m2": float("nan")}, "floor_area_m2"),
        ({"people": -1}, "people is -1"),
        ({"use": "castle"}, "use 'castle'"),
        ({"building_id": "B000000"}, "'B000000'.*twice"),
    ],
)
def test_a_building_that_cannot_be_is_named(change: dict[str, object], words: str) -> None:
    table = houses({}, change)
    with pytest.raises(InputError, match=words):
        portfolio_of(table)


def test_people_that_are_not_told_are_missed_by_building_and_hour() -> None:
    table = houses({}, {})
    with pytest.raises(InputError, match="no row at hour 18"):
        portfolio_of(table, people_by_hour=hours(table, {2: [1, 1], 10: [1, 1]}))
    short = hours(table, {2: [1, 1], 10: [1, 1], 18: [1, 1]}).iloc[:-1]
    with pytest.raises(InputError, match=r"'B000001'.*hour 18"):
        portfolio_of(table, people_by_hour=short)
    with pytest.raises(InputError, match="'use'"):
        portfolio_of(table.drop(columns="use"))
    with pytest.raises(InputError, match="no row"):
        portfolio_of(table.iloc[:0])
