"""Roughness of a town from the bodies of its buildings.

References
----------
Macdonald, R. W., Griffiths, R. F. and Hall, D. J. (1998). An improved method for the estimation of surface
roughness of obstacle arrays. Atmospheric Environment 32, 1857-1864.
Kanda, M. et al. (2013). A new aerodynamic parametrization for real urban surfaces. Boundary-Layer
Meteorology 148, 357-377.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from census.grid import Grid

Floats = NDArray[np.float64]

KARMAN = 0.4
DRAG = 1.2
"""Drag coefficient of a building in Macdonald's equation 26 [-]."""

STAGGER = 4.43
DRAG_CORRECTION = 1.0
"""A and beta of Macdonald et al. for staggered arrays [-]; 3.59 and 0.55 for rows one behind the other."""

KANDA = {"a0": 1.29, "b0": 0.36, "c0": -0.17, "a1": 0.71, "b1": 20.21, "c1": -0.77}
"""Coefficients of Kanda et al. (2013), equations 10 and 12 [-]; status: unverified, given from memory."""


@dataclass(frozen=True)
class Bodies:
    """Buildings by cell; arrays of shape (rows, columns), `frontal` with the axes in front.

    Parameters
    ----------
    plan
        Share of the ground that is built over [-].
    frontal
        Area of the fronts that face a wind along each axis, per area of ground, shape
        (axes, rows, columns) [-]; axis k runs from the bearing k * 180 / axes degrees.
    height, highest, spread
        Mean height weighted by footprint, greatest height and standard deviation [m]; 0 where none stands.
    """

    plan: Floats
    frontal: Floats
    height: Floats
    highest: Floats
    spread: Floats


class Roughness(NamedTuple):
    """Roughness length and zero-plane displacement, arrays of one shape [m]."""

    length: Floats
    displacement: Floats


def bodies_on(
    grid: Grid,
    footprints: NDArray[np.object_],
    height: Floats,
    *,
    axes: int,
    ground: Floats | None = None,
    around: int = 0,
) -> Bodies:
    """Share the buildings out among the cells of a grid.

    Parameters
    ----------
    grid
        The cells.
    footprints, height
        Polygons and heights above the ground, shape (n,) [m]; what has no height is left out.
    axes
        Number of wind axes within half a turn.
    ground
        Area of known ground in each cell, shape (rows, columns) [m2]; the whole cell unless stated.
    around
        Cells on each side that count as the neighbourhood of one.

    Notes
    -----
    A building counts in each cell with the share of its footprint that lies there. Its front is its width
    across the wind times its height; that buildings touch or stand in each other's lee is not considered.
    """
    known = np.isfinite(height) & (height > 0.0) & ~shapely.is_empty(footprints)
    footprints, height = footprints[known], height[known]
    building, cell, area = _pieces(grid, footprints)

    def total(values: Floats) -> Floats:
        count = np.bincount(cell, values, minlength=grid.rows * grid.columns)
        return _window_sum(count.reshape(grid.shape).astype(np.float64), around)

    tall = height[building]
    front = height * _widths(footprints, axes) / shapely.area(footprints)
    land = _window_sum(np.full(grid.shape, grid.cell_area) if ground is None else ground, around)
    land = np.where(land > 0.0, land, 1.0)
    built = total(area)
    safe = np.where(built > 0.0, built, 1.0)
    mean = total(area * tall) / safe
    variance = np.maximum(total(area * tall**2) / safe - mean**2, 0.0)
    highest = np.zeros(grid.rows * grid.columns)
    np.maximum.at(highest, cell, tall)
    return Bodies(
        plan=np.minimum(built / land, 1.0),
        frontal=np.array([total(front[k][building] * area) / land for k in range(axes)]),
        height=mean,
        highest=ndimage.maximum_filter(highest.reshape(grid.shape), 2 * around + 1, mode="constant"),
        spread=np.sqrt(variance),
    )


def macdonald(bodies: Bodies, frontal: Floats) -> Roughness:
    """Macdonald et al. (1998), equations 23 and 26, for one wind axis.

    Parameters
    ----------
    bodies
        Buildings by cell.
    frontal
        Frontal area index of the axis, shape (rows, columns) [-].
    """
    plan, height = bodies.plan, bodies.height
    depth = 1.0 + STAGGER**-plan * (plan - 1.0)
    drag = 0.5 * DRAG_CORRECTION * DRAG / KARMAN**2 * (1.0 - depth) * frontal
    with np.errstate(divide="ignore"):
        length = height * (1.0 - depth) * np.exp(-(drag**-0.5))
    return Roughness(length, height * depth)


def kanda(bodies: Bodies, frontal: Floats) -> Roughness:
    """Kanda et al. (2013), equations 10 and 12: Macdonald's length corrected for uneven heights."""
    plan, height, highest, spread = bodies.plan, bodies.height, bodies.highest, bodies.spread
    stands = plan > 0.0
    x = np.divide(spread + height, highest, out=np.zeros_like(plan), where=stands)
    y = np.divide(plan * spread, height, out=np.zeros_like(plan), where=stands)
    k = KANDA
    depth = k["c0"] * x**2 + (k["a0"] * plan ** k["b0"] - k["c0"]) * x
    factor = k["b1"] * y**2 + k["c1"] * y + k["a1"]
    return Roughness(macdonald(bodies, frontal).length * factor, np.where(stands, depth * highest, 0.0))


METHODS: Mapping[str, Callable[[Bodies, Floats], Roughness]] = {"macdonald": macdonald, "kanda": kanda}
"""Ways from bodies to roughness, by name."""


def _pieces(
    grid: Grid, footprints: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Building, flat cell and area of each piece of a footprint within a cell."""
    west, south, east, north = (
        np.floor(
            (shapely.bounds(footprints) - [grid.west, grid.north, grid.west, grid.north]) / grid.cell_size
        )
        .astype(np.int64)
        .T
    )
    top, bottom = -north - 1, -south - 1
    wide, tall = east - west + 1, bottom - top + 1
    building = np.repeat(np.arange(len(footprints)), wide * tall)
    place = np.arange(len(building)) - np.repeat(np.cumsum(wide * tall) - wide * tall, wide * tall)
    row = top[building] + place // wide[building]
    column = west[building] + place % wide[building]
    inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    building, row, column = building[inside], row[inside], column[inside]
    left = grid.west + column * grid.cell_size
    upper = grid.north - row * grid.cell_size
    area = shapely.area(footprints)[building]
    cut = (wide * tall)[building] > 1
    cells = shapely.box(left[cut], upper[cut] - grid.cell_size, left[cut] + grid.cell_size, upper[cut])
    area[cut] = shapely.area(shapely.intersection(footprints[building[cut]], cells))
    kept = area > 0.0
    return building[kept], (row * grid.columns + column)[kept], area[kept]


def _window_sum(values: Floats, around: int) -> Floats:
    """Sum over the square of cells around each one."""
    total = values
    for axis in (0, 1):
        total = ndimage.convolve1d(total, np.ones(2 * around + 1), axis=axis, mode="constant")
    # A running sum must not leave a building where none is.
    return np.where(np.abs(total) < 1e-9, 0.0, total)


def _widths(footprints: NDArray[np.object_], axes: int) -> Floats:
    """Width of each footprint across the wind from each axis' bearing, shape (axes, n) [m]."""
    if not len(footprints):
        return np.zeros((axes, 0))
    points, owner = shapely.get_coordinates(footprints, return_index=True)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    widths = []
    for k in range(axes):
        bearing = np.pi * k / axes
        across = points[:, 0] * np.cos(bearing) - points[:, 1] * np.sin(bearing)
        widths.append(np.maximum.reduceat(across, first) - np.minimum.reduceat(across, first))
    return np.array(widths)
