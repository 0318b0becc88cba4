"""Rain of the recorded storms: totals on record, spread over hours and stations by assumption."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from census.twin import dice
from census.twin.survey.meteorological.assumptions import number, rows
from census.twin.survey.meteorological.hours import at, span
from census.twin.survey.meteorological.stations import fields, stations

TENTH = 0.1
"""Resolution of a rain gauge [mm]."""

_STATION_SPREAD = 0.09
_HOURLY_SPREAD = 0.30
_REACH_KM = 9.0


def recorded_storms(seed: int) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Hours and rain [mm], shape (hours, stations), of each storm on record."""
    return [_storm(row, seed) for row in rows("episodes")]


def to_tenths(rain: NDArray[np.float64], fixed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Rain of each hour in tenths of a millimetre, the total of each station kept to a tenth.

    Parameters
    ----------
    rain
        Shape (hours, stations) [mm].
    fixed
        Hours whose value must not change, same shape.
    """
    tenths = np.rint(rain / TENTH).astype(np.int64)
    for station in range(rain.shape[1]):
        lacking = int(np.rint(rain[:, station].sum() / TENTH)) - int(tenths[:, station].sum())
        # The greatest hours stay as they are: some stand at a recorded limit.
        within = (tenths[:, station] > 1) & (tenths[:, station] < 0.8 * tenths.max())
        free = np.flatnonzero(within & ~fixed[:, station])
        if lacking and len(free):
            order = free[np.argsort(-rain[free, station], kind="stable")]
            chosen = order[np.linspace(0, len(order) - 1, abs(lacking)).astype(np.int64)]
            np.add.at(tenths[:, station], chosen, np.sign(lacking))
    return np.asarray(np.round(np.maximum(tenths, 0) * TENTH, 1))


def filled(
    raw: NDArray[np.float64],
    wanted: float,
    cap: float,
    counted: NDArray[np.bool_],
    given: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Raw rain scaled so that the mean total of the counted stations is as wanted.

    Parameters
    ----------
    raw
        Shape (hours, stations).
    wanted
        Mean total of the counted stations [mm].
    cap
        No hour but the given ones gets more [mm].
    counted
        Stations of the mean, shape (stations,).
    given
        Values that are kept; NaN elsewhere, shape of `raw`.
    """

    def at_scale(scale: float) -> NDArray[np.float64]:
        return np.where(np.isfinite(given), given, np.minimum(raw * scale, cap))

    def excess(scale: float) -> float:
        return float(at_scale(scale)[:, counted].sum(axis=0).mean()) - wanted

    return np.asarray(at_scale(float(brentq(excess, 0.0, 1e5, xtol=1e-12))))


def _storm(row: Mapping[str, str], seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    hour = span(row["begin"], row["end"])
    style, _, shares = row["style"].partition(":")
    if shares:
        rain = _by_share(style, [float(share) for share in shares.split(";")], number(row["total_mm"]))
        return hour, to_tenths(rain, np.zeros(rain.shape, dtype=bool))
    raw = _pattern(hour, style, float(row["peak_at"]), seed)[:, None] * _unevenness(hour, seed)
    cap = float(row["cap_mm"])
    given = _given(raw, hour, row, cap)
    rain = filled(raw, float(row["total_mm"]), cap - TENTH, counted(row["total_of"]), given)
    return hour, to_tenths(rain, np.isfinite(given))


def counted(whose: str) -> NDArray[np.bool_]:
    """Stations whose mean a recorded total is: of the main city, of the district, or one of them."""
    here = stations()
    if whose == "main_city":
        return here.main_city
    if whose == "district":
        return here.inside
    return np.array([name == whose for name in here.station_id])


def _by_share(style: str, shares: list[float], total: float) -> NDArray[np.float64]:
    table = rows("stations")
    if style == "burst":
        amount = np.array([float(row["july30_mm"]) for row in table])
    else:
        amount = total * np.array([float(row["meranti"]) for row in table])
    return np.asarray(np.array(shares)[:, None] * amount)


def _pattern(hour: NDArray[np.int64], style: str, peak_at: float, seed: int) -> NDArray[np.float64]:
    """Course of the rain over the area [any unit]."""
    place = (np.arange(len(hour)) + 0.5) / len(hour)
    width = {"steady": 0.22, "bands": 0.25, "intermittent": 0.6}[style]
    envelope = np.exp(-0.5 * ((place - peak_at) / width) ** 2)
    quick = _smooth(dice.normal(seed, "storm hour", hour), 3)
    if style == "steady":
        return np.asarray(envelope * np.exp(0.25 * quick))
    slow = _smooth(dice.normal(seed, "storm band", hour), 9)
    if style == "bands":
        return np.asarray((0.15 + envelope) * np.exp(0.5 * slow + 0.3 * quick))
    spells = _smooth(dice.normal(seed, "storm spell", hour), 31)
    return np.asarray((0.3 + envelope) * np.maximum(spells + 0.7 * quick - 0.9, 0.0) ** 2.2)


def _unevenness(hour: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """Rain of each station against the area, shape (hours, stations)."""
    whole = fields(seed, "storm stations", _REACH_KM, hour[:1])
    hourly = fields(seed, "storm cells", _REACH_KM, hour)
    return np.asarray(np.exp(_STATION_SPREAD * whole + _HOURLY_SPREAD * hourly))


def _given(
    raw: NDArray[np.float64], hour: NDArray[np.int64], row: Mapping[str, str], cap: float
) -> NDArray[np.float64]:
    """The one hour of the one station that reaches the greatest rain on record."""
    given = np.full(raw.shape, np.nan)
    if not row["cap_at"]:
        return given
    here = stations()
    free = here.main_city if row["cap_at"] == "any" else counted(row["cap_at"])
    within = (hour >= at(row["cap_begin"])) & (hour < at(row["cap_end"]))
    allowed = np.where(within[:, None] & free, raw, -np.inf)
    given[np.unravel_index(int(np.argmax(allowed)), raw.shape)] = cap
    return given


def _smooth(noise: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Noise averaged over neighbouring hours, again of unit deviation."""
    window = np.hanning(width + 2)[1:-1]
    padded = np.concatenate([noise[: width // 2][::-1], noise, noise[-(width // 2) :][::-1]])
    smooth = np.convolve(padded, window / np.sqrt((window**2).sum()), mode="same")
    return np.asarray(smooth[width // 2 : width // 2 + len(noise)])
