"""Compiled loops of the residual fields: kriging weights and draws on nodes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

U = np.uint64

WIDE = 32
"""Realisations, or columns of a factor, computed together. Blocks begin at multiples of it, so every number
comes from the same operations in the same order whatever part is asked for."""

PLACES = 512
"""Buildings that share one set of scratch arrays."""

LEAST_PIVOT = 1e-14
"""Least square of a diagonal element of a factor [-]."""

NODE_STREAM, BETWEEN_STREAM, ERROR_STREAM = 1, 2, 3
"""Streams of the draws: nodes, events, errors of stations."""

LOW = U(0xFFFFFFFF)
HALF = U(32)


class Prior(NamedTuple):
    """Law of the nodes: lower triangular factors (q, k, k) and the cross factor (q, q)."""

    factors: np.ndarray
    cross: np.ndarray


class Update(NamedTuple):
    """What s observations change in the draws.

    `gain` is the answer of the nodes to each, shape (q, k, s); `measure` and `node` are where each was made,
    `within` and `between` its standard deviations, `error` that of the reading, shape (s,); `event` is the
    factor of what is left of the event's residual, shape (q, q).
    """

    gain: np.ndarray
    measure: np.ndarray
    node: np.ndarray
    within: np.ndarray
    between: np.ndarray
    error: np.ndarray
    event: np.ndarray


@njit(inline="always")
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words from a counter and a key, all held in 64 bits.

    Philox4x32 with ten rounds: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1,
    2, 3, SC '11, table 2 and figure 2.
    """
    for _ in range(10):
        one = U(0xD2511F53) * c0
        two = U(0xCD9E8D57) * c2
        c0 = (two >> HALF) ^ c1 ^ k0
        c1 = two & LOW
        c2 = (one >> HALF) ^ c3 ^ k1
        c3 = one & LOW
        k0 = (k0 + U(0x9E3779B9)) & LOW
        k1 = (k1 + U(0xBB67AE85)) & LOW
    return c0, c1, c2, c3


@njit(inline="always")
def normal_pair(seed, stream, realisation, row, pair):
    """Two independent standard normals by the transform of Box and Muller, from 53 bits each."""
    w0, w1, w2, w3 = philox(
        U(pair) & LOW, U(realisation) & LOW, U(row) & LOW, U(stream), U(seed) & LOW, U(seed) >> HALF
    )
    radius = math.sqrt(-2.0 * math.log((((w0 << HALF) | w1) >> U(11)) * 2.0**-53 + 2.0**-53))
    angle = (2.0 * math.pi * 2.0**-53) * (((w2 << HALF) | w3) >> U(11))
    return radius * math.cos(angle), radius * math.sin(angle)


@njit(cache=True)
def fill_normals(seed, stream, row, first, out):
    """Standard normals of one row of a stream; `out` has shape (elements, realisations from `first` on)."""
    count = out.shape[0]
    for pair in range((count + 1) // 2):
        for r in range(out.shape[1]):
            one, two = normal_pair(seed, stream, first + r, row, pair)
            out[2 * pair, r] = one
            if 2 * pair + 1 < count:
                out[2 * pair + 1, r] = two


@njit(cache=True)
def fill_between(seed, cross, first, out):
    """Normals of the events with a lower or full factor (q, q) into `out`, shape (q, realisations)."""
    draw = np.empty_like(out)
    fill_normals(seed, BETWEEN_STREAM, 0, first, draw)
    for a in range(out.shape[0]):
        for r in range(out.shape[1]):
            total = 0.0
            for b in range(out.shape[0]):
                total += cross[a, b] * draw[b, r]
            out[a, r] = total


@njit(error_model="numpy", fastmath={"contract"})
def _add_products(row, length, others, total):
    """Add the first elements of a row times rows of `others` (k, WIDE) to `total`, four at a time."""
    whole = length - length % 4
    for j in range(0, whole, 4):
        f0, f1, f2, f3 = row[j], row[j + 1], row[j + 2], row[j + 3]
        x0, x1, x2, x3 = others[j], others[j + 1], others[j + 2], others[j + 3]
        for r in range(WIDE):
            total[r] += (f0 * x0[r] + f1 * x1[r]) + (f2 * x2[r] + f3 * x3[r])
    for j in range(whole, length):
        for r in range(WIDE):
            total[r] += row[j] * others[j, r]


@njit(error_model="numpy")
def _mix(cross, draw):
    """Give independent rows (q, k, WIDE) the correlation of a lower factor (q, q), in place."""
    for a in range(cross.shape[0] - 1, -1, -1):
        for i in range(draw.shape[1]):
            for r in range(WIDE):
                total = 0.0
                for b in range(a + 1):
                    total += cross[a, b] * draw[b, i, r]
                draw[a, i, r] = total


@njit(error_model="numpy")
def _respond(update, seed, first, nodes):
    """Take from drawn nodes (q, k, WIDE) what they and the event's draw would put at the stations."""
    event = np.empty((nodes.shape[0], WIDE))
    fill_between(seed, update.event, first, event)
    seen = np.empty((update.node.size, WIDE))
    fill_normals(seed, ERROR_STREAM, 0, first, seen)
    for o in range(update.node.size):
        a = update.measure[o]
        for r in range(WIDE):
            seen[o, r] = (
                update.error[o] * seen[o, r]
                + update.between[o] * event[a, r]
                + update.within[o] * nodes[a, update.node[o], r]
            )
    for a in range(nodes.shape[0]):
        for i in range(nodes.shape[1]):
            for o in range(update.node.size):
                for r in range(WIDE):
                    nodes[a, i, r] -= update.gain[a, i, o] * seen[o, r]


@njit(parallel=True, error_model="numpy", cache=True)
def fill_nodes(seed, prior, update, first, out):
    """Draw the nodes.

    Parameters
    ----------
    seed
        Key of all draws, uint64.
    prior, update
        Law of the nodes and what observations change; an update of none changes nothing.
    first
        Number of the first realisation.
    out
        Receives the values, shape (q, k, realisations).

    Notes
    -----
    Given the event, a draw of the posterior is a draw z of the prior less the gain times what z, the event's
    draw and an error would put at the stations (Matheron's rule; Journel and Huijbregts 1978, section VII.A).
    """
    measures, count, wanted = out.shape
    for block in prange(first // WIDE, (first + wanted - 1) // WIDE + 1):
        start = block * WIDE
        draw = np.empty((measures, count, WIDE))
        value = np.empty((measures, count, WIDE))
        for a in range(measures):
            fill_normals(seed, NODE_STREAM, a, start, draw[a])
        if measures > 1:
            _mix(prior.cross, draw)
        for a in range(measures):
            for i in range(count):
                value[a, i] = 0.0
                _add_products(prior.factors[a, i], i + 1, draw[a], value[a, i])
        if update.node.size:
            _respond(update, seed, start, value)
        low, high = max(start, first), min(start + WIDE, first + wanted)
        out[:, :, low - first : high - first] = value[:, :, low - start : high - start]


@njit(error_model="numpy", cache=True)
def correlation_factor(node_x, node_y, reach, out):
    """Lower factor of the correlation exp(-3 h / b) of nodes into `out`, shape (k, k).

    Parameters
    ----------
    node_x, node_y
        Nodes, shape (k,) [m].
    reach
        Distance b [m].
    out
        Receives the factor.

    Notes
    -----
    The method of Cholesky by blocks of columns. Unlike a library's, it gives the same bits with every number
    of threads: it has one, for a tenth of a second at 1,200 nodes.
    """
    count = node_x.size
    for i in range(count):
        out[i] = 0.0
        for j in range(i + 1):
            distance = math.sqrt((node_x[i] - node_x[j]) ** 2 + (node_y[i] - node_y[j]) ** 2)
            out[i, j] = math.exp(-3.0 * distance / reach)
    for low in range(0, count, WIDE):
        high = min(low + WIDE, count)
        above = np.zeros((low, WIDE))
        above[:, : high - low] = out[low:high, :low].T
        for i in range(low, count):
            known = np.zeros(WIDE)
            _add_products(out[i], low, above, known)
            for j in range(low, min(high, i + 1)):
                out[i, j] -= known[j - low]
        for i in range(low, high):
            _factor_row(out, i, low, i)
            # Nodes never coincide, but may come as close as rounding.
            square = out[i, i]
            for k in range(low, i):
                square -= out[i, k] ** 2
            out[i, i] = math.sqrt(max(square, LEAST_PIVOT))
        for i in range(high, count):
            _factor_row(out, i, low, high)


@njit(error_model="numpy")
def _factor_row(out, i, low, high):
    """Columns `low` to `high` of a row of a factor from the rows above."""
    for j in range(low, high):
        total = out[i, j]
        for k in range(low, j):
            total -= out[i, k] * out[j, k]
        out[i, j] = total / out[j, j]


@njit(error_model="numpy")
def _solve(matrix, right, count):
    """Solve a positive definite system in place: `matrix` becomes its factor, `right` the solution."""
    for i in range(count):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            matrix[i, j] = math.sqrt(max(total, LEAST_PIVOT)) if i == j else total / matrix[j, j]
    for i in range(count):
        for k in range(i):
            right[i] -= matrix[i, k] * right[k]
        right[i] /= matrix[i, i]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, count):
            right[i] -= matrix[k, i] * right[k]
        right[i] /= matrix[i, i]


@njit(error_model="numpy")
def _correlation(node_x, node_y, index, reach, matrix):
    """Correlation of some nodes, shape (m, m)."""
    for i in range(index.size):
        matrix[i, i] = 1.0
        for j in range(i):
            a, b = index[i], index[j]
            distance = math.sqrt((node_x[a] - node_x[b]) ** 2 + (node_y[a] - node_y[b]) ** 2)
            matrix[i, j] = matrix[j, i] = math.exp(-3.0 * distance / reach)


@njit(parallel=True, error_model="numpy", cache=True)
def kriging_weights(x, y, node_x, node_y, index, reach, weight, nugget):
    """Simple kriging of buildings from their nearest nodes.

    Parameters
    ----------
    x, y, node_x, node_y
        Buildings, shape (n,), and nodes, shape (k,) [m].
    index
        Nodes of each building, shape (n, m).
    reach
        Distance b of the correlation exp(-3 h / b) [m].
    weight, nugget
        Receive the weights, shape (n, m), and what is left to a standard deviation of one, shape (n,).
    """
    count = index.shape[1]
    for block in prange((x.size + PLACES - 1) // PLACES):
        system = np.empty((count, count))
        factor = np.empty((count, count))
        right = np.empty(count)
        for i in range(block * PLACES, min((block + 1) * PLACES, x.size)):
            _correlation(node_x, node_y, index[i], reach, system)
            for j in range(count):
                node = index[i, j]
                distance = math.sqrt((x[i] - node_x[node]) ** 2 + (y[i] - node_y[node]) ** 2)
                right[j] = math.exp(-3.0 * distance / reach)
            factor[:] = system
            _solve(factor, right, count)
            explained = 0.0
            for j in range(count):
                weight[i, j] = right[j]
                right[j] = weight[i, j]
                for k in range(j):
                    explained += 2.0 * right[j] * system[j, k] * right[k]
                explained += right[j] * right[j]
            nugget[i] = math.sqrt(max(1.0 - explained, 0.0))
