"""Hills and lees along lines with the wind, which blows along the second axis of (lines, n)."""

from __future__ import annotations

import numpy as np
from numba import njit

AS1170, GB50009 = 0, 1
"""Shapes of `hill_lines`."""


@njit(cache=True)
def hill_lines(ground, step, height, reach, least, shape, out):
    """Speed-up by hills, ridges and escarpments; the greatest of all crests on the line.

    Parameters
    ----------
    ground
        Level of the ground, shape (lines, n) [m].
    step
        Distance of the points of a line [m].
    height
        Height above the ground [m].
    reach
        Distance upwind of a crest within which its foot lies [m].
    least
        Hills lower than this do not count [m].
    shape
        `AS1170` or `GB50009`.
    out
        Factors on the mean wind, shape (lines, n) [-].
    """
    lines, n = ground.shape
    steps = int(reach / step)
    for line in range(lines):
        level = ground[line]
        factor = out[line]
        factor[:] = 1.0
        for crest in range(1, n - 1):
            top = level[crest]
            if not (top > level[crest - 1] and top >= level[crest + 1]):
                continue
            foot = _foot(level, crest, steps)
            rise = top - foot
            if rise < least:
                continue
            upwind = _half_way(level, crest, top - 0.5 * rise, -1, steps) * step
            if rise < 0.1 * upwind:
                continue
            if shape == AS1170:
                _spread_as1170(level, crest, rise, upwind, step, height, factor)
            else:
                downwind = _half_way(level, crest, top - 0.5 * rise, 1, steps) * step
                _spread_gb50009(crest, rise, upwind, downwind, step, height, factor)


@njit(cache=True)
def lee_lines(ground, step, height, reach, gentle, steep, loss, out):
    """Loss of wind in the lee of higher ground.

    Parameters
    ----------
    ground, step, height
        As for `hill_lines`.
    reach
        Distance upwind to which ground shelters [m].
    gentle, steep
        Slopes of the line of sight to the highest ground upwind, from `height` above the place, at which
        shelter begins and is complete [-].
    loss
        Loss where it is complete [-].
    out
        Factors on the mean wind, shape (lines, n) [-].
    """
    lines, n = ground.shape
    steps = int(reach / step)
    for line in range(lines):
        for i in range(n):
            eye = ground[line, i] + height
            sight = 0.0
            for k in range(1, min(steps, i) + 1):
                sight = max(sight, (ground[line, i - k] - eye) / (k * step))
            share = min(max((sight - gentle) / (steep - gentle), 0.0), 1.0)
            out[line, i] = 1.0 - loss * share


@njit(cache=True)
def _foot(level, crest, steps):
    """Lowest ground upwind of a crest before ground rises above it."""
    lowest = level[crest]
    for k in range(1, min(steps, crest) + 1):
        if level[crest - k] > level[crest]:
            break
        lowest = min(lowest, level[crest - k])
    return lowest


@njit(cache=True)
def _half_way(level, crest, half, side, steps):
    """Points from a crest to where the ground falls below a level; `steps` if it does not."""
    n = len(level)
    for k in range(1, steps + 1):
        i = crest + side * k
        if i < 0 or i >= n:
            break
        if level[i] <= half:
            before = level[i - side]
            return k - 1 + (before - half) / (before - level[i])
    return float(steps)


@njit(cache=True)
def _spread_as1170(level, crest, rise, upwind, step, height, factor):
    """Equations 4.4(2) and 4.4(3) of AS/NZS 1170.2 around one crest."""
    n = len(level)
    first = max(0.36 * upwind, 0.4 * rise)
    before = 4.0 * first
    end = min(crest + int(before / step), n - 1)
    behind = before
    if end > crest and level[crest] - level[end] < 0.05 * (end - crest) * step:
        behind = 10.0 * first
    apart = rise > 0.9 * upwind and height <= 0.1 * rise
    at_crest = rise / (3.5 * (height + first))
    for i in range(max(0, crest - int(before / step)), min(n, crest + int(behind / step) + 1)):
        x = (i - crest) * step
        lift = at_crest
        if apart and 0.0 <= x <= 0.25 * rise:
            lift = 0.71
        lift = min(lift, 0.71) * (1.0 - abs(x) / (before if x < 0.0 else behind))
        factor[i] = max(factor[i], 1.0 + lift)


@njit(cache=True)
def _spread_gb50009(crest, rise, upwind, downwind, step, height, factor):
    """Equation 8.2.2 of GB 50009 at a crest, and in a straight line on the pressure to the feet."""
    slope = min(0.5 * rise / upwind, 0.3)
    escarpment = 0.5 * rise < 0.05 * downwind
    kappa = 1.4 if escarpment else 2.2
    speed = 1.0 + kappa * slope * (1.0 - min(height, 2.5 * rise) / (2.5 * rise))
    before = 2.0 * upwind
    behind = 8.0 * upwind if escarpment else 2.0 * downwind
    for i in range(max(0, crest - int(before / step)), min(len(factor), crest + int(behind / step) + 1)):
        x = (i - crest) * step
        share = 1.0 - abs(x) / (before if x < 0.0 else behind)
        factor[i] = max(factor[i], np.sqrt(1.0 + (speed * speed - 1.0) * share))
