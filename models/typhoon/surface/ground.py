"""What the wind meets on the ground of a district: roughness, displacement and shape, by sector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.signal import fftconvolve

from census.derive.roughness import RoughnessSettings
from census.derive.roughness import derive as derive_roughness
from census.derive.upwind import COMPASS, sector_weights
from census.errors import InputError
from census.grid import Grid
from census.snapshot import Snapshot
from models.typhoon.surface.fields import HEIGHT, SEA_ROUGHNESS
from models.typhoon.surface.profile import GUSTS
from models.typhoon.surface.relief import HILLS, SHELTERS, relief_factors

Progress = Callable[[float, str], None]
Singles = NDArray[np.float32]

REGION = 1000.0
"""Standard deviation of the weights with which ground counts as the ground around a place [m]."""

EDGE_LENGTH = 150.0
"""Distance over which unknown ground beyond the edge loses the shape of the edge [m]."""


@dataclass(frozen=True, kw_only=True)
class SurfaceSettings:
    """Choices of the surface.

    Parameters
    ----------
    sectors
        Directions the wind comes from: 4, 8 or 16.
    height
        Height above the ground for which the factors hold [m].
    hills
        "as-nzs-1170", "gb-50009" or "none".
    shelter
        "lee" or "none": loss of wind in the lee of higher ground. The shelter of buildings is in the
        roughness and the displacement.
    gusts
        "cook" or "wieringa".
    sea_roughness
        Roughness length of the sea over which the winds of the vortex hold [m].
    fetch, decay
        Distance upwind to which ground counts, and over which its weight falls to 1/e [m]; status:
        unverified.
    """

    sectors: int = 16
    height: float = HEIGHT
    hills: str = "as-nzs-1170"
    shelter: str = "lee"
    gusts: str = "cook"
    sea_roughness: float = SEA_ROUGHNESS
    fetch: float = 1000.0
    decay: float = 400.0

    def __post_init__(self) -> None:
        for name, known in (("hills", HILLS), ("shelter", SHELTERS), ("gusts", GUSTS), ("sectors", COMPASS)):
            held = getattr(self, name)
            if held not in known:
                raise InputError(
                    f"surface: {name} is {held!r}; one of {', '.join(map(str, known))} is needed"
                )
        for name in ("height", "sea_roughness", "fetch", "decay"):
            held = getattr(self, name)
            if not (np.isfinite(held) and held > 0.0):
                raise InputError(f"surface: {name} is {held}; a positive length in metres is needed")


class Ground(NamedTuple):
    """Roughness by sector on coarse cells, and the factor of the ground's shape on the fine ones.

    Parameters
    ----------
    coarse
        Cells of `roughness` and `displacement`.
    roughness
        Length upwind, NaN outside, shape (sectors, rows, columns) [m].
    displacement
        Zero-plane displacement, NaN outside, shape (rows, columns) [m].
    hill
        Speed-up and loss, shape (sectors, fine rows, fine columns) [-].
    """

    coarse: Grid
    roughness: Singles
    displacement: Singles
    hill: Singles


def ground_of(snapshot: Snapshot, grid: Grid, settings: SurfaceSettings, progress: Progress) -> Ground:
    """Analyse the land cover, the buildings and the terrain of a district.

    Parameters
    ----------
    snapshot
        District with buildings, streets, land cover and terrain.
    grid
        Fine cells.
    settings
        Choices.
    progress
        Called with the share done and a message.
    """
    made = derive_roughness(
        snapshot,
        lambda share, message: progress(0.8 * share, message),
        settings=RoughnessSettings(sectors=settings.sectors, fetch=settings.fetch, decay=settings.decay),
    )
    names = COMPASS[settings.sectors]
    displacement, coarse = made.rasters["displacement_height"]
    upwind = np.array([made.rasters[f"roughness_upwind_{name}"][0] for name in names])
    length = beyond_the_edge(upwind, made.rasters["roughness_length"][0], coarse.cell_size, settings)
    progress(0.8, "hills")
    level, cells = _level(snapshot, grid)
    hill = relief_factors(
        level, cells.cell_size, sectors=settings.sectors, height=settings.height, hills=settings.hills,
        shelter=settings.shelter,
    )  # fmt: skip
    if not cells.matches(grid):
        hill = np.array([on_cells(values, cells, grid) for values in hill], np.float32)
    return Ground(coarse, length, displacement.astype(np.float32), hill)


def beyond_the_edge(
    upwind: NDArray[np.floating], local: NDArray[np.floating], cell_size: float, settings: SurfaceSettings
) -> Singles:
    """Roughness upwind with a guess at the ground beyond the edge of what is known.

    Parameters
    ----------
    upwind
        Lengths from the known ground alone, NaN outside, shape (sectors, rows, columns) [m].
    local
        Lengths of the cells themselves, NaN outside, shape (rows, columns) [m].
    cell_size
        Edge of a cell [m].
    settings
        Choices.

    Returns
    -------
    Array of shape (sectors, rows, columns) [m]
        Fetch that nobody surveyed counts as the ground around: as the geometric mean over `REGION`.
    """
    known = np.isfinite(local)
    logs = np.where(known, np.log(np.where(known, local, 1.0)), 0.0)
    spread = REGION / cell_size
    weight = ndimage.gaussian_filter(known.astype(np.float64), spread, mode="constant")
    around = ndimage.gaussian_filter(logs.astype(np.float64), spread, mode="constant") / np.maximum(
        weight, 1e-12
    )
    found = np.full(upwind.shape, np.nan, np.float32)
    for sector, lengths in enumerate(upwind):
        weights = sector_weights(
            sector=sector,
            sectors=len(upwind),
            fetch=settings.fetch,
            decay=settings.decay,
            cell_size=cell_size,
        )
        # A convolution turns its kernel round, so that ground to the east needs weights to the west.
        seen = np.clip(fftconvolve(known.astype(np.float64), weights[::-1, ::-1], mode="same"), 0.0, 1.0)
        mixed = seen[known] * np.log(lengths[known]) + (1.0 - seen[known]) * around[known]
        found[sector, known] = np.exp(mixed)
    return found


def on_cells(values: NDArray[np.floating], held: Grid, wanted: Grid) -> NDArray[np.float64]:
    """Values of one grid at the centres of another's cells, linear between its centres.

    Unknown values (NaN) are those of the nearest known cell, so that no edge shows where the known ones end.

    Parameters
    ----------
    values, held
        Shape (rows, columns) of the grid `held`.
    wanted
        Where they are wanted, in the same CRS.
    """
    row = (held.north - wanted.y) / held.cell_size - 0.5
    column = (wanted.x - held.west) / held.cell_size - 0.5
    places = np.meshgrid(row, column, indexing="ij")
    return np.asarray(ndimage.map_coordinates(filled(values), places, order=1, mode="nearest"), np.float64)


def filled(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Values with NaN replaced by the value of the nearest known cell."""
    held = np.asarray(values, np.float64)
    unknown = np.isnan(held)
    if not unknown.any() or unknown.all():
        return held
    nearest = ndimage.distance_transform_edt(unknown, return_distances=False, return_indices=True)
    return np.asarray(held[tuple(nearest)])


def _level(snapshot: Snapshot, grid: Grid) -> tuple[NDArray[np.float64], Grid]:
    """Level of the ground as a mean over cells about as large as those wanted, and these cells."""
    terrain, fine = snapshot.raster("terrain")
    factor = max(round(grid.cell_size / fine.cell_size), 1)
    coarse = fine.coarsened(factor)
    known = np.isfinite(terrain)
    count = _block_sums(known.astype(np.float64), coarse.shape, factor)
    total = _block_sums(np.where(known, terrain, 0.0).astype(np.float64), coarse.shape, factor)
    if not known.any():
        raise InputError("terrain: no cell has a level; the surface of a typhoon needs one")
    level = np.where(count > 0.0, total / np.maximum(count, 1.0), np.nan)
    return _continued(level, coarse.cell_size), coarse


def _continued(level: NDArray[np.float64], cell_size: float) -> NDArray[np.float64]:
    """Level that goes on beyond the known ground: as at its edge, and smoother with the distance from it.

    The nearest level alone would set ridges where the grounds of two edges meet.
    """
    nearest = filled(level)
    distance = ndimage.distance_transform_edt(np.isnan(level)) * cell_size
    smooth = ndimage.gaussian_filter(nearest, 2.0 * EDGE_LENGTH / cell_size, mode="nearest")
    near = np.exp(-distance / EDGE_LENGTH)
    return np.asarray(near * nearest + (1.0 - near) * smooth)


def _block_sums(values: NDArray[np.float64], shape: tuple[int, int], factor: int) -> NDArray[np.float64]:
    padded = np.zeros((shape[0] * factor, shape[1] * factor))
    padded[: values.shape[0], : values.shape[1]] = values
    return np.asarray(padded.reshape(shape[0], factor, shape[1], factor).sum(axis=(1, 3)))
