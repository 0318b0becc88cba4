"""Rain at points while a storm passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.path import Path
from models.typhoon.rain.rates import RATES, STATUS, Intensity, parameter

FloatArray = NDArray[np.float64]

_BLOCK = 4_000_000
"""Steps times points that are worked on at once."""


@dataclass(frozen=True)
class RainSeries:
    """Rain in k intervals at p points.

    Parameters
    ----------
    edges
        Of the intervals, since the origin of the path, shape (k + 1,) [s].
    depth
        Rain in each, shape (k, p) [mm].
    model
        Name of the relation.
    status
        "unverified" where it rests on a value whose source could not be checked.
    """

    edges: FloatArray
    depth: FloatArray
    model: str
    status: str

    @property
    def intensity(self) -> FloatArray:
        """Mean rate in each interval, shape (k, p) [mm/h]."""
        return np.asarray(self.depth / np.diff(self.edges)[:, None] * 3600.0)


def rain_series(
    path: Path,
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    edges: NDArray[np.floating],
    *,
    model: str = "r-cliper",
    asymmetry: float | None = None,
    heading_of_most_deg: float = 0.0,
) -> RainSeries:
    """Rain of a storm at points.

    Parameters
    ----------
    path
        The storm in the plane of the district.
    x, y
        Points in that plane, shape (p,) [m].
    edges
        Of the intervals, since the origin of the path, rising, shape (k + 1,) [s]; before and after the path
        there is no rain.
    model
        One of `RATES`.
    asymmetry
        Amplitude of the first harmonic about the centre as a share of the mean, 0 to 1 [-]; the table's
        unless given.
    heading_of_most_deg
        Where the most rain falls, clockwise from the direction of motion [degree].

    Raises
    ------
    InputError
        If the model is not known, the edges do not rise or the asymmetry is outside 0 to 1.

    Notes
    -----
    The relations give the mean of many storms: neither bands nor hills nor what the land takes away are in
    it, so that single stations see several times as much or nothing. Rates run in straight lines between the
    steps of the path.
    """
    share = parameter("asymmetry") if asymmetry is None else asymmetry
    px, py = np.atleast_1d(np.asarray(x, np.float64)), np.atleast_1d(np.asarray(y, np.float64))
    limits = np.asarray(edges, dtype=np.float64)
    _check(model, share, limits, px, py)
    time = np.union1d(path.time, np.clip(limits, path.time[0], path.time[-1]))
    names = ("x", "y", "vx", "vy", "vmax", "deficit", "rmax")
    state = {name: np.interp(time, path.time, getattr(path, name))[:, None] for name in names}
    step = np.diff(time) / 3600.0
    at = np.searchsorted(time, np.clip(limits, time[0], time[-1]))
    depth = np.empty((len(limits) - 1, len(px)))
    width = max(_BLOCK // len(time), 1)
    for first in range(0, len(px), width):
        part = slice(first, first + width)
        rate = _rate(state, px[part], py[part], model, share, np.radians(heading_of_most_deg))
        fallen = np.concatenate(
            [np.zeros((1, rate.shape[1])), np.cumsum(0.5 * (rate[1:] + rate[:-1]) * step[:, None], axis=0)]
        )
        depth[:, part] = np.diff(fallen[at], axis=0)
    status = STATUS[model] if share == 0.0 else "unverified"
    return RainSeries(limits, np.maximum(depth, 0.0), model, status)


def _rate(
    state: dict[str, FloatArray], x: FloatArray, y: FloatArray, model: str, share: float, turn: float
) -> FloatArray:
    """Rain rate at each step and point, shape (steps, points) [mm/h]."""
    east, north = x - state["x"], y - state["y"]
    distance = np.hypot(east, north)
    rate = RATES[model](distance, Intensity(state["vmax"], state["deficit"], state["rmax"]))
    if share == 0.0:
        return rate
    ahead = np.arctan2(state["vx"], state["vy"]) + turn
    along = east * np.sin(ahead) + north * np.cos(ahead)
    # Within the radius of the greatest wind the harmonic grows from none at the centre, where it has no side.
    side = along / np.maximum(distance, state["rmax"])
    return np.asarray(rate * (1.0 + share * side))


def _check(model: str, share: float, edges: FloatArray, x: FloatArray, y: FloatArray) -> None:
    if model not in RATES:
        raise InputError(f"rain model is {model!r}; one of {', '.join(RATES)} is needed")
    if not 0.0 <= share <= 1.0:
        raise InputError(f"asymmetry of the rain is {share:g}; a share from 0 to 1 is needed")
    if edges.ndim != 1 or len(edges) < 2 or not np.all(np.diff(edges) > 0.0):
        raise InputError(f"edges of the intervals of rain are {edges}; at least two that rise are needed")
    if x.shape != y.shape or x.ndim != 1:
        raise InputError(f"points of shapes {x.shape} and {y.shape}; one x and one y for each are needed")
