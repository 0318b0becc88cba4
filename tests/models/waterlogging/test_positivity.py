"""Cells that would empty give what they hold, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.waterlogging.kernels import keep_positive
from tests.models.waterlogging.strategies import Scene, surface_of

LEFT_BEHIND = 2e-6
"""A scaled cell keeps one part in a million of what it held, and rounding."""


def step_by_hand(depth: list[float], moved: list[float], *, built: list[float] | None = None) -> Scene:
    """A row of cells after a step of dt / dx = 1 that moved given volumes [m] to the next cell east."""
    held, shifted = np.array([depth]), np.array([moved])
    shares = np.zeros_like(held) if built is None else np.array([built])
    scene = Scene(surface_of(np.full(held.shape, 5.0), building_fraction=shares.astype(np.float32)), held)
    open_share = 1.0 - shares
    width = np.minimum(open_share[:, :-1], open_share[:, 1:])
    scene.work.discharge_x[1, 1:-2] = shifted[:, :-1] / width
    gain = -shifted
    gain[:, 1:] += shifted[:, :-1]
    scene.work.depth[1, 1:-1] = held + gain / open_share
    scene.work.row_min[1] = scene.work.depth[1].min()
    return scene


def row_of(scene: Scene) -> list[float]:
    return [float(h) for h in scene.work.depth[1, 1:-1]]


def test_a_cell_gives_all_it_held_and_no_more() -> None:
    # 0.1 m cannot give 0.3 m: the neighbour receives 0.1 m.
    scene = step_by_hand([0.1, 0.5], [0.3, 0.0])
    assert keep_positive(scene.ground, scene.flow, scene.work, np.float32(1.0)) == 1
    assert row_of(scene) == pytest.approx([0.0, 0.6], abs=LEFT_BEHIND)
    assert scene.work.discharge_x[1, 1] == pytest.approx(0.1, rel=LEFT_BEHIND)


def test_outflows_to_both_sides_keep_their_proportion() -> None:
    # 0.1 m is asked for 0.1 m to the west and 0.3 m to the east: a quarter and three quarters of it.
    scene = step_by_hand([0.2, 0.1, 0.2], [-0.1, 0.3, 0.0])
    keep_positive(scene.ground, scene.flow, scene.work, np.float32(1.0))
    assert row_of(scene) == pytest.approx([0.225, 0.0, 0.275], abs=LEFT_BEHIND)


def test_a_receiver_left_short_by_a_scaled_donor_is_scaled_too() -> None:
    # The second cell passes on 0.3 m of the 0.3 m it was promised. The first can give 0.1 m only, so
    # the second gives the 0.05 m it held and keeps those 0.1 m; the third then gives its own 0.02 m.
    scene = step_by_hand([0.1, 0.05, 0.02, 1.0], [0.3, 0.3, 0.3, 0.0])
    assert (scene.work.depth[1, 2:] >= 0.0).all()
    assert keep_positive(scene.ground, scene.flow, scene.work, np.float32(1.0)) == 3
    assert row_of(scene) == pytest.approx([0.0, 0.1, 0.05, 1.02], abs=LEFT_BEHIND)


def test_a_chain_against_the_order_of_the_sweep_is_followed_back() -> None:
    scene = step_by_hand([1.0, 0.02, 0.05, 0.1], [-0.3, -0.3, -0.3, 0.0])
    assert keep_positive(scene.ground, scene.flow, scene.work, np.float32(1.0)) == 3
    assert row_of(scene) == pytest.approx([1.02, 0.05, 0.1, 0.0], abs=LEFT_BEHIND)


def test_storage_shares_enter_on_both_sides_of_a_face() -> None:
    # A quarter open at 0.2 m holds 0.05 m3 per m2; half open, the receiver rises by 0.1 m.
    scene = step_by_hand([0.2, 0.3], [0.2, 0.0], built=[0.75, 0.5])
    keep_positive(scene.ground, scene.flow, scene.work, np.float32(1.0))
    assert row_of(scene) == pytest.approx([0.0, 0.4], abs=LEFT_BEHIND)


def test_a_clamp_would_have_made_water() -> None:
    # What the tests here must tell apart: setting the negative depth to zero makes 0.2 m of water.
    scene = step_by_hand([0.1, 0.05, 0.02, 1.0], [0.3, 0.3, 0.3, 0.0])
    held = float(scene.flow.depth.sum())
    clamped = np.maximum(scene.work.depth, 0.0)
    assert clamped.sum() - held == pytest.approx(0.2, rel=1e-5)
    keep_positive(scene.ground, scene.flow, scene.work, np.float32(1.0))
    kept = scene.work.depth.astype(np.float64) + scene.flow.pending
    assert kept.sum() - held == pytest.approx(0.0, abs=1e-6)


def wild_scene(seed: int) -> Scene:
    """Thin water with discharges that no cell can serve."""
    random = np.random.default_rng(seed)
    shape = (8, 9)
    built = random.choice([0.0, 0.0, 0.6, 1.0], shape).astype(np.float32)
    surface = surface_of(random.normal(5.0, 0.05, shape), manning=0.0, building_fraction=built)
    depth = random.choice([0.0, 0.001, 0.02, 0.1], shape)
    return Scene(surface, depth, random.normal(0.0, 0.5, shape), random.normal(0.0, 0.5, shape))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_depth_turns_negative_and_no_water_is_made(seed: int) -> None:
    raw, scene = wild_scene(seed), wild_scene(seed)
    before = scene.volume()
    scaled = 0
    for _ in range(5):
        scaled += scene.advance(0.5)
        assert scene.flow.depth.min() >= 0.0
    assert scene.volume() == pytest.approx(before, rel=1e-6)
    raw.step(0.5)
    # The same step left alone goes below zero, so that there was something to keep.
    assert raw.work.depth.min() < -1e-3 and scaled > 0
