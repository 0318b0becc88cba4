"""The file of fields: CF-1.11, compressed, with its CRS, and back as it was."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from census.grid import Grid
from census.variables import COORDINATES, FIELDS
from outputs.fields import grid_of, open_fields, write_fields

BEIJING = dt.timezone(dt.timedelta(hours=8))
PRIORITIES = ("high_priorities", "medium_priorities", "low_priorities")
START = dt.datetime(2021, 7, 30, 14, 0, tzinfo=BEIJING)


@pytest.mark.parametrize("start", [None, START])
def test_a_file_reads_back_as_it_was_written(
    tmp_path: Path, run: xr.Dataset, start: dt.datetime | None
) -> None:
    write_fields(run, tmp_path / "fields.nc", start=start)
    with open_fields(tmp_path / "fields.nc") as back:
        for name in run.data_vars:
            assert back[name].dims == run[name].dims
            assert back[name].dtype == run[name].dtype
            np.testing.assert_array_equal(back[name].values, run[name].values, err_msg=str(name))
        np.testing.assert_array_equal(back["time"].values, [0.0, 3600.0])
        assert float(back["ledger"].sel(ledger_term="rain")) == 190.0
        assert back["depth_class"].values.tolist() == [0.15, 0.30, 0.50]


def test_writing_leaves_the_dataset_as_it_was(tmp_path: Path, run: xr.Dataset) -> None:
    before = run.copy(deep=True)
    write_fields(run, tmp_path / "fields.nc", start=START)
    xr.testing.assert_identical(run, before)
    assert run["depth"].attrs == {}


def test_the_file_says_where_it_lies_and_what_it_holds(tmp_path: Path, run: xr.Dataset, grid: Grid) -> None:
    write_fields(run, tmp_path / "fields.nc", attributes={"title": "Burst", "history": "made by a test"})
    with netCDF4.Dataset(tmp_path / "fields.nc") as file:
        assert (file.Conventions, file.title, file.history, file.steps) == (
            "CF-1.11",
            "Burst",
            "made by a test",
            10,
        )
        assert {"institution", "source", "references", "comment"} <= set(file.ncattrs())
        assert all(name in file.references for name in ("Bates", "de Almeida", "Sridharan"))
        depth = file["maximum_depth"]
        assert (depth.units, depth.standard_name, depth.grid_mapping) == (
            "m",
            "flood_water_thickness",
            "spatial_ref",
        )
        assert (depth.dtype, np.isnan(depth._FillValue)) == (np.dtype("float32"), True)
        assert {key: depth.filters()[key] for key in ("zlib", "complevel", "shuffle")} == {
            "zlib": True,
            "complevel": 1,
            "shuffle": True,
        }
        assert file["spatial_ref"].grid_mapping_name == "transverse_mercator"
        assert file["spatial_ref"].longitude_of_central_meridian == 120.0
        assert float(file["arrival_depth"][...]) == 0.15
    with open_fields(tmp_path / "fields.nc") as back:
        assert grid_of(back) == grid


def test_a_dated_file_opens_with_wall_clock_times(tmp_path: Path, run: xr.Dataset) -> None:
    write_fields(run, tmp_path / "fields.nc", start=START)
    with xr.open_dataset(tmp_path / "fields.nc") as back:
        # 14:00 in Beijing is 06:00 UTC.
        assert str(back["time"].values[1])[:19] == "2021-07-30T07:00:00"


def test_a_field_nobody_registered_is_not_written(tmp_path: Path, run: xr.Dataset) -> None:
    with pytest.raises(ValueError, match=r"'mystery' is not in census/variables\.py"):
        write_fields(run.assign(mystery=run["bed"]), tmp_path / "fields.nc")
    with pytest.raises(ValueError, match="spatial_ref"):
        write_fields(run.drop_vars("spatial_ref"), tmp_path / "fields.nc")


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.nc does not exist"):
        open_fields(tmp_path / "none.nc")
    (tmp_path / "half.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(InputError, match=r"half\.nc cannot be read"):
        open_fields(tmp_path / "half.nc")


def with_every_field(run: xr.Dataset) -> xr.Dataset:
    """The run with two entries of everything that sewers, canals and pumps may add to it."""
    out = run
    for name, variable in FIELDS.items():
        if name in run:
            continue
        for dim in variable.dims:
            if dim not in out.coords:
                coordinate = COORDINATES[dim]
                texts = coordinate.unit == ""
                numbers = [0.0, coordinate.valid_max or 60.0]
                out = out.assign_coords({dim: (dim, ["one", "two"] if texts else numbers)})
        shape = tuple(out.sizes[dim] for dim in variable.dims)
        out = out.assign({name: (variable.dims, np.zeros(shape, np.float32))})
    return out


@pytest.mark.parametrize("start", [None, START])
def test_the_compliance_checker_finds_no_error(
    tmp_path: Path, run: xr.Dataset, start: dt.datetime | None
) -> None:
    checker = Path(sys.executable).parent / "compliance-checker"
    if not checker.exists():
        pytest.skip("compliance-checker is not installed; `make setup` installs it")
    whole = with_every_field(run)
    assert set(whole.data_vars) == set(FIELDS)
    write_fields(whole, tmp_path / "fields.nc", start=start)
    subprocess.run(
        [
            checker,
            "-t",
            "cf:1.11",
            "-c",
            "strict",
            "-f",
            "json",
            "-o",
            tmp_path / "report",
            tmp_path / "fields.nc",
        ],
        check=False,
        capture_output=True,
        timeout=120,
    )
    report = json.loads((tmp_path / "report").read_text())["cf:1.11"]
    parts = [part for kind in PRIORITIES for part in report[kind] if part["value"][0] < part["value"][1]]
    found = [message for part in parts for message in part["msgs"]]
    # CF 7.3 lets a cell method name a standard name (time); the checker knows dimensions only.
    assert [message for message in found if "cell_methods name component time" not in message] == []
    assert report["scored_points"] > 50


def test_the_compliance_checker_would_see_a_fault(tmp_path: Path, run: xr.Dataset) -> None:
    checker = Path(sys.executable).parent / "compliance-checker"
    if not checker.exists():
        pytest.skip("compliance-checker is not installed; `make setup` installs it")
    write_fields(run, tmp_path / "fields.nc")
    with netCDF4.Dataset(tmp_path / "fields.nc", "a") as file:
        file["maximum_depth"].units = "fathoms of soup"
    done = subprocess.run(
        [checker, "-t", "cf:1.11", "-c", "strict", tmp_path / "fields.nc"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "fathoms of soup" in done.stdout
