"""Shaking and expected damage of an earthquake as gridded fields."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from census.grid import Grid
from models.seismic.result import HIGH, LOW, SeismicResult

GRAVITY = 9.80665
"""Standard gravity [m/s2]."""

MEASURES: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "PGA": ("peak_ground_acceleration", GRAVITY),
        "PGV": ("peak_ground_velocity", 0.01),
        "SA(0.3)": ("spectral_acceleration_03", GRAVITY),
        "SA(1.0)": ("spectral_acceleration_10", GRAVITY),
        "INT": ("seismic_intensity", 1.0),
    }
)
"""Field of each measure, and its unit in SI."""

SHAKEN = ("probability", "y", "x")


def seismic_fields(
    result: SeismicResult, x: NDArray[np.float64], y: NDArray[np.float64], grid: Grid
) -> xr.Dataset:
    """Fields of a result as a dataset, see `census.scenario_variables.seismic`.

    Parameters
    ----------
    result
        What the simulation gave.
    x, y
        Place of each building, shape (n,) [m].
    grid
        Cells of the fields.

    Raises
    ------
    ValueError
        If the shaking lies on another grid.
    """
    fields: dict[str, object] = dict(_shaking(result, grid))
    inside = _inside(result, grid)
    for name, values in _damage(result, cell_of(x, y, grid), grid).items():
        # A cell across the boundary whose middle lies outside may hold houses: its people count.
        kept = values if name != "displaced_density" else np.where(inside | (values > 0.0), values, np.nan)
        fields[name] = (("y", "x"), kept.astype(np.float32))
    coordinates = {**grid.coordinates(), "probability": ("probability", np.array([LOW, 0.5, HIGH]))}
    return xr.Dataset(fields, coords=coordinates, attrs=dict(result.attributes))


def cell_of(x: NDArray[np.float64], y: NDArray[np.float64], grid: Grid) -> NDArray[np.int64]:
    """Index of the cell of each place in the flattened grid, -1 outside, shape (n,)."""
    column = np.floor((x - grid.west) / grid.cell_size).astype(np.int64)
    row = np.floor((grid.north - y) / grid.cell_size).astype(np.int64)
    there = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    return np.where(there, row * grid.columns + column, -1)


def _shaking(result: SeismicResult, grid: Grid) -> dict[str, tuple[tuple[str, ...], NDArray[np.float32]]]:
    shaking = result.shaking
    if shaking is None:
        return {}
    if not shaking.grid.matches(grid):
        raise ValueError("the shaking lies on another grid than the fields that are asked for")
    found: dict[str, tuple[tuple[str, ...], NDArray[np.float32]]] = {}
    for index, measure in enumerate(shaking.measures):
        name, unit = MEASURES[measure]
        parts = [part[index] for part in (shaking.low, shaking.median, shaking.high)]
        values = np.stack(parts).astype(np.float32) * np.float32(unit)
        # The scale of intensity ends at 12 and begins at 1.
        found[name] = SHAKEN, np.clip(values, 1.0, 12.0) if measure == "INT" else values
    if shaking.site_factor is not None:
        found["site_factor"] = ("y", "x"), shaking.site_factor.astype(np.float32)
    return found


def _inside(result: SeismicResult, grid: Grid) -> NDArray[np.bool_]:
    """Cells of the domain: those that have a shaking."""
    if result.shaking is None or not result.shaking.measures:
        return np.ones(grid.shape, dtype=np.bool_)
    return np.asarray(np.isfinite(result.shaking.median).any(axis=0))


def _damage(result: SeismicResult, cell: NDArray[np.int64], grid: Grid) -> dict[str, NDArray[np.float64]]:
    """Mean grade, share of severe damage and displaced people of each cell."""
    buildings = result.buildings
    there = cell >= 0
    size = grid.rows * grid.columns

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.bincount(cell[there], weights=values[there], minlength=size)
        return np.asarray(total.reshape(grid.shape), np.float64)

    area = summed(buildings.floor_area)
    built = np.where(area > 0.0, area, np.nan)
    grade = buildings.expected @ np.arange(5.0)
    found = {
        "mean_damage_grade": summed(grade * buildings.floor_area) / built,
        "severe_damage_share": summed(buildings.expected[:, 3:].sum(axis=1) * buildings.floor_area) / built,
    }
    found["severe_damage_share"] = np.minimum(found["severe_damage_share"], 1.0)
    found["mean_damage_grade"] = np.minimum(found["mean_damage_grade"], 4.0)
    if "displaced_people" in result.quantities:
        people = buildings.mean[:, result.quantities.index("displaced_people")]
        found["displaced_density"] = summed(people) / grid.cell_area
    return found
