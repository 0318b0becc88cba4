"""Where residual fields are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from models.seismic.residuals.nodes import choose_nodes, grid_nodes

NONE = np.zeros((0, 2))


def test_few_sites_are_the_nodes_themselves_and_buildings_of_one_site_share_theirs() -> None:
    x = np.array([500.0, 0.0, 500.0, 250.0])
    y = np.array([100.0, 0.0, 100.0, 900.0])
    nodes = choose_nodes(x, y, 10, NONE)
    assert nodes.site is not None and len(nodes.x) == 3
    np.testing.assert_array_equal(nodes.x[nodes.site], x)
    np.testing.assert_array_equal(nodes.y[nodes.site], y)


def test_stations_are_nodes_and_share_them_where_they_stand_together() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0.0, 10e3, (2, 5000))
    stations = np.array([[x[7], y[7]], [20e3, -5e3], [20e3, -5e3]])
    for most in (300, 6000):
        nodes = choose_nodes(x, y, most, stations)
        np.testing.assert_allclose(nodes.x[nodes.station], stations[:, 0], atol=0.01)
        np.testing.assert_allclose(nodes.y[nodes.station], stations[:, 1], atol=0.01)
        assert nodes.station[1] == nodes.station[2] != nodes.station[0]
        gap = cKDTree(np.column_stack([nodes.x, nodes.y])).query(np.column_stack([nodes.x, nodes.y]), k=2)[0]
        assert gap[:, 1].min() > 1e-3
    assert nodes.site is not None and nodes.site[7] == nodes.station[0]


def test_a_node_of_the_grid_gives_way_to_a_station_close_by() -> None:
    x, y = np.random.default_rng(8).uniform(0.0, 10e3, (2, 5000))
    grid_x, grid_y, spacing = grid_nodes(x, y, 300)
    for share, gives_way in ((0.04, True), (0.06, False)):
        nodes = choose_nodes(x, y, 300, np.array([[grid_x[150] + share * spacing, grid_y[150]]]))
        assert len(nodes.x) == len(grid_x) + (0 if gives_way else 1)


def test_every_building_lies_among_four_nodes_of_a_cell() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0.0, 12e3, (2, 20_000))
    node_x, node_y, spacing = grid_nodes(x, y, 1200)
    assert 0.9 * 1200 < len(node_x) <= 1200
    distance, _ = cKDTree(np.column_stack([node_x, node_y])).query(np.column_stack([x, y]), k=4)
    assert distance.max() <= np.sqrt(2.0) * spacing * (1 + 1e-9)
    assert node_x.min() < x.min() and node_x.max() > x.max()


def test_ground_without_buildings_gets_no_nodes() -> None:
    rng = np.random.default_rng(5)
    x = np.concatenate([rng.uniform(0.0, 1e3, 5000), rng.uniform(99e3, 100e3, 5000)])
    y = rng.uniform(0.0, 1e3, 10_000)
    node_x, _, spacing = grid_nodes(x, y, 400)
    assert spacing < 100.0
    assert not ((node_x > 1.2e3) & (node_x < 98.8e3)).any()


@given(st.integers(4, 60), st.integers(0, 2**32 - 1), st.floats(0.1, 1e5))
def test_the_grid_never_has_more_nodes_than_allowed(most: int, seed: int, extent: float) -> None:
    x, y = np.random.default_rng(seed).uniform(0.0, extent, (2, 200))
    node_x, node_y, _ = grid_nodes(x, y, most)
    assert 1 <= len(node_x) <= most
    assert len(np.unique(np.column_stack([node_x, node_y]), axis=0)) == len(node_x)


def test_buildings_on_a_line_are_gridded() -> None:
    x = np.linspace(0.0, 5e3, 3000)
    node_x, _, spacing = grid_nodes(x, np.zeros(3000), 200)
    assert 100 < len(node_x) <= 200 and spacing == pytest.approx(5e3 / 99, rel=0.15)
