"""Everything of a vortex that depends on distance only, by step, for the distances a district has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.typhoon.vortex.inflow import INFLOWS
from models.typhoon.vortex.profiles import PROFILES
from models.typhoon.vortex.state import Storm, Vortex, VortexSettings, vortex_of
from models.typhoon.vortex.translation import TRANSLATIONS
from models.typhoon.wind.kernels import NEAREST, SHIFT, Lookup

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Box(NamedTuple):
    """Rectangle in the plane that holds all points: west, south, east, north [m]."""

    west: float
    south: float
    east: float
    north: float

    def distances(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Distance from places to the nearest and to the farthest point of the rectangle [m]."""
        before, behind = self.west - x, x - self.east
        below, above = self.south - y, y - self.north
        nearest = np.hypot(
            np.maximum(np.maximum(before, behind), 0.0), np.maximum(np.maximum(below, above), 0.0)
        )
        farthest = np.hypot(
            np.maximum(x - self.west, self.east - x), np.maximum(y - self.south, self.north - y)
        )
        return np.asarray(nearest), np.asarray(farthest)

    def holds(self, x: NDArray[np.float32], y: NDArray[np.float32]) -> bool:
        """Whether all points lie within, but for 1 m."""
        return bool(
            x.min() >= self.west - 1.0 and x.max() <= self.east + 1.0
            and y.min() >= self.south - 1.0 and y.max() <= self.north + 1.0
        )  # fmt: skip


@dataclass(frozen=True)
class RadialTable:
    """The vortex of m steps, looked up by squared distance.

    Parameters
    ----------
    lookup
        What the loops take.
    box
        In which the points must lie.
    time
        Of the steps, shape (m,) [s].
    vortex
        The vortex, for its pressure.

    Notes
    -----
    Intervals are numbered by the leading bits of the squared distance as float32: 64 to its double, 0.5 % of
    the distance. In an interval all are linear in the squared distance, which takes no root and at most
    some mm/s (profile and radius decide; `tests` hold it below 0.01 m/s).
    """

    lookup: Lookup
    box: Box
    time: Floats
    vortex: Vortex

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.time)


def table_of(storm: Storm, box: Box, settings: VortexSettings) -> RadialTable:
    """The table of a storm for the points of a rectangle.

    Parameters
    ----------
    storm
        Its path at m steps.
    box
        That holds all points.
    settings
        Which relations make the vortex.
    """
    vortex = vortex_of(storm, settings)
    first, count = _intervals(box, np.asarray(storm.x), np.asarray(storm.y))
    # Each step has one border more than intervals.
    ends = np.cumsum(count + 1)
    start = ends - (count + 1)
    step = np.repeat(np.arange(len(count)), count + 1)
    number = np.arange(ends[-1]) - start[step] + first[step]
    square = (number << int(SHIFT)).astype(np.int32).view(np.float32).astype(np.float64)
    held = [_linear(values, square) for values in _radial(np.sqrt(square), step, vortex, storm, settings)]
    single = [np.ascontiguousarray(np.asarray(values, np.float32)) for pair in held for values in pair]
    centre = [np.asarray(values).astype(np.float32) for values in (storm.x, storm.y, storm.vx, storm.vy)]
    lookup = Lookup._make([*centre, (start - first).astype(np.int32), *single])
    return RadialTable(lookup, box, np.asarray(storm.time, np.float64), vortex)


def _intervals(box: Box, x: Floats, y: Floats) -> tuple[Ints, Ints]:
    """First interval of each step and how many, one more than needed at either end against rounding."""
    nearest, farthest = box.distances(x, y)
    low = _number(np.maximum(nearest**2, float(NEAREST))) - 1
    high = _number(np.maximum(farthest**2, float(NEAREST))) + 1
    return low, high - low + 1


def _number(square: Floats) -> Ints:
    return np.asarray((square.astype(np.float32).view(np.int32) >> SHIFT).astype(np.int64))


def _radial(
    r: Floats, step: Ints, vortex: Vortex, storm: Storm, settings: VortexSettings
) -> tuple[Floats, Floats, Floats]:
    """Winds across and towards the centre over the distance [1/s], share of the motion, at nodes."""
    there = vortex.take(step)
    turning = PROFILES[settings.profile](r, there) / r
    angle = np.radians(INFLOWS[settings.inflow](r, there.rmax) + settings.more_inflow_deg)
    hemisphere = np.where(np.asarray(storm.latitude)[step] < 0.0, -1.0, 1.0)
    share = TRANSLATIONS[settings.translation](r, there.rmax) * there.motion
    return turning * np.cos(angle) * hemisphere, turning * np.sin(angle), share


def _linear(values: Floats, square: Floats) -> tuple[Floats, Floats]:
    """Value at no distance and slope in each interval; what lies between two steps is never looked up."""
    slope = np.zeros(len(values))
    width = np.diff(square)
    slope[:-1] = np.where(width > 0.0, np.diff(values) / np.where(width > 0.0, width, 1.0), 0.0)
    return values - slope * square, slope
