"""The generalised extreme value distribution and its fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gamma

from census.errors import InputError
from census.frequency.moments import l_moments

EULER = float(np.euler_gamma)
NEARLY_GUMBEL = 1e-8
"""Shapes below this are taken as zero."""

_LN2, _LN3 = float(np.log(2.0)), float(np.log(3.0))
_NEWTON_STEPS = 6


class Gev(NamedTuple):
    """Parameters of a generalised extreme value distribution; arrays hold many distributions.

    Parameters
    ----------
    location, scale
        In the unit of the sample.
    shape
        Positive for a heavy upper tail (Frechet), zero for Gumbel, negative for an upper bound. It is
        minus the k of Hosking and minus the c of `scipy.stats.genextreme`.
    """

    location: NDArray[np.float64]
    scale: NDArray[np.float64]
    shape: NDArray[np.float64]


def quantile(fit: Gev, probability: ArrayLike) -> NDArray[np.float64]:
    """Value not exceeded with a probability; probabilities broadcast against the parameters.

    Notes
    -----
    x = location + scale ((-ln p)^-shape - 1) / shape, and location - scale ln(-ln p) for shape zero.
    """
    reduced = -np.log(-np.log(np.asarray(probability, dtype=np.float64)))
    shape = np.asarray(fit.shape)
    flat = np.abs(shape) < NEARLY_GUMBEL
    safe = np.where(flat, 1.0, shape)
    return np.asarray(fit.location + fit.scale * np.where(flat, reduced, np.expm1(safe * reduced) / safe))


def cdf(fit: Gev, value: ArrayLike) -> NDArray[np.float64]:
    """Probability of not exceeding a value."""
    z = (np.asarray(value, dtype=np.float64) - fit.location) / fit.scale
    shape = np.asarray(fit.shape)
    flat = np.abs(shape) < NEARLY_GUMBEL
    safe = np.where(flat, 1.0, shape)
    inside = 1.0 + safe * z
    with np.errstate(divide="ignore", over="ignore"):
        log_term = np.where(flat, -z, -np.log(np.maximum(inside, 0.0)) / safe)
        return np.asarray(np.exp(-np.exp(log_term)))


def fit_l_moments(samples: NDArray[np.float64]) -> Gev:
    """Fit by L-moments, shape (..., n) giving parameters of shape (...).

    Notes
    -----
    With k = -shape: t3 = 2 (1 - 3^-k) / (1 - 2^-k) - 3, solved by Newton's method from Hosking's
    approximation k = 7.8590 c + 2.9554 c^2, c = 2 / (3 + t3) - ln 2 / ln 3;
    scale = l2 k / ((1 - 2^-k) G(1 + k)), location = l1 - scale (1 - G(1 + k)) / k.

    References
    ----------
    Hosking, J. R. M., Wallis, J. R. and Wood, E. F. (1985): Estimation of the generalized extreme-value
    distribution by the method of probability-weighted moments. Technometrics 27, 251-261.
    """
    moments = l_moments(samples)
    k = _hosking_k(np.clip(moments.skewness, -0.95, 0.95))
    flat = np.abs(k) < NEARLY_GUMBEL
    safe = np.where(flat, 1.0, k)
    facts = gamma(1.0 + safe)
    scale = np.where(flat, moments.second / _LN2, moments.second * safe / (-np.expm1(-safe * _LN2) * facts))
    shift = np.where(flat, EULER, (1.0 - facts) / safe)
    return Gev(moments.first - scale * shift, scale, np.where(flat, 0.0, -k))


def fit_gumbel_l_moments(samples: NDArray[np.float64]) -> Gev:
    """Fit of a Gumbel distribution by L-moments: scale = l2 / ln 2, location = l1 - 0.5772 scale.

    GB 50009 takes yearly greatest winds as Gumbel distributed (extreme value type I).
    """
    moments = l_moments(samples)
    scale = moments.second / _LN2
    return Gev(moments.first - EULER * scale, scale, np.zeros_like(scale))


def negative_log_likelihood(fit: Gev, sample: NDArray[np.float64]) -> float:
    """Minus the logarithm of the likelihood of one sample; infinite where a value is impossible."""
    if fit.scale <= 0:
        return float("inf")
    z = (sample - fit.location) / fit.scale
    if abs(float(fit.shape)) < NEARLY_GUMBEL:
        log_term = -z
    else:
        inside = 1.0 + fit.shape * z
        if inside.min() <= 0:
            return float("inf")
        log_term = -np.log(inside) / fit.shape
    with np.errstate(over="ignore"):
        return float(
            len(sample) * np.log(fit.scale) - np.sum((1.0 + fit.shape) * log_term - np.exp(log_term))
        )


def fit_likelihood(sample: NDArray[np.float64]) -> Gev:
    """Fit by maximum likelihood from the fit by L-moments, shape (n,).

    Raises
    ------
    InputError
        If the search does not end at a regular maximum, which short or odd samples cause.
    """
    start = fit_l_moments(sample)
    spread = float(start.scale)
    if spread <= 0:
        raise InputError("all maxima are equal: no distribution can be fitted")

    def cost(free: NDArray[np.float64]) -> float:
        return negative_log_likelihood(_scaled(free, sample, spread), sample)

    first = np.array([float(start.location - sample.mean()) / spread, 0.0, float(start.shape)])
    if not np.isfinite(cost(first)):
        first[2] = 0.0
    found = minimize(
        cost, first, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}
    )
    if not found.success or not -1.0 < found.x[2] < 1.0:
        raise InputError(
            f"maximum likelihood does not settle on {len(sample)} maxima "
            f"(shape {found.x[2]:.2f}); fit by L-moments instead"
        )
    return _scaled(found.x, sample, spread)


def _scaled(free: NDArray[np.float64], sample: NDArray[np.float64], spread: float) -> Gev:
    """Parameters from the numbers of order one among which the search moves."""
    location = np.asarray(sample.mean() + spread * free[0])
    return Gev(location, np.asarray(spread * np.exp(free[1])), np.asarray(free[2]))


def _hosking_k(skewness: NDArray[np.float64]) -> NDArray[np.float64]:
    c = 2.0 / (3.0 + skewness) - _LN2 / _LN3
    k = 7.8590 * c + 2.9554 * c * c
    for _ in range(_NEWTON_STEPS):
        width = 1e-5
        slope = (_skewness(k + width) - _skewness(k - width)) / (2 * width)
        k = k - (_skewness(k) - skewness) / slope
    return np.asarray(np.maximum(k, -0.999))


def _skewness(k: NDArray[np.float64]) -> NDArray[np.float64]:
    """L-skewness of the distribution by Hosking's k."""
    flat = np.abs(k) < NEARLY_GUMBEL
    safe = np.where(flat, 1.0, k)
    ratio = np.where(flat, _LN3 / _LN2, np.expm1(-safe * _LN3) / np.expm1(-safe * _LN2))
    return np.asarray(2.0 * ratio - 3.0)
