"""From a scenario to what the model takes: surface, event and settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from census.errors import InputError
from census.snapshot import Snapshot
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.partners import Work
from models.waterlogging.rainfall import M_S_PER_MM_H
from scenarios.canals import canals_of
from scenarios.district import snapshot_of
from scenarios.factors import with_factors
from scenarios.losses import sewer_capacity_mm_h, uniform_infiltration
from scenarios.rain_event import rain_of
from scenarios.raster_surface import raster_surface
from scenarios.sections.domain import DistrictDomain
from scenarios.sections.frame import RunSettings
from scenarios.sections.losses import LandcoverInfiltration
from scenarios.spec import LoadedScenario
from scenarios.stages import inflows_of, with_boundary_stages
from scenarios.works import works_of

Progress = Callable[[float, str], None]

DISTRICT_COLUMNS = {
    "buildings": ("street_code", "people", "geometry"),
    "canals": ("system", "normal_stage_m", "geometry"),
    "streets": ("code", "name", "name_en", "geometry"),
}
"""Columns that a run and its products read, so that none is missed after hours of computing."""


@dataclass(frozen=True)
class Assembly:
    """All that one run of the model takes.

    Parameters
    ----------
    surface, event, settings
        Inputs of `models.waterlogging.simulate.simulate`.
    snapshot
        District the surface was made from; None for rasters of the user's own.
    works
        What trades water with the street, in the order in which it exchanges.
    """

    surface: Surface
    event: Event
    settings: Settings
    snapshot: Snapshot | None
    works: tuple[Work, ...] = ()


def assemble(loaded: LoadedScenario, *, cache: Path, progress: Progress | None = None) -> Assembly:
    """Read all inputs of a scenario and make the model's own of them.

    Parameters
    ----------
    loaded
        The scenario.
    cache
        Folder in which the synthetic district is kept.
    progress
        Called with the share done and a message while the district is made.

    Raises
    ------
    InputError
        If an input cannot be used.
    """
    capacity = sewer_capacity_mm_h(loaded.spec.sewers)
    snapshot = None
    if isinstance(loaded.spec.domain, DistrictDomain):
        snapshot = snapshot_of(loaded, DISTRICT_COLUMNS, cache=cache, progress=progress)
        surface = _district(loaded, loaded.spec.domain, snapshot, capacity)
    else:
        surface = raster_surface(loaded, sewer_capacity=capacity * M_S_PER_MM_H)
    surface, stages, canals = canals_of(loaded, surface, snapshot)
    surface, boundary = with_boundary_stages(loaded, surface)
    event = Event(
        rain=rain_of(loaded, surface.grid),
        stages={**stages, **boundary},
        inflows=inflows_of(loaded, surface),
        edge=loaded.spec.boundary.edge,
        free_sides=loaded.spec.boundary.free_sides,
    )
    if event.rain is None and not event.inflows and not event.stages and canals is None:
        raise InputError(
            f"{loaded.spec.scenario.name}: no water comes from anywhere; state [rain], [[inflows]] or stages"
        )
    settings = _settings(loaded.spec.settings, slope=loaded.spec.boundary.slope)
    works = works_of(loaded, surface, snapshot, canals)
    surface, works = with_factors(surface, works, loaded.spec.factors.model_dump())
    return Assembly(surface=surface, event=event, settings=settings, snapshot=snapshot, works=works)


def _district(loaded: LoadedScenario, domain: DistrictDomain, snapshot: Snapshot, capacity: float) -> Surface:
    """Surface of a district with the losses the scenario states."""
    from models.waterlogging.district import district_surface, subgrid_district

    infiltration = loaded.spec.infiltration
    soil = infiltration.equation if isinstance(infiltration, LandcoverInfiltration) else "none"
    if domain.subgrid:
        surface = subgrid_district(
            snapshot, cell_size=domain.cell_size_m, sewer_capacity_mm_h=capacity, infiltration=soil
        )
    else:
        surface = district_surface(
            snapshot,
            cell_size=domain.cell_size_m,
            buildings=domain.buildings,
            sewer_capacity_mm_h=capacity,
            infiltration=soil,
        )
    surface = replace(surface, roof_reach=domain.drained_reach)
    if isinstance(infiltration, LandcoverInfiltration):
        return surface
    return replace(surface, infiltration=uniform_infiltration(infiltration, surface.grid))


def _settings(section: RunSettings, *, slope: float) -> Settings:
    """Settings in SI."""
    return Settings(
        duration=3600.0 * section.duration_h,
        output_interval=60.0 * section.output_interval_min or None,
        courant=section.courant,
        theta=section.theta,
        source_interval=section.source_interval_s,
        depth_classes=section.depth_classes_m,
        free_edge_slope=slope,
        series_interval=60.0 * section.series_interval_min,
        threads=section.threads or _cores(),
        solver=section.solver,
        local_steps=section.local_steps,
    )


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
