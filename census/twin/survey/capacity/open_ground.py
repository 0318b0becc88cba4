"""Open ground of the blocks: what is left without buildings, water and collapse zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from census.twin.blocks import USES
from census.twin.linework import Geometries
from census.twin.survey.base import Base, Frames

COLLAPSE_REACH = 1.5
"""Reach of a collapsing building over its height (a third party's reading of GB 51143; unverified)."""

FACILITIES = ("power_facilities", "gas_facilities", "water_facilities", "construction_sites", "pump_stations")
"""Tables whose places are no shelter, as far as they are surveyed."""

_LEAST_BLOCK = 900.0
_LEAST_PARK = 2000.0
_PARK_GAP = 22.0
"""Parks that only a lane or a small street parts are one park [m]."""

_STRIP = 10.0
"""Half the least width of a park [m]."""

_LEAST_PART = 1000.0
"""Least area of a piece of a park [m2]."""

_WALL = 6.0
"""Strip along buildings that stays free [m]."""

_OPENING = 7.0
"""Half the least width of a playground or square [m]."""


@dataclass(frozen=True)
class Sites:
    """Open sites, all of shape (n,).

    Parameters
    ----------
    geometry
        Polygons clear of buildings and water.
    clear
        Area outside all collapse zones [m2].
    use
        Use of the block.
    """

    geometry: Geometries
    clear: NDArray[np.float64]
    use: NDArray[np.object_]

    def take(self, rows: NDArray[Any]) -> Sites:
        """Some of the sites."""
        return Sites(self.geometry[rows], self.clear[rows], self.use[rows])


@dataclass(frozen=True)
class Hindrances:
    """What no open site may hold: walls and water with a strip around them, and collapse zones."""

    walls: Geometries
    zones: Geometries


def hindrances(made: Frames) -> Hindrances:
    """Buildings and water with the strip along them, and the ground that a collapse could reach."""
    houses = made["buildings"].geometry.to_numpy()
    water = shapely.buffer(made["canals"].geometry.to_numpy(), _WALL, quad_segs=2)
    walls = [shapely.buffer(houses, _WALL, join_style="mitre"), water]
    walls += [
        shapely.buffer(made[name].geometry.to_numpy(), _WALL, quad_segs=2)
        for name in FACILITIES
        if name in made
    ]
    reach = COLLAPSE_REACH * made["buildings"]["height_m"].to_numpy()
    return Hindrances(np.concatenate(walls), np.asarray(shapely.buffer(houses, reach, quad_segs=4)))


def blocks_of(base: Base, *uses: str) -> Geometries:
    """Blocks of some uses, cut at the edge of what is surveyed."""
    mine = np.isin(base.block_use, [USES.index(use) for use in uses])
    geometry = base.block_geometry[mine]
    geometry = geometry[shapely.intersects(base.part.area, geometry)]
    cut = ~shapely.contains_properly(base.part.area, geometry)
    geometry = geometry.copy()
    geometry[cut] = largest_parts(shapely.intersection(geometry[cut], base.part.area))
    return np.asarray(geometry[shapely.area(geometry) > _LEAST_BLOCK])


def parks(base: Base, held: Hindrances) -> Sites:
    """Parks: planted blocks, those parted by a lane taken together."""
    blocks = blocks_of(base, "park")
    blocks = blocks[shapely.area(blocks) > _LEAST_PARK]
    if not len(blocks):
        return _none()
    left, right = shapely.STRtree(blocks).query(blocks, predicate="dwithin", distance=_PARK_GAP)
    links = coo_array((np.ones(len(left)), (left, right)), shape=(len(blocks), len(blocks)))
    count, label = connected_components(links, directed=False)
    merged = np.array([shapely.union_all(blocks[label == number]) for number in range(count)], dtype=object)
    return _sites(_wide(without(merged, held.walls)), held, "park")


def yards(base: Base, held: Hindrances, *uses: str, least: float) -> Sites:
    """Playgrounds and squares: the largest open piece of each block that is wide enough.

    Parameters
    ----------
    base, held
        The city and what stands in the way.
    uses
        Uses of the blocks.
    least
        Least area [m2].
    """
    found = []
    for use in uses:
        ground = without(blocks_of(base, use), held.walls)
        opened = shapely.buffer(
            shapely.buffer(ground, -_OPENING, join_style="mitre"), _OPENING, join_style="mitre"
        )
        piece = largest_parts(shapely.intersection(opened, ground))
        found.append(_sites(piece[shapely.area(piece) >= least], held, use))
    return Sites(
        np.concatenate([sites.geometry for sites in found]),
        np.concatenate([sites.clear for sites in found]),
        np.concatenate([sites.use for sites in found]),
    )


def _wide(ground: Geometries) -> Geometries:
    """Each ground without its strips too narrow for tents, such as a bank along a canal, and small pieces."""
    opened = shapely.buffer(shapely.buffer(ground, -_STRIP, join_style="mitre"), _STRIP, join_style="mitre")
    parts, owner = shapely.get_parts(shapely.intersection(opened, ground), return_index=True)
    large = shapely.area(parts) >= _LEAST_PART
    parts, owner = parts[large], owner[large]
    return np.array([shapely.union_all(parts[owner == row]) for row in range(len(ground))], dtype=object)


def without(ground: Geometries, others: Geometries) -> Geometries:
    """Each polygon without all others that reach into it."""
    out = ground.copy()
    if not len(ground) or not len(others):
        return out
    left, right = shapely.STRtree(others).query(ground, predicate="intersects")
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    for row in np.unique(left).tolist():
        mine = right[np.searchsorted(left, row) : np.searchsorted(left, row, side="right")]
        out[row] = shapely.difference(out[row], shapely.union_all(others[mine]))
    return out


def largest_parts(geometry: Geometries) -> Geometries:
    """The largest polygon of each geometry; empty where it holds none."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    areal = shapely.get_type_id(parts) == 3
    parts, owner = parts[areal], owner[areal]
    order = np.lexsort((shapely.area(parts), owner))
    last = np.flatnonzero(np.diff(np.append(owner[order], -1)) != 0)
    out = np.full(len(geometry), shapely.Polygon(), dtype=object)
    out[owner[order][last]] = parts[order][last]
    return out


def _sites(geometry: Geometries, held: Hindrances, use: str) -> Sites:
    geometry = geometry[~shapely.is_empty(geometry)]
    clear = shapely.area(without(geometry, held.zones))
    return Sites(geometry, np.asarray(clear), np.full(len(geometry), use, dtype=object))


def _none() -> Sites:
    return Sites(np.empty(0, dtype=object), np.empty(0), np.empty(0, dtype=object))
