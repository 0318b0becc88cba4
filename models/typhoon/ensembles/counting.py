"""How many members of an ensemble bring which wind to the cells of a district."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from census.errors import InputError
from models.typhoon.ensembles import kernels
from models.typhoon.ensembles.counts import Exceedance, levels_of
from models.typhoon.ensembles.relevant import relevant_part
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import NoEffect, Path
from models.typhoon.plane import Plane
from models.typhoon.surface import Surface
from models.typhoon.threads import use_threads
from models.typhoon.wind.cells import NestedPlaces, places_in
from models.typhoon.wind.nest import SMALL_RMAX_M, WIDE_M, Nest, nest_over
from models.typhoon.wind.swath import greatest_by_sector
from models.typhoon.wind.table import Box, table_of

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Counts = NDArray[np.int32]

BATCH_VALUES = 32_000_000
"""Members times points times bins that are held together: 128 MB."""
BINS_PER_SECTOR = 4
"""Directions kept apart on the nest for each sector of the surface."""
SPEEDS = tuple(float(speed) for speed in range(12, 62, 2))
"""Winds counted beside the forces, from which quantiles are told [m/s]."""


@dataclass(frozen=True)
class _Task:
    """What all members share."""

    plane: Plane
    nest: Nest
    x: Singles
    y: Singles
    bins: int
    settings: WindSettings
    least: float


def exceedance(
    paths: Iterable[Path | NoEffect],
    domain: Domain,
    surface: Surface,
    settings: WindSettings,
    *,
    plane: Plane,
    speeds: tuple[float, ...] = SPEEDS,
    bins_per_sector: int = BINS_PER_SECTOR,
) -> Exceedance:
    """Count the members of an ensemble that reach wind forces and speeds at fine cells.

    Parameters
    ----------
    paths
        Of the members, all in the plane; taken one after the other, so that they need not all exist at once.
        A storm without effect is a member that exceeds nothing.
    domain
        The cells. The nest has points every 500 m unless it says otherwise.
    surface
        Factors of their ground, on the same grid.
    settings
        Vortex, forces, threads.
    plane
        In which the storms move.
    speeds
        Further winds that are counted, from which quantiles are told [m/s].
    bins_per_sector
        Directions kept apart for each sector of the surface.

    Raises
    ------
    InputError
        If grids or planes differ, or there is no member.

    Notes
    -----
    The vortex gives the greatest wind by direction at the points of a nest; the factors of the ground are
    applied at the middle of each direction on the cells, and the maximum is taken after. Steps and members
    that cannot reach the lowest wind counted are left out; that changes no count. Against applying the
    factors in every step, directions differ by half a bin at most, and the four points around a cell have
    their greatest winds at different times.
    """
    if surface.grid != domain.grid:
        raise InputError(f"the surface's grid is {surface.grid}, the domain's {domain.grid}; one is needed")
    begin, threads = time.perf_counter(), use_threads(settings.threads)
    rows, columns = np.nonzero(domain.inside)
    middle = Transformer.from_crs("EPSG:4326", domain.grid.crs, always_xy=True).transform(
        plane.longitude, plane.latitude
    )
    x, y = domain.grid.x[columns] - middle[0], domain.grid.y[rows] - middle[1]
    box = Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    nest = nest_over(box, spacing=domain.nest_spacing_m or WIDE_M)
    mean, gust = (field[:, rows, columns] for field in (surface.mean_factor, surface.gust_factor))
    places = _alike(places_in(nest, x, y), mean)
    levels, gust_levels = levels_of(settings.forces, speeds), levels_of(settings.gust_forces, speeds)
    least = min(levels[0] / float(mean.max()), gust_levels[0] / float((mean * gust).max()))
    bins = bins_per_sector * surface.sectors
    task = _Task(plane, nest, nest.x, nest.y, bins, settings, least)
    counts = [np.zeros((len(edges), len(x)), np.int32) for edges in (levels, gust_levels)]
    ground = _ground(places, mean, gust)
    members, felt, small = 0, 0, 0
    with ThreadPoolExecutor(threads) as pool:
        for wind, seen, sharp in _batches(paths, task, pool):
            kernels.count_exceeding(wind, ground, levels, gust_levels, *counts)
            members, felt, small = members + seen, felt + len(wind), small + sharp
    if members == 0:
        raise InputError("the ensemble has no member; one is needed")
    return Exceedance(
        members, levels, gust_levels, *_in_order(places, counts), domain.inside,
        {
            "members": members, "members_felt": felt, "members_below_20_km": small, "cells": len(x),
            "nest_points": nest.points, "nest_spacing_m": nest.spacing, "direction_bins": bins,
            "height_m": surface.height, "mean_averaging_s": 600.0, "gust_averaging_s": 3.0,
            "exposure": "local ground", "threads": threads, "seconds": time.perf_counter() - begin,
        },
    )  # fmt: skip


def _in_order(places: NestedPlaces, counts: list[Counts]) -> tuple[Counts, Counts]:
    mean, gust = (np.asarray(places.back(one), np.int32) for one in counts)
    return mean, gust


def _batches(
    paths: Iterable[Path | NoEffect], task: _Task, pool: ThreadPoolExecutor
) -> Iterator[tuple[Singles, int, int]]:
    """Greatest winds (members, points, bins) of those that matter, how many were seen, how many are small."""
    per_member = task.nest.points * task.bins
    held = np.empty((max(1, BATCH_VALUES // per_member), task.nest.points, task.bins), np.float32)
    coming = iter(paths)
    while True:
        work: list[Future[None]] = []
        seen, small = 0, 0
        for path in coming:
            seen += 1
            part = _part(path, task)
            if part is not None:
                small += int(part.rmax.min() < SMALL_RMAX_M)
                work.append(pool.submit(_greatest, part, task, held[len(work)]))
            if len(work) == len(held):
                break
        for job in work:
            job.result()
        if seen == 0:
            return
        yield held[: len(work)], seen, small


def _part(path: Path | NoEffect, task: _Task) -> Path | None:
    """The part of a path that matters; None where none does."""
    if isinstance(path, NoEffect):
        return None
    if path.plane != task.plane:
        raise InputError(f"{path.name}: its plane is {path.plane}, the ensemble's {task.plane}")
    return relevant_part(path, task.nest.box, task.settings.vortex, least=task.least)


def _greatest(path: Path, task: _Task, out: Singles) -> None:
    """Greatest wind of one member at the points by bin, into out (points, bins)."""
    table = table_of(path, task.nest.box, task.settings.vortex)
    out[:] = greatest_by_sector(table, task.x, task.y, sectors=task.bins, parallel=False).T


def _alike(places: NestedPlaces, mean: Singles) -> NestedPlaces:
    """The places with those of each square in the order of their factors.

    Cells that are counted together are alike then, and fewer directions decide among them.
    """
    square = np.repeat(np.arange(len(places.corner)), np.diff(places.start))
    order = np.lexsort((mean.mean(axis=0)[places.order], square))
    return replace(places, order=places.order[order], east=places.east[order], south=places.south[order])


def _ground(places: NestedPlaces, mean: Singles, gust: Singles) -> kernels.Ground:
    """The cells as the loop takes them."""
    held = (np.ascontiguousarray(field[:, places.order], np.float32) for field in (mean, gust))
    return kernels.Ground(places.start, places.corner, places.nest.columns, places.east, places.south, *held)
