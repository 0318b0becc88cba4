"""What the manifest of every run says besides its files, and the progress of parts of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from census.snapshot import Snapshot
from scenarios.identity import Identity
from scenarios.loaded import Loaded, Spec, is_synthetic
from scenarios.titles import titles

Progress = Callable[[float, str], None]


def manifest_of(
    loaded: Loaded[Spec],
    identity: Identity,
    snapshot: Snapshot | None,
    *,
    started: dt.datetime,
    threads: int,
) -> dict[str, Any]:
    """What the manifest says of a run.

    Parameters
    ----------
    loaded, identity
        The scenario, and what names its run.
    snapshot
        District of the run; None for rasters of the user's own.
    started
        When the run began.
    threads
        Threads it took.
    """
    title_zh, title_en = titles(loaded)
    return {
        "scenario": loaded.spec.model_dump(mode="json"),
        "title": {"zh": title_zh, "en": title_en},
        "hazard": loaded.spec.scenario.hazard,
        "overrides": list(loaded.overrides),
        "chain": [path.stem for path in loaded.chain.files],
        "inputs": dict(identity.inputs),
        "code": identity.code,
        "lock": identity.lock,
        "snapshot": None if snapshot is None else snapshot.content_hash,
        "synthetic": made_up(loaded, snapshot),
        "unverified": [{"zh": w.of("zh"), "en": w.of("en")} for w in loaded.unverified()],
        "started": started.isoformat(timespec="seconds"),
        "threads": threads,
    }


def made_up(loaded: Loaded[Spec], snapshot: Snapshot | None) -> bool:
    """Whether the ground is made up."""
    return is_synthetic(loaded.spec) if snapshot is None else snapshot.synthetic


def part_of(progress: Progress, low: float, high: float) -> Progress:
    """The progress of a part of the run."""
    return lambda fraction, message: progress(low + (high - low) * fraction, message)
