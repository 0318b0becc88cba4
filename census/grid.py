"""The one raster geometry: a north-up grid of square cells in a projected CRS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DISTRICT_CRS = "EPSG:4549"
"""CGCS2000 / 3-degree Gauss-Kruger, central meridian 120 E: the district's own grid."""


@dataclass(frozen=True)
class Grid:
    """A north-up raster of square cells; row 0 is the northern edge.

    Parameters
    ----------
    crs
        Anything pyproj understands; "EPSG:4549" for the district.
    west, north
        Outer corner of the north-western cell [m].
    cell_size
        Edge of a cell [m].
    rows, columns
        Number of cells.
    """

    crs: str
    west: float
    north: float
    cell_size: float
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if not (np.isfinite(self.cell_size) and self.cell_size > 0.0):
            raise ValueError(f"cell_size is {self.cell_size}; a positive length in metres is needed")
        if self.rows < 1 or self.columns < 1:
            raise ValueError(f"a grid of {self.rows} x {self.columns} cells is empty")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def cell_area(self) -> float:
        """Area of one cell [m2]."""
        return self.cell_size * self.cell_size

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north edges [m]."""
        south = self.north - self.rows * self.cell_size
        return self.west, south, self.west + self.columns * self.cell_size, self.north

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Affine coefficients (a, b, c, d, e, f) as rasterio's `Affine(*transform)` takes them."""
        return self.cell_size, 0.0, self.west, 0.0, -self.cell_size, self.north

    @property
    def x(self) -> NDArray[np.float64]:
        """Eastings of the cell centres, shape (columns,) [m]."""
        return np.asarray(self.west + (np.arange(self.columns) + 0.5) * self.cell_size, np.float64)

    @property
    def y(self) -> NDArray[np.float64]:
        """Northings of the cell centres, from north to south, shape (rows,) [m]."""
        return np.asarray(self.north - (np.arange(self.rows) + 0.5) * self.cell_size, np.float64)

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the cell that holds a point.

        Raises
        ------
        ValueError
            If the point lies outside the grid.
        """
        column = int(np.floor((x - self.west) / self.cell_size))
        row = int(np.floor((self.north - y) / self.cell_size))
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise ValueError(
                f"point ({x:.2f}, {y:.2f}) lies outside the grid, whose bounds are "
                f"west, south, east, north = {tuple(round(b, 2) for b in self.bounds)}"
            )
        return row, column

    def matches(self, other: Grid) -> bool:
        """Whether two grids hold the same cells, to a thousandth of a cell."""
        from pyproj import CRS  # imported late: pyproj takes 0.1 s to load

        tolerance = 1e-3 * self.cell_size
        return (
            self.shape == other.shape
            and abs(self.cell_size - other.cell_size) <= 1e-6 * self.cell_size
            and abs(self.west - other.west) <= tolerance
            and abs(self.north - other.north) <= tolerance
            and CRS.from_user_input(self.crs) == CRS.from_user_input(other.crs)
        )

    def coarsened(self, factor: int) -> Grid:
        """The grid of blocks of `factor` x `factor` cells; a ragged edge is filled up."""
        return Grid(
            crs=self.crs,
            west=self.west,
            north=self.north,
            cell_size=self.cell_size * factor,
            rows=-(-self.rows // factor),
            columns=-(-self.columns // factor),
        )

    def coordinates(self) -> dict[str, Any]:
        """Coordinates for an xarray Dataset: `y`, `x` and the CF grid mapping `spatial_ref`."""
        import xarray as xr
        from pyproj import CRS

        crs = CRS.from_user_input(self.crs)
        mapping = dict(crs.to_cf())
        mapping["GeoTransform"] = f"{self.west} {self.cell_size} 0.0 {self.north} 0.0 {-self.cell_size}"
        return {
            "y": ("y", self.y, {"standard_name": "projection_y_coordinate", "units": "m", "axis": "Y"}),
            "x": ("x", self.x, {"standard_name": "projection_x_coordinate", "units": "m", "axis": "X"}),
            "spatial_ref": xr.Variable((), np.int32(0), mapping),
        }
