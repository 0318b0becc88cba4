"""Surfaces and rain that the cases are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import ndimage

from census.grid import Grid
from models.waterlogging.inputs import Event, FloatGrid, Rainfall, Series, Settings, Surface
from models.waterlogging.simulate import simulate

GRAVITY = 9.80665
MM_H = 1.0 / 3.6e6
"""One millimetre an hour [m/s]."""


def grid_of(rows: int, columns: int, cell_size: float) -> Grid:
    """A grid with its north-western corner at a round place of the district's own system."""
    return Grid(
        crs="EPSG:4549", west=500_000.0, north=3_360_000.0, cell_size=cell_size, rows=rows, columns=columns
    )


def surface_of(bed: NDArray[Any], *, cell_size: float, manning: float, **others: Any) -> Surface:
    """A surface of one roughness; `others` are fields of `Surface`."""
    rows, columns = bed.shape
    return Surface(
        grid=grid_of(rows, columns, cell_size),
        bed=bed.astype(np.float32),
        manning=np.full(bed.shape, manning, np.float32),
        **others,
    )


def depth_series(surface: Surface, event: Event, settings: Settings) -> NDArray[np.float64]:
    """Depths at the output times, shape (times, rows, columns) [m]."""
    return run(surface, event, settings)["depth"].to_numpy().astype(np.float64)


def run(surface: Surface, event: Event, settings: Settings) -> xr.Dataset:
    """One run of the model under test."""
    return simulate(surface, event, settings)


def steady_rain(rate: float, duration: float) -> Rainfall:
    """The same rain everywhere [m/s], for some time from the start [s]."""
    return Rainfall(edges=np.array([0.0, duration]), intensity=np.array([[rate]]))


def constant(value: float) -> Series:
    """A value that never changes."""
    return Series(time=np.array([0.0]), value=np.array([value]))


def rough_terrain(rows: int, columns: int, *, relief: float, fall: float, seed: int) -> FloatGrid:
    """Smooth random ground on a plane that falls from north to south [m].

    Parameters
    ----------
    relief
        Standard deviation about the plane [m].
    fall
        Fall over the whole height of the grid [m].
    """
    noise = np.random.default_rng(seed).standard_normal((rows, columns))
    smooth = ndimage.gaussian_filter(noise, 2.0, mode="wrap")
    plane = np.linspace(fall, 0.0, rows)[:, None]
    return np.asarray(5.0 + plane + relief * smooth / smooth.std(), np.float32)


def walled_off(cells: int) -> tuple[FloatGrid, FloatGrid]:
    """`open_x` and `open_y` of one row of cells that exchange no water."""
    return np.zeros((1, cells), np.float32), np.zeros((1, cells), np.float32)
