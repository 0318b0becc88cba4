"""The ground that each street node drains: half-way to its neighbours, never across a canal."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin.survey.flood.streets import StreetGraph

_SEED = 25.0
"""Distance of the points along the streets from which the ground is shared out [m]."""

_LARGEST = 20_000.0
"""Ground counted for one such point at most when drains are chosen [m2]."""

_LEAST = 200.0
"""Catchments smaller than this are left out [m2]."""


def cells(graph: StreetGraph, area: Any) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[Any]]:
    """Share out the ground among points along the streets.

    Returns
    -------
    cells, node, seeds
        Voronoi cells that cover the area's box, the street node of each, and its point.
    """
    count = np.maximum(np.rint(graph.length / _SEED), 2).astype(np.int64)
    edge = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    share = (np.arange(len(edge)) - first[edge] + 0.5) / count[edge]
    seeds = shapely.line_interpolate_point(graph.geometry[edge], share, normalized=True)
    node = np.where(share < 0.5, graph.ends[edge, 0], graph.ends[edge, 1])
    keys = np.rint(shapely.get_coordinates(seeds) * 100.0).astype(np.int64)
    _, unique = np.unique(keys, axis=0, return_index=True)
    seeds, node = seeds[unique], node[unique]
    if len(seeds) < 2:
        return np.full(len(seeds), area, dtype=object), node, seeds
    made = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=area, ordered=True)
    return shapely.get_parts(made), node, seeds


def drained_areas(cells: NDArray[Any], node: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Ground of each street node [m2], about."""
    areas = np.minimum(shapely.area(cells), _LARGEST)
    return np.bincount(node, weights=areas, minlength=count).astype(np.float64)


def catchments(
    cells: NDArray[Any], owner: NDArray[np.int64], seeds: NDArray[Any], count: int, ground: Any
) -> NDArray[Any]:
    """Catchments of the drain nodes.

    Parameters
    ----------
    cells, seeds
        As `cells` gives them.
    owner
        Drain node of each cell; -1 for none.
    count
        Number of drain nodes.
    ground
        Where rain runs to the streets: the area without water and hills.

    Returns
    -------
    ndarray
        A polygon for each drain node, None where it drains nothing, shape (count,).
    """
    out = np.full(count, None, dtype=object)
    order = np.argsort(owner, kind="stable")
    order = order[owner[order] >= 0]
    if not len(order):
        return out
    starts = np.flatnonzero(np.concatenate([[True], np.diff(owner[order]) != 0]))
    nodes = owner[order][starts]
    groups = np.split(order, starts[1:])
    joined = np.array([shapely.coverage_union_all(cells[group]) for group in groups], dtype=object)
    shapely.prepare(ground)
    cut = ~shapely.contains_properly(ground, joined)
    joined[cut] = shapely.intersection(joined[cut], ground)
    parts, part_owner = shapely.get_parts(joined, return_index=True)
    good = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1.0)
    parts, part_owner = parts[good], part_owner[good]
    # What lies across a canal from its street runs to the canal by itself.
    seed, part = shapely.STRtree(parts).query(seeds, predicate="intersects")
    at_home = owner[seed] == nodes[part_owner[part]]
    reached = np.zeros(len(parts), dtype=bool)
    reached[part[at_home]] = True
    for number in np.unique(part_owner[reached]).tolist():
        mine = parts[_rows(part_owner, reached, number)]
        whole = mine[0] if len(mine) == 1 else shapely.MultiPolygon(list(mine))
        if whole.area >= _LEAST:
            out[nodes[number]] = whole
    return out


def _rows(part_owner: NDArray[np.int64], reached: NDArray[np.bool_], number: int) -> NDArray[np.int64]:
    first, last = np.searchsorted(part_owner, [number, number + 1])
    rows = np.arange(first, last)
    return rows[reached[rows]]
