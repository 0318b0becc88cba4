"""The storm-intensity formula (暴雨强度公式) through the results of a frequency analysis."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import least_squares

from census.errors import InputError
from census.storm_intensity import LONGEST, SHORTEST, storm_intensity

L_S_HA_PER_MM_MIN = 167.0
"""The rounded factor of the formula's usual form, 1 mm/min = 166.7 L/s/ha."""

ABSOLUTE_LIMIT = 0.05
"""Root mean square error asked for, return periods 2 to 20 years [mm/min]; from memory, unverified."""

RELATIVE_LIMIT = 0.05
"""Relative root mean square error asked for where rain is strong [-]; from memory, unverified."""


class IntensityFormula(NamedTuple):
    """q = 167 A1 (1 + C lg P) / (t + b)^n [L s-1 ha-1].

    Parameters
    ----------
    a1
        Rain force of one year [mm min^(n-1)].
    c
        Weight of the logarithm of the return period [-].
    b
        Shift of the duration [min].
    n
        Exponent [-].
    """

    a1: float
    c: float
    b: float
    n: float


class IntensityFit(NamedTuple):
    """A formula with its errors.

    Parameters
    ----------
    formula
        The coefficients.
    absolute_error
        Root mean square error [mm/min].
    relative_error
        `absolute_error` over the mean intensity [-].
    within_limits
        Whether either limit is met; the limits are unverified.
    """

    formula: IntensityFormula
    absolute_error: float
    relative_error: float
    within_limits: bool


def intensity(formula: IntensityFormula, period: ArrayLike, duration: ArrayLike) -> NDArray[np.float64]:
    """Mean intensity [mm/min] of return periods [yr] and durations [min], which broadcast."""
    return storm_intensity(formula.a1, formula.c, formula.b, formula.n, period, duration)


def fit_intensity_formula(
    intensities: NDArray[np.float64], periods: NDArray[np.float64], durations: NDArray[np.float64]
) -> IntensityFit:
    """Coefficients by nonlinear least squares of the intensities.

    Parameters
    ----------
    intensities
        Mean intensities [mm/min], shape (periods, durations).
    periods
        Return periods [yr].
    durations
        Durations [min], within `SHORTEST` to `LONGEST`.

    Raises
    ------
    InputError
        If a duration lies outside, an intensity is not positive, or the search does not settle.
    """
    _check(intensities, periods, durations)
    years, minutes = np.asarray(periods)[:, None], np.asarray(durations)[None]

    def residual(free: NDArray[np.float64]) -> NDArray[np.float64]:
        return (intensity(_formula(free), years, minutes) - intensities).ravel()

    start = np.array([np.log(intensities.mean() * 30.0**0.7), np.log(0.9), np.log(8.0), np.log(0.7)])
    found = least_squares(residual, start, xtol=1e-12, ftol=1e-12, gtol=1e-12, max_nfev=2000)
    formula = _formula(found.x)
    if not found.success or formula.b > 200.0:
        raise InputError(f"no storm-intensity formula fits: the search ended at b = {formula.b:.3g} min")
    absolute = float(np.sqrt(np.mean(found.fun**2)))
    relative = absolute / float(intensities.mean())
    within = absolute <= ABSOLUTE_LIMIT or relative <= RELATIVE_LIMIT
    return IntensityFit(formula, absolute, relative, within)


def _formula(free: NDArray[np.float64]) -> IntensityFormula:
    a1, c, b, n = np.exp(np.clip(free, -12.0, 12.0))
    return IntensityFormula(float(a1), float(c), float(b), float(n))


def _check(
    intensities: NDArray[np.float64], periods: NDArray[np.float64], durations: NDArray[np.float64]
) -> None:
    for minutes in durations:
        if not SHORTEST <= minutes <= LONGEST:
            raise InputError(
                f"duration {minutes:g} min: a storm-intensity formula is fitted to "
                f"{SHORTEST:g} to {LONGEST:g} min"
            )
    if len(periods) < 2 or len(durations) < 3:
        raise InputError(
            f"{len(periods)} return periods and {len(durations)} durations: a formula needs at least 2 and 3"
        )
    for row, years in enumerate(periods):
        for column, minutes in enumerate(durations):
            if not intensities[row, column] > 0:
                value = intensities[row, column]
                raise InputError(
                    f"intensity of {years:g} yr and {minutes:g} min is {value:g}; above 0 is needed"
                )
