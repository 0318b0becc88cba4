"""Units of wind, gust factors by averaging period and exposure, and wind pressure."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

KNOT = 1852.0 / 3600.0
"""One knot [m/s]: an international nautical mile of 1852 m in an hour."""

PRESSURE_DIVISOR = 1600.0
"""v^2 / 1600 is the pressure in kN/m2 of a wind in m/s: GB 50009-2012, clause E.2.4 (air of 1.25 kg/m3)."""

BASIC_PRESSURE_HANGZHOU = 450.0
"""Basic wind pressure of Hangzhou for 50 years [Pa], GB 50009-2012, table E.5; status: unverified."""

EXPOSURES = ("at-sea", "off-sea", "off-land", "in-land")
"""Exposures of WMO/TD-1555: open sea, coast with wind from sea or from land, and in land; all at 10 m."""

Values = TypeVar("Values", float, NDArray[np.float64])


def knots(speed: Values) -> Values:
    """Speed in knots of a speed in [m/s]."""
    return speed / KNOT


def from_knots(speed: Values) -> Values:
    """Speed in [m/s] of a speed in knots."""
    return speed * KNOT


def wind_pressure(speed: Values) -> Values:
    """Wind pressure of GB 50009 [Pa] of a 10-minute mean wind at 10 m over open ground [m/s]."""
    return speed * speed * (1000.0 / PRESSURE_DIVISOR)


def speed_of_pressure(pressure: float) -> float:
    """10-minute mean wind at 10 m over open ground [m/s] of a wind pressure of GB 50009 [Pa]."""
    return float(np.sqrt(pressure * PRESSURE_DIVISOR / 1000.0))


def gust_factor(gust_s: float, reference_s: float, *, exposure: str) -> float:
    """Greatest mean wind over a short period within a longer one, over the mean of the longer one, at 10 m.

    Parameters
    ----------
    gust_s, reference_s
        The shorter and the longer period [s]; 1 where they are one.
    exposure
        One of `EXPOSURES`.

    Raises
    ------
    InputError
        If the table does not hold the exposure or the pair of periods.

    Notes
    -----
    It makes the gust of a given mean. It does not turn the greatest wind of one averaging into that of
    another, as between agencies: the greatest short mean need not lie in the greatest long one.

    References
    ----------
    Harper, B. A., Kepert, J. D. and Ginger, J. D. (2010). Guidelines for converting between various wind
    averaging periods in tropical cyclone conditions. WMO/TD-No. 1555, table 1.1.
    """
    if exposure not in EXPOSURES:
        raise InputError(f"exposure is {exposure!r}; one of {', '.join(EXPOSURES)} is needed")
    if gust_s == reference_s:
        return 1.0
    held = _gust_factors()
    if (exposure, reference_s, gust_s) not in held:
        pairs = ", ".join(f"{gust:g} in {period:g}" for name, period, gust in held if name == exposure)
        raise InputError(
            f"gust factor: {gust_s:g} s in {reference_s:g} s is not in the table; it has {pairs} s"
        )
    return held[exposure, reference_s, gust_s]


@cache
def _gust_factors() -> dict[tuple[str, float, float], float]:
    path = files("models.typhoon") / "tables/gust_wmo1555.csv"
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {
        (row["exposure"], float(row["reference_s"]), float(row["gust_s"])): float(row["factor"])
        for row in csv.DictReader(lines)
    }
