"""Scenario fields as cloud-optimised GeoTIFFs, for desktop and web GIS."""

from __future__ import annotations

import os

import numpy as np
import rasterio
import xarray as xr
from rasterio.io import MemoryFile
from rasterio.shutil import copy
from rasterio.transform import Affine

from census.grid import Grid

TILE = 256
"""Edge of a tile [cells]."""

_CLOCK_UNITS = frozenset({"s"})


def write_cog(field: xr.DataArray, grid: Grid, path: str | os.PathLike[str]) -> None:
    """Write one field as a cloud-optimised GeoTIFF.

    Parameters
    ----------
    field
        Values, shape (rows, columns) or (bands, rows, columns); NaN is no data. Name, units
        and labels come from its attributes, the label of a band from its first coordinate.
    grid
        Where the cells lie.
    path
        File to write; one that exists is replaced.

    Raises
    ------
    ValueError
        If the shape is not the grid's.

    Notes
    -----
    Overviews of depths and speeds average the cells that have a value. Overviews of times take
    the nearest cell, since the mean of two arrival times is the arrival time of no place.
    """
    values = np.asarray(field.values, dtype=np.float32)
    bands = values[np.newaxis] if values.ndim == 2 else values
    if bands.ndim != 3 or bands.shape[1:] != grid.shape:
        raise ValueError(f"field {field.name!r} has shape {values.shape}; the grid has {grid.shape}")
    resampling = "NEAREST" if field.attrs.get("units") in _CLOCK_UNITS else "AVERAGE"
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff",
            height=grid.rows,
            width=grid.columns,
            count=len(bands),
            dtype="float32",
            crs=rasterio.crs.CRS.from_user_input(grid.crs),
            transform=Affine(*grid.transform),
            nodata=float("nan"),
        ) as target:
            target.write(bands)
            target.update_tags(**_tags(field))
            target.descriptions = _descriptions(field, len(bands))
            target.units = [str(field.attrs.get("units", ""))] * len(bands)
        # The driver makes overviews only while copying a finished file.
        with memory.open() as source:
            copy(
                source,
                path,
                driver="COG",
                COMPRESS="DEFLATE",
                LEVEL=6,
                PREDICTOR="FLOATING_POINT",
                BLOCKSIZE=TILE,
                OVERVIEW_RESAMPLING=resampling,
            )


def _tags(field: xr.DataArray) -> dict[str, str]:
    keys = ("long_name", "long_name_zh", "standard_name", "units", "comment", "comment_zh", "cell_methods")
    return {"variable": str(field.name), **{key: str(field.attrs[key]) for key in keys if key in field.attrs}}


def _descriptions(field: xr.DataArray, bands: int) -> tuple[str, ...]:
    label = str(field.attrs.get("long_name", field.name))
    if field.ndim == 2:
        return (label,)
    first = str(field.dims[0])
    if first not in field.coords:
        return tuple(f"{label} {band + 1}" for band in range(bands))
    units = field.coords[first].attrs.get("units", "")
    return tuple(f"{label} {value:g} {units}".rstrip() for value in field.coords[first].values)
