"""What the ground does to water: depressions, flow, height above the drainage, wetness.

Water runs over the ground until it meets a canal or leaves the district: both are sinks. Buildings stand
in its way and shed what falls on them. Depressions are filled by a priority flood that begins at every sink;
pysheds' own begins at the rim of the raster only, so that a canal within would fill up and run over. All else
that concerns flow is done by pysheds.

References
----------
Barnes, R., Lehman, C. and Mulla, D. (2014). An efficient assignment of drainage direction over flat
surfaces in raster digital elevation models. Computers & Geosciences 62, 128-135.
Beven, K. J. and Kirkby, M. J. (1979). A physically based, variable contributing area model of basin
hydrology. Hydrological Sciences Bulletin 24, 43-69.
Quinn, P., Beven, K., Chevallier, P. and Planchon, O. (1991). The prediction of hillslope flow paths for
distributed hydrological modelling using digital terrain models. Hydrological Processes 5, 59-79.
Nobre, A. D. et al. (2011). Height Above the Nearest Drainage - a hydrologically relevant new terrain
model. Journal of Hydrology 404, 13-29.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from census.derive.canals import canal_stages
from census.derive.flow import DIRECTIONS, accumulation, directions, drainage_cell, flat_gradient, spread
from census.derive.landcover import BUILDING, WATER, refuse_other_cells
from census.derive.step import Derived, Progress, Source
from census.errors import InputError
from census.grid import Grid
from census.twin.drainage import spill_level

SINK = 255
"""Code of cells from which no water runs on over the ground: canals, and cells where it leaves the domain."""

_DEPTH_BELOW = 10.0
_FALL = 1e-3
"""How far below all ground the sinks are put for the search of flats [m], and their fall per cell [m]."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class TerrainSettings:
    """Choices of the terrain analysis.

    Parameters
    ----------
    building_rise
        Height by which buildings stand above the ground for the flow [m]; 0 leaves them out.
    least_slope
        Least tan(beta) of the wetness index [-]; what lies flatter counts as this steep.
    stream_area
        Drained area from which a run of water counts as drainage for the height above it [m2]; by default
        none does, since in a town it is a street or a pipe: only water on the map is drainage.
    """

    building_rise: float = 5.0
    least_slope: float = 1e-3
    stream_area: float = float("inf")


@dataclass(frozen=True)
class Ground:
    """What the analysis starts from; all arrays of shape (rows, columns).

    Parameters
    ----------
    level
        Ground without buildings, NaN outside [m].
    water
        Cells of canals and other open water, which take all water that comes.
    stage
        Usual water level in those cells [m]; NaN elsewhere.
    building
        Cells of buildings.
    cell_size
        Edge of a cell [m].
    """

    level: Floats
    water: NDArray[np.bool_]
    stage: Floats
    building: NDArray[np.bool_]
    cell_size: float


@dataclass(frozen=True)
class Terrain:
    """What the analysis gives; all arrays of shape (rows, columns), NaN or 0 outside.

    Parameters
    ----------
    conditioned
        Level over which every cell drains: buildings raised, depressions filled [m].
    direction
        Codes of `census.derive.flow.DIRECTIONS`, `SINK` where the way ends, 0 outside.
    accumulation
        Cells that drain through a cell, itself included; 0 outside.
    depression_depth
        Depth of the water that stands before it runs on [m]; 0 on buildings and water.
    height_above_drainage
        Height of the ground above the water to which its own runs [m].
    wetness_index
        ln(a / tan beta), a in m, the water spreading over all lower neighbours; NaN on buildings and water.
    stray
        Cells inside from which no way was found; 0 if all is well.
    """

    conditioned: Floats
    direction: NDArray[np.uint8]
    accumulation: NDArray[np.uint32]
    depression_depth: Floats
    height_above_drainage: Floats
    wetness_index: Floats
    stray: int


def derive(source: Source, progress: Progress) -> Derived:
    """Terrain analysis of a district, as a step of the derivation."""
    level, grid = source.raster("terrain")
    cover, cover_grid = source.raster("landcover")
    refuse_other_cells(grid, cover_grid)
    canals = source.rows("canals")
    settings = TerrainSettings()
    stage = canal_stages(canals, grid)
    water = (cover == WATER) | np.isfinite(stage)
    building = (cover == BUILDING) & ~water
    ground = Ground(level.astype(np.float32), water, stage, building, grid.cell_size)
    found = analyse(ground, settings=settings, progress=progress)
    rasters: dict[str, NDArray[Any]] = {
        "conditioned_dem": found.conditioned,
        "flow_direction": found.direction,
        "flow_accumulation": found.accumulation,
        "depression_depth": found.depression_depth,
        "height_above_drainage": found.height_above_drainage,
        "wetness_index": found.wetness_index,
    }
    return Derived(
        rasters={name: (array, grid) for name, array in rasters.items()}, notes=_notes(found, grid, settings)
    )


def analyse(
    ground: Ground, *, settings: TerrainSettings | None = None, progress: Progress | None = None
) -> Terrain:
    """Condition the ground and follow the water.

    Parameters
    ----------
    ground
        What the analysis starts from.
    settings
        Choices; the defaults unless stated.
    progress
        Called with the share done and what comes next.

    Raises
    ------
    InputError
        If every cell is missing.
    """
    settings = settings or TerrainSettings()
    tell = progress or (lambda share, message: None)
    inside = np.isfinite(ground.level)
    if not inside.any():
        raise InputError("terrain: every cell is missing (NaN); levels are needed")
    water = ground.water & inside
    outlet = water | _rim(inside)
    tell(0.0, "filling depressions")
    raised = _raised(ground, settings.building_rise)
    filled = spill_level(raised, ~inside, outlet, diagonal=True)
    depth = np.where(ground.building | water, np.float32(0.0), filled - raised)
    tell(0.15, "flow directions")
    tilted = _without_flats(filled, inside, water, ground.cell_size)
    direction = directions(tilted, ground.cell_size)
    direction[water] = 0
    stray = int((inside & ~outlet & (direction == 0)).sum())
    tell(0.55, "accumulation")
    count = accumulation(direction, ground.cell_size).astype(np.uint32)
    tell(0.75, "height above the drainage")
    height = _height(ground, inside, water, direction, count * ground.cell_size**2 >= settings.stream_area)
    tell(0.9, "wetness")
    area = spread(tilted, direction == 0) * np.float32(ground.cell_size)
    wetness = _wetness(ground, filled, water, area, settings.least_slope)
    code = np.where(inside, np.where(direction > 0, direction, SINK), 0).astype(np.uint8)
    return Terrain(filled, code, count, depth, height, wetness, stray)


def _rim(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of the domain that touch the outside by a side or a corner."""
    return np.asarray(inside & ~ndimage.binary_erosion(inside, np.ones((3, 3)), border_value=0))


def _raised(ground: Ground, rise: float) -> Floats:
    """Ground with buildings raised and water at its usual level or its bed, whichever is lower."""
    level = ground.level + np.where(ground.building, np.float32(rise), np.float32(0.0))
    return np.where(ground.water, np.fmin(ground.level, ground.stage), level).astype(np.float32)


def _without_flats(
    filled: Floats, inside: NDArray[np.bool_], water: NDArray[np.bool_], cell_size: float
) -> NDArray[np.float64]:
    """Level without depressions and flats, the water lying far below; NaN outside [m]."""
    level = filled.astype(np.float64)
    low = ~inside | water
    # Sinks lie far below and slope, lest they be flats themselves.
    row, column = np.ogrid[: level.shape[0], : level.shape[1]]
    plane = float(np.nanmin(filled)) - _DEPTH_BELOW - _FALL * (row + column)
    level[low] = np.broadcast_to(plane, level.shape)[low]
    level = flat_gradient(level, cell_size)
    level[~inside] = np.nan
    return level


def _height(
    ground: Ground,
    inside: NDArray[np.bool_],
    water: NDArray[np.bool_],
    direction: NDArray[np.int64],
    stream: NDArray[np.bool_],
) -> Floats:
    """Height above the first water or stream on the way of the water [m].

    Where the water leaves the domain before it meets any, the level of the nearest water stands for the
    one beyond, or the ground at the way out if that lies lower or there is no water.
    """
    level = np.where(water & np.isfinite(ground.stage), ground.stage, ground.level)
    way_out = inside & (direction == 0) & ~water
    drainage = water | way_out | (inside & stream)
    cell = drainage_cell(direction, drainage, ground.cell_size)
    base = level.copy()
    if water.any() and way_out.any():
        found = cKDTree(np.argwhere(water)).query(np.argwhere(way_out))[1]
        base[way_out] = np.minimum(level[way_out], level[water][found])
    height = np.where(cell >= 0, level - base.ravel()[np.maximum(cell, 0)], np.float32(np.nan))
    return np.where(inside, height, np.float32(np.nan)).astype(np.float32)


def _wetness(ground: Ground, filled: Floats, water: NDArray[np.bool_], area: Floats, least: float) -> Floats:
    """Topographic wetness index from the drained area per length of contour [m], taken as a cell's edge."""
    surface = np.where(water & np.isfinite(ground.stage), ground.stage, filled)
    down, up = _steepest(surface, ground.cell_size)
    # Where water leaves the domain the slope towards it stands for the one beyond.
    slope = np.maximum(np.where(down > 0.0, down, np.where(_rim(np.isfinite(filled)), up, 0.0)), least)
    with np.errstate(divide="ignore"):
        index = np.log(area / slope)
    left_out = ground.building | water | ~np.isfinite(filled)
    return np.where(left_out, np.float32(np.nan), index).astype(np.float32)


def _steepest(surface: Floats, cell_size: float) -> tuple[Floats, Floats]:
    """Steepest fall to a neighbour and steepest rise to one, at least 0 [-]."""
    ringed = np.pad(surface, 1, constant_values=np.float32(np.nan))
    down, up = np.zeros_like(surface), np.zeros_like(surface)
    rows, columns = surface.shape
    for south, east in DIRECTIONS.values():
        other = ringed[1 + south : 1 + south + rows, 1 + east : 1 + east + columns]
        slope = (surface - other) / np.float32(cell_size * np.hypot(south, east))
        np.fmax(down, slope, out=down)
        np.fmax(up, -slope, out=up)
    return down, up


def _notes(found: Terrain, grid: Grid, settings: TerrainSettings) -> dict[str, Any]:
    depth = found.depression_depth
    inside = np.isfinite(found.conditioned)
    hole = ndimage.binary_fill_holes(inside) & ~inside
    return {
        "cells": int(inside.sum()),
        "cells_missing_within": int(hole.sum()),
        "cells_without_a_way": found.stray,
        "depression_volume_m3": round(float(np.nansum(depth, dtype=np.float64)) * grid.cell_area, 1),
        "deepest_depression_m": round(float(np.nanmax(depth)), 3),
        # Water that would stand deeper than buildings are raised is shut in by them.
        "cells_shut_in_by_buildings": int(np.nansum(depth > 0.8 * settings.building_rise))
        if settings.building_rise > 0.0
        else 0,
        "building_rise_m": settings.building_rise,
        "least_slope": settings.least_slope,
        "stream_area_m2": settings.stream_area if np.isfinite(settings.stream_area) else "none",
    }
