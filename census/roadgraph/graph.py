"""The road graph as arrays, and shortest times on it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from census.errors import InputError

MODES = ("walking", "driving")


@dataclass(frozen=True)
class RoadGraph:
    """Nodes and edges; edges are open both ways.

    Parameters
    ----------
    node_ids
        Number of each node in the table of roads, increasing, shape (n,).
    points
        Places of the nodes, shape (n,).
    road_ids
        Road of each edge, shape (m,).
    lines
        Courses of the edges, shape (m,).
    ends
        Index of the node at either end, shape (m, 2).
    seconds
        Time along each edge by mode, shape (m,) [s]; infinite where the mode may not go.
    component
        Connected part each node belongs to, shape (n,); 0 is the largest.
    """

    node_ids: NDArray[np.int64]
    points: NDArray[Any]
    road_ids: NDArray[Any]
    lines: NDArray[Any]
    ends: NDArray[np.int64]
    seconds: dict[str, NDArray[np.float64]]
    component: NDArray[np.int64]

    def without(self, closed: NDArray[np.bool_]) -> RoadGraph:
        """The graph with some edges closed to all modes (flooded, fallen bridges)."""
        seconds = {mode: np.where(closed, np.inf, time) for mode, time in self.seconds.items()}
        return RoadGraph(
            self.node_ids, self.points, self.road_ids, self.lines, self.ends, seconds, self.component
        )

    def matrix(self, mode: str) -> csr_array:
        """Times between neighbouring nodes [s]; of parallel edges the fastest."""
        if mode not in MODES:
            raise InputError(f"mode is {mode!r}; one of {', '.join(MODES)} is needed")
        time = self.seconds[mode]
        low, high = self.ends.min(axis=1), self.ends.max(axis=1)
        good = np.isfinite(time) & (low != high)
        low, high, time = low[good], high[good], time[good]
        order = np.lexsort((time, high, low))
        low, high, time = low[order], high[order], time[order]
        first = np.ones(len(low), dtype=bool)
        first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
        shape = (len(self.node_ids),) * 2
        return coo_array((time[first], (low[first], high[first])), shape=shape).tocsr()


@cache
def speeds() -> dict[str, dict[str, float]]:
    """Speeds by class and mode [m/s]."""
    text = (files("census.roadgraph") / "speeds.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["class"]: {mode: float(row[f"{mode}_km_h"]) / 3.6 for mode in MODES} for row in rows}


def road_graph(roads: pd.DataFrame) -> RoadGraph:
    """The graph of a table of roads.

    Parameters
    ----------
    roads
        Table `roads`.

    Raises
    ------
    InputError
        If there is no road, or a class without speeds.
    """
    if not len(roads):
        raise InputError("table 'roads' has no row; the road graph needs at least one road")
    kind = roads["class"].to_numpy(dtype=object)
    for row, name in enumerate(kind.tolist()):
        if name not in speeds():
            known = ", ".join(one for one in speeds() if one != "access")
            raise InputError(
                f"table 'roads', row {row}, field 'class': {name!r} has no speed; one of {known} is needed"
            )
    lines = np.asarray(roads["geometry"], dtype=object)
    named = roads[["from_node", "to_node"]].to_numpy(dtype=np.int64)
    node_ids, index = np.unique(named, return_inverse=True)
    ends = index.reshape(-1, 2).astype(np.int64)
    points = np.empty(len(node_ids), dtype=object)
    for side, at in ((0, 0), (1, -1)):
        points[ends[:, side]] = shapely.get_point(lines, at)
    length = shapely.length(lines)
    seconds = {}
    for mode in MODES:
        speed = np.array([speeds()[name][mode] for name in kind])
        seconds[mode] = np.divide(length, speed, out=np.full(len(length), np.inf), where=speed > 0.0)
    return RoadGraph(
        node_ids, points, roads["road_id"].to_numpy(dtype=object), lines, ends, seconds,
        _components(ends, len(node_ids)),
    )  # fmt: skip


def travel_times(
    graph: RoadGraph, origins: ArrayLike, mode: str = "walking", limit: float = np.inf
) -> NDArray[np.float64]:
    """Shortest times from some nodes to all.

    Parameters
    ----------
    graph
        The road graph.
    origins
        Indices of nodes, shape (k,).
    mode
        One of `MODES`.
    limit
        Longest time of interest [s]; what is farther is infinite.

    Returns
    -------
    ndarray
        Shape (k, n) [s].
    """
    index = np.atleast_1d(np.asarray(origins, dtype=np.int64))
    return np.asarray(dijkstra(graph.matrix(mode), directed=False, indices=index, limit=limit))


def _components(ends: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Connected parts, the largest first."""
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, part = connected_components(links, directed=False)
    order = np.argsort(-np.bincount(part), kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[part])
