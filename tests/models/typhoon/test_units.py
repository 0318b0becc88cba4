"""Knots, pressures and gust factors against what codes and definitions say."""

import pytest

from census.errors import InputError
from models.typhoon.units import (
    BASIC_PRESSURE_HANGZHOU,
    EXPOSURES,
    KNOT,
    from_knots,
    gust_factor,
    knots,
    speed_of_pressure,
    wind_pressure,
)


def test_a_knot_is_a_nautical_mile_in_an_hour_and_goes_back_and_forth() -> None:
    assert pytest.approx(0.514444, abs=1e-6) == KNOT
    assert from_knots(knots(33.3)) == pytest.approx(33.3, rel=1e-15)


def test_the_basic_pressure_of_hangzhou_is_a_wind_of_26_8() -> None:
    assert speed_of_pressure(BASIC_PRESSURE_HANGZHOU) == pytest.approx(26.8, abs=0.05)
    assert wind_pressure(speed_of_pressure(450.0)) == pytest.approx(450.0, rel=1e-12)


@pytest.mark.parametrize(
    ("exposure", "gust", "sustained"),
    [("at-sea", 1.23, 0.93), ("off-sea", 1.38, 0.90), ("off-land", 1.52, 0.87), ("in-land", 1.66, 0.84)]
)  # fmt: skip
def test_gust_factors_are_those_of_the_guideline(exposure: str, gust: float, sustained: float) -> None:
    assert gust_factor(3.0, 600.0, exposure=exposure) == gust
    assert gust_factor(600.0, 600.0, exposure=exposure) == 1.0
    # Table 1.2: the greatest 10-minute over the greatest 1-minute wind, both out of an hour.
    hour = gust_factor(600.0, 3600.0, exposure=exposure) / gust_factor(60.0, 3600.0, exposure=exposure)
    assert hour == pytest.approx(sustained, abs=0.01)


@pytest.mark.parametrize("period", [60.0, 120.0, 180.0, 600.0, 3600.0])
def test_rougher_ground_and_longer_means_have_greater_gusts(period: float) -> None:
    gusts = [gust_factor(3.0, period, exposure=name) for name in EXPOSURES]
    assert gusts == sorted(gusts)
    if period < 3600.0:
        longer = {60.0: 120.0, 120.0: 180.0, 180.0: 600.0, 600.0: 3600.0}[period]
        assert gust_factor(3.0, longer, exposure="in-land") > gusts[-1]


def test_unknown_exposures_and_periods_are_refused() -> None:
    with pytest.raises(InputError, match=r"exposure is 'town'; one of at-sea, off-sea"):
        gust_factor(3.0, 600.0, exposure="town")
    with pytest.raises(InputError, match=r"5 s in 600 s is not in the table; it has 3 in 3600"):
        gust_factor(5.0, 600.0, exposure="at-sea")
