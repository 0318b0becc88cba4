"""Which cells of a grid a polygon, a disk or a line takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Polygon

from census.errors import InputError
from census.grid import Grid

CellIndices = tuple[NDArray[np.int64], NDArray[np.int64]]


def cells_in_polygons(polygons: Sequence[Polygon], grid: Grid) -> NDArray[np.bool_]:
    """Cells whose centre lies in one of the polygons, shape (rows, columns)."""
    return _burnt([(polygon, 1) for polygon in polygons], grid, all_touched=False)


def cells_in_disk(centre: tuple[float, float], radius: float, grid: Grid, *, what: str) -> CellIndices:
    """Rows and columns of the cells whose centre lies in a disk; at least the one under its centre.

    Raises
    ------
    InputError
        If the centre lies outside the grid.
    """
    x, y = centre
    try:
        at = grid.cell_of(x, y)
    except ValueError as error:
        raise InputError(f"{what}: {error}") from None
    inside = (grid.x[None, :] - x) ** 2 + (grid.y[:, None] - y) ** 2 <= radius**2
    inside[at] = True
    rows, columns = np.nonzero(inside)
    return rows, columns


def cells_on_line(line: Sequence[tuple[float, float]], grid: Grid, *, what: str) -> CellIndices:
    """Rows and columns of the cells a line touches.

    Raises
    ------
    InputError
        If the line misses the grid.
    """
    rows, columns = np.nonzero(_burnt([(LineString(line), 1)], grid, all_touched=True))
    if rows.size == 0:
        bounds = ", ".join(f"{b:.1f}" for b in grid.bounds)
        raise InputError(f"{what}: the line misses the grid, whose west, south, east, north are {bounds}")
    return rows, columns


def _burnt(
    shapes: list[tuple[Polygon | LineString, int]], grid: Grid, *, all_touched: bool
) -> NDArray[np.bool_]:
    """Cells that shapes take."""
    from rasterio.features import rasterize
    from rasterio.transform import Affine

    burnt = rasterize(
        shapes,
        out_shape=grid.shape,
        transform=Affine(*grid.transform),
        all_touched=all_touched,
        dtype="uint8",
    )
    return np.asarray(burnt, dtype=np.bool_)
