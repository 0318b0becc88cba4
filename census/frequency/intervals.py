"""Confidence intervals of return levels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from census.errors import InputError
from census.frequency.methods import Fit, Method, return_level

CONFIDENCE = 0.9
REPLICATES = 400
_STEP = 1e-4


class Interval(NamedTuple):
    """Lower and upper end of an interval for each return period."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def bootstrap_interval(
    method: Method,
    fit: Fit,
    periods: ArrayLike,
    count: int,
    generator: np.random.Generator,
    *,
    replicates: int = REPLICATES,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Interval by the parametric bootstrap: samples of the fitted distribution are fitted again.

    Parameters
    ----------
    method, fit
        How and what was fitted; one distribution.
    periods
        Return periods [yr].
    count
        Length of the record [yr].
    generator
        Source of the samples.
    replicates
        Number of samples.
    confidence
        Probability that the interval shall hold.
    """
    samples = method.quantile(fit, generator.uniform(1e-12, 1.0, (replicates, count)))
    if method.batched:
        levels = return_level(method, method.fit(samples), periods)
    else:
        levels = np.stack(_refitted(method, samples, periods))
    tail = 0.5 * (1.0 - confidence)
    lower, upper = np.quantile(levels, [tail, 1.0 - tail], axis=0)
    return Interval(lower, upper)


def delta_interval(
    method: Method,
    fit: Fit,
    periods: ArrayLike,
    sample: NDArray[np.float64],
    *,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Interval by the delta method: level +- z sqrt(g' V g), V the inverse of the observed information.

    Parameters
    ----------
    method, fit
        A method by maximum likelihood and what it fitted.
    periods
        Return periods [yr].
    sample
        The maxima, shape (n,).
    confidence
        Probability that the interval shall hold.

    Raises
    ------
    InputError
        If the method does not make the likelihood greatest, or its maximum is not regular.
    """
    if method.likelihood is None:
        raise InputError(f"the delta method needs a fit by maximum likelihood, not {method.name!r}")
    covariance = _covariance(method, fit, sample)
    parameters = np.array([float(part) for part in fit])
    steps = _steps(parameters, float(fit[1]))
    gradient = np.stack(
        [
            (
                _level(method, fit, parameters + step, periods)
                - _level(method, fit, parameters - step, periods)
            )
            / (2.0 * step.sum())
            for step in np.diag(steps)
        ]
    )
    variance = np.einsum("ip,ij,jp->p", gradient, covariance, gradient)
    half = norm.ppf(0.5 + 0.5 * confidence) * np.sqrt(variance)
    level = return_level(method, fit, periods)
    return Interval(level - half, level + half)


def _refitted(method: Method, samples: NDArray[np.float64], periods: ArrayLike) -> list[NDArray[np.float64]]:
    """Levels of every sample on which the fit settles; at least half must."""
    levels = []
    for sample in samples:
        try:
            levels.append(return_level(method, method.fit(sample), periods))
        except InputError:
            continue
    if 2 * len(levels) < len(samples):
        raise InputError(
            f"{method.name}: only {len(levels)} of {len(samples)} bootstrap samples could be fitted"
        )
    return levels


def _covariance(method: Method, fit: Fit, sample: NDArray[np.float64]) -> NDArray[np.float64]:
    parameters = np.array([float(part) for part in fit])
    steps = _steps(parameters, float(fit[1]))

    def cost(at: NDArray[np.float64]) -> float:
        assert method.likelihood is not None
        return method.likelihood(type(fit)(*(np.asarray(value) for value in at)), sample)

    hessian = np.empty((3, 3))
    for i, first in enumerate(np.diag(steps)):
        for j, second in enumerate(np.diag(steps)):
            corners = [
                cost(parameters + a * first + b * second) * a * b for a in (1.0, -1.0) for b in (1.0, -1.0)
            ]
            hessian[i, j] = sum(corners) / (4.0 * steps[i] * steps[j])
    if not np.all(np.isfinite(hessian)) or np.linalg.eigvalsh(hessian).min() <= 0:
        raise InputError(f"{method.name}: the likelihood has no regular maximum; take the bootstrap instead")
    return np.asarray(np.linalg.inv(hessian), dtype=np.float64)


def _steps(parameters: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    steps = np.full(len(parameters), _STEP * scale)
    steps[2] = _STEP
    return steps


def _level(
    method: Method, fit: Fit, parameters: NDArray[np.float64], periods: ArrayLike
) -> NDArray[np.float64]:
    return return_level(method, type(fit)(*(np.asarray(value) for value in parameters)), periods)
