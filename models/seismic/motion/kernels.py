"""Compiled root of the ellipse through a site."""

from __future__ import annotations

from math import exp, hypot, log
from typing import NamedTuple

from numba import njit, prange

LN10 = log(10.0)
STEPS = 100
"""Most steps of the root; a handful suffices, halving alone would need about 50."""
CLOSE = 1e-13
"""Change of the level, as a share of it or of 1, at which the root is taken."""
ON_AXIS = 1e-9
"""Share of the distance to which a site lies on an axis."""


class Axis(NamedTuple):
    """Level along an axis, base + slope lg(R + near), with the slope below zero and R in km."""

    base: float
    slope: float
    near: float


@njit(inline="always", error_model="numpy")
def level_on_axis(axis, distance):
    """Level at a distance on an axis [unit of base]."""
    return axis.base + axis.slope * log(distance + axis.near) / LN10


@njit(inline="always", error_model="numpy")
def _reach(axis, level):
    """Distance at which an axis has a level, plus `near` [km]."""
    return exp((level - axis.base) * LN10 / axis.slope)


@njit(error_model="numpy")
def _level_at(major, minor, along, across):
    """Level of the ellipse through a site; rules of `ellipse_levels`."""
    distance = hypot(along, across)
    if distance == 0.0:
        return max(level_on_axis(major, 0.0), level_on_axis(minor, 0.0))
    if across <= ON_AXIS * distance:
        return level_on_axis(major, along)
    if along <= ON_AXIS * distance:
        return level_on_axis(minor, across)
    first, second = level_on_axis(major, distance), level_on_axis(minor, distance)
    # At the lower level both half-axes reach the distance, at the higher none does.
    low, high = min(first, second), max(first, second)
    high = min(high, level_on_axis(major, 0.0), level_on_axis(minor, 0.0))
    level = 0.5 * (low + high)
    for _ in range(STEPS):
        long, short = _reach(major, level), _reach(minor, level)
        a, b = long - major.near, short - minor.near
        if a <= 0.0 or b <= 0.0:
            high = level
            following = 0.5 * (low + high)
        else:
            p, q = (along / a) ** 2, (across / b) ** 2
            value = log(p + q)
            if value > 0.0:
                high = level
            else:
                low = level
            rise = -2.0 * LN10 * (p * long / (a * major.slope) + q * short / (b * minor.slope)) / (p + q)
            following = level - value / rise
            if not low < following < high:
                following = 0.5 * (low + high)
        change = abs(following - level)
        level = following
        if change <= CLOSE * max(1.0, abs(level)):
            break
    return level


@njit(parallel=True, error_model="numpy", cache=True)
def ellipse_levels(major, minor, along, across, out):
    """Levels of ground motion at sites, each on the ellipse of equal level that passes through it.

    Parameters
    ----------
    major, minor
        Level along the two axes.
    along, across
        Coordinates of the sites along the major and the minor axis, shape (sites,) [km].
    out
        Receives the levels, shape (sites,) [unit of `base`].

    Notes
    -----
    The half-axes a(Y) and b(Y) are the distances at which the two axes have the level Y. The level of a site
    solves (along / a)^2 + (across / b)^2 = 1, whose left side rises with Y; Newton's method on its logarithm,
    kept in a bracket. On an axis it is that axis's level, at the epicentre the higher of the two.
    """
    for i in prange(along.size):
        out[i] = _level_at(major, minor, abs(along[i]), abs(across[i]))
