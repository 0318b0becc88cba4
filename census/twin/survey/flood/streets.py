"""The streets as a graph along which drains can be laid: none of its edges crosses a canal."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import Grid
from census.twin.layout import ROAD_CLASSES
from census.twin.survey.base import Base, Frames

LONGEST = 130.0
"""Longest way between two manholes [m]."""

_BANK = 4.0
"""Distance from the water at which a street drain ends [m]."""

_SHORTEST = 12.0
_INSIDE = 3.0
_DRAINED = ("arterial", "secondary", "collector", "lane")


@dataclass(frozen=True)
class StreetGraph:
    """Streets cut at canals, at low points and into pieces of a drain's length.

    Parameters
    ----------
    x, y, z
        Place and ground level of each node, shape (n,) [m; m, 1985 national].
    ends
        Nodes at either end of each edge, shape (m, 2).
    geometry, length
        Centre line and its length [m], shape (m,).
    kind
        Index into `census.twin.layout.ROAD_CLASSES`, shape (m,).
    low
        Low point (row of its table) at each node; -1 elsewhere, shape (n,).
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    ends: NDArray[np.int64]
    geometry: NDArray[Any]
    length: NDArray[np.float64]
    kind: NDArray[np.int64]
    low: NDArray[np.int64]


def street_graph(base: Base, made: Frames, water: Any) -> StreetGraph:
    """Build the graph of the streets inside the surveyed area.

    Parameters
    ----------
    base, made
        The city, with `roads` and `low_points`.
    water
        Water surface of all canals.
    """
    roads = made["roads"]
    roads = roads[roads["class"].isin(_DRAINED).to_numpy()]
    geometry = np.asarray(roads.geometry.to_numpy(), dtype=object)
    kind = np.array([ROAD_CLASSES.index(name) for name in roads["class"]], dtype=np.int64)
    inner = base.part.area.buffer(-_INSIDE)
    shapely.prepare(inner)
    within = shapely.contains_properly(inner, geometry)
    geometry, kind = _off_water(geometry[within], kind[within], water)
    low_points = np.asarray(made["low_points"].geometry.to_numpy(), dtype=object)
    geometry, kind = _split(geometry, kind, low_points)
    return _graph(geometry, kind, low_points, base.terrain, base.grid)


def ground_at(
    level: NDArray[np.float32], grid: Grid, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Level of the ground at places [m, 1985 national], of the cells that hold them."""
    row = np.clip(((grid.north - y) / grid.cell_size).astype(np.int64), 0, grid.rows - 1)
    column = np.clip(((x - grid.west) / grid.cell_size).astype(np.int64), 0, grid.columns - 1)
    return np.asarray(level[row, column], dtype=np.float64)


def _off_water(
    geometry: NDArray[Any], kind: NDArray[np.int64], water: Any
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Cut streets that cross a canal at its banks."""
    wet = shapely.dwithin(geometry, water, _BANK)
    pieces, owner = shapely.get_parts(
        shapely.difference(geometry[wet], water.buffer(_BANK)), return_index=True
    )
    good = (shapely.get_type_id(pieces) == 1) & (shapely.length(pieces) > _SHORTEST)
    kept = np.concatenate([geometry[~wet], pieces[good]])
    return kept, np.concatenate([kind[~wet], kind[wet][owner[good]]])


def _split(
    geometry: NDArray[Any], kind: NDArray[np.int64], low_points: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Cut long streets evenly, and streets with a low point at that point."""
    length = shapely.length(geometry)
    stops: dict[int, list[float]] = {}
    for number in np.flatnonzero(length > LONGEST).tolist():
        count = int(np.ceil(length[number] / LONGEST))
        stops[number] = (np.arange(1, count) / count * length[number]).tolist()
    if len(low_points) and len(geometry):
        place, near = shapely.STRtree(geometry).query_nearest(low_points, max_distance=2.0, all_matches=False)
        for point, number in zip(place.tolist(), near.tolist(), strict=True):
            at = float(shapely.line_locate_point(geometry[number], low_points[point]))
            others = [stop for stop in stops.get(number, []) if abs(stop - at) > 2.0 * _SHORTEST]
            stops[number] = sorted([*others, at])
    whole = np.ones(len(geometry), dtype=bool)
    whole[list(stops)] = False
    pieces: list[Any] = []
    owner: list[int] = []
    for number, cuts in stops.items():
        parts = _pieces(geometry[number], cuts)
        pieces += parts
        owner += [number] * len(parts)
    made = np.empty(len(pieces), dtype=object)
    made[:] = pieces
    return (
        np.concatenate([geometry[whole], made]),
        np.concatenate([kind[whole], kind[np.array(owner, dtype=np.int64)]]),
    )


def _pieces(line: Any, cuts: list[float]) -> list[Any]:
    from shapely.ops import substring

    marks = [0.0, *cuts, float(line.length)]
    return [substring(line, a, b) for a, b in pairwise(marks) if b - a > 1.0]


def _graph(
    geometry: NDArray[Any],
    kind: NDArray[np.int64],
    low_points: NDArray[Any],
    level: NDArray[np.float32],
    grid: Grid,
) -> StreetGraph:
    ends = np.stack([shapely.get_coordinates(shapely.get_point(geometry, i)) for i in (0, -1)], axis=1)
    keys = np.rint(ends.reshape(-1, 2) * 100.0).astype(np.int64)
    places, nodes = np.unique(keys, axis=0, return_inverse=True)
    x, y = places.T / 100.0
    low = np.full(len(x), -1, dtype=np.int64)
    if len(low_points) and len(x):
        tree = shapely.STRtree(shapely.points(x, y))
        place, near = tree.query_nearest(low_points, max_distance=2.0, all_matches=False)
        low[near] = place
    z = ground_at(level, grid, x, y)
    frame = pd.DataFrame({"a": nodes.reshape(-1, 2)[:, 0], "b": nodes.reshape(-1, 2)[:, 1]})
    real = (frame["a"] != frame["b"]).to_numpy()
    return StreetGraph(
        x, y, z, nodes.reshape(-1, 2)[real], geometry[real], shapely.length(geometry[real]), kind[real], low
    )
