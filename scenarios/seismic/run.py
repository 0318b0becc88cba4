"""One run of an earthquake from its scenario to a published folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.identity import Identity
from scenarios.paths import cache_folder
from scenarios.publication import Progress, made_up, manifest_of, part_of
from scenarios.seismic.spec import SeismicLoaded

if TYPE_CHECKING:
    from models.seismic.result import SeismicResult
    from outputs.seismic.products import Extras
    from scenarios.seismic.assemble import SeismicAssembly

Published = tuple[Path, dict[str, Any]]
"""The published folder and the key figures."""

ASSEMBLED, SIMULATED, RANKED = 0.3, 0.6, 0.75
"""Shares of the progress at which the inputs are read, damage is sampled and retrofits are ranked."""


def run(
    loaded: SeismicLoaded,
    identity: Identity,
    runs_dir: Path,
    progress: Progress,
    announce: Callable[[float, str], None] | None,
) -> Published:
    """Assemble, simulate and publish.

    Parameters
    ----------
    loaded, identity
        The scenario, and what names its run.
    runs_dir
        Folder of the runs.
    progress
        Called with the share done and a message.
    announce
        Not called: a run takes less than what is announced.

    Returns
    -------
    Path, dict
        The published folder and the key figures.
    """
    from models.seismic.cells import shaking_of
    from models.seismic.simulate import simulate
    from outputs.destination import check_destination
    from outputs.publish import publish
    from outputs.seismic.products import estimated_bytes
    from scenarios.seismic.assemble import assemble
    from scenarios.seismic.extras import extras_of
    from scenarios.seismic.roads import road_watch

    del announce
    progress(0.0, "reading the inputs")
    assembly = assemble(loaded, cache=cache_folder(runs_dir), progress=part_of(progress, 0.0, ASSEMBLED))
    portfolio, settings, grid = assembly.portfolio, assembly.settings, assembly.grid
    needed = estimated_bytes(
        portfolio.x.size, grid.rows * grid.columns, len(portfolio.communities), settings.realisations
    )
    check_destination(runs_dir, identity.run_id, needed_bytes=needed)
    started = dt.datetime.now(dt.UTC)
    progress(ASSEMBLED, "the ground shakes")
    roads = road_watch(assembly.snapshot, portfolio) if loaded.spec.damage.roads else None
    result = simulate(portfolio, assembly.motion, assembly.fragility, settings, watch=roads)
    corrected = result.shaking
    if corrected is None:
        result = replace(result, shaking=shaking_of(assembly.motion))
    result = _told(result, loaded, assembly)
    progress(SIMULATED, "retrofit, roads and soil")
    extras = extras_of(loaded, assembly, roads=roads, corrected=corrected)
    progress(RANKED, "writing the products")
    figures: dict[str, Any] = {}

    def write(attempt: Path) -> dict[str, Any]:
        told = part_of(progress, RANKED, 1.0)
        figures.update(_write(attempt, result, extras, loaded, assembly, told))
        return {"key_figures": figures}

    manifest = manifest_of(loaded, identity, assembly.snapshot, started=started, threads=settings.threads)
    manifest["unverified"] += [
        {"zh": zh, "en": en}
        for zh, en in result.unverified
        if {"zh": zh, "en": en} not in manifest["unverified"]
    ]
    folder = publish(runs_dir, identity.run_id, write, manifest=manifest, needed_bytes=needed)
    progress(1.0, "published")
    return folder, figures


def _told(result: SeismicResult, loaded: SeismicLoaded, assembly: SeismicAssembly) -> SeismicResult:
    """The result with what only the files of the scenario tell: its motion, and doubts about own curves."""
    from scenarios.seismic.doubts import own_curves

    spec = loaded.spec
    model = spec.motion.model if spec.has_model else spec.earthquake.kind
    attributes = {**result.attributes, "motion_model": model}
    if spec.has_model:
        attributes["site_term"] = spec.motion.site_term
    doubts = own_curves(spec, assembly.curves.status)
    return replace(result, attributes=attributes, unverified=(*result.unverified, *doubts))


def _write(
    attempt: Path,
    result: SeismicResult,
    extras: Extras,
    loaded: SeismicLoaded,
    assembly: SeismicAssembly,
    progress: Progress,
) -> dict[str, Any]:
    """Write all products and return the key figures."""
    from outputs.map_style import Bilingual
    from outputs.seismic.products import SeismicWords, write_seismic_products
    from scenarios.seismic.words import event_rows, station_rows
    from scenarios.titles import sources_in_words, titles

    sources = sources_in_words(loaded)
    spec = loaded.spec
    words = SeismicWords(
        title=Bilingual(*titles(loaded)),
        event=[
            *event_rows(spec, magnitude=assembly.event.magnitude, place=assembly.event.place),
            *station_rows(result.attributes, assembly.unmapped_stations),
        ],
        source=Bilingual(*sources) if sources else None,
        unverified=[Bilingual(w.of("zh"), w.of("en")) for w in loaded.unverified()],
        synthetic=made_up(loaded, assembly.snapshot),
        hour=spec.damage.hour,
        start=spec.scenario.start_time,
    )
    figures = write_seismic_products(
        attempt,
        result,
        words,
        snapshot=assembly.snapshot,
        grid=assembly.grid,
        places=(assembly.portfolio.x, assembly.portfolio.y),
        extras=extras,
        language=spec.outputs.language,
        attributes={"scenario": loaded.canonical()},
        maps=spec.outputs.maps,
        rasters=spec.outputs.rasters,
        progress=progress,
    )
    return dict(figures)
