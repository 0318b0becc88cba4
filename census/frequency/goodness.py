"""How well a fitted distribution stands to the maxima."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.frequency.methods import Fit, Method
from census.frequency.positions import plotting_positions

_TINY = 1e-12


def plot_correlation(method: Method, fit: Fit, sample: NDArray[np.float64]) -> float:
    """Correlation of the ordered maxima with the fitted quantiles at Cunnane's positions (PPCC) [-].

    References
    ----------
    Filliben, J. J. (1975): The probability plot correlation coefficient test for normality.
    Technometrics 17, 111-117.
    """
    expected = method.quantile(fit, plotting_positions(len(sample), kind="cunnane"))
    return float(np.corrcoef(np.sort(sample), expected)[0, 1])


def anderson_darling(method: Method, fit: Fit, sample: NDArray[np.float64]) -> float:
    """Anderson-Darling distance A2 of one sample from a distribution [-].

    Notes
    -----
    A2 = -n - sum (2 i - 1) (ln F_i + ln(1 - F_{n+1-i})) / n over the ordered sample.
    """
    return float(_distances(np.clip(method.cdf(fit, np.sort(sample)), _TINY, 1.0 - _TINY)))


def anderson_darling_probability(
    method: Method,
    fit: Fit,
    sample: NDArray[np.float64],
    generator: np.random.Generator,
    *,
    replicates: int = 200,
) -> float:
    """Share of samples of the fitted distribution, fitted again, that stand farther off than this one [-].

    Parameters
    ----------
    method, fit
        A method that fits many samples at once, and what it fitted.
    sample
        The maxima, shape (n,).
    generator
        Source of the samples.
    replicates
        Number of samples; the p-value is not finer than its reciprocal.
    """
    drawn = np.sort(method.quantile(fit, generator.uniform(_TINY, 1.0, (replicates, len(sample)))), axis=-1)
    fits = method.fit(drawn)
    wide = type(fit)(*(np.asarray(part)[..., None] for part in fits))
    distances = _distances(np.clip(method.cdf(wide, drawn), _TINY, 1.0 - _TINY))
    return float(np.mean(distances >= anderson_darling(method, fit, sample)))


def _distances(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """A2 of ordered probabilities, shape (..., n)."""
    n = probability.shape[-1]
    weight = 2.0 * np.arange(1, n + 1) - 1.0
    terms = np.log(probability) + np.log1p(-probability[..., ::-1])
    return np.asarray(-n - (weight * terms).sum(axis=-1) / n)
