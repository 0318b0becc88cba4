"""States of a run in files, to the last bit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from census.errors import InputError
from models.waterlogging.restart import RunState

FORMAT = "fangzai run state 1"
COMPRESSED = 4096
"""Arrays of at least as many values are compressed."""


def state_name(time: float) -> str:
    """Name of the file of the state of a time [s]."""
    return f"state_{round(time):07d}s.nc"


def write_state(state: RunState, path: str | os.PathLike[str]) -> None:
    """Write a state as NetCDF; every number keeps its type and its bits.

    Parameters
    ----------
    state
        State of a run.
    path
        File to write; one that exists is replaced.
    """
    variables: dict[str, Any] = {}
    encoding: dict[str, Any] = {}
    for index, (name, values) in enumerate(state.arrays.items()):
        key = f"array_{index:03d}"
        dims = tuple(f"{key}_{axis}" for axis in range(values.ndim))
        variables[key] = xr.Variable(dims, values, {"long_name": name})
        # Without a fill value a NaN stays the NaN it was.
        encoding[key] = {"_FillValue": None} if values.dtype.kind == "f" else {}
        if values.size >= COMPRESSED:
            encoding[key] |= {"zlib": True, "complevel": 1, "shuffle": True}
    attributes = {
        "format": FORMAT,
        "time_seconds": float(state.time),
        "surface": state.surface,
        "solver": state.solver,
        "comment": "state of a waterlogging run; array names are in long_name",
    }
    xr.Dataset(variables, attrs=attributes).to_netcdf(
        path, format="NETCDF4", engine="netcdf4", encoding=encoding
    )


def read_state(path: str | os.PathLike[str]) -> RunState:
    """Read a state.

    Raises
    ------
    InputError
        If the file is not there, cannot be read or holds no state.
    """
    if not Path(path).is_file():
        raise InputError(f"{path} does not exist; a state that a run kept (state_...s.nc) is needed")
    try:
        with xr.open_dataset(path, engine="netcdf4", decode_cf=False) as ds:
            if ds.attrs.get("format") != FORMAT:
                raise InputError(
                    f"{path} is no state of a run (format {ds.attrs.get('format', 'not stated')!r}); "
                    "a run keeps states with settings.keep_states_h"
                )
            arrays = {str(v.attrs["long_name"]): np.array(v.values) for v in ds.data_vars.values()}
            attrs = dict(ds.attrs)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise InputError(f"{path} cannot be read as the state of a run: {error}") from None
    return RunState(float(attrs["time_seconds"]), str(attrs["surface"]), str(attrs["solver"]), arrays)
