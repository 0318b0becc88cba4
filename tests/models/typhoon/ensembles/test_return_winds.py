import math

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.ensembles.counts import Exceedance
from models.typhoon.ensembles.return_winds import RETURN_SPEEDS, return_winds

LEVELS = np.array(RETURN_SPEEDS, np.float32)
INSIDE = np.array([[True, False], [True, True]])
START, SCALE = np.array([5.0, 8.0, 6.0]), np.array([4.0, 6.0, 3.0])
"""Greatest winds of a storm at three cells: exponential beyond a threshold."""


def _counted(winds: np.ndarray) -> Exceedance:
    """Counts of the greatest winds of storms, shape (storms, n)."""
    counts = np.array([(winds >= level).sum(axis=0) for level in LEVELS], np.int32)
    return Exceedance(len(winds), LEVELS, LEVELS, counts, counts, INSIDE)


def _known(rate: float, period: float) -> np.ndarray:
    """Wind that -ln(1 - 1/T) storms a year exceed, of the exponential law."""
    return np.asarray(START + SCALE * math.log(rate / -math.log(1.0 - 1.0 / period)))


def test_a_known_law_is_recovered() -> None:
    members, rate = 400_000, 2.5
    counts = members * np.exp(-np.maximum(LEVELS[:, None] - START, 0.0) / SCALE)
    found = Exceedance(members, LEVELS, LEVELS, *(np.round(counts).astype(np.int32),) * 2, INSIDE)
    told = return_winds(found, rate=rate, record_years=74.0, periods=(10.0, 50.0, 100.0))
    for place, period in enumerate(told.periods):
        # Within the logarithm of whole numbers of storms.
        assert told.wind[place][INSIDE] == pytest.approx(_known(rate, period), abs=0.03)
    assert np.isnan(told.wind[:, ~INSIDE]).all()


def test_years_of_random_storms_have_the_winds_of_their_law() -> None:
    rng, rate, years = np.random.default_rng(2), 3.0, 40_000
    storms = rng.poisson(rate, years)
    winds = START + SCALE * rng.exponential(size=(storms.sum(), 3))
    told = return_winds(_counted(winds), rate=storms.sum() / years, record_years=years, periods=(10.0, 50.0))
    first = np.concatenate([[0], np.cumsum(storms)[:-1]])
    greatest = np.maximum.reduceat(winds, np.minimum(first, len(winds) - 1), axis=0)
    greatest[storms == 0] = 0.0
    for place, period in enumerate(told.periods):
        assert told.wind[place][INSIDE] == pytest.approx(_known(rate, period), rel=0.02)
        # And of the greatest winds of the years themselves.
        by_year = np.quantile(greatest, 1.0 - 1.0 / period, axis=0)
        assert told.wind[place][INSIDE] == pytest.approx(by_year, rel=0.02)


def test_nine_of_ten_records_hold_the_true_wind_in_their_interval() -> None:
    rng, rate, years, period = np.random.default_rng(3), 3.0, 74, 10.0
    true, held = _known(rate, period), 0
    for _ in range(300):
        storms = int(rng.poisson(rate * years))
        winds = START + SCALE * rng.exponential(size=(storms, 3))
        told = return_winds(_counted(winds), rate=storms / years, record_years=years, periods=(period,))
        held += int(told.low[0][INSIDE][0] <= true[0] <= told.high[0][INSIDE][0])
    # 0.9 within three standard errors, and a little more for the approximation.
    assert 0.84 <= held / 300 <= 0.97


def test_winds_rise_with_the_period_and_lie_within_their_interval() -> None:
    winds = START + SCALE * np.random.default_rng(4).exponential(size=(5000, 3))
    told = return_winds(_counted(winds), rate=2.0, record_years=50.0)
    inside = [values[:, INSIDE] for values in (told.low, told.wind, told.high)]
    assert np.all(np.diff(inside[1], axis=0) > 0.0)
    assert np.all(inside[0] < inside[1]) and np.all(inside[1] < inside[2])
    longer = return_winds(_counted(winds), rate=2.0, record_years=500.0)
    assert np.all((longer.high - longer.low)[:, INSIDE] < (told.high - told.low)[:, INSIDE])


def test_winds_below_and_above_the_levels_are_told_as_such() -> None:
    calm, wild = np.zeros((100, 3)), np.full((100, 3), 90.0)
    assert np.all(return_winds(_counted(calm), rate=2.0, record_years=50.0).wind[:, INSIDE] == 0.0)
    assert np.all(return_winds(_counted(wild), rate=2.0, record_years=50.0).wind[:, INSIDE] == LEVELS[-1])


def test_the_wind_of_the_load_code_stands_beside() -> None:
    told = return_winds(_counted(np.full((10, 3), 20.0)), rate=1.0, record_years=10.0)
    # GB 50009: 0.45 kN/m2 is the pressure of 26.8 m/s.
    assert told.attributes["gb_50009_wind_50_years_open_country_m_s"] == pytest.approx(26.8, abs=0.05)


def test_wrong_periods_and_rates_are_refused() -> None:
    found = _counted(np.full((10, 3), 20.0))
    for periods in ((), (1.0, 10.0), (50.0, 10.0)):
        with pytest.raises(InputError, match="rising numbers above 1"):
            return_winds(found, rate=1.0, record_years=10.0, periods=periods)
    with pytest.raises(InputError, match=r"0\.0 storms a year"):
        return_winds(found, rate=0.0, record_years=10.0)
