"""How people get to their shelter: on foot or by vehicle, along which road, in what time."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin.linework import Geometries
from census.twin.survey.base import Frames

WALK_M = 1000.0
"""Farthest walk [m]; assumption: the radius of a fixed shelter."""

SEATS = 45
"""People in a bus."""

WALKING_M_PER_MIN = 55.0
"""Pace of a group with elderly people along the streets, in a straight line [m/min]; assumption."""

_DRIVING_M_PER_MIN = 250.0
_DIRECTIONS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")


def transport(
    people: NDArray[np.int64], disabled: NDArray[np.int64], distance: NDArray[np.float64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Transport of each unit and its vehicles: buses for far ways, an ambulance where few need much help."""
    far = np.nan_to_num(distance) > WALK_M
    carried = (disabled > 0) & (people <= 12)
    kind = np.select([carried, far], ["ambulance", "bus"], "walk").astype(object)
    buses = np.ceil(people / SEATS).astype(np.int64)
    vehicles = np.where(carried, np.ceil(people / 6).astype(np.int64), np.where(far, buses, 0))
    return kind, vehicles


def travel_min(kind: NDArray[np.object_], distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes on the way; loading a vehicle takes 15 minutes."""
    away = np.nan_to_num(distance)
    return np.where(kind == "walk", away / WALKING_M_PER_MIN, 15.0 + away / _DRIVING_M_PER_MIN)


def road_names(made: Frames, place: Geometries) -> list[str]:
    """Name of the nearest through road of each place; empty where no road has a name."""
    roads = made["roads"]
    through = roads[roads["name"].notna() & roads["class"].isin(["collector", "secondary", "arterial"])]
    if not len(through):
        return [""] * len(place)
    near = shapely.STRtree(through.geometry.to_numpy()).nearest(place)
    return [str(name) for name in through["name"].to_numpy(dtype=object)[near]]


def directions(start: Geometries, goal: Geometries) -> list[str]:
    """Direction, one of eight, from each start to its goal."""
    away = shapely.get_coordinates(goal).reshape(-1, 2) - shapely.get_coordinates(start).reshape(-1, 2)
    turn = np.degrees(np.arctan2(away[:, 0], away[:, 1]))
    return [_DIRECTIONS[number] for number in (np.rint(turn / 45.0).astype(int) % 8).tolist()]
