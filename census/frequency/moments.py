"""Sample L-moments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class LMoments(NamedTuple):
    """Location, scale and skewness of a sample by linear combinations of its order.

    Parameters
    ----------
    first, second
        First and second L-moment, in the sample's unit.
    skewness
        Ratio of the third to the second L-moment [-].
    """

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    skewness: NDArray[np.float64]


def l_moments(samples: NDArray[np.float64]) -> LMoments:
    """Unbiased sample L-moments.

    Parameters
    ----------
    samples
        Shape (..., n), n at least 3.

    Notes
    -----
    Through the probability-weighted moments b0, b1, b2 of the ordered sample:
    l1 = b0, l2 = 2 b1 - b0, l3 = 6 b2 - 6 b1 + b0. `scipy.stats.lmoment` gives the same and is several
    times slower on the many small samples of a bootstrap.

    References
    ----------
    Hosking, J. R. M. (1990): L-moments. J. R. Statist. Soc. B 52, 105-124.
    """
    ordered = np.sort(np.asarray(samples, dtype=np.float64), axis=-1)
    n = ordered.shape[-1]
    rank = np.arange(n, dtype=np.float64)
    b0 = ordered.mean(axis=-1)
    b1 = ordered @ (rank / (n - 1)) / n
    b2 = ordered @ (rank * (rank - 1) / ((n - 1) * (n - 2))) / n
    second = 2 * b1 - b0
    third = 6 * b2 - 6 * b1 + b0
    # A sample of one value alone has no skewness; the fits then meet zero scale.
    return LMoments(b0, second, third / np.where(second > 0, second, np.inf))
