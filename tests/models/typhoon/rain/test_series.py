"""Rain at points: storms that stand still and pass, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.path import Path
from models.typhoon.plane import plane_at
from models.typhoon.rain import Intensity, rain_series, rcliper

HOUR = 3600.0


def moving(speed: float, hours: float = 20.0, offset: float = 0.0, step: float = 600.0) -> Path:
    """A storm of constant strength that runs east past the middle, abreast of it half-way."""
    n = round(hours * HOUR / step) + 1
    time: NDArray[np.float64] = np.linspace(0.0, hours * HOUR, n)
    one = np.ones(n)
    return Path(
        time=time, x=speed * (time - 0.5 * hours * HOUR), y=offset * one, vx=speed * one, vy=0.0 * one,
        deficit=3000.0 * one, pressure_environment=101000.0 * one, vmax=30.0 * one, rmax=40_000.0 * one,
        latitude=30.0 * one, origin=np.datetime64("2021-07-25"), plane=plane_at(120.15, 30.3),
    )  # fmt: skip


def strength() -> Intensity:
    return Intensity(np.array(30.0), np.array(3000.0), np.array(40_000.0))


def test_a_storm_that_stands_rains_its_rate() -> None:
    series = rain_series(moving(0.0), np.array([30_000.0]), np.array([0.0]), np.array([0.0, HOUR, 5 * HOUR]))
    rate = rcliper(np.array([30_000.0]), strength())[0]
    assert series.depth[:, 0] == pytest.approx([rate, 4.0 * rate])
    assert series.intensity[:, 0] == pytest.approx([rate, rate])


def test_a_passing_storm_rains_as_a_plain_sum_over_its_steps() -> None:
    path = moving(5.0, offset=60_000.0)
    points = np.array([0.0, 20_000.0])
    total: NDArray[np.float64] = np.zeros(2)
    for k in range(len(path.time) - 1):
        for p in range(2):
            away = [np.hypot(points[p] - path.x[j], -path.y[j]) for j in (k, k + 1)]
            ends = [rcliper(np.array([one]), strength())[0] for one in away]
            total[p] += 0.5 * (ends[0] + ends[1]) * 600.0 / HOUR
    series = rain_series(path, points, np.zeros(2), np.array([0.0, 20.0 * HOUR]))
    assert series.depth[0] == pytest.approx(total)


def test_intervals_add_up_and_nothing_falls_outside_the_path() -> None:
    path = moving(5.0)
    whole = rain_series(path, np.zeros(1), np.zeros(1), np.array([0.0, 20.0 * HOUR]))
    parts = rain_series(path, np.zeros(1), np.zeros(1), np.linspace(-2.0, 25.0, 28) * HOUR)
    assert parts.depth.sum() == pytest.approx(whole.depth.sum())
    assert parts.depth[:2].sum() == 0.0
    assert parts.depth[-5:].sum() == 0.0


def test_rain_is_symmetric_about_the_passage() -> None:
    series = rain_series(moving(5.0), np.zeros(1), np.array([10_000.0]), np.arange(21.0) * HOUR)
    assert series.depth[:, 0] == pytest.approx(series.depth[::-1, 0])


def test_asymmetry_moves_rain_ahead_and_keeps_the_mean_of_a_ring() -> None:
    turn = np.radians(np.arange(0.0, 360.0, 10.0))
    x, y = 100_000.0 * np.sin(turn), 100_000.0 * np.cos(turn)
    path, edges = moving(0.0001), np.array([10.0 * HOUR - 1.0, 10.0 * HOUR + 1.0])
    even = rain_series(path, x, y, edges).depth[0]
    ahead = rain_series(path, x, y, edges, asymmetry=0.4).depth[0]
    left = rain_series(path, x, y, edges, asymmetry=0.4, heading_of_most_deg=-90.0).depth[0]
    assert ahead.mean() == pytest.approx(even.mean(), rel=1e-6)
    assert ahead / even == pytest.approx(1.0 + 0.4 * np.sin(turn), abs=1e-5)  # the storm runs east
    assert left / even == pytest.approx(1.0 + 0.4 * np.cos(turn), abs=1e-5)


def test_points_in_blocks_are_the_points_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y, edges = np.linspace(-2e5, 2e5, 11), np.linspace(0.0, 1e5, 11), np.arange(21.0) * HOUR
    once = rain_series(moving(5.0), x, y, edges).depth
    monkeypatch.setattr("models.typhoon.rain.series._BLOCK", 300)
    assert np.array_equal(rain_series(moving(5.0), x, y, edges).depth, once)


@pytest.mark.parametrize(
    ("options", "edges", "told"),
    [
        ({"model": "guess"}, [0.0, 1.0], "rain model is 'guess'; one of r-cliper, ipet"),
        ({"asymmetry": 1.5}, [0.0, 1.0], "asymmetry of the rain is 1.5"),
        ({}, [1.0, 1.0], "edges of the intervals"),
        ({}, [1.0], "edges of the intervals"),
    ],
)
def test_faulty_requests_are_refused(options: dict[str, object], edges: list[float], told: str) -> None:
    with pytest.raises(InputError, match=told):
        rain_series(moving(5.0), np.zeros(1), np.zeros(1), np.array(edges), **options)  # type: ignore[arg-type]
