"""Rain grids from NetCDF."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from census.readers.rain_grid import read_rain_grid


def write(path: Path, values: np.ndarray, *, units: str, time_units: str = "minutes") -> Path:
    dataset = xr.Dataset(
        {"rain": (("time", "y", "x"), values, {"units": units})},
        coords={
            "time": ("time", np.array([0.0, 30.0]), {"units": time_units}),
            "y": ("y", np.array([1500.0, 500.0])),
            "x": ("x", np.array([500.0, 1500.0])),
        },
    )
    dataset.to_netcdf(path, engine="netcdf4")
    return path


@pytest.mark.parametrize(
    ("units", "factor"), [("mm/h", 1.0), ("mm h-1", 1.0), ("kg m-2 s-1", 3600.0), ("mm", 2.0)]
)
def test_rates_are_in_millimetres_per_hour_whatever_the_units(
    tmp_path: Path, units: str, factor: float
) -> None:
    values = np.arange(8.0).reshape(2, 2, 2)
    rain = read_rain_grid(write(tmp_path / "r.nc", values, units=units), variable="rain")
    np.testing.assert_allclose(rain.intensity, factor * values)
    assert rain.edges.tolist() == [0.0, 1800.0, 3600.0]


@pytest.mark.parametrize("since", ["2021-07-30 01:00:00", "2021-07-30 09:00:00 +08:00"])
def test_dates_count_from_the_start_of_the_run(tmp_path: Path, since: str) -> None:
    path = write(tmp_path / "r.nc", np.ones((2, 2, 2)), units="mm/h", time_units=f"minutes since {since}")
    start = datetime.fromisoformat("2021-07-30T08:00:00+08:00")
    edges = read_rain_grid(path, variable="rain", start=start).edges
    assert edges.tolist() == [3600.0, 5400.0, 7200.0]
    with pytest.raises(InputError, match=r"minutes since .*state scenario\.start_time"):
        read_rain_grid(path, variable="rain")


@pytest.mark.parametrize("value", [-1.0, np.inf])
def test_negative_and_endless_rain_is_named(tmp_path: Path, value: float) -> None:
    values = np.ones((2, 2, 2))
    values[1, 0, 1] = value
    with pytest.raises(InputError, match=r"rain in .*r\.nc is (-1|inf) at time number 2, row 1, column 2"):
        read_rain_grid(write(tmp_path / "r.nc", values, units="mm/h"), variable="rain")


def test_unknown_units_and_variables_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "r.nc", np.ones((2, 2, 2)), units="inches")
    with pytest.raises(InputError, match="is in 'inches'; one of mm/h"):
        read_rain_grid(path, variable="rain")
    with pytest.raises(InputError, match="no variable 'precipitation'; it holds"):
        read_rain_grid(path, variable="precipitation")


def test_a_file_that_is_no_netcdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.nc").write_text("no rain here")
    with pytest.raises(InputError, match=r"r\.nc cannot be read as NetCDF"):
        read_rain_grid(tmp_path / "r.nc", variable="rain")


def write_forecast(path: Path, sums: np.ndarray) -> Path:
    """Accumulated rain in metres on latitudes from north to south and longitudes."""
    dataset = xr.Dataset(
        {"tp": (("time", "latitude", "longitude"), sums, {"units": "m"})},
        coords={
            "time": ("time", np.array([0.0, 1.0, 2.0]), {"units": "hours"}),
            "latitude": ("latitude", np.array([30.4, 30.3])),
            "longitude": ("longitude", np.array([120.1, 120.2, 120.3])),
        },
    )
    dataset.to_netcdf(path, engine="netcdf4")
    return path


def test_sums_since_the_start_become_rates(tmp_path: Path) -> None:
    sums = np.zeros((3, 2, 3))
    sums[1], sums[2] = 0.004, 0.010
    rain = read_rain_grid(write_forecast(tmp_path / "f.nc", sums), variable="tp", accumulated=True)
    assert rain.edges.tolist() == [0.0, 3600.0, 7200.0]
    np.testing.assert_allclose(rain.intensity[:, 0, 0], [4.0, 6.0])


def test_a_sum_that_falls_is_named(tmp_path: Path) -> None:
    sums = np.zeros((3, 2, 3))
    sums[1, 1, 2] = 0.004
    with pytest.raises(InputError, match=r"falls from 4 to 0 mm at time number 3, row 2, column 3"):
        read_rain_grid(write_forecast(tmp_path / "f.nc", sums), variable="tp", accumulated=True)


def test_a_rate_cannot_be_a_sum(tmp_path: Path) -> None:
    path = write(tmp_path / "r.nc", np.ones((2, 2, 2)), units="mm/h")
    with pytest.raises(InputError, match="is in 'mm/h'; an accumulated depth in mm, kg m-2, m is needed"):
        read_rain_grid(path, variable="rain", accumulated=True)
