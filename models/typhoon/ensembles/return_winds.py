"""Winds of return periods from the storms of many years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from census.errors import InputError
from models.typhoon.ensembles.counts import Exceedance
from models.typhoon.ensembles.record import CONFIDENCE
from models.typhoon.units import BASIC_PRESSURE_HANGZHOU, speed_of_pressure

Singles = NDArray[np.float32]

PERIODS = (10.0, 25.0, 50.0, 100.0)
"""Return periods [year]."""
RETURN_SPEEDS = tuple(float(speed) for speed in range(4, 71))
"""Winds to be counted for winds of return periods [m/s]."""


@dataclass(frozen=True)
class ReturnWinds:
    """Winds of k return periods, each of shape (k, rows, columns) [m/s]; NaN outside.

    Parameters
    ----------
    periods
        Rising [year].
    wind
        That the greatest wind of a year exceeds once in so many years on average.
    low, high
        Between which it lies, by the number of storms the record has.
    attributes
        Averaging period, height, exposure, rates and what was computed how.
    """

    periods: tuple[float, ...]
    wind: Singles
    low: Singles
    high: Singles
    attributes: dict[str, Any] = field(default_factory=dict)


def return_winds(
    found: Exceedance,
    *,
    rate: float,
    record_years: float,
    periods: Sequence[float] = PERIODS,
    gust: bool = False,
    confidence: float = CONFIDENCE,
) -> ReturnWinds:
    """Winds of return periods.

    Parameters
    ----------
    found
        Counts of the storms, with levels close together from low winds on.
    rate
        Storms a year [1/year].
    record_years
        Length of the record the storms come from [year].
    periods
        Rising, above 1 [year].
    gust
        Of the gust instead of the mean.
    confidence
        Of the interval.

    Raises
    ------
    InputError
        If periods do not rise or are not above 1, or rate or record are not above 0.

    Notes
    -----
    Storms come as a Poisson process, so a wind that n storms a year exceed stays unexceeded in a year with
    the probability exp(-n): the wind of T years is exceeded by n = -ln(1 - 1/T) storms a year. Between the
    levels the logarithm of that number runs in a straight line; below the lowest level the wind is given as
    0, above the highest as that.

    In a record of N years n N storms exceed that wind, and that number has the standard deviation of its
    root: the interval is that of the winds which n exp(+-z / sqrt(n N)) storms a year exceed. Storms that
    were resampled count by parts of one, for which it is rather too wide. What the kernel of the resampling
    smooths away, and errors of the vortex and of the ground, are not in it.
    """
    told = tuple(float(period) for period in periods)
    if not told or told[0] <= 1.0 or any(b <= a for a, b in pairwise(told)):
        raise InputError(f"the return periods are {list(told)} years; rising numbers above 1 are needed")
    if not (rate > 0.0 and record_years > 0.0):
        raise InputError(f"{rate} storms a year in {record_years} years; numbers above 0 are needed")
    levels, counts = found.of(gust=gust)
    yearly = counts * np.float64(rate / found.members)
    # A level that no storm reaches ends its line at half a storm: the logarithm of none has no end.
    least = 0.5 * rate / found.members
    score = float(norm.ppf(0.5 * (1.0 + confidence)))
    wanted = [-math.log1p(-1.0 / period) for period in told]
    factors = [math.exp(score / math.sqrt(number * record_years)) for number in wanted]

    def fields(numbers: Sequence[float]) -> Singles:
        return np.array([found.field_of(_exceeded_by(number, levels, yearly, least)) for number in numbers])

    attributes = {
        **found.attributes, "storms_per_year": rate, "record_years": record_years, "confidence": confidence,
        "averaging_s": 3.0 if gust else 600.0,
        "gb_50009_wind_50_years_open_country_m_s": speed_of_pressure(BASIC_PRESSURE_HANGZHOU),
    }  # fmt: skip
    low, high = (
        fields([number * factor**sign for number, factor in zip(wanted, factors, strict=True)])
        for sign in (1, -1)
    )
    return ReturnWinds(told, fields(wanted), low, high, attributes)


def _exceeded_by(number: float, levels: Singles, yearly: NDArray[np.float64], least: float) -> Singles:
    """Wind that so many storms a year exceed, shape (n,), from numbers a year by level (levels, n) [m/s]."""
    place = np.sum(yearly >= number, axis=0)
    below, cell = np.clip(place - 1, 0, len(levels) - 1), np.arange(yearly.shape[1])
    above = np.minimum(below + 1, len(levels) - 1)
    upper, lower = (np.log(np.maximum(yearly[at, cell], least)) for at in (below, above))
    fall = upper - lower
    share = np.where(fall > 0.0, (upper - math.log(number)) / np.where(fall > 0.0, fall, 1.0), 0.0)
    value = levels[below] + np.clip(share, 0.0, 1.0) * (levels[above] - levels[below])
    return np.where(place > 0, value, 0.0).astype(np.float32)
