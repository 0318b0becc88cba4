"""The search for the factors that fit best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import optimize

from scenarios.calibration.request import Search
from scenarios.calibration.trials import BudgetSpentError, Trials, Vector

STEP = 0.05
"""Step of the derivatives in the logarithm of a factor: 5 %, well above the rounding of a run."""

LOCAL_SHARE = 0.35
"""Share of the budget that a global search leaves for the local one after it."""


@dataclass(frozen=True)
class Best:
    """The best point of a search.

    Parameters
    ----------
    point
        Logarithms of the factors.
    spent
        Whether the budget ended the search before it had converged.
    """

    point: Vector
    spent: bool


def search(trials: Trials, section: Search) -> Best:
    """Search the bounds for the point of least loss, within the budget of the trials."""
    try:
        METHODS[section.method](trials, section)
        spent = False
    except BudgetSpentError:
        spent = True
    losses = [0.5 * float(np.sum(trials.residuals(point) ** 2)) for point in trials.points]
    return Best(trials.points[int(np.argmin(losses))], spent)


def jacobian(trials: Trials, point: Vector) -> Vector:
    """Derivatives of the residuals by the logarithm of each factor, shape (observations, parameters).

    One-sided, away from the nearer bound, so that a step never leaves the bounds.
    """
    columns = []
    base = trials.residuals(point)
    for k in range(point.size):
        room = trials.upper[k] - point[k] >= point[k] - trials.lower[k]
        width = float(trials.upper[k] - trials.lower[k])
        step = min(STEP, 0.5 * width) * (1.0 if room else -1.0)
        moved = point.copy()
        moved[k] += step
        columns.append((trials.residuals(moved) - base) / step)
    return np.stack(columns, axis=1)


def _least_squares(trials: Trials, section: Search) -> None:  # noqa: ARG001
    """Trust-region reflective."""
    # A start on a bound is moved inside by the method itself.
    optimize.least_squares(
        trials.residuals,
        np.clip(trials.start, trials.lower + 1e-6, trials.upper - 1e-6),
        jac=lambda point: jacobian(trials, np.clip(point, trials.lower, trials.upper)),
        bounds=(trials.lower, trials.upper),
        x_scale=np.maximum(trials.upper - trials.lower, 1e-6),
        xtol=1e-4,
        ftol=1e-4,
        gtol=1e-4,
    )


def _nelder_mead(trials: Trials, section: Search) -> None:  # noqa: ARG001
    """Downhill simplex within the bounds; its first simplex spans a quarter of them."""
    start, width = trials.start, trials.upper - trials.lower
    simplex = [start]
    for k in range(start.size):
        corner = start.copy()
        corner[k] += 0.25 * width[k] * (1.0 if corner[k] + 0.25 * width[k] <= trials.upper[k] else -1.0)
        simplex.append(corner)
    optimize.minimize(
        trials.loss,
        start,
        method="Nelder-Mead",
        bounds=list(zip(trials.lower, trials.upper, strict=True)),
        options={"initial_simplex": np.array(simplex), "xatol": 0.01, "fatol": 1e-3},
    )


def _differential_evolution(trials: Trials, section: Search) -> None:
    """Differential evolution, then the simplex from its best point."""
    whole = trials.budget
    trials.budget = max(int(whole * (1.0 - LOCAL_SHARE)), 1)
    with suppress(BudgetSpentError):
        optimize.differential_evolution(
            trials.loss,
            list(zip(trials.lower, trials.upper, strict=True)),
            rng=np.random.default_rng(section.seed),
            popsize=max(int(trials.budget / (5 * trials.start.size)), 3),
            init="sobol",
            polish=False,
        )
    trials.budget = whole
    losses = [0.5 * float(np.sum(trials.residuals(point) ** 2)) for point in trials.points]
    best = trials.points[int(np.argmin(losses))]
    optimize.minimize(
        trials.loss,
        best,
        method="Nelder-Mead",
        bounds=list(zip(trials.lower, trials.upper, strict=True)),
        options={"xatol": 0.01, "fatol": 1e-3},
    )


METHODS: Mapping[str, Callable[[Trials, Search], None]] = MappingProxyType(
    {
        "least-squares": _least_squares,
        "nelder-mead": _nelder_mead,
        "differential-evolution": _differential_evolution,
    }
)
"""Searches by name; each leaves the points it tried with the trials."""
