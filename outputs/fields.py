"""Scenario fields in and out of CF NetCDF files."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from census.errors import InputError
from census.grid import Grid
from census.variables import described

CONVENTIONS = "CF-1.11"
INSTITUTION = "fangzai (防灾), urban natural hazards suite"
CHUNK = 512
"""Greatest edge of a compressed block [cells]."""

_DEFAULTS: Mapping[str, str] = {
    "title": "Urban waterlogging scenario",
    "institution": INSTITUTION,
    "source": "two-dimensional surface flow model; attribute solver names its equations",
    "references": "Bates et al. (2010), J. Hydrol. 387, 33-45, doi:10.1016/j.jhydrol.2010.03.027; "
    "de Almeida et al. (2012), Water Resour. Res. 48, W05528, doi:10.1029/2011WR011570; "
    "Sridharan et al. (2020), Water Resour. Res. 56, e2020WR027357, doi:10.1029/2020WR027357",
    "comment": "depth, speed and duration are none on building blocks, on canals and outside the domain",
}
_ITEM = "_item"
"""Ending of the dimension along which names stand in a file."""

_UNDATED = "elapsed_time"
"""Name of the time in a file without a date: CF keeps `time` for times with a reference date."""


def write_fields(
    ds: xr.Dataset,
    path: str | os.PathLike[str],
    *,
    start: dt.datetime | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> None:
    """Write a scenario dataset as CF-1.11 NetCDF.

    Parameters
    ----------
    ds
        Dataset of scenario fields with coordinates `y`, `x` and `spatial_ref`.
    path
        File to write; one that exists is replaced.
    start
        Wall-clock time of the start of the run, with its zone. With it, `time` is a CF time
        coordinate; without it, the coordinate is called `elapsed_time` and holds seconds.
    attributes
        Global attributes (title, institution, source, history, references, comment, ...);
        they go before those of `ds`, which go before the defaults.

    Raises
    ------
    ValueError
        If a field is not in the registry or the dataset has no grid mapping.
    """
    grid_of(ds)
    out = _cf_names(_with_arrival_depth(described(ds)))
    out.attrs = _global_attributes({**ds.attrs, **(attributes or {})})
    if {"time", "series_time"} & set(out.coords):
        out = _dated(out, start) if start is not None else _undated(out)
    out["spatial_ref"].attrs = {"long_name": "coordinate reference system", **out["spatial_ref"].attrs}
    for name in out.variables:
        out[name].encoding = {}
    encoding = {str(name): _encoding(out[name]) for name in out.variables}
    out.to_netcdf(path, mode="w", format="NETCDF4", engine="netcdf4", encoding=encoding)


def open_fields(path: str | os.PathLike[str]) -> xr.Dataset:
    """Open a file of scenario fields with the names and units the models use.

    Parameters
    ----------
    path
        File written by `write_fields`.

    Returns
    -------
    xarray.Dataset
        Lazily read; `time` is in seconds from the start of the run, whatever the file says;
        `ledger` is indexed by `ledger_term`, and whatever else is told by name by its names. Close it, or
        use it in a `with` statement.

    Raises
    ------
    InputError
        If the file is not there or cannot be read.
    """
    if not Path(path).is_file():
        raise InputError(f"{path} does not exist; a NetCDF file of scenario fields is needed")
    try:
        ds = xr.open_dataset(
            path, engine="netcdf4", decode_coords="all", decode_times=False, decode_timedelta=False
        )
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a NetCDF file: {error}") from None
    items = {_item(str(name)): str(name) for name in ds.coords}
    ds = ds.swap_dims({item: name for item, name in items.items() if item in ds.dims})
    return ds.rename({_UNDATED: "time"}) if _UNDATED in ds.dims else ds


def grid_of(ds: xr.Dataset) -> Grid:
    """The grid a dataset stands on, from its `spatial_ref`.

    Parameters
    ----------
    ds
        Dataset with the coordinates of `Grid.coordinates`.

    Raises
    ------
    ValueError
        If there is no `spatial_ref` with a `crs_wkt` and a `GeoTransform`.
    """
    from pyproj import CRS

    mapping = ds["spatial_ref"].attrs if "spatial_ref" in ds.variables else {}
    if not {"crs_wkt", "GeoTransform"} <= set(mapping):
        raise ValueError("the dataset has no spatial_ref with crs_wkt and GeoTransform; see Grid.coordinates")
    west, cell_size, _, north, _, _ = (float(part) for part in str(mapping["GeoTransform"]).split())
    crs = CRS.from_wkt(str(mapping["crs_wkt"]))
    code = crs.to_epsg()
    return Grid(
        crs=f"EPSG:{code}" if code else crs.to_wkt(),
        west=west,
        north=north,
        cell_size=cell_size,
        rows=ds.sizes["y"],
        columns=ds.sizes["x"],
    )


def _with_arrival_depth(ds: xr.Dataset) -> xr.Dataset:
    # The CF name of the arrival time asks for its threshold as a scalar coordinate.
    if "arrival_time" not in ds or "depth_class" not in ds.coords or "arrival_depth" in ds.coords:
        return ds
    return described(ds.assign_coords(arrival_depth=np.float64(ds["depth_class"].values[0])))


def _cf_names(ds: xr.Dataset) -> xr.Dataset:
    # CF knows no text as a coordinate variable; the names become an auxiliary coordinate.
    named = [str(dim) for dim in ds.dims if dim in ds.coords and ds[dim].dtype.kind in "UO"]
    return ds.swap_dims({name: _item(name) for name in named})


def _item(name: str) -> str:
    """Dimension of what is told by name: ledger_item for ledger_term, partner_item for partner."""
    return f"{name.removesuffix('_term')}{_ITEM}"


def _global_attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    merged: dict[str, Any] = {**_DEFAULTS, "history": f"{now} written by fangzai", **given}
    merged["Conventions"] = CONVENTIONS
    return {key: _plain(value) for key, value in merged.items() if value is not None}


def _plain(value: Any) -> Any:
    """A value NetCDF can hold as an attribute."""
    if isinstance(value, bool | np.bool_):
        return np.int8(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, str | int | float | np.number | np.ndarray | list | tuple):
        return value
    return str(value)


def _dated(ds: xr.Dataset, start: dt.datetime) -> xr.Dataset:
    for name in (name for name in ("time", "series_time") if name in ds.coords):
        ds[name].attrs = {
            **{key: value for key, value in ds[name].attrs.items() if key != "valid_min"},
            "units": f"seconds since {start.isoformat(sep=' ', timespec='seconds')}",
            "units_metadata": "leap_seconds: none",
            "calendar": "standard",
            "standard_name": "time",
            "axis": "T",
        }
    return ds


def _undated(ds: xr.Dataset) -> xr.Dataset:
    for name in ds.data_vars:
        if "time" in ds[name].dims and "cell_methods" in ds[name].attrs:
            ds[name].attrs["cell_methods"] = ds[name].attrs["cell_methods"].replace("time:", f"{_UNDATED}:")
    return ds.rename(time=_UNDATED) if "time" in ds.coords else ds


def _encoding(variable: xr.DataArray) -> dict[str, Any]:
    if variable.dtype.kind not in "fi" or not {"y", "x"} <= set(variable.dims):
        return {"_FillValue": None} if variable.dtype.kind == "f" else {}
    chunks = tuple(
        min(size, CHUNK) if dim in ("y", "x") else 1
        for dim, size in zip(variable.dims, variable.shape, strict=True)
    )
    packed = {"zlib": True, "complevel": 1, "shuffle": True, "chunksizes": chunks}
    if variable.dtype.kind == "i":
        # Whole numbers have no missing value: -1 stands for none.
        return {**packed, "_FillValue": None, "grid_mapping": "spatial_ref"}
    return {"dtype": "float32", "_FillValue": np.float32(np.nan), **packed, "grid_mapping": "spatial_ref"}
