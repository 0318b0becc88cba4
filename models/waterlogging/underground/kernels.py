"""Compiled loops of the spaces below ground: flow over sills, and levels of uneven ground."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit


class Openings(NamedTuple):
    """Where the spaces meet the street; one opening joins one space and one cell.

    Index of the space, index of the cell, and width [m], shape (openings,) each.
    """

    space: np.ndarray
    cell: np.ndarray
    width: np.ndarray


class Rooms(NamedTuple):
    """Geometry of the spaces, shape (spaces,) each.

    Sill (raised by closures) and floor [m], volume up to the lowest sill [m3], plan area below it and of the
    ramp or stair above it [m2], level at which the space is full [m].
    """

    sill: np.ndarray
    floor: np.ndarray
    full: np.ndarray
    area: np.ndarray
    shaft: np.ndarray
    brim: np.ndarray


@njit(error_model="numpy", cache=True)
def room_level(rooms, s, volume):
    """Water level in a space that holds a volume [m]."""
    if volume <= rooms.full[s]:
        return rooms.floor[s] + volume / rooms.area[s]
    return rooms.brim[s] + (volume - rooms.full[s]) / rooms.shaft[s]


@njit(error_model="numpy", cache=True)
def room_volume(rooms, s, level):
    """Volume that a space holds at a level [m3]."""
    if level <= rooms.floor[s]:
        return 0.0
    if level <= rooms.brim[s]:
        return (level - rooms.floor[s]) * rooms.area[s]
    return rooms.full[s] + (level - rooms.brim[s]) * rooms.shaft[s]


@njit(error_model="numpy", cache=True)
def weir_flow(upper, lower, width, coefficient):
    """Flow over a sill, drowned after Villemonte (1947) [m3/s].

    Q = C b h1^1.5 (1 - (h2 / h1)^1.5)^0.385, heads above the sill [m].
    """
    flow = coefficient * width * upper * math.sqrt(upper)
    if lower <= 0.0:
        return flow
    return flow * (1.0 - (lower / upper) ** 1.5) ** 0.385


@njit(error_model="numpy", cache=True)
def equal_volume(rooms, s, volume, level, area):
    """Volume that has to enter a space until it stands as high as a cell beside it; negative to leave [m3].

    Parameters
    ----------
    rooms, s, volume
        The space and what it holds [m3].
    level, area
        Water level [m] and open area [m2] of the cell.
    """
    low, high = -volume, max(level - rooms.floor[s], 0.0) * area
    inside = room_level(rooms, s, volume)
    if inside < level:
        low = 0.0
    else:
        high = 0.0
    # The level of the space is bent at its brim, so that one of two straight lines holds.
    for shaft in (False, True):
        wide = rooms.shaft[s] if shaft else rooms.area[s]
        base = rooms.brim[s] - rooms.full[s] / wide if shaft else rooms.floor[s]
        moved = (level - base - volume / wide) / (1.0 / area + 1.0 / wide)
        if (volume + moved > rooms.full[s]) == shaft:
            return min(max(moved, low), high)
    return 0.0


@njit(error_model="numpy", cache=True)
def fill_rooms(openings, rooms, volume, level, held, area, coefficient, seconds, steps, entered):
    """Let water pass the sills for one interval.

    Parameters
    ----------
    openings, rooms
        Where the spaces meet the street, and their geometry.
    volume
        What each space holds, shape (spaces,) [m3]; changed.
    level, held, area
        Water level [m], volume [m3] and open area [m2] of the cells, shape (cells,); the first two changed.
    coefficient
        Of the weir [m0.5/s].
    seconds, steps
        Length of the interval and its number of steps.
    entered
        Receives what entered through each opening, shape (openings,) [m3].
    """
    entered[:] = 0.0
    dt = seconds / steps
    for _ in range(steps):
        still = True
        for n in range(openings.space.size):
            s, c = openings.space[n], openings.cell[n]
            if area[c] <= 0.0:
                continue
            inside = room_level(rooms, s, volume[s]) - rooms.sill[s]
            outside = level[c] - rooms.sill[s]
            if (outside <= 0.0 and inside <= 0.0) or inside == outside:
                continue
            most = equal_volume(rooms, s, volume[s], level[c], area[c])
            if outside > inside:
                flow = weir_flow(outside, inside, openings.width[n], coefficient)
                moved = min(flow * dt, most, outside * area[c], held[c])
            else:
                flow = weir_flow(inside, outside, openings.width[n], coefficient)
                above = volume[s] - room_volume(rooms, s, rooms.sill[s])
                moved = -min(flow * dt, -most, above)
            volume[s] += moved
            entered[n] += moved
            held[c] -= moved
            level[c] -= moved / area[c]
            still = False
        if still:
            return


@njit(error_model="numpy", cache=True)
def room_depths(rooms, volume, depth):
    """Depth over the floor of each space, shape (spaces,) [m]."""
    for s in range(volume.size):
        depth[s] = max(room_level(rooms, s, volume[s]) - rooms.floor[s], 0.0)


@njit(error_model="numpy", cache=True)
def levels_in_hollows(start, ground, area, held, level):
    """Level to which the water of each hollow fills its uneven ground.

    Parameters
    ----------
    start
        First of the heights of each hollow, shape (hollows + 1,).
    ground
        Heights of equal parts of each hollow, rising [m].
    area
        Open area of each hollow [m2].
    held
        Water in each [m3].
    level
        Receives the level, the lowest ground where it is dry [m].
    """
    for k in range(held.size):
        first, last = start[k], start[k + 1]
        part = area[k] / (last - first)
        left = held[k]
        level[k] = ground[first]
        for n in range(first, last):
            flooded = (n - first + 1) * part
            rise = ground[n + 1] - ground[n] if n + 1 < last else math.inf
            if left <= flooded * rise:
                level[k] = ground[n] + left / flooded if flooded > 0.0 else ground[n]
                break
            left -= flooded * rise
