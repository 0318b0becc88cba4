"""The times at which a run stops to take in forcing and to keep results."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.inputs import Event, Series, Settings

RESOLUTION = 1e-3
"""Times closer than this are one [s]."""


SECONDS_PER_METRE = 3.0
LONGEST_INTERVAL = 60.0


def source_interval(settings: Settings, cell_size: float) -> float:
    """Clock of rain, losses and statistics: as set, else 3 s for each metre of cell size [s]."""
    if settings.source_interval is not None:
        return settings.source_interval
    return min(SECONDS_PER_METRE * cell_size, LONGEST_INTERVAL)


def stops(event: Event, settings: Settings, cell_size: float) -> NDArray[np.float64]:
    """Every time at which an interval ends, from 0 to the duration [s].

    Multiples of the source interval, output times and the edges of the rain; steps never cross one.
    """
    duration = settings.duration
    interval = source_interval(settings, cell_size)
    times = [np.arange(0.0, duration, interval), np.array([duration]), output_times(settings)]
    if event.rain is not None:
        edges = event.rain.edges
        times.append(edges[(edges > 0.0) & (edges < duration)])
    merged = np.sort(np.concatenate(times))
    keep = np.concatenate([[True], np.diff(merged) > RESOLUTION])
    merged = merged[keep]
    merged[-1] = duration
    return np.asarray(merged, np.float64)


def index_of(times: NDArray[np.float64], begin: float) -> int:
    """Place of a time among the stops of a run.

    Raises
    ------
    InputError
        If the run does not stop there: its clock, outputs or rain differ from those of the run before.
    """
    index = int(np.abs(times - begin).argmin())
    if abs(times[index] - begin) > RESOLUTION:
        raise InputError(
            f"the state is of {begin:g} s, and the run does not stop there (next stop {times[index]:g} s): "
            "state the source interval, output interval and rain of the run it was taken from, or start warm"
        )
    return index


def output_times(settings: Settings) -> NDArray[np.float64]:
    """Times at which depth grids are kept, the start and the end included [s]."""
    if settings.output_interval is None:
        return np.empty(0)
    times = np.arange(0.0, settings.duration, settings.output_interval)
    # Rounding can let the last multiple fall on the duration itself.
    return np.append(times[times < settings.duration - RESOLUTION], settings.duration)


def series_times(settings: Settings) -> NDArray[np.float64]:
    """Times of the series of partners, the start and the end included [s]."""
    times = np.arange(0.0, settings.duration, settings.series_interval)
    return np.append(times[times < settings.duration - RESOLUTION], settings.duration)


def mean_between(series: Series, start: float, end: float) -> float:
    """Mean of a piecewise linear series over an interval, exactly."""
    inner = series.time[(series.time > start) & (series.time < end)]
    times = np.concatenate([[start], inner, [end]])
    values = np.interp(times, series.time, series.value)
    return float(np.trapezoid(values, times) / (end - start))


def value_at(series: Series, time: float) -> float:
    """A series at one time."""
    return float(np.interp(time, series.time, series.value))
