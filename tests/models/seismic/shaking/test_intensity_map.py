"""Reading maps of intensity: GeoTIFF and NetCDF give the same, and what is none is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import xarray as xr
from affine import Affine

from census.errors import InputError
from models.seismic.shaking import read_intensity_grid

# Row 0 north: middles of cells at x 50, 150, 250, y 150, 50.
VALUES = np.array([[6.0, 7.0, 8.0], [6.0, 6.0, np.nan]])


def geotiff(folder: Path, values: np.ndarray = VALUES, crs: str | None = "EPSG:4549") -> Path:
    path = folder / "map.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=3, height=2, count=1, dtype="float32", crs=crs, nodata=-9999.0,
        transform=Affine(100.0, 0.0, 0.0, 0.0, -100.0, 200.0),
    ) as file:  # fmt: skip
        file.write(np.where(np.isnan(values), -9999.0, values).astype(np.float32), 1)
    return path


def netcdf(folder: Path, name: str = "intensity") -> Path:
    path = folder / "map.nc"
    axes = {"y": [150.0, 50.0], "x": [50.0, 150.0, 250.0]}
    xr.Dataset({name: (("y", "x"), VALUES)}, coords=axes).to_netcdf(path)
    return path


@pytest.mark.parametrize("kind", ["geotiff", "netcdf"])
def test_intensity_lies_between_its_nodes_and_next_to_a_gap_is_the_nearest(tmp_path: Path, kind: str) -> None:
    path = geotiff(tmp_path) if kind == "geotiff" else netcdf(tmp_path)
    grid = read_intensity_grid(path, crs="EPSG:4549")
    motion = grid.motion_at([100.0, 200.0, 160.0], [150.0, 150.0, 60.0], ["INT"], "EPSG:4549")
    np.testing.assert_allclose(motion.median[0], [6.5, 7.5, 6.0])
    # The stated scatter is half a degree.
    np.testing.assert_allclose(np.hypot(motion.between, motion.within), 0.5)
    assert motion.unverified == ("between_share", "intensity_sigma")
    stated = grid.motion_at([100.0], [150.0], ["INT"], "EPSG:4549", intensity_sigma=0.3, between_share=0.0)
    assert stated.within[0, 0] == pytest.approx(0.3) and stated.unverified == ()


def test_a_site_in_a_gap_and_a_measure_of_no_map_are_named(tmp_path: Path) -> None:
    grid = read_intensity_grid(geotiff(tmp_path))
    with pytest.raises(InputError, match="INT has no value at site 1"):
        grid.motion_at([250.0], [50.0], ["INT"], "EPSG:4549")
    with pytest.raises(InputError, match="gives no 'PGA'; it gives INT"):
        grid.motion_at([100.0], [150.0], ["PGA"], "EPSG:4549")


def test_what_is_no_map_of_intensity_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="names no CRS"):
        read_intensity_grid(netcdf(tmp_path))
    with pytest.raises(InputError, match="crs 'EPSG:0' is none"):
        read_intensity_grid(netcdf(tmp_path), crs="EPSG:0")
    with pytest.raises(InputError, match=r"holds the variables intensity .* variable is 'pga'"):
        read_intensity_grid(netcdf(tmp_path), variable="pga", crs="EPSG:4549")
    with pytest.raises(InputError, match=r"holds 70 \(1 such cells\); intensities from 1"):
        read_intensity_grid(geotiff(tmp_path, np.where(VALUES == 7.0, 70.0, VALUES)))
    with pytest.raises(InputError, match="holds no value"):
        read_intensity_grid(geotiff(tmp_path, np.full_like(VALUES, np.nan)))
    text = tmp_path / "map.txt"
    text.write_text("intensity 7", encoding="utf-8")
    with pytest.raises(InputError, match="is neither GeoTIFF nor NetCDF"):
        read_intensity_grid(text)
    with pytest.raises(InputError, match="there is no file"):
        read_intensity_grid(tmp_path / "none.tif")
