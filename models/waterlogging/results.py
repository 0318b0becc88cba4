"""The Dataset a run gives back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging import clock
from models.waterlogging.extremes.kernels import Extremes
from models.waterlogging.ground import Cells
from models.waterlogging.inputs import Settings, Surface
from models.waterlogging.ledger import TERMS, Ledger
from models.waterlogging.solvers import PAPERS


class RunFigures(NamedTuple):
    """How a run went: steps, cells with scaled outflow, wall time [s], cells inside, solver and why."""

    steps: int
    scaled: int
    wall_seconds: float
    cells: int
    solver: str
    reason: str


def as_dataset(
    surface: Surface,
    settings: Settings,
    cells: Cells,
    extremes: Extremes,
    ledger: Ledger,
    *,
    depths: NDArray[np.float32],
    depth_times: NDArray[np.float64],
    figures: RunFigures,
) -> xr.Dataset:
    """Collect fields, ledger and figures of a run; fields are NaN where no depth is computed."""
    plane = ("y", "x")
    blank = ~cells.computed
    dry = extremes.depth[1:-1, 1:-1] <= 0.0
    fields = {
        "maximum_depth": _field(extremes.depth, blank),
        "time_of_maximum_depth": _field(extremes.time, blank | dry),
        "maximum_speed": _field(extremes.speed, blank),
        "maximum_hazard": _field(extremes.hazard, blank),
        "arrival_time": _field(extremes.arrival, blank | (extremes.arrival[1:-1, 1:-1] < 0.0)),
    }
    variables: dict[str, object] = {name: (plane, grid) for name, grid in fields.items()}
    durations = extremes.duration[:, 1:-1, 1:-1]
    durations[:, blank] = np.nan
    variables["duration_above_depth"] = (("depth_class", *plane), durations)
    variables["bed"] = (plane, surface.bed)
    if surface.building_fraction is not None:
        variables["building_fraction"] = (plane, surface.building_fraction)
    terms = ledger.terms()
    variables["ledger"] = ("ledger_term", np.array([terms[name] for name in TERMS]))
    coordinates = dict(surface.grid.coordinates())
    coordinates["depth_class"] = ("depth_class", np.asarray(settings.depth_classes, np.float64))
    coordinates["ledger_term"] = ("ledger_term", list(TERMS))
    if depth_times.size:
        variables["depth"] = (("time", *plane), depths)
        coordinates["time"] = ("time", depth_times)
    return xr.Dataset(variables, coords=coordinates, attrs=_attributes(surface, settings, ledger, figures))


def _field(values: NDArray[np.float32], blank: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The inner part of a halo array with NaN where blank, without a copy."""
    inner = values[1:-1, 1:-1]
    inner[blank] = np.nan
    return inner


def _attributes(
    surface: Surface, settings: Settings, ledger: Ledger, figures: RunFigures
) -> dict[str, object]:
    updates = figures.steps * figures.cells / max(figures.wall_seconds, 1e-9)
    return {
        "solver": PAPERS[figures.solver],
        "solver_choice": f"{figures.solver}: {figures.reason}",
        "duration_seconds": float(settings.duration),
        "courant": float(settings.courant),
        "theta": "local" if settings.theta is None else float(settings.theta),
        "source_interval_seconds": clock.source_interval(settings, surface.grid.cell_size),
        "threads": int(settings.threads),
        "steps": int(figures.steps),
        "scaled_outflows": int(figures.scaled),
        "cells": int(figures.cells),
        "wall_seconds": float(figures.wall_seconds),
        "cell_updates_per_second": float(updates),
        "ledger_relative_residual": float(ledger.relative_residual),
    }
