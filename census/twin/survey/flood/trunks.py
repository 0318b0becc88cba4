"""Which streets get a drain, and where its manholes stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin.survey.flood.routes import Forest, Outfalls, topological
from census.twin.survey.flood.streets import LONGEST, StreetGraph

LEAST_AREA = 25_000.0
"""Ground behind a drain that is worth modelling [m2]: smaller ones are taken as part of their inlet."""

_SHORT = 32.0
"""Two manholes nearer than this are one [m]."""


@dataclass(frozen=True)
class Tree:
    """The drains before they have sizes: a forest of manholes.

    Parameters
    ----------
    node
        Node of the street graph at each manhole, shape (n,).
    down
        Manhole downstream; -1 for the last one, which stands at an outfall, shape (n,).
    line
        Way of the drain down to it, or to the outfall, shape (n,).
    outfall
        Number of the outfall that each last manhole stands at; -1 for the others, shape (n,).
    owner
        Manhole that takes the water of each node of the street graph; -1 for none.
    """

    node: NDArray[np.int64]
    down: NDArray[np.int64]
    line: NDArray[Any]
    outfall: NDArray[np.int64]
    owner: NDArray[np.int64]


def trunk_tree(graph: StreetGraph, ways: Forest, outfalls: Outfalls, area: NDArray[np.float64]) -> Tree:
    """Keep the drains with enough ground behind them and set manholes at fair distances.

    Parameters
    ----------
    graph, ways, outfalls
        Streets and their ways down.
    area
        Ground that each node of the graph drains [m2].
    """
    order = topological(ways.next_node, ways.outfall >= 0)
    behind = area.copy()
    for node in order.tolist():
        if ways.next_node[node] >= 0:
            behind[ways.next_node[node]] += behind[node]
    forced = _forced(graph, ways, order)
    kept = (ways.outfall >= 0) & ((behind >= LEAST_AREA) | forced)
    kept[outfalls.node] = behind[outfalls.node] >= LEAST_AREA
    down = np.where(kept, ways.next_node, -1)
    edges = {n: [int(ways.edge[n])] if down[n] >= 0 else [] for n in np.flatnonzero(kept).tolist()}
    at = np.full(len(graph.x), -1, dtype=np.int64)
    at[outfalls.node] = np.arange(len(outfalls.node))
    upper = [n for n in order.tolist() if kept[n]]
    _merge(graph, down, edges, upper)
    _merge_last(graph, outfalls, down, at, edges, upper)
    return _assembled(graph, ways, outfalls, _Draft(down, edges, at), order)


def _forced(graph: StreetGraph, ways: Forest, order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Low points and all that lies below them."""
    forced = np.asarray((graph.low >= 0) & (ways.outfall >= 0))
    for node in order.tolist():
        if forced[node] and ways.next_node[node] >= 0:
            forced[ways.next_node[node]] = True
    return forced


def _merge(
    graph: StreetGraph, down: NDArray[np.int64], edges: dict[int, list[int]], order: list[int]
) -> None:
    """Take out manholes that stand too near to the next one, in place."""
    above: dict[int, list[int]] = {}
    for node in order:
        if down[node] >= 0:
            above.setdefault(int(down[node]), []).append(node)

    def length(node: int) -> float:
        return float(graph.length[edges[node]].sum())

    for node in order:
        if down[node] < 0 or graph.low[node] >= 0:
            continue
        into = above.get(node, [])
        near = length(node) < _SHORT
        joins = len(into) == 1 and length(into[0]) + length(node) <= LONGEST
        if not into or not (near or joins):
            continue
        target = int(down[node])
        for child in into:
            edges[child] = edges[child] + edges[node]
            down[child] = target
        above[target] = [other for other in above[target] if other != node] + into
        del edges[node]
        down[node] = -2


def _merge_last(
    graph: StreetGraph,
    outfalls: Outfalls,
    down: NDArray[np.int64],
    at: NDArray[np.int64],
    edges: dict[int, list[int]],
    order: list[int],
) -> None:
    """Take out last manholes with one drain that stand near to their outfall, in place."""
    above: dict[int, list[int]] = {}
    for node in order:
        if down[node] >= 0:
            above.setdefault(int(down[node]), []).append(node)
    for node in order:
        into = above.get(node, [])
        if down[node] != -1 or len(into) != 1 or graph.low[node] >= 0:
            continue
        x, y = shapely.get_coordinates(outfalls.point[at[node]])[0]
        if np.hypot(graph.x[node] - x, graph.y[node] - y) < _SHORT:
            down[into[0]], at[into[0]] = -1, at[node]
            down[node] = -2
            del edges[node]


@dataclass(frozen=True)
class _Draft:
    """Manholes left: the way down of each, the edges it takes, and the outfall of the last ones."""

    down: NDArray[np.int64]
    edges: dict[int, list[int]]
    at: NDArray[np.int64]


def _assembled(
    graph: StreetGraph, ways: Forest, outfalls: Outfalls, draft: _Draft, order: NDArray[np.int64]
) -> Tree:
    node = np.array(sorted(draft.edges), dtype=np.int64)
    number = np.full(len(graph.x), -1, dtype=np.int64)
    number[node] = np.arange(len(node))
    down = draft.down[node]
    lines = np.empty(len(node), dtype=object)
    for row, place in enumerate(node.tolist()):
        line = _joined(graph, draft.edges[place], (graph.x[place], graph.y[place]))
        if down[row] < 0:
            line = np.concatenate([line, shapely.get_coordinates(outfalls.point[draft.at[place]])])
        lines[row] = shapely.linestrings(line)
    owner = number.copy()
    # From the roots up: a street without a drain of its own gives its water to the next one down.
    for place in order[::-1].tolist():
        if owner[place] < 0 and ways.next_node[place] >= 0:
            owner[place] = owner[ways.next_node[place]]
    below = np.where(down >= 0, number[np.maximum(down, 0)], -1)
    return Tree(node, below, lines, np.where(below < 0, draft.at[node], -1), owner)


def _joined(graph: StreetGraph, edges: list[int], start: tuple[float, float]) -> NDArray[np.float64]:
    """Vertices of one line along edges, beginning at a place."""
    points = [np.array([start])]
    for edge in edges:
        line = shapely.get_coordinates(graph.geometry[edge])
        here = points[-1][-1]
        if np.hypot(*(line[-1] - here)) < np.hypot(*(line[0] - here)):
            line = line[::-1]
        points.append(line[1:])
    return np.concatenate(points)
