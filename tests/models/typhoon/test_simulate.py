"""Whole storms over small districts: against plain Python, the nest, and each other."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import Path
from models.typhoon.plane import plane_about
from models.typhoon.result import WindResult
from models.typhoon.scales import least_speed
from models.typhoon.simulate import middle_of, series_at, simulate
from models.typhoon.surface import Surface, uniform_surface
from models.typhoon.vortex import VortexSettings
from models.typhoon.wind import Box, greatest_wind, nest_over, table_of, wind_at
from models.typhoon.wind import fine as fine_module
from models.typhoon.wind.cells import places_in

Floats = NDArray[np.float64]
GRID = Grid("EPSG:4549", 520_000.0 - 1200.0, 3_360_000.0 + 900.0, 60.0, 30, 40)
PLANE = plane_about(520_000.0, 3_360_000.0)
ALL = np.ones(GRID.shape, np.bool_)


def path(steps: int = 61, **given: float) -> Path:
    """A storm that comes from the west-south-west over the district's north."""
    held = {"vmax": 45.0, "rmax": 12e3, "aside": 4e3, "reach": 90e3, "speed": 6.0} | given
    one, along = np.ones(steps), np.linspace(-held["reach"], held["reach"], steps)
    tilt = math.radians(15.0)
    return Path(
        time=(along + held["reach"]) / held["speed"], x=along * math.cos(tilt),
        y=held["aside"] + along * math.sin(tilt), vx=held["speed"] * math.cos(tilt) * one,
        vy=held["speed"] * math.sin(tilt) * one, deficit=5000.0 * one, pressure_environment=101e3 * one,
        vmax=held["vmax"] * one, rmax=held["rmax"] * one, latitude=30.3 * one,
        origin=np.datetime64("2019-08-10T00:00:00", "s"), plane=PLANE,
    )  # fmt: skip


def rough(sectors: int = 16) -> Surface:
    """Ground whose factors differ by cell and sector."""
    rng = np.random.default_rng(1)
    flat = uniform_surface(GRID, sectors)
    return replace(
        flat,
        mean_factor=rng.uniform(0.5, 1.2, flat.mean_factor.shape).astype(np.float32),
        gust_factor=rng.uniform(1.2, 1.9, flat.gust_factor.shape).astype(np.float32),
    )


def factor(values: NDArray[np.float32], row: int, column: int, degrees: float) -> float:
    """A factor by direction, in a straight line between sectors."""
    sectors = len(values)
    place = degrees / 360.0 * sectors
    below = int(place) % sectors
    share = place - int(place)
    return float(
        (1 - share) * values[below, row, column] + share * values[(below + 1) % sectors, row, column]
    )


def crossing(times: Floats, values: list[float], edge: float) -> tuple[float, float]:
    """First time at or above an edge and last time above it, straight lines between."""
    first, last = math.nan, math.nan
    for k, value in enumerate(values):
        before = values[k - 1] if k else 0.0
        if value >= edge and math.isnan(first):
            share = (edge - before) / (value - before)
            first = times[k - 1] + share * (times[k] - times[k - 1]) if k else times[0]
        if k and before >= edge > value:
            last = times[k - 1] + (edge - before) / (value - before) * (times[k] - times[k - 1])
    return first, float(times[-1]) if values[-1] >= edge else last


@pytest.mark.parametrize("sectors", [4, 8, 16])
def test_cells_see_what_plain_python_finds(sectors: int) -> None:
    storm, ground = path(), rough(sectors)
    result = simulate(storm, Domain(GRID, ALL, 500.0), ground, WindSettings())
    east, north = middle_of(storm, GRID.crs)
    x, y = GRID.x - east, GRID.y - north
    nest = nest_over(Box(x.min(), y.min(), x.max(), y.max()), spacing=500.0)
    u, v = (part.astype(np.float64) for part in wind_at(
        table_of(storm, nest.box, VortexSettings()), nest.x, nest.y))  # fmt: skip
    for row, column in ((0, 0), (3, 39), (15, 20), (22, 7), (29, 31)):
        a, b = (x[column] - nest.west) / 500.0, (nest.north - y[row]) / 500.0
        i, j = int(b), int(a)
        corners = [(i, j, (1 - a % 1) * (1 - b % 1)), (i, j + 1, a % 1 * (1 - b % 1)),
                   (i + 1, j, (1 - a % 1) * (b % 1)), (i + 1, j + 1, a % 1 * (b % 1))]  # fmt: skip
        means, gusts, ways = [], [], []
        for step in range(storm.steps):
            wu, wv = (sum(part[step, p * nest.columns + q] * w for p, q, w in corners) for part in (u, v))
            ways.append(math.degrees(math.atan2(-wu, -wv)) % 360.0)
            means.append(math.hypot(wu, wv) * factor(ground.mean_factor, row, column, ways[-1]))
            gusts.append(means[-1] * factor(ground.gust_factor, row, column, ways[-1]))
        best = int(np.argmax(means))
        assert result.max_mean[row, column] == pytest.approx(means[best], rel=2e-5)
        assert result.max_gust[row, column] == pytest.approx(max(gusts), rel=3e-5)
        assert result.time_of_max[row, column] == pytest.approx(storm.time[best])
        assert result.direction[row, column] == pytest.approx(ways[best], abs=0.01)
        assert result.time_of_max_gust[row, column] == pytest.approx(storm.time[int(np.argmax(gusts))])
        for force, first, last in zip(result.forces, result.first, result.last, strict=True):
            wanted = crossing(storm.time, means, least_speed(force))
            found = first[row, column], last[row, column]
            np.testing.assert_allclose(found, wanted, atol=2.0)
        for force, first in zip(result.gust_forces, result.gust_first, strict=True):
            wanted = crossing(storm.time, gusts, least_speed(force))
            np.testing.assert_allclose(first[row, column], wanted[0], atol=2.0)


def test_factors_of_one_leave_the_wind_of_the_nest() -> None:
    storm = path(rmax=40e3)
    result = simulate(storm, Domain(GRID, ALL, 60.0), uniform_surface(GRID), WindSettings())
    east, north = middle_of(storm, GRID.crs)
    x, y = (values.ravel().astype(np.float32) for values in np.meshgrid(GRID.x - east, GRID.y - north))
    direct = greatest_wind(table_of(storm, Box(-2e3, -2e3, 2e3, 2e3), VortexSettings()), x, y)[0]
    np.testing.assert_allclose(result.max_mean.ravel(), direct, atol=2e-3)
    np.testing.assert_array_equal(result.max_gust, result.max_mean)


@pytest.mark.parametrize(("rmax", "spacing"), [(20e3, 500.0), (15e3, 250.0)])
def test_a_nest_costs_less_than_a_fifth_of_a_metre_per_second(rmax: float, spacing: float) -> None:
    storm = path(steps=361, rmax=rmax, aside=2e3)
    coarse = simulate(storm, Domain(GRID, ALL, spacing), uniform_surface(GRID), WindSettings())
    close = simulate(storm, Domain(GRID, ALL, 60.0), uniform_surface(GRID), WindSettings())
    assert np.abs(coarse.max_mean - close.max_mean).max() < 0.17


def same(one: WindResult, other: WindResult) -> None:
    for field in fields(WindResult):
        if field.name != "attributes":
            np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def test_threads_and_blocks_of_steps_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    storm, domain, ground = path(), Domain(GRID, ALL), rough()
    one = simulate(storm, domain, ground, WindSettings())
    same(simulate(storm, domain, ground, WindSettings(threads=numba.config.NUMBA_NUM_THREADS)), one)  # type: ignore[attr-defined]
    monkeypatch.setattr(fine_module, "BLOCK_VALUES", 1000)
    same(simulate(storm, domain, ground, WindSettings()), one)


def test_cells_left_out_change_no_other() -> None:
    storm, ground = path(), rough()
    some = np.random.default_rng(2).random(GRID.shape) < 0.3
    some[0, 0] = some[-1, -1] = True
    whole = simulate(storm, Domain(GRID, ALL), ground, WindSettings())
    part = simulate(storm, Domain(GRID, some), ground, WindSettings())
    np.testing.assert_array_equal(part.max_gust[some], whole.max_gust[some])
    np.testing.assert_array_equal(part.first[:, some], whole.first[:, some])
    assert np.isnan(part.max_mean[~some]).all() and np.isnan(part.pressure_min[~some]).all()


def test_weak_winds_are_kept() -> None:
    result = simulate(path(vmax=14.0, rmax=60e3), Domain(GRID, ALL), uniform_surface(GRID), WindSettings())
    assert np.all(result.max_mean > 8.0) and np.all(result.max_mean < 14.5)
    assert np.isfinite(result.first[0]).any() and np.isnan(result.first[2:]).all()


def test_forces_are_reached_in_order_and_left_after() -> None:
    result = simulate(path(steps=241), Domain(GRID, ALL), rough(), WindSettings())
    for first, last in ((result.first, result.last), (result.gust_first, result.gust_last)):
        known = np.isfinite(first)
        np.testing.assert_array_equal(known, np.isfinite(last))
        assert np.all(last[known] >= first[known])
        assert np.all(np.diff(first, axis=0)[known[1:]] >= 0.0)
    for force, first in zip(result.forces, result.first, strict=True):
        reached = result.max_mean >= np.float32(least_speed(force))
        np.testing.assert_array_equal(reached, np.isfinite(first))


def test_the_least_pressure_is_the_centre_s_where_it_passes() -> None:
    result = simulate(path(aside=0.0, steps=361), Domain(GRID, ALL), uniform_surface(GRID), WindSettings())
    assert result.pressure_min.min() == pytest.approx(96_000.0, abs=30.0)
    assert result.pressure_min.max() < 101_000.0


def test_series_at_points_reach_what_the_cells_saw() -> None:
    storm, ground = path(steps=121, rmax=30e3), rough()
    result = simulate(storm, Domain(GRID, ALL, 250.0), ground, WindSettings())
    rows, columns = np.array([2, 20]), np.array([5, 33])
    series = series_at(storm, GRID.x[columns], GRID.y[rows], ground, WindSettings())
    assert series.mean.shape == (121, 2)
    np.testing.assert_allclose(series.mean.max(axis=0), result.max_mean[rows, columns], atol=0.05)
    np.testing.assert_allclose(series.gust.max(axis=0), result.max_gust[rows, columns], atol=0.1)
    np.testing.assert_allclose(series.pressure.min(axis=0), result.pressure_min[rows, columns], atol=20.0)


def test_other_grids_and_empty_domains_are_refused() -> None:
    other = Grid("EPSG:4549", 0.0, 0.0, 60.0, 30, 40)
    with pytest.raises(InputError, match="one is needed"):
        simulate(path(), Domain(GRID, ALL), uniform_surface(other), WindSettings())
    with pytest.raises(InputError, match="no cell lies inside"):
        Domain(GRID, ~ALL)


def test_places_outside_the_nest_are_refused() -> None:
    with pytest.raises(ValueError, match="outside the nest's rectangle"):
        places_in(nest_over(Box(0.0, 0.0, 1e3, 1e3), spacing=500.0), np.array([5e3]), np.array([0.0]))
