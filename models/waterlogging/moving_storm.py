"""Rain cells that move over the domain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census.grid import Grid
from models.waterlogging.inputs import Rainfall
from models.waterlogging.rainfall import M_S_PER_MM_H, blocks_of, checked_rain

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class RainCell:
    """An elliptical cell of rain on its way.

    Parameters
    ----------
    peak
        Rate at its centre when full-grown [mm/h].
    x, y
        Centre at its beginning [m].
    along, across
        Distances from the centre, along its way and across it, at which the rate is exp(-1/2) of that at
        the centre [m].
    speed
        Speed of the centre [m/s].
    heading
        Direction it moves to, clockwise from north [degrees].
    start, duration
        Beginning and length of its life [s].
    growth, decay
        Times at its beginning and at its end over which the rate rises from and falls to zero [s].
    """

    peak: float
    x: float
    y: float
    along: float
    across: float
    speed: float
    heading: float
    start: float
    duration: float
    growth: float = 0.0
    decay: float = 0.0

    def rate(self, x: FloatArray, y: FloatArray, time: float) -> FloatArray:
        """Rate at some places at a time, shape (m,) [mm/h]."""
        strength = self.strength(time)
        if strength <= 0.0:
            return np.zeros_like(x)
        east, north = math.sin(math.radians(self.heading)), math.cos(math.radians(self.heading))
        gone = self.speed * (time - self.start)
        dx, dy = x - (self.x + gone * east), y - (self.y + gone * north)
        ahead, aside = dx * east + dy * north, dx * north - dy * east
        return np.asarray(
            self.peak * strength * np.exp(-0.5 * ((ahead / self.along) ** 2 + (aside / self.across) ** 2))
        )

    def strength(self, time: float) -> float:
        """Share of the full rate at a time, 0 outside its life [-]."""
        age, left = time - self.start, self.start + self.duration - time
        if age < 0.0 or left < 0.0:
            return 0.0
        rising = age / self.growth if self.growth > 0.0 else 1.0
        falling = left / self.decay if self.decay > 0.0 else 1.0
        return min(rising, falling, 1.0)


def moving_rainfall(
    cells: Sequence[RainCell],
    grid: Grid,
    *,
    duration: float,
    background: float = 0.0,
    interval: float = 300.0,
    block: float = 500.0,
) -> Rainfall:
    """Rain of moving cells over an even background.

    Parameters
    ----------
    cells
        The cells; where they overlap their rates add.
    grid
        Grid of the run.
    duration
        Length of the rain [s].
    background
        Rate everywhere [mm/h].
    interval
        Length of the intervals in which the rain is constant [s].
    block
        Edge of the blocks that share one series [m].

    Notes
    -----
    A block takes the rate at its centre at the middle of each interval. Blocks of a third of the smaller axis
    of a cell or less keep its volume, and a way per interval of `along` or less an even depth along its way,
    to better than a thousandth: the sum of a bell at steps of h axes is off by 2 exp(-2 pi^2 / h^2).
    """
    zone, centres = blocks_of(grid, block)
    edges = np.append(np.arange(0.0, duration - 1e-6, interval), duration)
    middles = 0.5 * (edges[1:] + edges[:-1])
    rate = np.full((middles.size, len(centres)), background)
    x, y = np.ascontiguousarray(centres[:, 0]), np.ascontiguousarray(centres[:, 1])
    for row, time in enumerate(middles):
        for cell in cells:
            rate[row] += cell.rate(x, y, float(time))
    return checked_rain(Rainfall(edges=edges, intensity=rate * M_S_PER_MM_H, zone=zone))


def passing_rainfall(
    rain: Rainfall, grid: Grid, *, speed: float, heading: float, interval: float = 300.0, block: float = 500.0
) -> Rainfall:
    """Let a hyetograph pass over the domain instead of falling everywhere at once.

    Parameters
    ----------
    rain
        The same rain everywhere, as the first place it reaches has it.
    grid
        Grid of the run.
    speed
        Speed of the storm [m/s].
    heading
        Direction it moves to, clockwise from north [degrees].
    interval
        Length of the intervals in which the rain is constant [s].
    block
        Edge of the blocks that share one series [m].

    Returns
    -------
    Rainfall
        Every block has the whole hyetograph, later by its distance along the way over the speed.
    """
    zone, centres = blocks_of(grid, block)
    way = math.sin(math.radians(heading)), math.cos(math.radians(heading))
    along = centres @ np.array(way)
    delay = (along - along.min()) / speed
    first, last = float(rain.edges[0]), float(rain.edges[-1] + delay.max())
    edges = np.append(np.arange(first, last - 1e-6, interval), last)
    fallen = np.concatenate(([0.0], np.cumsum(rain.intensity[:, 0] * np.diff(rain.edges))))
    # Differences of what has fallen keep the depth of each block whatever the interval.
    at_edges = np.interp(edges[:, None] - delay[None, :], rain.edges, fallen)
    intensity = np.diff(at_edges, axis=0) / np.diff(edges)[:, None]
    return checked_rain(Rainfall(edges=edges, intensity=intensity, zone=zone))
