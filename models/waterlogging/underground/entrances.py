"""Spaces of the census on the cells of a surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage

from census.errors import InputError
from census.grid import Grid
from census.snapshot import DATUM
from models.waterlogging.defaults import DEPTHS, PUMP_START, PUMP_STOP, WEIR_COEFFICIENT, WIDTH
from models.waterlogging.ground import classify
from models.waterlogging.inputs import FloatGrid, Surface
from models.waterlogging.underground.spaces import Hollows, Indices, Spaces, Values

CLOSING_DEPTH = 0.27
"""Depth in an underpass at which traffic is stopped [m] (0.25 to 0.27 in use)."""

REACH = 3
"""An entrance on a building is moved to open ground no more cells away."""

STREET_SHARE = 0.5
"""An underpass is part of the street where its cell lies below this share of the way from floor to sill."""


@dataclass(frozen=True)
class Census:
    """What is taken from the table of spaces, and how.

    Parameters
    ----------
    kinds
        Kinds taken; None takes all.
    width
        Width of an entrance where the table has none [m].
    coefficient
        Of the weir [m0.5/s].
    closing_depths
        Closing depth by kind instead of that of the table [m].
    depths
        Depths inside whose first times are kept [m].
    pumps
        Share of the pumps that run, 0 to 1 [-].
    pump_start, pump_stop
        Depths at which they start and stop [m].
    """

    kinds: tuple[str, ...] | None = None
    width: float = WIDTH
    coefficient: float = WEIR_COEFFICIENT
    closing_depths: Mapping[str, float] = field(default_factory=dict)
    depths: tuple[float, ...] = DEPTHS
    pumps: float = 1.0
    pump_start: float = PUMP_START
    pump_stop: float = PUMP_STOP


def spaces_of(
    table: gpd.GeoDataFrame, surface: Surface, terrain: tuple[FloatGrid, Grid] | None, census: Census
) -> Spaces:
    """Spaces of the census table `underground_spaces` on a surface.

    Parameters
    ----------
    table
        The table, with at least one row of the kinds asked for.
    surface
        Surface of the run.
    terrain
        Ground of the survey with its grid, by which the level in underpasses of the street is read on
        coarser cells [m].
    census
        What is taken and how.

    Raises
    ------
    InputError
        Naming the space that cannot be used.

    Notes
    -----
    A space meets its own cell and the open cells within the width of its entrance whose bed is not above
    the sill; each takes an equal part of the width. Where the cell at the entrance lies above the surveyed
    ground, as a coarse cell may, the sill is raised with it. An underpass whose hollow is in the
    bed of its cell is part of the street: its water stands on the street and is only read.
    """
    if census.kinds is not None:
        table = table[table["kind"].isin(census.kinds).to_numpy()]
    ids = tuple(str(name) for name in table["space_id"])
    _check_rows(table, ids)
    rows, columns = _cells(table, ids, surface)
    bed = surface.bed[rows, columns].astype(np.float64)
    sill, floor = _numbers(table, "sill_m"), _numbers(table, "floor_m")
    below = (table["kind"] == "underpass").to_numpy() & (
        bed < floor + STREET_SHARE * np.maximum(sill - floor, 0.1)
    )
    height = np.maximum(sill - _numbers(table, "ground_m"), 0.0)
    sill = np.where(below, sill, np.maximum(sill, bed + height))
    width = _numbers(table, "entrance_width_m", missing=census.width)
    space, at_row, at_column = _openings(surface, rows, columns, sill, np.where(below, 0.0, width))
    share = 1.0 / np.bincount(space, minlength=len(ids))
    closing = _numbers(table, "threshold_depth_m", missing=CLOSING_DEPTH)
    for kind, depth in census.closing_depths.items():
        closing = np.where((table["kind"] == kind).to_numpy(), depth, closing)
    # Cells that carry their relief tell the level in it themselves.
    uneven = terrain is not None and surface.relief is None
    return Spaces(
        ids=ids, sill=sill, floor=floor, volume=_numbers(table, "volume_m3"), width=width,
        pump=census.pumps * _numbers(table, "pump_m3_s", missing=0.0), closing_depth=closing,
        in_street=below, opening_space=space, rows=at_row, columns=at_column,
        opening_width=width[space] * share[space],
        hollows=_hollows(terrain, surface, below, rows, columns) if terrain and uneven else None,
        coefficient=census.coefficient, depths=census.depths,
        pump_start=census.pump_start, pump_stop=census.pump_stop,
    )  # fmt: skip


def _numbers(table: pd.DataFrame, column: str, *, missing: float | None = None) -> Values:
    values = table[column].to_numpy(np.float64, na_value=np.nan)
    if missing is not None:
        return np.where(np.isfinite(values), values, missing)
    return values


def _check_rows(table: gpd.GeoDataFrame, ids: tuple[str, ...]) -> None:
    """Every space has the levels and the volume without which nothing can be computed."""
    if not ids:
        raise InputError(
            "underground: the census table underground_spaces has no space of the kinds asked for"
        )
    for column in ("sill_m", "floor_m", "volume_m3", "ground_m"):
        missing = ~np.isfinite(_numbers(table, column))
        if missing.any():
            raise InputError(
                f"underground space {ids[int(np.flatnonzero(missing)[0])]} has no {column} "
                f"({int(missing.sum())} such spaces); the census table underground_spaces must state it"
            )
    other = (table["datum"] != DATUM).to_numpy()
    if other.any():
        k = int(np.flatnonzero(other)[0])
        raise InputError(
            f"underground space {ids[k]} has levels in the datum {table['datum'].iloc[k]!r}; the ground is "
            f"in {DATUM!r}, to which they must be brought"
        )


def _cells(table: gpd.GeoDataFrame, ids: tuple[str, ...], surface: Surface) -> tuple[Indices, Indices]:
    """Cell of each entrance, the nearest open one where it lies on a building."""
    grid = surface.grid
    points = table.geometry.to_crs(grid.crs)
    x, y = points.x.to_numpy(), points.y.to_numpy()
    columns = np.floor((x - grid.west) / grid.cell_size).astype(np.int64)
    rows = np.floor((grid.north - y) / grid.cell_size).astype(np.int64)
    beyond = (rows < 0) | (rows >= grid.rows) | (columns < 0) | (columns >= grid.columns)
    computed = classify(surface).computed
    near = ndimage.distance_transform_edt(~computed, return_distances=False, return_indices=True)
    r, c = np.clip(rows, 0, grid.rows - 1), np.clip(columns, 0, grid.columns - 1)
    to_row, to_column = near[0][r, c].astype(np.int64), near[1][r, c].astype(np.int64)
    far = beyond | (np.maximum(np.abs(to_row - r), np.abs(to_column - c)) > REACH)
    if far.any():
        k = int(np.flatnonzero(far)[0])
        raise InputError(
            f"underground space {ids[k]}: its entrance at ({x[k]:.1f}, {y[k]:.1f}) has no open ground of "
            f"the domain within {REACH * grid.cell_size:g} m ({int(far.sum())} such spaces); correct its "
            "place in the census"
        )
    return to_row, to_column


def _openings(
    surface: Surface, rows: Indices, columns: Indices, sill: Values, reach: Values
) -> tuple[Indices, Indices, Indices]:
    """Space, row and column of each opening, that at the entrance first."""
    grid = surface.grid
    computed = classify(surface).computed
    most = int(np.floor(reach.max() / grid.cell_size))
    found = [(np.arange(rows.size), rows, columns)]
    for dr in range(-most, most + 1):
        for dc in range(-most, most + 1):
            if dr == dc == 0:
                continue
            r, c = rows + dr, columns + dc
            good = (grid.cell_size * np.hypot(dr, dc) <= reach) & (r >= 0) & (r < grid.rows)
            good &= (c >= 0) & (c < grid.columns)
            k = np.flatnonzero(good)
            k = k[computed[r[k], c[k]] & (surface.bed[r[k], c[k]] <= sill[k])]
            found.append((k, r[k], c[k]))
    space, row, column = (np.concatenate(part).astype(np.int64) for part in zip(*found, strict=True))
    order = np.argsort(space, kind="stable")
    return space[order], row[order], column[order]


def _hollows(
    terrain: tuple[FloatGrid, Grid],
    surface: Surface,
    below: NDArray[np.bool_],
    rows: Indices,
    columns: Indices,
) -> Hollows | None:
    """Ground within the cell of each underpass of the street, brought to the mean of the cell's bed."""
    ground, fine = terrain
    factor = round(surface.grid.cell_size / fine.cell_size)
    if factor <= 1:
        return None
    start = np.zeros(below.size + 1, np.int64)
    parts: list[NDArray[np.float64]] = []
    for k in range(below.size):
        start[k + 1] = start[k]
        if not below[k]:
            continue
        r, c = factor * rows[k], factor * columns[k]
        block = ground[r : r + factor, c : c + factor].astype(np.float64).ravel()
        heights = np.sort(block[np.isfinite(block)])
        spread = heights.mean() - heights[0]
        bed = float(surface.bed[rows[k], columns[k]])
        scale = (bed - heights[0]) / spread if spread > 0.0 and bed > heights[0] else 0.0
        low = heights[0] if scale > 0.0 else bed
        parts.append(low + scale * (heights - heights[0]))
        start[k + 1] += heights.size
    return Hollows(start, np.concatenate(parts) if parts else np.zeros(0))
