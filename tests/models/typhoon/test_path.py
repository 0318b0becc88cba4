"""The path of a track over the plane of a district."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.errors import InputError
from models.typhoon.path import NoEffect, Path, path_of
from tests.models.typhoon.storms import MIDDLE, START, storm

PRESSURES = [960.0, 950.0, 970.0, 980.0]
WINDS = [35.0, 42.0, 30.0, 25.0]


def passing(**changes: object) -> Path:
    lon, lat = [122.5, 121.2, 120.3, 119.8], [27.0, 28.8, 30.2, 32.0]
    path = path_of(storm(lon, lat, pressure_hpa=PRESSURES, wind=WINDS), MIDDLE, **changes)  # type: ignore[arg-type]
    assert isinstance(path, Path)
    return path


@pytest.mark.parametrize("motion", ["smooth", "straight"])
@settings(max_examples=30, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.floats(118.0, 123.0), st.floats(28.0, 33.0), st.floats(15.0, 60.0)),
        min_size=2,
        max_size=8,
    )
)
def test_every_fix_and_the_peak_stay(places: list[tuple[float, float, float]], motion: str) -> None:
    lon, lat, wind = (list(column) for column in zip(*places, strict=True))
    track = storm(lon, lat, pressure_hpa=[1000.0 - value for value in wind], wind=wind)
    path = path_of(track, MIDDLE, motion=motion)
    assert isinstance(path, Path)
    at = np.searchsorted(path.time, track.seconds)
    assert np.array_equal(path.time[at], track.seconds)
    x, y = path.plane.project(track.lon, track.lat)
    assert np.array_equal(path.x[at], x) and np.array_equal(path.y[at], y)
    assert np.array_equal(path.vmax[at], track.wind)
    assert path.vmax.max() == max(wind)
    assert path.deficit.max() == pytest.approx(max(wind) * 100.0 + 1000.0)


@settings(max_examples=30, deadline=None)
@given(places=st.lists(st.tuples(st.floats(118.0, 123.0), st.floats(28.0, 33.0)), min_size=2, max_size=8))
def test_the_way_between_two_fixes_never_leaves_their_box(places: list[tuple[float, float]]) -> None:
    lon, lat = (list(column) for column in zip(*places, strict=True))
    track = storm(lon, lat, wind=[30.0] * len(lon))
    path = path_of(track, MIDDLE)
    assert isinstance(path, Path)
    for values, ends in zip((path.x, path.y), path.plane.project(track.lon, track.lat), strict=True):
        for fix in range(len(lon) - 1):
            inside = (path.time >= track.seconds[fix]) & (path.time <= track.seconds[fix + 1])
            low, high = sorted(ends[fix : fix + 2])
            assert values[inside].min() >= low - 1e-6 and values[inside].max() <= high + 1e-6


def test_the_velocity_is_the_slope_of_the_way() -> None:
    path = passing()
    slope = np.diff(path.x) / np.diff(path.time)
    middle = 0.5 * (path.vx[1:] + path.vx[:-1])
    assert np.abs(slope - middle).max() < 0.01
    travelled = float(np.sum(0.5 * (path.vy[1:] + path.vy[:-1]) * np.diff(path.time)))
    assert travelled == pytest.approx(path.y[-1] - path.y[0], rel=1e-4)


def test_a_storm_of_even_motion_has_one_velocity() -> None:
    path = path_of(storm([120.15] * 4, [29.0, 30.0, 31.0, 32.0], wind=[30.0] * 4), MIDDLE)
    assert isinstance(path, Path)
    degree = 110_850.0  # metres of a degree of latitude around 30 N
    assert path.vy == pytest.approx(degree / 21_600.0, rel=1e-3)
    assert np.abs(path.vx).max() < 0.01


def test_steps_near_the_district_keep_the_rule() -> None:
    path = passing()
    moved = np.hypot(np.diff(path.x), np.diff(path.y))
    away = np.minimum(path.distance[1:], path.distance[:-1])
    radius = np.minimum(path.rmax[1:], path.rmax[:-1])
    near = away < 20_000.0 + radius
    assert near.sum() > 20
    assert np.all(moved[near] <= 1.02 * np.minimum(0.05 * radius[near], 2000.0))
    assert np.all(np.diff(path.time) <= 600.0 + 1e-6)
    assert path.steps < 400


def test_a_wished_step_is_kept() -> None:
    path = passing(most_step_m=500.0)
    assert np.hypot(np.diff(path.x), np.diff(path.y)).max() <= 510.0


def test_agencies_winds_become_ten_minute_means() -> None:
    lon, lat = [120.0, 120.2], [30.0, 31.0]
    for averaging, factor in ((60.0, 1.03 / 1.11), (120.0, 1.03 / 1.07), (600.0, 1.0)):
        path = path_of(storm(lon, lat, wind=[40.0, 40.0], averaging_s=averaging), MIDDLE)
        assert isinstance(path, Path)
        assert path.vmax == pytest.approx(40.0 * factor)


def test_a_missing_wind_comes_from_the_pressure() -> None:
    # b_s and v of Holland (2008) by hand: 40 hPa, 30 N, no motion to speak of, 1-minute wind times 0.93.
    path = path_of(storm([120.15, 120.15001], [30.0, 30.0], pressure_hpa=[970.0, 970.0]), MIDDLE)
    assert isinstance(path, Path)
    shape = -4.4e-5 * 1600.0 + 0.4 - 0.42 + 1.0 + 0.15 * (0.963 / 21_600.0 * 100.0) ** (0.6 * (1 - 40 / 215))
    speed = math.sqrt(shape * 4000.0 / (1.15 * math.e))
    assert path.vmax == pytest.approx(speed * 1.03 / 1.11, rel=0.01)
    assert any("wind of 2 of 2 fixes" in note for note in path.notes)


def test_a_missing_wind_stays_below_what_the_agency_says() -> None:
    track = storm([120.0, 120.2], [30.0, 31.0], pressure_hpa=[985.0, 990.0], wind_below=17.5)
    path = path_of(track, MIDDLE)
    assert isinstance(path, Path)
    assert path.vmax.max() <= 17.5 + 1e-9


@settings(max_examples=30, deadline=None)
@given(deficit=st.floats(5.0, 110.0))
def test_pressure_and_wind_are_each_others_inverse(deficit: float) -> None:
    lon, lat = [120.15, 120.15], [30.0, 30.4]
    wind = path_of(storm(lon, lat, pressure_hpa=[1010.0 - deficit] * 2), MIDDLE)
    assert isinstance(wind, Path)
    back = path_of(storm(lon, lat, wind=list(wind.vmax[[0, -1]])), MIDDLE)
    assert isinstance(back, Path)
    assert back.deficit == pytest.approx(100.0 * deficit, rel=1e-3)


def test_a_storm_far_away_has_no_effect() -> None:
    result = path_of(storm([140.0, 141.0], [20.0, 21.0], wind=[50.0, 50.0]), MIDDLE)
    assert isinstance(result, NoEffect)
    # Great circle from 120.15 E, 30.32 N to 140 E, 20 N on a sphere: 2292 km.
    assert result.closest_m == pytest.approx(2.292e6, rel=0.01)
    assert result.time == START
    assert "no effect" in result.words


def test_one_fix_makes_no_path() -> None:
    with pytest.raises(InputError, match=r"one fix .* makes no track; two are needed"):
        path_of(storm([120.0], [30.0], wind=[30.0]), MIDDLE)


def test_a_track_without_any_strength_is_refused() -> None:
    with pytest.raises(InputError, match="no fix has a wind or a pressure"):
        path_of(storm([120.0, 121.0], [30.0, 30.0]), MIDDLE)


@pytest.mark.parametrize("option", ["motion", "rmax", "relation", "exposure"])
def test_an_unknown_name_is_refused(option: str) -> None:
    with pytest.raises(InputError, match=r"'guess'.* is needed"):
        passing(**{option: "guess"})


def test_times_count_from_the_origin_asked_for() -> None:
    path = passing(origin=START - np.timedelta64(3600, "s"))
    assert path.at(0) - START < np.timedelta64(24, "h")
    assert path.time[0] == passing().time[0] + 3600.0


def test_the_agencys_radius_stands_where_it_is_given() -> None:
    track = storm([120.0, 120.2, 120.4], [30.0, 31.0, 32.0], wind=[40.0] * 3, pressure_hpa=[960.0] * 3)
    path = path_of(replace(track, rmax=np.array([30e3, np.nan, 30e3])), MIDDLE)
    assert isinstance(path, Path)
    assert path.rmax[0] == 30e3 and path.rmax[-1] == 30e3
    # Vickery and Wadhera (2008) by hand: 50 hPa, 31 N.
    assert path.rmax.max() == pytest.approx(1000.0 * math.exp(3.015 - 6.291e-5 * 2500.0 + 0.0337 * 31.0))
