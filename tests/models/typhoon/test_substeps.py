"""Sub-steps are fine enough for the swath over the district."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path as File

import numpy as np
import pytest
from numpy.typing import NDArray

import scenarios
from models.typhoon.path import NoEffect, Path, path_of
from models.typhoon.tracks import read_track
from tests.models.typhoon.storms import MIDDLE

Floats = NDArray[np.float64]

LIBRARY = File(scenarios.__file__).parent / "library" / "tracks"
TRACKS = sorted(path.name for path in LIBRARY.glob("*.csv"))
ASIDE = np.linspace(-12_000.0, 12_000.0, 7)


def swath(path: Path) -> Floats:
    """Greatest wind [m/s] at points of the district: Holland's surface profile, motion and inflow added."""
    x, y = (axis.ravel() for axis in np.meshgrid(ASIDE, ASIDE))
    east, north = x[None, :] - path.x[:, None], y[None, :] - path.y[:, None]
    away = np.hypot(east, north) + 1.0
    moving = np.hypot(path.vx, path.vy)
    deep = (path.rmax[:, None] / away) ** 1.5
    around = np.maximum(path.vmax - 0.6 * moving, 0.0)[:, None] * np.sqrt(deep * np.exp(1.0 - deep))
    turn = np.radians(25.0)
    u = around * (-north * np.cos(turn) - east * np.sin(turn)) / away
    v = around * (east * np.cos(turn) - north * np.sin(turn)) / away
    share = np.exp(-np.pi * away / 500_000.0)
    speed = np.hypot(u + share * path.vx[:, None], v + share * path.vy[:, None])
    return np.asarray(speed.max(axis=0))


@pytest.mark.parametrize("name", TRACKS)
@pytest.mark.parametrize("rmax_m", [np.nan, 15_000.0])
def test_the_swath_is_that_of_steps_of_a_minute(name: str, rmax_m: float) -> None:
    track = read_track(LIBRARY / name)
    track = replace(track, rmax=np.full(track.count, rmax_m))
    path = path_of(track, MIDDLE)
    if isinstance(path, NoEffect):
        assert name == "wipha-2007-jma.csv"
        return
    fine = path_of(track, MIDDLE, most_step_s=60.0, most_step_m=1e9)
    assert isinstance(fine, Path) and fine.steps > 2 * path.steps
    assert np.abs(swath(path) - swath(fine)).max() < 0.05


def test_steps_of_an_hour_would_not_do() -> None:
    track = read_track(LIBRARY / "lekima-2019-cma.csv")
    hourly = path_of(track, MIDDLE, most_step_s=3600.0, most_step_m=1e9)
    path = path_of(track, MIDDLE)
    assert isinstance(hourly, Path) and isinstance(path, Path)
    assert (swath(path) - swath(hourly)).max() > 0.1


def test_nested_steps_never_lower_the_maximum() -> None:
    track = read_track(LIBRARY / "haikui-2012-cma.csv")
    coarse, fine = (path_of(track, MIDDLE, most_step_s=step, most_step_m=1e9) for step in (600.0, 300.0))
    assert isinstance(coarse, Path) and isinstance(fine, Path)
    assert np.all(swath(fine) >= swath(coarse) - 1e-9)
