"""Outbuildings: bicycle sheds, gatehouses and substations in the yards between the buildings."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import dice
from census.twin.linework import Geometries

TYPE = "outbuilding"
STOREY_HEIGHT = 3.0

_APART = 4.0
"""Least distance from any other building [m]."""


def outbuildings(
    plots: Geometries,
    angle: NDArray[np.float64],
    key: NDArray[np.int64],
    wanted: NDArray[np.int64],
    buildings: Geometries,
    seed: int,
) -> tuple[Geometries, NDArray[np.int64]]:
    """Small footprints in open places of the plots, and the plot of each.

    Parameters
    ----------
    plots, angle, key
        Ground to be built on, its direction [rad] and the keys of its random numbers.
    wanted
        Places tried in each plot, shape (n,).
    buildings
        Footprints already there.
    seed
        Seed of the district.
    """
    owner = np.repeat(np.arange(len(plots)), wanted)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    draws = [dice.uniform(seed, f"outbuildings/{name}", *key[owner].T, place) for name in "xyls"]
    west, south, east, north = shapely.bounds(plots).T
    x = west[owner] + draws[0] * (east - west)[owner]
    y = south[owner] + draws[1] * (north - south)[owner]
    half = np.column_stack([3.0 + 5.0 * draws[2], 2.0 + 1.6 * draws[3]])
    footprint = rectangles(np.column_stack([x, y]), half, angle[owner])
    fits = shapely.covers(plots[owner], footprint)
    footprint, owner = footprint[fits], owner[fits]
    near, _ = shapely.STRtree(buildings).query(footprint, predicate="dwithin", distance=_APART)
    free = np.ones(len(footprint), dtype=bool)
    free[near] = False
    footprint, owner = footprint[free], owner[free]
    # Of two that stand too close the later one is left out.
    left, right = shapely.STRtree(footprint).query(footprint, predicate="dwithin", distance=_APART)
    alone = np.ones(len(footprint), dtype=bool)
    alone[left[left > right]] = False
    return footprint[alone], owner[alone]


def rectangles(
    middle: NDArray[np.float64], half: NDArray[np.float64], angle: NDArray[np.float64]
) -> Geometries:
    """Rectangles by middle [m], half sizes [m] and direction [rad]."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=np.float64)
    local = corners[None] * half[:, None, :]
    world = turned(local.reshape(-1, 2), np.repeat(angle, 4)).reshape(-1, 4, 2) + middle[:, None, :]
    return np.asarray(shapely.polygons(world))


def turned(points: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points turned about the origin, each by its own angle [rad]."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.column_stack(
        [points[:, 0] * cosine - points[:, 1] * sine, points[:, 0] * sine + points[:, 1] * cosine]
    )
