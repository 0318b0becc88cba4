"""Compiled loop of sampled damage: shaking, grade and consequences of every building and realisation.

Realisations run in blocks of `LANES`; every step is a loop over the lanes of a block, so that it runs in
vector registers. Lanes never meet, and the buildings of a zone are added in one order: neither threads nor
the splitting of realisations change a bit.

Random bits come from Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as
1, 2, 3, SC'11, section 3.3), a hash of (seed, stream, building, realisation); each pair of 64 of them becomes
two normals by Box and Muller (1958) with 53 bits for the radius and 56 for the angle. Logarithm, sine and
cosine are the approximations of fdlibm (e_log.c, k_sin.c, k_cos.c; Sun Microsystems 1993) within one unit in
the last place; only products, sums, quotients and roots are used, so that every lane gives the same bits.

`Buildings`, `Table` and `Outcome` are those of `arrays`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

LANES = 64
"""Realisations made at once: a block holds those from a multiple of it on."""

HALF = LANES // 2

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_11, _32, _52 = np.uint64(11), np.uint64(32), np.uint64(52)
_0, _1, _2, _3, _4 = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_5, _6, _7, _8, _9 = np.uint64(5), np.uint64(6), np.uint64(7), np.uint64(8), np.uint64(9)
_TO_UNIT = 2.0**-53
_QUARTER_PI = math.pi / 4.0

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_L1, _L2, _L3, _L4 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01  # fmt: skip # noqa: E501
_L5, _L6, _L7 = 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01
_S1, _S2, _S3 = -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04
_S4, _S5, _S6 = 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10
_C1, _C2, _C3 = 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05
_C4, _C5, _C6 = -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11

OWN = np.uint64(0xDA3A6E01)
"""Stream of what is a building's own."""

GROUND = np.uint64(0xDA3A6E02)
"""Stream of the ground under a building, where it cannot be added to the building's own."""

SHARED = np.uint64(0xDA3A6E03)
"""Stream of what the buildings of a class share."""


class Lanes(NamedTuple):
    """Room of one thread for a block of realisations.

    Nodes (q, k, LANES), events (q, LANES) and classes (c, LANES); motion and both normals of a building
    (LANES,); whether it reaches each grade (4, LANES); buildings of the zone that reach it (4, LANES) and
    their consequences (LANES, Q).
    """

    node: np.ndarray
    event: np.ndarray
    factor: np.ndarray
    motion: np.ndarray
    noise: np.ndarray
    other: np.ndarray
    reached: np.ndarray
    seen: np.ndarray
    sums: np.ndarray


@njit(error_model="numpy", cache=True, forceinline=True)
def _round(c0, c1, c2, c3, k0, k1):
    """One of the ten rounds."""
    p0 = _M0 * c0
    p1 = _M1 * c2
    return (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW


@njit(error_model="numpy", cache=True, forceinline=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Philox4x32-10: four words of 32 bits from a counter of four and a key of two, all as uint64."""
    # Written out: a loop inside the loop over lanes would keep that one from running in vector registers.
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _W0) & _LOW, (k1 + _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _2 * _W0) & _LOW, (k1 + _2 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _3 * _W0) & _LOW, (k1 + _3 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _4 * _W0) & _LOW, (k1 + _4 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _5 * _W0) & _LOW, (k1 + _5 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _6 * _W0) & _LOW, (k1 + _6 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _7 * _W0) & _LOW, (k1 + _7 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _8 * _W0) & _LOW, (k1 + _8 * _W1) & _LOW)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + _9 * _W0) & _LOW, (k1 + _9 * _W1) & _LOW)
    return c0, c1, c2, c3


@njit(error_model="numpy", cache=True, forceinline=True)
def minus_log(bits):
    """-ln((bits + 1) / 2^53) for 0 <= bits < 2^53, after fdlibm's e_log.c."""
    x = np.float64(np.int64(bits + _1))
    word = np.float64(x).view(np.uint64)
    # The mantissa is brought to between the half and the double of the root of two.
    carry = ((word & np.uint64(0xFFFFFFFFFFFFF)) + np.uint64(0x95F6400000000)) & np.uint64(0x10000000000000)
    k = np.float64(np.int64((word >> _52) + (carry >> _52))) - 1076.0
    mantissa = (word & np.uint64(0xFFFFFFFFFFFFF)) | (carry ^ np.uint64(0x3FF0000000000000))
    f = np.uint64(mantissa).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    rest = z * (_L1 + w * (_L3 + w * (_L5 + w * _L7))) + w * (_L2 + w * (_L4 + w * _L6))
    half = 0.5 * f * f
    return (half - (s * (half + rest) + k * _LN2_LOW)) - f - k * _LN2_HIGH


@njit(error_model="numpy", cache=True, forceinline=True)
def eighth_sine_cosine(bits):
    """Sine and cosine of the eighth part of a turn that `bits` / 2^53 is of it."""
    x = np.float64(np.int64(bits)) * _TO_UNIT * _QUARTER_PI
    z = x * x
    sine = x + x * z * (_S1 + z * (_S2 + z * (_S3 + z * (_S4 + z * (_S5 + z * _S6)))))
    cosine = 1.0 - 0.5 * z + z * z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * (_C5 + z * _C6)))))
    return sine, cosine


@njit(error_model="numpy", cache=True)
def fill_normals(seed, stream, element, block, out):
    """Standard normals of one element in the `LANES` realisations of a block, into `out`.

    The counter is (element, 32 * block + lane, stream, 0) with lane modulo 32, the key the halves of the
    seed: lanes 0 to 31 take the cosine and 32 to 63 the sine of the same pair. All are uint64.
    """
    k0, k1 = seed & _LOW, seed >> _32
    start = block * np.uint64(HALF)
    for lane in range(HALF):
        turn = (start + np.uint64(lane)) & _LOW
        a, b, c, d = philox(element, turn, stream, _0, k0, k1)
        radius = math.sqrt(2.0 * minus_log(((a << _32) | b) >> _11))
        word = (c << _32) | d
        sine, cosine = eighth_sine_cosine(word >> _11)
        swap = (word & _1) != _0
        first = radius * (sine if swap else cosine)
        second = radius * (cosine if swap else sine)
        out[lane] = -first if (word & _2) != _0 else first
        out[lane + HALF] = -second if (word & _4) != _0 else second


@njit(error_model="numpy", cache=True)
def normals(seed, stream, elements, first, out):
    """Standard normals of the elements 0 to `elements` in realisations from `first` on, shape of `out`."""
    lane = np.empty(LANES)
    count = out.shape[1]
    for element in range(elements):
        for block in range(first // LANES, (first + count + LANES - 1) // LANES):
            fill_normals(seed, stream, np.uint64(element), np.uint64(block), lane)
            for k in range(LANES):
                r = block * LANES + k - first
                if 0 <= r < count:
                    out[element, r] = lane[k]


@njit(error_model="numpy", cache=True)
def _gather(z, between, factor, start, low, high, lanes):
    """Draws of a block beside each other: rows of a whole chunk would fall into the same lines of the cache.

    Lanes that are not asked for are zero.
    """
    lanes.node[:] = 0.0
    lanes.event[:] = 0.0
    lanes.factor[:] = 0.0
    width = high - low
    for m in range(z.shape[0]):
        lanes.event[m, low:high] = between[m, start : start + width]
        for node in range(z.shape[1]):
            lanes.node[m, node, low:high] = z[m, node, start : start + width]
    for c in range(factor.shape[0]):
        lanes.factor[c, low:high] = factor[c, start : start + width]


@njit(error_model="numpy", cache=True)
def _move(b, i, lanes):
    """Motion of building i but for what no node explains.

    y = mu + tau b + phi sum_j w_j z_j
    """
    m, y = b.measure[i], lanes.motion
    mean, tau, phi = b.mean[i], b.between[i], b.within[i]
    event, nodes = lanes.event[m], lanes.node[m]
    for k in range(LANES):
        y[k] = mean + tau * event[k]
    count = b.near.shape[1]
    whole = count - count % 4
    # By fours, so that the motion is loaded and stored less often.
    for j in range(0, whole, 4):
        w0, w1 = phi * b.weight[i, j], phi * b.weight[i, j + 1]
        w2, w3 = phi * b.weight[i, j + 2], phi * b.weight[i, j + 3]
        z0, z1 = nodes[b.near[i, j]], nodes[b.near[i, j + 1]]
        z2, z3 = nodes[b.near[i, j + 2]], nodes[b.near[i, j + 3]]
        for k in range(LANES):
            y[k] += (w0 * z0[k] + w1 * z1[k]) + (w2 * z2[k] + w3 * z3[k])
    for j in range(whole, count):
        weight = phi * b.weight[i, j]
        node = nodes[b.near[i, j]]
        for k in range(LANES):
            y[k] += weight * node[k]


@njit(error_model="numpy", cache=True)
def _reach_levels(b, i, lanes):
    """Grades reached where motion and resistance add: y + shared a + own e > level."""
    y, noise, group, reached = lanes.motion, lanes.noise, lanes.factor[b.cls[i]], lanes.reached
    shared, own = b.shared[i], b.own[i]
    l0, l1, l2, l3 = b.level[i, 0], b.level[i, 1], b.level[i, 2], b.level[i, 3]
    for k in range(LANES):
        all_in = y[k] + shared * group[k] + own * noise[k]
        reached[0, k] = np.int32(all_in > l0)
        reached[1, k] = np.int32(all_in > l1)
        reached[2, k] = np.int32(all_in > l2)
        reached[3, k] = np.int32(all_in > l3)


@njit(error_model="numpy", cache=True)
def _reach_table(b, i, table, lanes):
    """Grades reached where the table holds: z(y + ground e') + shared a + own e > 0."""
    quantile = table.quantile[b.cls[i]]
    last = quantile.shape[1] - 1
    for k in range(LANES):
        y = lanes.motion[k] + b.ground[i] * lanes.other[k]
        at = min(max((y - table.start) / table.step, 0.0), float(last))
        left = min(int(at), last - 1)
        share = at - left
        push = b.shared[i] * lanes.factor[b.cls[i], k] + b.own[i] * lanes.noise[k]
        for grade in range(4):
            here = quantile[grade, left] + share * (quantile[grade, left + 1] - quantile[grade, left])
            lanes.reached[grade, k] = np.int32(here + push > 0.0)


@njit(error_model="numpy", cache=True)
def _tally(b, i, values, low, high, lanes, counts, kept, start):
    """Count the grades of building i, and add its consequences to those of its zone."""
    place, reached, seen = b.place[i], lanes.reached, lanes.seen
    n0, n1, n2, n3 = 0, 0, 0, 0
    for k in range(low, high):
        n0 += reached[0, k]
        n1 += reached[1, k]
        n2 += reached[2, k]
        n3 += reached[3, k]
        seen[0, k] += reached[0, k]
        seen[1, k] += reached[1, k]
        seen[2, k] += reached[2, k]
        seen[3, k] += reached[3, k]
    counts[place, 0] += high - low - n0
    counts[place, 1] += n0 - n1
    counts[place, 2] += n1 - n2
    counts[place, 3] += n2 - n3
    counts[place, 4] += n3
    if kept.shape[0] > 0:
        for k in range(low, high):
            grade = reached[0, k] + reached[1, k] + reached[2, k] + reached[3, k]
            kept[place, start + k - low] = np.uint8(grade)
    # Rows taken out of the arrays would be counted as references, lane by lane: whole indices are not.
    idle, sums = b.idle[i], lanes.sums
    quantities, row = np.uintp(values.shape[2]), np.uintp(place)
    if quantities == 0 or (idle and n0 == 0):
        return
    for k in range(np.uintp(low), np.uintp(high)):
        worst = np.uintp(reached[0, k] + reached[1, k] + reached[2, k] + reached[3, k])
        if worst > 0 or not idle:
            for q in range(quantities):
                sums[k, q] += values[row, worst, q]


@njit(error_model="numpy", cache=True)
def _block(b, table, values, seed, block, start, low, high, lanes, counts, outcome):
    """All buildings in one block of realisations."""
    tabulated = table.quantile.shape[2] > 0
    for zone in range(len(b.zone) - 1):
        lanes.seen[:] = 0
        lanes.sums[:] = 0.0
        for i in range(b.zone[zone], b.zone[zone + 1]):
            key = np.uint64(b.place[i])
            _move(b, i, lanes)
            fill_normals(seed, OWN, key, np.uint64(block), lanes.noise)
            if tabulated:
                fill_normals(seed, GROUND, key, np.uint64(block), lanes.other)
                _reach_table(b, i, table, lanes)
            else:
                _reach_levels(b, i, lanes)
            _tally(b, i, values, low, high, lanes, counts, outcome.kept, start)
        size = b.zone[zone + 1] - b.zone[zone]
        for k in range(low, high):
            row = start + k - low
            outcome.totals[row, zone] = lanes.sums[k]
            outcome.grades[row, zone, 0] = size - lanes.seen[0, k]
            outcome.grades[row, zone, 4] = lanes.seen[3, k]
            for grade in range(3):
                outcome.grades[row, zone, grade + 1] = lanes.seen[grade, k] - lanes.seen[grade + 1, k]


@njit(error_model="numpy", parallel=True, cache=True)
def sample(b, table, values, z, between, factor, seed, first, outcome):
    """Damage and consequences of all buildings in the realisations from `first` on, into `outcome`.

    `values` are the consequences (n, 5, Q), `z` the nodes (q, k, R), `between` the events (q, R), `factor`
    the classes (c, R). The blocks of realisations are dealt out to as many parts as `outcome` has.
    """
    count = between.shape[1]
    parts = outcome.counts.shape[0]
    lowest = first // LANES
    blocks = (first + count + LANES - 1) // LANES - lowest
    for part in prange(parts):
        lanes = Lanes(
            np.empty((z.shape[0], z.shape[1], LANES)), np.empty((z.shape[0], LANES)),
            np.empty((factor.shape[0], LANES)), np.empty(LANES), np.empty(LANES), np.empty(LANES),
            np.empty((4, LANES), np.int32), np.empty((4, LANES), np.int32),
            np.empty((LANES, values.shape[2])),
        )  # fmt: skip
        for k in range(part * blocks // parts, (part + 1) * blocks // parts):
            begin = (lowest + k) * LANES
            low, high = max(first - begin, 0), min(first + count - begin, LANES)
            start = begin + low - first
            _gather(z, between, factor, start, low, high, lanes)
            _block(b, table, values, seed, lowest + k, start, low, high, lanes, outcome.counts[part], outcome)
