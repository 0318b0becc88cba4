"""Kriging with an unknown mean or drift: estimate and error variance at any place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial.distance import cdist

from census.soils.variogram import Variogram

_CHUNK = 4096
_LEAST_SPREAD = 0.05
"""Standard deviation of a drift below which the data cannot tell its coefficient."""


@dataclass(frozen=True)
class CrossValidation:
    """What each datum is when estimated from all others, all of shape (n,).

    Parameters
    ----------
    error
        Estimate less value.
    deviation
        Standard deviation of the error that kriging expects.
    """

    error: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def figures(self) -> dict[str, float]:
        """Mean error, root mean square error, and variance of the errors over what was expected."""
        return {
            "mean_error": float(self.error.mean()),
            "rmse": float(np.sqrt((self.error**2).mean())),
            "error_variance_over_expected": float(((self.error / self.deviation) ** 2).mean()),
        }


@dataclass(frozen=True)
class Kriging:
    """A system of kriging equations, solved for its data; made by `kriging`."""

    places: NDArray[np.float64]
    variogram: Variogram
    factor: tuple[NDArray[np.float64], bool]
    drift: NDArray[np.float64]
    weighted_drift: NDArray[np.float64]
    information: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    residual: NDArray[np.float64]
    values: NDArray[np.float64]

    def at(
        self, targets: NDArray[np.float64], drift: NDArray[np.float64] | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Estimate and error variance.

        Parameters
        ----------
        targets
            Shape (m, 2) [m].
        drift
            Drift at the targets, shape (m,) or (m, k), as it was given at the data.

        Notes
        -----
        estimate = f0' b + c0' C^-1 (z - F b); variance = C(0) - c0' C^-1 c0 + u' (F' C^-1 F)^-1 u with
        u = f0 - F' C^-1 c0 (Chiles and Delfiner 2012, section 3.4).
        """
        estimate, variance = np.empty(len(targets)), np.empty(len(targets))
        trend = _trend(len(targets), drift)
        total = self.variogram.nugget + self.variogram.sill
        for start in range(0, len(targets), _CHUNK):
            part = slice(start, start + _CHUNK)
            near = self.variogram.covariance(cdist(self.places, targets[part]))
            solved = cho_solve(self.factor, near)
            estimate[part] = trend[part] @ self.coefficients + near.T @ self.residual
            off = trend[part].T - self.drift.T @ solved
            lost = (off * np.linalg.solve(self.information, off)).sum(axis=0)
            variance[part] = total - (near * solved).sum(axis=0) + lost
        return estimate, np.clip(variance, 0.0, None)

    def cross_validation(self) -> CrossValidation:
        """Leave each datum out in turn.

        Notes
        -----
        With P = C^-1 - C^-1 F (F' C^-1 F)^-1 F' C^-1 the error without datum i is -(P z)_i / P_ii,
        its variance 1 / P_ii (Dubrule 1983), so that nothing is solved again.
        """
        inverse = cho_solve(self.factor, np.eye(len(self.values)))
        projected = inverse - self.weighted_drift @ np.linalg.solve(self.information, self.weighted_drift.T)
        own = np.diag(projected)
        return CrossValidation(-(projected @ self.values) / own, np.sqrt(1.0 / own))


def kriging(
    places: NDArray[np.float64],
    values: NDArray[np.float64],
    variogram: Variogram,
    *,
    drift: NDArray[np.float64] | None = None,
) -> Kriging:
    """Ordinary kriging, or kriging with an external drift.

    Parameters
    ----------
    places
        Shape (n, 2), no two the same [m].
    values
        Shape (n,).
    variogram
        Of the values less the drift.
    drift
        Shape (n,) or (n, k); None for a constant unknown mean.
    """
    covariance = variogram.covariance(cdist(places, places))
    factor = cho_factor(covariance, lower=True)
    trend = _trend(len(values), drift)
    weighted = cho_solve(factor, trend)
    information = trend.T @ weighted
    coefficients = np.linalg.solve(information, weighted.T @ values)
    residual = cho_solve(factor, values - trend @ coefficients)
    return Kriging(places, variogram, factor, trend, weighted, information, coefficients, residual, values)


def told_by(drift: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which of the drifts, shape (n, k), vary enough over the data for their coefficients to be found.

    A drift is left out where the ones before it and a constant explain all but a little of it, or where
    there are not twice as many data as coefficients.
    """
    told: list[int] = []
    for i in range(drift.shape[1]):
        rest = without_drift(drift[:, i], drift[:, told])
        if rest.std() > _LEAST_SPREAD and len(drift) >= 2 * (len(told) + 2):
            told.append(i)
    return np.array(told, dtype=np.int64)


def without_drift(values: NDArray[np.float64], drift: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Values less their least-squares drift, for the variogram."""
    trend = _trend(len(values), drift)
    return np.asarray(values - trend @ np.linalg.lstsq(trend, values, rcond=None)[0])


def _trend(count: int, drift: NDArray[np.float64] | None) -> NDArray[np.float64]:
    if drift is None:
        return np.ones((count, 1))
    return np.column_stack([np.ones(count), drift])
