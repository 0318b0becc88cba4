"""The tables of the group `meteorological`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.snapshot import DATUM
from census.twin import facts
from census.twin.survey.base import Base, Frames
from census.twin.survey.meteorological import criteria, extremes
from census.twin.survey.meteorological.hours import REFERENCE, Axis, axis, texts
from census.twin.survey.meteorological.rain import hourly_rain
from census.twin.survey.meteorological.stage import Gauges, gauges_of, hourly_stage
from census.twin.survey.meteorological.stations import open_ground, stations, surveyed
from census.twin.survey.meteorological.wind import Wind, hourly_wind

if TYPE_CHECKING:
    import geopandas as gpd

GREATEST_GAUGES = 8
"""Gauges with an hourly series; more would only lengthen the table."""

ANEMOMETER_HEIGHT = 10.0
MEAN_PERIOD = 10.0
GUST_PERIOD = 3.0

SHAPED = "synthetic course, total on record"
"""Method of the hours of recorded storms."""


class Weather(NamedTuple):
    """The series of all stations, in every extent the same."""

    axis: Axis
    rain: NDArray[np.float64]
    wind: Wind


@lru_cache(maxsize=2)
def weather(seed: int) -> Weather:
    """Hourly rain and wind of all stations."""
    hours = axis()
    rain = hourly_rain(hours, seed)
    return Weather(hours, rain, hourly_wind(hours, rain, seed))


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `meteorological`."""
    chosen = surveyed(base)
    made_weather = weather(base.seed)
    gauges = gauges_of(made)
    stage = hourly_stage(made_weather.axis, made_weather.rain, gauges, base.seed)
    maxima = extremes.annual_maxima(made_weather, gauges, stage, chosen, base.seed)
    return {
        "weather_stations": station_table(base, made, chosen),
        "hourly_observations": hourly_table(made_weather, gauges, stage, chosen),
        "annual_maxima": maxima,
        "return_levels": extremes.return_levels(maxima),
        "storm_intensity_formulas": criteria.formulas(),
        "warning_criteria": criteria.warnings(),
        "wind_scale": criteria.wind_scale(),
    }


def station_table(base: Base, made: Frames, chosen: NDArray[np.int64]) -> gpd.GeoDataFrame:
    """The stations of an extent; those inside stand on open ground, at the height of the terrain."""
    import geopandas

    here = stations()
    moved = [
        open_ground(base, here.x[n], here.y[n]) if here.inside[n] else (here.x[n], here.y[n]) for n in chosen
    ]
    places: NDArray[Any] = shapely.points(np.array(moved).reshape(-1, 2))
    observes = np.isfinite(here.wind_factor[chosen])
    table = {
        "station_id": [here.station_id[n] for n in chosen],
        "name": [here.name[n] for n in chosen],
        "kind": [here.kind[n] for n in chosen],
        "street_code": [
            _street(place, made) if here.inside[n] else None for n, place in zip(chosen, places, strict=True)
        ],
        "elevation_m": [_height(base, n, place) for n, place in zip(chosen, places, strict=True)],
        "datum": DATUM,
        "observes_wind": observes,
        "anemometer_height_m": np.where(observes, ANEMOMETER_HEIGHT, np.nan),
        "wind_averaging_min": np.where(observes, MEAN_PERIOD, np.nan),
        "gust_averaging_s": np.where(observes, GUST_PERIOD, np.nan),
        "terrain_category": [here.terrain_category[n] for n in chosen],
        "wind_factor": here.wind_factor[chosen],
        "rain_interval_min": np.full(len(chosen), 1),
        "main_city": here.main_city[chosen],
        "first_year": [here.first_year[n] for n in chosen],
        "status": "unverified",
        "confidence": "synthetic",
    }
    return geopandas.GeoDataFrame(table, geometry=places, crs=DISTRICT_CRS)


def hourly_table(
    made: Weather, gauges: Gauges, stage: NDArray[np.float64], chosen: NDArray[np.int64]
) -> pd.DataFrame:
    """The long table of hourly values, by site, quantity and time."""
    here = stations()
    parts: list[tuple[str, str, str | None, NDArray[np.float64]]] = []
    for n in chosen:
        site = here.station_id[n]
        parts.append((site, "rain_mm", None, made.rain[:, n]))
        if np.isfinite(here.wind_factor[n]):
            parts += [
                (site, "wind_mean_10min_m_s", None, made.wind.mean[:, n]),
                (site, "wind_gust_3s_m_s", None, made.wind.gust[:, n]),
                (site, "wind_direction_deg", None, made.wind.direction[:, n]),
            ]
    for number in _recorded_first(gauges)[:GREATEST_GAUGES]:
        parts.append((gauges.gauge_id[number], "stage_m", gauges.datum[number], stage[:, number]))
    return _long(parts, made.axis)


def _long(parts: list[tuple[str, str, str | None, NDArray[np.float64]]], hours: Axis) -> pd.DataFrame:
    count = len(hours.hour)

    def repeated(values: list[Any]) -> pd.Categorical:
        # Codes instead of texts while the table is put together: a third of the time.
        known = sorted({value for value in values if value is not None})
        code = [known.index(value) if value is not None else -1 for value in values]
        return pd.Categorical.from_codes(np.repeat(code, count), categories=pd.Index(known, dtype="str"))

    site, quantity, datum, values = zip(*parts, strict=True)
    recorded = hours.episode != REFERENCE
    table = {
        "station_id": repeated(list(site)),
        "time": np.tile(texts(hours.hour), len(parts)),
        "quantity": repeated(list(quantity)),
        "value": np.concatenate(values),
        "datum": repeated(list(datum)),
        "episode": np.tile(hours.episode, len(parts)),
        "method": np.tile(np.where(recorded, SHAPED, "synthetic"), len(parts)),
    }
    return pd.DataFrame(table).astype(dict.fromkeys(("station_id", "quantity", "datum", "method"), "str"))


def _recorded_first(gauges: Gauges) -> list[int]:
    """Gauges in the order in which they get a series: those with stages on record, then the systems."""
    order = sorted(range(len(gauges.gauge_id)), key=lambda n: (not gauges.recorded[n], gauges.gauge_id[n]))
    first = [next(n for n in order if gauges.system[n] == system) for system in dict.fromkeys(gauges.system)]
    return list(dict.fromkeys([*[n for n in order if gauges.recorded[n]], *first, *order]))


def _street(place: Any, made: Frames) -> str:
    streets = made["streets"]
    nearest = int(shapely.STRtree(streets.geometry.to_numpy()).nearest(place))
    return str(streets["code"].iloc[nearest])


def _height(base: Base, number: int, place: Any) -> float:
    given = float(stations().elevation[number])
    if np.isfinite(given):
        return given
    row, column = base.grid.cell_of(place.x, place.y)
    level = float(base.terrain[row, column])
    return round(level if np.isfinite(level) else facts.NORMAL_STAGE["grand_canal"], 2)
