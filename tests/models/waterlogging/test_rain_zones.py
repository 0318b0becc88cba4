"""Rain in space: series, gauges and grids."""

import numpy as np
import pytest

from census.coordinates import to_district
from census.errors import InputError
from census.grid import Grid
from census.readers.rain_grid import RainGrid
from census.readers.series import TimeSeries
from models.waterlogging.gauges import GaugeSeries, gauge_rainfall
from models.waterlogging.inputs import Rainfall
from models.waterlogging.kriging import Variogram
from models.waterlogging.rainfall import (
    gridded_rainfall,
    rainfall,
    series_intervals,
    uniform_rainfall,
)
from tests.models.waterlogging.strategies import total_depth

GRID = Grid(crs="EPSG:4549", west=0.0, north=1000.0, cell_size=50.0, rows=20, columns=40)


def gauge(name: str, x: float, y: float, depths: list[float], *, step: float = 600.0) -> GaugeSeries:
    return GaugeSeries(
        name=name,
        x=x,
        y=y,
        edges=np.linspace(0.0, len(depths) * step, len(depths) + 1),
        depths=np.array(depths, dtype=np.float64),
    )


def on_cells(rain: Rainfall) -> np.ndarray:
    """Total rain of each cell [mm]."""
    assert rain.zone is not None
    return total_depth(rain)[rain.zone]


def test_uniform_rain_is_in_metres_per_second() -> None:
    rain = uniform_rainfall(36.0, duration=1800.0, start=600.0)
    assert rain.intensity[0, 0] == pytest.approx(1e-5)
    assert rain.edges.tolist() == [600.0, 2400.0]


def test_rates_and_depths_give_the_same_rain() -> None:
    time = np.array([0.0, 600.0, 1200.0])
    rates = TimeSeries(time=time, value=np.array([6.0, 12.0, 0.0]), quantity="intensity_mm_h")
    depths = TimeSeries(time=time, value=np.array([1.0, 2.0, 0.0]), quantity="depth_mm")
    for series in (rates, depths):
        edges, millimetres = series_intervals(series, time_marks="start", what="rain")
        assert edges.tolist() == [0.0, 600.0, 1200.0, 1800.0]
        assert millimetres.tolist() == [1.0, 2.0, 0.0]


def test_times_that_end_their_intervals_shift_the_rain_back() -> None:
    series = TimeSeries(time=np.array([600.0, 1200.0]), value=np.array([1.0, 2.0]), quantity="depth_mm")
    edges, _ = series_intervals(series, time_marks="end", what="rain")
    assert edges.tolist() == [0.0, 600.0, 1200.0]


def test_rain_before_the_run_is_refused() -> None:
    with pytest.raises(InputError, match="600 s before the run"):
        rainfall(np.array([-600.0, 0.0]), np.array([1.0]))


def test_gauges_before_the_run_are_not_sent_to_a_key_they_lack() -> None:
    early = GaugeSeries(name="a", x=0.0, y=0.0, edges=np.array([-600.0, 0.0]), depths=np.array([1.0]))
    with pytest.raises(InputError, match="600 s before the run; leave out the rain before it") as refused:
        gauge_rainfall([early], GRID, method="nearest")
    assert "start_h" not in str(refused.value)


def test_impossible_rate_is_taken_for_a_wrong_unit() -> None:
    with pytest.raises(InputError, match="7000 mm/h"):
        uniform_rainfall(7000.0, duration=3600.0)


def test_nearest_gauge_rules_its_side() -> None:
    rain = gauge_rainfall(
        [gauge("a", 0.0, 500.0, [6.0]), gauge("b", 2000.0, 500.0, [12.0])], GRID, method="nearest"
    )
    cells = on_cells(rain)
    np.testing.assert_allclose(cells[:, :20], 6.0)
    np.testing.assert_allclose(cells[:, 20:], 12.0)


def test_equal_gauges_give_equal_rain_everywhere() -> None:
    gauges = [gauge("a", 100.0, 100.0, [3.0, 1.0]), gauge("b", 1500.0, 800.0, [3.0, 1.0])]
    cells = on_cells(gauge_rainfall(gauges, GRID, method="inverse-distance", block=100.0))
    np.testing.assert_allclose(cells, 4.0, rtol=1e-12)


def test_inverse_square_distance_weighs_the_gauges() -> None:
    # One block, centre (1000, 500): distances 1 and 2, weights 4 : 1.
    gauges = [gauge("a", 1000.0, 600.0, [5.0]), gauge("b", 1000.0, 300.0, [10.0])]
    one = Grid(crs="EPSG:4549", west=950.0, north=550.0, cell_size=100.0, rows=1, columns=1)
    assert on_cells(gauge_rainfall(gauges, one, method="inverse-distance")) == pytest.approx(6.0)


def test_gauges_with_different_intervals_keep_their_totals() -> None:
    gauges = [gauge("a", 0.0, 500.0, [6.0, 0.0, 3.0]), gauge("b", 2000.0, 500.0, [4.0, 4.0], step=900.0)]
    rain = gauge_rainfall(gauges, GRID, method="nearest")
    assert total_depth(rain).tolist() == pytest.approx([9.0, 8.0])


SILENT = float("nan")


def test_silence_after_the_end_of_the_run_does_not_count() -> None:
    # Both gauges tell the first hour; then the second ends and the first is silent for an hour.
    first = gauge("a", 0.0, 500.0, [1.0, 2.0, SILENT, 4.0], step=3600.0)
    second = gauge("b", 2000.0, 500.0, [3.0], step=3600.0)
    with pytest.raises(InputError, match="no gauge tells the rain from 2 to 3 h"):
        gauge_rainfall([first, second], GRID, method="nearest")
    rain = gauge_rainfall([first, second], GRID, method="nearest", end=5400.0)
    assert rain.carried == (("b", 1800.0),)
    assert rain.edges[-1] == 5400.0
    assert total_depth(rain)[0] == pytest.approx(2.0)


def test_missing_values_of_a_grid_after_the_end_of_the_run_do_not_count() -> None:
    values = np.array([1.0, 2.0, SILENT])[:, None, None] * np.ones((3, 1, 2))
    rain = RainGrid(
        edges=np.linspace(0.0, 10800.0, 4), intensity=values, x=np.array([500.0, 1500.0]), y=np.array([500.0])
    )
    place = Grid(crs=GRID.crs, west=0.0, north=1000.0, cell_size=100.0, rows=10, columns=20)
    with pytest.raises(InputError, match="time number 3"):
        gridded_rainfall(rain, place)
    assert gridded_rainfall(rain, place, end=7200.0).edges.tolist() == [0.0, 3600.0, 7200.0]


@pytest.mark.parametrize("method", ["nearest", "inverse-distance", "kriging"])
def test_others_carry_a_gauge_that_is_silent_and_it_is_said(method: str) -> None:
    gauges = [
        gauge("a", 100.0, 500.0, [6.0, SILENT, 6.0]),
        gauge("b", 900.0, 500.0, [6.0, 2.0, 6.0]),
        gauge("c", 1900.0, 500.0, [6.0]),
    ]
    rain = gauge_rainfall(gauges, GRID, method=method, block=100.0, variogram=Variogram(reach=2000.0))
    np.testing.assert_allclose(on_cells(rain), 14.0, rtol=1e-9)
    assert rain.carried == (("a", 600.0), ("c", 1200.0))


def test_the_nearest_that_tells_stands_for_the_silent() -> None:
    # In the second interval a is silent: b (at 900 m) takes its cells, c (at 1900 m) keeps its own.
    gauges = [
        gauge("a", 100.0, 500.0, [1.0, SILENT]),
        gauge("b", 900.0, 500.0, [2.0, 20.0]),
        gauge("c", 1900.0, 500.0, [3.0, 30.0]),
    ]
    cells = on_cells(gauge_rainfall(gauges, GRID, method="nearest"))[10]
    # Columns of 50 m; the sides change over at 500 m and 1400 m.
    np.testing.assert_allclose(cells, [21.0] * 10 + [22.0] * 18 + [33.0] * 12)


def test_a_time_of_which_no_gauge_tells_is_refused() -> None:
    gauges = [gauge("a", 0.0, 500.0, [6.0, SILENT, 3.0]), gauge("b", 2000.0, 500.0, [4.0])]
    with pytest.raises(InputError, match=r"no gauge tells the rain from 0\.166667 to 0\.333333 h"):
        gauge_rainfall(gauges, GRID, method="inverse-distance")


def test_gauges_that_never_tell_together_fit_no_variogram() -> None:
    gauges = [gauge(str(k), 300.0 * k, 50.0 * k, [SILENT, 1.0] if k % 2 else [1.0, SILENT]) for k in range(6)]
    with pytest.raises(InputError, match="never tell at the same time"):
        gauge_rainfall(gauges, GRID, method="kriging")


@pytest.mark.parametrize("north_first", [True, False])
def test_each_cell_takes_the_rain_cell_it_lies_in(north_first: bool) -> None:
    y = np.array([750.0, 250.0])
    values = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    if not north_first:
        y, values = y[::-1], values[:, ::-1]
    rain = RainGrid(edges=np.array([0.0, 3600.0]), intensity=values, x=np.array([500.0, 1500.0]), y=y)
    cells = on_cells(gridded_rainfall(rain, GRID))
    assert (cells[0, 0], cells[0, -1], cells[-1, 0], cells[-1, -1]) == pytest.approx((1.0, 2.0, 3.0, 4.0))


def test_rain_grid_that_does_not_cover_the_domain_is_refused() -> None:
    x = np.array([250.0, 750.0])
    rain = RainGrid(edges=np.array([0.0, 60.0]), intensity=np.ones((1, 1, 2)), x=x, y=np.array([500.0]))
    with pytest.raises(InputError, match="covers x from 0 to 1000, the domain reaches from 25 to 1975"):
        gridded_rainfall(rain, GRID)


def test_a_grid_in_degrees_lies_where_it_belongs() -> None:
    # 120 E, 30 N is x = 500 000, y = 3 320 113 m in EPSG:4549; 0.1 degrees east of it are 9 653 m.
    place = Grid(crs="EPSG:4549", west=495_000.0, north=3_325_000.0, cell_size=1000.0, rows=10, columns=14)
    values = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    x, y = to_district(*np.meshgrid([120.0, 120.1], [30.05, 29.95]))
    rain = RainGrid(np.array([0.0, 3600.0]), values, x, y)
    cells = on_cells(gridded_rainfall(rain, place))
    corners = [cells[0, 0], cells[0, -1], cells[-1, 0], cells[-1, -1]]
    assert corners == pytest.approx([1.0, 2.0, 3.0, 4.0])
    # The cells of the grid change over at 120.05 E, 4 826 m east of 120 E: between columns 9 and 10.
    assert cells[0].tolist() == pytest.approx([1.0] * 10 + [2.0] * 4)


def test_missing_rain_over_the_domain_is_named_and_elsewhere_is_not() -> None:
    grid = Grid(crs="EPSG:4549", west=0.0, north=1000.0, cell_size=100.0, rows=10, columns=10)
    centres, y = np.array([500.0, 1500.0]), np.array([500.0])
    away = RainGrid(np.array([0.0, 3600.0]), np.array([[[1.0, np.nan]]]), centres, y)
    assert on_cells(gridded_rainfall(away, grid)) == pytest.approx(np.ones((10, 10)))
    over = RainGrid(np.array([0.0, 60.0]), np.array([[[np.nan, 1.0]]]), centres, y)
    with pytest.raises(InputError, match="no value at time number 1, row 1, column 1"):
        gridded_rainfall(over, grid)
