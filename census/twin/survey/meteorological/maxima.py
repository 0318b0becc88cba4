"""Forty years of annual maxima, drawn from stated distributions and held to the recorded storms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from census.frequency import gev
from census.frequency.gev import Gev
from census.twin import dice, facts
from census.twin.survey.meteorological.assumptions import rows
from census.twin.survey.meteorological.design_rain import DURATIONS, one_year_depth
from census.twin.survey.meteorological.hours import REFERENCE_YEAR, Axis, at, years
from census.twin.survey.meteorological.stations import fields, stations

YEARS = np.arange(1984, 2024)

RECORDED = ((2021, 60), (2013, 1440), (2010, 180), (2020, 1440))
"""Years of recorded storms, each with the duration [min] by which it gets the draw nearest to its storm."""

SLIDING = 1.05
"""Greatest rain of a sliding window over that of whole hours; assumed."""

_LOG_REACH = 2.2
"""Distance in ln(duration) at which two durations are nearly independent; assumed."""

_REACH_KM = 4.0
_SHARED = (0.62, 0.92)
"""Share of the variance of a year that all stations have in common, at 5 minutes and 24 hours; assumed."""


@dataclass(frozen=True)
class Latent:
    """Normal scores of each year.

    Parameters
    ----------
    shared
        Of the whole area, shape (years, durations).
    local
        Of each station, shape (years, durations, stations).
    """

    shared: NDArray[np.float64]
    local: NDArray[np.float64]


def latent(seed: int) -> Latent:
    """Draw the scores of rain.

    The shared scores of each duration are spread evenly over the distribution (a stratified sample), and
    the local ones have no mean over the stations, so that forty years stand for the distribution.
    """
    root = _duration_root()
    number = np.arange(len(DURATIONS))
    raw = dice.normal(seed, "maxima area", YEARS[:, None], number)
    shared = _stratified(np.einsum("yd,ed->ye", raw, root), seed)
    each = fields(seed, "maxima stations", _REACH_KM, YEARS[:, None], number)
    local = np.einsum("yds,ed->yes", each, root)
    local -= local.mean(axis=-1, keepdims=True)
    return Latent(shared, local / np.sqrt((local**2).mean()))


def rain_maxima(
    scores: Latent, axis: Axis, rain: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Greatest rain of each year, and the scores of the years.

    Parameters
    ----------
    scores
        From `latent`.
    axis, rain
        The hourly series, [mm].

    Returns
    -------
    depth
        Shape (years, durations, stations) [mm].
    shared
        Scores of the area in the order of the years, shape (years, durations).

    Notes
    -----
    The depth never falls with the duration and the intensity never rises with it. No maximum lies below
    what the hourly series of its year hold; those of the reference year, whose series is whole, follow from
    it.
    """
    weight = _shared_weight()[:, None]
    score = np.sqrt(weight) * scores.shared[..., None] + np.sqrt(1.0 - weight) * scores.local
    factor = gev.quantile(distribution("rain"), ndtr(score))
    place = np.exp(0.03 * np.sin(np.arange(len(stations())) * 2.4))
    base = one_year_depth(DURATIONS)
    held = _series_maxima(axis, rain)
    drawn = base[:, None] * factor * place
    order = _order(drawn, held)
    depth = np.maximum(drawn[order], held)
    whole = REFERENCE_YEAR - YEARS[0]
    depth[whole] = _of_whole_year(held[whole], base)
    depth = np.round(_consistent(np.round(depth, 1)), 1)
    return depth, scores.shared[order]


def wind_maxima(
    seed: int, axis: Axis, mean: NDArray[np.float64], gust: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Greatest 10-minute wind and gust of each year and station [m/s], shape (years, stations)."""
    here = stations()
    area = _stratified(dice.normal(seed, "wind area", YEARS[:, None], np.zeros(1, dtype=np.int64)), seed)
    local = fields(seed, "wind stations", _REACH_KM, YEARS)
    open_wind = gev.quantile(distribution("wind_mean"), ndtr(np.sqrt(0.85) * area + np.sqrt(0.15) * local))
    winds = np.maximum(open_wind * here.wind_factor, _yearly(axis, mean))
    noise = fields(seed, "gust stations", 3.0, YEARS)
    gusts = winds * here.gust_factor * np.exp(0.05 * noise)
    return np.round(winds, 1), np.round(np.maximum(gusts, np.maximum(_yearly(axis, gust), winds)), 1)


def stage_maxima(
    shared: NDArray[np.float64],
    seed: int,
    axis: Axis,
    stage: NDArray[np.float64],
    system: tuple[str, ...],
    offset: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Highest stage of each year and gauge [m, datum of the gauge], shape (years, gauges)."""  # fmt: skip
    drawn = np.empty((len(YEARS), len(system)))
    own = dice.normal(seed, "stage years", YEARS)
    score = np.sqrt(0.7) * shared[:, -1] + np.sqrt(0.3) * own
    # The greatest on record was that of 2013: no other year may pass it.
    record = {at(row["time"]): float(row["stage_m"]) for row in rows("stages") if row["kind"] == "peak"}
    highest = max(record.values())
    for number, name in enumerate(system):
        subject = "shangtang_rise" if name == "shangtang" else "stage_rise"
        usual = facts.NORMAL_STAGE["shangtang" if name == "shangtang" else "grand_canal"]
        level = usual + gev.quantile(distribution(subject), ndtr(score))
        if name != "shangtang":
            level = np.minimum(level, highest - 0.1)
            for hour, value in record.items():
                level[years(np.array([hour]))[0] == YEARS] = value
        drawn[:, number] = level + offset[number]
    return np.asarray(np.round(np.maximum(drawn, _yearly(axis, stage)), 2))


def city_extremes(seed: int) -> dict[str, NDArray[np.float64]]:
    """Temperatures [degree Celsius], snow depth [cm] and days with lightning of each year at Hangzhou."""
    drawn = {}
    for subject in ("temperature_max", "temperature_min", "snow_depth", "lightning_days"):
        score = _stratified(dice.normal(seed, subject, YEARS[:, None], np.zeros(1, dtype=np.int64)), seed)
        drawn[subject] = gev.quantile(distribution(subject), ndtr(score[:, 0]))
    return {
        "temperature_max_c": np.round(drawn["temperature_max"], 1),
        "temperature_min_c": -np.round(drawn["temperature_min"], 1),
        "snow_depth_cm": np.round(np.maximum(drawn["snow_depth"], 0.0)),
        "lightning_days": np.round(drawn["lightning_days"]),
    }


def distribution(subject: str) -> Gev:
    """Distribution from which one subject is drawn."""
    row = next(row for row in rows("extremes") if row["subject"] == subject)
    return Gev(*(np.asarray(float(row[name])) for name in ("location", "scale", "shape")))


def _duration_root() -> NDArray[np.float64]:
    """Cholesky root of the correlation between durations."""
    log = np.log(np.array(DURATIONS, dtype=np.float64))
    near = np.exp(-(((log[:, None] - log) / _LOG_REACH) ** 2))
    return np.asarray(np.linalg.cholesky(near + 1e-6 * np.eye(len(log))))


def _shared_weight() -> NDArray[np.float64]:
    log = np.log(np.array(DURATIONS, dtype=np.float64))
    return np.asarray(np.interp(log, [log[0], log[-1]], _SHARED))


def _stratified(score: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Scores of the same order, one in each of as many equally likely classes as there are years."""
    rank = np.argsort(np.argsort(score, axis=0, kind="stable"), axis=0, kind="stable")
    within = 0.3 + 0.4 * dice.uniform(seed, "maxima class", rank, np.arange(score.shape[1]))
    return np.asarray(ndtri((rank + within) / len(score)))


def _order(drawn: NDArray[np.float64], held: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which draw each year gets: years of recorded storms the one nearest to their storm.

    So the record takes the place of a draw of its size, and distorts the distribution little.
    """
    city = stations().main_city
    order = np.arange(len(YEARS))
    taken: list[int] = []
    for year, minutes in RECORDED:
        place, duration = int(year - YEARS[0]), DURATIONS.index(minutes)
        wanted = held[place, duration, city].mean()
        off = np.abs(np.log(drawn[:, duration][:, city].mean(axis=1) / wanted))
        off[taken] = np.inf
        best = int(np.argmin(off))
        other = int(np.flatnonzero(order == best)[0])
        order[[place, other]] = order[[other, place]]
        taken.append(best)
    return order


def _of_whole_year(held: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    """Maxima of a year whose series is whole, shape (durations, stations).

    Sums of whole hours lie a little below those of sliding windows; durations that are no whole hours
    follow from the nearest hours by the ratio of the one-year depths.
    """
    hour = DURATIONS.index(60)
    known = np.array([minutes % 60 == 0 for minutes in DURATIONS])
    log, depth = np.log(base), np.empty_like(held)
    for station in range(held.shape[1]):
        whole = SLIDING * held[known, station]
        between = np.exp(np.interp(log, log[known], np.log(whole)))
        depth[:, station] = np.where(np.arange(len(base)) < hour, whole[0] * base / base[hour], between)
    depth[-1] = held[-1]
    return depth


def _series_maxima(axis: Axis, rain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Greatest sums of whole hours in each year, shape (years, durations, stations); zero below an hour."""
    out = np.zeros((len(YEARS), len(DURATIONS), rain.shape[1]))
    for stretch in axis.stretches():
        place = int(years(axis.hour[stretch.start : stretch.start + 1])[0] - YEARS[0])
        total = np.vstack([np.zeros(rain.shape[1]), np.cumsum(rain[stretch], axis=0)])
        for number, minutes in enumerate(DURATIONS):
            length = minutes // 60
            if length and minutes % 60 == 0:
                out[place, number] = np.maximum(
                    out[place, number], (total[length:] - total[:-length]).max(axis=0)
                )
    return out


def _consistent(depth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Raise depths so that they do not fall, and their intensities do not rise, with the duration."""
    made = np.maximum.accumulate(depth, axis=1)
    for number in range(len(DURATIONS) - 2, -1, -1):
        least = made[:, number + 1] * DURATIONS[number] / DURATIONS[number + 1]
        made[:, number] = np.maximum(made[:, number], np.ceil(least * 10.0 - 1e-9) / 10.0)
    return made


def _yearly(axis: Axis, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Greatest value of each year and column in the series; minus infinity in years without."""
    out = np.full((len(YEARS), values.shape[1]), -np.inf)
    held = years(axis.hour)
    for place, year in enumerate(YEARS):
        if (held == year).any():
            out[place] = values[held == year].max(axis=0)
    return out
