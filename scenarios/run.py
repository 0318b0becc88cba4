"""One run from a scenario to a published folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census.errors import InputError
from scenarios.identity import Identity, identity_of
from scenarios.paths import cache_folder
from scenarios.spec import LoadedScenario, is_synthetic, load_scenario

if TYPE_CHECKING:
    from models.waterlogging.restart import States
    from scenarios.assemble import Assembly

Progress = Callable[[float, str], None]

ASSEMBLED, SIMULATED = 0.1, 0.9
"""Shares of the progress at which the inputs are read and the model is done."""


@dataclass(frozen=True)
class RunResult:
    """What became of a run.

    Parameters
    ----------
    folder
        The published folder.
    run_id
        Its name.
    key_figures
        Figures a reader looks for first, by name with unit.
    skipped
        Whether the run was published before and not repeated.
    """

    folder: Path
    run_id: str
    key_figures: dict[str, Any]
    skipped: bool


def run_scenario(
    source: str | Path,
    *,
    runs_dir: Path,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    announce: Callable[[float, str], None] | None = None,
) -> RunResult:
    """Run a scenario and publish what comes of it.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name of the library.
    runs_dir
        Folder of the runs.
    overrides
        Texts "a.b=value".
    progress
        Called with the share done and a message.
    announce
        Called once with the estimated wall time [s] and the estimate in words.

    Raises
    ------
    InputError
        If the scenario or an input is refused.
    PublishError
        If the result cannot be published.
    UnstableRun
        If the model lost its stability.
    """
    from outputs.destination import check_destination
    from outputs.publish import check_run, read_manifest
    from scenarios.texts import check_texts

    loaded = load_scenario(source, overrides)
    if loaded.spec.scenario.template:
        raise InputError(
            f"{loaded.spec.scenario.name} is a base for variants and not run itself; "
            "`fangzai scenario list` shows what can be run"
        )
    identity = identity_of(loaded)
    folder = runs_dir / identity.run_id
    if folder.is_dir() and _is_whole(folder, check_run):
        figures = read_manifest(folder).get("key_figures", {})
        return RunResult(folder, identity.run_id, dict(figures), skipped=True)
    check_destination(runs_dir, identity.run_id)
    check_texts(loaded)
    return _run(loaded, identity, runs_dir, progress or _silent, announce)


def _run(
    loaded: LoadedScenario,
    identity: Identity,
    runs_dir: Path,
    progress: Progress,
    announce: Callable[[float, str], None] | None,
) -> RunResult:
    """Assemble, simulate and publish."""
    from outputs.destination import check_destination
    from outputs.products import product_bytes
    from scenarios.assemble import assemble
    from scenarios.estimate import estimate, field_bytes
    from scenarios.start_state import states_of

    cache = cache_folder(runs_dir)
    progress(0.0, "reading the inputs")
    assembly = assemble(loaded, cache=cache, progress=_part(progress, 0.0, ASSEMBLED))
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
) -> RunResult:
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
        progress=_part(progress, ASSEMBLED, SIMULATED),
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
        figures.update(_write(attempt, fields, loaded, assembly, _part(progress, SIMULATED, 1.0)))
        move_states(kept, attempt)
        return {"key_figures": figures}

    threads = int(fields.attrs["threads"])
    manifest = _manifest(loaded, identity, assembly, started=started, threads=threads)
    needed = estimated_bytes(fields)
    folder = publish(runs_dir, identity.run_id, write, manifest=manifest, needed_bytes=needed)
    progress(1.0, "published")
    return RunResult(folder, identity.run_id, figures, skipped=False)


def _write(
    attempt: Path, fields: Any, loaded: LoadedScenario, assembly: Assembly, progress: Progress
) -> dict[str, Any]:
    """Write all products and return the key figures."""
    from outputs.products import write_products
    from scenarios.captions import rain_attributes, rain_in_words, sources_in_words, titles
    from scenarios.start_state import start_in_words

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
        synthetic=_is_synthetic(loaded, assembly),
        unverified=[(w.of("zh"), w.of("en")) for w in loaded.unverified()],
        rain_summary=rain_in_words(loaded, assembly.event.rain, assembly.surface),
        source=sources_in_words(loaded),
        start_state=start_in_words(loaded),
        start=heading.start_time,
        attributes={"scenario": loaded.canonical(), **rain_attributes(assembly.event.rain)},
        progress=progress,
    )
    return dict(figures)


def _manifest(
    loaded: LoadedScenario, identity: Identity, assembly: Assembly, *, started: dt.datetime, threads: int
) -> dict[str, Any]:
    """What the manifest says of the run besides its files."""
    from scenarios.captions import titles

    heading = loaded.spec.scenario
    title_zh, title_en = titles(loaded)
    snapshot = assembly.snapshot
    return {
        "scenario": loaded.spec.model_dump(mode="json"),
        "title": {"zh": title_zh, "en": title_en},
        "hazard": heading.hazard,
        "overrides": list(loaded.overrides),
        "chain": [path.stem for path in loaded.chain.files],
        "inputs": dict(identity.inputs),
        "code": identity.code,
        "lock": identity.lock,
        "snapshot": None if snapshot is None else snapshot.content_hash,
        "synthetic": _is_synthetic(loaded, assembly),
        "unverified": [{"zh": w.of("zh"), "en": w.of("en")} for w in loaded.unverified()],
        "started": started.isoformat(timespec="seconds"),
        "threads": threads,
    }


def _is_synthetic(loaded: LoadedScenario, assembly: Assembly) -> bool:
    """Whether the ground is made up."""
    return is_synthetic(loaded.spec) if assembly.snapshot is None else assembly.snapshot.synthetic


def _is_whole(folder: Path, check: Callable[[Path], Any]) -> bool:
    """Whether a published run is there, byte for byte."""
    try:
        return bool(check(folder).whole)
    except InputError:
        return False


def _part(progress: Progress, low: float, high: float) -> Progress:
    """The progress of a part of the run."""
    return lambda fraction, message: progress(low + (high - low) * fraction, message)


def _silent(fraction: float, message: str) -> None:
    """No progress."""
