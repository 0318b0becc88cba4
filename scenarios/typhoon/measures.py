"""What has to be done before the wind of one storm, by place and by street."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from census.errors import InputError
from models.typhoon.actions import (
    ACTION_TABLES,
    FirstReached,
    Threshold,
    action_list,
    built_in_thresholds,
    district_places,
    read_thresholds,
)
from models.typhoon.damage import Objects
from outputs.exposure import street_of_cells
from outputs.typhoon.clock import Clock
from scenarios.loaded import BUILT_IN
from scenarios.sections.wind import ActionsSection
from scenarios.typhoon.assemble import TyphoonAssembly
from scenarios.typhoon.spec import TyphoonLoaded

FORCES = tuple(range(6, 18))
"""Forces whose first times the wind tells."""


def thresholds_of(loaded: TyphoonLoaded) -> tuple[Threshold, ...]:
    """Thresholds of a scenario.

    Raises
    ------
    InputError
        If the table cannot be used, or asks for a force that is not followed.
    """
    section = loaded.spec.actions or ActionsSection()
    if section.thresholds == BUILT_IN["actions.thresholds"]:
        return built_in_thresholds()
    path = loaded.path("actions.thresholds")
    rows = read_thresholds(path)
    for row in rows:
        if row.force not in FORCES:
            raise InputError(
                f"{path}: action {row.action!r} asks for force {row.force}; the wind is followed from force "
                f"{FORCES[0]} to {FORCES[-1]}"
            )
    return rows


def actions_of(
    loaded: TyphoonLoaded, assembly: TyphoonAssembly, ds: xr.Dataset, clock: Clock, things: Sequence[Objects]
) -> pd.DataFrame:
    """Actions by place with their deadlines.

    Parameters
    ----------
    loaded
        The scenario.
    assembly
        District and grid.
    ds
        Fields of one storm.
    clock
        The clock of the run.
    things
        What the wind may damage.
    """
    snapshot, grid = assembly.snapshot, assembly.grid
    first = FirstReached(
        origin=np.datetime64(clock.origin.replace(tzinfo=None), "s"),
        forces=tuple(int(force) for force in ds["force"].values),
        mean=ds["first_time_of_force"].values.astype(np.float64),
        gust=ds["first_time_of_gust_force"].values.astype(np.float64),
    )
    streets = snapshot.table("streets")
    places = district_places(
        {name: snapshot.table(name) for name in ACTION_TABLES if name in snapshot.table_names},
        things,
        first,
        grid,
        street=street_of_cells(grid, streets),
        codes=[str(code) for code in streets["code"]],
        names=[str(name) for name in streets["name"]],
    )
    issued = loaded.spec.storm.issued
    moment = None if issued is None else np.datetime64(issued.astimezone(dt.UTC).replace(tzinfo=None), "s")
    return action_list(places, thresholds=thresholds_of(loaded), issued=moment)
