"""Friction: Manning's law in steady flow, in any direction, and no overshoot on first wetting.

A sloping plane under a layer of even depth is uniform flow. Away from its edges nothing else is
felt until news of them arrives, so that the middle of a wide plane is an endless one.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.waterlogging.inputs import Event, Settings
from tests.models.waterlogging.strategies import Scene, grid_like, run_to_the_end, series, spring, surface_of

GRAVITY = 9.80665
CELL = 10.0


def velocity(depth: float, slope: float, manning: float) -> float:
    """Manning's mean velocity of wide uniform flow [m/s]."""
    return float(depth ** (2.0 / 3.0) * math.sqrt(slope) / manning)


def endless_plane(
    angle: float, *, depth: float, slope: float, manning: float, theta: float | None
) -> tuple[float, float]:
    """Discharge to the east and to the south in the middle of a plane that falls at an angle to the south."""
    side = 97
    south, east = np.meshgrid(np.arange(side) * CELL, np.arange(side) * CELL, indexing="ij")
    along = math.cos(angle) * south + math.sin(angle) * east
    surface = surface_of(20.0 - slope * along, cell=CELL, manning=manning)
    fast = velocity(depth, slope, manning)
    # One step carries news by one cell: after 46 the middle knows of no edge.
    dt, steps = 0.35 * CELL / math.sqrt(GRAVITY * depth), 46
    assert steps < side // 2
    # Inertia dies out over V / (2 g S); five of these leave less than a hundredth.
    assert steps * dt > 5.0 * fast / (2.0 * GRAVITY * slope)
    scene = Scene(surface, grid_like(surface, depth))
    for _ in range(steps):
        scene.advance(dt, theta=theta)
    middle = side // 2 + 1
    assert scene.flow.depth[middle, middle] == pytest.approx(depth, rel=1e-4)
    return float(scene.flow.discharge_x[middle, middle]), float(scene.flow.discharge_y[middle, middle])


@pytest.mark.parametrize("theta", [None, 0.9])
@pytest.mark.parametrize(
    ("degrees", "depth", "slope", "manning"),
    [
        *((degrees, 0.2, 0.005, 0.03) for degrees in (0, 30, 45, 90)),
        *((degrees, 1.0, 0.01, 0.1) for degrees in (0, 30, 45, 90)),
        *((degrees, 0.05, 0.05, 0.06) for degrees in (0, 90)),
    ],
)
def test_uniform_flow_has_mannings_velocity(
    degrees: int, depth: float, slope: float, manning: float, theta: float | None
) -> None:
    angle = math.radians(degrees)
    east, south = endless_plane(angle, depth=depth, slope=slope, manning=manning, theta=theta)
    expected = depth * velocity(depth, slope, manning)
    assert math.hypot(east, south) == pytest.approx(expected, rel=0.01)
    assert east == pytest.approx(expected * math.sin(angle), abs=0.01 * expected)
    assert south == pytest.approx(expected * math.cos(angle), abs=0.01 * expected)


@pytest.mark.parametrize(("depth", "slope", "manning"), [(0.1, 0.01, 0.05), (0.05, 0.05, 0.06)])
def test_even_flow_across_the_diagonals_of_the_cells_stays_even(
    depth: float, slope: float, manning: float
) -> None:
    side = 81
    south, east = np.meshgrid(np.arange(side) * CELL, np.arange(side) * CELL, indexing="ij")
    surface = surface_of(20.0 - slope * (south + east) / math.sqrt(2.0), cell=CELL, manning=manning)
    event = Event(initial_depth=grid_like(surface, depth), edge="free")
    run = run_to_the_end(surface, event, Settings(duration=150.0))
    middle = slice(side // 2 - 5, side // 2 + 6)
    np.testing.assert_allclose(run.flow.depth[middle, middle], depth, rtol=0.01)


@pytest.mark.parametrize("along_x", [True, False])
def test_a_long_channel_carries_its_inflow_at_normal_depth(along_x: bool) -> None:
    # 0.2 m2/s at a slope of 1/200 and n = 0.03 flow 0.2^(3/5) (0.03 / sqrt(0.005))^(3/5) = 0.228 m deep.
    cells, discharge, slope, manning = 80, 0.2, 0.005, 0.03
    fall = slope * CELL * np.arange(cells, 0, -1)[:, None]
    bed = fall.T if along_x else fall
    surface = surface_of(bed, cell=CELL, manning=manning)
    event = Event(inflows=(spring(0, 0, discharge * CELL),), edge="free")
    # Sides and top are level outward, so only the foot is free.
    run = run_to_the_end(surface, event, Settings(duration=3600.0, free_edge_slope=0.0))
    # Fifteen cells from the foot the drawdown or backwater of the edge is not felt.
    depth = run.flow.depth[1:-1, 1:-1].ravel()[cells // 4 : -15]
    normal = (discharge * manning / math.sqrt(slope)) ** 0.6
    assert normal == pytest.approx(0.228, abs=0.001)
    np.testing.assert_allclose(depth, normal, rtol=0.002)
    assert float(np.median(discharge / depth)) == pytest.approx(velocity(normal, slope, manning), rel=0.01)


def test_uniform_flow_reaches_a_free_edge_at_normal_depth() -> None:
    # The edge lets out normal flow, so that nothing upstream of it need pile up.
    cells, discharge, slope, manning = 60, 0.2, 0.005, 0.03
    surface = surface_of(slope * CELL * np.arange(cells, 0, -1)[None], cell=CELL, manning=manning)
    event = Event(inflows=(spring(0, 0, discharge * CELL),), edge="free")
    run = run_to_the_end(surface, event, Settings(duration=3600.0, free_edge_slope=0.0))
    normal = (discharge * manning / math.sqrt(slope)) ** 0.6
    np.testing.assert_allclose(run.flow.depth[1, -16:-1], normal, rtol=0.02)


@settings(max_examples=60, deadline=None)
@given(
    depth=st.floats(0.001, 0.3),
    slope=st.floats(0.05, 1.0),
    manning=st.floats(0.015, 0.15),
    down=st.booleans(),
)
def test_the_first_wetting_of_a_steep_face_is_no_faster_than_mannings_law(
    depth: float, slope: float, manning: float, down: bool
) -> None:
    bed = np.array([[slope * CELL, 0.0]])
    wet = np.array([[depth, 0.0]])
    surface = surface_of(bed.T if down else bed, cell=CELL, manning=manning)
    scene = Scene(surface, wet.T if down else wet)
    dt = 0.7 * CELL / math.sqrt(GRAVITY * depth)
    scene.step(dt)
    found = scene.work.discharge_y[1, 1] if down else scene.work.discharge_x[1, 1]
    fall = slope + depth / CELL
    steady = depth * velocity(depth, fall, manning)
    assert 0.0 < found <= steady * (1.0 + 1e-3)
    # What the discharge of the step before, zero, would have made of it: no friction at all.
    without = GRAVITY * depth * dt * fall
    assert found < without


@pytest.mark.parametrize("across", [1e-4, 1e-3, 5e-3])
def test_flow_across_a_face_leaves_its_first_wetting_below_mannings_law(across: float) -> None:
    # Friction on a vector is no less than that on its component: what flows along only slows the face.
    depth, slope, manning = 0.05, 0.1, 0.05
    bed, wet, along = np.zeros((3, 2)), np.zeros((3, 2)), np.zeros((3, 2))
    bed[:, 0], wet[:, 0], along[:, 0] = slope * CELL, depth, across
    scene = Scene(surface_of(bed, cell=CELL, manning=manning), wet, None, along)
    scene.step(0.7 * CELL / math.sqrt(GRAVITY * depth))
    steady = depth * velocity(depth, slope + depth / CELL, manning)
    assert 0.0 < scene.work.discharge_x[2, 1] <= steady * (1.0 + 1e-3)


def test_friction_of_the_old_step_alone_would_overshoot() -> None:
    # 1 cm on a slope of 0.3 with n = 0.05 runs 0.51 m/s; one free step of 22 s would make it 66 m/s.
    scene = Scene(surface_of(np.array([[3.0, 0.0]]), cell=CELL, manning=0.05), np.array([[0.01, 0.0]]))
    dt = 0.7 * CELL / math.sqrt(GRAVITY * 0.01)
    scene.step(dt)
    speed = float(scene.work.discharge_x[1, 1]) / 0.01
    assert GRAVITY * dt * 0.301 > 60.0
    assert speed == pytest.approx(0.51, abs=0.01)


def test_a_still_basin_fills_from_a_prescribed_stage_without_passing_it() -> None:
    # The wave from a sudden stage overshoots in free water; friction on a rough plain leaves none.
    canal = np.full((1, 30), -1, np.int16)
    canal[0, 0] = 0
    surface = surface_of(
        np.zeros((1, 30)), cell=CELL, manning=0.15, stage_group=canal, stage_groups=("canal",)
    )
    run = run_to_the_end(surface, Event(stages={"canal": series((0.0, 0.2))}), Settings(duration=7200.0))
    assert run.extremes.depth[1, 2:-1].max() < 0.2 * 1.01
    assert run.flow.depth[1, 2] == pytest.approx(0.2, rel=0.02)
