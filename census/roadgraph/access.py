"""Where each building meets the road graph: the nearest point on a road, not only a junction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.roadgraph.graph import RoadGraph, speeds


@dataclass(frozen=True)
class Access:
    """How places reach the graph; all arrays of shape (n,).

    Parameters
    ----------
    edge
        Index of the nearest edge of the largest connected part.
    point
        Nearest point on it.
    distance
        Distance to it [m].
    share
        Place of the point along the edge, 0 at its beginning and 1 at its end.
    node
        Index of the nearer end of the edge.
    seconds
        Walk from the place to that node [s].
    """

    edge: NDArray[np.int64]
    point: NDArray[Any]
    distance: NDArray[np.float64]
    share: NDArray[np.float64]
    node: NDArray[np.int64]
    seconds: NDArray[np.float64]


def access(graph: RoadGraph, places: NDArray[Any]) -> Access:
    """Access of places (footprints or points) to the graph.

    Parameters
    ----------
    graph
        The road graph.
    places
        Geometries, shape (n,).
    """
    main = np.flatnonzero(graph.component[graph.ends[:, 0]] == 0)
    middle = shapely.centroid(places)
    edge = main[shapely.STRtree(graph.lines[main]).nearest(middle)]
    line = graph.lines[edge]
    share = shapely.line_locate_point(line, middle, normalized=True)
    point = shapely.line_interpolate_point(line, share, normalized=True)
    distance = shapely.distance(places, point)
    nearer = (share > 0.5).astype(np.int64)
    walk = graph.seconds["walking"][edge] * np.minimum(share, 1.0 - share)
    seconds = distance / speeds()["access"]["walking"] + walk
    return Access(edge, point, distance, share, graph.ends[edge, nearer], seconds)
