"""Rasters of the census as cloud-optimised GeoTIFF files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from census.durable import synced
from census.errors import InputError
from census.grid import Grid


def write_raster(path: Path, array: NDArray[Any], grid: Grid) -> None:
    """Write one band and bring it to the disk.

    Parameters
    ----------
    path
        The new file.
    array
        Float rasters mark missing by NaN, integer rasters by 0, shape of the grid.
    grid
        Where the cells lie.

    Raises
    ------
    ValueError
        If array and grid have different shapes.
    """
    import rasterio

    if array.shape != grid.shape:
        raise ValueError(f"raster {path.stem!r} has shape {array.shape}, its grid {grid.shape}")
    floating = np.issubdtype(array.dtype, np.floating)
    with rasterio.open(
        path,
        "w",
        driver="COG",
        height=grid.rows,
        width=grid.columns,
        count=1,
        dtype=array.dtype,
        crs=grid.crs,
        transform=Affine(*grid.transform),
        nodata=float("nan") if floating else 0,
        compress="DEFLATE",
        predictor="YES",
        level=1,
        overview_resampling="AVERAGE" if floating else "MODE",
    ) as target:
        target.write(array, 1)
    synced(path)


def read_raster(path: Path, *, crs: str) -> tuple[NDArray[Any], Grid]:
    """First band of a raster and its grid.

    Parameters
    ----------
    path
        The file.
    crs
        CRS the grid shall name.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    import rasterio

    try:
        with rasterio.open(path) as source:
            array = source.read(1)
            to_world = source.transform
    except rasterio.errors.RasterioIOError as error:
        raise InputError(f"{path}: this is not a readable GeoTIFF file ({error})") from error
    rows, columns = array.shape
    return array, Grid(crs, float(to_world.c), float(to_world.f), float(to_world.a), rows, columns)
