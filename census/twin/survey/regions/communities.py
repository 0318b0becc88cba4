"""Communities: the ground between roads, gathered until each has its residents."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin.linework import Geometries
from census.twin.survey.regions.ownership import community_of

RESIDENTS = 7000
"""Residents wanted in a community."""

PERSONS_PER_HOUSEHOLD = 2.4
"""Persons per household; unverified, to be replaced."""

_SPLIT_ABOVE = 3000
"""Ground between main roads with more residents is divided along lanes too."""

_THINNEST = 6.0
"""Pieces thinner than this belong to their neighbour: two lines that nearly coincide enclose them [m]."""

_DIGITS = "零一二三四五六七八九十"


def communities(
    streets: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Communities that tile each street; most canals become borders by the roads along their banks.

    Parameters
    ----------
    streets, roads, buildings
        Tables of the twin.
    """
    area = streets.geometry.to_numpy()
    codes = streets["code"].to_numpy(dtype=object)
    places = shapely.centroid(buildings.geometry.to_numpy())
    street = buildings["street_code"].to_numpy(dtype=object)
    people = buildings["people"].to_numpy(dtype=np.float64)
    pieces, owner = _pieces(area, roads, places, people)
    held = community_of(places, street, pieces, codes[owner])
    residents = np.asarray(np.bincount(held, weights=people, minlength=len(pieces)), dtype=np.float64)
    group = _gathered(pieces, owner, residents, streets["population"].to_numpy())
    number = np.unique(group, return_inverse=True)[1]
    shapes = np.array([shapely.union_all(pieces[number == n]) for n in range(number.max() + 1)], dtype=object)
    first = np.array([np.flatnonzero(number == n)[0] for n in range(len(shapes))])
    total = np.bincount(number, weights=residents).astype(np.int64)
    return _table(shapes, codes[owner[first]], total, dict(zip(codes, streets["name"], strict=True)))


def _table(
    shapes: Geometries, street: NDArray[Any], residents: NDArray[np.int64], names: dict[str, str]
) -> gpd.GeoDataFrame:
    x, y = shapely.get_coordinates(shapely.centroid(shapes)).T
    order = np.lexsort((np.rint(x), -np.rint(y), street.astype(str)))
    shapes, street, residents = shapes[order], street[order], residents[order]
    place = np.arange(len(street)) - np.searchsorted(street.astype(str), street.astype(str)) + 1
    stem = [names[code].removesuffix("街道") for code in street]
    households = np.rint(residents / PERSONS_PER_HOUSEHOLD).astype(np.int64)
    table = {
        "community_code": [f"{code}{n:03d}" for code, n in zip(street, place.tolist(), strict=True)],
        "street_code": street,
        "name": [f"{name}第{_numeral(n)}社区" for name, n in zip(stem, place.tolist(), strict=True)],
        "residents": residents,
        "households": households,
        "area_km2": np.round(shapely.area(shapes) * 1e-6, 5),
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=DISTRICT_CRS)


def _numeral(number: int) -> str:
    """Chinese numeral of 1 to 99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")


def _pieces(
    area: Geometries, roads: gpd.GeoDataFrame, places: Geometries, people: NDArray[np.float64]
) -> tuple[Geometries, NDArray[np.int64]]:
    """Ground between roads, and the street of each piece."""
    kind = roads["class"].to_numpy(dtype=object)
    lines = roads.geometry.to_numpy()
    coarse = _cut(area, lines[np.isin(kind, ["arterial", "secondary", "collector"])])
    held = shapely.STRtree(coarse).nearest(places)
    crowded = np.bincount(held, weights=people, minlength=len(coarse)) > _SPLIT_ABOVE
    # All lines are noded at once, so that neighbours have the very same border vertices.
    lanes = lines[kind == "lane"]
    near, _ = shapely.STRtree(coarse[crowded]).query(lanes, predicate="intersects")
    used = np.isin(kind, ["arterial", "secondary", "collector"])
    used[np.flatnonzero(kind == "lane")[np.unique(near)]] = True
    pieces = _cut(area, lines[used])
    owner = shapely.STRtree(area).nearest(shapely.point_on_surface(pieces))
    return _without_slivers(pieces, np.asarray(owner))


def _cut(area: Geometries, lines: Geometries) -> Geometries:
    whole = shapely.union_all(area)
    shapely.prepare(whole)
    lines = lines[shapely.intersects(whole, lines)]
    noded = shapely.union_all([*shapely.boundary(area), *lines])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return np.asarray(pieces[shapely.contains(whole, shapely.point_on_surface(pieces))])


def _without_slivers(pieces: Geometries, owner: NDArray[np.int64]) -> tuple[Geometries, NDArray[np.int64]]:
    """Join thin pieces to the neighbour in their street with which they share most border."""
    target = np.arange(len(pieces))
    thickness = 2.0 * shapely.area(pieces) / shapely.length(pieces)
    left, right, shared = _borders(pieces)
    for piece in np.argsort(thickness, kind="stable")[: int((thickness < _THINNEST).sum())]:
        mine = np.flatnonzero((left == piece) & (owner[right] == owner[piece]))
        if len(mine):
            target[piece] = right[mine[np.argmax(shared[mine])]]
    for _ in range(8):
        target = target[target]
    # Two slivers may name each other; each then stays by itself.
    target = np.where(target[target] == target, target, np.arange(len(pieces)))
    kept = np.unique(target)
    joined = np.array(
        [pieces[n] if (target == n).sum() == 1 else shapely.union_all(pieces[target == n]) for n in kept],
        dtype=object,
    )
    return joined, owner[kept]


def _borders(pieces: Geometries) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of pieces that touch along a line and the length they share [m]."""
    left, right = shapely.STRtree(pieces).query(pieces, predicate="intersects")
    apart = left < right
    left, right = left[apart], right[apart]
    edge = shapely.boundary(pieces)
    shared = shapely.length(shapely.intersection(edge[left], edge[right]))
    line = shared > 0.5
    left, right, shared = left[line], right[line], shared[line]
    order = np.lexsort((np.concatenate([right, left]), np.concatenate([left, right])))
    return (
        np.concatenate([left, right])[order],
        np.concatenate([right, left])[order],
        np.concatenate([shared, shared])[order],
    )


def _gathered(
    pieces: Geometries, owner: NDArray[np.int64], residents: NDArray[np.float64], population: NDArray[Any]
) -> NDArray[np.int64]:
    """Group of each piece: each street halved until its groups have about the wanted residents."""
    group = np.full(len(pieces), -1, dtype=np.int64)
    centre = shapely.get_coordinates(shapely.centroid(pieces))
    area = shapely.area(pieces)
    for street in range(len(population)):
        mine = np.flatnonzero(owner == street)
        wanted = max(round(float(population[street]) / RESIDENTS), 1)
        # A little weight of the ground itself places the cuts where nobody lives.
        weight = residents[mine] + 0.02 * population[street] * area[mine] / area[mine].sum() + 1e-6
        label = _halved(centre[mine], weight, wanted)
        group[mine] = group.max() + 1 + label
    return _connected(pieces, owner, group)


def _halved(centre: NDArray[np.float64], weight: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Labels 0 to count - 1 by cuts across the longer axis, each side with its share of the weight."""
    label = np.zeros(len(centre), dtype=np.int64)
    if count == 1 or len(centre) <= 1:
        return label
    offset = centre - np.average(centre, axis=0, weights=weight)
    values, vectors = np.linalg.eigh((offset * weight[:, None]).T @ offset)
    axis = vectors[:, int(np.argmax(values))]
    # An eigenvector's sign is arbitrary: its larger part shall point north or east.
    along = np.rint(offset @ (axis * np.sign(axis[np.argmax(np.abs(axis))])))
    order = np.lexsort((np.rint(centre[:, 1]), along))
    share = (np.cumsum(weight[order]) - 0.5 * weight[order]) / weight.sum()
    first = count // 2
    low = order[share < first / count]
    high = order[share >= first / count]
    if len(low) < first or len(high) < count - first:
        low, high = order[:first], order[first:]
    label[low] = _halved(centre[low], weight[low], first)
    label[high] = first + _halved(centre[high], weight[high], count - first)
    return label


def _connected(pieces: Geometries, owner: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give detached pieces to the group in their street with which they share most border."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left, right, shared = _borders(pieces)
    area = shapely.area(pieces)
    inside = owner[left] == owner[right]
    left, right, shared = left[inside], right[inside], shared[inside]
    for _ in range(6):
        same = group[left] == group[right]
        links = coo_array((np.ones(same.sum()), (left[same], right[same])), shape=(len(pieces),) * 2)
        _, part = connected_components(links, directed=False)
        size = np.bincount(part, weights=area)
        largest = np.zeros(group.max() + 1)
        np.maximum.at(largest, group, size[part])
        loose = np.flatnonzero(size[part] < largest[group])
        if not len(loose):
            break
        moved = False
        for piece in loose:
            mine = (left == piece) & (group[right] != group[piece])
            if mine.any():
                border = np.bincount(group[right[mine]], weights=shared[mine])
                group[piece] = int(np.argmax(border))
                moved = True
        if not moved:
            break
    return group
