"""Depth over an area near a place, counted by hand on the run of twenty cells of 10 m."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
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


def test_a_place_outside_the_run_is_named(run: xr.Dataset) -> None:
    with pytest.raises(InputError, match="lies outside the run"):
        depth(run, -25.0, 15.0, area=50.0)
