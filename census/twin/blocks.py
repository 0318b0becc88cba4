"""City blocks: the ground between streets and water, and what it is used for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import dice, facts
from census.twin.linework import Geometries

USES = (
    "old_lane",
    "masonry_estate",
    "tower_estate",
    "office",
    "commercial",
    "school",
    "hospital",
    "factory",
    "warehouse",
    "village",
    "park",
    "field",
    "idle",
)
"""What a block is used for; the columns of `assumptions/street_characters.csv`."""

OPEN_USES = frozenset({"park", "field", "idle"})
"""Uses without buildings."""

BANK = 9.0
"""Width of the green strip along the water [m]."""

_QUARTER = 380.0
"""Size of a quarter in which blocks tend to have the same use [m]."""

_LEAST_AREA = 900.0
_RIVERSIDE = 450.0

_FARTHEST = 1000.0
"""Greatest distance of a built-up block from a canal [m]."""


@dataclass(frozen=True)
class Blocks:
    """Blocks of the domain.

    Parameters
    ----------
    geometry
        Polygons clear of roads and banks, shape (n,).
    use
        Index into `USES`, shape (n,).
    key
        Place of the block in whole metres, shape (n, 2): keys its random numbers.
    """

    geometry: NDArray[Any]
    use: NDArray[np.int64]
    key: NDArray[np.int64]


def blocks(
    faces: Geometries,
    road_surfaces: Geometries,
    *,
    water: Any,
    hills: Any,
    street_polygons: Geometries,
    trunk: shapely.Geometry,
    seed: int,
) -> Blocks:
    """The blocks inside the faces of the street net.

    Parameters
    ----------
    faces
        Polygons between street centre lines.
    road_surfaces
        Polygons of the roads.
    water, hills
        Ground that is no block.
    street_polygons
        The 18 streets, whose character sets the uses.
    trunk
        Water of the Grand Canal, along which factories stand.
    seed
        Seed of the district.
    """
    shapely.prepare(hills)
    faces = faces[~shapely.intersects(hills, faces)]
    ground = _minus(faces, road_surfaces)
    ground = _minus(ground, shapely.get_parts(water.buffer(BANK, quad_segs=3)))
    parts, owner = shapely.get_parts(ground, return_index=True)
    good = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > _LEAST_AREA)
    parts, owner = parts[good], owner[good]
    key = np.rint(shapely.get_coordinates(shapely.centroid(parts))).astype(np.int64)
    use = _uses(parts, key, street_polygons, trunk, seed)
    # Ground far from any canal could not be drained and is left unbuilt.
    shapely.prepare(water)
    near = shapely.dwithin(water, shapely.centroid(parts), _FARTHEST)
    return Blocks(parts, np.where(near, use, USES.index("park")), key)


@cache
def street_characters() -> dict[str, NDArray[np.float64]]:
    """Shares of block uses by street code, in the order of `USES`."""
    text = (files("census.twin") / "assumptions" / "street_characters.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["code9"]: np.array([float(row[use]) for use in USES]) for row in rows}


def _minus(ground: Geometries, others: Geometries) -> Geometries:
    """Each polygon without all others that touch it.

    One difference per round and polygon: overlaying pairs is much faster than uniting all.
    """
    tree = shapely.STRtree(others)
    left, right = tree.query(ground, predicate="intersects")
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    turn = np.arange(len(left)) - np.searchsorted(left, left)
    ground = ground.copy()
    for step in range(int(turn.max(initial=-1)) + 1):
        now = turn == step
        ground[left[now]] = shapely.difference(ground[left[now]], others[right[now]])
    return ground


def _uses(
    parts: Geometries, key: NDArray[np.int64], street_polygons: Geometries, trunk: shapely.Geometry, seed: int
) -> NDArray[np.int64]:
    points = shapely.point_on_surface(parts)
    nearest = shapely.STRtree(street_polygons).nearest(points)
    table = np.array([street_characters()[street.code] for street in facts.streets()])
    weights = table[nearest].copy()
    shapely.prepare(trunk)
    riverside = shapely.dwithin(trunk, points, _RIVERSIDE)
    for use_name in ("factory", "park"):
        weights[riverside, USES.index(use_name)] *= 1.8
    bend = 120.0 * np.sin(key / 310.0)[:, ::-1]
    quarter = np.floor((key + bend) / _QUARTER).astype(np.int64)
    shared = dice.uniform(seed, "blocks/quarter", quarter[:, 0], quarter[:, 1])
    own = dice.uniform(seed, "blocks/own", key[:, 0], key[:, 1])
    follows = dice.uniform(seed, "blocks/follows", key[:, 0], key[:, 1]) < 0.55
    use = dice.choose(weights, np.where(follows, shared, own))
    # Small leftover pieces along canals and corners are planted.
    return np.where(shapely.area(parts) < 2200.0, np.where(own < 0.5, USES.index("park"), use), use)
