"""Compiled loops of rain, infiltration and the sewer sink."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

F = np.float32

# No "reassoc": a rounding error is computed on purpose in the compensated sum.
_EXACT_SUMS = {"nnan", "ninf", "nsz", "arcp", "contract", "afn"}
_FAST = _EXACT_SUMS | {"reassoc"}


class Losses(NamedTuple):
    """Sources with halo: rain, conductivity, sewer rate [m/s]; suction deficit, infiltrated [m]."""

    rain: np.ndarray
    conductivity: np.ndarray
    suction_deficit: np.ndarray
    infiltrated: np.ndarray
    sewer: np.ndarray


@njit(fastmath=_EXACT_SUMS, error_model="numpy")
def _source_row(h, pending, rain, conductivity, suction, infiltrated, sewer, soaked, drained, dt):
    """Rain, infiltration and sewers of a run of cells over one interval.

    Green-Ampt is integrated as d(F2)/dt = 2 K (F + S) with F on the right at mid-interval: the
    sorptive start F = sqrt(2 K S t) is exact, and S = 0 gives the constant rate exactly.
    """
    for i in range(h.size):
        wanted = pending[i] + rain[i] * dt
        water = max(h[i] + wanted, F(0.0))
        soil = infiltrated[i]
        k = conductivity[i] * dt
        after = F(0.5) * (k + math.sqrt(k * k + F(4.0) * (soil * soil + k * soil + F(2.0) * k * suction[i])))
        soak = min(max(after - soil, F(0.0)), water)
        drain = min(sewer[i] * dt, water - soak)
        infiltrated[i] = soil + soak
        soaked[i] = soak
        drained[i] = drain
        wanted = wanted - soak - drain
        new = max(h[i] + wanted, F(0.0))
        pending[i] = wanted - (new - h[i])
        h[i] = new


@njit(fastmath=_FAST, error_model="numpy")
def _row_total(amount, inverse_storage):
    total = 0.0
    for i in range(inverse_storage.size):
        share = inverse_storage[i]
        total += np.float64(amount[i] / share if share > F(0.0) else F(0.0))
    return total


@njit(error_model="numpy")
def _group_totals(drained, inverse_storage, outfall, totals):
    """Add drained depths over open area to the total of the group each cell drains to [m]."""
    for i in range(outfall.size):
        if outfall[i] >= 0 and drained[i] > F(0.0) and inverse_storage[i] > F(0.0):
            totals[outfall[i]] += np.float64(drained[i] / inverse_storage[i])


@njit(parallel=True, fastmath=_EXACT_SUMS, error_model="numpy", cache=True)
def apply_sources(ground, flow, losses, dt, scratch, row_totals, outfall, group_totals):
    """Rain, infiltration and sewers over one interval.

    `scratch`, shape (blocks, 2 or more, columns + 2), and `row_totals`, shape (rows + 2, 2), receive the
    infiltrated and drained depths and their row sums over open area [m]. `group_totals`, shape
    (rows + 2, groups), receives what drained to each group by row [m]; without rows it is left alone.
    """
    rows = flow.depth.shape[0] - 2
    blocks = scratch.shape[0]
    size = (rows + blocks - 1) // blocks
    for n in prange(blocks):
        for j in range(1 + n * size, min(1 + (n + 1) * size, rows + 1)):
            a, b = ground.first[j], ground.last[j]
            _source_row(
                flow.depth[j, a:b], flow.pending[j, a:b], losses.rain[j, a:b], losses.conductivity[j, a:b],
                losses.suction_deficit[j, a:b], losses.infiltrated[j, a:b], losses.sewer[j, a:b],
                scratch[n, 0], scratch[n, 1], dt,
            )  # fmt: skip
            share = ground.inverse_storage[j, a:b]
            row_totals[j, 0] = _row_total(scratch[n, 0], share)
            row_totals[j, 1] = _row_total(scratch[n, 1], share)
            if group_totals.shape[0] > 0:
                group_totals[j] = 0.0
                _group_totals(scratch[n, 1], share, outfall[j, a:b], group_totals[j])


@njit(parallel=True, error_model="numpy", cache=True)
def sewer_rates(ground, capacity, outfall, stage, reference, rate):
    """Sewer sink under given stages, into `rate` [m/s]; `outfall` -1 drains freely.

    `stage` and `reference` hold one value for each group [m].
    """
    for j in prange(capacity.shape[0]):
        for i in range(capacity.shape[1]):
            rate[j, i] = capacity[j, i]
            group = outfall[j, i]
            if group >= 0 and stage[group] > reference[group] and capacity[j, i] > F(0.0):
                head = max(ground.bed[j, i] - reference[group], F(1e-3))
                left = min(max((ground.bed[j, i] - stage[group]) / head, F(0.0)), F(1.0))
                rate[j, i] = capacity[j, i] * math.sqrt(left)
