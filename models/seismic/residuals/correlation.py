"""Correlation of the residuals of ground motion over distance and between measures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.motion.measures import period_of

Floats = NDArray[np.float64]

LEAST_PERIOD, LARGEST_PERIOD = 0.01, 10.0
"""Periods between which both relations were fitted [s]; peak acceleration stands for the least."""

VELOCITY_PERIOD = 1.0
"""Period whose spectral acceleration stands for peak velocity, and so for intensity [s]."""


def correlation_period(measure: str) -> float:
    """Period of the spectral acceleration whose correlation a measure has [s].

    Parameters
    ----------
    measure
        "PGA" (period 0), "PGV", "INT" (a number linear in ln PGV) or "SA(T)".

    Raises
    ------
    InputError
        If the name is none of these or the period lies outside the relations.
    """
    if measure == "PGA":
        return 0.0
    if measure in ("PGV", "INT"):
        return VELOCITY_PERIOD
    period = period_of(measure)
    if period is None or not LEAST_PERIOD <= period <= LARGEST_PERIOD:
        raise InputError(
            f"no correlation is known of measure {measure!r}; PGA, PGV, INT or SA(T) with T from "
            f"{LEAST_PERIOD:g} to {LARGEST_PERIOD:g} s is needed"
        )
    return period


def range_km(measure: str, *, clustered: bool = True) -> float:
    """Distance at which the correlation of a residual with itself has fallen to 5 % [km].

    Parameters
    ----------
    measure
        Name of the measure.
    clustered
        Whether the ground is alike over long distances, as the soft soil of a plain is; where velocities
        change from site to site, short periods lose their correlation sooner.

    Notes
    -----
    The correlation is exp(-3 h / b) at a distance h with

    - b = 40.7 - 15.0 T for T < 1 s and clustered Vs30,
    - b = 8.5 + 17.2 T for T < 1 s, otherwise,
    - b = 22.0 + 3.7 T for T >= 1 s.

    References
    ----------
    Jayaram, N., Baker, J. W. (2009). Correlation model for spatially distributed ground-motion intensities.
    Earthquake Engineering and Structural Dynamics 38, 1687-1708, equations 17 to 20.
    """
    period = correlation_period(measure)
    if period >= 1.0:
        return 22.0 + 3.7 * period
    return 40.7 - 15.0 * period if clustered else 8.5 + 17.2 * period


def cross_correlation(measures: Sequence[str]) -> Floats:
    """Correlation of the residuals of different measures at one site.

    Parameters
    ----------
    measures
        Names of the q measures.

    Returns
    -------
    numpy.ndarray
        Shape (q, q), ones on the diagonal [-].

    Notes
    -----
    Baker and Jayaram (2008) for spectral accelerations, used for the residuals between and within events
    alike. Peak acceleration stands for T = 0.01 s. Peak velocity and intensity stand for T = 1 s, which puts
    PGA and PGV at 0.52; the records gave 0.73 (Bradley 2012), so this understates it.

    References
    ----------
    Baker, J. W., Jayaram, N. (2008). Correlation of spectral acceleration values from NGA ground motion
    models. Earthquake Spectra 24, 299-317, equations 9 to 12.
    Bradley, B. A. (2012). Empirical correlations between peak ground velocity and spectrum-based intensity
    measures. Earthquake Spectra 28, 17-35.
    """
    periods = [max(correlation_period(measure), LEAST_PERIOD) for measure in measures]
    return np.array([[period_correlation(one, two) for two in periods] for one in periods])


def period_correlation(one: float, two: float) -> float:
    """Correlation of spectral accelerations of two periods [s] after Baker and Jayaram (2008) [-]."""
    shorter, longer = min(one, two), max(one, two)
    if shorter == longer:
        return 1.0
    c1 = 1.0 - math.cos(0.5 * math.pi - 0.366 * math.log(longer / max(shorter, 0.109)))
    c2 = 0.0
    if longer < 0.2:
        fading = 1.0 - 1.0 / (1.0 + math.exp(100.0 * longer - 5.0))
        c2 = 1.0 - 0.105 * fading * (longer - shorter) / (longer - 0.0099)
    c3 = c2 if longer < 0.109 else c1
    c4 = c1 + 0.5 * (math.sqrt(c3) - c3) * (1.0 + math.cos(math.pi * shorter / 0.109))
    if longer < 0.109:
        return c2
    if shorter > 0.109:
        return c1
    return min(c2, c4) if longer < 0.2 else c4


def lower_factor(correlation: Floats) -> Floats:
    """Lower triangular factor L of L L' = `correlation`, which may be singular: measures can be one.

    Parameters
    ----------
    correlation
        Positive semi-definite, shape (q, q).
    """
    size = len(correlation)
    factor = np.zeros((size, size))
    for column in range(size):
        left = correlation[column:, column] - factor[column:, :column] @ factor[column, :column]
        if left[0] > 1e-12 * correlation[column, column]:
            factor[column:, column] = left / math.sqrt(left[0])
    return factor


def attainable(correlation: Floats) -> Floats:
    """Correlation drawn towards independence just as far as makes it positive semi-definite, shape (q, q)."""
    apart = correlation - np.eye(len(correlation))
    lowest = float(np.linalg.eigvalsh(apart)[0])
    share = 1.0 if lowest >= -1.0 - 1e-12 else -1.0 / lowest
    return np.asarray(np.eye(len(correlation)) + share * apart)
