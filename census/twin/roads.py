"""The road net: street edges kept where a road can be, joined into one connected graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from census.twin import dice
from census.twin.layout import ROAD_CLASSES, ROAD_WIDTHS
from census.twin.linework import Linework

_SECONDARY, _LANE, _PATH = (ROAD_CLASSES.index(name) for name in ("secondary", "lane", "path"))

_LONGEST_BRIDGE = 2.5
"""A bridge longer than this many canal widths is a road that lies along the canal."""

_WIDEST_CANAL = 60.0


@dataclass(frozen=True)
class Roads:
    """Edges of the road graph.

    Parameters
    ----------
    geometry
        LineStrings, shape (n,).
    kind
        Index into `layout.ROAD_CLASSES`, shape (n,).
    width
        Width of the carriageway with its pavements [m], shape (n,).
    nodes
        Number of the node at either end, shape (n, 2).
    """

    geometry: NDArray[Any]
    kind: NDArray[np.int64]
    width: NDArray[np.float64]
    nodes: NDArray[np.int64]

    def surfaces(self) -> NDArray[Any]:
        """Polygons of the road surfaces, shape (n,)."""
        return np.asarray(shapely.buffer(self.geometry, 0.5 * self.width, cap_style="round", quad_segs=2))


def line_widths(seed: int, work: Linework) -> NDArray[np.float64]:
    """Width of each edge [m]; all edges of one sheet line have the same."""
    low, high = np.array(ROAD_WIDTHS, dtype=np.float64)[work.kind].T
    draw = dice.uniform(seed, "roads/width", work.sheet[:, 0], work.sheet[:, 1])
    return np.asarray(np.rint(low + draw * (high - low)))


def roads(
    work: Linework,
    width: NDArray[np.float64],
    *,
    domain: shapely.Polygon,
    water: Any,
    hills: Any,
    summits: shapely.Geometry,
) -> Roads:
    """The road graph of a part of the district.

    Parameters
    ----------
    work, width
        Street edges and their widths [m].
    domain
        Where roads are wanted.
    water
        Water surfaces; lanes end at the bank, wider roads cross on bridges.
    hills, summits
        Ground on which only the wider streets go on, as paths; ground without any.
    """
    kind, geometry, width = work.kind.copy(), work.geometry, width.copy()
    shapely.prepare(hills)
    on_hill = shapely.intersects(hills, geometry)
    keep = ~on_hill | (kind <= _SECONDARY)
    # A hill carries few paths: only those streets that were main lines of the layout.
    kind[on_hill] = _PATH
    width[on_hill] = ROAD_WIDTHS[_PATH][0]
    geometry, kind, width = geometry[keep], kind[keep], width[keep]
    allowed = domain - summits
    geometry, kind, width = _cut(geometry, kind, width, allowed, np.ones(len(kind), bool))
    shapely.prepare(water)
    wet = shapely.intersects(water, geometry)
    in_water = np.zeros(len(kind))
    in_water[wet] = shapely.length(shapely.intersection(geometry[wet], water))
    stops = (in_water > 0.0) & ((kind >= _LANE) | (in_water > _LONGEST_BRIDGE * _WIDEST_CANAL))
    geometry, kind, width = _cut(geometry, kind, width, allowed - water.buffer(5.0), stops)
    return _largest_part(geometry, kind, width)


def _cut(
    geometry: NDArray[Any],
    kind: NDArray[np.int64],
    width: NDArray[np.float64],
    allowed: Any,
    which: NDArray[np.bool_],
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.float64]]:
    """Cut the chosen edges to the allowed ground, one edge for each remaining piece."""
    shapely.prepare(allowed)
    which = which & ~shapely.contains_properly(allowed, geometry)
    pieces = shapely.intersection(geometry[which], allowed)
    parts, owner = shapely.get_parts(pieces, return_index=True)
    good = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 6.0)
    parts, owner = parts[good], np.flatnonzero(which)[owner[good]]
    index = np.concatenate([np.flatnonzero(~which), owner])
    return np.concatenate([geometry[~which], parts]), kind[index], width[index]


def _largest_part(geometry: NDArray[Any], kind: NDArray[np.int64], width: NDArray[np.float64]) -> Roads:
    ends = np.stack([shapely.get_coordinates(shapely.get_point(geometry, i)) for i in (0, -1)], axis=1)
    _, nodes = np.unique(np.rint(ends.reshape(-1, 2) * 100.0).astype(np.int64), axis=0, return_inverse=True)
    nodes = nodes.reshape(-1, 2)
    count = int(nodes.max()) + 1
    links = coo_array((np.ones(len(nodes)), (nodes[:, 0], nodes[:, 1])), shape=(count, count))
    _, part = connected_components(links, directed=False)
    length = np.bincount(part[nodes[:, 0]], weights=shapely.length(geometry))
    keep = part[nodes[:, 0]] == int(np.argmax(length))
    _, nodes = np.unique(nodes[keep], return_inverse=True)
    return Roads(geometry[keep], kind[keep], width[keep], nodes.reshape(-1, 2))
