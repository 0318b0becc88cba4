"""Rain in time: the Chicago storm and dimensionless patterns of recorded storms."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.storm_intensity import LONGEST
from models.waterlogging.storm_intensity import StormFormula, check_design, depth_curve

FloatArray = NDArray[np.float64]

DEFAULT_PEAK_RATIO = 0.4
"""Share of the storm before its peak [-]; unverified."""

DAY = 1440.0
"""Length of a day [min]."""

WINDOW = 3600.0
"""Window of a recorded hourly maximum [s]."""


def chicago_storm(
    formula: StormFormula,
    *,
    return_period: float,
    duration: float,
    peak_ratio: float = DEFAULT_PEAK_RATIO,
    interval: float = 5.0,
) -> tuple[FloatArray, FloatArray]:
    """Hyetograph whose every window about the peak holds the formula's depth.

    Parameters
    ----------
    formula
        Storm-intensity formula.
    return_period
        Return period [yr].
    duration
        Length of the storm, 5 to 180 [min].
    peak_ratio
        Share r of the storm before the peak, 0-1 [-].
    interval
        Length of an interval; the last one is shorter where the storm is no multiple [min].

    Returns
    -------
    edges, depths
        Interval edges, shape (n + 1,) [s], and rain of each interval, shape (n,) [mm].

    Raises
    ------
    InputError
        Outside the validity of the formula, or for a peak ratio or interval without meaning.

    Notes
    -----
    A time s before the peak belongs to a window of length s / r, which holds H(s / r), r of it
    before the peak; likewise after the peak with 1 - r. The depths are differences of that
    cumulative curve, so that they sum to H(duration) whatever the interval.

    References
    ----------
    Keifer, C. J., Chu, H. H. (1957). Synthetic storm pattern for drainage design. Journal of the
    Hydraulics Division, ASCE, 83(4), 1-25.
    """
    check_design(return_period=return_period, duration=duration)

    def depth(minutes: float) -> float:
        return depth_curve(formula, return_period=return_period, duration=minutes)

    return nested_storm(depth, duration=duration, peak_ratio=peak_ratio, interval=interval)


def day_storm(
    formula: StormFormula,
    *,
    return_period: float,
    day_ratio: float,
    peak_ratio: float = DEFAULT_PEAK_RATIO,
    interval: float = 10.0,
    duration: float = DAY,
) -> tuple[FloatArray, FloatArray]:
    """Hyetograph of a day, or of part of one, whose inner three hours follow the storm-intensity formula.

    Parameters
    ----------
    formula, return_period, peak_ratio, interval
        As in `chicago_storm`.
    day_ratio
        Rain of 24 hours over that of 3 hours of the same return period [-].
    duration
        Length of the storm, more than three hours [min].

    Returns
    -------
    edges, depths
        Interval edges, shape (n + 1,) [s], and rain of each interval, shape (n,) [mm].

    Raises
    ------
    InputError
        For a ratio at which the rain outside the three hours would be stronger than at their edge, or none,
        and for a duration that is no part of the day beyond the three hours.

    Notes
    -----
    The formulas hold up to 180 minutes and are not stretched: from there to the day the depth of the stated
    ratio is reached along H(t) = H(3 h) (t / 3 h)^m with m = ln(ratio) / ln 8, so that shorter windows stay
    nested in longer ones about the peak, as in the alternating-block method (Chow, Maidment, Mays 1988,
    section 14.4).
    """
    if not LONGEST < duration <= DAY:
        raise InputError(
            f"a design storm of {duration / 60.0:g} hours is outside the day that is built about the three "
            f"hours of the formula; above {LONGEST / 60.0:g} and at most {DAY / 60.0:g} hours are possible"
        )
    check_design(return_period=return_period, duration=LONGEST)
    three = depth_curve(formula, return_period=return_period, duration=LONGEST)
    # Above, the mean rate just outside the three hours would exceed the formula's just inside.
    steepest = 1.0 - formula.n * LONGEST / (LONGEST + formula.b)
    most = (DAY / LONGEST) ** steepest
    if not 1.0 < day_ratio <= most:
        raise InputError(
            f"a ratio of {day_ratio:g} between the rain of 24 and of 3 hours does not join formula "
            f"{formula.name}; above 1 and at most {most:.2f} is possible"
        )
    exponent = np.log(day_ratio) / np.log(DAY / LONGEST)

    def depth(minutes: float) -> float:
        if minutes <= LONGEST:
            return depth_curve(formula, return_period=return_period, duration=minutes)
        return float(three * (minutes / LONGEST) ** exponent)

    return nested_storm(depth, duration=duration, peak_ratio=peak_ratio, interval=interval)


def nested_storm(
    depth: Callable[[float], float], *, duration: float, peak_ratio: float, interval: float
) -> tuple[FloatArray, FloatArray]:
    """Hyetograph whose every window about the peak holds the depth of its length.

    Parameters
    ----------
    depth
        Rain of a duration [min], increasing [mm].
    duration, peak_ratio, interval
        As in `chicago_storm`.
    """
    if not 0.0 < peak_ratio < 1.0:
        raise InputError(
            f"a peak ratio of {peak_ratio:g} puts the peak outside the storm; 0 < r < 1 is needed"
        )
    if not 0.0 < interval <= duration:
        raise InputError(f"an interval of {interval:g} minutes does not fit a storm of {duration:g} minutes")
    edges = np.append(np.arange(0.0, duration - 1e-9 * duration, interval), duration)
    total = depth(duration)
    cumulative = np.empty_like(edges)
    for i, away in enumerate(edges - peak_ratio * duration):
        share, sign = (peak_ratio, -1.0) if away < 0.0 else (1.0 - peak_ratio, 1.0)
        cumulative[i] = peak_ratio * total + sign * share * depth(abs(away) / share)
    return 60.0 * edges, np.diff(cumulative)


@cache
def storm_patterns() -> dict[str, tuple[float, ...]]:
    """Shares of the total in equal steps, by name of the pattern."""
    text = files("models.waterlogging").joinpath("tables/storm_patterns.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    return {name: tuple(float(row[name]) for row in rows) for name in rows[0] if name != "step"}


def pattern_shares(pattern: str | Sequence[float]) -> FloatArray:
    """Shares of a pattern given by name or as numbers, made to sum to one exactly.

    Raises
    ------
    InputError
        If the name is unknown, or a share is negative, or they sum to zero.
    """
    if isinstance(pattern, str):
        patterns = storm_patterns()
        if pattern not in patterns:
            raise InputError(f"there is no storm pattern {pattern!r}; the table holds {', '.join(patterns)}")
        shares = np.array(patterns[pattern])
    else:
        shares = np.array(pattern, dtype=np.float64)
    if shares.size == 0 or not np.isfinite(shares).all() or (shares < 0.0).any() or shares.sum() <= 0.0:
        raise InputError(
            f"a storm pattern of {shares.tolist()} is no list of shares, 0 or more with a positive sum"
        )
    return np.asarray(shares / shares.sum())


def recorded_storm(
    pattern: str | Sequence[float],
    *,
    duration: float,
    maximum_hour: float | None = None,
    total: float | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Storm of a dimensionless pattern scaled to what is on record.

    Parameters
    ----------
    pattern
        Name of a pattern or shares of the total in equal steps.
    duration
        Length of the storm [s].
    maximum_hour
        Largest rain of any 60 minutes on record [mm].
    total
        Total on record [mm]; exactly one of the two is given.

    Returns
    -------
    edges, depths
        Interval edges, shape (n + 1,) [s], and rain of each interval, shape (n,) [mm].

    Raises
    ------
    InputError
        For a pattern that is none, or unless exactly one figure is given.
    """
    if (maximum_hour is None) == (total is None):
        raise InputError(
            "a recorded storm is scaled to its largest 60-minute rain or to its total; give one of them"
        )
    shares = pattern_shares(pattern)
    edges = np.linspace(0.0, duration, shares.size + 1)
    if total is not None:
        return edges, shares * total
    assert maximum_hour is not None
    return edges, shares * (maximum_hour / largest_in_window(edges, shares, window=WINDOW))


def largest_in_window(edges: FloatArray, depths: FloatArray, *, window: float) -> float:
    """Largest rain of any window of a given length, in the unit of the depths.

    Parameters
    ----------
    edges
        Interval edges, shape (n + 1,) [s].
    depths
        Rain of each interval, even within it, shape (n,).
    window
        Length of the window [s].

    Notes
    -----
    The cumulative curve is piecewise linear, so the largest window begins or ends at an edge.
    """
    cumulative = np.concatenate(([0.0], np.cumsum(depths)))
    starts = np.concatenate((edges, edges - window))
    rain = np.interp(starts + window, edges, cumulative) - np.interp(starts, edges, cumulative)
    return float(rain.max())
