"""The curve-fitting practice (适线法): a Pearson III curve through the plotted maxima."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from census.frequency.pearson import Pearson3, frequency_factor
from census.frequency.positions import plotting_positions

SKEWS = np.linspace(0.0, 6.0, 241)
"""Cs tried; a parabola through the best of them and its neighbours refines it."""


def fit_curve(samples: NDArray[np.float64]) -> Pearson3:
    """Pearson III by least squares of the quantiles at Weibull positions, all of mean, Cv and Cs free.

    Parameters
    ----------
    samples
        Shape (..., n); the parameters have shape (...).

    Notes
    -----
    For a given Cs the curve x = mean + deviation phi(p, Cs) is linear in mean and deviation, so the search
    is over Cs alone (the criterion of least squares of SL 44).
    """
    return _fit(np.asarray(samples, dtype=np.float64), ratio=None)


def fit_curve_ratio(samples: NDArray[np.float64], ratio: float) -> Pearson3:
    """As `fit_curve` with Cs tied to Cv: Cs = ratio Cv, as hydrological atlases give it.

    Parameters
    ----------
    samples
        Shape (..., n), positive in the mean.
    ratio
        Cs / Cv, 3.5 for rain in many Chinese atlases.
    """
    return _fit(np.asarray(samples, dtype=np.float64), ratio=ratio)


def _fit(samples: NDArray[np.float64], ratio: float | None) -> Pearson3:
    ordered = np.sort(samples, axis=-1)
    flat = ordered.reshape(-1, ordered.shape[-1])
    factors = _factors(flat.shape[1])
    costs = np.stack(
        [_regression(flat, row, skew, ratio)[0] for row, skew in zip(factors, SKEWS, strict=True)]
    )
    skew = _least(costs)
    factor = frequency_factor(plotting_positions(flat.shape[1]), skew[:, None])
    _, mean, deviation = _regression(flat, factor, skew, ratio)
    shape = ordered.shape[:-1]
    return Pearson3(mean.reshape(shape), deviation.reshape(shape), skew.reshape(shape))


@lru_cache(maxsize=8)
def _factors(count: int) -> NDArray[np.float64]:
    """Frequency factors at the positions of a sample for each Cs tried, shape (Cs, count)."""
    return frequency_factor(plotting_positions(count)[None], SKEWS[:, None])


def _regression(
    samples: NDArray[np.float64],
    factor: NDArray[np.float64],
    skew: NDArray[np.float64] | float,
    ratio: float | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Sum of squares, mean and deviation of the best curve; one Cs for all samples, or one for each."""
    if ratio is None:
        middle = factor.mean(axis=-1)
        centred = factor - middle[..., None]
        deviation = np.maximum((samples * centred).sum(axis=-1) / (centred**2).sum(axis=-1), 0.0)
        mean = samples.mean(axis=-1) - deviation * middle
    else:
        share = np.asarray(skew / ratio)
        curve = 1.0 + share[..., None] * factor
        mean = (samples * curve).sum(axis=-1) / (curve**2).sum(axis=-1)
        deviation = mean * share
    error = samples - mean[:, None] - deviation[:, None] * factor
    return (error**2).sum(axis=-1), mean, deviation


def _least(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cs of the least cost by a parabola through the best one tried and its neighbours."""
    best = np.clip(np.argmin(costs, axis=0), 1, len(SKEWS) - 2)
    column = np.arange(costs.shape[1])
    before, here, after = (costs[best + step, column] for step in (-1, 0, 1))
    bend = before - 2.0 * here + after
    shift = np.where(bend > 0, 0.5 * (before - after) / np.where(bend > 0, bend, 1.0), 0.0)
    return np.asarray(
        np.clip(SKEWS[best] + np.clip(shift, -1.0, 1.0) * (SKEWS[1] - SKEWS[0]), SKEWS[0], SKEWS[-1])
    )
