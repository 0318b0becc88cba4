"""Storm-intensity formulas and Chicago storms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.errors import InputError
from models.waterlogging.hyetographs import chicago_storm, largest_in_window
from models.waterlogging.storm_intensity import (
    StormFormula,
    depth_curve,
    design_depth,
    design_intensity,
    storm_formula,
    storm_formulas,
)

PERIODS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0)

# Depths in mm worked out beside each candidate formula, one decimal, for the return periods above.
WORKED_OUT = {
    ("A", 5.0): (11.3, 14.6, 17.1, 19.7, 23.0, 25.5),
    ("A", 60.0): (40.1, 52.0, 61.0, 70.0, 81.9, 90.9),
    ("A", 120.0): (51.9, 67.2, 78.9, 90.5, 105.8, 117.4),
    ("A", 180.0): (59.8, 77.6, 91.0, 104.4, 122.1, 135.5),
    ("B", 60.0): (42.4, 51.4, 58.2, 65.1, 74.1, 80.9),
    ("C", 180.0): (54.9, 69.6, 80.7, 91.9, 106.6, 117.7),
    ("suzhou", 120.0): (61.7, 83.9, 100.7, 117.5, 139.7, 156.5),
}


@pytest.mark.parametrize(("name", "duration"), WORKED_OUT)
def test_depths_are_those_worked_out_for_each_formula(name: str, duration: float) -> None:
    depths = [design_depth(storm_formula(name), return_period=p, duration=duration) for p in PERIODS]
    np.testing.assert_allclose(depths, WORKED_OUT[name, duration], atol=0.051)


def test_intensity_is_the_formula_in_litres_per_second_and_hectare() -> None:
    # With n = 0 and C = 0 the formula is q = q1, and 100 L/s/ha are 36 mm/h.
    flat = StormFormula(name="flat", q1=100.0, c=0.0, b=0.0, n=0.0, status="verified", source="theory")
    assert design_intensity(flat, return_period=7.0, duration=60.0) == pytest.approx(36.0)


def test_every_formula_says_where_it_comes_from() -> None:
    assert {f.status for f in storm_formulas().values()} <= {"verified", "unverified"}
    assert all(f.source for f in storm_formulas().values())
    assert storm_formula("A").status == "unverified"


@pytest.mark.parametrize("duration", [4.9, 181.0, 1440.0])
def test_durations_outside_the_fit_are_refused_with_the_reason(duration: float) -> None:
    with pytest.raises(InputError, match=f"{duration:g} minutes is outside the 5 to 180"):
        chicago_storm(storm_formula(), return_period=10.0, duration=duration)


@pytest.mark.parametrize("period", [0.5, 500.0])
def test_return_periods_outside_the_range_are_refused(period: float) -> None:
    with pytest.raises(InputError, match="return period"):
        design_depth(storm_formula(), return_period=period, duration=60.0)


def test_unknown_formula_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no storm-intensity formula 'D'; the table holds A, B, C"):
        storm_formula("D")


@settings(max_examples=60, deadline=None)
@given(
    duration=st.floats(5.0, 180.0),
    peak_ratio=st.floats(0.05, 0.95),
    interval=st.floats(0.5, 5.0),
    period=st.floats(1.0, 100.0),
)
def test_total_is_the_design_depth_whatever_the_interval(
    duration: float, peak_ratio: float, interval: float, period: float
) -> None:
    formula = storm_formula()
    edges, depths = chicago_storm(
        formula, return_period=period, duration=duration, peak_ratio=peak_ratio, interval=interval
    )
    assert edges[-1] == pytest.approx(60.0 * duration)
    assert (np.diff(edges) > 0.0).all()
    assert (depths >= 0.0).all()
    expected = design_depth(formula, return_period=period, duration=duration)
    assert depths.sum() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("window", [30.0, 60.0, 90.0])
def test_windows_about_the_peak_hold_the_depth_of_the_formula(window: float) -> None:
    # Keifer and Chu (1957): the storm holds the design depth of every shorter duration.
    formula = storm_formula()
    edges, depths = chicago_storm(formula, return_period=50.0, duration=180.0, peak_ratio=0.4, interval=0.1)
    found = largest_in_window(edges, depths, window=60.0 * window)
    expected = depth_curve(formula, return_period=50.0, duration=window)
    assert found == pytest.approx(expected, rel=1e-4)


def test_peak_stands_at_the_peak_ratio() -> None:
    edges, depths = chicago_storm(
        storm_formula(), return_period=5.0, duration=100.0, peak_ratio=0.35, interval=1.0
    )
    assert edges[int(np.argmax(depths))] == pytest.approx(60.0 * 35.0, abs=60.0)


@pytest.mark.parametrize("peak_ratio", [0.0, 1.0, -0.2])
def test_peak_outside_the_storm_is_refused(peak_ratio: float) -> None:
    with pytest.raises(InputError, match="peak ratio"):
        chicago_storm(storm_formula(), return_period=5.0, duration=60.0, peak_ratio=peak_ratio)
