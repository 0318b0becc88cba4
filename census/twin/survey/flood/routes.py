"""Which way every street drains: outfalls at the canals, and a forest of shortest ways down to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from census.twin.survey.flood.streets import StreetGraph

SPACING = 230.0
"""Least distance between two outfalls on one bank [m]; synthetic."""

_NEAR = 55.0
"""A street this near to a canal may have an outfall [m]."""

_DETOUR = np.array([0.85, 0.9, 1.0, 1.5, 3.0])
"""Cost of a metre of drain by class of street: wide streets carry the trunks."""

_UPHILL = 220.0
"""Metres of detour made to save a metre of rise."""


@dataclass(frozen=True)
class Outfalls:
    """Where drains end at the canals.

    Parameters
    ----------
    node
        Node of the street graph at the bank, shape (k,).
    point
        Place of the outfall on the water's edge, shape (k,).
    canal
        Row of the canal's table, shape (k,).
    """

    node: NDArray[np.int64]
    point: NDArray[Any]
    canal: NDArray[np.int64]


@dataclass(frozen=True)
class Forest:
    """The way down from every node of the street graph.

    Parameters
    ----------
    next_node, edge
        Node and edge on the way down; -1 at outfalls and where no way leads to a canal, shape (n,).
    outfall
        Number of the outfall reached; -1 for none, shape (n,).
    """

    next_node: NDArray[np.int64]
    edge: NDArray[np.int64]
    outfall: NDArray[np.int64]


def choose_outfalls(
    graph: StreetGraph, canals: NDArray[Any], land: NDArray[Any], obstacles: NDArray[Any], area: Any
) -> Outfalls:
    """Choose outfalls where streets meet canals or run near them, spaced along each bank.

    Parameters
    ----------
    graph
        The streets.
    canals
        Water surface of each canal.
    land
        Ground between the canals, piece by piece: two banks of a canal are two pieces.
    obstacles
        Footprints through which no drain goes.
    area
        Where outfalls may be.
    """
    nodes, canal, point = _candidates(graph, canals)
    stub = shapely.linestrings(
        np.stack([np.column_stack([graph.x[nodes], graph.y[nodes]]), shapely.get_coordinates(point)], axis=1)
    )
    inner = area.buffer(-1.0)
    shapely.prepare(inner)
    free = shapely.contains(inner, point) & (shapely.length(stub) >= 1.0)
    blocked = np.zeros(len(nodes), dtype=bool)
    if len(obstacles) and len(nodes):
        first, _ = shapely.STRtree(obstacles).query(stub, predicate="intersects")
        blocked[first] = True
    good = free & ~blocked
    nodes, canal, point = nodes[good], canal[good], point[good]
    chosen = _spaced(graph, nodes, point, land)
    return Outfalls(nodes[chosen], point[chosen], canal[chosen])


def forest(graph: StreetGraph, outfalls: Outfalls) -> Forest:
    """Find the cheapest way down from each node: short, downhill, along wide streets."""
    count = len(graph.x)
    a, b = graph.ends.T
    start, end = np.concatenate([a, b]), np.concatenate([b, a])
    edge = np.tile(np.arange(len(a)), 2)
    rise = np.maximum(graph.z[end] - graph.z[start], 0.0)
    cost = np.tile(graph.length * _DETOUR[graph.kind], 2) + _UPHILL * rise
    # Of several edges between two nodes the cheapest stays.
    order = np.lexsort((edge, cost, end, start))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(start[order]) != 0) | (np.diff(end[order]) != 0)
    order = order[first]
    start, end, edge, cost = start[order], end[order], edge[order], cost[order]
    weights = csr_array((cost, (end, start)), shape=(count, count))
    if not len(outfalls.node):
        none = np.full(count, -1, dtype=np.int64)
        return Forest(none, none.copy(), none.copy())
    _, before, source = dijkstra(weights, indices=outfalls.node, min_only=True, return_predecessors=True)
    next_node = np.where(before < 0, -1, before).astype(np.int64)
    number = np.full(count, -1, dtype=np.int64)
    number[outfalls.node] = np.arange(len(outfalls.node))
    outfall = np.where(source < 0, -1, number[np.maximum(source, 0)])
    via = np.full(count, -1, dtype=np.int64)
    moving = np.flatnonzero(next_node >= 0)
    place = np.searchsorted(start * count + end, moving * count + next_node[moving])
    via[moving] = edge[place]
    return Forest(next_node, via, outfall)


def topological(next_node: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Wanted nodes from the leaves of a forest down to its roots."""
    count = len(next_node)
    depth = np.zeros(count, dtype=np.int64)
    at = np.where(wanted, next_node, -1)
    while (at >= 0).any():
        moving = at >= 0
        depth[moving] += 1
        at = np.where(moving, next_node[np.maximum(at, 0)], -1)
    nodes = np.flatnonzero(wanted)
    return nodes[np.argsort(-depth[nodes], kind="stable")]


def _candidates(
    graph: StreetGraph, canals: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Nodes near a canal, the canal, and the nearest point of its edge."""
    places = np.asarray(shapely.points(graph.x, graph.y), dtype=object)
    if not len(places) or not len(canals):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, object)
    tree = shapely.STRtree(canals)
    node, canal = tree.query_nearest(places, max_distance=_NEAR, all_matches=False)
    edge = shapely.boundary(canals[canal])
    point = shapely.get_point(shapely.shortest_line(places[node], edge), 1)
    return node.astype(np.int64), canal.astype(np.int64), point


def _spaced(
    graph: StreetGraph, nodes: NDArray[np.int64], point: NDArray[Any], land: NDArray[Any]
) -> NDArray[np.int64]:
    """Candidates chosen in turn, wide streets and low ground first, that keep their distance."""
    if not len(nodes):
        return np.empty(0, np.int64)
    best = np.full(len(graph.x), 9, dtype=np.int64)
    np.minimum.at(best, graph.ends.ravel(), np.repeat(graph.kind, 2))
    piece = shapely.STRtree(land).nearest(shapely.points(graph.x[nodes], graph.y[nodes]))
    xy = shapely.get_coordinates(point)
    stub = np.hypot(graph.x[nodes] - xy[:, 0], graph.y[nodes] - xy[:, 1])
    order = np.lexsort((xy[:, 1], xy[:, 0], np.rint(4.0 * graph.z[nodes]), stub > 25.0, best[nodes]))
    near = cKDTree(xy).query_ball_point(xy, SPACING)
    taken = np.zeros(len(nodes), dtype=bool)
    chosen = []
    for number in order.tolist():
        if not taken[number]:
            chosen.append(number)
            close = np.array(near[number], dtype=np.int64)
            taken[close[piece[close] == piece[number]]] = True
    return np.sort(np.array(chosen, dtype=np.int64))
