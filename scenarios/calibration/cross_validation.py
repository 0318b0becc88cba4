"""How well factors fitted to some observations tell the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.calibration.request import Search
from scenarios.calibration.trials import Trials, Vector, right_side

LEAST_FOLDS = 10
"""Observations up to which each is left out by itself unless folds are stated; beyond, this many groups."""


@dataclass(frozen=True)
class Held:
    """What was said of every observation by factors fitted without it.

    Parameters
    ----------
    simulated
        Depth or level, shape (observations,) [m].
    fold
        Group it was left out with, shape (observations,).
    points
        Logarithms of the factors of each group, shape (groups, parameters).
    """

    simulated: Vector
    fold: NDArray[np.int64]
    points: Vector


def folds(trials: Trials, section: Search) -> NDArray[np.int64]:
    """Group in which each observation is left out, shape (observations,)."""
    if section.fold_by == "event":
        events = list(trials.assemblies)
        return np.array([events.index(seen.event) for seen in trials.seen], np.int64)
    count = section.folds or min(len(trials.seen), LEAST_FOLDS)
    # Neighbours in the list go into different groups.
    return np.arange(len(trials.seen), dtype=np.int64) % count


def cross_validated(trials: Trials, section: Search, point: Vector, derivatives: Vector) -> Held:
    """Leave each group out, fit the rest, and run the model on what was left out.

    Parameters
    ----------
    trials
        The model; its budget is raised by one run for each group.
    section
        How the factors were sought.
    point
        Best point of all observations.
    derivatives
        From `search.jacobian` at the point.

    Notes
    -----
    With least squares the rest is fitted by one Gauss-Newton step from the best point, with a prior as wide
    as the bounds, and the model is run there. Searches without derivatives take, of all points that were
    run, the one that fits the rest best.
    """
    groups = folds(trials, section)
    count = int(groups.max()) + 1
    trials.budget = len(trials.points) + count
    simulated = np.zeros(len(trials.seen))
    points = np.zeros((count, point.size))
    known = [(p, trials.residuals(p)) for p in trials.points]
    for group in range(count):
        out = groups == group
        if section.method == "least-squares":
            points[group] = _stepped(trials, point, derivatives[~out], trials.residuals(point)[~out])
        else:
            losses = [float(np.sum(residual[~out] ** 2)) for _, residual in known]
            points[group] = known[int(np.argmin(losses))][0]
        simulated[out] = trials.simulated(points[group])[out]
    return Held(simulated, groups, points)


def errors(trials: Trials, simulated: Vector) -> tuple[float, float]:
    """RMSE of depths and levels [m] and share of wet and dry that are right [-]; NaN where there are none."""
    metres, right = [], []
    for seen, value in zip(trials.seen, simulated, strict=True):
        if seen.observation.kind == "wet":
            right.append(right_side(seen, float(value)))
        else:
            assert seen.observation.value_m is not None
            metres.append(float(value) - seen.observation.value_m)
    rmse = float(np.sqrt(np.mean(np.square(metres)))) if metres else float("nan")
    return rmse, float(np.mean(right)) if right else float("nan")


def _stepped(trials: Trials, point: Vector, derivatives: Vector, residual: Vector) -> Vector:
    width = np.maximum(trials.upper - trials.lower, 1e-9)
    information = derivatives.T @ derivatives + np.diag(12.0 / width**2)
    step = -np.linalg.solve(information, derivatives.T @ residual)
    return np.clip(point + step, trials.lower, trials.upper)
