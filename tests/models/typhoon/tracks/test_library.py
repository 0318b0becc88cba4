"""The eleven storms of the library."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import scenarios
from models.typhoon.track import AVERAGING
from models.typhoon.tracks import read_track

LIBRARY = Path(scenarios.__file__).parent / "library" / "tracks"
FILES = sorted(LIBRARY.glob("*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_its_source_status_and_averaging(path: Path) -> None:
    track = read_track(path)
    assert "unverified" in track.source and "github:" in track.source
    assert track.averaging_s == AVERAGING[track.agency]
    assert path.stem == f"{track.name.lower()}-{track.time[0].astype(object).year}-{track.agency.lower()}"


def test_all_points_of_the_eleven_storms_are_there() -> None:
    tracks = [read_track(path) for path in FILES]
    assert len({track.name for track in tracks}) == 11
    assert sum(track.count for track in tracks) == 653


@pytest.mark.parametrize(
    ("file", "time", "wind", "pressure_hpa"),
    [
        # On record: Lekima at Wenling on 10 August 2019, 01:45 Beijing time: 52 m/s, 930 hPa.
        ("lekima-2019-cma.csv", "2019-08-09T18:00:00", 52.0, 930.0),
        # On record: Haikui at Xiangshan on 8 August 2012, 03:20 Beijing time: 42 m/s, 965 hPa.
        ("haikui-2012-cma.csv", "2012-08-07T18:00:00", 42.0, 965.0),
    ],
)
def test_landfalls_are_as_recorded(file: str, time: str, wind: float, pressure_hpa: float) -> None:
    track = read_track(LIBRARY / file)
    at = int(np.flatnonzero(track.time == np.datetime64(time))[0])
    assert track.wind[at] == pytest.approx(wind, abs=3.0)
    assert track.pressure[at] / 100.0 == pytest.approx(pressure_hpa, abs=5.0)


def test_winds_of_jma_are_whole_fives_of_knots() -> None:
    for path in LIBRARY.glob("*-jma.csv"):
        wind = read_track(path).wind
        knots = wind[~np.isnan(wind)] * 3600.0 / 1852.0
        assert all(math.isclose(value % 5.0, 0.0, abs_tol=1e-6) or value % 5.0 > 4.999 for value in knots)
