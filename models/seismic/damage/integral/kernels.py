"""Compiled integral of the damage by a table over a normal motion."""

from __future__ import annotations

import math

from numba import njit


@njit(error_model="numpy", cache=True)
def share_reached(quantile, start, step, cls, mean, deviation, out):
    """Expected probability of each grade or more by the table, over a normal motion, into `out` (n, 4).

    The integral over six deviations on either side is taken by the trapezoidal rule in 96 steps.
    """
    last = quantile.shape[2] - 1
    steps = 96
    for i in range(len(mean)):
        out[i] = 0.0
        whole = 0.0
        for k in range(steps + 1):
            t = 12.0 * k / steps - 6.0
            weight = math.exp(-0.5 * t * t)
            whole += weight
            at = min(max((mean[i] + deviation[i] * t - start) / step, 0.0), float(last))
            left = min(int(at), last - 1)
            share = at - left
            for grade in range(4):
                q = quantile[cls[i], grade]
                here = q[left] + share * (q[left + 1] - q[left])
                out[i, grade] += weight * 0.5 * math.erfc(-here / math.sqrt(2.0))
        for grade in range(4):
            out[i, grade] /= whole
