"""Wind of one storm over a district: greatest mean and gust, their times, and the times of wind forces."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from census.errors import InputError
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import Path
from models.typhoon.result import WindResult, WindSeries
from models.typhoon.surface import Surface, by_direction
from models.typhoon.threads import use_threads
from models.typhoon.vortex.pressure import pressure_at
from models.typhoon.wind.cells import NestedPlaces, places_in
from models.typhoon.wind.fine import Maximum, maxima_at
from models.typhoon.wind.nest import SMALL_RMAX_M, Nest, nest_over, spacing_for
from models.typhoon.wind.swath import wind_at
from models.typhoon.wind.table import Box, RadialTable, table_of

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

NEAR_M = 200_000.0
"""Distance within which the size of a storm decides on the nest [m]."""


def simulate(path: Path, domain: Domain, surface: Surface, settings: WindSettings) -> WindResult:
    """Simulate the wind of one storm.

    Parameters
    ----------
    path
        The storm in steps.
    domain
        The cells.
    surface
        Factors of their ground, on the same grid.
    settings
        Vortex, forces, threads.

    Raises
    ------
    InputError
        If surface and domain have different grids.

    Notes
    -----
    The vortex is computed on a nest of points and brought to the cells between four of them; the factors of
    the ground follow the direction, between sectors in a straight line, and are applied in every step before
    the maximum is taken.
    """
    if surface.grid != domain.grid:
        raise InputError(f"the surface's grid is {surface.grid}, the domain's {domain.grid}; one is needed")
    begin = time.perf_counter()
    threads = use_threads(settings.threads)
    rows, columns = np.nonzero(domain.inside)
    east, north = middle_of(path, domain.grid.crs)
    x, y = domain.grid.x[columns] - east, domain.grid.y[rows] - north
    nest = nest_over(Box(*_edges(x, y)), spacing=domain.nest_spacing_m or spacing_for(_near(path)))
    table, places = table_of(path, nest.box, settings.vortex), places_in(nest, x, y)
    factors = [values[:, rows, columns] for values in (surface.mean_factor, surface.gust_factor)]
    mean, gust = maxima_at(table, places, *factors, forces=settings.forces, gust_forces=settings.gust_forces)
    least = _least_pressure(path, table, nest, places)
    attributes = _attributes(path, nest, surface, settings, len(x)) | {
        "threads": threads, "seconds": time.perf_counter() - begin
    }  # fmt: skip
    return _result(path, domain, settings, mean, gust, least, attributes)


def series_at(path: Path, x: Floats, y: Floats, surface: Surface, settings: WindSettings) -> WindSeries:
    """Wind at points over time.

    Parameters
    ----------
    path
        The storm in steps.
    x, y
        Points in the CRS of the surface's grid, shape (n,) [m].
    surface
        Factors; those of the cell a point stands in are taken, or of the nearest.
    settings
        Vortex and threads.

    Notes
    -----
    The vortex is computed at the points themselves, without a nest.
    """
    use_threads(settings.threads)
    east, north = middle_of(path, surface.grid.crs)
    px, py = (np.asarray(x - east, np.float32), np.asarray(y - north, np.float32))
    table = table_of(path, Box(*_edges(px, py)), settings.vortex)
    u, v = (part.astype(np.float64) for part in wind_at(table, px, py))
    direction = np.degrees(np.arctan2(-u, -v)) % 360.0
    ground = surface.at(np.asarray(x, np.float64), np.asarray(y, np.float64))
    mean, gust = np.hypot(u, v), np.empty(u.shape)
    for step in range(len(u)):
        mean[step] *= by_direction(ground.mean_factor, direction[step])
        gust[step] = mean[step] * by_direction(ground.gust_factor, direction[step])
    return WindSeries(
        path.time, mean.astype(np.float32), gust.astype(np.float32), direction.astype(np.float32),
        pressure_of(path, table, px, py), path.origin,
    )  # fmt: skip


def middle_of(path: Path, crs: str) -> tuple[float, float]:
    """Middle of a path's plane in a CRS [m]."""
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    east, north = transformer.transform(path.plane.longitude, path.plane.latitude)
    return float(east), float(north)


def pressure_of(path: Path, table: RadialTable, x: Singles, y: Singles) -> Singles:
    """Pressure at sea level at points of the plane, shape (m, n) [Pa]."""
    shape, rmax = table.vortex.shape, table.vortex.rmax
    out = np.empty((path.steps, len(x)), np.float32)
    for step in range(path.steps):
        r = np.maximum(np.hypot(x - path.x[step], y - path.y[step]), 1.0)
        out[step] = pressure_at(
            r, environment=path.pressure_environment[step], deficit=path.deficit[step], rmax=rmax[step],
            shape=shape[step],
        )  # fmt: skip
    return out


def _least_pressure(path: Path, table: RadialTable, nest: Nest, places: NestedPlaces) -> Singles:
    """Least pressure at places, taken on the nest and brought to them between four points [Pa]."""
    least = pressure_of(path, table, nest.x, nest.y).min(axis=0)
    corner = np.repeat(places.corner, np.diff(places.start))
    east, south = places.east, places.south
    north_row = (1.0 - east) * least[corner] + east * least[corner + 1]
    below = corner + nest.columns
    south_row = (1.0 - east) * least[below] + east * least[below + 1]
    return np.asarray(places.back((1.0 - south) * north_row + south * south_row), np.float32)


def _edges(x: NDArray[np.floating[Any]], y: NDArray[np.floating[Any]]) -> tuple[float, float, float, float]:
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _near(path: Path) -> Floats:
    """Radii of the greatest wind where the storm is near, or a wide one where it never is."""
    near = path.rmax[path.distance <= NEAR_M]
    return near if len(near) else np.full(1, SMALL_RMAX_M)


def _result(
    path: Path, domain: Domain, settings: WindSettings, mean: Maximum, gust: Maximum, least: Singles,
    attributes: dict[str, Any],
) -> WindResult:  # fmt: skip
    def field(values: Singles) -> Singles:
        out = np.full((*values.shape[:-1], *domain.grid.shape), np.nan, np.float32)
        out[..., domain.inside] = values
        return out

    return WindResult(
        max_mean=field(mean.speed), max_gust=field(gust.speed), direction=field(mean.direction),
        gust_direction=field(gust.direction), time_of_max=field(mean.time), time_of_max_gust=field(gust.time),
        first=field(mean.first), last=field(mean.last), gust_first=field(gust.first),
        gust_last=field(gust.last), pressure_min=field(least), forces=settings.forces,
        gust_forces=settings.gust_forces, origin=path.origin, notes=path.notes, attributes=attributes,
    )  # fmt: skip


def _attributes(
    path: Path, nest: Nest, surface: Surface, settings: WindSettings, cells: int
) -> dict[str, Any]:
    chosen = settings.vortex
    return {
        "storm": path.name, "steps": path.steps, "cells": cells, "nest_points": nest.points,
        "nest_spacing_m": nest.spacing, "height_m": surface.height, "mean_averaging_s": 600.0,
        "gust_averaging_s": 3.0, "exposure": "local ground", "profile": chosen.profile,
        "shape": chosen.shape, "translation": chosen.translation, "inflow": chosen.inflow,
        "more_inflow_deg": chosen.more_inflow_deg, "sectors": surface.sectors,
    }  # fmt: skip
