"""Roughness of the ground for the wind: lengths, displacement, terrain category, and what lies upwind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from scipy import ndimage

from census.derive.landcover import BUILDING, class_table
from census.derive.morphometry import METHODS, Bodies, Roughness, bodies_on
from census.derive.step import Derived, Progress, Source
from census.derive.terrain_category import CategoryRule, categories, height_field
from census.derive.upwind import COMPASS, upwind_mean
from census.errors import InputError
from census.grid import Grid

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_OPEN = ("water", "bare")


@dataclass(frozen=True, kw_only=True)
class RoughnessSettings:
    """Choices of the roughness analysis.

    Parameters
    ----------
    cell_size
        Edge of the cells [m], a multiple of the land cover's.
    neighbourhood
        Edge of the square whose buildings and ground make the roughness of the cell in its middle [m]: a
        single tower does not make a town.
    method
        "macdonald" or "kanda": from buildings to roughness.
    sectors
        Wind sectors: 4, 8 or 16.
    fetch, decay
        Distance upwind to which ground counts, and over which its weight falls to 1/e [m]; status:
        unverified.
    rule
        Limits of the terrain categories.
    """

    cell_size: float = 100.0
    neighbourhood: float = 300.0
    method: str = "macdonald"
    sectors: int = 8
    fetch: float = 1000.0
    decay: float = 400.0
    rule: CategoryRule = field(default_factory=CategoryRule)


def derive(source: Source, progress: Progress, *, settings: RoughnessSettings | None = None) -> Derived:
    """Roughness of a district, as a step of the derivation; with the default choices unless stated."""
    cover, grid = source.raster("landcover")
    buildings = source.rows("buildings")
    footprints = buildings["geometry"].to_numpy(dtype=object)
    height = buildings["height_m"].to_numpy(dtype=np.float64)
    # Beyond the district the land cover may go on, but no building was surveyed there.
    cover = np.where(_within(source.rows("streets"), grid), cover, 0)
    return roughness(cover, grid, footprints, height, settings=settings, progress=progress)


def roughness(
    cover: NDArray[Any],
    grid: Grid,
    footprints: NDArray[np.object_],
    height: Floats,
    *,
    settings: RoughnessSettings | None = None,
    progress: Progress | None = None,
) -> Derived:
    """Roughness by cell and by wind sector.

    Parameters
    ----------
    cover, grid
        Land-cover codes, 0 outside, and where the cells lie.
    footprints, height
        Polygons of the buildings and their heights, shape (n,) [m].
    settings
        Choices; the defaults unless stated.
    progress
        Called with the share done and what comes next.

    Returns
    -------
    Derived
        Rasters `roughness_length`, `displacement_height` [m], `terrain_category` (1-4 for A-D),
        `plan_area_index` [-] and `mean_building_height` [m] of the neighbourhood, and
        `roughness_upwind_<sector>` [m].

    Raises
    ------
    InputError
        If the land cover is empty, holds an unknown code, or its cells do not fit the new ones.

    Notes
    -----
    Where buildings stand, the greater of their roughness and that of the ground between them counts. The
    ground between is the geometric mean of its classes' lengths by area (log mean, as the flux asks for).
    `roughness_length` takes the mean front over all axes, the upwind rasters the front of their axis.
    """
    settings = settings or RoughnessSettings()
    tell = progress or (lambda share, message: None)
    tell(0.0, "land cover")
    coarse, shares, land = class_shares(cover, grid, settings.cell_size)
    inside = land > 0.0
    around = round((settings.neighbourhood / settings.cell_size - 1.0) / 2.0)
    ground = ground_roughness(mean_around(shares, land, around))
    tell(0.1, "buildings")
    axes = max(settings.sectors // 2, 4)
    bodies = bodies_on(coarse, footprints, height, axes=axes, ground=land, around=around)
    over_all = _combined(ground, bodies, bodies.frontal.mean(axis=0), settings.method)
    tell(0.4, "terrain category")
    heights = height_field(coarse, footprints, height)
    open_share = shares[[class_place(name) for name in _OPEN]].sum(axis=0)
    category = categories(heights, open_share, inside, cell_size=coarse.cell_size, rule=settings.rule)
    rasters: dict[str, tuple[NDArray[Any], Grid]] = {
        "roughness_length": (_single(over_all.length, inside), coarse),
        "displacement_height": (_single(over_all.displacement, inside), coarse),
        "plan_area_index": (_single(bodies.plan, inside), coarse),
        "mean_building_height": (_single(bodies.height, inside), coarse),
        "terrain_category": (category, coarse),
    }
    tell(0.8, "upwind")
    for sector, name in enumerate(_sector_names(settings.sectors)):
        axis = sector % (settings.sectors // 2) * (len(bodies.frontal) // (settings.sectors // 2))
        here = _combined(ground, bodies, bodies.frontal[axis], settings.method).length
        found = upwind_mean(
            np.where(inside, here, np.nan), sector=sector, sectors=settings.sectors, fetch=settings.fetch,
            decay=settings.decay, cell_size=coarse.cell_size,
        )  # fmt: skip
        rasters[f"roughness_upwind_{name}"] = (_single(found, inside), coarse)
    return Derived(rasters=rasters, notes=_notes(over_all, category, inside, settings))


def class_shares(cover: NDArray[Any], grid: Grid, cell_size: float) -> tuple[Grid, Floats, Floats]:
    """Share of each class in the known ground of larger cells, and that ground.

    Parameters
    ----------
    cover, grid, cell_size
        As for `roughness`.

    Returns
    -------
    coarse, shares, land
        The larger cells, shares of shape (classes, rows, columns) [-], and areas [m2].

    Raises
    ------
    InputError
        As for `roughness`.
    """
    codes = class_table().index.to_numpy()
    factor = round(cell_size / grid.cell_size)
    if factor < 1 or abs(factor * grid.cell_size - cell_size) > 1e-6 * cell_size:
        raise InputError(
            f"roughness: cells of {cell_size} m do not fit the land cover's {grid.cell_size} m; "
            "a multiple is needed"
        )
    unknown = np.setdiff1d(cover, np.append(codes, 0))
    if len(unknown):
        place = np.argwhere(cover == unknown[0])[0]
        raise InputError(
            f"landcover: row {place[0] + 1}, column {place[1] + 1} holds the code {unknown[0]}; "
            f"known are {', '.join(str(code) for code in codes)}, and 0 outside"
        )
    if not cover.any():
        raise InputError("landcover: every cell is 0 (outside); classes are needed")
    coarse = grid.coarsened(factor)
    filled = np.zeros((coarse.rows * factor, coarse.columns * factor), cover.dtype)
    filled[: grid.rows, : grid.columns] = cover
    blocks = filled.reshape(coarse.rows, factor, coarse.columns, factor)
    count = np.array([(blocks == code).sum(axis=(1, 3)) for code in codes], np.float64)
    total = count.sum(axis=0)
    return coarse, count / np.maximum(total, 1.0), total * grid.cell_area


def mean_around(shares: Floats, land: Floats, around: int) -> Floats:
    """Shares of the classes in the neighbourhood of each cell, weighted by known ground."""
    square = np.ones((2 * around + 1, 2 * around + 1))
    total = ndimage.convolve(land, square, mode="constant")
    parts = [ndimage.convolve(share * land, square, mode="constant") for share in shares]
    return np.asarray(np.array(parts) / np.where(total > 0.0, total, 1.0))


def class_place(name: str) -> int:
    """Place of a class in the arrays of `class_shares`."""
    return int(np.flatnonzero(class_table()["name"].to_numpy() == name)[0])


def ground_roughness(shares: Floats) -> Roughness:
    """Roughness of the ground between the buildings; where there is none, that of the class building."""
    table = class_table()
    length = np.log(table["roughness_length_m"].to_numpy(np.float64))
    displacement = table["displacement_m"].to_numpy(np.float64)
    built = int(np.flatnonzero(table.index == BUILDING)[0])
    between = shares.copy()
    between[built] = np.where(shares[built] < 1.0, 0.0, 1.0)
    total = between.sum(axis=0)
    weight = between / np.where(total > 0.0, total, 1.0)
    mean = np.exp(np.tensordot(length, weight, axes=1))
    return Roughness(mean, np.tensordot(displacement, weight, axes=1))


def _within(streets: pd.DataFrame, grid: Grid) -> NDArray[np.bool_]:
    """Cells whose centres lie in a street's area."""
    from rasterio.features import rasterize

    shapes = [shape for shape in streets["geometry"] if not shape.is_empty]
    if not shapes:
        return np.zeros(grid.shape, np.bool_)
    burnt = rasterize(shapes, out_shape=grid.shape, transform=Affine(*grid.transform), dtype="uint8")
    return np.asarray(burnt > 0)


def _combined(ground: Roughness, bodies: Bodies, frontal: Floats, method: str) -> Roughness:
    if method not in METHODS:
        raise InputError(f"roughness: method is {method!r}; one of {', '.join(METHODS)} is needed")
    town = METHODS[method](bodies, frontal)
    return Roughness(*(np.maximum(one, other) for one, other in zip(town, ground, strict=True)))


def _sector_names(sectors: int) -> tuple[str, ...]:
    if sectors not in COMPASS:
        raise InputError(f"roughness: sectors is {sectors}; one of {', '.join(map(str, COMPASS))} is needed")
    return COMPASS[sectors]


def _single(values: Floats, inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.where(inside, values, np.nan).astype(np.float32)


def _notes(
    found: Roughness, category: NDArray[np.uint8], inside: NDArray[np.bool_], settings: RoughnessSettings
) -> dict[str, Any]:
    return {
        "median_roughness_length_m": round(float(np.median(found.length[inside])), 3),
        "greatest_roughness_length_m": round(float(found.length[inside].max()), 3),
        "cells_by_category": {name: int((category == code).sum()) for code, name in enumerate("ABCD", 1)},
        "method": settings.method,
        "neighbourhood_m": settings.neighbourhood,
        "fetch_m": settings.fetch,
        "decay_m": settings.decay,
        "status": "unverified: classes of the land cover, limits of the terrain categories, fetch and decay",
    }
