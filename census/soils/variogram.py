"""Variograms: how unlike two places are by their distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.spatial.distance import pdist

LEAST_PLACES = 30
"""Places below which a variogram is assumed, not fitted."""

ASSUMED_RANGE = 2000.0
"""Practical range of an assumed variogram [m]; status unverified."""

ASSUMED_NUGGET = 0.2
"""Share of the nugget in the variance of an assumed variogram; status unverified."""

_LAGS = 14


@dataclass(frozen=True)
class Variogram:
    """An exponential variogram.

    Parameters
    ----------
    nugget
        Variance over no distance (measuring, and what is smaller than the spacing of the boreholes).
    sill
        Variance that distance adds.
    reach
        Practical range: distance at which 95 % of the sill is reached [m].
    fitted
        Whether it was fitted to data.
    """

    nugget: float
    sill: float
    reach: float
    fitted: bool = True

    def covariance(self, distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Covariance of two places by distance [m]; the nugget counts only where they are one."""
        far = self.sill * np.exp(-3.0 * distance / self.reach)
        return np.asarray(np.where(distance == 0.0, self.nugget + self.sill, far))


def empirical(
    places: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean distance, half mean square difference and number of pairs by lag, up to a third of the extent.

    Parameters
    ----------
    places
        Shape (n, 2) [m].
    values
        Shape (n,).
    """
    distance = pdist(places)
    half = 0.5 * pdist(values[:, None], "sqeuclidean")
    longest = float(np.hypot(*np.ptp(places, axis=0))) / 3.0
    # Narrow lags near the origin, where the variogram bends.
    edges = longest * np.linspace(0.0, 1.0, _LAGS + 1) ** 1.6
    lag = np.digitize(distance, edges) - 1
    count = np.bincount(lag, minlength=_LAGS + 1)[:_LAGS].astype(np.float64)
    keep = count >= 10
    middle = np.bincount(lag, distance, minlength=_LAGS + 1)[:_LAGS]
    mean = np.bincount(lag, half, minlength=_LAGS + 1)[:_LAGS]
    return middle[keep] / count[keep], mean[keep] / count[keep], count[keep]


def fit_variogram(places: NDArray[np.float64], values: NDArray[np.float64]) -> Variogram:
    """Variogram of values at places, by least squares over the lags weighted as by Cressie (1985).

    Parameters
    ----------
    places, values
        Shape (n, 2) [m] and (n,), a drift taken off.

    Notes
    -----
    Weights are pairs / gamma^2 of the model. With fewer than `LEAST_PLACES` places, or values that are all
    one, an assumed variogram with the variance of the values is given.

    References
    ----------
    Cressie, N. (1985). Fitting variogram models by weighted least squares. Math. Geology 17, 563-586.
    """
    variance = float(np.var(values))
    scale = max(variance, 1e-12)
    if len(values) < LEAST_PLACES or variance < 1e-12:
        return Variogram(ASSUMED_NUGGET * scale, (1.0 - ASSUMED_NUGGET) * scale, ASSUMED_RANGE, fitted=False)
    distance, half, count = empirical(places, values)

    def lack(p: NDArray[np.float64]) -> NDArray[np.float64]:
        model = np.exp(p[0]) + np.exp(p[1]) * (1.0 - np.exp(-3.0 * distance / np.exp(p[2])))
        return np.asarray(np.sqrt(count) * (half / scale / model - 1.0))

    longest = float(distance[-1])
    start = np.log([0.1, 0.9, 0.5 * longest])
    bounds = (np.log([1e-4, 1e-3, 0.02 * longest]), np.log([3.0, 10.0, 1.5 * longest]))
    nugget, sill, reach = np.exp(least_squares(lack, start, bounds=bounds).x)
    return Variogram(float(nugget) * scale, float(sill) * scale, float(reach))
