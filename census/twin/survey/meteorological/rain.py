"""Hourly rain of every station: recorded storms, and a synthetic year between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.twin import dice
from census.twin.survey.meteorological.assumptions import parameter, rows
from census.twin.survey.meteorological.hours import REFERENCE, REFERENCE_YEAR, Axis, at, months, years
from census.twin.survey.meteorological.stations import fields, stations
from census.twin.survey.meteorological.storms import filled, recorded_storms, to_tenths

GREATEST_HOUR = 28.0
"""Greatest rain of an hour outside the recorded storms [mm]; assumed, so that those stay extreme."""

QUIET = 1.2
"""Greatest rain of an hour inside a window but outside its storm [mm]; assumed."""

_LONGEST = 30
_CITY = 0
"""Number of Hangzhou station, whose yearly total is on record."""


def hourly_rain(axis: Axis, seed: int) -> NDArray[np.float64]:
    """Rain of each hour and station [mm], shape (hours, stations), in tenths of a millimetre.

    Notes
    -----
    The reference year adds up to the mean of Hangzhou (1614 mm) at Hangzhou station, shared out among the
    months by the climate table; the recorded storms are part of it.
    """
    recorded = np.full((len(axis.hour), len(stations())), np.nan)
    for hour, rain in recorded_storms(seed):
        recorded[axis.where(int(hour[0]), int(hour[-1]) + 1)] = rain
    drawn = np.zeros_like(recorded)
    for year in np.unique(years(axis.hour)):
        here = axis.where(at(f"{year}-01-01T00"), at(f"{year + 1}-01-01T00"))
        begin = at(f"{year}-01-01T00")
        drawn[here] = _year(int(year), seed)[axis.hour[here] - begin]
    window = axis.episode != REFERENCE
    drawn[window] = np.minimum(drawn[window], QUIET)
    fixed = np.isfinite(recorded)
    rain = np.where(fixed, recorded, drawn)
    _share_out(rain, fixed | window[:, None], axis)
    return to_tenths_by_month(rain, fixed, axis)


def to_tenths_by_month(
    rain: NDArray[np.float64], fixed: NDArray[np.bool_], axis: Axis
) -> NDArray[np.float64]:
    """Rain in tenths of a millimetre; each stretch keeps its totals."""
    made = np.empty_like(rain)
    for stretch in axis.stretches():
        made[stretch] = to_tenths(rain[stretch], fixed[stretch])
    return made


def _share_out(rain: NDArray[np.float64], fixed: NDArray[np.bool_], axis: Axis) -> None:
    """Scale the synthetic hours of the reference year, month by month, to the climate of Hangzhou."""
    share = np.array([float(row["rain_share"]) for row in rows("climate")])
    wanted = parameter("annual_rain") * share / share.sum()
    in_year = years(axis.hour) == REFERENCE_YEAR
    month = months(axis.hour)
    told = np.array([rain[in_year & (month == m) & fixed[:, _CITY], _CITY].sum() for m in range(12)])
    left = np.maximum(wanted - told, 0.15 * wanted)
    left *= (parameter("annual_rain") - told.sum()) / left.sum()
    one = np.arange(rain.shape[1]) == _CITY
    for m in range(12):
        here = np.flatnonzero(in_year & (month == m) & ~fixed.any(axis=1))
        none = np.full((len(here), rain.shape[1]), np.nan)
        rain[here] = filled(rain[here], float(left[m]), GREATEST_HOUR, one, none)


def _year(year: int, seed: int) -> NDArray[np.float64]:
    """Rain of a whole year before it is scaled, shape (hours of the year, stations)."""
    begin, end = at(f"{year}-01-01T00"), at(f"{year + 1}-01-01T00")
    onset, length, depth, local = _storms(year, seed)
    step = np.arange(_LONGEST)
    profile = _profile(length, year, seed)
    place = fields(seed, "rain of a storm", 12.0, np.full(len(onset), year), np.arange(len(onset)))
    spread = np.where(local[:, None], np.exp(0.9 * place), np.exp(0.12 * place))
    hour = onset[:, None] + step
    hourly = fields(seed, "rain of an hour", 7.0, hour.ravel() + begin).reshape(*hour.shape, -1)
    amount = (depth[:, None] * profile)[..., None] * spread[:, None] * np.exp(0.22 * hourly)
    out = np.zeros((end - begin, len(stations())))
    inside = hour < end - begin
    np.add.at(out, hour[inside], amount[inside])
    return out


def _storms(
    year: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Onset [h of the year], length [h], depth [any unit] of each rain, and whether it is a local shower."""
    climate = rows("climate")
    count = [int(row["storms"]) for row in climate]
    month = np.repeat(np.arange(12), count)
    key = np.arange(len(month))
    start = np.array([at(f"{year}-{m + 1:02d}-01T00") for m in range(12)] + [at(f"{year + 1}-01-01T00")])
    days = np.diff(start) // 24
    day = (dice.uniform(seed, "rain day", year, key) * days[month]).astype(np.int64)
    local = dice.uniform(seed, "rain kind", year, key) < np.array(
        [float(climate[m]["convective"]) for m in month]
    )
    clock = dice.uniform(seed, "rain clock", year, key)
    # Showers begin in the afternoon, frontal rain at any hour.
    hour = np.where(local, 13.0 + 6.0 * clock, 24.0 * clock).astype(np.int64)
    length = np.exp(np.log(9.0) + 0.6 * dice.normal(seed, "rain length", year, key))
    length = np.where(local, 1.0 + 3.0 * dice.uniform(seed, "shower length", year, key), length)
    depth = -np.log1p(-dice.uniform(seed, "rain depth", year, key)) + 0.08
    onset = start[month] - start[0] + 24 * day + hour
    whole = np.clip(np.rint(length), 1, _LONGEST).astype(np.int64)
    return onset, whole, depth * np.where(local, 0.8, 1.0), local


def _profile(length: NDArray[np.int64], year: int, seed: int) -> NDArray[np.float64]:
    """Share of each hour in its rain, shape (rains, hours)."""
    step = np.arange(_LONGEST)
    place = (step + 0.5) / length[:, None]
    peak = dice.uniform(seed, "rain peak", year, np.arange(len(length)))[:, None]
    noise = dice.normal(seed, "rain within", year, np.arange(len(length))[:, None], step)
    weight = np.exp(-0.5 * ((place - 0.2 - 0.6 * peak) / 0.3) ** 2 + 0.55 * noise)
    weight = np.where(step < length[:, None], weight, 0.0)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
