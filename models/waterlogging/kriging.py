"""Ordinary kriging of rain between gauges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize
from scipy.spatial.distance import cdist, pdist

from census.errors import InputError

FloatArray = NDArray[np.float64]

LEAST_GAUGES = 5
"""Gauges a variogram is fitted to at least: ten pairs for two parameters."""


def _exponential(distance: FloatArray, reach: float) -> FloatArray:
    # Three times the length is where 95 % of the sill is reached, by custom called the range.
    return np.asarray(1.0 - np.exp(-3.0 * distance / reach))


def _spherical(distance: FloatArray, reach: float) -> FloatArray:
    share = np.minimum(distance / reach, 1.0)
    return np.asarray(1.5 * share - 0.5 * share**3)


MODELS: Mapping[str, Callable[[FloatArray, float], FloatArray]] = MappingProxyType(
    {"exponential": _exponential, "spherical": _spherical}
)
"""Variograms with a sill of one, of distance [m] and range [m]."""


@dataclass(frozen=True)
class Variogram:
    """Half the variance of the difference of two gauges over their distance.

    Parameters
    ----------
    model
        A name of `MODELS`.
    reach
        Range: distance at which gauges no longer tell of each other [m].
    nugget
        Share of the sill that two gauges at one place differ by, 0-1 [-].
    """

    model: str = "exponential"
    reach: float = 10_000.0
    nugget: float = 0.0

    def at(self, distance: FloatArray) -> FloatArray:
        """Semivariance over the sill, 0 at a distance of 0 [-]."""
        rising = self.nugget + (1.0 - self.nugget) * MODELS[self.model](distance, self.reach)
        return np.asarray(np.where(distance > 0.0, rising, 0.0))


FITTED = Variogram(reach=0.0)
"""Stands for an exponential variogram whose range is to be fitted."""


def kriging_weights(
    places: FloatArray, targets: FloatArray, variogram: Variogram, *, names: tuple[str, ...]
) -> FloatArray:
    """Weights of the gauges at some places.

    Parameters
    ----------
    places
        Gauges, shape (n, 2) [m].
    targets
        Where rain is wanted, shape (m, 2) [m].
    variogram
        How rain differs with distance; its sill cancels.
    names
        Names of the gauges, for messages.

    Returns
    -------
    numpy.ndarray
        Shape (m, n), none negative, each row summing to one [-].

    Raises
    ------
    InputError
        If there is one gauge alone or two stand at one place.

    Notes
    -----
    Ordinary kriging minimises the variance of the error under the condition that the weights sum to one
    (Matheron 1963), with a Lagrange multiplier in the last row of the system. Gauges in the shadow of others
    can get negative weights, which would make negative rain; these are set to zero and the rest scaled
    back to one (Deutsch 1996).

    References
    ----------
    Matheron, G. (1963). Principles of geostatistics. Economic Geology 58, 1246-1266.
    Deutsch, C. V. (1996). Correcting for negative weights in ordinary kriging. Computers and Geosciences 22,
    765-773.
    """
    _check_places(places, names)
    count = len(places)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = variogram.at(cdist(places, places))
    system[count, count] = 0.0
    right = np.ones((count + 1, len(targets)))
    right[:count] = variogram.at(cdist(places, targets))
    weights = linalg.solve(system, right, assume_a="sym")[:count].T
    weights = np.maximum(weights, 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def fitted_variogram(
    places: FloatArray, totals: FloatArray, *, model: str, nugget: float, names: tuple[str, ...]
) -> Variogram:
    """Variogram whose range suits the totals of the gauges best.

    Parameters
    ----------
    places, totals
        Gauges, shape (n, 2) [m], and their rain, shape (n,) [mm].
    model, nugget
        Of the variogram.
    names
        Names of the gauges, for messages.

    Raises
    ------
    InputError
        If there are too few gauges, or all hold the same rain.

    Notes
    -----
    Least squares of range and sill over all pairs, each half the square of a difference (Cressie 1993,
    section 2.6, unweighted); the range stays between the least and three times the greatest distance.
    """
    _check_places(places, names)
    if len(places) < LEAST_GAUGES:
        raise InputError(
            f"a variogram is fitted to {LEAST_GAUGES} gauges or more, {len(places)} are given "
            f"({', '.join(names)}); state its range (rain.range_m)"
        )
    distance = pdist(places)
    half = 0.5 * pdist(totals[:, None], "sqeuclidean")
    if not half.max() > 0.0:
        raise InputError("all gauges hold the same rain, which says nothing of its range; state rain.range_m")

    def misfit(reach: float) -> float:
        shape = Variogram(model, reach, nugget).at(distance)
        sill = max(float(shape @ half) / float(shape @ shape), 0.0)
        return float(((half - sill * shape) ** 2).sum())

    bounds = (float(distance.min()), 3.0 * float(distance.max()))
    best = optimize.minimize_scalar(misfit, bounds=bounds, method="bounded")
    return Variogram(model, float(best.x), nugget)


def _check_places(places: FloatArray, names: tuple[str, ...]) -> None:
    if len(places) < 2:
        raise InputError("kriging needs two gauges or more; one alone rules everywhere (method nearest)")
    distance = cdist(places, places)
    np.fill_diagonal(distance, np.inf)
    if distance.min() < 1.0:
        one, two = np.unravel_index(int(distance.argmin()), distance.shape)
        raise InputError(
            f"the gauges {names[one]} and {names[two]} stand at one place ({places[one][0]:.0f}, "
            f"{places[one][1]:.0f}); kriging needs each at its own, keep one of them"
        )
