"""Deadlines of actions from the first time of each force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.typhoon.actions import (
    ActionPlaces,
    FirstReached,
    Threshold,
    action_list,
    at_places,
    district_places,
    gathered,
    over_streets,
    street_actions,
)
from models.typhoon.damage import crane_objects, signboard_objects
from tests.models.typhoon.damage.frames import houses, sites

HOUR = 3600.0
ORIGIN = np.datetime64("2019-08-09T00:00:00")
GRID = Grid("EPSG:4549", 0.0, 100.0, 50.0, 2, 8)
NEVER = np.nan


def rule(quantity: str = "gust", force: int = 8, lead_h: float = 12.0, action: str = "lower") -> Threshold:
    words = (action, "降", "lower", "甲", "a")
    return Threshold(*words, "tower_cranes", quantity, force, lead_h * HOUR, "unverified", "")


def first(mean: list[list[float]], gust: list[list[float]] | None = None) -> FirstReached:
    other = None if gust is None else HOUR * np.array(gust)
    return FirstReached(ORIGIN, (6, 8), HOUR * np.array(mean), other)


def cranes(times: FirstReached, streets: tuple[str, ...] = ("a", "a", "b")) -> ActionPlaces:
    n = len(streets)
    return ActionPlaces(
        "tower_cranes", np.array([f"CS{i}" for i in range(n)], dtype=object), np.full(n, "", dtype=object),
        np.array(streets, dtype=object), np.linspace(1.0, n, n), times,
    )  # fmt: skip


TIMES = first([[10.0, 12.0, NEVER], [20.0, NEVER, NEVER]], [[4.0, 5.0, 6.0], [16.0, 30.0, NEVER]])


def test_a_deadline_is_the_first_time_less_lead_and_margin() -> None:
    table = action_list([cranes(TIMES)], thresholds=[rule()], margin_s=HOUR)
    assert table["key"].tolist() == ["CS0", "CS1"]
    reached = pd.to_datetime(table["reached_utc"]).tolist()
    assert reached == [pd.Timestamp("2019-08-09 16:00"), pd.Timestamp("2019-08-10 06:00")]
    assert table["deadline_utc"].tolist() == [
        pd.Timestamp("2019-08-09 03:00"),
        pd.Timestamp("2019-08-09 17:00"),
    ]
    assert table["overdue"].isna().all()


def test_the_threshold_that_falls_due_first_counts() -> None:
    table = action_list([cranes(TIMES)], thresholds=[rule("gust", 8, 2.0), rule("mean", 6, 1.0)])
    told = table[table["key"] == "CS0"]
    assert (told["quantity"].tolist(), told["force"].tolist()) == (["mean"], [6])  # 10 - 1 h before 16 - 2 h
    assert len(table) == 2
    other = action_list([cranes(TIMES)], thresholds=[rule("gust", 8, 8.0), rule("mean", 6, 1.0)])
    assert other.loc[other["key"] == "CS0", "quantity"].tolist() == ["gust"]  # 16 - 8 h before 10 - 1 h


def test_what_is_past_when_the_list_is_issued_is_overdue() -> None:
    table = action_list([cranes(TIMES)], thresholds=[rule()], issued=ORIGIN + np.timedelta64(10, "h"))
    assert table["overdue"].tolist() == [True, False]


def test_streets_have_the_earliest_deadline_and_the_sums() -> None:
    table = street_actions(action_list([cranes(TIMES)], thresholds=[rule("gust", 6, 1.0)]))
    assert table["street_code"].tolist() == ["a", "b"]
    assert (table["places"].tolist(), table["count"].tolist()) == ([2, 1], [3.0, 3.0])
    assert table["deadline_utc"].tolist() == [
        pd.Timestamp("2019-08-09 03:00"),
        pd.Timestamp("2019-08-09 05:00"),
    ]


def test_a_wind_that_calls_for_nothing_gives_empty_tables() -> None:
    calm = first([[NEVER] * 3] * 2, [[NEVER] * 3] * 2)
    table = action_list([cranes(calm)], thresholds=[rule()])
    assert len(table) == 0
    assert len(street_actions(table)) == 0


def test_a_force_that_was_not_followed_is_refused() -> None:
    with pytest.raises(InputError, match="gust of force 8; the wind tells no forces"):
        action_list([cranes(first([[1.0, 1.0, 1.0]] * 2))], thresholds=[rule()])
    with pytest.raises(InputError, match="gust of force 9; the wind tells 6, 8"):
        action_list([cranes(TIMES)], thresholds=[rule(force=9)])


def field(start: float) -> NDArray[np.float64]:
    """Hours that rise by one a column, an hour later in the southern row."""
    return start + np.arange(8.0)[None, :] + np.arange(2.0)[:, None]


def on_cells() -> FirstReached:
    mean = np.stack([field(10.0), np.full((2, 8), NEVER)])
    return FirstReached(ORIGIN, (6, 8), HOUR * mean, HOUR * np.stack([field(4.0), field(8.0)]))


def test_points_take_the_time_of_their_cell_and_none_outside() -> None:
    taken = at_places(on_cells(), GRID, np.array([25.0, 399.0, -1.0]), np.array([75.0, 1.0, 75.0]))
    assert taken.of("mean", 6) == pytest.approx([10.0 * HOUR, 18.0 * HOUR, NEVER], nan_ok=True)


def test_a_street_is_reached_when_its_first_cell_is() -> None:
    street = np.full((2, 8), -1)
    street[:, 2:4], street[1, 6] = 0, 1
    places = over_streets(on_cells(), street, ["a", "b", "c"])
    assert places.first.of("gust", 8) == pytest.approx([10.0 * HOUR, 15.0 * HOUR, NEVER], nan_ok=True)
    assert np.isnan(places.first.of("mean", 8)).all()


def test_things_are_gathered_by_street() -> None:
    places = gathered(cranes(TIMES, ("b", "", "b")), {"b": "乙"})
    assert (places.street.tolist(), places.count.tolist(), places.name.tolist()) == (["b"], [4.0], ["乙"])
    assert places.first.of("gust", 6) == pytest.approx([4.0 * HOUR])


def test_the_places_of_a_district() -> None:
    built = houses({"use": "shop"}, {"use": "shop"})
    tables = {
        "construction_sites": sites({}).assign(workers=40),
        "dangerous_buildings": built.assign(residents=[3, 5], move_in_typhoon=[True, None]),
    }
    objects = [crane_objects(tables["construction_sites"]), signboard_objects(built)]
    street = np.zeros((2, 8), dtype=int)
    places = district_places(
        tables, objects, on_cells(), GRID, street=street, codes=["330105001"], names=["米市巷街道"]
    )
    held = {one.objects: one for one in places}
    assert held["tower_cranes"].name.tolist() == ["工地"]
    assert held["signboards"].count.tolist() == [12.0]
    assert held["signboards"].name.tolist() == ["米市巷街道"]
    assert held["dangerous_buildings"].key.tolist() == ["B000000"]
    assert held["construction_sites"].count.tolist() == [40.0]
    assert held["streets"].first.of("gust", 6).tolist() == [4.0 * HOUR]
