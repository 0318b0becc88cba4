"""Tiles with steps of their own: no drop lost at their borders, rest, positivity, and the water itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.waterlogging import clock, ground, kernels
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.restart import RunState, States
from models.waterlogging.simulate import simulate
from models.waterlogging.simulation import Simulation
from models.waterlogging.threads import available_threads, use_threads
from models.waterlogging.tiles import Tiling
from models.waterlogging.tiles.advance import Pace
from tests.models.waterlogging.strategies import Scene, spring, surface_of

BITS = {"row_bits": 3, "column_bits": 3}
"""Tiles of 8 x 8 cells, so that a small scene has many."""

NO_GROUPS = np.zeros(1)


def pace_of(scene: Scene, tiling: Tiling, *, theta: float | None = None) -> Pace:
    """All that steps the tiles of a scene with a closed edge."""
    step = kernels.Step(
        cell=scene.surface.grid.cell_size, courant=0.7, constant_mixing=0.0 if theta is None else 1.0 - theta,
        local_mixing=1.0 if theta is None else 0.0, least_depth=0.15,
    )  # fmt: skip
    return Pace(
        tiling, scene.ground, scene.flow, scene.work,
        ground.build_edge(scene.surface, scene.cells, sides=(), least_slope=0.0), ground.build_sources(()),
        ground.build_exchange(scene.surface, scene.ground, scene.cells), step, 1, NO_GROUPS,
    )  # fmt: skip


def set_levels(tiling: Tiling, levels: NDArray[np.int8]) -> None:
    """Levels of the tiles that hold computed cells."""
    tiling.tiles.level[1:-1, 1:-1] = np.where(tiling.cells > 0, levels, kernels.OUTSIDE)


def wild_scene(seed: int, *, shape: tuple[int, int] = (37, 43)) -> Scene:
    """Thin water with discharges that no cell can serve, holes in the domain and houses."""
    random = np.random.default_rng(seed)
    built = random.choice([0.0, 0.0, 0.6, 1.0], shape).astype(np.float32)
    bed = random.normal(5.0, 0.05, shape)
    bed[:9, :5] = np.nan
    surface = surface_of(bed, manning=0.01, building_fraction=built)
    depth = random.choice([0.0, 0.001, 0.02, 0.1], shape)
    return Scene(surface, depth, random.normal(0.0, 0.3, shape), random.normal(0.0, 0.3, shape))


@pytest.mark.parametrize("seed", range(3))
def test_tiles_of_one_level_take_the_step_of_the_whole(seed: int) -> None:
    # The step of the whole is held to the equations, cell by cell, elsewhere.
    whole, parts = wild_scene(seed), wild_scene(seed)
    whole.step(0.2, theta=None)
    tiling = Tiling.of(parts.ground, parts.flow, **BITS)
    set_levels(tiling, np.zeros_like(tiling.cells, np.int8))
    bands = tiling.cells.shape[0]
    tiling.tiles.band[:], tiling.tiles.share[:] = np.arange(bands), bands
    tiling.tiles.share[0] = 0
    dt_dx = np.float32(0.2 / 5.0)
    factors = (np.float32(0.2), kernels.GRAVITY * dt_dx, dt_dx, np.float32(0.0), dt_dx)
    kernels.sweep_tiles(0, parts.ground, parts.flow, parts.work, tiling.tiles, factors)
    for name in ("depth", "discharge_x", "discharge_y"):
        wanted, found = getattr(whole.work, name), getattr(parts.flow, name)
        assert np.abs(wanted).max() > 0.05
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-7)
    np.testing.assert_array_equal(parts.work.depth[1:-1, 1:-1], wild_scene(seed).flow.depth[1:-1, 1:-1])


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_drop_is_lost_between_tiles_of_any_levels_and_no_depth_turns_negative(seed: int) -> None:
    scene = wild_scene(seed)
    tiling = Tiling.of(scene.ground, scene.flow, **BITS)
    random = np.random.default_rng(seed)
    pace = pace_of(scene, tiling)
    before = scene.volume()
    for _ in range(3):
        set_levels(tiling, random.integers(-1, 3, tiling.cells.shape).astype(np.int8))
        pace.turn(1.0, 2)
        assert scene.flow.depth.min() >= 0.0
    assert scene.volume() == pytest.approx(before, rel=1e-7)
    assert pace.scaled > 0


def pit_and_film(*, level: float | None = None) -> tuple[Surface, Event]:
    """A full pit 3 m deep whose wall of water breaks over a wide plain with a film of 2 cm.

    With a level, a lake at that level instead: pit and plain under still water.
    """
    bed = np.full((48, 96), 4.0)
    bed[16:32, 8:24] = 2.0
    bed += np.round(np.random.default_rng(5).uniform(0.0, 0.25, bed.shape) * 1024.0) / 1024.0
    surface = surface_of(bed)
    depth = np.full(bed.shape, 0.02)
    depth[16:32, 8:24] = 3.0
    if level is not None:
        depth = level - surface.bed
    return surface, Event(initial_depth=depth.astype(np.float32))


def run_of(surface: Surface, event: Event, chosen: Settings) -> Simulation:
    """A run to its end, on small tiles where steps are local."""
    use_threads(chosen.threads)
    run = Simulation.start(surface, event, chosen)
    if run.tiling is not None:
        run.tiling = Tiling.of(run.ground, run.flow, **BITS)
    for begin, end in pairwise(clock.stops(event, chosen, surface.grid.cell_size)):
        run.advance(float(begin), float(end))
    return run


def test_a_lake_over_tiles_of_several_levels_does_not_move_at_all() -> None:
    surface, event = pit_and_film(level=4.375)
    run = run_of(surface, event, Settings(duration=45.0, local_steps=True))
    assert run.tiling is not None
    assert np.unique(run.tiling.tiles.level[1:-1, 1:-1]).size > 1
    np.testing.assert_array_equal(run.flow.depth[1:-1, 1:-1], event.initial_depth)
    assert not run.flow.discharge_x.any() and not run.flow.discharge_y.any()


def test_local_steps_err_by_no_more_than_their_length() -> None:
    # The scheme is of first order in time. The longest local step is that of 0.045 m, the global one that of
    # 3.4 m: the error against a run of much shorter steps is within the ratio of their roots.
    surface, event = pit_and_film()
    chosen = Settings(duration=120.0, local_steps=True)
    fine = run_of(surface, event, replace(chosen, courant=0.05, local_steps=False))
    whole = run_of(surface, event, replace(chosen, local_steps=False))
    parts = run_of(surface, event, chosen)
    assert parts.tiling is not None
    assert parts.tiling.updates[0] < 0.6 * whole.steps * surface.bed.size

    def error(run: Simulation) -> float:
        return float(np.sqrt(np.mean((run.flow.depth - fine.flow.depth) ** 2)))

    moved = float(np.sqrt(np.mean((fine.flow.depth[1:-1, 1:-1] - np.asarray(event.initial_depth)) ** 2)))
    assert moved > 0.2
    assert error(parts) < np.sqrt(3.4 / 0.045) * error(whole)
    assert parts.stored() == pytest.approx(fine.stored(), rel=1e-7)


def test_what_is_dry_costs_nothing_and_changes_nothing() -> None:
    surface = surface_of(np.full((96, 96), 3.0))
    event = Event(inflows=(spring(4, 4, 0.2),))
    chosen = Settings(duration=240.0, local_steps=True)
    whole = run_of(surface, event, replace(chosen, local_steps=False))
    parts = run_of(surface, event, chosen)
    assert parts.tiling is not None
    assert parts.tiling.updates[0] < 0.2 * whole.steps * surface.bed.size
    np.testing.assert_allclose(parts.flow.depth, whole.flow.depth, atol=2e-3)
    assert parts.ledger.relative_residual < 1e-6


def test_a_pool_at_rest_is_left_alone_until_water_comes() -> None:
    bed = np.full((32, 96), 3.0)
    bed[:, 40:50] = 4.0
    depth = np.where(np.arange(96) < 40, 0.5, 0.0) * np.ones_like(bed)
    surface = surface_of(bed)
    event = Event(initial_depth=depth.astype(np.float32))
    run = run_of(surface, event, Settings(duration=240.0, local_steps=True))
    assert run.tiling is not None
    steps = run.tiling.updates[0]
    run.advance(240.0, 300.0)
    assert run.tiling.updates[0] == steps
    np.testing.assert_array_equal(run.flow.depth[1:-1, 1:-1], event.initial_depth)
    run.flow.depth[5, 5] += np.float32(0.1)
    for begin in (300.0, 315.0, 330.0, 345.0):
        run.advance(begin, begin + 15.0)
    assert run.tiling.updates[0] > steps
    # A wave at sqrt(g 0.5) = 2.2 m/s is 130 m on after 60 s, and has passed the tiles that were at rest.
    assert run.flow.depth[5, 5] < 0.51
    assert abs(run.flow.depth[5, 25] - 0.5) > 1e-6


def film_on_a_slope() -> tuple[Surface, Event]:
    """A film of 2 cm that runs down a slope of 4 % over smooth ground faster than its own waves."""
    bed = np.full((48, 384), 20.0) - 0.2 * np.arange(384)
    bed -= bed.min()
    surface = surface_of(bed, manning=0.015)
    return surface, Event(initial_depth=np.full(bed.shape, 0.02, np.float32), edge="free")


@pytest.mark.parametrize("scene", [pit_and_film, film_on_a_slope])
@pytest.mark.parametrize("split", [105.0, 120.0])
def test_a_run_split_in_two_is_the_run_in_one_piece(
    scene: Callable[[], tuple[Surface, Event]], split: float
) -> None:
    # Tiles are looked at every 60 s: a state between two looks must hold what the last one found.
    surface, event = scene()
    chosen = Settings(duration=240.0, local_steps=True)
    kept: list[RunState] = []
    whole = simulate(surface, event, chosen, states=States(keep_at=(split,), keep=kept.append))
    rest = simulate(surface, event, chosen, states=States(start=kept[0]))
    for name in whole.data_vars:
        np.testing.assert_array_equal(rest[name].to_numpy(), whole[name].to_numpy(), err_msg=str(name))
    assert whole.attrs["time_steps"].startswith("local")


def test_a_fast_film_sets_the_step_of_its_tile() -> None:
    # Manning: 0.02^(2/3) 0.04^(1/2) / 0.015 = 0.98 m/s, and 5/3 of it for waves, is faster than the wave of
    # 0.045 m, 0.66 m/s; films count up to the wave of 0.15 m, 1.21 m/s.
    surface, event = film_on_a_slope()
    run = run_of(surface, event, Settings(duration=60.0, local_steps=True))
    assert run.tiling is not None
    assert run.tiling.seen.speed.max() == pytest.approx(0.98, rel=0.1)
    assert run.tiling.speed.max() == pytest.approx(np.sqrt(9.80665 * 0.15), rel=1e-6)


@pytest.mark.skipif(available_threads() < 2, reason="this machine lends one thread only")
def test_threads_change_no_bit_of_local_steps() -> None:
    surface, event = pit_and_film()
    event = replace(event, edge="free", inflows=(spring(40, 80, 0.5),))
    one, two = (
        run_of(surface, event, Settings(duration=90.0, threads=count, local_steps=True)) for count in (1, 2)
    )
    for name in kernels.Flow._fields:
        np.testing.assert_array_equal(getattr(one.flow, name), getattr(two.flow, name), err_msg=name)
    np.testing.assert_array_equal(one.extremes.speed, two.extremes.speed)
    assert one.ledger == two.ledger


def test_a_constant_weight_of_the_flux_average_is_taken_too() -> None:
    surface, event = pit_and_film()
    chosen = Settings(duration=60.0, theta=0.9, local_steps=True)
    whole = run_of(surface, event, replace(chosen, local_steps=False))
    parts = run_of(surface, event, chosen)
    assert parts.stored() == pytest.approx(whole.stored(), rel=1e-7)
    assert parts.flow.depth.min() >= 0.0
