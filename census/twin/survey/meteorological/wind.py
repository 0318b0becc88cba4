"""Hourly wind of the stations that observe it: everyday wind, two typhoons, gusts of showers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.special import gamma, ndtr

from census.coordinates import to_district
from census.twin import dice
from census.twin.survey.meteorological.assumptions import parameter, rows
from census.twin.survey.meteorological.hours import Axis, at, months
from census.twin.survey.meteorological.stations import fields, stations

WEIBULL_SHAPE = 1.9
"""Of hourly wind speeds; assumed."""

INFLOW_DEG = 20.0
"""Angle between the wind of a typhoon and the circle around its centre; assumed."""

_UTC_OFFSET_H = 8
_BURN_IN = 240
_MEMORY = 0.92
_GREATEST_OUTFLOW = 11.0
_WHOLE_WIND_KM, _NO_WIND_KM = 350.0, 800.0


class Wind(NamedTuple):
    """Wind of each hour and station, shape (hours, stations); NaN where no wind is observed.

    Parameters
    ----------
    mean, gust
        Greatest 10-minute mean and 3-second gust of the hour [m/s].
    direction
        From which it blows [degree].
    """

    mean: NDArray[np.float64]
    gust: NDArray[np.float64]
    direction: NDArray[np.float64]


def hourly_wind(axis: Axis, rain: NDArray[np.float64], seed: int) -> Wind:
    """Wind of every hour.

    Parameters
    ----------
    axis
        The hours.
    rain
        Rain of each hour and station [mm]: strong showers bring outflow gusts.
    seed
        Seed of the district.

    Notes
    -----
    Over open ground the speed is Weibull distributed with the month's mean and a course of the day; within
    reach of a typhoon of the tracks it is v (R / r)^0.6 times a factor for land, its direction along the
    circle around the centre turned inwards. Station factors and gust factors follow.
    """
    here = stations()
    speed, from_deg = _everyday(axis, seed)
    storm, storm_from = _typhoons(axis)
    along = np.exp(1j * np.deg2rad(from_deg)) * speed + np.exp(1j * np.deg2rad(storm_from)) * storm
    open_wind = np.maximum(speed, storm)
    noise = fields(seed, "wind of a station", 8.0, axis.hour)
    mean = open_wind[:, None] * here.wind_factor * np.exp(0.10 * noise)
    turbulence = fields(seed, "gust of a station", 3.0, axis.hour)
    outflow = np.minimum(np.maximum(0.25 * (rain - 10.0), 0.0), _GREATEST_OUTFLOW)
    gust = np.maximum(mean * here.gust_factor * np.exp(0.07 * turbulence), 1.15 * mean) + outflow
    turn = 14.0 * fields(seed, "direction of a station", 4.0, axis.hour)
    direction = np.mod(np.rint(np.rad2deg(np.angle(along))[:, None] + turn), 360.0)
    observed = np.isfinite(here.wind_factor)
    mean, gust = np.round(mean, 1), np.round(gust, 1)
    return Wind(mean, np.maximum(gust, mean), np.where(observed, direction, np.nan))


def remembered(axis: Axis, subject: str, seed: int) -> NDArray[np.float64]:
    """Normal numbers that remember the hour before."""
    out = np.empty(len(axis.hour))
    for stretch in axis.stretches():
        first = int(axis.hour[stretch.start])
        drawn = dice.normal(seed, subject, np.arange(first - _BURN_IN, first + stretch.stop - stretch.start))
        out[stretch] = lfilter([np.sqrt(1.0 - _MEMORY**2)], [1.0, -_MEMORY], drawn)[_BURN_IN:]
    return out


def _everyday(axis: Axis, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Speed over open flat ground [m/s] and direction [degree] without typhoons."""
    climate = rows("climate")
    month = months(axis.hour)
    level = np.array([float(row["wind_m_s"]) for row in climate])[month]
    usual = np.deg2rad(np.array([float(row["wind_from_deg"]) for row in climate]))[month]
    score, wander = remembered(axis, "wind speed", seed), remembered(axis, "wind direction", seed)
    tail = np.maximum(1.0 - ndtr(score), 1e-9)
    speed = level * (-np.log(tail)) ** (1.0 / WEIBULL_SHAPE) / gamma(1.0 + 1.0 / WEIBULL_SHAPE)
    clock = axis.hour % 24
    speed = speed * (1.0 + 0.22 * np.cos(2.0 * np.pi * (clock - 14) / 24.0))
    return np.asarray(speed), np.rad2deg(usual) + 55.0 * wander


def _typhoons(axis: Axis) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Speed [m/s] and direction [degree] of the wind of the typhoons on record, zero away from them."""
    speed, from_deg = np.zeros(len(axis.hour)), np.zeros(len(axis.hour))
    here = stations()
    centre = here.x[here.inside].mean(), here.y[here.inside].mean()
    names = dict.fromkeys(row["storm"] for row in rows("tracks"))
    for name in names:
        track = [row for row in rows("tracks") if row["storm"] == name]
        time = np.array([at(row["time_utc"]) + _UTC_OFFSET_H for row in track])
        x, y = to_district([float(row["lon"]) for row in track], [float(row["lat"]) for row in track])
        strength = np.array([float(row["wind_m_s"]) for row in track])
        held = axis.where(int(time[0]), int(time[-1]) + 1)
        hour = axis.hour[held]
        dx, dy = np.interp(hour, time, x) - centre[0], np.interp(hour, time, y) - centre[1]
        away = np.hypot(dx, dy) / 1000.0
        radius = parameter("storm_radius")
        shape = np.where(
            away > radius, (radius / np.maximum(away, 1.0)) ** parameter("storm_decay"), away / radius
        )
        fading = np.clip((_NO_WIND_KM - away) / (_NO_WIND_KM - _WHOLE_WIND_KM), 0.0, 1.0)
        speed[held] = parameter("storm_land_factor") * np.interp(hour, time, strength) * shape * fading
        # Around a low on the northern half: from the left of the way to the centre, turned inwards.
        from_deg[held] = np.rad2deg(np.arctan2(dx, dy)) - 90.0 - INFLOW_DEG
    return speed, from_deg
