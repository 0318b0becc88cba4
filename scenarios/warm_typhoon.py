"""Compile the kernels of the typhoon model once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.typhoon.ensembles.kernels import Ground, count_exceeding
from models.typhoon.surface import relief_factors
from models.typhoon.vortex import VortexSettings
from models.typhoon.wind import (
    Box,
    RadialTable,
    greatest_by_sector,
    greatest_wind,
    nest_over,
    table_of,
    wind_at,
)
from models.typhoon.wind.cells import places_in
from models.typhoon.wind.fine import maxima_at

Floats = NDArray[np.float64]


class _Passing(NamedTuple):
    """A storm of two steps."""

    time: Floats
    x: Floats
    y: Floats
    vx: Floats
    vy: Floats
    deficit: Floats
    pressure_environment: Floats
    vmax: Floats
    rmax: Floats
    latitude: Floats
    radii: Floats
    radii_wind: Floats
    pressure_rate: Floats


def warm_typhoon() -> None:
    """Bring the wind of a storm of two steps to a few points, on this thread and on many, and over a hill."""
    nest = nest_over(Box(-2000.0, -2000.0, 2000.0, 2000.0), spacing=1000.0)
    table = _table(nest.box)
    wind_at(table, nest.x, nest.y)
    greatest_wind(table, nest.x, nest.y)
    for parallel in (True, False):
        greatest_by_sector(table, nest.x, nest.y, sectors=8, parallel=parallel)
    places = places_in(nest, np.array([0.0, 700.0]), np.array([10.0, -600.0]))
    ones = np.ones((8, 2), np.float32)
    maxima_at(table, places, ones, ones, forces=(6, 7), gust_forces=(8,))
    _warm_relief()
    _warm_counts()


def _warm_counts() -> None:
    """Count one member at two cells between four points."""
    half, ones = np.full(2, 0.5, np.float32), np.ones((4, 2), np.float32)
    ground = Ground(np.array([0, 2]), np.array([0]), 2, half, half, ones, ones)
    edges, counts = np.array([10.0], np.float32), np.zeros((1, 2), np.int32)
    count_exceeding(np.full((1, 4, 8), 20.0, np.float32), ground, edges, edges, counts, counts.copy())


def _warm_relief() -> None:
    level = np.zeros((3, 20))
    level[:, 8] = 30.0
    for hills in ("as-nzs-1170", "gb-50009"):
        relief_factors(level, 20.0, sectors=4, height=10.0, hills=hills)


def _table(box: Box) -> RadialTable:
    one = np.ones(2)
    storm = _Passing(
        time=np.array([0.0, 600.0]), x=np.array([0.0, 3000.0]), y=5e4 * one, vx=5.0 * one, vy=0.0 * one,
        deficit=4e3 * one, pressure_environment=1e5 * one, vmax=30.0 * one, rmax=4e4 * one,
        latitude=30.0 * one, radii=np.empty((2, 0, 4)), radii_wind=np.empty(0),
        pressure_rate=np.empty(0),
    )  # fmt: skip
    return table_of(storm, box, VortexSettings())
