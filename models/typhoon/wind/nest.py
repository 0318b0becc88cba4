"""Regular points in the plane on which the wind of a storm is computed before it is brought to fine cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.typhoon.wind.table import Box

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

WIDE_M, CLOSE_M = 500.0, 250.0
"""Spacing of points, and that for small storms [m]."""
SMALL_RMAX_M = 20_000.0
"""Radius of the greatest wind below which a storm is small [m]."""


@dataclass(frozen=True)
class Nest:
    """Points in rows from north to south.

    Parameters
    ----------
    west, north
        The north-western point [m].
    spacing
        Between points [m].
    rows, columns
        How many.
    """

    west: float
    north: float
    spacing: float
    rows: int
    columns: int

    @property
    def points(self) -> int:
        """How many points."""
        return self.rows * self.columns

    @property
    def x(self) -> Singles:
        """East of the middle, row by row, shape (points,) [m]."""
        line = self.west + self.spacing * np.arange(self.columns)
        return np.tile(line, self.rows).astype(np.float32)

    @property
    def y(self) -> Singles:
        """North of the middle, row by row, shape (points,) [m]."""
        line = self.north - self.spacing * np.arange(self.rows)
        return np.repeat(line, self.columns).astype(np.float32)

    @property
    def box(self) -> Box:
        """Rectangle of the points."""
        east = self.west + self.spacing * (self.columns - 1)
        return Box(self.west, self.north - self.spacing * (self.rows - 1), east, self.north)


def nest_over(box: Box, *, spacing: float) -> Nest:
    """The points that cover a rectangle with a margin of one.

    They stand on multiples of the spacing, so that neighbouring rectangles share points.
    """
    west, south = (math.floor(edge / spacing) - 1 for edge in (box.west, box.south))
    east, north = (math.ceil(edge / spacing) + 1 for edge in (box.east, box.north))
    return Nest(west * spacing, north * spacing, spacing, north - south + 1, east - west + 1)


def spacing_for(rmax: Floats) -> float:
    """Spacing for a storm with these radii of the greatest wind [m], the smallest deciding."""
    return CLOSE_M if float(np.min(rmax)) < SMALL_RMAX_M else WIDE_M
