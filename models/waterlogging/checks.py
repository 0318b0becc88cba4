"""Checks on the inputs of a run, once, before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.ground import classify
from models.waterlogging.inputs import (
    Event,
    HortonInfiltration,
    Inflow,
    Rainfall,
    Series,
    Settings,
    SewerSink,
    Surface,
)
from models.waterlogging.limits import SETTING_LIMITS, SIDES
from models.waterlogging.partners import Work
from models.waterlogging.solvers import AUTO, SOLVERS

EDGES = ("closed", "free")


def check_inputs(surface: Surface, event: Event, settings: Settings, works: Sequence[Work] = ()) -> None:
    """Refuse what cannot be simulated.

    Raises
    ------
    InputError
        Naming the quantity, the value, the cell or row it stands in, and what would be right.
    """
    _check_surface(surface)
    _check_losses(surface)
    _check_works(surface, works)
    _check_stages(surface, event, computed={group for work in works for group in work.groups})
    _check_event(surface, event)
    _check_settings(settings)
    _check_relief(surface, settings)
    for work in works:
        work.check(surface, event, settings)


def _check_surface(surface: Surface) -> None:
    shape = surface.grid.shape
    grids = {
        "bed": surface.bed,
        "manning": surface.manning,
        "building_fraction": surface.building_fraction,
        "open_x": surface.open_x,
        "open_y": surface.open_y,
        "stage_group": surface.stage_group,
    }
    for name, values in grids.items():
        if values is not None and values.shape != shape:
            raise InputError(
                f"{name} has {values.shape[0]} x {values.shape[1]} cells; "
                f"the grid has {shape[0]} x {shape[1]}"
            )
    inside = np.isfinite(surface.bed)
    if not inside.any():
        raise InputError(
            "bed has no cell with a value: every cell is nodata; a terrain raster with data is needed"
        )
    if not classify(surface).computed.any():
        raise InputError(
            f"none of the {int(inside.sum())} cells inside the domain is open ground: all are buildings or "
            "carry a prescribed stage; there is nothing to simulate"
        )
    _check_range("manning", surface.manning, inside, 0.0, 1.0, "s m-1/3, for example 0.02 for asphalt")
    if surface.building_fraction is not None:
        _check_range("building_fraction", surface.building_fraction, inside, 0.0, 1.0, "a share from 0 to 1")
    for name, open_share in (("open_x", surface.open_x), ("open_y", surface.open_y)):
        if open_share is not None:
            _check_range(name, open_share, inside, 0.0, 1.0, "an open share, 0 for a wall")


def _check_relief(surface: Surface, settings: Settings) -> None:
    relief = surface.relief
    if relief is None:
        return
    factor = round(surface.grid.cell_size / relief.grid.cell_size)
    if factor < 2 or relief.grid.coarsened(factor) != surface.grid:
        raise InputError(
            f"the surface has {surface.grid.shape} cells of {surface.grid.cell_size:g} m, its relief "
            f"{relief.grid.shape} of {relief.grid.cell_size:g} m; a cell must cover a whole number of those "
            "of its relief, from the same corner"
        )
    if settings.solver == "hllc":
        raise InputError(
            'settings: solver is "hllc", which knows no sub-grid ground; take "local_inertia" or "auto", or '
            "leave the relief out"
        )


def _check_losses(surface: Surface) -> None:
    inside = np.isfinite(surface.bed)
    soil = surface.infiltration
    if isinstance(soil, HortonInfiltration):
        for name in ("initial", "final"):
            rates = getattr(soil, name)
            _check_range(f"infiltration {name} rate", rates, inside, 0.0, 1e-2, "m/s, not negative")
        for name in ("decay", "drying"):
            _check_range(f"infiltration {name}", getattr(soil, name), inside, 0.0, 1.0, "1/s, not negative")
    elif soil is not None:
        _check_range("infiltration conductivity", soil.conductivity, inside, 0.0, 1e-2, "m/s, not negative")
        _check_range(
            "infiltration suction_deficit", soil.suction_deficit, inside, 0.0, 5.0, "m, not negative"
        )
    if surface.sewers is not None:
        _check_range("sewer capacity", surface.sewers.capacity, inside, 0.0, 1e-3, "m/s, not negative")
        highest = len(surface.stage_groups) - 1
        right = f"an index into the stage groups {list(surface.stage_groups)}, or -1 to drain freely"
        _check_range("sewer outfall", surface.sewers.outfall, inside, -1, highest, right)
        _check_reference_stages(surface.sewers, surface.stage_groups)


def _check_reference_stages(sewers: SewerSink, groups: tuple[str, ...]) -> None:
    for name, stage in sewers.reference_stage.items():
        if name not in groups:
            raise InputError(
                f"a sewer reference stage is given for {name!r}, which the surface does not have; "
                f"it has {sorted(groups) or 'none'}"
            )
        if not np.isfinite(stage):
            raise InputError(f"the sewer reference stage of {name!r} is {stage}; a stage in metres is needed")


def _check_works(surface: Surface, works: Sequence[Work]) -> None:
    names = [work.name for work in works]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise InputError(f"two works are called {double!r}; each needs a name of its own")
    groups = [(group, work.name) for work in works for group in work.groups]
    owners: dict[str, str] = {}
    for group, name in groups:
        if group not in surface.stage_groups:
            raise InputError(
                f"{name} computes the level of {group!r}, which the surface does not have; "
                f"it has {sorted(surface.stage_groups) or 'none'}"
            )
        if group in owners:
            raise InputError(f"the level of {group!r} is computed by {owners[group]} and by {name}; one must")
        owners[group] = name


def _check_stages(surface: Surface, event: Event, *, computed: set[str]) -> None:
    if surface.stage_groups and surface.stage_group is None:
        raise InputError(
            f"stage groups {list(surface.stage_groups)} are named but no stage_group grid says which cells "
            "belong to them"
        )
    for name in surface.stage_groups:
        if name in computed:
            if name in event.stages:
                raise InputError(f"a stage is given for {name!r}, whose level is computed; leave it out")
            continue
        if name not in event.stages:
            raise InputError(
                f"no stage is given for {name!r}; the event gives {sorted(event.stages) or 'none'}"
            )
        _check_series(f"stage of {name!r}", event.stages[name])
    for name in event.stages:
        if name not in surface.stage_groups:
            known = sorted(surface.stage_groups) or "none"
            raise InputError(
                f"a stage is given for {name!r}, which the surface does not have; it has {known}"
            )
    if surface.stage_group is not None:
        highest = int(surface.stage_group.max(initial=-1))
        if highest >= len(surface.stage_groups):
            raise InputError(
                f"stage_group holds index {highest}; only {len(surface.stage_groups)} groups are named"
            )


def _check_event(surface: Surface, event: Event) -> None:
    if event.edge not in EDGES:
        raise InputError(f"edge is {event.edge!r}; it can be {' or '.join(map(repr, EDGES))}")
    unknown = [side for side in event.free_sides if side not in SIDES]
    if unknown or not event.free_sides:
        given = repr(unknown[0]) if unknown else "empty"
        raise InputError(f"free_sides is {given}; one or more of {', '.join(SIDES)} are needed")
    if event.rain is not None:
        _check_rain(event.rain, surface)
    inside = np.isfinite(surface.bed)
    if event.initial_depth is not None:
        _check_range("initial_depth", event.initial_depth, inside, 0.0, 1000.0, "m, not negative")
    for inflow in event.inflows:
        _check_series(f"discharge of inflow {inflow.name!r}", inflow.discharge, least=0.0)
        if inflow.rows.size == 0:
            raise InputError(f"inflow {inflow.name!r} covers no cell; move it inside the domain or widen it")
        _check_cells(inflow, surface.grid.shape)
        dry = ~classify(surface).computed[inflow.rows, inflow.columns]
        if dry.any():
            row, column = int(inflow.rows[dry][0]), int(inflow.columns[dry][0])
            raise InputError(
                f"inflow {inflow.name!r} covers cell (row {row}, column {column}), which is outside "
                "the domain, a building or a prescribed stage; place it on open ground"
            )


def _check_cells(inflow: Inflow, shape: tuple[int, int]) -> None:
    beyond = (inflow.rows < 0) | (inflow.rows >= shape[0])
    beyond |= (inflow.columns < 0) | (inflow.columns >= shape[1])
    if beyond.any():
        row, column = int(inflow.rows[beyond][0]), int(inflow.columns[beyond][0])
        raise InputError(
            f"inflow {inflow.name!r} covers cell (row {row}, column {column}); "
            f"the grid has {shape[0]} rows and {shape[1]} columns"
        )


def _check_rain(rain: Rainfall, surface: Surface) -> None:
    if rain.intensity.ndim != 2 or rain.edges.size != rain.intensity.shape[0] + 1:
        raise InputError(
            f"rain has {rain.edges.size} interval edges and intensities of shape {rain.intensity.shape}; "
            "n intervals need n + 1 edges and shape (n, zones)"
        )
    if not (np.diff(rain.edges) > 0.0).all():
        raise InputError("rain interval edges do not increase; sort them and remove repeated times")
    bad = ~(rain.intensity >= 0.0) | ~np.isfinite(rain.intensity)
    if bad.any():
        row, zone = (int(k) for k in np.argwhere(bad)[0])
        value = rain.intensity[row, zone] * 3.6e6
        raise InputError(
            f"rain in interval {row} (from {rain.edges[row]:g} s), zone {zone} is {value:g} mm/h; "
            "it must be 0 or more"
        )
    zones = rain.intensity.shape[1]
    if rain.zone is None:
        if zones != 1:
            raise InputError(f"rain has {zones} zones but no zone grid says which cell belongs to which")
        return
    if rain.zone.shape != surface.grid.shape:
        raise InputError(f"rain zones have shape {rain.zone.shape}; the grid has {surface.grid.shape}")
    if rain.zone.min() < 0 or rain.zone.max() >= zones:
        raise InputError(
            f"rain zones run from {rain.zone.min()} to {rain.zone.max()}; "
            f"intensities are given for 0 to {zones - 1}"
        )


def _check_series(name: str, series: Series, *, least: float = -np.inf) -> None:
    if series.time.shape != series.value.shape or series.time.size == 0:
        raise InputError(
            f"{name} has {series.time.size} times and {series.value.size} values; as many of each are needed"
        )
    if not (np.diff(series.time) > 0.0).all():
        raise InputError(f"{name}: times do not increase; sort them and remove repeated times")
    bad = ~np.isfinite(series.value) | (series.value < least)
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(
            f"{name} at {series.time[row]:g} s is {series.value[row]}; "
            f"a number of at least {least:g} is needed"
        )


def _check_settings(settings: Settings) -> None:
    for name, (low, high) in SETTING_LIMITS.items():
        value = getattr(settings, name)
        if value is None and name in {"source_interval", "theta"}:
            continue
        if not low <= value <= high:
            raise InputError(f"settings: {name} is {value}; it must lie from {low:g} to {high:g}")
    if settings.output_interval is not None and not settings.output_interval > 0.0:
        raise InputError(
            f"settings: output_interval is {settings.output_interval} s; a positive time is needed"
        )
    if settings.solver not in (*SOLVERS, AUTO):
        known = ", ".join((*SOLVERS, AUTO))
        raise InputError(f"settings: solver is {settings.solver!r}; one of {known} is needed")
    classes = settings.depth_classes
    if not classes or list(classes) != sorted(set(classes)) or classes[0] <= 0.0:
        raise InputError(
            f"settings: depth_classes is {classes}; increasing positive depths in metres are needed"
        )


def _check_range(
    name: str, values: NDArray[Any], inside: NDArray[np.bool_], low: float, high: float, right: str
) -> None:
    if values.shape != inside.shape:
        raise InputError(f"{name} has shape {values.shape}; the grid has {inside.shape}")
    bad = inside & ~((values >= low) & (values <= high))
    if bad.any():
        row, column = (int(k) for k in np.argwhere(bad)[0])
        raise InputError(
            f"{name} at row {row}, column {column} is {values[row, column]:g} ({int(bad.sum())} such cells); "
            f"it must lie from {low:g} to {high:g}: {right}"
        )
