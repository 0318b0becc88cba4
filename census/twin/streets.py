"""The 18 streets: neighbourhoods shared out so that areas and centres follow the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import facts
from census.twin.linework import Geometries, faces

_ROUNDS = 160
_ASSUMED_DENSITY = 27_000.0
"""Residents per km2 where no figure of any year was found: that of Zhaohui street; unverified."""


@dataclass(frozen=True)
class Streets:
    """Polygons and residents of the streets, in the order of their codes.

    Parameters
    ----------
    geometry
        Polygons that tile the district, shape (18,).
    residents
        Whole numbers that add to the district's population, shape (18,).
    """

    geometry: NDArray[Any]
    residents: NDArray[np.int64]


def streets(edges: Geometries, outline: shapely.Polygon) -> Streets:
    """Divide the district.

    Parameters
    ----------
    edges
        Street edges around neighbourhoods; borders follow them.
    outline
        The district.
    """
    near = edges[shapely.intersects(outline, edges)]
    # One noding with the outline gives all pieces the very same border vertices.
    pieces = faces(shapely.get_parts(shapely.union_all([*near, outline.exterior])))
    inner = shapely.point_on_surface(pieces)
    pieces = pieces[shapely.contains(outline, inner)]
    centre = shapely.get_coordinates(shapely.centroid(pieces))
    owner = _share_out(centre, shapely.area(pieces), target_areas())
    owner = _join_fragments(pieces, owner)
    geometry = [shapely.union_all(pieces[owner == street]) for street in range(len(facts.streets()))]
    return Streets(np.array(geometry), residents())


def target_areas() -> NDArray[np.float64]:
    """Area of each street [m2]: published, or a share of what its former district leaves."""
    rows = facts.streets()
    area = np.array([row.area for row in rows])
    former = np.array([row.former_district for row in rows])
    for name, total in facts.AREA_BY_FORMER_DISTRICT.items():
        mine, unknown = former == name, np.isnan(area)
        area[mine & unknown] = (total - np.nansum(area[mine])) / np.sum(mine & unknown)
    return np.asarray(area * 1e6)


def residents() -> NDArray[np.int64]:
    """Residents of each street [-]: later figures kept, earlier ones scaled to the totals.

    Notes
    -----
    Figures after 2005 are kept, unless they lie below the 2000 census: such a figure counts
    registered people only. Where only 2000-2004 figures exist they are scaled by one
    factor for each former district, so that its 2020 total holds; the four streets without
    any figure get an assumed density.
    """
    rows = facts.streets()
    area = target_areas()
    later = np.array([row.residents_later for row in rows])
    census = np.array([row.residents_2000 for row in rows])
    later = np.where(later < census, np.nan, later)
    recent = ~np.isnan(later) & np.array(["2004" not in row.source for row in rows])
    old = np.where(np.isnan(later), census, later)
    fixed = np.where(recent, later, np.where(np.isnan(old), _ASSUMED_DENSITY * area * 1e-6, np.nan))
    result = np.zeros(len(rows))
    former = np.array([row.former_district for row in rows])
    for name, total in facts.POPULATION_BY_FORMER_DISTRICT.items():
        mine = former == name
        open_ones = mine & np.isnan(fixed)
        rest = total - np.sum(fixed[mine & ~open_ones])
        result[mine] = fixed[mine]
        result[open_ones] = old[open_ones] * rest / np.sum(old[open_ones])
        result[mine] = apportion(result[mine], total)
    return result.astype(np.int64)


def apportion(weights: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole numbers in proportion to weights that add to `total` exactly (largest remainders)."""
    share = weights * (total / np.sum(weights))
    floor = np.floor(share).astype(np.int64)
    # A stable sort keeps the answer the same where remainders are equal.
    order = np.argsort(floor - share, kind="stable")
    floor[order[: total - int(floor.sum())]] += 1
    return floor


def _share_out(
    centre: NDArray[np.float64], area: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Owner of each piece: a power diagram around the street centres with the wanted areas."""
    seeds = np.array([(row.x, row.y) for row in facts.streets()])
    squared = ((centre[:, None, :] - seeds[None]) ** 2).sum(axis=2)
    weight = np.zeros(len(seeds))
    target = target * area.sum() / target.sum()
    best, least = np.zeros(len(centre), np.int64), np.inf
    for step in range(_ROUNDS):
        owner = np.argmin(squared - weight, axis=1)
        have = np.bincount(owner, weights=area, minlength=len(seeds))
        miss = float(np.abs(np.log((have + 1e4) / target)).max())
        if miss < least:
            best, least = owner, miss
        pace = 0.6 if step < _ROUNDS // 2 else 0.2
        weight += pace * np.clip(target - have, -2e6, 2e6)
    return best


def _join_fragments(pieces: Geometries, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give detached bits of a street to the neighbour with which they share most border."""
    owner = owner.copy()
    for street in range(len(facts.streets())):
        parts = shapely.get_parts(shapely.union_all(pieces[owner == street]))
        if len(parts) < 2:
            continue
        main = parts[int(np.argmax(shapely.area(parts)))]
        mine = np.flatnonzero(owner == street)
        loose = mine[~shapely.covers(main.buffer(0.01), pieces[mine])]
        others = np.flatnonzero(owner != street)
        for piece in loose:
            touch = shapely.length(shapely.intersection(pieces[others], pieces[piece].boundary))
            if touch.max() > 0.0:
                owner[piece] = owner[others[int(np.argmax(touch))]]
    return owner
