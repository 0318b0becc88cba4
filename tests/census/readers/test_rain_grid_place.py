"""Rain grids on latitudes and longitudes, in other CRS, accumulated and packed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from census.coordinates import to_degrees, to_district
from census.errors import InputError
from census.grid import Grid
from census.readers.rain_grid import read_rain_grid
from models.waterlogging.rainfall import gridded_rainfall
from tests.models.waterlogging.strategies import total_depth

EAST, NORTH = (float(k) for k in to_district(120.15, 30.32))
GRID = Grid(crs="EPSG:4549", west=EAST, north=NORTH, cell_size=100.0, rows=30, columns=40)
"""4 km x 3 km south-east of 120.15 E, 30.32 N."""

LON = np.linspace(120.0, 120.39, 40)
LAT = np.linspace(30.1, 30.49, 40)
HOURS = np.array([0.0, 1.0, 2.0])


def codes(rows: int, columns: int) -> NDArray[np.float64]:
    """A number of its own for each cell, the same at all times."""
    return np.repeat(np.arange(float(rows * columns)).reshape(1, rows, columns), HOURS.size, axis=0) / 100.0


def dataset(values: NDArray[np.float64], lat: NDArray[np.float64], lon: NDArray[np.float64]) -> xr.Dataset:
    return xr.Dataset(
        {"rain": (("time", "lat", "lon"), values, {"units": "mm/h"})},
        coords={
            "time": ("time", HOURS, {"units": "hours"}),
            "lat": ("lat", lat, {"units": "degrees_north"}),
            "lon": ("lon", lon, {"units": "degrees_east"}),
        },
    )


def on_cells(path: Path, **keys: Any) -> NDArray[np.float64]:
    """Rain of the first hour on each cell of the domain [mm]."""
    rain = gridded_rainfall(read_rain_grid(path, variable="rain", grid=GRID, **keys), GRID)
    assert rain.zone is not None
    return np.asarray(rain.intensity[0] * 3.6e6)[rain.zone]


def expected() -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Code of the degree box each cell lies in, and where it is not within a metre or so of another box."""
    x, y = np.meshgrid(GRID.x, GRID.y)
    lon, lat = to_degrees(x, y)
    column, row = (lon - LON[0]) / 0.01, (lat - LAT[0]) / 0.01
    code = (np.round(row) * LON.size + np.round(column)) / 100.0
    clear = np.maximum(np.abs(row - np.round(row)), np.abs(column - np.round(column))) < 0.49
    return code, clear


@pytest.mark.parametrize("north_first", [True, False])
@pytest.mark.parametrize("dims", [("time", "lat", "lon"), ("lon", "time", "lat")])
def test_degrees_reach_the_cells_that_lie_in_them(
    tmp_path: Path, north_first: bool, dims: tuple[str, ...]
) -> None:
    lat, values = LAT, codes(LAT.size, LON.size)
    if north_first:
        lat, values = lat[::-1], values[:, ::-1]
    dataset(values, lat, LON).transpose(*dims).to_netcdf(tmp_path / "r.nc")
    found = on_cells(tmp_path / "r.nc")
    code, clear = expected()
    assert clear.mean() > 0.9 and np.unique(code).size > 9
    np.testing.assert_allclose(found[clear], code[clear], rtol=1e-9)


def test_only_what_lies_over_the_domain_is_read(tmp_path: Path) -> None:
    dataset(codes(LAT.size, LON.size), LAT, LON).to_netcdf(tmp_path / "r.nc")
    rain = read_rain_grid(tmp_path / "r.nc", variable="rain", grid=GRID)
    assert rain.intensity[0].size < 100 < LAT.size * LON.size


def test_two_dimensional_latitudes_serve_grids_askew(tmp_path: Path) -> None:
    # A grid of 500 m turned by 30 degrees about the north-western corner of the domain.
    a, b = np.meshgrid(np.arange(-20.0, 21.0), np.arange(-20.0, 21.0))
    cos, sin = np.cos(np.pi / 6.0), np.sin(np.pi / 6.0)
    east, north = EAST + 500.0 * (cos * a - sin * b), NORTH + 500.0 * (sin * a + cos * b)
    lon, lat = to_degrees(east, north)
    values = codes(41, 41)
    xr.Dataset(
        {"rain": (("time", "j", "i"), values, {"units": "mm/h"})},
        coords={
            "time": ("time", HOURS, {"units": "hours"}),
            "lat": (("j", "i"), lat, {"units": "degrees_north"}),
            "lon": (("j", "i"), lon, {"units": "degrees_east"}),
        },
    ).to_netcdf(tmp_path / "r.nc")
    x, y = np.meshgrid(GRID.x - EAST, GRID.y - NORTH)
    u, v = (cos * x + sin * y) / 500.0, (-sin * x + cos * y) / 500.0
    code = ((np.round(v) + 20) * 41 + np.round(u) + 20) / 100.0
    clear = np.maximum(np.abs(u - np.round(u)), np.abs(v - np.round(v))) < 0.499
    np.testing.assert_allclose(on_cells(tmp_path / "r.nc")[clear], code[clear], rtol=1e-9)


def projected(path: Path, *, crs: str | None, shift: float = 0.0) -> Path:
    """The rain of a column each on x and y in EPSG:4547, 6 degrees to the west in the same system."""
    from pyproj import CRS, Transformer

    x, y = Transformer.from_crs("EPSG:4549", "EPSG:4547", always_xy=True).transform(EAST, NORTH)
    columns, rows = np.arange(x - 3000.0, x + 8000.0, 500.0), np.arange(y - 6000.0, y + 3000.0, 500.0)
    values = np.broadcast_to(np.arange(float(columns.size)), (HOURS.size, rows.size, columns.size))
    rain = xr.Dataset(
        {"rain": (("time", "y", "x"), values, {"units": "mm/h"})},
        coords={
            "time": ("time", HOURS, {"units": "hours"}),
            "y": ("y", (rows + shift) / 1000.0, {"units": "km"}),
            "x": ("x", columns / 1000.0, {"units": "km"}),
        },
    )
    if crs is not None:
        rain["rain"].attrs["grid_mapping"] = "crs"
        rain["crs"] = xr.DataArray(0, attrs={"crs_wkt": CRS.from_user_input(crs).to_wkt()})
    rain.to_netcdf(path)
    return path


@pytest.mark.parametrize(("own", "stated"), [("EPSG:4547", None), (None, "EPSG:4547")])
def test_another_projection_is_told_by_the_file_or_by_the_scenario(
    tmp_path: Path, own: str | None, stated: str | None
) -> None:
    found = on_cells(projected(tmp_path / "r.nc", crs=own), crs=stated)
    # The north-western cell lies 50 m, a tenth of a cell, past a centre of column 6; 4 km are 8 columns.
    assert found[0, 0] == pytest.approx(6.0)
    assert abs(found[0, -1] - found[0, 0] - 8.0) <= 1.0


def test_two_crs_for_one_grid_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"carries a CRS of its own, another than rain\.crs = 'EPSG:32651'"):
        on_cells(projected(tmp_path / "r.nc", crs="EPSG:4547"), crs="EPSG:32651")
    with pytest.raises(InputError, match='"EPSG:999999" is no coordinate reference system'):
        on_cells(projected(tmp_path / "q.nc", crs=None), crs="EPSG:999999")


def test_a_grid_somewhere_else_is_refused(tmp_path: Path) -> None:
    dataset(codes(10, 10), LAT[:10] + 10.0, LON[:10] - 4.0).to_netcdf(tmp_path / "r.nc")
    with pytest.raises(InputError, match="no rain cell lies near the domain; the cells span x 116"):
        on_cells(tmp_path / "r.nc")


def test_a_grid_that_ends_within_the_domain_is_refused(tmp_path: Path) -> None:
    near = LON < 120.17
    dataset(codes(LAT.size, int(near.sum())), LAT, LON[near]).to_netcdf(tmp_path / "r.nc")
    with pytest.raises(InputError, match="the rain grid does not reach the cell at"):
        on_cells(tmp_path / "r.nc")


def test_missing_rain_is_refused_over_the_domain_only(tmp_path: Path) -> None:
    values = codes(LAT.size, LON.size)
    values[:, 0, 0] = np.nan
    dataset(values, LAT, LON).to_netcdf(tmp_path / "r.nc")
    on_cells(tmp_path / "r.nc")
    row, column = 21, 16  # 30.31 N, 120.16 E
    values[1, row, column] = np.nan
    dataset(values, LAT, LON).to_netcdf(tmp_path / "q.nc")
    with pytest.raises(InputError, match="no value at time number 2, row 22, column 17"):
        on_cells(tmp_path / "q.nc")


def packed(path: Path, depth: list[float], *, units: str) -> Path:
    """An accumulated depth in 16 bits, as converted from GRIB."""
    with netCDF4.Dataset(str(path), "w") as out:
        for name, values, unit in (
            ("time", np.arange(len(depth)), "hours since 2021-07-30 00:00:00"),
            ("latitude", LAT[::-1], "degrees_north"),
            ("longitude", LON, "degrees_east"),
        ):
            out.createDimension(name, len(values))
            axis = out.createVariable(name, "f8", (name,))
            axis[:], axis.units = values, unit
        rain = out.createVariable("rain", "i2", ("time", "latitude", "longitude"), fill_value=-32767)
        rain.units, rain.scale_factor, rain.add_offset = units, 1e-5, 0.1
        rain[:] = np.broadcast_to(np.array(depth)[:, None, None], (len(depth), LAT.size, LON.size))
    return path


@pytest.mark.parametrize(("units", "factor"), [("m", 1000.0), ("kg m**-2", 1.0)])
def test_accumulated_depths_become_the_rain_between_their_times(
    tmp_path: Path, units: str, factor: float
) -> None:
    path = packed(tmp_path / "r.nc", [0.01, 0.015, 0.015, 0.045], units=units)
    rain = read_rain_grid(
        path, variable="rain", grid=GRID, accumulated=True, start=datetime(2021, 7, 30, tzinfo=UTC)
    )
    assert rain.edges.tolist() == [0.0, 3600.0, 7200.0, 10800.0]
    # A packed value is good to half of 1e-5.
    np.testing.assert_allclose(
        rain.intensity[:, 0, 0], factor * np.array([0.005, 0.0, 0.03]), atol=1e-5 * factor
    )
    total = total_depth(gridded_rainfall(rain, GRID))
    np.testing.assert_allclose(total, factor * 0.035, atol=2e-5 * factor)


def test_an_accumulated_depth_that_falls_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "r.nc", [0.0, 0.02, 0.001], units="m")
    with pytest.raises(InputError, match=r"falls from 20 to 1 mm at time number 3, row \d+, column \d+"):
        read_rain_grid(
            path, variable="rain", grid=GRID, accumulated=True, start=datetime(2021, 7, 30, tzinfo=UTC)
        )


def test_bounds_of_time_go_before_marks(tmp_path: Path) -> None:
    rain = dataset(codes(LAT.size, LON.size), LAT, LON)
    rain["time"].attrs["bounds"] = "time_bnds"
    rain["time_bnds"] = (("time", "nv"), np.column_stack([HOURS - 0.5, HOURS + 0.5]) + 0.5)
    rain.to_netcdf(tmp_path / "r.nc")
    edges = read_rain_grid(tmp_path / "r.nc", variable="rain", time_marks="end").edges
    assert edges.tolist() == [0.0, 3600.0, 7200.0, 10800.0]
    rain["time_bnds"][1, 0] = 1.2
    rain.to_netcdf(tmp_path / "q.nc")
    with pytest.raises(
        InputError, match="interval of time number 2 does not begin where the one before ends"
    ):
        read_rain_grid(tmp_path / "q.nc", variable="rain")


def test_dimensions_that_are_no_rain_grid_are_named(tmp_path: Path) -> None:
    xr.Dataset({"rain": (("time", "station"), np.ones((3, 4)), {"units": "mm"})}).to_netcdf(tmp_path / "r.nc")
    with pytest.raises(InputError, match="has the dimensions time, station; time, y, x"):
        read_rain_grid(tmp_path / "r.nc", variable="rain")
