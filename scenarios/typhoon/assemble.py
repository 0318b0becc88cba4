"""From a scenario of a typhoon to what the models take: district, ground, plane, tracks and settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from census.grid import Grid
from census.snapshot import Snapshot
from models.typhoon.plane import Plane, plane_about
from models.typhoon.surface import Surface
from outputs.exposure import street_of_cells
from scenarios.district import field_grid, snapshot_of
from scenarios.typhoon.ground import ground_of
from scenarios.typhoon.spec import TyphoonLoaded

Progress = Callable[[float, str], None]

DISTRICT_COLUMNS = {
    "streets": ("code", "name", "name_en", "geometry"),
    "communities": ("community_code", "street_code", "name", "geometry"),
    "buildings": (
        "building_id", "street_code", "community_code", "structure", "storeys", "year_built", "height_m",
        "footprint_m2", "floor_area_m2", "geometry",
    ),
    "weather_stations": ("station_id", "name", "geometry"),
}  # fmt: skip
"""Columns that a run and its products read, so that none is missed after the computing."""


@dataclass(frozen=True)
class TyphoonAssembly:
    """All that runs of typhoons share.

    Parameters
    ----------
    snapshot
        The district.
    grid
        Cells of the fields.
    inside
        Cells of the district, shape (rows, columns).
    plane
        Plane about the middle of the grid.
    surface
        What the ground makes of the wind.
    threads
        Threads of the compiled loops.
    """

    snapshot: Snapshot
    grid: Grid
    inside: NDArray[np.bool_]
    plane: Plane
    surface: Surface
    threads: int


def assemble(loaded: TyphoonLoaded, *, cache: Path, progress: Progress | None = None) -> TyphoonAssembly:
    """Read the district of a scenario and work out its ground.

    Parameters
    ----------
    loaded
        The scenario.
    cache
        Folder in which the synthetic district and its ground are kept.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If an input cannot be used.
    """
    tell = progress or (lambda share, message: None)
    snapshot = snapshot_of(loaded, DISTRICT_COLUMNS, cache=cache, progress=progress)
    grid = field_grid(snapshot, loaded.spec.domain.cell_size_m)
    inside = street_of_cells(grid, snapshot.table("streets")) >= 0
    west, south, east, north = grid.bounds
    plane = plane_about(0.5 * (west + east), 0.5 * (south + north), crs=grid.crs)
    tell(0.4, "the ground under the wind")
    surface = ground_of(
        loaded.spec.surface,
        snapshot,
        grid,
        cache=cache,
        progress=lambda share, message: tell(0.4 + 0.6 * share, f"the ground under the wind: {message}"),
    )
    threads = loaded.spec.settings.threads or _cores()
    return TyphoonAssembly(snapshot, grid, inside, plane, surface, threads)


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
