"""The tables of annual maxima and of return levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.frequency.maxima import series_of
from census.frequency.return_levels import return_level_table
from census.twin.survey.meteorological.design_rain import DURATIONS
from census.twin.survey.meteorological.maxima import (
    YEARS,
    city_extremes,
    latent,
    rain_maxima,
    stage_maxima,
    wind_maxima,
)
from census.twin.survey.meteorological.stage import Gauges
from census.twin.survey.meteorological.stations import stations

if TYPE_CHECKING:
    from census.twin.survey.meteorological.tables import Weather

CITY = "W001"
"""Hangzhou station, the only one with temperature, snow and lightning."""

_UNITS = {
    "rain_mm": "mm", "wind_mean_10min_m_s": "m s-1", "wind_gust_3s_m_s": "m s-1", "stage_m": "m",
    "temperature_max_c": "degree_Celsius", "temperature_min_c": "degree_Celsius", "snow_depth_cm": "cm",
    "lightning_days": "d",
}  # fmt: skip
_MEAN_MINUTES = 10


def annual_maxima(
    made: Weather, gauges: Gauges, stage: NDArray[np.float64], chosen: NDArray[np.int64], seed: int
) -> pd.DataFrame:
    """Annual maxima of the chosen stations and of all gauges.

    Parameters
    ----------
    made
        The hourly series of all stations.
    gauges, stage
        Gauges and their hourly stages.
    chosen
        Numbers of the stations of the extent.
    seed
        Seed of the district.
    """
    rain, scores = rain_maxima(latent(seed), made.axis, made.rain)
    mean, gust = wind_maxima(seed, made.axis, made.wind.mean, made.wind.gust)
    here = stations()
    parts: list[pd.DataFrame] = []
    for n in chosen:
        site = here.station_id[n]
        parts += [_part(site, "rain_mm", minutes, rain[:, d, n]) for d, minutes in enumerate(DURATIONS)]
        if np.isfinite(here.wind_factor[n]):
            parts.append(_part(site, "wind_mean_10min_m_s", _MEAN_MINUTES, mean[:, n]))
            parts.append(_part(site, "wind_gust_3s_m_s", 0, gust[:, n]))
        if site == CITY:
            parts += [_part(site, name, 0, values) for name, values in city_extremes(seed).items()]
    if gauges.gauge_id:
        highest = stage_maxima(scores, seed, made.axis, stage, gauges.system, gauges.offset)
        parts += [
            _part(gauge, "stage_m", 0, highest[:, number], datum=gauges.datum[number])
            for number, gauge in enumerate(gauges.gauge_id)
        ]
    return pd.concat(parts, ignore_index=True)


def return_levels(maxima: pd.DataFrame) -> pd.DataFrame:
    """Return levels by the suite's own frequency analysis of the maxima."""
    levels = return_level_table(series_of(maxima))
    datum = maxima.dropna(subset="datum").drop_duplicates("station_id").set_index("station_id")["datum"]
    return levels.assign(datum=levels["station_id"].map(datum).astype("str"))


def _part(
    site: str, quantity: str, minutes: int, values: NDArray[np.float64], *, datum: str | None = None
) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "station_id": site, "year": YEARS, "quantity": quantity, "duration_min": minutes, "value": values,
        "unit": _UNITS[quantity], "datum": datum,
    }  # fmt: skip
    return pd.DataFrame(columns).astype({"datum": "str"})
