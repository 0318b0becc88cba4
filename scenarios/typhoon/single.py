"""One storm over a district: its wind, places in time, damage and what to do before which hour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.typhoon.inland import weakened
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import NoEffect, Path, path_of
from models.typhoon.result import WindResult
from models.typhoon.simulate import series_at, simulate
from models.typhoon.track import Track
from models.typhoon.vortex.state import VortexSettings
from outputs.map_style import Bilingual
from outputs.typhoon.clock import Clock, clock_of
from outputs.typhoon.fields import wind_fields
from outputs.typhoon.figures import shown_wind_figures, wind_figures
from outputs.typhoon.inset import Way
from outputs.typhoon.products import WindProducts
from outputs.typhoon.series import PointSeries
from outputs.typhoon.themes import SINGLE_PAGES
from outputs.typhoon.track import track_table
from outputs.typhoon.zones import wind_table, zone_heads
from scenarios.sections.storm import WindPoints
from scenarios.typhoon.absence import without_effect
from scenarios.typhoon.assemble import TyphoonAssembly
from scenarios.typhoon.consequences import with_consequences
from scenarios.typhoon.measures import FORCES
from scenarios.typhoon.outcome import Outcome
from scenarios.typhoon.places import places_of
from scenarios.typhoon.spec import TyphoonLoaded
from scenarios.typhoon.storms import track_of
from scenarios.typhoon.words import event_rows

Progress = Callable[[float, str], None]


def one_storm(loaded: TyphoonLoaded, assembly: TyphoonAssembly, progress: Progress) -> Outcome:
    """Simulate one storm and make its products.

    Parameters
    ----------
    loaded
        The scenario.
    assembly
        District, ground and plane.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If the track or a place cannot be used.
    """
    track = track_of(loaded)
    path = storm_path(loaded, assembly, track)
    clock = clock_of(track.time[0])
    named = storm_words(track)
    if isinstance(path, NoEffect):
        return without_effect(loaded, path, clock, named)
    progress(0.1, "the wind")
    settings = wind_settings(loaded, assembly)
    result = simulate(path, domain_of(assembly), assembly.surface, settings)
    progress(0.7, "places and tables")
    series = _series(loaded, assembly, path, settings)
    products = _products(loaded, assembly, path, result, clock, series)
    return Outcome(
        products=products,
        event=event_rows(loaded.spec, storm=named, closest=closest_words(path, clock)),
        start=clock.origin,
        notes=tuple(path.notes) + tuple(result.notes),
    )


def storm_path(
    loaded: TyphoonLoaded, assembly: TyphoonAssembly, track: Track, *, completed: bool = False
) -> Path | NoEffect:
    """The path of a track over the plane of the district, with the scenario's relations.

    Parameters
    ----------
    loaded, assembly
        The scenario and its district.
    track
        The track.
    completed
        Whether wind, pressure and radius were filled in already, as those of a perturbed member.
    """
    vortex = loaded.spec.vortex
    hpa = vortex.environment_hpa
    path = path_of(
        track,
        assembly.plane,
        rmax="given" if completed else vortex.rmax,
        relation=vortex.pressure_wind,
        environment_pa=None if hpa is None or completed else 100.0 * hpa,
        reach_km=loaded.spec.storm.reach_km,
    )
    return path if isinstance(path, NoEffect) else weakened(path, track, decay=vortex.decay)


def domain_of(assembly: TyphoonAssembly) -> Domain:
    """Cells of the district."""
    return Domain(assembly.grid, assembly.inside)


def wind_settings(loaded: TyphoonLoaded, assembly: TyphoonAssembly) -> WindSettings:
    """How the wind is computed."""
    vortex = loaded.spec.vortex
    return WindSettings(
        vortex=VortexSettings(
            profile=vortex.profile,
            shape=vortex.shape,
            translation=vortex.translation,
            inflow=vortex.inflow,
            more_inflow_deg=vortex.more_inflow_deg,
        ),
        forces=FORCES,
        gust_forces=FORCES,
        threads=assembly.threads,
    )


def storm_words(track: Track) -> Bilingual:
    """Name, agency and averaging of a track."""
    minutes = track.averaging_s / 60.0
    name = " ".join(part for part in (track.name, track.storm_id) if part)
    return Bilingual(
        f"{name}，{track.agency}（{minutes:g}分钟平均）", f"{name}, {track.agency} ({minutes:g}-minute winds)"
    )


def closest_words(path: Path, clock: Clock) -> Bilingual:
    """Closest approach in words."""
    step = int(np.argmin(path.distance))
    told = f"{path.distance[step] / 1000.0:.0f} km, {clock.full(float(path.time[step]))}"
    return Bilingual(told, told)


def _series(
    loaded: TyphoonLoaded, assembly: TyphoonAssembly, path: Path, settings: WindSettings
) -> PointSeries | None:
    """Places in time; None where there are no places."""
    section = loaded.spec.points or WindPoints()
    file = loaded.path("points.file") if section.file is not None else None
    places = places_of(section, file, assembly.snapshot, assembly.grid)
    if not places.names:
        return None
    told = series_at(path, places.x, places.y, assembly.surface, settings)
    wanted = np.arange(path.time[0], path.time[-1], 60.0 * section.interval_min)
    nearest = np.clip(np.searchsorted(path.time, wanted), 0, path.steps - 1)
    held = (told.mean, told.gust, told.direction, told.pressure)
    return PointSeries(places.names, told.time[nearest], *(part[nearest].astype(np.float64) for part in held))


def _products(
    loaded: TyphoonLoaded,
    assembly: TyphoonAssembly,
    path: Path,
    result: WindResult,
    clock: Clock,
    series: PointSeries | None,
) -> WindProducts:
    """What is written of one storm."""
    ds = wind_fields(result, assembly.grid)
    streets, communities = assembly.snapshot.table("streets"), assembly.snapshot.table("communities")
    figures = wind_figures(ds, clock)
    products = WindProducts(
        ds=ds,
        pages=SINGLE_PAGES,
        tables={
            "streets": wind_table(ds, streets, zone_heads(streets, "code"), clock),
            "communities": wind_table(
                ds, communities, zone_heads(communities, "community_code", streets), clock
            ),
            "track": track_table(path, clock),
        },
        figures=figures,
        shown=shown_wind_figures(figures),
        way=Way(path.x, path.y, path.time, clock),
        series=series,
    )
    return with_consequences(loaded, assembly, path, products)
