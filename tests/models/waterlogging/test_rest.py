"""Lakes at rest."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.strategies import grid_like, run_to_the_end, series, surface_of

STAGE = 5.0
SHAPE = (20, 24)


def lake(*, exact: bool, seed: int = 1) -> Surface:
    """A lake with an island, two walls, a house and porous blocks, and a canal at the lake's level."""
    random = np.random.default_rng(seed)
    bed = random.uniform(3.0, 4.5, SHAPE)
    bed[8:12, 8:12] = random.uniform(5.2, 7.0, (4, 4))
    if exact:
        # Multiples of 1 / 1024 m: depths, rises and stages are exact in float32.
        bed = np.round(bed * 1024.0) / 1024.0
    built = np.zeros(SHAPE, np.float32)
    built[3:5, 3:6], built[14, 2:20] = 1.0, 0.5
    wall = np.ones(SHAPE, np.float32)
    wall[:15, 18] = 0.0
    canal = np.full(SHAPE, -1, np.int16)
    canal[:, -2:] = 0
    return surface_of(
        bed, building_fraction=built, open_x=wall, open_y=0.5 * wall + 0.5, stage_group=canal,
        stage_groups=("canal",),
    )  # fmt: skip


def depth_at(surface: Surface, stage: float) -> NDArray[np.float32]:
    return np.asarray(np.maximum(np.float32(stage) - surface.bed, np.float32(0.0)))


@pytest.mark.parametrize("theta", [None, 0.9])
def test_a_lake_on_ground_exact_in_float32_does_not_move_at_all(theta: float | None) -> None:
    surface = lake(exact=True)
    event = Event(stages={"canal": series((0.0, STAGE))}, initial_depth=depth_at(surface, STAGE))
    run = run_to_the_end(surface, event, Settings(duration=300.0, theta=theta))
    assert run.steps > 100
    computed = run.cells.computed
    np.testing.assert_array_equal(run.flow.depth[1:-1, 1:-1][computed], depth_at(surface, STAGE)[computed])
    assert not run.flow.discharge_x.any() and not run.flow.discharge_y.any()
    assert run.extremes.speed.max() == 0.0
    assert run.ledger.canal == 0.0 and run.ledger.residual == 0.0


@pytest.mark.parametrize("seed", [1, 2])
def test_a_lake_on_any_ground_moves_by_rounding_only(seed: int) -> None:
    surface = lake(exact=False, seed=seed)
    event = Event(stages={"canal": series((0.0, STAGE))}, initial_depth=depth_at(surface, STAGE))
    run = run_to_the_end(surface, event, Settings(duration=300.0))
    computed = run.cells.computed
    wet = computed & (depth_at(surface, STAGE) > 0.0)
    stage = surface.bed.astype(np.float64) + run.flow.depth[1:-1, 1:-1]
    # Half a unit in the last place of a stage of 4 to 8 m is 2.4e-7 m; a level difference of one unit
    # drives at most sqrt(g / h) times it.
    assert np.abs(stage[wet] - STAGE).max() < 1e-6
    assert run.flow.depth[1:-1, 1:-1][computed & ~wet].max() == 0.0
    assert run.extremes.speed.max() < 5e-6


def test_water_on_one_side_of_a_wall_stays_there() -> None:
    wall = np.ones((6, 8), np.float32)
    wall[:, 3] = 0.0
    surface = surface_of(np.full((6, 8), 2.0), open_x=wall)
    depth = grid_like(surface, 0.0)
    depth[:, :4] = 1.0
    result = simulate(surface, Event(initial_depth=depth), Settings(duration=200.0, output_interval=200.0))
    np.testing.assert_array_equal(result["depth"][-1], depth)


def test_a_wall_left_out_lets_the_water_through() -> None:
    surface = surface_of(np.full((6, 8), 2.0))
    depth = grid_like(surface, 0.0)
    depth[:, :4] = 1.0
    result = simulate(surface, Event(initial_depth=depth), Settings(duration=2000.0, output_interval=2000.0))
    np.testing.assert_allclose(result["depth"][-1], 0.5, atol=0.02)
