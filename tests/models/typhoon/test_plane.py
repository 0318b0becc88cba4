"""The plane in which storms move over a district."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from models.typhoon.plane import Plane, plane_about, plane_at


@given(lon=st.floats(105.0, 135.0), lat=st.floats(15.0, 45.0))
def test_distances_from_the_middle_are_those_on_the_globe(lon: float, lat: float) -> None:
    plane = plane_at(120.15, 30.32)
    x, y = plane.project(lon, lat)
    bearing, _, distance = Geod(ellps="WGS84").inv(120.15, 30.32, lon, lat)
    assert float(np.hypot(x, y)) == pytest.approx(distance, abs=1e-3)
    if distance > 1.0:
        seen = np.degrees(np.arctan2(x, y)) + plane.convergence
        assert np.cos(np.radians(seen - bearing)) == pytest.approx(1.0)
    back = plane.place(x, y)
    assert float(back[0]) == pytest.approx(lon) and float(back[1]) == pytest.approx(lat)


@given(x=st.floats(-1e6, 1e6), y=st.floats(-1e6, 1e6))
def test_latitudes_on_the_sphere_are_near_those_of_the_ellipsoid(x: float, y: float) -> None:
    plane = plane_at(120.15, 30.32)
    assert float(plane.latitudes(x, y)) == pytest.approx(float(plane.place(x, y)[1]), abs=0.05)


def test_the_plane_lies_on_the_grid_of_the_district() -> None:
    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:4549", always_xy=True)
    east, north = to_grid.transform(120.15, 30.32)
    plane = plane_about(east, north)
    over, up = np.meshgrid([-12e3, 0.0, 12e3], [-12e3, 0.0, 12e3])
    lon, lat = to_grid.transform(east + over, north + up, direction="INVERSE")
    x, y = plane.project(lon, lat)
    assert np.abs(x - over).max() < 0.2 and np.abs(y - up).max() < 0.2


def test_a_mirrored_hemisphere_mirrors_the_plane() -> None:
    x, y = Plane(120.0, 30.0).project([121.0, 119.0], [33.0, 28.0])
    mirrored = Plane(120.0, -30.0).project([121.0, 119.0], [-33.0, -28.0])
    assert mirrored[0] == pytest.approx(x) and mirrored[1] == pytest.approx(-y)
