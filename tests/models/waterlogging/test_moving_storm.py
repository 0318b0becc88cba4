"""Rain cells on their way: place, strength and volume."""

import math

import numpy as np
import pytest

from census.grid import Grid
from models.waterlogging.inputs import Rainfall
from models.waterlogging.moving_storm import RainCell, moving_rainfall, passing_rainfall

GRID = Grid(crs="EPSG:4549", west=0.0, north=30_000.0, cell_size=100.0, rows=300, columns=300)


def cell(**changes: float) -> RainCell:
    given = {
        "peak": 90.0, "x": 10_000.0, "y": 15_000.0, "along": 2000.0, "across": 1200.0, "speed": 5.0,
        "heading": 90.0, "start": 0.0, "duration": 1800.0,
    }  # fmt: skip
    return RainCell(**{**given, **changes})


def test_the_volume_is_that_of_the_bell() -> None:
    storm = cell(growth=600.0, decay=300.0)
    rain = moving_rainfall([storm], GRID, duration=1800.0, interval=60.0, block=300.0)
    assert rain.zone is not None
    per_block = np.bincount(rain.zone.ravel()) * GRID.cell_area
    volume = float((rain.intensity * np.diff(rain.edges)[:, None] @ per_block).sum())
    # 90 mm/h x 2 pi x 2000 m x 1200 m x (1800 - 450) s.
    exact = 90e-3 / 3600.0 * 2.0 * math.pi * 2000.0 * 1200.0 * 1350.0
    assert volume == pytest.approx(exact, rel=1e-3)


def test_at_the_limits_of_blocks_and_way_the_rain_is_whole_and_even() -> None:
    # Blocks of a third of 1200 m, and 2000 m of way, as long as the cell, in an interval.
    storm = cell(speed=5.0, duration=2400.0)
    rain = moving_rainfall([storm], GRID, duration=2400.0, interval=400.0, block=400.0)
    assert rain.zone is not None
    per_block = np.bincount(rain.zone.ravel()) * GRID.cell_area
    depths = (rain.intensity * np.diff(rain.edges)[:, None]).sum(axis=0)
    exact = 90e-3 / 3600.0 * 2.0 * math.pi * 2000.0 * 1200.0 * 2400.0
    assert float(depths @ per_block) == pytest.approx(exact, rel=1e-3)
    # Long before and after a place all of the cell passes it: peak x sqrt(2 pi) x along / speed.
    long = cell(speed=20.0, x=-10_000.0, duration=2500.0)
    rain = moving_rainfall([long], GRID, duration=2500.0, interval=100.0, block=400.0)
    assert rain.zone is not None
    depths = (rain.intensity * np.diff(rain.edges)[:, None]).sum(axis=0)[rain.zone]
    # Rows 148 to 151 are the block whose centre lies on the way, y = 15,000 m.
    beneath = depths[148, 60:240]
    expected = 90e-3 / 3600.0 * math.sqrt(2.0 * math.pi) * 2000.0 / 20.0
    np.testing.assert_allclose(beneath, expected, rtol=1e-3)


@pytest.mark.parametrize(
    ("heading", "x", "y"), [(0.0, 0.0, 1.0), (90.0, 1.0, 0.0), (225.0, -0.7071, -0.7071)]
)
def test_the_centre_goes_where_it_is_heading(heading: float, x: float, y: float) -> None:
    storm = cell(heading=heading)
    at = np.array([10_000.0 + 3000.0 * x]), np.array([15_000.0 + 3000.0 * y])
    assert storm.rate(*at, 600.0)[0] == pytest.approx(90.0, rel=1e-6)


def test_the_long_axis_lies_along_the_way() -> None:
    north = cell(heading=0.0, speed=0.0)
    ahead = north.rate(np.array([10_000.0]), np.array([17_000.0]), 10.0)[0]
    aside = north.rate(np.array([11_200.0]), np.array([15_000.0]), 10.0)[0]
    np.testing.assert_allclose([ahead, aside], 90.0 * math.exp(-0.5))


def test_it_grows_and_fades_and_is_gone() -> None:
    storm = cell(growth=600.0, decay=600.0)
    strengths = [storm.strength(t) for t in (-1.0, 0.0, 300.0, 900.0, 1500.0, 1801.0)]
    assert strengths == [0.0, 0.0, 0.5, 1.0, 0.5, 0.0]


def test_a_background_is_everywhere() -> None:
    rain = moving_rainfall([cell()], GRID, duration=600.0, background=6.0, block=1000.0)
    assert rain.intensity.min() == pytest.approx(6e-3 / 3600.0, rel=1e-6)


@pytest.mark.parametrize(("heading", "step"), [(90.0, (1, 0)), (180.0, (0, 1)), (315.0, (-1, -1))])
def test_a_storm_that_passes_reaches_each_place_with_its_delay(heading: float, step: tuple[int, int]) -> None:
    bursts = Rainfall(np.array([600.0, 1800.0, 3600.0]), np.array([[1e-5], [3e-5]]))
    rain = passing_rainfall(bursts, GRID, speed=8.0, heading=heading, interval=60.0, block=1000.0)
    assert rain.zone is not None
    depths = rain.intensity * np.diff(rain.edges)[:, None]
    np.testing.assert_allclose(depths.sum(axis=0), 1200.0 * 1e-5 + 1800.0 * 3e-5, rtol=1e-12)
    centroid = depths.T @ (0.5 * (rain.edges[1:] + rain.edges[:-1])) / depths.sum(axis=0)
    # Columns go east, rows go south; ten blocks of a kilometre along the way.
    here = centroid[rain.zone[150, 150]]
    there = centroid[rain.zone[150 + 100 * step[1], 150 + 100 * step[0]]]
    # An interval of a minute moves a centroid by less than two seconds.
    assert there - here == pytest.approx(10_000.0 * math.hypot(*step) / 8.0, abs=2.0)
    assert rain.edges[0] == 600.0


def test_volume_of_a_storm_that_passes_is_depth_times_area() -> None:
    storm = Rainfall(np.array([0.0, 900.0]), np.array([[2e-5]]))
    rain = passing_rainfall(storm, GRID, speed=5.0, heading=30.0, interval=500.0, block=700.0)
    assert rain.zone is not None
    area = np.bincount(rain.zone.ravel()) * GRID.cell_area
    volume = float((rain.intensity * np.diff(rain.edges)[:, None] @ area).sum())
    assert volume == pytest.approx(2e-5 * 900.0 * 30_000.0**2, rel=1e-12)
