"""Fields of one storm on six cells, small enough to check by eye."""

from __future__ import annotations

import numpy as np
import xarray as xr

from census.grid import Grid
from outputs.typhoon.clock import Clock, clock_of

GRID = Grid("EPSG:4549", 520000.0, 3350200.0, 100.0, 2, 3)
NAN = np.nan

MEAN = np.array([[12.0, 15.0, 18.0], [9.0, 21.0, NAN]], np.float32)
GUST = np.array([[18.0, 22.0, 26.0], [14.0, 30.0, NAN]], np.float32)
FIRST_8 = np.array([[9000.0, 7200.0, 6600.0], [NAN, 5400.0, NAN]], np.float32)
LAST_8 = np.array([[9600.0, 14400.0, 18000.0], [NAN, 20000.0, NAN]], np.float32)


def clock() -> Clock:
    """From 9 August 2019, 06:30 UTC, 14:30 on the district's clock."""
    return clock_of(np.datetime64("2019-08-09T06:30:00", "s"))


def storm() -> xr.Dataset:
    """All fields of one storm; the last cell lies outside."""
    cell = ("y", "x")
    never = np.full((2, 3), NAN, np.float32)
    first, last = np.stack([FIRST_8, never]), np.stack([LAST_8, never])
    layers = ("force", *cell)
    fields = {
        "maximum_mean_wind": (cell, MEAN),
        "maximum_gust": (cell, GUST),
        "wind_direction_at_maximum": (cell, np.where(np.isnan(MEAN), NAN, 45.0).astype(np.float32)),
        "time_of_maximum_wind": (cell, np.where(np.isnan(MEAN), NAN, 12600.0).astype(np.float32)),
        "beaufort_force": (cell, np.array([[6, 7, 8], [5, 9, NAN]], np.float32)),
        "beaufort_force_of_gust": (cell, np.array([[8, 9, 10], [7, 11, NAN]], np.float32)),
        "first_time_of_force": (layers, np.stack([never, never])),
        "last_time_of_force": (layers, np.stack([never, never])),
        "first_time_of_gust_force": (layers, first),
        "last_time_of_gust_force": (layers, last),
        "minimum_air_pressure": (cell, np.where(np.isnan(MEAN), NAN, 98000.0).astype(np.float32)),
    }
    coordinates = {**GRID.coordinates(), "force": ("force", np.array([8.0, 12.0]))}
    return xr.Dataset(fields, coords=coordinates, attrs={"profile": "holland2010"})
