"""When storms reach the mainland."""

from __future__ import annotations

from pathlib import Path as File

import numpy as np
import pytest

import scenarios
from models.typhoon.coast import landfall_s, on_land
from models.typhoon.path import Path, path_of
from models.typhoon.tracks import read_track
from tests.models.typhoon.storms import MIDDLE, storm

LIBRARY = File(scenarios.__file__).parent / "library" / "tracks"


@pytest.mark.parametrize(
    ("place", "lon", "lat", "land"),
    [
        ("Hangzhou", 120.15, 30.28, True),
        ("Ningbo", 121.55, 29.87, True),
        ("Shanghai", 121.47, 31.23, True),
        ("Wenzhou", 120.65, 28.0, True),
        ("Hangzhou Bay", 121.5, 30.55, False),
        ("East China Sea", 124.0, 29.0, False),
        ("Yellow Sea", 122.5, 34.0, False),
        ("Taiwan, which is not the mainland", 121.0, 24.0, False),
    ],
)
def test_places_lie_on_the_right_side_of_the_coast(place: str, lon: float, lat: float, land: bool) -> None:
    assert bool(on_land(np.array([lon]), np.array([lat]))[0]) is land, place


@pytest.mark.parametrize(
    ("file", "utc"),
    [
        # On record, Beijing time: Wenling 10 August 2019 01:45, Xiangshan 8 August 2012 03:20, Xiangshan
        # 1 August 1956 24:00, Pinghu 26 July 2021 09:50, Yuhuan 6 August 2005 03:40.
        ("lekima-2019-cma.csv", "2019-08-09T17:45:00"),
        ("haikui-2012-cma.csv", "2012-08-07T19:20:00"),
        ("wanda-1956-cma.csv", "1956-08-01T16:00:00"),
        ("in-fa-2021-jma.csv", "2021-07-26T01:50:00"),
        ("matsa-2005-cma.csv", "2005-08-05T19:40:00"),
    ],
)
def test_landfalls_come_within_three_hours_of_the_record(file: str, utc: str) -> None:
    path = path_of(read_track(LIBRARY / file), MIDDLE)
    assert isinstance(path, Path)
    seconds = landfall_s(path)
    assert seconds is not None
    found = path.origin + np.timedelta64(round(seconds), "s")
    assert abs(found - np.datetime64(utc)) <= np.timedelta64(3, "h"), found


def test_a_storm_that_stays_at_sea_has_none() -> None:
    path = path_of(storm([124.0, 124.0], [28.0, 32.0], wind=[40.0, 40.0]), MIDDLE)
    assert isinstance(path, Path) and landfall_s(path) is None


def test_a_path_that_begins_on_land_has_its_start() -> None:
    path = path_of(storm([119.0, 119.5], [30.0, 31.0], wind=[20.0, 20.0]), MIDDLE)
    assert isinstance(path, Path) and landfall_s(path) == path.time[0]
