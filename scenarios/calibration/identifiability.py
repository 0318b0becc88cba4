"""What the observations can tell of each factor, and what they cannot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.calibration.trials import BudgetSpentError, Trials, Vector

UNTOLD = 0.5
"""A factor is not told where its spread is still more than this share of what the bounds alone leave."""

TIED = 0.9
"""Correlation from which two factors are told only together."""

AT_BOUND = 0.01
"""Share of the width of the bounds within which a factor counts as on one of them."""

CHI2_95 = 3.841
"""Rise of the squared residuals at the ends of a 95 % interval of one factor: chi-squared, one degree."""


@dataclass(frozen=True)
class Told:
    """What the observations tell.

    Parameters
    ----------
    spread
        Standard deviation of the logarithm of each factor, the bounds taken as known, shape (parameters,).
    left
        The spread over that which the bounds alone leave: 1 where nothing was learnt [-].
    correlation
        Between the logarithms of the factors, shape (parameters, parameters) [-].
    condition
        Condition number of the derivatives, each scaled by the width of its bounds [-].
    intervals
        95 % interval of each factor from its profile, an end at a bound where the profile does not rise
        enough before it; None where there was no profile, shape (parameters, 2) [-].
    variance
        Variance of the residuals that the spreads rest on: 1, or more where they scatter more [-].
    """

    spread: Vector
    left: Vector
    correlation: Vector
    condition: float
    intervals: Vector | None
    variance: float


def told_by(trials: Trials, point: Vector, derivatives: Vector, *, profile: bool) -> Told:
    """Judge the factors at the best point.

    Parameters
    ----------
    trials
        The model; its budget is raised by four runs for each factor where a profile is wanted.
    point
        Best point, logarithms.
    derivatives
        From `search.jacobian` at the point.
    profile
        Whether to hold each factor away from its best value.

    Notes
    -----
    Spread and correlation are those of a linear model with residuals of the stated variance and a prior as
    wide as the bounds (the standard deviation of a uniform law, width / sqrt(12)): they stay finite where the
    observations say nothing.
    """
    width = trials.upper - trials.lower
    residual = trials.residuals(point)
    free = residual.size - point.size
    variance = max(1.0, float(residual @ residual) / free) if free > 0 else 1.0
    prior = np.maximum(width, 1e-9) / math.sqrt(12.0)
    information = derivatives.T @ derivatives / variance + np.diag(prior**-2)
    covariance = np.linalg.inv(information)
    spread = np.sqrt(np.diag(covariance))
    singular = np.linalg.svd(derivatives * width, compute_uv=False)
    condition = float(singular[0] / singular[-1]) if singular[-1] > 0.0 else math.inf
    if derivatives.shape[0] < derivatives.shape[1]:
        condition = math.inf
    intervals = profiled(trials, point, derivatives, variance) if profile else None
    return Told(spread, spread / prior, covariance / np.outer(spread, spread), condition, intervals, variance)


def profiled(trials: Trials, point: Vector, derivatives: Vector, variance: float) -> Vector | None:
    """95 % interval of each factor, shape (parameters, 2) [-]; None where the runs do not suffice.

    Each factor is held half-way to either bound and on it, the others take one Gauss-Newton step; between the
    points the root of the rise is linear, as it is for a quadratic loss.
    """
    trials.budget = len(trials.points) + 4 * point.size
    best = 2.0 * trials.loss(point)
    out = np.zeros((point.size, 2))
    try:
        for k in range(point.size):
            for side, bound in enumerate((trials.lower[k], trials.upper[k])):
                out[k, side] = math.exp(_end(trials, point, derivatives, variance, k, float(bound), best))
    except BudgetSpentError:
        return None
    return out


def _end(
    trials: Trials, point: Vector, derivatives: Vector, variance: float, k: int, bound: float, best: float
) -> float:
    """Where the profile of a factor crosses the 95 % rise on the way to a bound, else the bound."""
    at, risen = float(point[k]), 0.0
    if abs(bound - at) < 1e-9:
        return bound
    for target in (0.5 * (at + bound), bound):
        held = conditional(trials, point, derivatives, k, target)
        rise = math.sqrt(max(2.0 * trials.loss(held) - best, 0.0) / variance)
        if rise >= math.sqrt(CHI2_95):
            share = (math.sqrt(CHI2_95) - risen) / max(rise - risen, 1e-12)
            return at + share * (target - at)
        at, risen = target, max(rise, risen)
    return bound


def conditional(trials: Trials, point: Vector, derivatives: Vector, k: int, target: float) -> Vector:
    """Point with one factor held and the others after one Gauss-Newton step, within the bounds."""
    moved = point.copy()
    moved[k] = target
    others = [n for n in range(point.size) if n != k]
    if others:
        residual = trials.residuals(point) + derivatives[:, k] * (target - point[k])
        moved[others] += np.linalg.lstsq(derivatives[:, others], -residual, rcond=1e-6)[0]
    return np.clip(moved, trials.lower, trials.upper)


def untold(names: Sequence[str], told: Told) -> list[str]:
    """Names of the factors that the observations do not tell."""
    return [name for name, left in zip(names, told.left, strict=True) if left > UNTOLD]


def tied(names: Sequence[str], told: Told) -> list[tuple[str, str, float]]:
    """Pairs of factors told only together, with their correlation."""
    found = []
    for a in range(len(names)):
        found += [
            (names[a], names[b], float(told.correlation[a, b]))
            for b in range(a + 1, len(names))
            if abs(told.correlation[a, b]) >= TIED
        ]
    return found


def on_bounds(trials: Trials, point: Vector) -> list[tuple[str, str]]:
    """Factors that ended on a bound, each with "lower" or "upper"."""
    found = []
    near = AT_BOUND * (trials.upper - trials.lower)
    for k, parameter in enumerate(trials.parameters):
        if point[k] - trials.lower[k] <= near[k]:
            found.append((parameter.name, "lower"))
        elif trials.upper[k] - point[k] <= near[k]:
            found.append((parameter.name, "upper"))
    return found
