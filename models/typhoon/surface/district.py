"""The surface of a district: made once for a snapshot, a grid and choices, and kept."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import zipfile
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from census.grid import Grid
from census.makers import makers_hash
from census.snapshot import Snapshot
from models.typhoon.surface.fields import Surface
from models.typhoon.surface.ground import Ground, Progress, SurfaceSettings, ground_of, on_cells
from models.typhoon.surface.profile import factor_at_height, gust_factor_at_height

HASH_DIGITS = 16
"""Digits of the hashes in the name of a kept file."""

OPEN_ROUGHNESS = 0.03
"""Roughness length of open country [m]: Davenport class 3 as revised by Wieringa (1992)."""

DOUBTS = (
    "roughness lengths of the land cover, fetch and its weight, limits of the lee and its shelter, hills of "
    "GB 50009 and gust relations are unverified"
)


def surface_of(
    snapshot: Snapshot,
    grid: Grid,
    *,
    settings: SurfaceSettings | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Surface:
    """Surface of a district by sector on a fine grid.

    Parameters
    ----------
    snapshot
        District with buildings, streets, land cover and terrain.
    grid
        Fine cells, in the CRS of the snapshot's rasters.
    settings
        Choices; the defaults unless stated.
    cache
        Folder for what can be made again; without one nothing is kept.
    progress
        Called with the share done and a message.

    Returns
    -------
    Surface
        Cells outside the district have the factors of the nearest cell inside.

    Raises
    ------
    InputError
        If the snapshot lacks a table or raster, or the terrain has no level.
    """
    settings = settings or SurfaceSettings()
    path = cache / _name(snapshot, grid, settings) if cache is not None else None
    ground = _read(path) if path is not None else None
    if ground is None:
        ground = ground_of(snapshot, grid, settings, progress or (lambda share, message: None))
        if path is not None:
            _keep(ground, path)
    return surface_on(ground, grid, settings)


def level_surface(grid: Grid, sectors: int = 16, *, roughness: float = OPEN_ROUGHNESS) -> Surface:
    """Level ground of one roughness: the exposure for which forecasts and warnings tell the wind.

    Parameters
    ----------
    grid
        Fine cells.
    sectors
        Number of sectors: 4, 8 or 16.
    roughness
        Roughness length [m]; that of open country unless stated.
    """
    flat = np.zeros(grid.shape, np.float32)
    ground = Ground(
        grid,
        np.full((sectors, *grid.shape), roughness, np.float32),
        flat,
        np.ones((sectors, *grid.shape), np.float32),
    )
    return surface_on(ground, grid, SurfaceSettings(sectors=sectors, hills="none", shelter="none"))


def surface_on(ground: Ground, grid: Grid, settings: SurfaceSettings) -> Surface:
    """Factors on the wind from what the ground is.

    Parameters
    ----------
    ground
        Roughness, displacement and shape.
    grid
        Fine cells, those of `ground.hill`.
    settings
        Choices.
    """
    displacement = on_cells(ground.displacement, ground.coarse, grid).astype(np.float32)
    shape = (len(ground.roughness), *grid.shape)
    length, mean, gust = (np.empty(shape, np.float32) for _ in range(3))
    for sector, coarse in enumerate(ground.roughness):
        length[sector] = np.exp(on_cells(np.log(coarse), ground.coarse, grid))
        flat = factor_at_height(
            settings.height, length[sector], displacement, sea_roughness=settings.sea_roughness
        )
        mean[sector] = flat * ground.hill[sector]
        gust[sector] = gust_factor_at_height(
            settings.height, length[sector], displacement, hill=np.maximum(ground.hill[sector], 1.0),
            relation=settings.gusts,
        )  # fmt: skip
    notes = _notes(settings, mean, gust, ground.hill)
    return Surface(
        grid, mean, gust, length, ground.hill, displacement, settings.height, settings.sea_roughness, notes
    )


def _notes(settings: SurfaceSettings, *fields: np.ndarray[Any, np.dtype[np.float32]]) -> dict[str, Any]:
    ranges = {
        name: [round(float(values.min()), 3), round(float(values.max()), 3)]
        for name, values in zip(("mean_factor", "gust_factor", "hill"), fields, strict=True)
    }
    return {
        **ranges,
        "sectors": settings.sectors,
        "height_m": settings.height,
        "sea_roughness_m": settings.sea_roughness,
        "hills": settings.hills,
        "shelter": settings.shelter,
        "gusts": settings.gusts,
        "status": f"unverified: {DOUBTS}",
    }


def _name(snapshot: Snapshot, grid: Grid, settings: SurfaceSettings) -> str:
    """Name of the kept file, by content: the district, the code, the grid and the choices."""
    made_of = f"{makers_hash()} {_code_hash()} {grid} {astuple(settings)}"
    digest = hashlib.sha256(made_of.encode()).hexdigest()
    return f"wind-ground-{snapshot.content_hash[:HASH_DIGITS]}-{digest[:HASH_DIGITS]}.npz"


@functools.cache
def _code_hash() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def _read(path: Path) -> Ground | None:
    """What was kept; None where nothing whole can be read."""
    try:
        with path.open("rb") as file, np.load(file) as held:
            west, north, cell = (float(value) for value in held["place"])
            roughness, displacement, hill = held["roughness"], held["displacement"], held["hill"]
            crs = str(held["crs"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Ground(Grid(crs, west, north, cell, *displacement.shape), roughness, displacement, hill)


def _keep(ground: Ground, path: Path) -> None:
    """Write in one step; where that fails only the next run is the slower for it."""
    coarse = ground.coarse
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                roughness=ground.roughness,
                displacement=ground.displacement,
                hill=ground.hill,
                place=np.array([coarse.west, coarse.north, coarse.cell_size]),
                crs=np.array(coarse.crs),
            )
        Path(name).replace(path)
    except OSError:
        return
