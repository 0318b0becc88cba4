"""The estimate before a run."""

from pathlib import Path

import pytest

from models.waterlogging.inputs import Settings
from models.waterlogging.simulate import simulate
from scenarios.assemble import Assembly
from scenarios.estimate import DEFAULT_RATES, duration_text, field_bytes, keep_rate, measured_rate
from scenarios.warm import tiny_case


def test_rate_of_a_long_run_is_kept_by_thread(tmp_path: Path) -> None:
    keep_rate(tmp_path, 4e8, solver="local_inertia", cells=1_000_000, seconds=60.0, threads=2)
    assert measured_rate(tmp_path, "local_inertia") == pytest.approx(2e8)
    # The rate of one solver says nothing about the other.
    assert measured_rate(tmp_path, "hllc") == DEFAULT_RATES["hllc"]
    keep_rate(tmp_path, 5e7, solver="hllc", cells=1_000_000, seconds=60.0, threads=1)
    assert measured_rate(tmp_path, "hllc") == pytest.approx(5e7)
    assert measured_rate(tmp_path, "local_inertia") == pytest.approx(2e8)


@pytest.mark.parametrize(("cells", "seconds"), [(100, 60.0), (1_000_000, 2.0)])
def test_rate_of_a_small_or_short_run_is_not_kept(tmp_path: Path, cells: int, seconds: float) -> None:
    keep_rate(tmp_path, 1e6, solver="local_inertia", cells=cells, seconds=seconds, threads=1)
    assert measured_rate(tmp_path, "local_inertia") == DEFAULT_RATES["local_inertia"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"local_inertia": "fast"}'])
def test_a_broken_record_is_left_aside(tmp_path: Path, text: str) -> None:
    (tmp_path / "speed.json").write_text(text)
    assert measured_rate(tmp_path, "local_inertia") == DEFAULT_RATES["local_inertia"]


@pytest.mark.parametrize(("seconds", "text"), [(61.0, "61 s"), (600.0, "10 min"), (7200.0, "2.0 h")])
def test_durations_are_said_in_fitting_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_size_of_the_fields_is_that_of_the_run() -> None:
    surface, event = tiny_case()
    settings = Settings(duration=60.0, output_interval=30.0)
    fields = simulate(surface, event, settings)
    found = field_bytes(Assembly(surface=surface, event=event, settings=settings, snapshot=None))
    grids = sum(v.nbytes for v in fields.data_vars.values() if {"y", "x"} <= set(v.dims))
    # The tiny case may go without buildings; their grid is counted all the same.
    assert 0 <= found - grids <= 4 * surface.grid.rows * surface.grid.columns
