"""The Pearson type III distribution and its fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import pearson3

from census.errors import InputError
from census.frequency.moments import l_moments

GREATEST_SKEW = 1.98
"""Above a skew of 2 the density has no bound at its edge and the likelihood no maximum."""

_LEAST_SKEW = 1e-4


class Pearson3(NamedTuple):
    """Parameters of a Pearson type III distribution; arrays hold many distributions.

    Parameters
    ----------
    mean, deviation
        Mean and standard deviation, in the unit of the sample; Cv is their ratio.
    skew
        Coefficient of skewness Cs [-].
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    skew: NDArray[np.float64]


def quantile(fit: Pearson3, probability: ArrayLike) -> NDArray[np.float64]:
    """Value not exceeded with a probability: mean (1 + Cv phi(p, Cs))."""
    return np.asarray(fit.mean + fit.deviation * frequency_factor(probability, fit.skew))


def frequency_factor(probability: ArrayLike, skew: ArrayLike) -> NDArray[np.float64]:
    """Deviation from the mean in standard deviations (the phi of the Chinese tables)."""
    return np.asarray(pearson3.ppf(np.asarray(probability, dtype=np.float64), np.asarray(skew)))


def cdf(fit: Pearson3, value: ArrayLike) -> NDArray[np.float64]:
    """Probability of not exceeding a value."""
    z = (np.asarray(value, dtype=np.float64) - fit.mean) / fit.deviation
    return np.asarray(pearson3.cdf(z, fit.skew))


def fit_l_moments(samples: NDArray[np.float64]) -> Pearson3:
    """Fit by L-moments, shape (..., n) giving parameters of shape (...).

    Notes
    -----
    The shape a of the gamma distribution follows from the L-skewness by the rational approximations of
    the reference (relative error below 5e-5); skew = 2 / sqrt(a),
    deviation = l2 sqrt(pi a) G(a) / G(a + 1/2).

    References
    ----------
    Hosking, J. R. M. (1990): L-moments. J. R. Statist. Soc. B 52, 105-124; Hosking, J. R. M. and
    Wallis, J. R. (1997): Regional Frequency Analysis, appendix A.9.
    """
    moments = l_moments(samples)
    size = np.clip(np.abs(moments.skewness), 1e-4, 0.999)
    z = 3.0 * np.pi * size * size
    small = (1.0 + 0.2906 * z) / (z + 0.1882 * z**2 + 0.0442 * z**3)
    w = 1.0 - size
    large = (0.36067 * w - 0.59567 * w**2 + 0.25361 * w**3) / (
        1.0 - 2.78861 * w + 2.56096 * w**2 - 0.77045 * w**3
    )
    a = np.where(size < 1.0 / 3.0, small, large)
    deviation = moments.second * np.sqrt(np.pi * a) * np.exp(gammaln(a) - gammaln(a + 0.5))
    return Pearson3(moments.first, deviation, np.copysign(2.0 / np.sqrt(a), moments.skewness))


def negative_log_likelihood(fit: Pearson3, sample: NDArray[np.float64]) -> float:
    """Minus the logarithm of the likelihood of one sample; infinite where a value is impossible."""
    if fit.deviation <= 0:
        return float("inf")
    a = 4.0 / float(fit.skew) ** 2
    edge = fit.mean - 2.0 * fit.deviation / fit.skew
    beta = 0.5 * fit.deviation * fit.skew
    z = (sample - edge) / beta
    if z.min() <= 0:
        return float("inf")
    return float(len(sample) * (np.log(abs(beta)) + gammaln(a)) - np.sum((a - 1.0) * np.log(z) - z))


def fit_likelihood(sample: NDArray[np.float64]) -> Pearson3:
    """Fit of a positively skewed distribution by maximum likelihood, shape (n,).

    Raises
    ------
    InputError
        If the likelihood has no regular maximum (skew at zero or at `GREATEST_SKEW`).
    """
    start = fit_l_moments(sample)
    spread = float(start.deviation)
    if spread <= 0:
        raise InputError("all maxima are equal: no distribution can be fitted")
    # The lower edge lies below the least value: its distance is searched in logarithms.
    least, mean = float(sample.min()), float(sample.mean())
    skew = float(np.clip(start.skew, 0.2, 1.5))
    edge = min(mean - 2.0 * spread / skew, least - 0.05 * spread)

    def parameters(free: NDArray[np.float64]) -> Pearson3:
        lower = least - spread * np.exp(free[0])
        a = np.exp(free[1])
        # For a given edge and a the likeliest scale of a gamma distribution is the mean excess over a.
        beta = (mean - lower) / a
        return Pearson3(np.asarray(mean), np.asarray(beta * np.sqrt(a)), np.asarray(2.0 / np.sqrt(a)))

    first = np.array([np.log((least - edge) / spread), np.log(4.0 / skew**2)])
    found = minimize(
        lambda free: negative_log_likelihood(parameters(free), sample),
        first,
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000},
    )
    fit = parameters(found.x)
    if not found.success or not _LEAST_SKEW < fit.skew < GREATEST_SKEW or found.x[0] < np.log(1e-6):
        raise InputError(
            f"maximum likelihood does not settle on {len(sample)} maxima "
            f"(Cs {float(fit.skew):.2f}); fit by L-moments or by the curve instead"
        )
    return fit
