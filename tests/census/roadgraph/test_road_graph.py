"""The road graph: shortest times, closed edges, access of buildings."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from census.errors import InputError
from census.roadgraph.access import access
from census.roadgraph.derive import derive
from census.roadgraph.graph import RoadGraph, road_graph, travel_times
from census.snapshot import Snapshot

WALK = 4.5 / 3.6
DRIVE = 40.0 / 3.6


def square_roads(kinds: list[str] | None = None) -> gpd.GeoDataFrame:
    """Four arterials of 900 m around a square; nodes 10, 20, 30, 40 from the south-west against the clock."""
    corners = [(0.0, 0.0), (900.0, 0.0), (900.0, 900.0), (0.0, 900.0)]
    lines = [shapely.LineString([corners[i], corners[(i + 1) % 4]]) for i in range(4)]
    return gpd.GeoDataFrame(
        {
            "road_id": ["R000001", "R000002", "R000003", "R000004"],
            "class": kinds or ["arterial"] * 4,
            "from_node": [10, 20, 30, 40],
            "to_node": [20, 30, 40, 10],
        },
        geometry=lines,
        crs="EPSG:4549",
    )


def test_times_are_length_by_speed_along_the_shorter_way() -> None:
    graph = road_graph(square_roads())
    times = travel_times(graph, [0], "walking")
    np.testing.assert_allclose(times[0], [0.0, 900 / WALK, 1800 / WALK, 900 / WALK])
    np.testing.assert_allclose(travel_times(graph, 0, "driving")[0, 2], 1800 / DRIVE)


def test_what_lies_beyond_the_limit_is_out_of_reach() -> None:
    times = travel_times(road_graph(square_roads()), [0], "walking", limit=1000.0 / WALK)
    assert np.isinf(times[0, 2]) and np.isfinite(times[0, [0, 1, 3]]).all()


def test_nobody_drives_on_a_path_but_all_walk_on_it() -> None:
    graph = road_graph(square_roads(["path", "arterial", "arterial", "arterial"]))
    assert travel_times(graph, [0], "driving")[0, 1] == pytest.approx(2700 / DRIVE)
    assert travel_times(graph, [0], "walking")[0, 1] == pytest.approx(900 / (3.6 / 3.6))


def test_a_closed_edge_lengthens_ways_and_never_shortens_them() -> None:
    graph = road_graph(square_roads())
    before = travel_times(graph, np.arange(4))
    after = travel_times(graph.without(np.array([True, False, False, False])), np.arange(4))
    assert (after >= before).all()
    assert after[0, 1] == pytest.approx(2700 / WALK)


def test_of_two_parallel_edges_the_faster_counts() -> None:
    roads = square_roads()
    detour = shapely.LineString([(0.0, 0.0), (450.0, -300.0), (900.0, 0.0)])
    extra = roads.iloc[[0]].assign(road_id="R000009", geometry=[detour])
    both = gpd.GeoDataFrame(
        {name: [*extra[name], *roads[name]] for name in ("road_id", "class", "from_node", "to_node")},
        geometry=[*extra.geometry, *roads.geometry],
        crs=roads.crs,
    )
    assert travel_times(road_graph(both), [0])[0, 1] == pytest.approx(900 / WALK)


def test_times_are_the_same_there_and_back_and_obey_the_triangle(small_graph: RoadGraph) -> None:
    times = travel_times(small_graph, np.arange(len(small_graph.node_ids)))
    np.testing.assert_allclose(times, times.T)
    first = times[:40]
    assert (times[None, :40, :] <= first[:, :40, None] + times[:40][None] + 1e-6).all()


def test_times_are_those_of_a_plain_search(small_graph: RoadGraph) -> None:
    count = len(small_graph.node_ids)
    best = np.full(count, np.inf)
    best[3] = 0.0
    for _ in range(count):
        for (a, b), time in zip(small_graph.ends, small_graph.seconds["driving"], strict=True):
            best[b] = min(best[b], best[a] + time)
            best[a] = min(best[a], best[b] + time)
    np.testing.assert_allclose(travel_times(small_graph, [3], "driving")[0], best)


def test_a_place_meets_the_edge_and_not_only_its_ends() -> None:
    found = access(road_graph(square_roads()), np.array([shapely.Point(300.0, 30.0)], dtype=object))
    assert found.distance[0] == pytest.approx(30.0)
    assert found.share[0] == pytest.approx(1.0 / 3.0)
    assert found.point[0].equals_exact(shapely.Point(300.0, 0.0), 1e-9)
    assert found.node[0] == 0
    assert found.seconds[0] == pytest.approx(30.0 / 1.0 + 300.0 / WALK)


def test_a_building_never_reaches_an_islet_of_roads() -> None:
    roads = square_roads()
    islet = shapely.LineString([(2000.0, 0.0), (2100.0, 0.0)])
    both = gpd.GeoDataFrame(
        {
            "road_id": [*roads["road_id"], "R000005"],
            "class": [*roads["class"], "lane"],
            "from_node": [*roads["from_node"], 50],
            "to_node": [*roads["to_node"], 60],
        },
        geometry=[*roads.geometry, islet],
        crs=roads.crs,
    )
    found = access(road_graph(both), np.array([shapely.Point(2050.0, 10.0)], dtype=object))
    assert found.edge[0] != 4


def test_every_building_of_the_twin_reaches_the_graph(small_snapshot: Snapshot) -> None:
    made = derive(small_snapshot, lambda fraction, message: None)
    reached, buildings = made.tables["building_access"], small_snapshot.table("buildings")
    assert list(reached["building_id"]) == list(buildings["building_id"])
    assert reached["node_id"].isin(made.tables["road_nodes"]["node_id"]).all()
    assert reached["distance_m"].between(0.0, 150.0).all()
    assert (made.tables["road_nodes"]["component"] == 0).all()


def test_bridges_are_the_edges_that_cross_water(small_snapshot: Snapshot) -> None:
    edges = derive(small_snapshot, lambda fraction, message: None).tables["road_edges"]
    water = shapely.union_all(small_snapshot.table("canals").geometry.to_numpy())
    over = shapely.length(shapely.intersection(edges.geometry.to_numpy(), water))
    np.testing.assert_array_equal(edges["bridge"].to_numpy(), over >= 3.0)
    assert edges.loc[edges["bridge"], "canal_id"].notna().all()
    assert edges["bridge"].any()


def test_an_unknown_class_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"'roads', row 2, field 'class': 'motorway'.*arterial"):
        road_graph(square_roads(["lane", "lane", "motorway", "lane"]))


def test_an_unknown_mode_and_an_empty_table_are_refused() -> None:
    graph = road_graph(square_roads())
    with pytest.raises(InputError, match="walking, driving"):
        travel_times(graph, [0], "flying")
    with pytest.raises(InputError, match="'roads' has no row"):
        road_graph(square_roads().iloc[:0])


@pytest.fixture(scope="module")
def small_graph(small_snapshot: Snapshot) -> RoadGraph:
    return road_graph(small_snapshot.table("roads"))
