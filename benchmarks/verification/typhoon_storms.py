"""Storms that came near Hangzhou: steps of their paths, and Wanda, Haikui and Lekima over the city."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path as File
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod, Transformer

import scenarios
from benchmarks.verification.rows import Case, Row, at_least, at_most, told
from census.grid import DISTRICT_CRS, Grid
from models.typhoon.inputs import WindSettings
from models.typhoon.path import NoEffect, Path, path_of
from models.typhoon.result import WindSeries
from models.typhoon.scales import force_of
from models.typhoon.simulate import series_at
from models.typhoon.surface import level_surface
from models.typhoon.track import Track
from models.typhoon.tracks import read_track
from models.typhoon.vortex import VortexSettings
from models.typhoon.wind import Box, greatest_wind, table_of

Floats = NDArray[np.float64]

LIBRARY = File(scenarios.__file__).parent / "library" / "tracks"
STATION = (120.167, 30.233)
"""Hangzhou national weather station 58457, 30 14 N 120 10 E [degree]."""
DISTRICT = Box(-12e3, -12e3, 12e3, 12e3)
STEPS = "against steps of a minute; CLIMADA's hourly steps are known to lose up to 0.9 m/s"
NONE = "no value of the station was found"
SIDES = (
    "north of the equator the wind veers right of a storm's track and backs left of it "
    "(Bowditch, American Practical Navigator)"
)


def swath(track: Track, **steps: float) -> NDArray[np.float32] | None:
    """Greatest wind of a track at 625 points of the district [m/s]; None without effect."""
    path = path_of(track, (120.15, 30.32), **steps)  # type: ignore[arg-type]
    if isinstance(path, NoEffect):
        return None
    axis = np.linspace(DISTRICT.west, DISTRICT.east, 25, dtype=np.float32)
    x, y = (part.ravel() for part in np.meshgrid(axis, axis))
    return greatest_wind(table_of(path, DISTRICT, VortexSettings()), x, y)[0]


def sub_steps(_: bool) -> list[Row]:
    """All tracks of the library, as they are and with a small eye; blind to the way between the fixes."""
    worst, mean, hour, storms = 0.0, 0.0, 0.0, set()
    for file in sorted(LIBRARY.glob("*.csv")):
        track = read_track(file)
        for rmax in (np.nan, 15e3):
            eyed = replace(track, rmax=np.full(track.count, rmax))
            found, fine = swath(eyed), swath(eyed, most_step_s=60.0, most_step_m=1e9)
            if found is None or fine is None:
                continue
            storms.add(file.name.rsplit("-", 1)[0])
            worst, mean = (
                max(worst, float(np.abs(found - fine).max())),
                max(mean, abs(float((found - fine).mean()))),
            )
            hourly = swath(eyed, most_step_s=3600.0, most_step_m=1e9)
            hour = max(hour, float(np.abs(hourly - fine).max()) if hourly is not None else 0.0)
    return [
        at_least("storms followed", len(storms), 11.0, "the eleven of the library"),
        at_most("largest error of the swath at any point [m/s]", worst, 0.05, STEPS),
        at_most("largest mean bias of a storm [m/s]", mean, 0.05, STEPS),
        told("the same of hourly steps, at any point [m/s]", hour, STEPS),
    ]


class Passage(NamedTuple):
    """A storm over Hangzhou: its track, and what records say of it.

    When its centre reached the city (UTC) or "" and where that is written; least and greatest force of the
    mean wind or of the gust over the city, and where those are written.
    """

    file: str
    reached: str
    seen_at: str
    kind: str
    forces: tuple[int, int]
    seen: str


PASSAGES = {
    "wanda_1956": Passage(
        "wanda-1956-cma.csv", "", "",
        "mean", (9, 12), "40792.com/book/chapter/202698/80.html, on the calamity of 1956: greatest winds of "
        "northern Zhejiang and Shanghai force 9 to 12; none of Hangzhou itself was found: unverified",
    ),
    "haikui_2012": Passage(
        "haikui-2012-cma.csv", "2012-08-08T07:30:00",
        "zjnews.zjol.com.cn, 9 August 2012: centre at Hangzhou at 14 h, gone at 17 h Beijing time",
        "gust", (8, 12), "zjnews.zjol.com.cn, 9 August 2012: force 8 in the city at 02:30 on the 8th, long "
        "before the centre; a greatest value was not found: upper bound unverified",
    ),
    "lekima_2019": Passage(
        "lekima-2019-cma.csv", "2019-08-10T09:20:00",
        "pearvideo.com, live of 10 August 2019: at Shangcheng, Hangzhou, at 17:20 Beijing time",
        "gust", (8, 12), "hznews.hangzhou.com.cn, 10 August 2019: by 07 h force 8 or more at 167 stations, "
        "10 or more at 11, 12 at most; 8 to 10, on the water 10 to 11 forecast for the day",
    ),
}  # fmt: skip
"""Storms by name of the case."""
RECORD_HOURS = 3.0
"""A city is an hour wide for a storm, and fixes are 3 to 6 hours apart."""
ASIDE_M = 40_000.0
"""Distance from the track at which the turn of the wind is judged.

In the calm of a moving eye, which lies left of its track, the wind is the storm's motion."""


def fixes(file: str) -> tuple[Floats, Floats, Floats]:
    """Hours since the first fix, longitude and latitude, read without the model."""
    lines = (LIBRARY / file).read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    time = np.array([row["time_utc"].rstrip("Z") for row in rows], "datetime64[s]")
    hours = (time - time[0]) / np.timedelta64(3600, "s")
    return hours, *(np.array([float(row[name]) for row in rows]) for name in ("lon", "lat"))


def side_of(file: str) -> tuple[float, float, tuple[float, float]]:
    """Distance of the station from lines between fixes, right positive [km], its hours, the heading."""
    hours, lon, lat = fixes(file)
    azimuth, _, away = Geod(ellps="WGS84").inv(
        np.full(len(lon), STATION[0]), np.full(len(lon), STATION[1]), lon, lat
    )
    x, y = away * np.sin(np.radians(azimuth)) / 1e3, away * np.cos(np.radians(azimuth)) / 1e3
    best = (math.inf, 0.0, 0.0, (0.0, 0.0))
    for k in range(len(x) - 1):
        way = np.array([x[k + 1] - x[k], y[k + 1] - y[k]])
        length = float(way @ way)
        share = min(max(-float(way @ (x[k], y[k])) / length, 0.0), 1.0) if length > 0.0 else 0.0
        px, py = x[k] + share * way[0], y[k] + share * way[1]
        if math.hypot(px, py) < best[0]:
            # The station lies at the origin: right of the way where way x (station - centre) is negative.
            right = 1.0 if way[0] * -py - way[1] * -px < 0.0 else -1.0
            heading = (float(way[0]) / math.sqrt(length), float(way[1]) / math.sqrt(length))
            best = (math.hypot(px, py), right, float(hours[k] + share * (hours[k + 1] - hours[k])), heading)
    return best[1] * best[0], best[2], best[3]


def series_of(path: Path, aside_m: float, way: tuple[float, float]) -> WindSeries:
    """Series over level open country at the station, or right of it across a way [m]."""
    east, north = Transformer.from_crs("EPSG:4326", DISTRICT_CRS, always_xy=True).transform(*STATION)
    east, north = east + aside_m * way[1], north - aside_m * way[0]
    grid = Grid(DISTRICT_CRS, east - 20.0, north + 20.0, 20.0, 2, 2)
    return series_at(path, np.array([east]), np.array([north]), level_surface(grid), WindSettings())


def turned(series: WindSeries, middle: float, *, hours: float) -> float:
    """Turn of the wind's direction around a time [s], clockwise positive [degree]."""
    within = np.abs(series.time - middle) <= 3600.0 * hours
    direction = np.degrees(np.unwrap(np.radians(series.direction[within, 0].astype(float))))
    return float(direction[-1] - direction[0])


def passage(name: str) -> list[Row]:
    """One storm at the station; blind to what the city's ground does to its wind."""
    storm = PASSAGES[name]
    path = path_of(read_track(LIBRARY / storm.file), STATION)
    if isinstance(path, NoEffect):
        raise ValueError(path.words)
    side, hours, way = side_of(storm.file)
    closest = 3600.0 * hours
    series = series_of(path, 0.0, way)
    mean, gust, step = series.mean[:, 0], series.gust[:, 0], int(np.argmax(series.mean[:, 0]))
    right, left = (
        turned(series_of(path, sign * ASIDE_M - 1000.0 * side, way), closest, hours=9.0)
        for sign in (1.0, -1.0)
    )
    simulated = float(series.time[int(np.argmin(path.distance))])
    turn = turned(series, closest, hours=9.0)
    return [
        told("greatest 10-minute mean, 10 m, open country [m/s]", mean[step], NONE),
        told("greatest 3-second gust, 10 m, open country [m/s]", gust.max(), NONE),
        told("direction the wind came from at the greatest mean [degree]", series.direction[step, 0], NONE),
        told("greatest mean after the closest approach [h]", (series.time[step] - closest) / 3600.0, NONE),
        told("station right of the track, left negative [km]", side, "fixes of the best track"),
        told("turn of the wind at the station in 18 hours, veering positive [degree]", turn, NONE),
        at_least("turn 40 km right of the track [degree]", right, 60.0, SIDES),
        at_most("turn 40 km left of the track [degree]", left, -60.0, SIDES),
        at_most(
            "closest approach away from that of straight lines between the fixes [h]",
            abs(simulated - closest) / 3600.0, 1.5, "half an interval of 3 hours",
        ),
        *against_records(storm, series, simulated, gust if storm.kind == "gust" else mean),
    ]  # fmt: skip


def against_records(
    storm: Passage, series: WindSeries, simulated: float, speed: NDArray[np.float32]
) -> list[Row]:
    """Hour of the closest approach and force of the greatest wind beside what was written."""
    force = float(force_of(speed.max()))
    what = f"force of the greatest {storm.kind}"
    rows = [
        at_least(f"{what}, at least", force, storm.forces[0], storm.seen),
        at_most(f"{what}, at most", force, storm.forces[1], storm.seen),
    ]
    if storm.reached:
        seen = float((np.datetime64(storm.reached, "s") - series.origin) / np.timedelta64(1, "s"))
        away = abs(simulated - seen) / 3600.0
        rows.append(at_most("closest approach away from the record [h]", away, RECORD_HOURS, storm.seen_at))
    return rows


CASES: dict[str, Case] = {
    "typhoon.sub_steps": sub_steps,
    **{f"typhoon.{name}": (lambda full, name=name: passage(name)) for name in PASSAGES},  # type: ignore[misc]
}
"""Cases by name."""
