"""What the ground makes of the wind, by cell and by the sector the wind comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from census.derive.upwind import COMPASS
from census.errors import InputError
from census.grid import Grid

Singles = NDArray[np.float32]

SEA_ROUGHNESS = 0.003
"""Roughness length of the sea over which the winds of the vortex hold [m].

Terrain category 0 of EN 1991-1-4:2005, table 4.1 (sea or coast exposed to the open sea). It does not
grow with the wind: in a typhoon the drag levels off at speeds of about 30 m/s.
"""

HEIGHT = 10.0
"""Height of the winds [m]."""


class PointFactors(NamedTuple):
    """Factors at places, shape (sectors, n), and the displacement there, shape (n,)."""

    mean_factor: Singles
    gust_factor: Singles
    roughness: Singles
    hill: Singles
    displacement: Singles


@dataclass(frozen=True)
class Surface:
    """Factors of the ground by sector and cell.

    The 10-minute mean at `height` is the wind of the vortex (10-minute mean, 10 m, open sea) times
    `mean_factor`; the 3-second gust at `height` is that mean times `gust_factor`.

    Parameters
    ----------
    grid
        The cells.
    mean_factor
        Mean wind over that over open sea, with roughness, hills and shelter, shape
        (sectors, rows, columns) [-].
    gust_factor
        3-second gust over the 10-minute mean at the same place and height, same shape [-].
    roughness
        Roughness length upwind, same shape [m].
    hill
        Speed-up by hills and loss in their lee, which `mean_factor` holds, same shape [-].
    displacement
        Zero-plane displacement, shape (rows, columns) [m].
    height
        Height above the ground for which the factors hold [m].
    sea_roughness
        Roughness length of the open sea to which `mean_factor` refers [m].
    notes
        Figures and doubts.

    Notes
    -----
    Sector 0 is centred on wind from north, the next follow clockwise.
    """

    grid: Grid
    mean_factor: Singles
    gust_factor: Singles
    roughness: Singles
    hill: Singles
    displacement: Singles
    height: float = HEIGHT
    sea_roughness: float = SEA_ROUGHNESS
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (self.sectors, *self.grid.shape)
        for name in ("mean_factor", "gust_factor", "roughness", "hill"):
            held = getattr(self, name)
            if held.shape != shape or held.dtype != np.float32:
                raise ValueError(f"surface: {name} is {held.dtype} of shape {held.shape}; float32 of {shape}")
        _check_sectors(self.sectors)

    @property
    def sectors(self) -> int:
        """Number of sectors."""
        return int(self.mean_factor.shape[0])

    @property
    def nbytes(self) -> int:
        """Memory of the fields [byte]."""
        held = (self.mean_factor, self.gust_factor, self.roughness, self.hill, self.displacement)
        return sum(values.nbytes for values in held)

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> PointFactors:
        """Factors of the cells that hold places; of the nearest cell for places outside.

        Parameters
        ----------
        x, y
            Places in the CRS of the grid, shape (n,) [m].
        """
        grid = self.grid
        row = np.clip(np.floor((grid.north - y) / grid.cell_size).astype(np.int64), 0, grid.rows - 1)
        column = np.clip(np.floor((x - grid.west) / grid.cell_size).astype(np.int64), 0, grid.columns - 1)
        return PointFactors(
            self.mean_factor[:, row, column],
            self.gust_factor[:, row, column],
            self.roughness[:, row, column],
            self.hill[:, row, column],
            self.displacement[row, column],
        )


def uniform_surface(grid: Grid, sectors: int = 16, *, gust: float = 1.0) -> Surface:
    """A surface that leaves the wind as it is over open sea.

    Parameters
    ----------
    grid
        The cells.
    sectors
        Number of sectors: 4, 8 or 16.
    gust
        Gust factor of all cells and sectors [-].
    """
    _check_sectors(sectors)
    ones = np.ones((sectors, *grid.shape), np.float32)
    return Surface(
        grid=grid,
        mean_factor=ones,
        gust_factor=np.full_like(ones, gust),
        roughness=np.full_like(ones, SEA_ROUGHNESS),
        hill=ones,
        displacement=np.zeros(grid.shape, np.float32),
        notes={"surface": "uniform, as over open sea"},
    )


def by_direction(values: Singles, direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values for winds from any direction, linear between the middles of the sectors.

    Parameters
    ----------
    values
        Shape (sectors, n).
    direction
        Where the wind comes from, clockwise from north, shape (n,) [degrees].
    """
    sectors = len(values)
    place = np.mod(direction, 360.0) * sectors / 360.0
    below = np.floor(place).astype(np.int64)
    share = place - below
    item = np.arange(values.shape[1])
    lower, upper = values[below % sectors, item], values[(below + 1) % sectors, item]
    return np.asarray((1.0 - share) * lower + share * upper, np.float64)


def _check_sectors(sectors: int) -> None:
    if sectors not in COMPASS:
        raise InputError(f"surface: sectors is {sectors}; one of {', '.join(map(str, COMPASS))} is needed")
