"""Grades of geological disasters and dangers, by the rule of the emergency plans."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

GRADES = ("small", "medium", "large", "very_large")

DEATHS = (3.0, 10.0, 30.0)
LOSS = (1e6, 5e6, 1e7)
"""Deaths and direct loss [yuan] from which a disaster is medium, large, very large."""

PEOPLE = (100.0, 500.0, 1000.0)
PROPERTY = (5e6, 5e7, 1e8)
"""People to be moved and possible loss [yuan] from which a danger is medium, large, very large."""

VOLUMES = {
    "landslide": (1e5, 1e6, 1e7, 1e8),
    "slope": (1e5, 1e6, 1e7, 1e8),
    "rockfall": (1e4, 1e5, 1e6, 1e7),
    "debris_flow": (2e4, 2e5, 5e5, 5e6),
}
"""Volumes [m3] from which a hazard is medium, large, very large, huge; status unverified."""


def disaster_grade(deaths: ArrayLike, loss: ArrayLike) -> NDArray[np.object_]:
    """Grade of what happened: the worse of that by deaths and that by direct loss."""
    return _worse(deaths, DEATHS, loss, LOSS)


def danger_grade(people: ArrayLike, threatened: ArrayLike) -> NDArray[np.object_]:
    """Grade of what may happen: the worse of that by people threatened and that by property [yuan]."""
    return _worse(people, PEOPLE, threatened, PROPERTY)


def volume_grade(kind: str, volume: float) -> str:
    """Grade of a volume [m3] of one kind of hazard."""
    return (*GRADES, "huge")[int(np.searchsorted(VOLUMES[kind], volume, side="right"))]


def _worse(
    one: ArrayLike, one_bounds: tuple[float, ...], other: ArrayLike, other_bounds: tuple[float, ...]
) -> NDArray[np.object_]:
    step = np.maximum(
        np.searchsorted(one_bounds, np.asarray(one, np.float64), side="right"),
        np.searchsorted(other_bounds, np.asarray(other, np.float64), side="right"),
    )
    return np.asarray(np.array(GRADES, dtype=object)[step])
