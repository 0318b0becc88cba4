"""Rain grids in time from NetCDF, as radar and weather models give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.readers.files import existing_file

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
}
"""mm/h in a unit of rate."""

DEPTH_UNITS = {"mm": 1.0, "kg m-2": 1.0, "m": 1000.0}
"""mm in a unit of rain summed over an interval, or since the first time."""

Y_NAMES, X_NAMES = ("y", "lat", "latitude"), ("x", "lon", "longitude")
"""Names the dimensions may have; latitudes and longitudes are WGS84 unless a CRS is stated."""

GEOGRAPHIC = "EPSG:4326"
ROUNDING = 1e-3
"""Fall of an accumulated depth that packing can cause [mm]."""


@dataclass(frozen=True)
class RainGrid:
    """Rain on a coarse grid, constant within each interval.

    Parameters
    ----------
    edges
        Interval edges, shape (n + 1,) [s].
    intensity
        Rain rate, shape (n, rows, columns) [mm/h].
    x, y
        Centres of the rain cells, either direction [m], or degrees with a geographic `crs`.
    crs
        CRS of the centres; None for that of the domain.
    """

    edges: NDArray[np.float64]
    intensity: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    crs: str | None = None


def read_rain_grid(
    path: Path,
    *,
    variable: str,
    time_marks: str = "start",
    what: str = "rain grid",
    start: datetime | None = None,
    crs: str | None = None,
    accumulated: bool = False,
) -> RainGrid:
    """Read rain on (time, y, x).

    Parameters
    ----------
    path
        NetCDF file.
    variable
        Variable with the rain; a rate, or a depth per interval, as its units say.
    time_marks
        Whether a time is the "start" or the "end" of its interval.
    what
        What the grid is to the user; starts every message.
    start
        Start of the run, with its zone; times "since" a date count from it. A date without a
        zone is UTC, as the CF conventions have it.
    crs
        CRS of x and y where it is not that of the domain.
    accumulated
        Whether the values are sums since the first time, as weather models give them; each interval then lies
        between two times.

    Raises
    ------
    InputError
        If the file, the variable, its dimensions or units are not as needed, dates have no start
        to count from, times do not increase, or a value is negative. Missing values are kept as NaN.
    """
    import netCDF4

    existing_file(path, what=what)
    try:
        with netCDF4.Dataset(str(path)) as source:
            source.set_auto_mask(True)
            raw, names = _variable(source, path, variable, what)
            time = _time(source, path, what, start)
            y, x = (np.asarray(source.variables[name][:], dtype=np.float64) for name in names)
            values = np.array(raw[:].astype(np.float64).filled(np.nan))
            units = str(getattr(raw, "units", "")).strip()
    except OSError as error:
        raise InputError(f"{what}: {path} cannot be read as NetCDF ({error})") from error
    if accumulated:
        edges, values = time, _increments(values, units, path, variable, what)
    else:
        edges = interval_edges(time, time_marks=time_marks, what=f"{what}: {path}")
    _check_values(values, path, variable, what)
    if units in RATE_UNITS and not accumulated:
        intensity = values * RATE_UNITS[units]
    elif units in DEPTH_UNITS:
        intensity = values * DEPTH_UNITS[units] * 3600.0 / np.diff(edges)[:, None, None]
    else:
        known = ", ".join(DEPTH_UNITS if accumulated else [*RATE_UNITS, *DEPTH_UNITS])
        raise InputError(
            f"{what}: {path} gives {variable} in {units or 'no units'!r}; one of {known} is needed"
        )
    if crs is None and names != ("y", "x"):
        crs = GEOGRAPHIC
    return RainGrid(edges=edges, intensity=intensity, x=x, y=y, crs=crs)


def _increments(
    values: NDArray[np.float64], units: str, path: Path, variable: str, what: str
) -> NDArray[np.float64]:
    """Rain between the times of an accumulated depth; what packing takes back is no rain."""
    if len(values) < 2:
        raise InputError(f"{what}: {path} holds one time; an accumulated depth needs two")
    steps = np.diff(values, axis=0)
    fallen = steps * DEPTH_UNITS.get(units, 1.0) < -ROUNDING
    if fallen.any():
        t, row, column = np.argwhere(fallen)[0]
        raise InputError(
            f"{what}: {variable} in {path} falls from time number {t + 1} to {t + 2} in row {row + 1}, "
            f"column {column + 1}; a depth since the start never does (a new forecast begins there?)"
        )
    return np.asarray(np.maximum(steps, 0.0))


def interval_edges(time: NDArray[np.float64], *, time_marks: str, what: str) -> NDArray[np.float64]:
    """Edges of the intervals whose starts or ends are given; the open one is as long as its neighbour."""
    if time.size < 2:
        raise InputError(f"{what} holds one time; at least two are needed to know the length of an interval")
    if time_marks == "start":
        return np.append(time, 2.0 * time[-1] - time[-2])
    return np.concatenate(([2.0 * time[0] - time[1]], time))


def _variable(source: Any, path: Path, variable: str, what: str) -> tuple[Any, tuple[str, str]]:
    """The rain variable and the names of its y and x."""
    if variable not in source.variables:
        held = ", ".join(source.variables)
        raise InputError(f"{what}: {path} holds no variable {variable!r}; it holds {held}")
    raw = source.variables[variable]
    dims = tuple(str(name) for name in raw.dimensions)
    right = len(dims) == 3 and dims[0] == "time" and dims[1] in Y_NAMES and dims[2] in X_NAMES
    if not right or any(name not in source.variables for name in dims):
        raise InputError(
            f"{what}: {variable} in {path} has the dimensions {', '.join(dims)}; time, y, x (or time, lat, "
            "lon) with a coordinate variable each are needed. Regrid curvilinear fields first, and leave out "
            "dimensions of one"
        )
    return raw, (dims[1], dims[2])


def _time(source: Any, path: Path, what: str, start: datetime | None) -> NDArray[np.float64]:
    """Times from the start of the run [s]."""
    raw = source.variables["time"]
    words = str(getattr(raw, "units", "")).split()
    unit = words[0].rstrip("s") or "s" if words else ""
    if unit not in TIME_UNITS:
        raise InputError(
            f"{what}: the time of {path} has the units {' '.join(words)!r}; e.g. 'hours' is needed"
        )
    time = np.asarray(raw[:], dtype=np.float64) * TIME_UNITS[unit]
    late = np.flatnonzero(~(np.diff(time) > 0.0))
    if late.size:
        raise InputError(f"{what}: {path}: time number {late[0] + 2} does not come after the one before")
    if "since" in words:
        time = time + _reference(raw, path, what, start)
    return time


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


def _check_values(values: NDArray[np.float64], path: Path, variable: str, what: str) -> None:
    """Refuse negative and infinite rain."""
    wrong = (values < 0.0) | np.isinf(values)
    if wrong.any():
        t, row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{what}: {variable} in {path} is {values[t, row, column]:g} at time number {t + 1}, "
            f"row {row + 1}, column {column + 1} ({int(wrong.sum())} such values); 0 or more is needed"
        )
