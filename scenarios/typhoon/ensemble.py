"""Many storms over a district: a forecast with its errors, or the members of an agency's ensemble."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from models.typhoon.ensembles.counting import exceedance
from models.typhoon.ensembles.errors import PUBLISHED, ForecastErrors, read_errors
from models.typhoon.ensembles.perturb import perturbed
from models.typhoon.path import NoEffect, Path
from models.typhoon.track import Track
from outputs.map_style import Bilingual
from outputs.typhoon.clock import Clock, clock_of
from outputs.typhoon.fields import probability_fields
from outputs.typhoon.figures import probability_figures, shown_probability_figures
from outputs.typhoon.inset import Way
from outputs.typhoon.products import WindProducts
from outputs.typhoon.themes import ENSEMBLE_PAGES
from outputs.typhoon.track import track_table
from outputs.typhoon.zones import probability_table, zone_heads
from scenarios.loaded import BUILT_IN
from scenarios.sections.storm import PerturbedStorm
from scenarios.typhoon.assemble import TyphoonAssembly
from scenarios.typhoon.measures import FORCES
from scenarios.typhoon.outcome import Outcome
from scenarios.typhoon.single import domain_of, storm_path, storm_words, wind_settings
from scenarios.typhoon.spec import TyphoonLoaded
from scenarios.typhoon.storms import members_of, track_of
from scenarios.typhoon.words import event_rows

Progress = Callable[[float, str], None]

SHOWN_WAYS = 60
"""Members whose ways stand on the maps."""


def perturbed_storms(loaded: TyphoonLoaded, assembly: TyphoonAssembly, progress: Progress) -> Outcome:
    """Simulate a forecast with its errors and make its products.

    Parameters
    ----------
    loaded
        The scenario.
    assembly
        District, ground and plane.
    progress
        Called with the share done and a message.
    """
    track = track_of(loaded)
    section = loaded.spec.storm
    assert isinstance(section, PerturbedStorm)
    vortex = loaded.spec.vortex
    hpa = vortex.environment_hpa
    members = perturbed(
        track,
        section.members,
        loaded.spec.scenario.seed,
        errors_of(loaded),
        relation=vortex.pressure_wind,
        rmax=vortex.rmax,
        environment_pa=None if hpa is None else 100.0 * hpa,
    )
    return _many(loaded, assembly, members, section.members, track, progress)


def errors_of(loaded: TyphoonLoaded) -> ForecastErrors:
    """Errors of forecasts that a scenario names.

    Raises
    ------
    InputError
        If the table cannot be used.
    """
    section = loaded.spec.storm
    assert isinstance(section, PerturbedStorm)
    built_in = section.errors == BUILT_IN["storm.errors"]
    return read_errors(PUBLISHED if built_in else loaded.path("storm.errors"))


def member_storms(loaded: TyphoonLoaded, assembly: TyphoonAssembly, progress: Progress) -> Outcome:
    """Simulate the members of an agency's ensemble and make its products; parameters as above."""
    tracks = members_of(loaded)
    return _many(loaded, assembly, tracks, len(tracks), tracks[0], progress)


def _many(
    loaded: TyphoonLoaded,
    assembly: TyphoonAssembly,
    members: Iterable[Track],
    count: int,
    centre: Track,
    progress: Progress,
) -> Outcome:
    """Count what the members exceed and make the products."""
    ways: list[tuple[np.ndarray, np.ndarray]] = []
    near = [0]
    completed = isinstance(loaded.spec.storm, PerturbedStorm)

    def paths() -> Iterator[Path | NoEffect]:
        for number, member in enumerate(members):
            progress(0.9 * number / count, f"member {number + 1} of {count}")
            path = storm_path(loaded, assembly, member, completed=completed)
            if isinstance(path, Path):
                near[0] += 1
                if len(ways) < SHOWN_WAYS:
                    ways.append((path.x, path.y))
            yield path

    found = exceedance(
        paths(), domain_of(assembly), assembly.surface, wind_settings(loaded, assembly), plane=assembly.plane
    )
    ds = probability_fields(found, FORCES, assembly.grid)
    streets, communities = assembly.snapshot.table("streets"), assembly.snapshot.table("communities")
    figures = probability_figures(ds) | {"members_within_reach": near[0]}
    tables = {
        "streets": probability_table(ds, streets, zone_heads(streets, "code")),
        "communities": probability_table(ds, communities, zone_heads(communities, "community_code", streets)),
    }
    clock = clock_of(centre.time[0])
    middle = storm_path(loaded, assembly, centre)
    way = None
    if isinstance(middle, Path):
        tables["track"] = track_table(middle, clock)
        way = Way(middle.x, middle.y, middle.time, clock, members=ways)
    products = WindProducts(
        ds=ds,
        pages=ENSEMBLE_PAGES,
        tables=tables,
        figures=figures,
        shown=shown_probability_figures(figures),
        way=way,
    )
    return Outcome(
        products=products,
        event=[*event_rows(loaded.spec, storm=storm_words(centre)), *_issued(clock)],
        start=clock.origin,
        notes=centre.notes,
    )


def _issued(clock: Clock) -> list[tuple[Bilingual, Bilingual]]:
    """When the forecast begins."""
    told = clock.full(0.0)
    return [(Bilingual("起报", "forecast from"), Bilingual(told, told))]
