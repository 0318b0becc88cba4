"""Buildings along the roads: how far the debris of each would reach into which section of a road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from census.errors import InputError
from models.seismic.debris.reach import Reach, debris_reach, parameter

_HALF_TANGENT = 0.5
"""A road's direction at a section is that between points this far before and behind [m]."""


@dataclass(frozen=True)
class Frontage:
    """Sections of m roads that debris could reach, and the buildings it would come from.

    Parameters
    ----------
    width
        Width of each road, shape (m,) [m].
    edge_start
        Sections of road e are those from `edge_start[e]` to `edge_start[e + 1]`, shape (m + 1,).
    section_start
        Buildings along section s are entries `section_start[s]` to `section_start[s + 1]`, shape (s + 1,).
    building
        Index of the building of each entry, shape (p,).
    right
        Whether it stands to the right of the road's course, shape (p,).
    intrusion
        Width its debris covers from the kerb on its side when it is severely damaged and when it is
        destroyed, shape (p, 2) [m].
    buildings
        Number of buildings.
    """

    width: NDArray[np.float64]
    edge_start: NDArray[np.int64]
    section_start: NDArray[np.int64]
    building: NDArray[np.int32]
    right: NDArray[np.bool_]
    intrusion: NDArray[np.float64]
    buildings: int


def frontage(
    roads: pd.DataFrame,
    footprints: NDArray[Any],
    height: ArrayLike,
    *,
    reach: Reach | None = None,
    step: float | None = None,
) -> Frontage:
    """Sections of the roads and the buildings along them.

    Parameters
    ----------
    roads
        Table `roads` with `width_m` and lines; edges of the road graph in the same order.
    footprints
        Outlines of the buildings, shape (n,).
    height
        Their heights, shape (n,) [m].
    reach
        Reach of debris; that of the table unless given.
    step
        Distance of the sections along a road [m]; that of the table unless given.

    Raises
    ------
    InputError
        Where a road has no line or no positive width, a building no outline or no positive height.

    Notes
    -----
    In a section across the road, with the nearest point of a building b beside the middle and a before or
    behind it, debris that reaches L from the wall covers w / 2 - b + sqrt(L^2 - a^2) from the kerb of a
    road of width w, between 0 and w. Debris lies evenly round the outline; where walls or other buildings
    would hold it back it does not know.
    """
    lines, width = _checked_roads(roads)
    far = debris_reach(height, reach=reach)
    outlines = np.asarray(footprints, dtype=object)
    _check_outlines(outlines, len(far))
    spacing = parameter("station_step").value if step is None else step
    edge, point, course = _sections(lines, spacing)
    limit = 0.5 * width[edge] + far[:, 1].max(initial=0.0)
    section, building = shapely.STRtree(outlines).query(point, predicate="dwithin", distance=limit)
    link = shapely.get_coordinates(shapely.shortest_line(point[section], outlines[building]))
    away = (link[1::2] - link[0::2]).reshape(-1, 2)
    along = (away * course[section]).sum(axis=1)
    beside = course[section, 0] * away[:, 1] - course[section, 1] * away[:, 0]
    covered = _covered(width[edge[section]], np.abs(along), np.abs(beside), far[building])
    kept = np.flatnonzero(covered[:, 1] > 0.0)
    order = kept[np.lexsort((building[kept], section[kept]))]
    met, first = np.unique(section[order], return_index=True)
    return Frontage(
        width=width,
        edge_start=np.searchsorted(edge[met], np.arange(len(width) + 1)).astype(np.int64),
        section_start=np.append(first, len(order)).astype(np.int64),
        building=building[order].astype(np.int32),
        right=beside[order] < 0.0,
        intrusion=np.ascontiguousarray(covered[order]),
        buildings=len(far),
    )


def _covered(
    width: NDArray[np.float64], along: NDArray[np.float64], beside: NDArray[np.float64],
    reach: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    """Width covered from the kerb by each of the two reaches, shape (p, 2) [m]."""
    square = reach**2 - along[:, None] ** 2
    depth = (0.5 * width - beside)[:, None] + np.sqrt(np.maximum(square, 0.0))
    return np.asarray(np.where(square > 0.0, np.clip(depth, 0.0, width[:, None]), 0.0), np.float64)


def _sections(
    lines: NDArray[Any], step: float
) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[np.float64]]:
    """Road, middle and unit direction of each section: middles of equal pieces of at most `step`."""
    length = shapely.length(lines)
    pieces = np.maximum(np.ceil(length / step), 1.0).astype(np.int64)
    edge = np.repeat(np.arange(len(lines)), pieces)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    place = (number + 0.5) * (length / pieces)[edge]
    before = shapely.line_interpolate_point(lines[edge], np.maximum(place - _HALF_TANGENT, 0.0))
    behind = shapely.line_interpolate_point(lines[edge], np.minimum(place + _HALF_TANGENT, length[edge]))
    course = shapely.get_coordinates(behind) - shapely.get_coordinates(before)
    course /= np.maximum(np.hypot(course[:, 0], course[:, 1]), 1e-9)[:, None]
    return edge, shapely.line_interpolate_point(lines[edge], place), course


def _checked_roads(roads: pd.DataFrame) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Lines and widths of the roads."""
    lines = np.asarray(roads["geometry"], dtype=object)
    width = roads["width_m"].to_numpy(dtype=np.float64)
    for row in np.flatnonzero(~(shapely.length(lines) > 0.0)).tolist():
        raise InputError(f"table 'roads', row {row}, field 'geometry': a line with a length is needed")
    for row in np.flatnonzero(~(np.isfinite(width) & (width > 0.0))).tolist():
        raise InputError(
            f"table 'roads', row {row}, field 'width_m': {width[row]:g} m; a positive width is needed"
        )
    return lines, width


def _check_outlines(outlines: NDArray[Any], count: int) -> None:
    if len(outlines) != count:
        raise InputError(f"buildings: {len(outlines)} outlines for {count} heights; one each is needed")
    for row in np.flatnonzero(shapely.is_missing(outlines) | shapely.is_empty(outlines)).tolist():
        raise InputError(f"buildings, row {row}, field 'geometry': no outline; one is needed")
