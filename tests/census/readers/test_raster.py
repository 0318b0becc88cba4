"""Rasters as people have them, good and bad."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from census.errors import InputError
from census.readers.raster import read_codes, read_raster

NORTH_UP = Affine(5.0, 0.0, 500_000.0, 0.0, -5.0, 3_350_000.0)


def write(path: Path, values: Any, *, crs: str | None = "EPSG:4549", transform: Affine = NORTH_UP) -> Path:
    """Write a small GeoTIFF whose nodata is -9999."""
    array = np.asarray(values)
    profile = {"driver": "GTiff", "height": array.shape[0], "width": array.shape[1], "count": 1}
    with rasterio.open(
        path, "w", dtype=array.dtype, nodata=-9999.0, crs=crs, transform=transform, **profile
    ) as target:
        target.write(array, 1)
    return path


def write_ascii(path: Path, *, cell_size: str = "2.0", row: str = "1 2 -9999") -> Path:
    corner = "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\n"
    path.write_text(f"{corner}cellsize {cell_size}\nNODATA_value -9999\n{row}\n4 5 6\n")
    return path


def test_geotiff_has_nodata_as_nan_and_row_0_in_the_north(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", np.array([[1.0, -9999.0], [3.0, 4.0]], dtype=np.float32))
    values, grid = read_raster(path)
    assert values.dtype == np.float32
    np.testing.assert_array_equal(values, np.array([[1.0, np.nan], [3.0, 4.0]], dtype=np.float32))
    assert (grid.crs, grid.west, grid.north, grid.cell_size) == ("EPSG:4549", 500_000.0, 3_350_000.0, 5.0)


def test_south_up_raster_is_turned(tmp_path: Path) -> None:
    south_up = Affine(5.0, 0.0, 500_000.0, 0.0, 5.0, 3_349_990.0)
    path = write(
        tmp_path / "dem.tif", np.array([[3.0, 4.0], [1.0, 2.0]], dtype=np.float32), transform=south_up
    )
    values, grid = read_raster(path)
    assert values[0].tolist() == [1.0, 2.0]
    assert grid.north == 3_350_000.0


def test_whole_number_elevations_lose_their_nodata_too(tmp_path: Path) -> None:
    values, _ = read_raster(write(tmp_path / "dem.tif", np.array([[1, -9999]], dtype=np.int16)))
    assert values[0, 0] == 1.0
    assert np.isnan(values[0, 1])


def test_arc_ascii_takes_the_crs_of_the_scenario(tmp_path: Path) -> None:
    values, grid = read_raster(write_ascii(tmp_path / "dem.asc"), crs="EPSG:32756")
    assert np.isnan(values[0, 2])
    assert grid.bounds == (100.0, 200.0, 106.0, 204.0)
    assert grid.crs == "EPSG:32756"


def test_missing_crs_names_the_file_and_the_key(tmp_path: Path) -> None:
    path = write_ascii(tmp_path / "dem.asc")
    with pytest.raises(InputError, match=r'dem\.asc carries no coordinate.*domain\.crs = "EPSG:'):
        read_raster(path, crs_key="domain.crs")


def test_a_crs_that_contradicts_the_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", np.ones((2, 2), dtype=np.float32))
    with pytest.raises(InputError, match=r"EPSG:4549.*EPSG:32756"):
        read_raster(path, crs="EPSG:32756")


def test_a_crs_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="EPSG:99999999"):
        read_raster(write_ascii(tmp_path / "dem.asc"), crs="EPSG:99999999")


def test_degrees_are_refused(tmp_path: Path) -> None:
    degrees = Affine(1e-3, 0.0, 120.0, 0.0, -1e-3, 30.0)
    path = write(tmp_path / "dem.tif", np.ones((2, 2), dtype=np.float32), crs="EPSG:4326", transform=degrees)
    with pytest.raises(InputError, match="not in metres"):
        read_raster(path)


def test_missing_file_offers_the_nearest_names(tmp_path: Path) -> None:
    write_ascii(tmp_path / "terrain.asc")
    with pytest.raises(InputError, match=r"no file .*terain\.asc; did you mean terrain\.asc\?"):
        read_raster(tmp_path / "terain.asc")


def test_missing_folder_offers_the_nearest_folder(tmp_path: Path) -> None:
    (tmp_path / "merewether").mkdir()
    with pytest.raises(InputError, match="holds no folder 'merewethr'; did you mean merewether"):
        read_raster(tmp_path / "merewethr" / "dem.asc")


def test_raster_without_a_value_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", np.full((2, 2), -9999.0, dtype=np.float32))
    with pytest.raises(InputError, match=r"every cell of .*dem\.tif is nodata .*-9999"):
        read_raster(path)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_geotiff_is_refused(tmp_path: Path, share: float) -> None:
    random = np.random.default_rng(1).normal(size=(200, 200)).astype(np.float32)
    path = write(tmp_path / "dem.tif", random)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(InputError, match=r"dem\.tif cannot be read as a GTiff raster; the file is damaged"):
        read_raster(path)


def test_truncated_ascii_is_refused(tmp_path: Path) -> None:
    path = write_ascii(tmp_path / "dem.asc")
    path.write_text(path.read_text()[:-8])
    with pytest.raises(InputError, match="damaged or cut short"):
        read_raster(path, crs="EPSG:4549")


def test_a_file_that_is_no_raster_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").write_text("not a raster at all\n")
    with pytest.raises(InputError, match="neither a GeoTIFF, an Arc ASCII grid"):
        read_raster(tmp_path / "dem.tif")


def test_rotated_raster_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "dem.tif", np.ones((2, 2), dtype=np.float32), transform=NORTH_UP @ Affine.rotation(5.0)
    )
    with pytest.raises(InputError, match="rotated"):
        read_raster(path)


def test_oblong_cells_are_refused(tmp_path: Path) -> None:
    oblong = Affine(5.0, 0.0, 500_000.0, 0.0, -4.0, 3_350_000.0)
    path = write(tmp_path / "dem.tif", np.ones((2, 2), dtype=np.float32), transform=oblong)
    with pytest.raises(InputError, match="5 x 4; square cells are needed"):
        read_raster(path)


def test_infinite_value_is_named_by_row_and_column(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", np.array([[1.0, 2.0], [np.inf, 4.0]], dtype=np.float32))
    with pytest.raises(InputError, match="row 2, column 1"):
        read_raster(path)


def test_class_codes_must_be_whole_numbers(tmp_path: Path) -> None:
    codes, _ = read_codes(write(tmp_path / "classes.tif", np.array([[1, 2], [-9999, 8]], dtype=np.int16)))
    assert codes.tolist() == [[1, 2], [-1, 8]]
    broken = write(tmp_path / "broken.tif", np.array([[1.5]], dtype=np.float32))
    with pytest.raises(InputError, match=r"1\.5 in row 1, column 1"):
        read_codes(broken)
