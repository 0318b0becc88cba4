"""Street lines of the sheet mapped to the plane, cut at every junction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin.frame import Frame

_STEP = 30
"""Distance between the vertices of a curved street on the sheet [m]."""

Geometries = NDArray[Any]


@dataclass(frozen=True)
class Linework:
    """Edges between junctions.

    Parameters
    ----------
    geometry
        One LineString for each edge, shape (n,).
    kind
        Index into `layout.ROAD_CLASSES`, shape (n,).
    sheet
        Sheet line the edge lies on (axis, constant, start, end), shape (n, 4).
    """

    geometry: Geometries
    kind: NDArray[np.int64]
    sheet: NDArray[np.int64]


def linework(frame: Frame, lines: NDArray[np.int64]) -> Linework:
    """Cut sheet lines at the ends of all others that touch them, and map the pieces.

    Parameters
    ----------
    frame
        The street frame.
    lines
        Lines (axis, constant, start, end, class), shape (n, 5).
    """
    stops = _junctions(lines)
    pieces = []
    for axis, constant, start, end, kind in lines.tolist():
        inside = stops.get((axis, constant), np.empty(0, np.int64))
        inside = inside[(inside > start) & (inside < end)]
        knots = [start, *inside.tolist(), end]
        pieces += [(axis, constant, a, b, kind) for a, b in pairwise(knots)]
    table = np.unique(np.array(pieces, dtype=np.int64), axis=0)
    # The same piece may come as two classes; the first, more important one stays.
    _, first = np.unique(table[:, :4], axis=0, return_index=True)
    table = table[first]
    return Linework(map_lines(frame, table[:, :4]), table[:, 4], table[:, :4])


def map_lines(frame: Frame, sheet: NDArray[np.int64]) -> Geometries:
    """LineStrings in the plane of sheet lines (axis, constant, start, end)."""
    axis, constant, start, end = sheet.T
    # Vertices stand at fixed steps of the sheet, so that a line cut otherwise has the same course.
    first, last = start // _STEP + 1, -(-end // _STEP) - 1
    inner = np.maximum(last - first + 1, 0)
    count = inner + 2
    index = np.repeat(np.arange(len(sheet)), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    along = (first[index] + place - 1) * _STEP
    along = np.where(place == 0, start[index], np.where(place == count[index] - 1, end[index], along))
    vertical = axis[index] == 0
    u, v = np.where(vertical, constant[index], along), np.where(vertical, along, constant[index])
    x, y = frame.to_plane(u, v)
    return np.asarray(shapely.linestrings(np.column_stack([x, y]), indices=index))


def faces(geometry: Geometries) -> Geometries:
    """Polygons enclosed by edges that meet exactly."""
    return np.asarray(shapely.get_parts(shapely.polygonize(geometry)))


def _junctions(lines: NDArray[np.int64]) -> dict[tuple[int, int], NDArray[np.int64]]:
    """Places on each line (axis, constant) where a line of the other direction ends."""
    axis, constant, start, end = lines[:, :4].T
    at_start, at_end = (np.column_stack([1 - axis, place, constant]) for place in (start, end))
    host = np.concatenate([at_start, at_end])
    host = np.unique(host, axis=0)
    cuts = np.flatnonzero(np.any(np.diff(host[:, :2], axis=0) != 0, axis=1)) + 1
    groups = np.split(host, cuts)
    return {(int(group[0, 0]), int(group[0, 1])): group[:, 2] for group in groups}
