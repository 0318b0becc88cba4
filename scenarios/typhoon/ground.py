"""What the ground of a district makes of the wind, worked out once for a snapshot and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from census.grid import Grid
from census.snapshot import Snapshot
from models.typhoon.surface import Surface, SurfaceSettings, level_surface, surface_of, uniform_surface
from models.typhoon.units import gust_factor
from scenarios.sections.wind import SurfaceSection

Progress = Callable[[float, str], None]


def ground_of(
    section: SurfaceSection, snapshot: Snapshot, grid: Grid, *, cache: Path, progress: Progress | None = None
) -> Surface:
    """The surface of a district for a scenario.

    Parameters
    ----------
    section
        [surface] of the scenario.
    snapshot
        The district.
    grid
        Cells of the fields.
    cache
        Folder for what can be made again.
    progress
        Called with the share done and a message.
    """
    if section.ground == "sea":
        return uniform_surface(grid, section.sectors, gust=gust_factor(3.0, 600.0, exposure="at-sea"))
    if section.ground == "open":
        return level_surface(grid, section.sectors)
    settings = SurfaceSettings(
        sectors=section.sectors, hills=section.hills, shelter=section.shelter, gusts=section.gusts
    )
    return surface_of(snapshot, grid, settings=settings, cache=cache, progress=progress)
