"""The hills of the north-east: named summits at their heights, ridges and valleys between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.sparse.csgraph import minimum_spanning_tree

from census.grid import DISTRICT_CRS, Grid
from census.twin import dice, facts
from census.twin.drainage import spill_level
from census.twin.erosion import eroded

FOOT = 6.0
"""Height above the plain from which ground counts as hill [m]."""

SUMMIT = 110.0
"""Height above the plain above which no path is laid [m]."""

_CELL = 25.0
_MARGIN = 2600.0
_REACH = 420.0
"""Distance from a summit within which a hill falls off [m]."""


_VALLEY_WIDTH = 1.2
"""Width of the smoothing that widens the valleys, in cells; synthetic."""

_VALLEY_FILL = 12.0
"""Most that smoothing may raise a valley [m]; synthetic."""

_VALLEY_SLOPE = 0.01
"""Least fall of a valley floor [-]; synthetic."""

_SADDLE = 0.42
"""Share of its height that a ridge loses midway between two summits; synthetic."""


@dataclass(frozen=True)
class Hills:
    """Height of the hills above the plain on a coarse grid.

    Parameters
    ----------
    grid
        Coarse raster around the summits; outside there is no hill.
    height
        Height above the plain, shape (rows, columns) [m].
    foot, summits
        Ground above `FOOT` and above `SUMMIT`.
    """

    grid: Grid
    height: NDArray[np.float64]
    foot: Any
    summits: Any

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height above the plain [m] at points, bilinear between the coarse cells."""
        rows = (self.grid.north - y) / self.grid.cell_size - 0.5
        columns = (x - self.grid.west) / self.grid.cell_size - 0.5
        return np.asarray(map_coordinates(self.height, [rows, columns], order=1, mode="constant"))


@lru_cache(maxsize=2)
def hills(seed: int) -> Hills:
    """The hills of the district for one seed."""
    tops = facts.peaks()
    west = np.floor((min(t.x for t in tops) - _MARGIN) / _CELL) * _CELL
    north = np.ceil((max(t.y for t in tops) + _MARGIN) / _CELL) * _CELL
    columns = int((max(t.x for t in tops) + _MARGIN - west) / _CELL)
    rows = int((north - min(t.y for t in tops) + _MARGIN) / _CELL)
    grid = Grid(DISTRICT_CRS, float(west), float(north), _CELL, rows, columns)
    height = _relief(seed, grid)
    height = _with_valley_floors(_pinned(grid, height))
    return Hills(grid, height, _above(grid, height, FOOT), _above(grid, height, SUMMIT))


def _relief(seed: int, grid: Grid) -> NDArray[np.float64]:
    x, y = np.meshgrid(grid.x, grid.y)
    row, column = np.meshgrid(np.arange(grid.rows), np.arange(grid.columns), indexing="ij")

    def rough(subject: str, length: float) -> NDArray[np.float64]:
        field = gaussian_filter(dice.normal(seed, subject, row, column), length / _CELL, mode="reflect")
        return np.asarray(field / field.std())

    # Bending the ground plan gives spurs; folding the noise gives sharp ridges and valleys.
    bent_x = x + 75.0 * rough("hills/bend-x", 260.0)
    bent_y = y + 75.0 * rough("hills/bend-y", 260.0)
    body = np.zeros(grid.shape)
    for first, second in _ridges():
        for share in np.linspace(0.0, 1.0, 9):
            at = first.x + share * (second.x - first.x), first.y + share * (second.y - first.y)
            crest = (first.height + share * (second.height - first.height)) * (
                1.0 - _SADDLE * np.sin(np.pi * share)
            )
            here = grid.cell_of(*at)
            distance = np.hypot(bent_x - bent_x[here], bent_y - bent_y[here])
            body = np.maximum(body, crest * np.exp(-((distance / _REACH) ** 1.4)))
    valleys = 1.0 - np.abs(np.tanh(0.9 * rough("hills/ridge", 150.0)))
    valleys += 0.4 * (1.0 - np.abs(np.tanh(0.9 * rough("hills/spur", 70.0))))
    body = body * (1.0 - 0.30 * valleys * (1.0 - np.clip(body / 330.0, 0.0, 1.0) ** 2))
    body = np.maximum(gaussian_filter(body, 1.0) - 6.0, 0.0)
    return np.maximum(eroded(body, _CELL), 0.0)


def _ridges() -> list[tuple[facts.Peak, facts.Peak]]:
    """Pairs of summits joined by a ridge: the shortest tree over all."""
    tops = facts.peaks()
    places = np.array([(top.x, top.y) for top in tops])
    tree = minimum_spanning_tree(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))).tocoo()
    return [(tops[i], tops[j]) for i, j in sorted(zip(tree.row.tolist(), tree.col.tolist(), strict=True))]


def _pinned(grid: Grid, height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stretch the relief so that each summit has its height and nothing near is higher."""
    x, y = np.meshgrid(grid.x, grid.y)
    weights, stretch = np.zeros(grid.shape), np.zeros(grid.shape)
    ceiling = np.full(grid.shape, np.inf)
    for top in facts.peaks():
        row, column = grid.cell_of(top.x, top.y)
        distance = np.hypot(x - grid.x[column], y - grid.y[row])
        weight = (distance + 1e-3) ** -3.0
        weights += weight
        stretch += weight * top.height / height[row, column]
        ceiling = np.where(distance < 600.0, np.minimum(ceiling, top.height - 0.05 * distance), ceiling)
    highest = max(top.height for top in facts.peaks())
    return np.asarray(np.clip(np.minimum(height * stretch / weights, ceiling), 0.0, highest))


def _with_valley_floors(height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Widen the valleys and fill them so that they fall from cell side to cell side.

    Water of a grid model crosses sides, not corners: a gully one cell wide that runs diagonally
    would hold back metres of water on any coarser grid.
    """
    plain = height < 0.5 * FOOT
    wide = np.minimum(gaussian_filter(height, _VALLEY_WIDTH), height + _VALLEY_FILL)
    wide = np.where(height > np.quantile(height[height > FOOT], 0.98), height, wide)
    level = spill_level(
        wide.astype(np.float32),
        np.zeros_like(plain),
        plain,
        slope=_VALLEY_SLOPE,
        cell_size=_CELL,
        diagonal=False,
    )
    # The filling is float32: where it raised nothing the heights stay as they were.
    filled = np.where(level > wide + 1e-3, level, wide)
    return np.asarray(np.where(plain, height, filled), np.float64)


def _above(grid: Grid, height: NDArray[np.float64], level: float) -> shapely.Geometry:
    shapes = rasterio.features.shapes(
        (height > level).astype(np.uint8), mask=height > level, transform=Affine(*grid.transform)
    )
    parts = [shapely.geometry.shape(shape) for shape, _ in shapes]
    parts = [part for part in parts if part.area > 20_000.0]
    return shapely.union_all(parts).simplify(_CELL).buffer(0.0)
