"""Critical rain from readings made by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from outputs.critical_rain import ABOVE, BELOW, FOUND, critical_rain, critical_table, crossing, places_over

PLACES = pd.DataFrame({"place_id": ["A", "B"], "place": ["a", "b"], "threshold": [0.2, 0.5]})
LADDER = (20.0, 40.0, 80.0)
# Depths by place, rise and rain; A at normal level crosses 0.2 m half-way from 20 to 40 mm.
DEPTHS = {
    ("A", 0.0): (0.1, 0.3, 0.5), ("A", 1.0): (0.16, 0.36, 0.6),
    ("B", 0.0): (0.0, 0.1, 0.4), ("B", 1.0): (0.0, 0.4, 0.6),
}  # fmt: skip


def table() -> pd.DataFrame:
    rows = [
        {"place_id": place, "duration_h": 1.0, "canal_rise_m": rise, "sewers": "normal", "rain_mm": rain,
         "run_id": f"{rise:g}-{rain:g}", "value": value}
        for (place, rise), depths in DEPTHS.items()
        for rain, value in zip(LADDER, depths, strict=True)
    ]  # fmt: skip
    return critical_table(pd.DataFrame(rows), PLACES)


def row_of(place: str, rise: float) -> dict[str, object]:
    """One row of the table."""
    whole = table()
    chosen = whole[(whole["place_id"] == place) & (whole["canal_rise_m"] == rise)]
    assert len(chosen) == 1
    return {str(name): chosen[name].iloc[0] for name in chosen.columns}


def test_a_crossing_lies_between_the_runs_around_it() -> None:
    kind, index, rain = crossing([20, 40, 80], [0.1, 0.3, 0.5], 0.2)
    assert (kind, index) == (FOUND, 1) and rain == pytest.approx(30.0)
    kind, index, rain = crossing([20, 40], [0.1, 0.15], 0.2)
    assert (kind, index) == (ABOVE, 1) and math.isnan(rain)
    kind, index, rain = crossing([20, 40], [0.25, 0.3], 0.2)
    assert (kind, index) == (BELOW, 0) and math.isnan(rain)


def test_a_dip_counts_as_the_height_before_it() -> None:
    kind, index, rain = crossing([20, 40, 60, 80], [0.1, 0.15, 0.05, 0.25], 0.2)
    assert (kind, index) == (FOUND, 3) and rain == pytest.approx(70.0)


@given(
    st.lists(st.floats(0.0, 2.0), min_size=2, max_size=8),
    st.tuples(st.floats(0.01, 2.0), st.floats(0.01, 2.0)).map(sorted),
)
def test_a_higher_threshold_never_needs_less_rain(value: list[float], pair: list[float]) -> None:
    rain = [float(k + 1) for k in range(len(value))]
    kinds = {BELOW: -math.inf, ABOVE: math.inf}
    found = [crossing(rain, value, threshold) for threshold in pair]
    low, high = (kinds.get(kind, mm) for kind, _, mm in found)
    assert low <= high or math.isclose(low, high)


def test_the_table_names_both_runs_and_what_was_read() -> None:
    row = row_of("A", 0.0)
    assert row["critical_rain_mm"] == pytest.approx(30.0)
    assert (row["lower_run"], row["upper_run"]) == ("0-20", "0-40")
    assert (row["lower_value"], row["upper_value"], row["monotone"]) == (0.1, 0.3, True)
    above = row_of("B", 0.0)
    assert (above["censored"], above["lower_mm"], above["upper_run"]) == (ABOVE, 80.0, "")


def test_between_two_canal_levels_the_rain_is_interpolated() -> None:
    # 30 mm at normal level, 24 mm a metre above it.
    half = critical_rain(table(), "A", 1.0, 0.5, "normal")
    assert half.rain_mm == pytest.approx(27.0)
    assert half.runs == ("0-20", "0-40", "1-20", "1-40")
    assert critical_rain(table(), "A", 1.0, 0.0, "normal").rain_mm == pytest.approx(30.0)
    assert critical_rain(table(), "A", 1.0, 1.0, "normal").rain_mm == pytest.approx(24.0)


def test_a_bound_stays_a_bound() -> None:
    alone = critical_rain(table(), "B", 1.0, 0.0, "normal")
    assert (alone.least, alone.most, alone.words("en")) == (80.0, math.inf, "above 80 mm")
    # Above 80 mm at normal level, 60 mm a metre higher.
    between = critical_rain(table(), "B", 1.0, 0.5, "normal")
    assert (between.least, between.most) == (60.0, math.inf)
    assert math.isnan(between.rain_mm)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("C", 1.0, 0.0, "normal"), "place_id = 'C' is not in the table"),
        (("A", 2.0, 0.0, "normal"), "duration_h = 2.0 is not in the table of critical rain; it has 1.0"),
        (("A", 1.0, 1.5, "normal"), "from 0 to 1 m above normal"),
        (("A", 1.0, 0.0, "half"), "sewers = 'half'"),
    ],
)
def test_what_was_not_run_is_not_answered(asked: tuple[str, float, float, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        critical_rain(table(), *asked)


def test_without_rain_no_place_is_expected() -> None:
    # A is over its threshold already at the least rain that was run: its critical rain is below 20 mm.
    read = [
        {"place_id": "A", "duration_h": 1.0, "canal_rise_m": 0.0, "sewers": "normal", "rain_mm": rain,
         "run_id": f"{rain:g}", "value": 0.3}
        for rain in LADDER
    ]  # fmt: skip
    below = critical_table(pd.DataFrame(read), PLACES[PLACES["place_id"] == "A"])
    assert below["censored"].tolist() == [BELOW]
    assert places_over(below, {1.0: 0.0}, canal_rise_m=0.0, sewers="normal").empty
    drizzle = places_over(below, {1.0: 0.5}, canal_rise_m=0.0, sewers="normal")
    assert drizzle["expected"].tolist() == ["possible"]
    assert places_over(below, {1.0: 20.0}, canal_rise_m=0.0, sewers="normal")["expected"].tolist() == ["yes"]


def test_places_over_come_surest_first() -> None:
    assert places_over(table(), {1.0: 29.0}, canal_rise_m=0.0, sewers="normal").empty
    both = places_over(table(), {1.0: 90.0}, canal_rise_m=0.0, sewers="normal")
    assert both["place_id"].tolist() == ["A", "B"]
    assert both["expected"].tolist() == ["yes", "possible"]
    assert both["ratio"][0] == pytest.approx(3.0)
    higher = places_over(table(), {1.0: 61.0}, canal_rise_m=1.0, sewers="normal")
    assert higher["place_id"].tolist() == ["A", "B"] and set(higher["expected"]) == {"yes"}
