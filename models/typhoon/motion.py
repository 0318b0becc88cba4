"""Where a storm is between its fixes, and how fast it moves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Way = Callable[[Floats], tuple[Floats, Floats]]


def monotone_slopes(time: Floats, values: Floats) -> Floats:
    """Slopes at the fixes of the monotone cubic through them, shape (n, k).

    Parameters
    ----------
    time
        Rising, shape (n,), n at least 2.
    values
        At those times, shape (n, k).

    Notes
    -----
    Inside, the weighted harmonic mean of the slopes on both sides, 0 where they differ in sign; at the ends
    the three-point slope, kept to the sign of the first slope and to three times it.

    References
    ----------
    Fritsch, F. N. and Butland, J. (1984), A method for constructing local monotone piecewise cubic
    interpolants, SIAM J. Sci. Stat. Comput. 5.
    """
    step = np.diff(time)[:, None]
    secant = np.diff(values, axis=0) / step
    if len(secant) == 1:
        return np.repeat(secant, 2, axis=0)
    before, after = step[:-1], step[1:]
    weight_before, weight_after = 2.0 * after + before, after + 2.0 * before
    same = secant[:-1] * secant[1:] > 0.0
    safe = np.where(same, secant[:-1], 1.0), np.where(same, secant[1:], 1.0)
    inner = (weight_before + weight_after) / (weight_before / safe[0] + weight_after / safe[1])
    slopes = np.empty_like(values)
    slopes[1:-1] = np.where(same, inner, 0.0)
    slopes[0] = _end_slope(step[0], step[1], secant[0], secant[1])
    slopes[-1] = _end_slope(step[-1], step[-2], secant[-1], secant[-2])
    return slopes


def smooth(time: Floats, places: Floats) -> Way:
    """The monotone cubic through the fixes.

    Parameters
    ----------
    time
        Of the fixes, rising, shape (n,) [s].
    places
        Of the fixes, shape (n, k) [m].

    Returns
    -------
    Way
        Places and velocities, each of shape (m, k) [m], [m/s], of times between the first and the last fix,
        shape (m,) [s].

    Notes
    -----
    Along each axis the storm never runs past a fix and back; the velocity is continuous.
    """
    slopes = monotone_slopes(time, places)
    spans = np.diff(time)

    def way(wanted: Floats) -> tuple[Floats, Floats]:
        left = _left(time, wanted)
        span = spans[left][:, None]
        share = (wanted - time[left])[:, None] / span
        rest = 1.0 - share
        first, last = places[left], places[left + 1]
        slope_first, slope_last = slopes[left] * span, slopes[left + 1] * span
        step = last - first
        bend = slope_first * rest - slope_last * share
        at = first + step * share * share * (3.0 - 2.0 * share) + bend * share * rest
        speed = (
            6.0 * share * rest * step + bend * (1.0 - 2.0 * share) - share * rest * (slope_first + slope_last)
        )
        ends = share[:, 0] == 1.0
        at[ends] = last[ends]
        return at, speed / span

    return way


def straight(time: Floats, places: Floats) -> Way:
    """Straight lines between the fixes, each with one velocity; as `smooth`."""
    spans = np.diff(time)
    velocity = np.diff(places, axis=0) / spans[:, None]

    def way(wanted: Floats) -> tuple[Floats, Floats]:
        left = _left(time, wanted)
        share = ((wanted - time[left]) / spans[left])[:, None]
        return places[left] * (1.0 - share) + places[left + 1] * share, velocity[left]

    return way


MOTIONS: dict[str, Callable[[Floats, Floats], Way]] = {"smooth": smooth, "straight": straight}
"""Ways between the fixes by name."""


def _left(time: Floats, wanted: Floats) -> NDArray[np.intp]:
    """Fix before each time, the last but one for the last."""
    return np.minimum(np.searchsorted(time, wanted, side="right") - 1, len(time) - 2)


def _end_slope(near: Floats, far: Floats, secant: Floats, next_secant: Floats) -> Floats:
    """Slope at an end from the two nearest steps and secants, shape (k,)."""
    slope = ((2.0 * near + far) * secant - near * next_secant) / (near + far)
    slope = np.where(slope * secant <= 0.0, 0.0, slope)
    turns = (secant * next_secant < 0.0) & (np.abs(slope) > 3.0 * np.abs(secant))
    return np.asarray(np.where(turns, 3.0 * secant, slope))
