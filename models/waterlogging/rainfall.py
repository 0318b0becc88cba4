"""Rain as the model takes it, from hyetographs, series and grids."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.readers.rain_grid import RainGrid, interval_edges
from census.readers.series import TimeSeries
from models.waterlogging.askew_grids import nearest_rain_cell
from models.waterlogging.inputs import Rainfall

FloatArray = NDArray[np.float64]

M_S_PER_MM_H = 1e-3 / 3600.0
RAIN_COLUMNS = ("intensity_mm_h", "depth_mm")
"""Columns a rain series may have: the rate, or the rain of each interval."""

LARGEST_RATE = 1000.0
"""Rates above are taken for a mistake in the unit [mm/h]."""


def rainfall(edges: FloatArray, depths: FloatArray, *, start: float = 0.0) -> Rainfall:
    """The same rain everywhere.

    Parameters
    ----------
    edges
        Interval edges, shape (n + 1,) [s].
    depths
        Rain of each interval, shape (n,) [mm].
    start
        Added to the edges [s].

    Raises
    ------
    InputError
        If the rain begins before the run, or a rate is impossible.
    """
    intensity = np.asarray(depths, dtype=np.float64) * 1e-3 / np.diff(edges)
    rain = Rainfall(edges=np.asarray(edges, dtype=np.float64) + start, intensity=intensity[:, None])
    return checked_rain(rain, advice="shift it with rain.start_h")


def uniform_rainfall(intensity: float, *, duration: float, start: float = 0.0) -> Rainfall:
    """One rate [mm/h] for a duration [s] from a start [s]."""
    return rainfall(np.array([0.0, duration]), np.array([intensity * duration / 3600.0]), start=start)


def series_intervals(series: TimeSeries, *, time_marks: str, what: str) -> tuple[FloatArray, FloatArray]:
    """Interval edges [s] and rain of each interval [mm] of a series of rates or depths.

    Parameters
    ----------
    series
        Times and one of `RAIN_COLUMNS`.
    time_marks
        Whether a time is the "start" or the "end" of its interval.
    what
        Names the series in messages.
    """
    edges = interval_edges(series.time, time_marks=time_marks, what=what)
    if series.quantity == "depth_mm":
        return edges, series.value
    return edges, series.value * np.diff(edges) / 3600.0


def gridded_rainfall(rain: RainGrid, grid: Grid, *, end: float = math.inf) -> Rainfall:
    """Rain of a coarse grid; each cell takes the rain cell its centre lies in, or whose centre is nearest.

    Intervals that begin after the end of the run [s] do not count.

    Raises
    ------
    InputError
        If the rain grid does not cover the grid of the run, or a value over it is missing.
    """
    if rain.x.ndim == 1:
        rows = _positions(rain.y, grid.y, name="y")
        columns = _positions(rain.x, grid.x, name="x")
        code = rows[:, None] * rain.x.size + columns[None, :]
    else:
        code = nearest_rain_cell(rain.x, rain.y, grid)
    held = np.bincount(code.ravel(), minlength=rain.intensity[0].size) > 0
    used = np.flatnonzero(held)
    zone = (np.cumsum(held) - 1).astype(np.int32)[code]
    count = max(int(np.searchsorted(rain.edges[:-1], end)), 1)
    intensity = rain.intensity[:count].reshape(count, -1)[:, used] * M_S_PER_MM_H
    missing = np.isnan(intensity)
    if missing.any():
        t, at = np.argwhere(missing)[0]
        row, column = np.unravel_index(int(used[at]), rain.intensity.shape[1:])
        raise InputError(
            f"the rain grid has no value at time number {t + 1}, row {rain.first[0] + row + 1}, column "
            f"{rain.first[1] + column + 1} ({int(missing.sum())} such values over the domain); missing "
            "rain is not dry weather, fill it first"
        )
    return checked_rain(Rainfall(edges=rain.edges[: count + 1], intensity=intensity, zone=zone))


def checked_rain(rain: Rainfall, *, advice: str = "leave out the rain before it") -> Rainfall:
    """Give back the rain, or refuse what no rain can be with an `InputError`."""
    if rain.edges[0] < 0.0:
        raise InputError(
            f"the rain begins {-rain.edges[0]:g} s before the run; {advice}, state an earlier "
            "scenario.start_time where the times are dates, or see rain.time_marks"
        )
    highest = float(rain.intensity.max()) / M_S_PER_MM_H
    if highest > LARGEST_RATE:
        raise InputError(
            f"the rain reaches {highest:.0f} mm/h; more than {LARGEST_RATE:.0f} mm/h is a wrong unit"
        )
    return rain


def blocks_of(grid: Grid, block: float) -> tuple[NDArray[np.int32], FloatArray]:
    """Block of each cell, shape of the grid, and the centre of each block, shape (blocks, 2) [m]."""
    cells = max(1, round(block / grid.cell_size))
    rows, columns = np.arange(grid.rows) // cells, np.arange(grid.columns) // cells
    zone = (rows[:, None] * (columns[-1] + 1) + columns[None, :]).astype(np.int32)
    # The mean of its own cells, for a ragged block at the edge has its middle inside the grid too.
    middle_x = np.bincount(columns, weights=grid.x) / np.bincount(columns)
    middle_y = np.bincount(rows, weights=grid.y) / np.bincount(rows)
    x, y = np.meshgrid(middle_x, middle_y)
    return zone, np.column_stack([x.ravel(), y.ravel()])


def _positions(centres: FloatArray, wanted: FloatArray, *, name: str) -> NDArray[np.int64]:
    """Index of the rain cell each wanted coordinate lies in."""
    if centres.size == 1:
        return np.zeros(wanted.size, dtype=np.int64)
    order = np.argsort(centres)
    ordered = centres[order]
    middles = 0.5 * (ordered[1:] + ordered[:-1])
    low, high = 1.5 * ordered[0] - 0.5 * ordered[1], 1.5 * ordered[-1] - 0.5 * ordered[-2]
    if wanted.min() < low or wanted.max() > high:
        raise InputError(
            f"the rain grid covers {name} from {low:.0f} to {high:.0f}, the domain reaches from "
            f"{wanted.min():.0f} to {wanted.max():.0f}; a grid that covers it, in the same CRS, is needed"
        )
    return np.asarray(order[np.searchsorted(middles, wanted)])
