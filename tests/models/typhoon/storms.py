"""Small storms built in code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.typhoon.track import Track, one_range

Floats = NDArray[np.float64]
START = np.datetime64("2019-08-09T00:00:00", "s")
MIDDLE = (120.15, 30.32)


def storm(
    lon: list[float],
    lat: list[float],
    *,
    pressure_hpa: list[float] | None = None,
    wind: list[float] | None = None,
    agency: str = "JMA",
    averaging_s: float = 600.0,
    hours: float = 6.0,
    wind_below: float = np.nan,
    rmax_m: float = np.nan,
) -> Track:
    """A track of fixes at even times."""
    count = len(lon)
    return Track(
        storm_id="0001",
        name="TEST",
        agency=agency,
        averaging_s=averaging_s,
        time=START + np.arange(count) * np.timedelta64(round(hours * 3600), "s"),
        lat=np.array(lat, float),
        lon=one_range(np.array(lon, float)),
        pressure=np.array(pressure_hpa, float) * 100.0 if pressure_hpa else np.full(count, np.nan),
        wind=np.array(wind, float) if wind else np.full(count, np.nan),
        wind_below=np.full(count, wind_below),
        rmax=np.full(count, rmax_m),
    )
