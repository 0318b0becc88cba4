"""Mean and quantiles of the consequences of each building."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.seismic.result import HIGH, LOW

FloatArray = NDArray[np.float64]


def building_spread(
    grade_counts: NDArray[np.int32], values: FloatArray, *, low: float = LOW, high: float = HIGH
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, lower and upper quantile of each consequence of each building over the realisations.

    Parameters
    ----------
    grade_counts
        Realisations with each grade, shape (n, 5).
    values
        Consequences of each grade, shape (n, 5, Q).
    low, high
        Probabilities of the quantiles [-].

    Returns
    -------
    tuple of ndarray
        Each of shape (n, Q). A quantile is the least value that at least that share of realisations does not
        exceed.
    """
    number = grade_counts.sum(axis=1)
    mean = np.matmul((grade_counts / number[:, None])[:, None, :], values)[:, 0, :]
    reached = np.cumsum(grade_counts, axis=1)
    each = np.arange(len(values))
    lower, upper = (values[each, _place(reached, number, share)] for share in (low, high))
    # Most consequences rise with the grade, and their quantile is that of the grade; the rest are sorted.
    building, quantity = np.nonzero((np.diff(values, axis=1) < 0.0).any(axis=1))
    if len(building):
        rising, counts = values[building, :, quantity], grade_counts[building]
        order = np.argsort(rising, axis=1, kind="stable")
        rising = np.take_along_axis(rising, order, axis=1)
        reached = np.cumsum(np.take_along_axis(counts, order, axis=1), axis=1)
        row = np.arange(len(building))
        for out, share in ((lower, low), (upper, high)):
            out[building, quantity] = rising[row, _place(reached, number[building], share)]
    return np.asarray(mean), np.asarray(lower), np.asarray(upper)


def _place(
    reached: NDArray[np.signedinteger], number: NDArray[np.signedinteger], share: float
) -> NDArray[np.int64]:
    """First place whose cumulated count is a share of all; the last bit of the product decides nothing."""
    return np.asarray((reached < np.ceil(share * number - 1e-9)[:, None]).sum(axis=1))
