"""Compiled loop of Horton's infiltration."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32


class Horton(NamedTuple):
    """Arrays with halo: final rate and excess of the first over it [m/s], decay and drying [1/s], time [s].

    `time` is how far along its curve the soil is: the time of unbroken ponding that would have taken the same
    water.
    """

    final: np.ndarray
    excess: np.ndarray
    decay: np.ndarray
    drying: np.ndarray
    time: np.ndarray


@njit(inline="always", error_model="numpy")
def taken(time, final, excess, decay):
    """Water taken since the soil was dry, ponded all the time [m].

    Horton (1940): the rate falls as final + excess exp(-decay t).
    """
    return final * time + excess / decay * (1.0 - math.exp(-decay * time))


@njit(inline="always", error_model="numpy")
def time_of(wanted, guess, final, excess, decay):
    """Time at which ponding would have taken `wanted` [s].

    The curve rises and bends down, so Newton's method from below never steps far over the root; four steps
    leave less than a thousandth of a second.
    """
    time = guess
    for _ in range(4):
        slope = final + excess * math.exp(-decay * time)
        time += (wanted - taken(time, final, excess, decay)) / max(slope, 1e-12)
    return max(time, 0.0)


@njit(parallel=True, error_model="numpy", cache=True)
def soak(ground, flow, rain, horton, dt, row_totals):
    """Let the soil drink for one interval, out of the water on it and the rain that is about to fall.

    What is taken goes into `flow.pending`, from which the rain and the losses that follow start;
    `row_totals`, shape (rows + 2,), receives the depths over open area by row [m].
    """
    depth, pending, share = flow.depth, flow.pending, ground.inverse_storage
    final, excess, decay = horton.final, horton.excess, horton.decay
    drying, clock = horton.drying, horton.time
    for j in prange(1, depth.shape[0] - 1):
        total = 0.0
        for i in range(ground.first[j], ground.last[j]):
            if not (decay[j, i] > F(0.0) and share[j, i] > F(0.0)):
                continue
            fc, df, k = float(final[j, i]), float(excess[j, i]), float(decay[j, i])
            time = float(clock[j, i])
            water = float(depth[j, i]) + float(pending[j, i]) + float(rain[j, i]) * dt
            if not water > 0.0:
                if drying[j, i] > F(0.0) and time > 0.0:
                    # Dry soil goes back along its curve (SWMM Reference Manual I, equation 4-12).
                    lost = 1.0 - math.exp(-k * time)
                    clock[j, i] = F(-math.log(1.0 - lost * math.exp(-float(drying[j, i]) * dt)) / k)
                continue
            before = taken(time, fc, df, k)
            most = taken(time + dt, fc, df, k) - before
            amount = min(most, water)
            clock[j, i] = F(time + dt) if amount >= most else F(time_of(before + amount, time, fc, df, k))
            pending[j, i] -= F(amount)
            total += float(F(amount)) / float(share[j, i])
        row_totals[j] = total
