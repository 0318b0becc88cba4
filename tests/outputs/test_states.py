"""States of a run in files: every bit comes back, and what is no state is named."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.restart import RunState
from outputs.states import read_state, state_name, write_state


def test_every_bit_comes_back(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    bits = draw.integers(0, 2**32, 5000, dtype=np.uint32).view(np.float32)  # NaNs of every kind among them
    arrays: dict[str, NDArray[Any]] = {
        "flow/depth": bits.reshape(50, 100),
        "extremes/duration": draw.random((2, 3, 4)),
        "partners/sewers/hotstart": np.frombuffer(b"SWMM5-HOTSTART4", np.uint8),
        "steps": np.array(7.0),
        "waters/stages": np.empty(0),
    }
    write_state(RunState(3600.5, "abc", "hllc", arrays), tmp_path / state_name(3600.5))
    read = read_state(tmp_path / "state_0003600s.nc")
    assert (read.time, read.surface, read.solver) == (3600.5, "abc", "hllc")
    assert set(read.arrays) == set(arrays)
    for name, values in arrays.items():
        assert read.arrays[name].dtype == values.dtype
        assert read.arrays[name].tobytes() == values.tobytes(), name


def test_what_is_no_state_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.nc does not exist; a state that a run kept"):
        read_state(tmp_path / "none.nc")
    (tmp_path / "half.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))
    with pytest.raises(InputError, match=r"half\.nc cannot be read as the state"):
        read_state(tmp_path / "half.nc")
    write_state(RunState(0.0, "", "hllc", {}), tmp_path / "whole.nc")
    cut = (tmp_path / "whole.nc").read_bytes()
    (tmp_path / "cut.nc").write_bytes(cut[: len(cut) // 2])
    with pytest.raises(InputError, match=r"cut\.nc cannot be read as the state"):
        read_state(tmp_path / "cut.nc")


def test_the_fields_of_a_run_are_no_state(tmp_path: Path, run: xr.Dataset) -> None:
    from outputs.fields import write_fields

    write_fields(run, tmp_path / "fields.nc")
    with pytest.raises(InputError, match=r"fields\.nc is no state of a run"):
        read_state(tmp_path / "fields.nc")
