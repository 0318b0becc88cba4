"""The priority flood against a slow reference, and the check that uses it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS, Grid
from census.snapshot import Snapshot
from census.twin.checks import check_drainage
from census.twin.cover import BUILDING, ROAD
from census.twin.drainage import edge_cells, spill_level
from census.twin.erosion import eroded


def _slow_spill(
    ground: NDArray[np.float32], blocked: NDArray[np.bool_], outlet: NDArray[np.bool_], rise: float
) -> NDArray[np.float64]:
    """Least, over all ways out, of the greatest level on the way, by relaxation to rest."""
    rows, columns = ground.shape
    level = np.where(outlet & ~blocked, ground, np.inf).astype(np.float64)
    for _ in range(ground.size):
        before = level.copy()
        for r in range(rows):
            for c in range(columns):
                if blocked[r, c] or np.isnan(ground[r, c]) or outlet[r, c]:
                    continue
                near = [
                    level[i, j]
                    for i, j in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1))
                    if 0 <= i < rows and 0 <= j < columns
                ]
                level[r, c] = min(level[r, c], max(float(ground[r, c]), min(near) + rise))
        if np.array_equal(before, level):
            break
    return np.where(np.isfinite(level), level, np.nan)


@pytest.mark.nojit
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.01]))
def test_the_flood_is_the_lowest_way_out(seed: int, slope: float) -> None:
    rng = np.random.default_rng(seed)
    ground = rng.integers(0, 9, (7, 8)).astype(np.float32)
    ground[rng.random(ground.shape) < 0.05] = np.nan
    blocked = rng.random(ground.shape) < 0.25
    outlet = (rng.random(ground.shape) < 0.1) & np.isfinite(ground) & ~blocked
    found = spill_level(ground, blocked, outlet, slope=slope)
    np.testing.assert_allclose(found, _slow_spill(ground, blocked, outlet, slope * 5.0), atol=1e-5)


def test_edge_cells_touch_the_outside_by_a_side() -> None:
    inside = np.ones((5, 6), dtype=bool)
    inside[0, 0] = False
    expected = np.zeros_like(inside)
    expected[[0, -1], :] = expected[:, [0, -1]] = True
    expected[0, 0] = False
    np.testing.assert_array_equal(edge_cells(inside), expected)


@pytest.mark.nojit
def test_eroded_hills_have_no_pits() -> None:
    y, x = np.mgrid[-20:21, -20:21]
    cone = np.maximum(120.0 - 6.0 * np.hypot(x, y), 0.0)
    cone[18:23, 18:23] -= 30.0
    valley = eroded(cone, 25.0)
    edge = np.zeros(cone.shape, dtype=bool)
    edge[[0, -1], :] = edge[:, [0, -1]] = True
    pit = spill_level(valley.astype(np.float32), np.zeros_like(edge), edge, diagonal=True) - valley
    was = spill_level(cone.astype(np.float32), np.zeros_like(edge), edge, diagonal=True) - cone
    assert was.max() > 20.0
    assert pit.max() < 1.0


def test_no_street_is_a_sealed_pit(small_snapshot: Snapshot) -> None:
    level, grid = small_snapshot.raster("terrain")
    codes, _ = small_snapshot.raster("landcover")
    report = check_drainage(level, codes, grid, small_snapshot.table("low_points"))
    assert report.sealed_road_cells == 0
    assert report.sealed_open_cells == 0
    # Puddles are left on purpose, up to 0.2 m; float32 rounding adds a little.
    assert report.deepest_outside_low_points <= 0.20 + 1e-3
    assert 0.02 < report.wet_share[0.02] < 0.25


def test_the_check_finds_a_planted_pit_and_a_planted_wall(small_snapshot: Snapshot) -> None:
    level, grid = small_snapshot.raster("terrain")
    codes, _ = small_snapshot.raster("landcover")
    low_points = small_snapshot.table("low_points")
    dry = np.argwhere(codes == ROAD)
    far = np.hypot(*(dry - np.array(grid.cell_of(low_points.geometry.x[0], low_points.geometry.y[0]))).T)
    inner = (dry > 5).all(axis=1) & (dry < min(grid.shape) - 6).all(axis=1) & (far > 40)
    row, column = dry[inner][0]
    pit = level.copy()
    pit[row, column] -= 1.5
    found = check_drainage(pit, codes, grid, low_points)
    assert found.deepest_outside_low_points > 1.0
    walled = codes.copy()
    walled[row - 2 : row + 3, column - 2 : column + 3] = BUILDING
    walled[row - 1 : row + 2, column - 1 : column + 2] = ROAD
    assert check_drainage(level, walled, grid, low_points).sealed_road_cells == 9


def test_low_points_hold_the_depth_their_table_says(small_snapshot: Snapshot) -> None:
    level, grid = small_snapshot.raster("terrain")
    codes, _ = small_snapshot.raster("landcover")
    low_points = small_snapshot.table("low_points")
    report = check_drainage(level, codes, grid, low_points)
    assert len(low_points) >= 1
    for point, depth in zip(low_points.geometry, low_points["depth_m"], strict=True):
        assert abs(report.depth[grid.cell_of(point.x, point.y)] - depth) < 2e-3
        assert 0.2 < depth < 1.0


def test_a_flat_field_with_one_hole_has_one_puddle() -> None:
    grid = Grid(DISTRICT_CRS, 0.0, 50.0, 5.0, 10, 10)
    level = np.full(grid.shape, 3.0, dtype=np.float32)
    level[4, 4] = 2.9
    nothing = gpd.GeoDataFrame(
        {"radius_m": [1.0]}, geometry=gpd.points_from_xy([-500.0], [0.0]), crs=DISTRICT_CRS
    )
    report = check_drainage(level, np.full(grid.shape, ROAD, dtype=np.uint8), grid, nothing)
    assert abs(report.deepest_outside_low_points - 0.1) < 1e-6
    assert report.wet_share[0.05] == 0.01
