"""Water levels and discharges in time, in SI and in the datum of the bed."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.readers.series import read_series
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Inflow, Series, Surface
from scenarios.cells import cells_in_disk, cells_on_line
from scenarios.sections.water import NoCanals, StagedCanals
from scenarios.spec import LoadedScenario

HOUR = 3600.0


def canal_stages(
    loaded: LoadedScenario, surface: Surface, canals: gpd.GeoDataFrame | None
) -> tuple[Surface, dict[str, Series]]:
    """Surface and level in time of each of its canal groups.

    Parameters
    ----------
    loaded
        The scenario.
    surface
        Surface whose stage groups are canals.
    canals
        Canal table of the snapshot, for the normal stages.

    Raises
    ------
    InputError
        If a canal system is named that the domain does not have.
    """
    section = loaded.spec.canals
    if isinstance(section, NoCanals) or not surface.stage_groups:
        return _without_groups(surface), {}
    stages = {name: _constant(_normal_stage(name, canals)) for name in surface.stage_groups}
    if isinstance(section, StagedCanals):
        for name, stage in section.systems.items():
            if name not in stages:
                raise InputError(
                    f"canals.systems.{name}: the domain has no such canal system; it has {', '.join(stages)}"
                )
            level = series_of(loaded, f"canals.systems.{name}", stage.stage_m, stage.time_h, "stage_m")
            stages[name] = replace(level, value=level.value - section.datum_offset_m)
    return surface, stages


def with_boundary_stages(loaded: LoadedScenario, surface: Surface) -> tuple[Surface, dict[str, Series]]:
    """Surface with the lines of prescribed level added to its stage groups, and their levels."""
    sections = loaded.spec.boundary.stages
    if not sections:
        return surface, {}
    group = _groups(surface)
    names = list(surface.stage_groups)
    levels: dict[str, Series] = {}
    for index, section in enumerate(sections):
        key = f"boundary.stages.{index}"
        if section.name in names:
            raise InputError(f"{key}: the name {section.name!r} is taken by a canal; another is needed")
        rows, columns = cells_on_line(section.line_m, surface.grid, what=f"{key} ({section.name})")
        inside = np.isfinite(surface.bed[rows, columns])
        if not inside.any():
            raise InputError(
                f"{key} ({section.name}): the line runs outside the domain, where there is no elevation"
            )
        group[rows[inside], columns[inside]] = len(names)
        names.append(section.name)
        level = series_of(loaded, key, section.stage_m, section.time_h, "stage_m")
        levels[section.name] = replace(level, value=level.value - section.datum_offset_m)
    return replace(surface, stage_group=group, stage_groups=tuple(names)), levels


def inflows_of(loaded: LoadedScenario, surface: Surface) -> tuple[Inflow, ...]:
    """Discharges of a scenario on the open cells of its domain.

    Raises
    ------
    InputError
        If one lies outside the domain, or a discharge is negative.
    """
    sections = loaded.spec.inflows
    if not sections:
        return ()
    # The model's own rule: water put on what it takes for a block would be lost.
    computed = classify(surface).computed
    return tuple(_inflow(loaded, surface.grid, computed, index) for index in range(len(sections)))


def _inflow(loaded: LoadedScenario, grid: Grid, computed: NDArray[np.bool_], index: int) -> Inflow:
    section, key = loaded.spec.inflows[index], f"inflows.{index}"
    what = f"{key} ({section.name})"
    if section.at_m is not None and section.radius_m is not None:
        rows, columns = cells_in_disk(section.at_m, section.radius_m, grid, what=what)
    else:
        rows, columns = cells_on_line(section.line_m or (), grid, what=what)
    open_ground = computed[rows, columns]
    if not open_ground.any():
        raise InputError(f"{what}: none of its {rows.size} cells is open ground of the domain; move it")
    discharge = series_of(loaded, key, section.discharge_m3_s, section.time_h, "discharge_m3_s")
    if (discharge.value < 0.0).any():
        raise InputError(f"{what}: the discharge is {discharge.value.min():g} m3/s; 0 or more is needed")
    return Inflow(
        name=section.name, rows=rows[open_ground], columns=columns[open_ground], discharge=discharge
    )


def series_of(
    loaded: LoadedScenario,
    key: str,
    values: tuple[float, ...] | None,
    time_h: tuple[float, ...] | None,
    column: str,
) -> Series:
    """A quantity in time as a section states it."""
    if values is None:
        read = read_series(
            loaded.path(f"{key}.file"),
            quantities=(column,),
            what=f"{key}.file",
            start=loaded.spec.scenario.start_time,
        )
        return Series(time=read.time, value=read.value)
    return Series(time=np.array(time_h or (0.0,)) * HOUR, value=np.array(values))


def _constant(value: float) -> Series:
    return Series(time=np.zeros(1), value=np.array([value]))


def _normal_stage(name: str, canals: gpd.GeoDataFrame | None) -> float:
    """Normal stage of a canal system [m, datum of the bed], the mean of its canals."""
    rows = None if canals is None else canals[canals["system"] == name]
    if rows is None or rows.empty:
        raise InputError(
            f"canals: the snapshot states no normal stage for {name}; give it under canals.systems.{name}"
        )
    return float(rows["normal_stage_m"].mean())


def _groups(surface: Surface) -> NDArray[np.int16]:
    """A copy of the stage groups, -1 where there are none."""
    if surface.stage_group is None:
        return np.full(surface.grid.shape, -1, dtype=np.int16)
    return surface.stage_group.copy()


def _without_groups(surface: Surface) -> Surface:
    """The surface without prescribed levels; sewers then drain freely."""
    sewers = surface.sewers
    if sewers is not None:
        sewers = replace(sewers, outfall=np.full_like(sewers.outfall, -1), reference_stage={})
    return replace(surface, stage_group=None, stage_groups=(), sewers=sewers)
