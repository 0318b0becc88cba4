"""Rain grids in time from NetCDF, as radar and weather models give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.readers.files import existing_file
from census.readers.rain_grid_place import Place, moved, place_of

TIME_UNITS = {
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3600.0,
    "hr": 3600.0,
    "hour": 3600.0,
    "day": 86400.0,
}
"""Seconds in a unit of time, singular."""

RATE_UNITS = {
    "mm/h": 1.0,
    "mm h-1": 1.0,
    "mm hr-1": 1.0,
    "mm/hr": 1.0,
    "kg m-2 s-1": 3600.0,
    "mm s-1": 3600.0,
    "m s-1": 3.6e6,
}
"""mm/h in a unit of rate."""

DEPTH_UNITS = {"mm": 1.0, "kg m-2": 1.0, "m": 1000.0}
"""mm in a unit of depth."""

ROUNDING = 0.02
"""Fall of an accumulated depth, and rain below zero, that comes from packed numbers [mm]."""


@dataclass(frozen=True)
class RainGrid:
    """Rain on a coarse grid, constant within each interval.

    Parameters
    ----------
    edges
        Interval edges, shape (n + 1,) [s].
    intensity
        Rain rate, shape (n, rows, columns) [mm/h]; NaN where there is no value.
    x, y
        Centres of the rain cells in the CRS of the domain, either direction: shape (columns,) and (rows,), or
        (rows, columns) each where the cells lie askew to it [m].
    first
        Row and column of the first cell in the file, where only a part was read.
    """

    edges: NDArray[np.float64]
    intensity: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    first: tuple[int, int] = (0, 0)


def read_rain_grid(
    path: Path,
    *,
    variable: str,
    grid: Grid | None = None,
    time_marks: str = "start",
    accumulated: bool = False,
    crs: str | None = None,
    what: str = "rain grid",
    start: datetime | None = None,
) -> RainGrid:
    """Read rain on (time, y, x) or (time, lat, lon).

    Parameters
    ----------
    path
        NetCDF file, packed or not; GRIB is to be converted first.
    variable
        Variable with the rain; a rate, or a depth, as its units say.
    grid
        Grid of the run, to whose CRS the cells are brought; only those near it are read. None reads all as
        the file has them.
    time_marks
        Whether a time is the "start" or the "end" of its interval, where the file has no bounds of time.
    accumulated
        Whether depths count from a common start, as total precipitation of weather models does.
    crs
        CRS of x and y where the file does not tell; that of the grid unless stated.
    what
        What the grid is to the user; starts every message.
    start
        Start of the run, with its zone; times "since" a date count from it. A date without a
        zone is UTC, as the CF conventions have it.

    Raises
    ------
    InputError
        If the file, the variable, its dimensions or units are not as needed, dates have no start
        to count from, times do not increase, a value is negative, or an accumulated depth falls.
    """
    import netCDF4

    existing_file(path, what=what)
    where = f"{what}: {variable} in {path}"
    try:
        with netCDF4.Dataset(str(path)) as source:
            source.set_auto_mask(True)
            raw = _variable(source, path, variable, what)
            place = place_of(source, raw, stated=crs, where=where)
            marks = source.variables[place.time]
            time = _time(marks, path, what, start)
            bounds = _bounds(source, marks, path, what, start)
            rows, columns = slice(0, None), slice(0, None)
            x, y = place.x, place.y
            if grid is not None:
                x, y, rows, columns = moved(place, grid, where=where)
            values = _values(raw, place, rows, columns)
            units = str(getattr(raw, "units", "")).replace("**", "").replace("^", "").strip()
    except OSError as error:
        raise InputError(f"{what}: {path} cannot be read as NetCDF ({error})") from error
    first = rows.start or 0, columns.start or 0
    if accumulated:
        values = _increments(values * _depth_unit(units, where), where, first)
        edges, depth = time, 1.0
    else:
        edges = bounds if bounds is not None else interval_edges(time, time_marks=time_marks, what=where)
        depth = DEPTH_UNITS.get(units, 0.0)
    if accumulated or depth > 0.0:
        values = _not_negative(values * depth, where, first)
        intensity = values * 3600.0 / np.diff(edges)[:, None, None]
    elif units in RATE_UNITS:
        intensity = _not_negative(values * RATE_UNITS[units], where, first)
    else:
        known = ", ".join([*RATE_UNITS, *DEPTH_UNITS])
        raise InputError(f"{where} is in {units or 'no units'!r}; one of {known} is needed")
    return RainGrid(edges=edges, intensity=intensity, x=x, y=y, first=first)


def interval_edges(time: NDArray[np.float64], *, time_marks: str, what: str) -> NDArray[np.float64]:
    """Edges of the intervals whose starts or ends are given; the open one is as long as its neighbour."""
    if time.size < 2:
        raise InputError(f"{what} holds one time; at least two are needed to know the length of an interval")
    if time_marks == "start":
        return np.append(time, 2.0 * time[-1] - time[-2])
    return np.concatenate(([2.0 * time[0] - time[1]], time))


def _variable(source: Any, path: Path, variable: str, what: str) -> Any:
    """The rain variable."""
    if variable not in source.variables:
        held = ", ".join(source.variables)
        raise InputError(f"{what}: {path} holds no variable {variable!r}; it holds {held}")
    return source.variables[variable]


def _values(raw: Any, place: Place, rows: slice, columns: slice) -> NDArray[np.float64]:
    """A part of a variable as (time, y, x), unpacked, NaN where it is missing."""
    window = {place.order[1]: rows, place.order[2]: columns}
    kept = [n for n, name in enumerate(raw.dimensions) if name in place.dims]
    index = [0] * len(raw.dimensions)
    parts: list[Any] = index
    for position, n in enumerate(kept):
        parts[n] = window.get(position, slice(None))
    part = np.ma.filled(raw[tuple(parts)].astype(np.float64), np.nan)
    return np.ascontiguousarray(np.transpose(part, place.order))


def _time(raw: Any, path: Path, what: str, start: datetime | None) -> NDArray[np.float64]:
    """Times from the start of the run [s]."""
    time = _seconds(raw, np.ma.filled(raw[:].astype(np.float64), np.nan), path, what, start)
    late = np.flatnonzero(~(np.diff(time) > 0.0))
    if late.size:
        raise InputError(f"{what}: {path}: time number {late[0] + 2} does not come after the one before")
    return time


def _seconds(
    raw: Any, values: NDArray[np.float64], path: Path, what: str, start: datetime | None
) -> NDArray[np.float64]:
    """Values in the units of a time variable, from the start of the run [s]."""
    words = str(getattr(raw, "units", "")).split()
    unit = words[0].lower().rstrip("s") or "s" if words else ""
    if unit not in TIME_UNITS:
        raise InputError(
            f"{what}: the time of {path} has the units {' '.join(words)!r}; e.g. 'hours' is needed"
        )
    seconds = np.asarray(values, dtype=np.float64) * TIME_UNITS[unit]
    return seconds + _reference(raw, path, what, start) if "since" in words else seconds


def _bounds(
    source: Any, marks: Any, path: Path, what: str, start: datetime | None
) -> NDArray[np.float64] | None:
    """Edges of the intervals from the bounds of the time; None where the file has none."""
    bounds = source.variables.get(str(getattr(marks, "bounds", "")))
    if bounds is None:
        return None
    pairs = _seconds(marks, np.asarray(bounds[:], dtype=np.float64), path, what, start)
    gap = np.flatnonzero(np.abs(pairs[1:, 0] - pairs[:-1, 1]) > 1.0)
    if gap.size:
        raise InputError(
            f"{what}: {path}: the interval of time number {gap[0] + 2} does not begin where the one before "
            f"ends ({bounds.name}); intervals without gaps are needed"
        )
    return np.append(pairs[:, 0], pairs[-1, 1])


def _reference(raw: Any, path: Path, what: str, start: datetime | None) -> float:
    """The date the times count from, from the start of the run [s]."""
    import netCDF4

    if start is None:
        raise InputError(
            f"{what}: the times of {path} are {raw.units!r}, dates that count from the start of the run; "
            'state scenario.start_time, e.g. "2021-07-30T08:00:00+08:00"'
        )
    calendar = str(getattr(raw, "calendar", "standard"))
    try:
        dates: Any = netCDF4.num2date(
            np.zeros(1),
            str(raw.units),
            calendar,
            only_use_cftime_datetimes=False,
            only_use_python_datetimes=True,
        )
    except ValueError as error:
        raise InputError(f"{what}: the time of {path} has the units {raw.units!r} ({error})") from error
    return float((dates[0].replace(tzinfo=UTC) - start) / timedelta(seconds=1))


def _depth_unit(units: str, where: str) -> float:
    """Millimetres in the unit of an accumulated depth."""
    if units not in DEPTH_UNITS:
        raise InputError(
            f"{where} is in {units or 'no units'!r}; an accumulated depth in {', '.join(DEPTH_UNITS)} is "
            "needed"
        )
    return DEPTH_UNITS[units]


def _increments(depth: NDArray[np.float64], where: str, first: tuple[int, int]) -> NDArray[np.float64]:
    """Rain between the times of an accumulated depth [mm]."""
    if depth.shape[0] < 2:
        raise InputError(f"{where} holds one time; an accumulated depth needs two at least")
    rain = np.diff(depth, axis=0)
    falling = rain < -ROUNDING
    if falling.any():
        t, row, column = np.argwhere(falling)[0]
        raise InputError(
            f"{where} falls from {depth[t, row, column]:g} to {depth[t + 1, row, column]:g} mm at time "
            f"number {t + 2}, row {first[0] + row + 1}, column {first[1] + column + 1}; a depth accumulated "
            "since one start never falls. Is it a depth by interval (rain.accumulated = false), or do "
            "several forecasts follow each other?"
        )
    return np.maximum(rain, 0.0)


def _not_negative(rain: NDArray[np.float64], where: str, first: tuple[int, int]) -> NDArray[np.float64]:
    """Refuse negative and endless rain; what packing took below zero is zero."""
    wrong = (rain < -ROUNDING) | np.isinf(rain)
    if wrong.any():
        t, row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{where} is {rain[t, row, column]:g} at time number {t + 1}, row {first[0] + row + 1}, column "
            f"{first[1] + column + 1} ({int(wrong.sum())} such values); 0 or more is needed"
        )
    return np.maximum(rain, 0.0)
