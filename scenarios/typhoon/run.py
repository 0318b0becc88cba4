"""One run of a typhoon from its scenario to a published folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.hazards import named
from scenarios.identity import Identity
from scenarios.paths import cache_folder
from scenarios.publication import Progress, made_up, manifest_of, part_of
from scenarios.typhoon.spec import TyphoonLoaded

if TYPE_CHECKING:
    from scenarios.typhoon.assemble import TyphoonAssembly
    from scenarios.typhoon.outcome import Outcome

Published = tuple[Path, dict[str, Any]]
"""The published folder and the key figures."""

ASSEMBLED, SIMULATED = 0.3, 0.7
"""Shares of the progress at which the inputs are read and the wind is computed."""

KINDS = {
    "track": "scenarios.typhoon.single:one_storm",
    "perturbed": "scenarios.typhoon.ensemble:perturbed_storms",
    "members": "scenarios.typhoon.ensemble:member_storms",
}
"""What computes each kind of [storm], as "module:function"."""


def run(
    loaded: TyphoonLoaded,
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
    from outputs.destination import check_destination
    from outputs.publish import publish
    from outputs.typhoon.products import estimated_bytes
    from scenarios.typhoon.assemble import assemble

    del announce
    progress(0.0, "reading the inputs")
    assembly = assemble(loaded, cache=cache_folder(runs_dir), progress=part_of(progress, 0.0, ASSEMBLED))
    needed = estimated_bytes(assembly.grid.rows * assembly.grid.columns, layers=60)
    check_destination(runs_dir, identity.run_id, needed_bytes=needed)
    started = dt.datetime.now(dt.UTC)
    compute = named(KINDS[loaded.spec.storm.kind])
    outcome: Outcome = compute(loaded, assembly, part_of(progress, ASSEMBLED, SIMULATED))
    figures: dict[str, Any] = {}

    def write(attempt: Path) -> dict[str, Any]:
        told = part_of(progress, SIMULATED, 1.0)
        figures.update(_write(attempt, outcome, loaded, assembly, told))
        return {"key_figures": figures, "notes": list(outcome.notes)}

    manifest = manifest_of(loaded, identity, assembly.snapshot, started=started, threads=assembly.threads)
    manifest["unverified"] += [
        {"zh": words.of("zh"), "en": words.of("en")}
        for words in outcome.doubts
        if {"zh": words.of("zh"), "en": words.of("en")} not in manifest["unverified"]
    ]
    folder = publish(runs_dir, identity.run_id, write, manifest=manifest, needed_bytes=needed)
    progress(1.0, "published")
    return folder, figures


def _write(
    attempt: Path, outcome: Outcome, loaded: TyphoonLoaded, assembly: TyphoonAssembly, progress: Progress
) -> dict[str, Any]:
    """Write all products and return the key figures."""
    from outputs.map_style import Bilingual
    from outputs.typhoon.products import WindWords, write_wind_products
    from scenarios.titles import sources_in_words, titles

    sources = sources_in_words(loaded)
    spec = loaded.spec
    doubts = [*loaded.unverified(), *outcome.doubts]
    words = WindWords(
        title=Bilingual(*titles(loaded)),
        event=outcome.event,
        source=Bilingual(*sources) if sources else None,
        unverified=[Bilingual(w.of("zh"), w.of("en")) for w in doubts],
        synthetic=made_up(loaded, assembly.snapshot),
        start=outcome.start,
    )
    figures = write_wind_products(
        attempt,
        outcome.products,
        words,
        snapshot=assembly.snapshot,
        language=spec.outputs.language,
        attributes={"scenario": loaded.canonical()},
        maps=spec.outputs.maps,
        rasters=spec.outputs.rasters,
        progress=progress,
    )
    return dict(figures)
