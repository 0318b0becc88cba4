"""Terrain analysis: surfaces whose flow is known in closed form, and laws on the synthetic district."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from census.derive import flow
from census.derive.kernels import spread_area
from census.derive.terrain import SINK, Ground, Terrain, TerrainSettings, analyse, derive
from census.errors import InputError
from census.snapshot import Snapshot
from census.twin.drainage import spill_level

CELL = 5.0


def bare(level: NDArray[np.float64], *, cell_size: float = CELL) -> Ground:
    """Ground without water and buildings."""
    nothing = np.zeros(level.shape, np.bool_)
    return Ground(
        level.astype(np.float32), nothing, np.full(level.shape, np.nan, np.float32), nothing, cell_size
    )


def with_water(level: NDArray[np.float64], water: NDArray[np.bool_], stage: float) -> Ground:
    """Ground with water at one level."""
    stages = np.where(water, np.float32(stage), np.float32(np.nan))
    return Ground(level.astype(np.float32), water, stages, np.zeros_like(water), CELL)


def plane(rows: int, columns: int, slope: float) -> NDArray[np.float64]:
    """Ground that falls to the east."""
    return np.broadcast_to(slope * CELL * np.arange(columns, 0, -1.0), (rows, columns)).copy()


@pytest.fixture(scope="module")
def small(small_snapshot: Snapshot) -> Terrain:
    ground, _, water, building = district(small_snapshot)
    stage = np.where(water, np.float32(1.2), np.float32(np.nan))
    return analyse(Ground(ground, water, stage, building, CELL))


def district(
    snapshot: Snapshot,
) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Ground, land cover, water and buildings of the synthetic district."""
    ground, _ = snapshot.raster("terrain")
    cover, _ = snapshot.raster("landcover")
    return ground, cover, cover == 7, cover == 1


def outlets_of(inside: NDArray[np.bool_], water: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Water, and cells that touch the outside by a side or a corner, found cell by cell."""
    found = water.copy()
    rows, columns = inside.shape
    for row, column in np.argwhere(inside):
        for south, east in flow.DIRECTIONS.values():
            r, c = row + south, column + east
            if not (0 <= r < rows and 0 <= c < columns) or not inside[r, c]:
                found[row, column] = True
    return found


def test_on_a_tilted_plane_the_accumulation_counts_the_cells_upslope() -> None:
    found = analyse(bare(plane(9, 12, 0.01)))
    np.testing.assert_array_equal(found.accumulation, np.broadcast_to(np.arange(1, 13), (9, 12)))
    assert (found.direction[:, :-1] == 1).all() and (found.direction[:, -1] == SINK).all()
    assert (found.depression_depth == 0.0).all()


@pytest.mark.parametrize(("turns", "code"), [(0, 1), (1, 64), (2, 16), (3, 4)])
def test_turning_a_plane_turns_the_direction(turns: int, code: int) -> None:
    found = analyse(bare(np.rot90(plane(7, 7, 0.02), turns)))
    assert (found.direction[1:-1, 1:-1] == code).all()


def test_water_flows_down_a_cone_away_from_its_top() -> None:
    y, x = np.mgrid[-10:11, -10:11]
    found = analyse(bare(100.0 - np.hypot(x, y)))
    # In the four axes and the four diagonals the steepest of eight neighbours is the radial one.
    for code, (south, east) in flow.DIRECTIONS.items():
        for step in range(1, 9):
            assert found.direction[10 + south * step, 10 + east * step] == code
    assert found.accumulation[10, 10] == 1


def test_a_diagonal_step_counts_with_its_length() -> None:
    # 1.2 m over the diagonal is less steep than 1 m over the side.
    level = np.full((5, 5), 10.0)
    level[2, 3] = 9.0
    level[3, 3] = 8.8
    direction = flow.directions(level, 1.0)
    assert direction[2, 2] == 1
    level[3, 3] = 8.5
    assert flow.directions(level, 1.0)[2, 2] == 2


def test_height_above_drainage_in_a_valley_is_the_side_slope_times_the_distance() -> None:
    rows, columns = 40, 21
    off = np.abs(np.arange(columns) - 10)
    level = 0.5 * off[None, :] + 0.02 * np.arange(rows, 0, -1.0)[:, None]
    water = np.zeros(level.shape, np.bool_)
    water[:, 10] = True
    stage = np.where(water, level, np.nan).astype(np.float32)
    found = analyse(Ground(level.astype(np.float32), water, stage, np.zeros_like(water), CELL))
    # Across, 0.5 m in a cell; diagonally 0.52 m over 1.41 cells is less steep, so water runs straight across.
    np.testing.assert_allclose(
        found.height_above_drainage[1:-1, 1:-1],
        np.broadcast_to(0.5 * off, (rows, columns))[1:-1, 1:-1],
        atol=1e-5,
    )


def test_a_run_of_water_counts_as_drainage_from_its_drained_area() -> None:
    rows, columns = 60, 21
    off = np.abs(np.arange(columns) - 10)
    level = 0.5 * off[None, :] + 0.02 * np.arange(rows, 0, -1.0)[:, None]
    area = 10 * 21 * CELL**2
    found = analyse(bare(level), settings=TerrainSettings(stream_area=area))
    # Ten rows down the valley drains ten rows of 21 cells.
    below = found.height_above_drainage[12:-1, 1:-1]
    np.testing.assert_allclose(below, np.broadcast_to(0.5 * off[1:-1], below.shape), atol=1e-5)
    assert (found.height_above_drainage[1:8, 10] > 0.0).all()


def test_a_canal_lies_as_high_as_its_usual_level_not_as_its_bed() -> None:
    level = np.full((7, 9), 5.0)
    water = np.zeros(level.shape, np.bool_)
    water[:, 4] = True
    level[water] = -2.0
    level += np.where(water, 0.0, 0.01 * np.abs(np.arange(9) - 4.0))
    found = analyse(with_water(level, water, 1.2))
    np.testing.assert_allclose(
        found.height_above_drainage[~water], (level - 1.2)[~water].astype(np.float32), atol=1e-5
    )
    assert (found.height_above_drainage[water] == 0.0).all()


def test_water_that_leaves_the_domain_is_measured_from_the_nearest_water() -> None:
    level = np.broadcast_to(10.0 - 0.1 * np.arange(12.0), (6, 12)).copy()
    water = np.zeros(level.shape, np.bool_)
    water[:, 0] = True
    found = analyse(with_water(level, water, 3.0))
    np.testing.assert_allclose(found.height_above_drainage[:, 2:], level[:, 2:] - 3.0, atol=1e-5)


@pytest.mark.parametrize("depth", [0.25, 2.0])
def test_a_bowl_holds_water_to_the_lowest_point_of_its_rim(depth: float) -> None:
    y, x = np.mgrid[-10:11, -10:11]
    away = np.hypot(x, y)
    # The rim is wide enough that no diagonal step slips through it.
    level = np.where(away <= 5.0, 10.0 - depth * (1.0 - (away / 5.0) ** 2), 10.0 - 0.5 * (away - 7.0))
    level = np.where((away > 5.0) & (away <= 7.0), 10.0, level)
    found = analyse(bare(level))
    np.testing.assert_allclose(found.depression_depth, np.where(away < 5.0, 10.0 - level, 0.0), atol=2e-6)
    assert found.stray == 0
    assert int(found.accumulation[found.direction == SINK].sum()) == level.size


def test_the_wetness_of_a_plane_is_the_logarithm_of_length_over_slope() -> None:
    slope, columns = 0.02, 12
    found = analyse(bare(plane(41, columns, slope)))
    wanted = np.log(CELL * np.arange(1, columns + 1) / slope)
    # The middle row is out of reach of what the sides do to water that spreads.
    np.testing.assert_allclose(found.wetness_index[20], wanted, rtol=1e-5)


def test_the_wetness_of_level_ground_rests_on_the_least_slope() -> None:
    settings = TerrainSettings(least_slope=0.004)
    found = analyse(bare(np.full((3, 3), 7.0)), settings=settings)
    # All but the middle are ways out, so each drains itself and one of them the middle too.
    assert found.wetness_index.min() == pytest.approx(np.log(CELL / 0.004), rel=1e-5)


def test_level_ground_drains_whole() -> None:
    found = analyse(bare(np.full((15, 20), 3.0)))
    assert found.stray == 0
    assert int(found.accumulation[found.direction == SINK].sum()) == 300
    assert (found.direction[1:-1, 1:-1] != SINK).all()


def test_a_large_flat_finds_its_only_outlet() -> None:
    level = np.full((40, 40), 5.0)
    level[[0, -1], :] = level[:, [0, -1]] = 9.0
    level[20, 0] = 4.0
    found = analyse(bare(level))
    assert found.stray == 0
    # What is inside leaves through the gap; cells of the wall are ways out of their own or fall inwards.
    assert found.accumulation[20, 0] >= 38 * 38


def test_missing_cells_are_left_out_and_let_water_out() -> None:
    level = plane(10, 10, 0.01)
    level[3:6, 4:7] = np.nan
    level[0, 0] = np.nan
    inside = np.isfinite(level)
    found = analyse(bare(level))
    assert (found.direction[~inside] == 0).all() and (found.accumulation[~inside] == 0).all()
    for array in (found.conditioned, found.height_above_drainage, found.wetness_index):
        np.testing.assert_array_equal(np.isfinite(array), inside)
    assert np.isnan(found.depression_depth[~inside]).all()
    assert int(found.accumulation[found.direction == SINK].sum()) == int(inside.sum())
    # West of the hole the way ends at it.
    assert (found.direction[3:6, 3] == SINK).any()


def test_a_district_without_any_level_is_refused() -> None:
    with pytest.raises(InputError, match="every cell is missing"):
        analyse(bare(np.full((4, 4), np.nan)))


def test_buildings_turn_the_water_aside_unless_they_are_left_out() -> None:
    level = plane(9, 12, 0.01)
    ground = bare(level)
    building = np.zeros(level.shape, np.bool_)
    building[3:6, 5] = True
    built = Ground(ground.level, ground.water, ground.stage, building, CELL)
    around = analyse(built)
    assert (around.direction[4, 4] != 1) and np.isnan(around.wetness_index[4, 5])
    through = analyse(built, settings=TerrainSettings(building_rise=0.0))
    assert through.direction[4, 4] == 1


def test_a_canal_amid_the_ground_takes_its_water() -> None:
    # A bowl whose floor is a canal that touches no edge: no water stands, all runs there.
    y, x = np.mgrid[-8:9, -8:9]
    level = 0.1 * np.hypot(x, y)
    level[[0, -1], :] = level[:, [0, -1]] = 5.0
    water = np.hypot(x, y) < 2.0
    found = analyse(with_water(level, water, 0.0))
    assert (found.depression_depth == 0.0).all()
    assert int(found.accumulation[water].sum()) >= 15 * 15


def test_every_cell_of_the_district_finds_a_way_and_none_is_lost(small: Terrain) -> None:
    inside = np.isfinite(small.conditioned)
    assert small.stray == 0
    assert int(small.accumulation[small.direction == SINK].sum()) == int(inside.sum())
    assert np.isfinite(small.height_above_drainage[inside]).all()


def test_following_the_directions_never_goes_uphill(small: Terrain) -> None:
    for code, (south, east) in flow.DIRECTIONS.items():
        rows, columns = np.nonzero(small.direction == code)
        fall = small.conditioned[rows, columns] - small.conditioned[rows + south, columns + east]
        assert (fall >= 0.0).all()


def test_depressions_of_the_district_are_those_of_pysheds(small_snapshot: Snapshot, small: Terrain) -> None:
    from affine import Affine
    from pysheds.grid import Grid as Watershed  # type: ignore[import-untyped]
    from pysheds.view import Raster, ViewFinder  # type: ignore[import-untyped]

    ground, _, water, building = district(small_snapshot)
    level = (ground + np.where(building, np.float32(5.0), np.float32(0.0))).astype(np.float64)
    level[water] = -50.0
    # Its canals cross the edge of this part, so that pysheds' own way of filling sees them as outlets.
    finder = ViewFinder(affine=Affine(CELL, 0, 0, 0, -CELL, 0), shape=level.shape, nodata=np.float64(np.nan))
    filled = np.asarray(Watershed(viewfinder=finder).fill_depressions(Raster(level, finder)))
    np.testing.assert_allclose(small.conditioned[~water], filled[~water], atol=1e-6)


def test_directions_of_the_district_follow_the_priority_flood(
    small_snapshot: Snapshot, small: Terrain
) -> None:
    ground, _, water, building = district(small_snapshot)
    raised = np.where(water, np.float32(-2.0), ground + np.where(building, np.float32(5.0), np.float32(0.0)))
    outlet = outlets_of(np.isfinite(ground), water)
    # With a least slope the flood's level falls strictly along some way out, flats included.
    flood = spill_level(
        raised.astype(np.float32), np.zeros_like(water), outlet, slope=1e-4, cell_size=CELL, diagonal=True
    )
    drop = np.full(flood.shape, np.nan)
    for code, (south, east) in flow.DIRECTIONS.items():
        rows, columns = np.nonzero((small.direction == code) & ~water)
        drop[rows, columns] = flood[rows, columns] - flood[rows + south, columns + east]
    told = np.isfinite(drop)
    # Ways through flats may differ; elsewhere both run down the same surface.
    flat = flood - raised > 1e-6
    assert (drop[told & ~flat] > 0.0).mean() > 0.995
    assert (drop[told] > -0.02).all()


def test_canals_and_courts_of_the_district_hold_no_water(small_snapshot: Snapshot, small: Terrain) -> None:
    _, cover, water, building = district(small_snapshot)
    assert (small.depression_depth[water | building] == 0.0).all()
    assert float(small.depression_depth.max()) < 2.0
    assert np.isnan(small.wetness_index[water | building]).all()
    assert cover[small.wetness_index > 8.0].size > 0


def test_the_step_names_its_rasters_and_counts_the_cells(small_snapshot: Snapshot) -> None:
    told: list[float] = []
    made = derive(small_snapshot, lambda share, message: told.append(share))
    assert set(made.rasters) == {
        "conditioned_dem",
        "flow_direction",
        "flow_accumulation",
        "depression_depth",
        "height_above_drainage",
        "wetness_index",
    }
    assert made.notes["cells"] == 40_000 and made.notes["cells_without_a_way"] == 0
    assert told == sorted(told) and told[0] == 0.0


def reference_spread(
    level: NDArray[np.float64], ends: NDArray[np.bool_], exponent: float
) -> NDArray[np.float64]:
    """Spread one cell's water at a time from the highest down."""
    count = np.isfinite(level).astype(float)
    cells = sorted(np.argwhere(np.isfinite(level)).tolist(), key=lambda cell: -level[cell[0], cell[1]])
    for row, column in cells:
        shares = {}
        for south, east in flow.DIRECTIONS.values():
            place = (row + south, column + east)
            if min(place) < 0 or place[0] >= level.shape[0] or place[1] >= level.shape[1]:
                continue
            fall = level[row, column] - level[place]
            if fall > 0.0:
                contour = 0.5 if 0 in (south, east) else np.sqrt(2.0) / 4.0
                shares[place] = contour * (fall / np.hypot(south, east)) ** exponent
        for place, share in shares.items():
            if not ends[row, column]:
                count[place] += count[row, column] * share / sum(shares.values())
    return count


@pytest.mark.nojit
@pytest.mark.parametrize("exponent", [1.0, 1.1])
def test_the_spreading_kernel_does_what_its_plain_reference_does(exponent: float) -> None:
    level = np.random.default_rng(3).random((9, 11))
    level[2, 3] = np.nan
    ends = np.zeros(level.shape, np.bool_)
    ends[5, 5] = True
    inside = np.flatnonzero(np.isfinite(level))
    order = inside[np.argsort(-level.ravel()[inside], kind="stable")]
    found = spread_area(level, order, ends, exponent)
    wanted = reference_spread(level, ends, exponent)
    np.testing.assert_allclose(found, wanted, rtol=1e-6)
