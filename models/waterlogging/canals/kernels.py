"""Compiled loops of the canal network: one implicit step of all levels and discharges."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

GRAVITY = 9.80665

GATE_CONTRACTION = math.pi / (math.pi + 2.0)
"""Depth of the jet under a sharp-edged gate over its opening: theory of free streamlines (Kirchhoff) [-]."""

LINEAR_HEAD = 1e-4
"""Head below which a parabola stands in for the root of the head, whose slope is infinite at 0 [m]."""

LONGEST_CHANGE = 2.0
"""Change of a level in one step of Newton's method beyond which the step is cut [m]."""

HELP = 0.2
"""Share of the promised decrease of the residual that a step of Newton's method must bring [-]."""

LOW_WATER = 0.1
"""Depth over which a pump that runs dry loses its discharge [m]."""

RESIDUAL = 1e-12, 1e-7
"""Residual at which a step is solved: part of the largest volume [-], and at least so much [m3]."""


class Curves(NamedTuple):
    """Storage of the reaches: levels, areas and volumes at their break points, shape (reaches, points).

    Areas are linear between the levels and constant above the last; none grows smaller upwards. `fixed` marks
    waters outside, whose level is given.
    """

    level: np.ndarray
    area: np.ndarray
    volume: np.ndarray
    fixed: np.ndarray


class Channels(NamedTuple):
    """Canal between two reaches, shape (m,).

    Reaches; length, width of the bed [m]; `slope` of its sides, run over rise; bed, shoulder from which the
    walls stand upright [m]; Manning's n [s m-1/3].
    """

    a: np.ndarray
    b: np.ndarray
    length: np.ndarray
    bottom: np.ndarray
    slope: np.ndarray
    bed: np.ndarray
    shoulder: np.ndarray
    manning: np.ndarray


class Gates(NamedTuple):
    """Sluices, shape (m,): reaches, clear width, sill, opening now [m], discharge coefficient."""

    a: np.ndarray
    b: np.ndarray
    width: np.ndarray
    sill: np.ndarray
    opening: np.ndarray
    coefficient: np.ndarray


class Pumps(NamedTuple):
    """Pumps, shape (m,): reaches, capacity that runs now [m3/s], level at which the suction falls dry [m]."""

    a: np.ndarray
    b: np.ndarray
    capacity: np.ndarray
    floor: np.ndarray


@njit(error_model="numpy", cache=True)
def volume_and_area(curves, n, level):
    """Volume [m3] and area [m2] of a reach at a level; both 0 below its bed."""
    levels, areas = curves.level[n], curves.area[n]
    last = levels.size - 1
    if level <= levels[0]:
        return 0.0, 0.0
    if level >= levels[last]:
        return curves.volume[n, last] + areas[last] * (level - levels[last]), areas[last]
    k = 0
    while level > levels[k + 1]:
        k += 1
    up = level - levels[k]
    growth = (areas[k + 1] - areas[k]) / (levels[k + 1] - levels[k])
    return curves.volume[n, k] + up * (areas[k] + 0.5 * growth * up), areas[k] + growth * up


@njit(error_model="numpy", cache=True)
def level_of(curves, n, volume):
    """Level of a reach that holds a volume [m]; the bed where it holds none."""
    volumes = curves.volume[n]
    last = volumes.size - 1
    if volume <= 0.0:
        return curves.level[n, 0]
    k = 0
    while k < last and volume > volumes[k + 1]:
        k += 1
    more, area = volume - volumes[k], curves.area[n, k]
    growth = 0.0
    if k < last:
        growth = (curves.area[n, k + 1] - area) / (curves.level[n, k + 1] - curves.level[n, k])
    # The root of growth / 2 x2 + area x = more, in the form that stands no cancellation.
    return curves.level[n, k] + 2.0 * more / (area + math.sqrt(area * area + 2.0 * growth * more))


@njit(error_model="numpy", cache=True)
def levels_of(curves, place, volume, level):
    """Levels of the first reaches of a network from their volumes, into `level` [m].

    `place` holds the row of each reach in the curves.
    """
    for k in range(place.size):
        level[k] = level_of(curves, place[k], volume[k])


@njit(error_model="numpy", cache=True)
def areas_of(curves, place, level):
    """Areas of reaches at their levels, shape (reaches,) [m2]; arguments as for `levels_of`."""
    area = np.empty(place.size)
    for k in range(place.size):
        area[k] = volume_and_area(curves, place[k], level[k])[1]
    return area


@njit(error_model="numpy", cache=True)
def section(channels, n, depth):
    """Flow area [m2] and hydraulic radius [m] of a channel at a depth."""
    upright = max(channels.shoulder[n] - channels.bed[n], 0.0)
    low = min(depth, upright)
    area = low * (channels.bottom[n] + channels.slope[n] * low)
    wetted = channels.bottom[n] + 2.0 * low * math.sqrt(1.0 + channels.slope[n] ** 2)
    if depth > upright:
        area += (depth - upright) * (channels.bottom[n] + 2.0 * channels.slope[n] * upright)
        wetted += 2.0 * (depth - upright)
    return area, area / wetted


@njit(error_model="numpy", cache=True)
def gate_flow(high, low, width, sill, opening, coefficient):
    """Discharge [m3/s] of a sluice from a higher to a lower level, and its derivatives by both [m2/s].

    Q = mu b a sqrt(2 g (H - max(h, a))) with the heads H, h of both sides over the sill and the jet
    a = min(c e, max(h, 2 H / 3)): free and drowned flow under a gate opened by e and over the sill.
    """
    head, tail = high - sill, max(low - sill, 0.0)
    if head <= 0.0 or opening <= 0.0:
        return 0.0, 0.0, 0.0
    jet, by_head, by_tail = GATE_CONTRACTION * opening, 0.0, 0.0
    if jet > max(tail, head / 1.5):
        jet, by_head, by_tail = (tail, 0.0, 1.0) if tail > head / 1.5 else (head / 1.5, 1.0 / 1.5, 0.0)
    drowned = tail > jet or by_tail > 0.0
    fall = head - (tail if drowned else jet)
    k = coefficient * width * math.sqrt(2.0 * GRAVITY)
    if fall > LINEAR_HEAD:
        root, slope = math.sqrt(fall), 0.5 / math.sqrt(fall)
    else:
        part, root = fall / LINEAR_HEAD, math.sqrt(LINEAR_HEAD)
        root, slope = root * part * (1.5 - 0.5 * part), (1.5 - part) / root
    down = 1.0 if drowned else 0.0
    up = k * (by_head * root + jet * slope * (1.0 - (0.0 if drowned else by_head)))
    back = k * (by_tail * root - jet * slope * down)
    return k * jet * root, up, min(back, 0.0)


@njit(error_model="numpy", cache=True)
def channel_terms(channels, level, bed, flow, dt, inertia, friction):
    """Coefficients of the discharge of each channel, from the state at the start of a step.

    Q + friction Q |Q| = flow + inertia (level_a - level_b), the local inertia of Bates et al. (2010) with
    implicit friction; the flow area is that of the higher level over the higher bed. A channel without
    water there has inertia 0.
    """
    for n in range(channels.a.size):
        a, b = channels.a[n], channels.b[n]
        ground = max(channels.bed[n], bed[a], bed[b])
        depth = max(level[a], level[b]) - ground
        inertia[n], friction[n] = 0.0, 0.0
        if depth <= 1e-6:
            flow[n] = 0.0
            continue
        area, radius = section(channels, n, depth)
        inertia[n] = GRAVITY * area * dt / channels.length[n]
        friction[n] = GRAVITY * channels.manning[n] ** 2 * dt / (area * radius ** (4.0 / 3.0))


@njit(error_model="numpy", cache=True)
def discharge(momentum, friction):
    """Discharge Q with Q + friction Q |Q| = momentum, and its derivative [m3/s, -]."""
    root = math.sqrt(1.0 + 4.0 * friction * abs(momentum))
    return 2.0 * momentum / (1.0 + root), 1.0 / root


@njit(error_model="numpy", cache=True)
def _couple(matrix, half, a, b, by_a, by_b):
    """Add the derivatives of a discharge from a to b to the banded matrix of the volumes."""
    matrix[a, half] += by_a
    matrix[b, half] -= by_b
    matrix[a, half + b - a] += by_b
    matrix[b, half + a - b] -= by_a


@njit(error_model="numpy", cache=True)
def flows_at(level, channels, gates, pumps, flow, inertia, friction, dt, half, out, net, matrix):
    """Discharges at given levels, what leaves each reach, and the derivatives of that by the levels.

    Parameters
    ----------
    out
        Receives discharges of channels, gates and pumps one after another, from a to b [m3/s].
    net
        Receives the volume that leaves each reach in the step [m3].
    matrix
        Receives the banded derivatives of `net`, shape (reaches, 2 half + 1) [m2].
    """
    net[:] = 0.0
    matrix[:] = 0.0
    m = 0
    for n in range(channels.a.size):
        a, b = channels.a[n], channels.b[n]
        q, slope = discharge(flow[n] + inertia[n] * (level[a] - level[b]), friction[n])
        out[m] = q
        _couple(matrix, half, a, b, dt * slope * inertia[n], -dt * slope * inertia[n])
        m += 1
    for n in range(gates.a.size):
        a, b = gates.a[n], gates.b[n]
        high, low = max(level[a], level[b]), min(level[a], level[b])
        q, up, down = gate_flow(
            high, low, gates.width[n], gates.sill[n], gates.opening[n], gates.coefficient[n]
        )
        if level[a] >= level[b]:
            out[m] = q
            _couple(matrix, half, a, b, dt * up, dt * down)
        else:
            out[m] = -q
            _couple(matrix, half, a, b, -dt * down, -dt * up)
        m += 1
    for n in range(pumps.a.size):
        share = (level[pumps.a[n]] - pumps.floor[n]) / LOW_WATER
        out[m] = pumps.capacity[n] * min(max(share, 0.0), 1.0)
        slope = dt * pumps.capacity[n] / LOW_WATER if 0.0 < share < 1.0 else 0.0
        _couple(matrix, half, pumps.a[n], pumps.b[n], slope, 0.0)
        m += 1
    m = 0
    for ends in ((channels.a, channels.b), (gates.a, gates.b), (pumps.a, pumps.b)):
        for n in range(ends[0].size):
            net[ends[0][n]] += dt * out[m]
            net[ends[1][n]] -= dt * out[m]
            m += 1


@njit(error_model="numpy", cache=True)
def solve_banded(matrix, half, right):
    """Solve in place by elimination without pivots: columns are dominated by their diagonal."""
    size = right.size
    for k in range(size):
        pivot = matrix[k, half]
        for i in range(k + 1, min(k + half + 1, size)):
            factor = matrix[i, half + k - i] / pivot
            if factor != 0.0:
                for j in range(k + 1, min(k + half + 1, size)):
                    matrix[i, half + j - i] -= factor * matrix[k, half + j - k]
                right[i] -= factor * right[k]
    for k in range(size - 1, -1, -1):
        total = right[k]
        for j in range(k + 1, min(k + half + 1, size)):
            total -= matrix[k, half + j - k] * right[j]
        right[k] = total / matrix[k, half]


@njit(error_model="numpy", cache=True)
def _residual(curves, level, held, net, out):
    """What the volumes at given levels miss [m3]; returns the largest, waters of given level left out."""
    worst = 0.0
    for n in range(level.size):
        out[n] = 0.0
        if not curves.fixed[n]:
            out[n] = volume_and_area(curves, n, level[n])[0] - max(held[n], 0.0) + net[n]
            worst = max(worst, abs(out[n]))
    return worst


@njit(error_model="numpy", cache=True)
def step(curves, channels, gates, pumps, half, level, held, flow, out, dt, most):
    """One implicit step of the network.

    Parameters
    ----------
    level
        Levels at the start, those of waters outside at the end of the step, shape (reaches,) [m]; becomes
        the solution.
    held
        Volumes at the start with all that entered from elsewhere, shape (reaches,) [m3].
    flow
        Discharges of the channels at the start, shape (channels,) [m3/s].
    out
        Receives the discharges of channels, gates and pumps over the step [m3/s].
    most
        Steps of Newton's method after which it is given up.

    Returns
    -------
    int
        Steps taken; -1 if no solution was found.

    Notes
    -----
    Solves V_n(level) = held_n - dt sum(Q(level)) for all reaches at once. Discharges rise with the level they
    leave and fall with that they go to, and volumes never fall with the level: the solution is unique
    (Casulli and Zanolli 2010 for linear discharges). Newton's step is halved while it does not help.
    """
    size = level.size
    inertia, friction = np.empty(channels.a.size), np.empty(channels.a.size)
    net, missing, trial = np.empty(size), np.empty(size), np.empty(size)
    matrix = np.empty((size, 2 * half + 1))
    bed = curves.level[:, 0].copy()
    channel_terms(channels, level, bed, flow, dt, inertia, friction)
    flows_at(level, channels, gates, pumps, flow, inertia, friction, dt, half, out, net, matrix)
    worst = _residual(curves, level, held, net, missing)
    allowed = RESIDUAL[0] * np.abs(held).max() + RESIDUAL[1]
    for taken in range(most):
        if worst <= allowed:
            return taken
        for n in range(size):
            if curves.fixed[n]:
                matrix[n] = 0.0
                matrix[n, half] = 1.0
            else:
                area = volume_and_area(curves, n, level[n])[1]
                # A dry reach has no area; some of its bed stands in, so that water finds its level.
                matrix[n, half] += max(area, 1e-3 * curves.area[n, 0])
        change = -missing
        solve_banded(matrix, half, change)
        share = 1.0
        before = worst
        for _ in range(12):
            for n in range(size):
                trial[n] = level[n] + share * min(max(change[n], -LONGEST_CHANGE), LONGEST_CHANGE)
            flows_at(trial, channels, gates, pumps, flow, inertia, friction, dt, half, out, net, matrix)
            worst = _residual(curves, trial, held, net, missing)
            if worst < (1.0 - HELP * share) * before:
                break
            share *= 0.5
        level[:] = trial
    return most if worst <= allowed else -1
