"""Hourly stages at the canal gauges: a reservoir that the rain fills, held to the stages on record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.twin import dice, facts
from census.twin.survey.base import Frames
from census.twin.survey.meteorological.assumptions import parameter, rows
from census.twin.survey.meteorological.hours import Axis, at
from census.twin.survey.meteorological.stations import stations
from census.twin.survey.meteorological.wind import remembered

RECORDED_GAUGE = "拱宸桥"
"""The gauge whose stages are on record; on the Grand Canal."""

PORT_OFFSET = 1.84
"""Port datum (of the Wusong kind) minus 1985 national [m]; inferred from the warning stages, unverified."""

PUMPED_SINCE = at("2015-06-01T00")
GREATEST_SHANGTANG_RISE = 0.55
"""The Shangtang river is gated: it rises little [m]; assumed."""

_SLOPE = 6e-6
_BUMP_HOURS = 30.0


@dataclass(frozen=True)
class Gauges:
    """The stage gauges of an extent.

    Parameters
    ----------
    gauge_id, system, datum
        Key, canal system and vertical datum of each.
    offset
        What its stage stands above that at Gongchenqiao, by slope and datum [m].
    recorded
        Whether the stages on record are its own.
    """

    gauge_id: tuple[str, ...]
    system: tuple[str, ...]
    datum: tuple[str, ...]
    offset: NDArray[np.float64]
    recorded: NDArray[np.bool_]


def gauges_of(made: Frames) -> Gauges:
    """Gauges among the tables made so far; none where there is no table of them."""
    table = made.get("stage_gauges")
    if table is None or not len(table):
        return Gauges((), (), (), np.empty(0), np.empty(0, dtype=bool))
    system = _systems(table, made)
    y = np.array([place.y for place in table["geometry"]])
    names = table["name"].astype(str) if "name" in table.columns else pd.Series("", index=table.index)
    recorded = names.str.contains(RECORDED_GAUGE).to_numpy() & (system == "grand_canal")
    datum = table["datum"].astype(str) if "datum" in table.columns else _usual_datum(table)
    port = datum.str.contains("port|吴淞|wusong", case=False).to_numpy()
    home = y[recorded].mean() if recorded.any() else y.mean()
    # The canals fall northwards by millimetres on a kilometre.
    offset = np.where(system == "grand_canal", _SLOPE * (y - home) * -1.0, 0.0) + np.where(
        port, PORT_OFFSET, 0.0
    )
    return Gauges(tuple(table["gauge_id"]), tuple(system), tuple(datum), offset, recorded)


def hourly_stage(axis: Axis, rain: NDArray[np.float64], gauges: Gauges, seed: int) -> NDArray[np.float64]:
    """Stage of each hour and gauge [m, datum of the gauge], shape (hours, gauges).

    Parameters
    ----------
    axis, rain
        Hours, and rain of each hour and station [mm].
    gauges
        From `gauges_of`.
    seed
        Seed of the district.
    """
    area = rain[:, stations().main_city].mean(axis=1)
    canal = facts.NORMAL_STAGE["grand_canal"] + _canal_rise(axis, area, seed)
    canal = _held_to_record(axis, canal)
    gated = np.minimum(0.35 * (canal - facts.NORMAL_STAGE["grand_canal"]), GREATEST_SHANGTANG_RISE)
    shangtang = facts.NORMAL_STAGE["shangtang"] + gated
    made = np.empty((len(axis.hour), len(gauges.gauge_id)))
    for number, system in enumerate(gauges.system):
        course = shangtang if system == "shangtang" else canal
        own = np.full(len(axis.hour), number)
        noise = 0.0 if gauges.recorded[number] else 0.006 * dice.normal(seed, "gauge", own, axis.hour)
        made[:, number] = course + gauges.offset[number] + noise
    return np.asarray(np.round(made, 2))


def _canal_rise(axis: Axis, area: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Rise of the Grand Canal above its usual stage [m] before it is held to the record.

    Notes
    -----
    A reservoir: each millimetre lifts it by a constant, and it falls back the faster the higher it stands,
    and faster since the pumping station of 2015.
    """
    rise = np.empty(len(area))
    for stretch in axis.stretches():
        pumped = axis.hour[stretch.start] >= PUMPED_SINCE
        recession = parameter("canal_recession_pumped" if pumped else "canal_recession")
        keep = float(np.exp(-1.0 / recession))
        level = 0.25
        for number in range(stretch.start, stretch.stop):
            # The higher it stands the more runs and is pumped off.
            level = level * keep ** (1.0 + level) + parameter("canal_rise_per_mm") * area[number]
            rise[number] = level
    return np.asarray(rise + 0.05 * _slow(remembered(axis, "canal gates", seed)))


def _held_to_record(axis: Axis, stage: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bend the course to the stages on record."""
    made = stage.copy()
    usual = facts.NORMAL_STAGE["grand_canal"]
    for row in rows("stages"):
        hour, wanted = at(row["time"]), float(row["stage_m"])
        place = int(np.searchsorted(axis.hour, hour))
        if place >= len(axis.hour) or axis.hour[place] != hour:
            continue
        stretch = next(part for part in axis.stretches() if part.start <= place < part.stop)
        if row["kind"] == "peak":
            made[stretch] = usual + (made[stretch] - usual) * (wanted - usual) / (made[stretch].max() - usual)
        else:
            away = (axis.hour[stretch] - hour) / _BUMP_HOURS
            made[stretch] += (wanted - made[place]) * np.exp(-0.5 * away**2)
    return made


def _slow(noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """Noise averaged over a day."""
    return np.asarray(np.convolve(noise, np.full(24, 1.0 / 24.0), mode="same"))


def _systems(table: pd.DataFrame, made: Frames) -> NDArray[np.object_]:
    """Canal system of each gauge."""
    if "system" in table.columns:
        return table["system"].to_numpy(dtype=object)
    if "canal_id" in table.columns and "canals" in made:
        canals = made["canals"]
        by_id = dict(zip(canals["canal_id"], canals["system"], strict=True))
        return np.array([by_id.get(name, "grand_canal") for name in table["canal_id"]], dtype=object)
    return np.full(len(table), "grand_canal", dtype=object)


def _usual_datum(table: pd.DataFrame) -> pd.Series[str]:
    from census.snapshot import DATUM

    return pd.Series(DATUM, index=table.index)
