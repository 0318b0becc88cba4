"""Weather: series, extremes and scales agree with what they are extremes and scales of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from census.quality.held import Held
from census.quality.lookup import numbers_by, texts_by
from census.quality.rule import Found, Rule, marked

SERIES = ("hourly_observations", "annual_maxima", "return_levels")

BOUNDS: Mapping[str, tuple[float, float]] = {
    "rain_mm": (0.0, 201.9), "wind_mean_10min_m_s": (0.0, 60.0), "wind_gust_3s_m_s": (0.0, 80.0),
    "wind_direction_deg": (0.0, 360.0), "stage_m": (-1.5, 8.0),
}  # fmt: skip
"""Least and greatest hourly value; 201.9 mm is the greatest hour measured in a city of mainland China."""

UNITS: Mapping[str, str] = {
    "rain_mm": "mm", "wind_mean_10min_m_s": "m s-1", "wind_gust_3s_m_s": "m s-1", "stage_m": "m",
    "temperature_max_c": "degree_Celsius", "temperature_min_c": "degree_Celsius", "snow_depth_cm": "cm",
    "lightning_days": "d",
}  # fmt: skip
"""Unit of each quantity."""

_LEAST = "temperature_min_c"
"""The one quantity whose extreme is the least value."""

_SPELL = ["station_id", "year", "quantity"]


def station_there(held: Held) -> Iterator[Found]:
    """Values of stations and gauges that are in no table."""
    for name in SERIES:
        if not held.has(name, "station_id", "quantity"):
            continue
        frame = held[name]
        gauged = frame["quantity"].eq("stage_m")
        for at_gauge, target, key in (
            (True, "stage_gauges", "gauge_id"),
            (False, "weather_stations", "station_id"),
        ):
            if held.has(target, key):
                wrong = (gauged == at_gauge) & ~frame["station_id"].isin(held[target][key])
                text = f"{{station_id}} is no {key} of the table {target}, where {{quantity}} is observed"
                yield marked(name, frame, wrong & frame["station_id"].notna(), "station_id", text)


def stage_datum(held: Held) -> Iterator[Found]:
    """Stages without a datum."""
    for name in SERIES:
        if held.has(name, "quantity", "datum"):
            frame = held[name]
            wrong = frame["quantity"].eq("stage_m") & frame["datum"].isna()
            text = "stage {value:g} m has no datum; say which it is, as in the table stage_gauges"
            yield marked(name, frame, wrong, "datum", text)


def hourly_bounds(held: Held) -> Iterator[Found]:
    """Hourly values that cannot be."""
    frame = held["hourly_observations"]
    low = numbers_by(frame["quantity"], {name: pair[0] for name, pair in BOUNDS.items()})
    high = numbers_by(frame["quantity"], {name: pair[1] for name, pair in BOUNDS.items()})
    wrong = (frame["value"] < low) | (frame["value"] > high)
    text = "{value:g} of {quantity} lies outside {_low:g} to {_high:g}"
    yield marked("hourly_observations", frame.assign(_low=low, _high=high), wrong, "value", text)


def gust_above_mean(held: Held) -> Iterator[Found]:
    """Hours whose gust is below the mean wind."""
    frame = held["hourly_observations"]
    by = ["station_id", "time"]
    mean = frame[frame["quantity"].eq("wind_mean_10min_m_s")].drop_duplicates(by).set_index(by)["value"]
    gust = frame[frame["quantity"].eq("wind_gust_3s_m_s")]
    told = gust.join(mean.rename("_mean"), on=by)
    text = "gust {value:g} m/s is below the mean wind of the hour, {_mean:g} m/s"
    yield marked("hourly_observations", told, told["value"] < told["_mean"] - 1e-9, "value", text)


def hours_complete(held: Held) -> Iterator[Found]:
    """Hours that are missing within a stretch of time."""
    by = ["station_id", "quantity"]
    frame = held["hourly_observations"].sort_values([*by, "time"], kind="stable")
    frame = frame.assign(_time=pd.to_datetime(frame["time"], format="%Y-%m-%dT%H:%M", errors="coerce"))
    frame = frame.assign(_end=frame.groupby([*by, "episode"], sort=False)["_time"].transform("max"))
    series = frame.groupby(by, sort=False)
    hours = (frame["_time"] - series["_time"].shift()).dt.total_seconds() / 3600.0
    # A storm may stand within the reference year: a stretch goes on where one begun before ends later.
    going_on = series["_end"].cummax().groupby([frame[c] for c in by], sort=False).shift() >= frame["_time"]
    told = frame.assign(_hours=hours - 1.0)
    text = (
        "{_hours:g} hours are missing before this one; a stretch of time is complete, a missing hour has "
        "its row"
    )
    yield marked("hourly_observations", told, (hours > 1.0 + 1e-9) & going_on, "time", text)


def maxima_by_duration(held: Held) -> Iterator[Found]:
    """Annual maxima over a longer time that are below one over a shorter, or more than it allows."""
    frame = _by_duration(held["annual_maxima"], _SPELL)
    text = "{value:g} mm in {duration_min:g} min is below {_value:g} mm in {_duration:g} min of the same year"
    yield marked("annual_maxima", frame, frame["value"] < frame["_value"] - 1e-6, "value", text)
    times = np.ceil(frame["duration_min"] / frame["_duration"].where(frame["_duration"] > 0))
    wrong = frame["value"] > times * frame["_value"] + 0.2 * times
    text = (
        "{value:g} mm in {duration_min:g} min is more than {_times:.0f} times the {_value:g} mm in "
        "{_duration:g} min, the most that fell in so long a time that year"
    )
    yield marked("annual_maxima", frame.assign(_times=times), wrong, "value", text)


def maxima_complete(held: Held) -> Iterator[Found]:
    """Years that are missing within a series of annual maxima."""
    by = ["station_id", "quantity", "duration_min"]
    frame = held["annual_maxima"].sort_values([*by, "year"], kind="stable")
    before = frame["year"] - frame.groupby(by, sort=False)["year"].shift()
    told = frame.assign(_gap=before - 1.0)
    text = "{_gap:g} years are missing before {year:g}; a series of annual maxima is complete"
    yield marked("annual_maxima", told, before > 1.0, "year", text)
    rain = held["annual_maxima"][held["annual_maxima"]["quantity"].eq("rain_mm")]
    usual = rain.groupby("station_id")["duration_min"].nunique()
    count = rain.groupby(["station_id", "year"])["duration_min"].transform("nunique")
    told = rain.assign(_count=count, _usual=numbers_by(rain["station_id"], usual))
    told = told.drop_duplicates(["station_id", "year"])
    text = "{_count} durations in {year:g}; the station has {_usual}: a year has the maxima of all durations"
    yield marked("annual_maxima", told, told["_count"] < told["_usual"], "duration_min", text)


def hours_below_maxima(held: Held) -> Iterator[Found]:
    """Hours above the extreme of their year."""
    frame = held["hourly_observations"]
    hourly = frame[frame["quantity"].isin(["rain_mm", "stage_m", "wind_gust_3s_m_s", "wind_mean_10min_m_s"])]
    maxima = held["annual_maxima"]
    maxima = maxima[maxima["quantity"].ne("rain_mm") | maxima["duration_min"].eq(60.0)]
    top = maxima.groupby(_SPELL)["value"].max().rename("_top")
    told = hourly.assign(year=pd.to_numeric(hourly["time"].str.slice(0, 4), errors="coerce")).join(
        top, on=_SPELL
    )
    text = "{value:g} of {quantity} is above the extreme of {year:g} in annual_maxima, {_top:g}"
    yield marked("hourly_observations", told, told["value"] > told["_top"] + 0.051, "value", text)


def levels_by_period(held: Held) -> Iterator[Found]:
    """Return levels of a longer period that are below that of a shorter one."""
    by = ["station_id", "quantity", "duration_min"]
    frame = held["return_levels"].sort_values([*by, "return_period_yr"], kind="stable")
    group = frame.groupby(by, sort=False)
    told = frame.assign(_value=group["value"].shift(), _period=group["return_period_yr"].shift())
    sign = np.where(told["quantity"].eq(_LEAST), -1.0, 1.0)
    text = (
        "{value:g} once in {return_period_yr:g} years is less extreme than {_value:g} once in "
        "{_period:g} years"
    )
    yield marked("return_levels", told, sign * (told["value"] - told["_value"]) < -1e-6, "value", text)


def levels_by_duration(held: Held) -> Iterator[Found]:
    """Return levels of rain over a longer time that are below that over a shorter one."""
    frame = _by_duration(held["return_levels"], ["station_id", "return_period_yr", "quantity"])
    text = (
        "{value:g} mm in {duration_min:g} min is below {_value:g} mm in {_duration:g} min of the same period"
    )
    yield marked("return_levels", frame, frame["value"] < frame["_value"] - 1e-6, "value", text)


def interval_around(held: Held) -> Iterator[Found]:
    """Return levels outside their own interval."""
    frame = held["return_levels"]
    wrong = (frame["value"] < frame["lower"] - 1e-9) | (frame["value"] > frame["upper"] + 1e-9)
    text = "{value:g} lies outside its interval, {lower:g} to {upper:g}"
    yield marked("return_levels", frame, wrong, "value", text)


def unit_of_quantity(held: Held) -> Iterator[Found]:
    """Values whose unit is not that of their quantity."""
    for name in ("annual_maxima", "return_levels"):
        if held.has(name, "quantity", "unit"):
            frame = held[name].assign(_right=texts_by(held[name]["quantity"], UNITS))
            wrong = frame["unit"].notna() & frame["_right"].notna() & (frame["unit"] != frame["_right"])
            yield marked(name, frame, wrong, "unit", "{quantity} in {unit}; it is told in {_right}")


def _by_duration(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Rain by duration, each row with value and duration of the next shorter one."""
    rain = frame[frame["quantity"].eq("rain_mm")].sort_values([*by, "duration_min"], kind="stable")
    group = rain.groupby(by, sort=False)
    return rain.assign(_value=group["value"].shift(), _duration=group["duration_min"].shift())


_SERIES = ("station_id", "quantity", "value")
_SLIDING = "the greatest sum of a sliding window grows with the window, no faster than in proportion"
_SURVEY = "first national comprehensive risk census, meteorological factors"

RULES: Mapping[str, Rule] = {
    "station_of_series": Rule(
        must="A series belongs to a weather station, that of a stage to a gauge.", source="census schema",
        severity="error", check=station_there,
    ),
    "series_datum": Rule(
        must="Every stage of a series tells its datum.",
        source="SL 247; the datums at Gongchenqiao are 1.84 m apart",
        severity="error", check=stage_datum,
    ),
    "hourly_value": Rule(
        must="An hourly value lies within what can be measured here.",
        source="greatest hour of rain in a city of mainland China (201.9 mm, 2021)", severity="error",
        check=hourly_bounds, needs={"hourly_observations": _SERIES},
    ),
    "gust_and_mean": Rule(
        must="The gust of an hour is at least its mean wind.", source="QX/T 118", severity="error",
        check=gust_above_mean, needs={"hourly_observations": (*_SERIES, "time")},
    ),
    "hours_complete": Rule(
        must="A stretch of time has every hour.", source="QX/T 118", severity="error", check=hours_complete,
        needs={"hourly_observations": ("station_id", "quantity", "time", "episode")},
    ),
    "maxima_by_duration": Rule(
        must="The annual maximum of rain does not fall with the duration, nor grow faster than it.",
        source=_SLIDING, severity="error", check=maxima_by_duration,
        needs={"annual_maxima": (*_SERIES, "year", "duration_min")},
    ),
    "maxima_complete": Rule(
        must="A series of annual maxima has every year, and every year all durations of rain.",
        source=_SURVEY,
        severity="error", check=maxima_complete, needs={"annual_maxima": (*_SERIES, "year", "duration_min")},
    ),
    "hour_and_maximum": Rule(
        must="No hour is above the extreme of its year.", source="definition of the annual maximum",
        severity="error", check=hours_below_maxima,
        needs={
            "annual_maxima": (*_SERIES, "year", "duration_min"), "hourly_observations": (*_SERIES, "time"),
        },
    ),
    "return_by_period": Rule(
        must="A return level does not become less extreme with the return period.",
        source="definition of the return period", severity="error", check=levels_by_period,
        needs={"return_levels": (*_SERIES, "duration_min", "return_period_yr")},
    ),
    "return_by_duration": Rule(
        must="The return level of rain does not fall with the duration.", source=_SLIDING, severity="error",
        check=levels_by_duration, needs={"return_levels": (*_SERIES, "duration_min", "return_period_yr")},
    ),
    "return_interval": Rule(
        must="A return level lies within its interval.",
        source="definition of the interval", severity="error",
        check=interval_around, needs={"return_levels": ("value", "lower", "upper")},
    ),
    "unit_of_quantity": Rule(
        must="A quantity is told in its unit.",
        source="census schema", severity="error", check=unit_of_quantity,
    ),
}  # fmt: skip
