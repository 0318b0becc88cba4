"""Recorded storms on dimensionless patterns."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.errors import InputError
from models.waterlogging.hyetographs import (
    largest_in_window,
    pattern_shares,
    recorded_storm,
    storm_patterns,
)

HOUR = 3600.0


@pytest.mark.parametrize("pattern", ["front", "centre", "rear", "uniform"])
@pytest.mark.parametrize(("duration", "hour"), [(24.0, 23.9), (3.0, 95.3)])
def test_largest_hour_is_the_one_on_record(pattern: str, duration: float, hour: float) -> None:
    # 23.9 mm: the wettest hour of In-Fa's wettest day; 95.3 mm: the burst of 30 July 2021 (press).
    edges, depths = recorded_storm(pattern, duration=duration * HOUR, maximum_hour=hour)
    minutes = np.interp(
        np.arange(0.0, edges[-1] + 1.0, 60.0), edges, np.concatenate(([0.0], np.cumsum(depths)))
    )
    assert (minutes[60:] - minutes[:-60]).max() == pytest.approx(hour, rel=1e-3)
    assert largest_in_window(edges, depths, window=HOUR) == pytest.approx(hour, rel=1e-12)


def test_total_is_the_one_on_record() -> None:
    # Fitow 2013: 264 mm in 36 hours (press).
    edges, depths = recorded_storm("centre", duration=36.0 * HOUR, total=264.0)
    assert depths.sum() == pytest.approx(264.0, rel=1e-12)
    assert edges[-1] == 36.0 * HOUR


def test_bursts_of_the_patterns_hold_half_the_rain_where_they_say() -> None:
    # A triangular burst over 6 of 24 steps holds half; the rest is even: 1/48 a step.
    for name, centre in {"front": 6, "centre": 12, "rear": 18}.items():
        shares = np.array(storm_patterns()[name])
        burst = shares[centre - 3 : centre + 3]
        assert burst.sum() == pytest.approx(0.5 + 6 / 48, abs=1e-9)
        np.testing.assert_allclose(burst, burst[::-1], atol=1e-12)
        np.testing.assert_allclose(np.delete(shares, range(centre - 3, centre + 3)), 1 / 48, atol=1e-11)


def test_one_pattern_gives_storms_of_one_shape() -> None:
    _, day = recorded_storm("centre", duration=24.0 * HOUR, maximum_hour=23.9)
    _, burst = recorded_storm("centre", duration=3.0 * HOUR, maximum_hour=95.3)
    np.testing.assert_allclose(day / day.sum(), burst / burst.sum(), rtol=1e-12)


def test_storm_of_less_than_an_hour_holds_its_largest_hour() -> None:
    _, depths = recorded_storm([1.0, 3.0], duration=1800.0, maximum_hour=40.0)
    assert depths.tolist() == [10.0, 30.0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=30).filter(lambda s: sum(s) > 1e-3))
def test_shares_of_any_pattern_sum_to_one(shares: list[float]) -> None:
    assert pattern_shares(shares).sum() == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("pattern", [[], [0.0, 0.0], [0.5, -0.1], [float("nan")], "center"])
def test_a_pattern_that_is_none_is_refused(pattern: list[float] | str) -> None:
    with pytest.raises(InputError, match="pattern"):
        recorded_storm(pattern, duration=HOUR, total=10.0)


def test_both_figures_at_once_are_refused() -> None:
    with pytest.raises(InputError, match="give one of them"):
        recorded_storm("centre", duration=HOUR, total=10.0, maximum_hour=5.0)
