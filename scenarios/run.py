"""One run from a scenario of any hazard to a published folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census.errors import InputError
from scenarios.hazards import HAZARDS, check_files, load, named
from scenarios.identity import identity_of

Progress = Callable[[float, str], None]


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
        If a model lost its stability.
    """
    from outputs.destination import check_destination
    from outputs.publish import is_whole, read_manifest
    from scenarios.texts import check_texts

    loaded = load(source, overrides)
    heading = loaded.spec.scenario
    if heading.template and not overrides:
        raise InputError(
            f"{heading.name} is a base for variants and not run as it stands; state with --set what it is to "
            "be, or choose of `fangzai scenario list`"
        )
    identity = identity_of(loaded)
    folder = runs_dir / identity.run_id
    if is_whole(folder):
        figures = read_manifest(folder).get("key_figures", {})
        return RunResult(folder, identity.run_id, dict(figures), skipped=True)
    check_destination(runs_dir, identity.run_id)
    check_texts(loaded)
    check_files(loaded)
    run = named(HAZARDS[heading.hazard].run)
    folder, figures = run(loaded, identity, runs_dir, progress or _silent, announce)
    return RunResult(folder, identity.run_id, figures, skipped=False)


def _silent(fraction: float, message: str) -> None:
    """No progress."""
