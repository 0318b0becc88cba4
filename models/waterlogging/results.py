"""The Dataset a run gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging import clock
from models.waterlogging.accounts import TERMS as ACCOUNT_TERMS
from models.waterlogging.accounts import Account
from models.waterlogging.extremes.kernels import Extremes
from models.waterlogging.ground import Cells
from models.waterlogging.inputs import Settings, Surface
from models.waterlogging.ledger import TERMS, Ledger
from models.waterlogging.partners import Partner
from models.waterlogging.solvers import PAPERS


class RunFigures(NamedTuple):
    """How a run went.

    Steps since its first start, cells with scaled outflow, wall time of this part [s], cells inside, updates
    of cells in this part, solver and why, state it began from, and whether steps are local.
    """

    steps: int
    scaled: int
    wall_seconds: float
    cells: int
    updates: float
    solver: str
    reason: str
    start: str = ""
    local: bool = False


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


def partner_results(partners: Sequence[Partner], accounts: Mapping[str, Account]) -> xr.Dataset:
    """Series and figures of all partners, and the account of each [m3]."""
    if not partners:
        return xr.Dataset()
    names = [partner.name for partner in partners]
    account = np.array([[accounts[name].terms()[term] for term in ACCOUNT_TERMS] for name in names])
    own = xr.Dataset(
        {"account": (("partner", "account_term"), account)},
        coords={"partner": names, "account_term": list(ACCOUNT_TERMS)},
    )
    return xr.merge([own, *(partner.results() for partner in partners)], combine_attrs="no_conflicts")


def with_partners(fields: xr.Dataset, partners: xr.Dataset, ledger: Ledger) -> xr.Dataset:
    """The fields with what became of the partners, and the residual of all balances together.

    `coupled_relative_residual` sets the residuals of the surface and of every account against the water
    handled [-]: what passes between them stands in both and cancels.
    """
    if "account" not in partners:
        return fields
    out = xr.merge([fields, partners], combine_attrs="no_conflicts")
    account = partners["account"]
    residual = ledger.residual + float(account.sel(account_term="residual").sum())
    outside = np.maximum(account.sel(account_term="outside").to_numpy(), 0.0).sum()
    handled = ledger.handled + float(outside)
    out.attrs["coupled_residual_m3"] = residual
    out.attrs["coupled_relative_residual"] = abs(residual) / handled if handled > 0.0 else abs(residual)
    return out


def _field(values: NDArray[np.float32], blank: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The inner part of a halo array with NaN where blank, without a copy."""
    inner = values[1:-1, 1:-1]
    inner[blank] = np.nan
    return inner


def _attributes(
    surface: Surface, settings: Settings, ledger: Ledger, figures: RunFigures
) -> dict[str, object]:
    return {
        "solver": PAPERS[figures.solver],
        **({"started_from_state": figures.start} if figures.start else {}),
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
        "cell_updates_per_second": figures.updates / max(figures.wall_seconds, 1e-9),
        **({"time_steps": "local: a step of its own for every tile"} if figures.local else {}),
        "ledger_relative_residual": float(ledger.relative_residual),
        "first_storage_m3": float(ledger.initial_storage),
    }
