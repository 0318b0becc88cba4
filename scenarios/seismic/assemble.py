"""From a scenario of an earthquake to what the model takes: buildings, motion, fragility and settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from census.grid import Grid
from census.people.presence import people_by_hour
from census.snapshot import Snapshot
from models.seismic.fragility import FragilitySet, MatrixSet, hazus_fragility, read_fragility
from models.seismic.fragility.spectrum import median_factor
from models.seismic.inputs import Cells, MotionInput, SimulationSettings
from models.seismic.motion import Sites
from models.seismic.portfolio import HOURS, Portfolio, portfolio_of
from models.seismic.shaking import Stations, read_stations
from outputs.exposure import street_of_cells
from scenarios.district import field_grid, snapshot_of
from scenarios.loaded import BUILT_IN
from scenarios.seismic.event import Event, event_of
from scenarios.seismic.soils import Soils, soils_of
from scenarios.seismic.spec import SeismicLoaded

Progress = Callable[[float, str], None]

DISTRICT_COLUMNS = {
    "buildings": (
        "building_id", "street_code", "community_code", "type", "structure", "storeys", "year_built",
        "design_code", "fortification_intensity", "retrofitted", "floor_area_m2", "footprint_m2", "height_m",
        "use", "people", "dwelling_units", "geometry",
    ),
    "streets": ("code", "name", "name_en", "geometry"),
    "communities": ("community_code", "street_code", "name", "geometry"),
    "boreholes": ("borehole_id", "geometry"),
    "borehole_layers": ("borehole_id", "vs_m_s"),
    "occupancy_profiles": ("building_type", "hour"),
}  # fmt: skip
"""Columns that a run and its products read, so that none is missed after the computing."""


@dataclass(frozen=True)
class SeismicAssembly:
    """All that one run of the model takes.

    Parameters
    ----------
    snapshot
        The district.
    portfolio, motion, fragility, settings
        Inputs of `models.seismic.simulate.simulate`.
    curves
        The whole fragility set, with the classes that retrofits lead to.
    event
        What shakes the district, for captions and soil.
    soils
        Maps of the ground.
    grid
        Cells of the fields.
    unmapped_stations
        Stations beyond the mapped ground, which took that of the nearest mapped cell.
    """

    snapshot: Snapshot
    portfolio: Portfolio
    motion: MotionInput
    fragility: FragilitySet | MatrixSet
    settings: SimulationSettings
    curves: FragilitySet | MatrixSet
    event: Event
    soils: Soils
    grid: Grid
    unmapped_stations: int = 0


def assemble(loaded: SeismicLoaded, *, cache: Path, progress: Progress | None = None) -> SeismicAssembly:
    """Read all inputs of a scenario and make the model's own of them.

    Parameters
    ----------
    loaded
        The scenario.
    cache
        Folder in which the synthetic district and maps of its ground are kept.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If an input cannot be used.
    """
    tell = progress or (lambda share, message: None)
    snapshot = snapshot_of(loaded, DISTRICT_COLUMNS, cache=cache, progress=progress)
    tell(0.5, "the buildings")
    buildings = snapshot.table("buildings")
    people = people_by_hour(buildings, snapshot.rows("occupancy_profiles"), hours=tuple(HOURS.values()))
    portfolio = portfolio_of(buildings, people_by_hour=people)
    tell(0.6, "the ground")
    soils = soils_of(snapshot, cache=cache)
    event = event_of(loaded, snapshot, (float(portfolio.x.mean()), float(portfolio.y.mean())))
    tell(0.9, "the motion")
    curves = _fragility(loaded)
    grid = field_grid(snapshot, loaded.spec.domain.cell_size_m)
    motion = _motion(loaded, snapshot, portfolio, soils, event, grid)
    return SeismicAssembly(
        snapshot=snapshot,
        portfolio=portfolio,
        motion=motion,
        fragility=curves.select(portfolio.classes),
        settings=_settings(loaded),
        curves=curves,
        event=event,
        soils=soils,
        grid=grid,
        unmapped_stations=_unmapped(loaded, soils, motion),
    )


def sites_at(soils: Soils, x: NDArray[np.float64], y: NDArray[np.float64]) -> Sites:
    """Sites with the ground of the nearest mapped cell."""
    vs30, site_class = soils.at(x, y)
    return Sites(x=x, y=y, vs30=vs30, site_class=site_class)


def _motion(
    loaded: SeismicLoaded,
    snapshot: Snapshot,
    portfolio: Portfolio,
    soils: Soils,
    event: Event,
    grid: Grid,
) -> MotionInput:
    """What shakes the buildings, the cells and the stations."""
    inside = street_of_cells(grid, snapshot.table("streets")) >= 0
    x, y = np.meshgrid(grid.x, grid.y)
    cells = Cells(grid, inside, sites_at(soils, x[inside], y[inside]), event.measures)
    stations, station_sites = _stations(loaded, portfolio, soils, grid.crs)
    sites = sites_at(soils, portfolio.x, portfolio.y)
    return MotionInput(
        source=event.motion,
        sites=sites,
        rock=event.rock,
        cells=cells,
        stations=stations,
        station_sites=station_sites,
        crs=grid.crs,
        median_shift=_median_shift(loaded, event, sites),
    )


def _median_shift(loaded: SeismicLoaded, event: Event, sites: Sites) -> NDArray[np.float64] | None:
    """How far the spectrum of the event moves the medians, where the scenario asks for that."""
    built_in = loaded.spec.damage.fragility == BUILT_IN["damage.fragility"]
    if not built_in or loaded.spec.spectrum != "event":
        return None
    rupture = event.rupture
    if rupture is None or event.rock is None:
        return None
    distance = np.hypot(rupture.joyner_boore_km(sites.x, sites.y), rupture.depth_km)
    rock, ground = (np.exp(source(sites, ("PGA",)).median[0]) for source in (event.rock, event.motion))
    return np.log(median_factor(rupture.magnitude, distance, sites.vs30, rock_pga=rock, ground_pga=ground))


def _stations(
    loaded: SeismicLoaded, portfolio: Portfolio, soils: Soils, crs: str
) -> tuple[Stations | None, Sites | None]:
    """Recordings, and the ground where they were made."""
    section = loaded.spec.stations
    if section is None:
        return None, None
    stations = read_stations(loaded.path("stations.file"))
    stations.check_near(portfolio.x, portfolio.y, crs, most_km=section.within_km)
    x, y = stations.projected(crs)
    there = sites_at(soils, x, y)
    vs30, site_class = there.vs30.copy(), there.site_class.copy()
    if stations.vs30 is not None:
        vs30 = np.where(np.isfinite(stations.vs30), stations.vs30, vs30)
    if stations.site_class is not None:
        site_class = np.where(stations.site_class >= 0, stations.site_class, site_class)
    return stations, Sites(x=x, y=y, vs30=vs30, site_class=site_class)


def _unmapped(loaded: SeismicLoaded, soils: Soils, motion: MotionInput) -> int:
    """Stations beyond the mapped ground that took that of its nearest cell."""
    stations, there = motion.stations, motion.station_sites
    term = loaded.spec.motion.site_term
    if stations is None or there is None or not loaded.spec.has_model or term == "none":
        return 0
    own = stations.vs30 if term == "vs30" else stations.site_class
    stated = np.zeros(there.x.shape, np.bool_) if own is None else np.isfinite(own) & (own >= 0)
    return int((soils.beyond(there.x, there.y) & ~stated).sum())


def _fragility(loaded: SeismicLoaded) -> FragilitySet | MatrixSet:
    if loaded.spec.damage.fragility == BUILT_IN["damage.fragility"]:
        return hazus_fragility(sampled=loaded.spec.samples_motion, shape=loaded.spec.spectrum)
    return read_fragility(loaded.path("damage.fragility"))


def _settings(loaded: SeismicLoaded) -> SimulationSettings:
    motion, damage = loaded.spec.motion, loaded.spec.damage
    return SimulationSettings(
        seed=loaded.spec.scenario.seed,
        realisations=damage.realisations,
        correlation=damage.correlation,
        sampled=loaded.spec.samples_motion,
        clustered=motion.clustered,
        nodes=motion.nodes,
        threads=loaded.spec.settings.threads or _cores(),
    )


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
