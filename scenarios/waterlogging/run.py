"""One run of waterlogging from its scenario to a published folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.identity import Identity
from scenarios.paths import cache_folder
from scenarios.publication import Progress, made_up, manifest_of, part_of
from scenarios.spec import LoadedScenario

if TYPE_CHECKING:
    from models.waterlogging.restart import States
    from scenarios.assemble import Assembly

Published = tuple[Path, dict[str, Any]]
"""The published folder and the key figures."""

ASSEMBLED, SIMULATED = 0.1, 0.9
"""Shares of the progress at which the inputs are read and the model is done."""


def run(
    loaded: LoadedScenario,
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
        Called once with the estimated wall time [s] and the estimate in words.

    Returns
    -------
    Path, dict
        The published folder and the key figures.
    """
    from outputs.destination import check_destination
    from outputs.products import product_bytes
    from scenarios.assemble import assemble
    from scenarios.estimate import estimate, field_bytes
    from scenarios.start_state import states_of

    cache = cache_folder(runs_dir)
    progress(0.0, "reading the inputs")
    assembly = assemble(loaded, cache=cache, progress=part_of(progress, 0.0, ASSEMBLED))
    check_destination(runs_dir, identity.run_id, needed_bytes=product_bytes(field_bytes(assembly)))
    size = estimate(assembly, cache=cache)
    if announce is not None:
        announce(size.seconds, str(size))
    with states_of(loaded, cache=cache) as (states, kept):
        return _simulated(loaded, identity, assembly, states, kept, size.cells, runs_dir, progress)


def _simulated(
    loaded: LoadedScenario,
    identity: Identity,
    assembly: Assembly,
    states: States,
    kept: Path,
    cells: int,
    runs_dir: Path,
    progress: Progress,
) -> Published:
    """Simulate and publish; states that were kept wait in a folder."""
    from models.waterlogging.simulate import simulate
    from outputs.products import estimated_bytes
    from outputs.publish import publish
    from scenarios.estimate import keep_rate
    from scenarios.start_state import move_states

    started = dt.datetime.now(dt.UTC)
    progress(ASSEMBLED, "the water starts to run")
    fields = simulate(
        assembly.surface,
        assembly.event,
        assembly.settings,
        assembly.works,
        states=states,
        progress=part_of(progress, ASSEMBLED, SIMULATED),
    )
    keep_rate(
        cache_folder(runs_dir),
        float(fields.attrs["cell_updates_per_second"]),
        solver=str(fields.attrs["solver_choice"]).partition(":")[0],
        cells=cells,
        seconds=float(fields.attrs["wall_seconds"]),
        threads=int(fields.attrs["threads"]),
    )
    progress(SIMULATED, "writing the products")
    figures: dict[str, Any] = {}

    def write(attempt: Path) -> dict[str, Any]:
        figures.update(_write(attempt, fields, loaded, assembly, part_of(progress, SIMULATED, 1.0)))
        move_states(kept, attempt)
        return {"key_figures": figures}

    threads = int(fields.attrs["threads"])
    manifest = manifest_of(loaded, identity, assembly.snapshot, started=started, threads=threads)
    needed = estimated_bytes(fields)
    folder = publish(runs_dir, identity.run_id, write, manifest=manifest, needed_bytes=needed)
    progress(1.0, "published")
    return folder, figures


def _write(
    attempt: Path, fields: Any, loaded: LoadedScenario, assembly: Assembly, progress: Progress
) -> dict[str, Any]:
    """Write all products and return the key figures."""
    from outputs.products import write_products
    from scenarios.captions import rain_attributes, rain_in_words
    from scenarios.start_state import start_in_words
    from scenarios.titles import sources_in_words, titles

    heading = loaded.spec.scenario
    title_zh, title_en = titles(loaded)
    figures = write_products(
        attempt,
        fields,
        title_zh=title_zh,
        title_en=title_en,
        snapshot=assembly.snapshot,
        language=loaded.spec.outputs.language,
        maps=loaded.spec.outputs.maps,
        rasters=loaded.spec.outputs.rasters,
        synthetic=made_up(loaded, assembly.snapshot),
        unverified=[(w.of("zh"), w.of("en")) for w in loaded.unverified()],
        rain_summary=rain_in_words(loaded, assembly.event.rain, assembly.surface),
        source=sources_in_words(loaded),
        start_state=start_in_words(loaded),
        start=heading.start_time,
        attributes={"scenario": loaded.canonical(), **rain_attributes(assembly.event.rain)},
        progress=progress,
    )
    return dict(figures)
