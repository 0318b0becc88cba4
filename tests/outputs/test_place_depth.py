"""Depth over an area near a place, counted by hand on the run of twenty cells of 10 m."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from census.errors import InputError
from census.grid import Grid
from outputs.place_depth import depth_over_area
from tests.outputs.conftest import NORTH, WEST


def depth(run: xr.Dataset, x: float, y: float, *, area: float, reach: float = 0.0) -> float:
    return float(depth_over_area(run, np.array([WEST + x]), np.array([NORTH - y]), area=area, reach=reach)[0])


def test_the_depth_is_that_of_the_deepest_patch_larger_than_the_area(run: xr.Dataset) -> None:
    # The cell of 0.4 m (row 1, column 2) is 100 m2, which does not exceed 100 m2; with its
    # neighbours of 0.2 m in row 0 it is 300 m2.
    assert depth(run, 25.0, 15.0, area=99.0) == pytest.approx(0.4)
    assert depth(run, 25.0, 15.0, area=100.0) == pytest.approx(0.2)
    assert depth(run, 25.0, 15.0, area=300.0) == pytest.approx(0.15)
    assert depth(run, 25.0, 15.0, area=5000.0) == 0.0


def test_water_within_reach_counts(run: xr.Dataset) -> None:
    # Row 2, column 3 is dry; 0.6 m stands one cell to the east.
    assert depth(run, 35.0, 25.0, area=50.0) == 0.0
    assert depth(run, 35.0, 25.0, area=50.0, reach=10.0) == pytest.approx(0.6)


def strip(length: int, *, rows: int = 5, start: int = 0, open_share: float = 1.0) -> xr.Dataset:
    """Cells of 1 m, 300 from west to east; in the middle row water of 0.3 m over some of them."""
    grid = Grid("EPSG:4549", WEST, NORTH, 1.0, rows, 300)
    depth = np.zeros(grid.shape, np.float32)
    depth[rows // 2, start : start + length] = 0.3
    plane = ("y", "x")
    return xr.Dataset(
        {
            "maximum_depth": (plane, depth),
            "bed": (plane, np.zeros(grid.shape, np.float32)),
            "building_fraction": (plane, np.full(grid.shape, 1.0 - open_share, np.float32)),
        },
        coords=dict(grid.coordinates()),
    )


def test_a_long_patch_counts_whole_on_fine_cells() -> None:
    # A gutter of 120 m x 1 m: 120 m2 is larger than 100 m2, from either end and from the middle.
    gutter = strip(120)
    for x in (0.5, 60.5, 119.5):
        assert depth(gutter, x, 2.5, area=100.0) == pytest.approx(0.3)
        assert depth(gutter, x, 2.5, area=120.0) == 0.0
    # Half built up, more than 200 m of it are needed.
    assert depth(strip(210, open_share=0.5), 0.5, 2.5, area=100.0) == pytest.approx(0.3)
    assert depth(strip(200, open_share=0.5), 0.5, 2.5, area=100.0) == 0.0


def test_water_as_far_as_the_reach_counts_on_fine_cells() -> None:
    pool = strip(50, start=100)
    assert depth(pool, 40.5, 2.5, area=10.0, reach=60.0) == pytest.approx(0.3)
    assert depth(pool, 40.5, 2.5, area=10.0, reach=59.0) == 0.0


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 3.0, 8.0, 40.0]), st.sampled_from([0.0, 2.0, 5.0]))
@settings(max_examples=40, deadline=None)
def test_the_depth_is_that_of_a_search_over_all_levels(seed: int, area: float, reach: float) -> None:
    """The reference floods the whole grid level by level, cell by cell."""
    rng = np.random.default_rng(seed)
    water = strip(0, rows=12).isel(x=slice(0, 30)).copy(deep=True)
    water["maximum_depth"].values[:] = rng.choice([0.0, 0.1, 0.2, 0.3], water["maximum_depth"].shape)
    at_row, at_column = int(rng.integers(12)), int(rng.integers(30))
    found = depth(water, at_column + 0.5, at_row + 0.5, area=area, reach=reach)
    deep = water["maximum_depth"].values
    expected = 0.0
    for level in np.unique(deep[deep > 0.0]):
        for row, column in np.argwhere(deep >= level):
            if (row - at_row) ** 2 + (column - at_column) ** 2 > reach**2:
                continue
            seen, todo = {(row, column)}, [(row, column)]
            while todo:
                r, c = todo.pop()
                for nr, nc in product((r - 1, r, r + 1), (c - 1, c, c + 1)):
                    inside = 0 <= nr < deep.shape[0] and 0 <= nc < deep.shape[1]
                    if inside and (nr, nc) not in seen and deep[nr, nc] >= level:
                        seen.add((nr, nc))
                        todo.append((nr, nc))
            if len(seen) > area:
                expected = float(level)
                break
    assert found == pytest.approx(expected)


def test_a_place_outside_the_run_is_named(run: xr.Dataset) -> None:
    with pytest.raises(InputError, match="lies outside the run"):
        depth(run, -25.0, 15.0, area=50.0)
