"""GeoTIFFs of fields: cloud-optimised, with CRS, unit, no data and fitting overviews."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import xarray as xr

from census.grid import Grid
from census.variables import described
from outputs.cog import write_cog


def test_values_place_and_labels_are_in_the_file(tmp_path: Path, run: xr.Dataset, grid: Grid) -> None:
    field = described(run)["maximum_depth"]
    write_cog(field, grid, tmp_path / "depth.tif")
    with rasterio.open(tmp_path / "depth.tif") as file:
        np.testing.assert_array_equal(file.read(1), run["maximum_depth"].values)
        assert file.crs.to_epsg() == 4549
        assert file.bounds == (520000.0, 3350000.0, 520050.0, 3350040.0)
        assert np.isnan(file.nodata)
        assert (file.units, file.descriptions) == (("m",), ("maximum water depth",))
        assert file.tags()["long_name_zh"] == "最大水深"
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.compression.name == "deflate"


def test_each_depth_class_is_a_band(tmp_path: Path, run: xr.Dataset, grid: Grid) -> None:
    write_cog(described(run)["duration_above_depth"], grid, tmp_path / "duration.tif")
    with rasterio.open(tmp_path / "duration.tif") as file:
        assert file.descriptions == tuple(f"duration above depth {d} m" for d in (0.15, 0.3, 0.5))
        assert file.read(1)[1, 2] == 5000.0


@pytest.mark.parametrize(("units", "expected"), [("m", 0.3), ("s", 0.0)])
def test_overviews_average_depths_but_not_times(tmp_path: Path, units: str, expected: float) -> None:
    # Blocks of 2 x 2: 0, 0 over 0.6, 0.6. Their mean is 0.3; the nearest cell has one of the two.
    grid = Grid("EPSG:4549", 0.0, 600.0, 1.0, 600, 600)
    values = np.zeros((600, 600), dtype=np.float32)
    values[1::2] = 0.6
    write_cog(xr.DataArray(values, dims=("y", "x"), attrs={"units": units}), grid, tmp_path / "f.tif")
    with rasterio.open(tmp_path / "f.tif") as file:
        assert file.overviews(1) == [2, 4]
    with rasterio.open(tmp_path / "f.tif", overview_level=0) as half:
        if units == "m":
            np.testing.assert_allclose(half.read(1), expected, rtol=1e-6)
        else:
            assert set(np.unique(half.read(1))) <= {np.float32(0.0), np.float32(0.6)}


def test_a_field_of_another_shape_is_refused(tmp_path: Path, run: xr.Dataset) -> None:
    with pytest.raises(ValueError, match=r"shape \(4, 5\); the grid has \(5, 5\)"):
        write_cog(run["bed"], Grid("EPSG:4549", 0.0, 0.0, 1.0, 5, 5), tmp_path / "f.tif")
