"""Points on open ground, and the street and community of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import dice
from census.twin.blocks import USES
from census.twin.survey.base import Base, Frames
from census.twin.survey.regions.ownership import community_of

_CLEAR = 4.0
"""Distance of a facility from any building [m]."""


@dataclass(frozen=True)
class Sites:
    """Open places within blocks.

    Parameters
    ----------
    point
        Places, shape (n,).
    block
        Number of the block of each, shape (n,).
    key
        Whole numbers that key the draws of each, shape (n, 2).
    """

    point: NDArray[Any]
    block: NDArray[np.int64]
    key: NDArray[np.int64]


def open_sites(base: Base, made: Frames, uses: tuple[str, ...], *, least_area: float = 900.0) -> Sites:
    """A place in the open for each block of some uses that lies in the surveyed area."""
    wanted = np.isin(base.block_use, [USES.index(use) for use in uses])
    wanted &= shapely.area(base.block_geometry) > least_area
    block = np.flatnonzero(wanted)
    geometry = base.block_geometry[block]
    shapely.prepare(base.part.area)
    inside = shapely.contains_properly(base.part.area, geometry)
    block, geometry = block[inside], geometry[inside]
    ground = geometry.copy()
    houses = made["buildings"].geometry.to_numpy()
    left, right = shapely.STRtree(houses).query(geometry, predicate="intersects")
    for one in np.unique(left):
        built = shapely.union_all(shapely.buffer(houses[right[left == one]], _CLEAR))
        ground[one] = shapely.difference(geometry[one], built)
    free = shapely.area(ground) > 100.0
    point = shapely.point_on_surface(ground[free])
    key = np.rint(shapely.get_coordinates(point)).astype(np.int64).reshape(-1, 2)
    return Sites(point, block[free], key)


def spread(sites: Sites, seed: int, subject: str, distance: float) -> NDArray[np.int64]:
    """Numbers of sites taken in a drawn order, none nearer than `distance` to one taken before [m]."""
    order = np.argsort(dice.uniform(seed, subject, *sites.key.T), kind="stable")
    place = shapely.get_coordinates(sites.point)
    taken: list[int] = []
    for one in order.tolist():
        if not taken or np.hypot(*(place[taken] - place[one]).T).min() >= distance:
            taken.append(one)
    chosen = np.array(taken, dtype=np.int64)
    return chosen[np.lexsort((sites.key[chosen, 0], -sites.key[chosen, 1]))] if len(chosen) else chosen


def placed(points: NDArray[Any], made: Frames) -> dict[str, NDArray[Any]]:
    """Street and community of points."""
    streets, communities = made["streets"], made["communities"]
    if not len(points):
        return {name: np.empty(0, dtype=object) for name in ("street_code", "community_code")}
    nearest = shapely.STRtree(streets.geometry.to_numpy()).nearest(points)
    code = streets["code"].to_numpy(dtype=object)[nearest]
    mine = community_of(
        points, code, communities.geometry.to_numpy(), communities["street_code"].to_numpy(dtype=object)
    )
    return {
        "street_code": code,
        "community_code": communities["community_code"].to_numpy(dtype=object)[mine],
    }


def stems(street: NDArray[Any], made: Frames) -> list[str]:
    """Name of each street without its ending."""
    names = dict(zip(made["streets"]["code"], made["streets"]["name"], strict=True))
    return [names[code].removesuffix("街道") for code in street]


def numbered(prefix: str, count: int, digits: int = 4) -> list[str]:
    """Numbers of rows: a letter prefix and digits."""
    return [f"{prefix}{number:0{digits}d}" for number in range(1, count + 1)]


def empty_points() -> NDArray[Any]:
    """No points at all."""
    return np.empty(0, dtype=object)
