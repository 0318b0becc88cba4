"""Waterlogging points: deeper than 0.15 m and larger than 100 m2, counted by hand."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from outputs.waterlogging_points import waterlogging_points


def test_points_are_counted_with_area_depth_and_street(run: xr.Dataset, district: Any) -> None:
    points = waterlogging_points(run, streets=district.table("streets"))
    # Three cells in the north, two in the south-east; the single cell of 100 m2 is too small,
    # and the cell of exactly 0.15 m is not deep enough to belong to the first.
    assert points["number"].tolist() == [1, 2]
    assert points["patch_area_m2"].tolist() == [300.0, 200.0]
    assert points["maximum_depth_m"].tolist() == pytest.approx([0.40, 0.60])
    assert points["mean_depth_m"].tolist() == pytest.approx([0.80 / 3, 0.60])
    assert points["volume_m3"].tolist() == pytest.approx([80.0, 120.0])
    assert points["longest_duration_s"].tolist() == [5000.0, 7000.0]
    assert points["street"].tolist() == ["甲街道", ""]
    # The deepest cell of the first: row 1, column 2.
    assert (points["x"][0], points["y"][0]) == (520025.0, 3350025.0)


def test_the_position_is_told_in_degrees_too(run: xr.Dataset) -> None:
    points = waterlogging_points(run)
    # 20.025 km east of the central meridian of 120 degrees: about 0.2085 degrees at latitude 30.27.
    metres_per_degree = 111320.0 * np.cos(np.radians(points["latitude"][0]))
    assert (points["longitude"][0] - 120.0) * metres_per_degree == pytest.approx(20025.0, rel=3e-3)
    # A meridian arc of 3350 km: about 110.87 km a degree on average up to latitude 30.
    assert points["latitude"][0] == pytest.approx(30.27, abs=0.02)


def test_cells_that_meet_at_a_corner_are_one_point(run: xr.Dataset) -> None:
    depth = np.zeros((4, 5), dtype=np.float32)
    depth[0, 0] = depth[1, 1] = 0.2
    bed = np.ones((4, 5), dtype=np.float32)
    points = waterlogging_points(run.assign(maximum_depth=(("y", "x"), depth), bed=(("y", "x"), bed)))
    assert points["patch_area_m2"].tolist() == [200.0]


def test_no_point_gives_an_empty_table_with_the_same_columns(run: xr.Dataset) -> None:
    dry = run.assign(maximum_depth=0.0 * run["maximum_depth"])
    assert list(waterlogging_points(dry)) == list(waterlogging_points(run))
    assert len(waterlogging_points(dry)) == 0


def test_the_thresholds_can_be_replaced(run: xr.Dataset) -> None:
    assert waterlogging_points(run, depth=0.45, area=150.0)["patch_area_m2"].tolist() == [200.0]
    assert waterlogging_points(run, depth=0.45, area=50.0)["patch_area_m2"].tolist() == [200.0, 100.0]
