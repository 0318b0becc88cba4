"""Rain of the storm over the district from its track, for runs of waterlogging without forecast rain."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.typhoon.path import Path
from models.typhoon.rain import rain_series
from outputs.typhoon.clock import Clock
from scenarios.typhoon.assemble import TyphoonAssembly

HOUR = 3600.0

PLACES = (-0.25, 0.0, 0.25)
"""Places over whose mean the rain is told, as shares of the district's width and height from its middle."""


def track_rain(assembly: TyphoonAssembly, path: Path, clock: Clock, model: str) -> pd.DataFrame:
    """Mean rain over the district in each hour of the clock.

    Returns
    -------
    pandas.DataFrame
        Columns time (start of the hour, ISO 8601 with zone), time_s, depth_mm; hours before the first and
        after the last rain are left out.
    """
    west, south, east, north = assembly.grid.bounds
    x, y = (np.asarray(part).ravel() for part in np.meshgrid(
        np.asarray(PLACES) * (east - west), np.asarray(PLACES) * (north - south)))  # fmt: skip
    first = clock.hour_floor(float(path.time[0])) + HOUR
    edges = np.arange(first, float(path.time[-1]), HOUR)
    depth = rain_series(path, x, y, edges, model=model).depth.mean(axis=1)
    wet = np.flatnonzero(depth > 0.0)
    kept = slice(int(wet[0]), int(wet[-1]) + 1) if wet.size else slice(0, 0)
    time = edges[:-1][kept]
    return pd.DataFrame(
        {"time": [clock.at(value).isoformat() for value in time], "time_s": time, "depth_mm": depth[kept]}
    )
