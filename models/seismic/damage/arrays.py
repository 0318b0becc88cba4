"""Groups of arrays that the damage loop takes and fills."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Buildings(NamedTuple):
    """n buildings sorted by zone, with m nodes each.

    Place in the portfolio and key of the random numbers, (n,); median, between- and within-event deviation,
    (n,); row of the measure, (n,); class, (n,); nodes (n, m) with their weights (n, m); deviation that no
    node explains, (n,); deviation of the class factor and of the building's own, (n,); levels to be
    exceeded, (n, 4); whether intact costs nothing, (n,); first building of each zone and n, (zones + 1,).
    """

    place: np.ndarray
    mean: np.ndarray
    between: np.ndarray
    within: np.ndarray
    measure: np.ndarray
    cls: np.ndarray
    near: np.ndarray
    weight: np.ndarray
    ground: np.ndarray
    shared: np.ndarray
    own: np.ndarray
    level: np.ndarray
    idle: np.ndarray
    zone: np.ndarray


class Table(NamedTuple):
    """Normal quantile of the probability of each grade or more, by class and equal steps of the measure.

    Shape (classes, 4, points), first value and step of the measure. No points: the levels hold.
    """

    quantile: np.ndarray
    start: float
    step: float


class Outcome(NamedTuple):
    """What is filled: grades by building (parts, n, 5), totals (R, zones, Q), grades by zone (R, zones, 5).

    Also the grade of every building in every realisation, shape (n, R), or (0, 0) where it is not wanted.
    """

    counts: np.ndarray
    totals: np.ndarray
    grades: np.ndarray
    kept: np.ndarray
