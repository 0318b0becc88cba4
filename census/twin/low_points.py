"""Deliberate low points of the streets: underpasses and sunken stretches where water gathers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import Grid
from census.twin import dice
from census.twin.cover import Cover
from census.twin.roads import Roads

COUNT = 40
"""Low points of the whole district; synthetic."""

_APART = 500.0
_FROM_WATER = 70.0


@dataclass(frozen=True)
class LowPoints:
    """Low points of the roads.

    Parameters
    ----------
    geometry
        Lowest point of each, shape (n,).
    kind
        "underpass" or "low_spot", shape (n,).
    depth
        Depth dug below the street [m], shape (n,).
    radius
        Distance at which the street is at its own level again [m], shape (n,).
    """

    geometry: NDArray[Any]
    kind: NDArray[Any]
    depth: NDArray[np.float64]
    radius: NDArray[np.float64]


def low_points(
    roads: Roads,
    *,
    area: shapely.Polygon,
    water: shapely.Geometry,
    hills: shapely.Geometry,
    share: float,
    seed: int,
) -> LowPoints:
    """Choose low points on the wider streets, away from water and from each other.

    Parameters
    ----------
    roads
        The road graph.
    area, water, hills
        Where they may be, and what they keep away from.
    share
        Part of the district that is made, 0-1; at least one low point is dug.
    seed
        Seed of the district.
    """
    wide = np.flatnonzero((roads.kind <= 2) & (shapely.length(roads.geometry) > 60.0))
    points = shapely.line_interpolate_point(roads.geometry[wide], 0.5, normalized=True)
    places = np.rint(shapely.get_coordinates(points)).astype(np.int64)
    shapely.prepare(water)
    good = shapely.contains(area.buffer(-60.0), points) & ~shapely.dwithin(water, points, _FROM_WATER)
    good &= ~shapely.dwithin(hills, points, 150.0)
    order = np.argsort(dice.uniform(seed, "low_points/order", *places.T) + ~good, kind="stable")
    order = order[: int(good.sum())]
    wanted = max(round(COUNT * share), 1)
    chosen: list[int] = []
    for number in order.tolist():
        near = [c for c in chosen if np.hypot(*(places[c] - places[number])) < _APART]
        if not near:
            chosen.append(number)
        if len(chosen) == wanted:
            break
    picked = np.array(chosen, dtype=np.int64)
    draw = dice.uniform(seed, "low_points/depth", *places[picked].T)
    under = (roads.kind[wide[picked]] <= 1) & (dice.uniform(seed, "low_points/kind", *places[picked].T) < 0.7)
    return LowPoints(
        geometry=points[picked],
        kind=np.where(under, "underpass", "low_spot").astype(object),
        depth=np.where(under, 0.60 + 0.35 * draw, 0.38 + 0.25 * draw),
        radius=np.where(under, 55.0, 40.0),
    )


def dig(level: NDArray[np.float32], grid: Grid, cover: Cover, points: LowPoints) -> NDArray[np.float32]:
    """The ground with the low points dug into the roads."""
    level = level.copy()
    for point, depth, radius in zip(points.geometry, points.depth, points.radius, strict=True):
        row, column = grid.cell_of(point.x, point.y)
        reach = int(radius / grid.cell_size) + 1
        rows = slice(max(row - reach, 0), row + reach + 1)
        columns = slice(max(column - reach, 0), column + reach + 1)
        distance = np.hypot(grid.x[columns][None, :] - point.x, grid.y[rows][:, None] - point.y)
        bowl = depth * np.clip(1.0 - (distance / radius) ** 2, 0.0, None)
        level[rows, columns] -= np.where(cover.road[rows, columns], bowl, 0.0).astype(np.float32)
    return level
