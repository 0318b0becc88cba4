"""Wind and greatest wind of a storm at points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.typhoon.wind import kernels
from models.typhoon.wind.table import RadialTable

Singles = NDArray[np.float32]


def wind_at(
    table: RadialTable, x: Singles, y: Singles, *, first: int = 0, last: int | None = None
) -> tuple[Singles, Singles]:
    """Wind at points in the steps from `first` to before `last`.

    Parameters
    ----------
    table
        The storm.
    x, y
        Points, shape (points,) [m], within the table's rectangle.

    Returns
    -------
    Arrays of shape (steps, points) [m/s]
        East and north part of the 10-minute mean at 10 m over open sea.
    """
    px, py = _points(table, x, y)
    end = table.steps if last is None else last
    u = np.empty((end - first, len(px)), np.float32)
    v = np.empty_like(u)
    kernels.nest_wind(table.lookup, first, px, py, u, v)
    return u, v


def greatest_wind(table: RadialTable, x: Singles, y: Singles) -> tuple[Singles, NDArray[np.int32]]:
    """Greatest wind at points [m/s], 10-minute mean at 10 m over open sea, and the step of it, (points,)."""
    px, py = _points(table, x, y)
    square, when = np.full(len(px), -1.0, np.float32), np.zeros(len(px), np.int32)
    kernels.nest_swath(table.lookup, 0, table.steps, px, py, square, when)
    return np.sqrt(square), when


def greatest_by_sector(
    table: RadialTable, x: Singles, y: Singles, *, sectors: int, out: Singles | None = None,
    parallel: bool = True,
) -> Singles:  # fmt: skip
    """Greatest wind at points by the direction it comes from.

    Parameters
    ----------
    table
        The storm.
    x, y
        Points, shape (points,) [m], within the table's rectangle.
    sectors
        How many; the first is centred on north, the others follow clockwise.
    out
        Raised in place where given, shape (sectors, points).
    parallel
        Whether numba's threads share the points; without it the call runs on the calling thread and lets
        others run beside it.

    Returns
    -------
    Array of shape (sectors, points) [m/s]
        10-minute mean at 10 m over open sea; 0 where the wind never comes from a sector.
    """
    px, py = _points(table, x, y)
    most = np.zeros((sectors, len(px)), np.float32) if out is None else out
    if most.shape != (sectors, len(px)):
        raise ValueError(f"out has shape {most.shape}; {(sectors, len(px))} is needed")
    loop = kernels.sector_maxima if parallel else kernels.sector_block
    loop(table.lookup, 0, table.steps, px, py, most)
    return most


def _points(table: RadialTable, x: Singles, y: Singles) -> tuple[Singles, Singles]:
    px, py = (np.ascontiguousarray(values, np.float32) for values in (x, y))
    # The loops look up without asking: a point elsewhere would read beyond the table.
    if len(px) and not table.box.holds(px, py):
        raise ValueError(f"points lie outside the table's rectangle {tuple(table.box)}")
    return px, py
