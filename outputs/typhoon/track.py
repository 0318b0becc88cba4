"""The storm by the hour: where its centre is, how strong and how far from the district."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.typhoon.path import Path
from outputs.typhoon.clock import Clock


def track_table(path: Path, clock: Clock) -> pd.DataFrame:
    """The storm at the whole hours of the clock while it is within reach.

    Returns
    -------
    pandas.DataFrame
        Columns time_s, time_local, longitude, latitude, distance_m, bearing_deg (where the centre lies as
        seen from the district), speed_m_s, vmax_m_s, rmax_m, pressure_pa.
    """
    first = clock.hour_floor(float(path.time[0])) + 3600.0
    time = np.arange(first, float(path.time[-1]), 3600.0)

    def at(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.interp(time, path.time, values))

    x, y = at(path.x), at(path.y)
    longitude, latitude = path.plane.place(x, y)
    return pd.DataFrame(
        {
            "time_s": time,
            "time_local": clock.texts(time),
            "longitude": longitude,
            "latitude": latitude,
            "distance_m": np.hypot(x, y),
            "bearing_deg": np.rad2deg(np.arctan2(x, y)) % 360.0,
            "speed_m_s": np.hypot(at(path.vx), at(path.vy)),
            "vmax_m_s": at(path.vmax),
            "rmax_m": at(path.rmax),
            "pressure_pa": at(path.pressure_environment - path.deficit),
        }
    )
