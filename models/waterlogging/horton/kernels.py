"""Compiled loop of Horton's infiltration."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32

LONGEST = 2.0
"""Decay times the length of an interval up to which `spent` holds [-]."""


class Horton(NamedTuple):
    """Arrays with halo.

    `final` is the rate after long ponding [m/s], `excess` the water above it that dry soil takes in all [m],
    `decay` and `drying` are rates [1/s], and `left` is the share of the excess that is left, 1 for dry soil
    and exp(-decay t) after unbroken ponding for t seconds [-].
    """

    final: np.ndarray
    excess: np.ndarray
    decay: np.ndarray
    drying: np.ndarray
    left: np.ndarray


@njit(inline="always", error_model="numpy")
def spent(x):
    """1 - exp(-x) for 0 <= x <= `LONGEST`, to the last bits of float32 also where x is small [-].

    A series up to 0.25, then doubled three times: 1 - exp(-2 y) = q (2 - q) with q = 1 - exp(-y).
    """
    y = F(0.125) * x
    one = F(1.0)
    tail = one - y * F(0.25) * (one - y * F(0.2) * (one - y * F(1.0 / 6.0)))
    q = y * (one - y * F(0.5) * (one - y * F(1.0 / 3.0) * tail))
    q = q * (F(2.0) - q)
    q = q * (F(2.0) - q)
    return q * (F(2.0) - q)


@njit(inline="always", error_model="numpy")
def ponded_time(amount, final, excess, decay, left):
    """Time of ponding in which soil takes an amount [s].

    The curve final t + left excess (1 - exp(-decay t)) rises and bends down, so Newton's method from the
    first rate stays below the root; three steps leave less than float32 can tell.
    """
    time = amount / max(final + excess * decay * left, F(1e-20))
    for _ in range(3):
        gone = spent(min(decay * time, F(LONGEST)))
        taken = final * time + left * excess * gone
        time += (amount - taken) / max(final + left * excess * decay * (F(1.0) - gone), F(1e-20))
    return time


@njit(error_model="numpy", fastmath={"nnan", "ninf", "nsz", "arcp", "contract", "afn"})
def _soak_row(depth, pending, rain, final, excess, decay, drying, left, soaked, dt, fallen):
    """Let the soil of a row drink; rules of `soak`."""
    for i in range(depth.size):
        water = max(depth[i] + (pending[i] + rain[i] * fallen), F(0.0))
        most = final[i] * dt + left[i] * excess[i] * spent(decay[i] * dt)
        amount = min(most, water)
        time = min(ponded_time(amount, final[i], excess[i], decay[i], left[i]), dt)
        time = dt if amount >= most else time
        kept = left[i] * (F(1.0) - spent(decay[i] * time))
        # Dry soil goes back along its curve (Rossman and Huber 2016, SWMM reference manual I, section 4.2).
        dried = F(1.0) - (F(1.0) - left[i]) * (F(1.0) - spent(min(drying[i] * dt, F(LONGEST))))
        left[i] = kept if water > F(0.0) else dried
        soaked[i] = amount
        pending[i] = pending[i] - amount


@njit(error_model="numpy", fastmath={"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"})
def _most_water(depth, pending, rain, fallen):
    """Most water on a cell of a row [m]."""
    most = F(0.0)
    for i in range(depth.size):
        most = max(most, depth[i] + (pending[i] + rain[i] * fallen))
    return most


@njit(parallel=True, error_model="numpy", cache=True)
def soak(ground, flow, rain, horton, dt, fallen, dries, soaked, row_totals):
    """Let the soil drink for some time, out of the water on it and the rain that is about to fall.

    What is taken goes into `flow.pending`, from which the rain and the losses that follow start.

    Parameters
    ----------
    ground, flow, rain, horton
        Arrays with halo.
    dt
        Length of the time, with which no decay comes above `LONGEST` [s].
    fallen
        Length of the rain that counts as fallen [s].
    dries
        Whether dry soil gets its rate back; where not, dry rows are passed over.
    soaked
        Receives what each cell of a row took [m], halo array.
    row_totals
        Receives it over open area by row [m], shape (rows + 2,).

    Notes
    -----
    The rate falls as final + (first - final) exp(-decay t) while water stands (Horton 1940). Less water moves
    the soil along its curve only as far as ponding would have taken that much.
    """
    for j in prange(1, flow.depth.shape[0] - 1):
        a, b = ground.first[j], ground.last[j]
        row_totals[j] = 0.0
        water = _most_water(flow.depth[j, a:b], flow.pending[j, a:b], rain[j, a:b], fallen)
        if not (water > F(0.0) or dries):
            continue
        _soak_row(
            flow.depth[j, a:b], flow.pending[j, a:b], rain[j, a:b], horton.final[j, a:b],
            horton.excess[j, a:b], horton.decay[j, a:b], horton.drying[j, a:b], horton.left[j, a:b],
            soaked[j, a:b], dt, fallen,
        )  # fmt: skip
        total = 0.0
        for i in range(a, b):
            share = ground.inverse_storage[j, i]
            if share > F(0.0):
                total += np.float64(soaked[j, i]) / np.float64(share)
        row_totals[j] = total
