"""Shaking at the buildings, as the damage loop takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class BuildingMotion:
    """Law of the motion at n buildings, each by the measure of its class.

    ln y = mean + between[measure, r] * tau + within * (sum_j weight_j z[measure, index_j, r] + nugget N)

    Parameters
    ----------
    mean
        Median, shape (n,) [ln of the measure; intensity itself].
    between, within
        Deviation between and within events, shape (n,).
    measure
        Row of the measure among those drawn, shape (n,).
    index, weight
        Nodes and their weights, shape (n, m); m may be 0.
    nugget
        Deviation that no node explains, in units of `within`, shape (n,) [-].
    expected_mean, expected_variance
        Mean and variance of the motion after both residuals, shape (n,); by default `mean` and
        tau^2 + phi^2, as long as nothing was observed.
    """

    mean: FloatArray
    between: FloatArray
    within: FloatArray
    measure: NDArray[np.int32]
    index: NDArray[np.int32]
    weight: NDArray[np.float32]
    nugget: FloatArray
    expected_mean: FloatArray
    expected_variance: FloatArray


def motion_of_buildings(
    median: FloatArray,
    between: FloatArray,
    within: FloatArray,
    row: NDArray[np.int32],
    *,
    index: NDArray[np.int32],
    weight: NDArray[np.float32],
    nugget: NDArray[np.float32],
    expected_mean: FloatArray | None = None,
    expected_variance: FloatArray | None = None,
) -> BuildingMotion:
    """Motion of each building out of that of all q measures.

    Parameters
    ----------
    median, between, within
        Of all measures at the buildings, shape (q, n).
    row
        Measure of each building, shape (n,).
    index, weight, nugget
        Nodes (n, m), their weights (q, n, m) and what is left (q, n).
    expected_mean, expected_variance
        Where stations were taken in: the same by building, shape (n,).
    """
    each = np.arange(median.shape[1])
    mean, tau, phi = (np.asarray(one[row, each], dtype=np.float64) for one in (median, between, within))
    return BuildingMotion(
        mean=mean, between=tau, within=phi, measure=row.astype(np.int32), index=index,
        weight=np.ascontiguousarray(weight[row, each], dtype=np.float32),
        nugget=np.asarray(nugget[row, each], dtype=np.float64),
        expected_mean=mean if expected_mean is None else expected_mean,
        expected_variance=tau**2 + phi**2 if expected_variance is None else expected_variance,
    )  # fmt: skip


def median_motion(mean: FloatArray, row: NDArray[np.int32]) -> BuildingMotion:
    """A map of median motion without scatter: the curves hold all of it."""
    none = np.zeros(len(mean))
    return BuildingMotion(
        mean, none, none, row.astype(np.int32), np.zeros((len(mean), 0), np.int32),
        np.zeros((len(mean), 0), np.float32), none, mean, none,
    )  # fmt: skip
