"""The same run is the same result, whatever the threads and whatever is stored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.simulate import simulate
from models.waterlogging.threads import available_threads, use_threads
from tests.models.waterlogging.strategies import (
    MM_H,
    grid_like,
    run_to_the_end,
    series,
    spring,
    surface_of,
    uniform_rain,
)

SETTINGS = Settings(duration=300.0)
STATIC = {"wall_seconds", "cell_updates_per_second", "threads"}
"""Attributes that tell of the computing, not of the water."""


def scene() -> tuple[Surface, Event]:
    """Sixty rows, so that several blocks are swept, with rain, a spring, houses, a canal and a free edge."""
    random = np.random.default_rng(4)
    shape = (60, 31)
    bed = random.uniform(3.0, 4.0, shape)
    canal = np.full(shape, -1, np.int16)
    canal[:, 15] = 0
    built = random.choice([0.0, 0.0, 0.5, 1.0], shape).astype(np.float32)
    built[:, 15] = built[5, 5] = 0.0
    surface = surface_of(bed, building_fraction=built, stage_group=canal, stage_groups=("canal",))
    event = Event(
        rain=uniform_rain(150.0 * MM_H, 195.0),
        stages={"canal": series((0.0, 3.0), (300.0, 4.2))},
        inflows=(spring(5, 5, 0.5),),
        edge="free",
        initial_depth=grid_like(surface, 0.02),
    )
    return surface, event


def same(one: xr.Dataset, other: xr.Dataset) -> None:
    for name in one.data_vars:
        np.testing.assert_array_equal(one[name].to_numpy(), other[name].to_numpy(), err_msg=str(name))
    for name in set(one.attrs) - STATIC:
        assert one.attrs[name] == other.attrs[name], name


@pytest.mark.skipif(available_threads() < 2, reason="this machine lends one thread only")
def test_threads_change_no_bit() -> None:
    surface, event = scene()
    one, two = (simulate(surface, event, replace(SETTINGS, threads=count)) for count in (1, 2))
    assert one.attrs["scaled_outflows"] > 0 and float(one["maximum_depth"].max()) > 0.5
    same(one, two)


def test_a_run_repeats_itself() -> None:
    same(simulate(*scene(), SETTINGS), simulate(*scene(), SETTINGS))


def test_a_run_leaves_its_inputs_alone() -> None:
    surface, event = scene()
    simulate(surface, event, SETTINGS)
    fresh, untouched = scene()
    np.testing.assert_array_equal(surface.bed, fresh.bed)
    np.testing.assert_array_equal(surface.building_fraction, fresh.building_fraction)
    np.testing.assert_array_equal(event.initial_depth, untouched.initial_depth)


def test_storing_depths_changes_nothing() -> None:
    surface, event = scene()
    # Output times on the clock of the sources: no other stops.
    stored = simulate(surface, event, replace(SETTINGS, output_interval=30.0))
    plain = simulate(surface, event, SETTINGS)
    assert stored["depth"].shape == (11, 60, 31)
    same(plain, stored.drop_vars("depth"))


def test_the_last_stored_depth_is_the_depth_at_the_end() -> None:
    surface, event = scene()
    run = run_to_the_end(surface, event, SETTINGS)
    stored = simulate(surface, event, replace(SETTINGS, output_interval=150.0))["depth"]
    assert stored["time"].to_numpy().tolist() == [0.0, 150.0, 300.0]
    expected = np.where(run.cells.computed, run.flow.depth[1:-1, 1:-1], np.nan)
    np.testing.assert_array_equal(stored[-1], expected)
    start = np.where(run.cells.computed, np.float32(0.02), np.nan)
    np.testing.assert_array_equal(stored[0], start)


def test_the_maximum_is_the_largest_of_the_depths_stored_on_its_clock() -> None:
    surface, event = scene()
    result = simulate(surface, event, replace(SETTINGS, output_interval=15.0))
    np.testing.assert_array_equal(result["depth"].max("time"), result["maximum_depth"])


def test_no_more_threads_are_used_than_there_are() -> None:
    assert use_threads(10_000) == available_threads()
    assert use_threads(1) == 1


def test_progress_ends_with_the_whole() -> None:
    told: list[tuple[float, str]] = []
    simulate(*scene(), SETTINGS, progress=lambda share, message: told.append((share, message)))
    shares = [share for share, _ in told]
    assert shares[-1] == 1.0 and shares == sorted(shares)
