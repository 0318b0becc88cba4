"""The step `soils` of the derivation: from boreholes to maps of Vs30, cover and site class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from census.derive.step import Derived, Progress, Source
from census.errors import InputError
from census.grid import Grid
from census.soils.kriging import Kriging, kriging, told_by, without_drift
from census.soils.site_class import STATUS, site_class
from census.soils.sites import sites
from census.soils.variogram import fit_variogram

if TYPE_CHECKING:
    import pandas as pd

CELL = 100.0
"""Edge of a cell of the maps [m]."""

HILL_SCALE = 10.0
"""Height above the plain over which the drift turns from even to logarithmic [m]; status unverified."""

HILL = 15.0
"""Height above the plain from which ground counts as hill [m]; status unverified."""

FOOT_REACH = 1000.0
"""Distance from the hills over which the rock under the plain sinks away [m]; status unverified."""

DRIFTS = ("height above the plain", "nearness to hills")

FAST, SLOW = 2500.0, 60.0
"""Bounds of a mapped velocity [m/s]; nothing a borehole meets lies beyond."""

RULE = "A site factor is taken by Vs30 or by the site class, never by both."


def derive(source: Source, progress: Progress) -> Derived:
    """Maps of Vs30, equivalent velocity, cover thickness and site class, and the boreholes they rest on.

    Parameters
    ----------
    source
        Has the tables boreholes and borehole_layers and the raster terrain.
    progress
        Called with the share done and what comes next.

    Raises
    ------
    InputError
        If there is no borehole with velocities, or a borehole's layers are faulty.
    """
    progress(0.0, "boreholes")
    boreholes, layers = source.rows("boreholes"), source.rows("borehole_layers")
    terrain, fine = source.raster("terrain")
    table, silent = sites(boreholes, layers)
    if not len(table):
        raise InputError("boreholes: none has layers with velocities (vs_m_s); at least one is needed")
    grid, ground = coarse_ground(terrain, fine)
    progress(0.3, "kriging")
    return _mapped(table, grid, ground, silent, synthetic=source.synthetic)


def coarse_ground(terrain: NDArray[Any], fine: Grid) -> tuple[Grid, NDArray[np.float64]]:
    """Mean ground level on the grid of the maps; NaN outside."""
    factor = max(1, round(CELL / fine.cell_size))
    grid = fine.coarsened(factor)
    padded = np.full((grid.rows * factor, grid.columns * factor), np.nan)
    padded[: fine.rows, : fine.columns] = terrain
    blocks = padded.reshape(grid.rows, factor, grid.columns, factor)
    known = np.isfinite(blocks).sum(axis=(1, 3))
    total = np.nansum(blocks, axis=(1, 3))
    return grid, np.where(known > 0, total / np.maximum(known, 1), np.nan)


def hilliness(ground: NDArray[np.float64], cell_size: float) -> NDArray[np.float64]:
    """Drifts of the kriging by cell: how high above the plain, how near to hills.

    Parameters
    ----------
    ground
        Ground level, shape (rows, columns) [m]; NaN outside.
    cell_size
        Edge of a cell [m].

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns, 2): logarithm of the height above the median level, and the fall with
        distance from the hills, 1 on them. Both are 0 on a plain without hills.
    """
    above = np.nan_to_num(np.maximum(ground - np.nanmedian(ground), 0.0))
    hill = above > HILL
    near = np.zeros(ground.shape)
    if hill.any():
        near = np.exp(-distance_transform_edt(~hill) * cell_size / FOOT_REACH)
    return np.stack([np.log1p(above / HILL_SCALE), near], axis=-1)


def _mapped(
    table: pd.DataFrame, grid: Grid, ground: NDArray[np.float64], silent: list[str], *, synthetic: bool
) -> Derived:
    inside = np.isfinite(ground)
    x, y = np.meshgrid(grid.x, grid.y)
    targets = np.column_stack([x[inside], y[inside]])
    drift = hilliness(ground, grid.cell_size)
    places = np.column_stack([table["x_m"], table["y_m"]])
    own = drift[_cells(grid, places)]
    notes: dict[str, object] = {
        "rule": RULE,
        "site_class_table": STATUS,
        "synthetic": synthetic,
        "boreholes": len(table),
        "boreholes_without_velocities": silent,
        "boreholes_above_base": int((~table["cover_reached"]).sum()),
        "boreholes_with_extrapolated_vs30": int(table["vs30_extrapolated"].sum()),
    }

    def field(values: NDArray[np.float64], use: NDArray[np.bool_], name: str) -> list[NDArray[np.float64]]:
        system, drifts = _system(places[use], values[use], own[use])
        estimate, variance = system.at(targets, drift[inside][:, drifts])
        notes[name] = _figures(system, drifts)
        return [_spread(part, inside) for part in (estimate, np.sqrt(variance))]

    everywhere = np.ones(len(table), dtype=bool)
    reached = table["cover_reached"].to_numpy(dtype=bool)
    speed, speed_error = field(np.log(table["vs30_m_s"].to_numpy()), everywhere, "ln_vs30")
    soil, soil_error = field(np.log(table["vse_m_s"].to_numpy()), everywhere, "ln_equivalent_velocity")
    deep = reached if reached.sum() > 1 else everywhere
    cover, cover_error = field(table["cover_m"].to_numpy(), deep, "cover_thickness")
    cover = np.maximum(cover, 0.0)
    vs30, vse = np.clip(np.exp(speed), SLOW, FAST), np.clip(np.exp(soil), SLOW, FAST)
    rasters = {
        "vs30": vs30, "vs30_ln_error": speed_error, "equivalent_velocity": vse,
        "equivalent_velocity_ln_error": soil_error, "cover_thickness": cover,
        "cover_thickness_error": cover_error,
    }  # fmt: skip
    made: dict[str, tuple[NDArray[Any], Grid]] = {
        name: (values.astype(np.float32), grid) for name, values in rasters.items()
    }
    made["site_class"] = site_class(vse, cover), grid
    return Derived(rasters=made, tables={"borehole_sites": table}, notes=notes)


def _system(
    places: NDArray[np.float64], values: NDArray[np.float64], drift: NDArray[np.float64]
) -> tuple[Kriging, NDArray[np.int64]]:
    """Kriging of values with the drifts whose coefficients the data can tell, and which these are."""
    _, first, owner = np.unique(np.round(places, 1), axis=0, return_index=True, return_inverse=True)
    # Boreholes at one place are one datum: their mean.
    count = np.bincount(owner)
    values, drift = np.bincount(owner, values) / count, drift[first]
    drifts = told_by(drift)
    variogram = fit_variogram(places[first], without_drift(values, drift[:, drifts]))
    return kriging(places[first], values, variogram, drift=drift[:, drifts]), drifts


def _figures(system: Kriging, drifts: NDArray[np.int64]) -> dict[str, object]:
    fit = system.variogram
    figures: dict[str, object] = {
        "data": len(system.values),
        "drifts": [DRIFTS[i] for i in drifts],
        "variogram": {
            "model": "exponential", "nugget": fit.nugget, "sill": fit.sill, "practical_range_m": fit.reach,
            "fitted": fit.fitted,
        },
    }  # fmt: skip
    if len(system.values) > system.drift.shape[1] + 1:
        figures["cross_validation"] = system.cross_validation().figures()
    return figures


def _cells(grid: Grid, places: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of the cell of each place; the nearest one for a place off the raster."""
    row = np.floor((grid.north - places[:, 1]) / grid.cell_size).astype(np.int64)
    column = np.floor((places[:, 0] - grid.west) / grid.cell_size).astype(np.int64)
    return np.clip(row, 0, grid.rows - 1), np.clip(column, 0, grid.columns - 1)


def _spread(values: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    out = np.full(inside.shape, np.nan)
    out[inside] = values
    return out
