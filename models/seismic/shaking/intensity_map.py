"""Reading a map of intensity as a grid: GeoTIFF or NetCDF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
import xarray as xr
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from census.errors import InputError
from census.readers.files import existing_file
from models.seismic.shaking.grid import ShakingGrid

Floats = NDArray[np.float64]

WHAT = "intensity map"
GEOGRAPHIC = "EPSG:4326"
NETCDF_MARKS = (b"CDF", b"\x89HDF")
NAMES = ("intensity", "INT", "seismic_intensity", "mmi", "MMI")
"""Names of a variable that is taken for the intensity, in this order."""
AXES = (("x", "lon", "longitude", "easting"), ("y", "lat", "latitude", "northing"))


def read_intensity_grid(path: Path, *, variable: str | None = None, crs: str | None = None) -> ShakingGrid:
    """Read a grid of intensity (GB/T 17742, 1 to 12).

    Parameters
    ----------
    path
        GeoTIFF, its first band, or NetCDF with a variable over two axes.
    variable
        The variable of a NetCDF file that holds more than one.
    crs
        CRS of a file that names none; axes called longitude and latitude need none.

    Returns
    -------
    ShakingGrid
        With the one field "INT"; its scatter is stated when motion is asked of it.

    Raises
    ------
    InputError
        If the file is missing, unreadable, rotated, unevenly spaced, without CRS, or holds no intensities.
    """
    with existing_file(path, what=WHAT).open("rb") as file:
        netcdf = file.read(4).startswith(NETCDF_MARKS)
    x, y, values, found = _netcdf(path, variable) if netcdf else _geotiff(path)
    system = found or crs
    if system is None:
        raise InputError(f'{WHAT}: {path} names no CRS; give crs, e.g. "EPSG:4549"')
    try:
        CRS.from_user_input(system)
    except CRSError as error:
        raise InputError(f'{WHAT}: crs {system!r} is none; one such as "EPSG:4549" is needed') from error
    for axis, name in ((x, "x"), (y, "y")):
        if axis.size < 2 or not np.allclose(np.diff(axis), (axis[-1] - axis[0]) / (axis.size - 1), rtol=1e-3):
            raise InputError(
                f"{WHAT}: {path}: axis {name} has {axis.size} nodes; two or more, evenly apart, are needed"
            )
    if x[0] > x[-1]:
        x, values = x[::-1], values[:, ::-1]
    if y[0] > y[-1]:
        y, values = y[::-1], values[::-1]
    _check(values, path)
    return ShakingGrid(system, x, y, {"INT": values}, {"INT": "1"}, {}, WHAT)


def _geotiff(path: Path) -> tuple[Floats, Floats, Floats, str | None]:
    """Axes of the cells' middles, values and CRS."""
    try:
        source = rasterio.open(path, driver="GTiff")
    except rasterio.errors.RasterioIOError as error:
        raise InputError(f"{WHAT}: {path} is neither GeoTIFF nor NetCDF ({error})") from error
    with source:
        to = source.transform
        if to.b != 0.0 or to.d != 0.0:
            raise InputError(f"{WHAT}: {path} is rotated; rows and columns along the axes are needed")
        try:
            values = source.read(1, masked=True).astype(np.float64).filled(np.nan)
        except rasterio.errors.RasterioIOError as error:
            raise InputError(f"{WHAT}: {path} cannot be read to its end ({error})") from error
        x = to.c + to.a * (np.arange(source.width) + 0.5)
        y = to.f + to.e * (np.arange(source.height) + 0.5)
        return x, y, values, source.crs.to_string() if source.crs else None


def _netcdf(path: Path, variable: str | None) -> tuple[Floats, Floats, Floats, str | None]:
    """Axes, values and CRS."""
    try:
        with xr.open_dataset(path, engine="netcdf4") as data:
            data.load()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{WHAT}: {path} cannot be read as NetCDF ({error})") from error
    flat = [str(name) for name, held in data.data_vars.items() if held.ndim == 2]
    known = [name for name in NAMES if name in flat]
    chosen = (known or flat)[0] if known or len(flat) == 1 else None
    name = chosen if variable is None else variable
    if name is None or name not in flat:
        raise InputError(
            f"{WHAT}: {path} holds the variables {', '.join(flat) or 'none'} over two axes; variable is "
            f"{variable!r}, one of them is needed"
        )
    field = data[name]
    axes = [next((axis for axis in known if axis in field.dims), None) for known in AXES]
    if axes[0] is None or axes[1] is None or not {axes[0], axes[1]} <= set(field.coords):
        raise InputError(
            f"{WHAT}: {path}: {name} has the axes {', '.join(map(str, field.dims))}; "
            "x, y or lon, lat are needed"
        )
    values = field.transpose(axes[1], axes[0]).to_numpy().astype(np.float64)
    system = _system(data, field)
    if system is None and axes[0] in ("lon", "longitude"):
        system = GEOGRAPHIC
    across, up = (data[axis].to_numpy().astype(np.float64) for axis in (axes[0], axes[1]))
    return across, up, values, system


def _system(data: xr.Dataset, field: xr.DataArray) -> str | None:
    """CRS by the conventions of CF, as text."""
    mapping = field.attrs.get("grid_mapping", field.encoding.get("grid_mapping"))
    if mapping is None or mapping not in data:
        return None
    held = data[mapping].attrs
    text = held.get("crs_wkt", held.get("spatial_ref"))
    return str(text) if text else None


def _check(values: Floats, path: Path) -> None:
    """Refuse a map without values or with what is no intensity."""
    there = np.isfinite(values)
    if not there.any():
        raise InputError(f"{WHAT}: {path} holds no value; intensities from 1 to 12 are needed")
    wrong = there & ((values < 0.0) | (values > 12.0)) | np.isinf(values)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{WHAT}: {path} holds {values[row, column]:g} ({int(wrong.sum())} such cells); intensities from "
            "1 to 12 are needed"
        )
