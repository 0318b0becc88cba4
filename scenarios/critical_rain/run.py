"""A study from its file to a published table: what is missing is run, what is there is read."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from census.errors import InputError
from census.snapshot import Snapshot
from outputs.critical_rain import critical_table
from outputs.publish import is_whole
from scenarios.assemble import DISTRICT_COLUMNS, Assembly, assemble
from scenarios.critical_rain.members import Member, members
from scenarios.critical_rain.places import check_places, places_of, readings
from scenarios.critical_rain.publication import publish_table
from scenarios.critical_rain.study import Study, load_study
from scenarios.district import snapshot_of
from scenarios.estimate import duration_text, estimate
from scenarios.identity import identity_of
from scenarios.paths import cache_folder
from scenarios.run import run_scenario
from scenarios.sections.domain import DistrictDomain
from scenarios.spec import load_scenario

Progress = Callable[[float, str], None]

OVERHEAD = 10.0
"""Reading inputs and writing products of a run without maps [s]; a guess until one was run."""


@dataclass(frozen=True)
class StudyResult:
    """What became of a study.

    Parameters
    ----------
    folder
        The published folder.
    table
        Critical rain of every place.
    ran, skipped
        Number of runs made now, and of those published before.
    """

    folder: Path
    table: pd.DataFrame
    ran: int
    skipped: int


def run_study(
    source: str | Path,
    *,
    runs_dir: Path,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    announce: Callable[[float, str], None] | None = None,
) -> StudyResult:
    """Run what a study lacks, and publish its table of critical rain.

    Parameters
    ----------
    source
        The study file.
    runs_dir
        Folder of the runs, the table's own among them.
    overrides
        Texts "a.b=value" on the base of all runs.
    progress
        Called with the share done and a message.
    announce
        Called once with the estimated wall time [s] and the estimate in words.

    Raises
    ------
    InputError
        If the study, its base or its district is refused.
    """
    study = load_study(source, overrides)
    snapshot = _snapshot(study, runs_dir)
    places = places_of(study.values.places, snapshot)
    tell = progress or (lambda share, message: None)
    with tempfile.TemporaryDirectory(prefix="fangzai-study-") as folder:
        # The name of a run holds no path, so that its file may lie anywhere.
        wanted = members(study, snapshot, Path(folder))
        # Once: to name a run all its inputs are hashed.
        folders = [runs_dir / identity_of(member.loaded).run_id for member in wanted]
        whole = [is_whole(folder) for folder in folders]
        missing = [member for member, there in zip(wanted, whole, strict=True) if not there]
        if missing:
            # All runs have the grid of the first.
            assembly = assemble(missing[0].loaded, cache=cache_folder(runs_dir))
            check_places(places, assembly.surface.grid)
            if announce is not None:
                seconds = _seconds(missing, assembly, runs_dir)
                words = f"about {duration_text(seconds)} ({len(missing)} of {len(wanted)} runs are missing)"
                announce(seconds, words)
        runs = _run(wanted, folders, whole, runs_dir, tell)
    rows = [
        pd.DataFrame({"value": readings(folder, places, study.values.places)})
        .rename_axis("place_id")
        .reset_index()
        .assign(
            duration_h=member.duration_h,
            canal_rise_m=member.canal_rise_m,
            sewers=member.sewers,
            rain_mm=member.rain_mm,
            run_id=folder.name,
        )
        for member, folder in zip(wanted, runs, strict=True)
    ]
    read = pd.concat(rows, ignore_index=True)
    table = critical_table(read, places.drop(columns="dry_value"))
    name = f"{study.values.study.name}-{_digest(study, runs)}"
    published = publish_table(
        runs_dir,
        name,
        study,
        table,
        read,
        [member.loaded for member in wanted],
        synthetic=snapshot.synthetic,
        runs=runs,
    )
    tell(1.0, "published")
    return StudyResult(published, table, len(missing), len(wanted) - len(missing))


def _run(
    wanted: list[Member], folders: list[Path], whole: list[bool], runs_dir: Path, tell: Progress
) -> list[Path]:
    """Folder of every run; those that are missing or damaged are made one after the other."""
    began, done, count, runs = time.monotonic(), 0, whole.count(False), []
    for member, folder, there in zip(wanted, folders, whole, strict=True):
        if there:
            runs.append(folder)
            continue
        each = (time.monotonic() - began) / done if done else 0.0
        left = f", {duration_text(each * (count - done))} left" if done else ""
        tell(done / count, f"run {done + 1} of {count}: {folder.name}{left}")
        runs.append(run_scenario(member.file, runs_dir=runs_dir, overrides=member.overrides).folder)
        done += 1
    return runs


def _seconds(missing: list[Member], assembly: Assembly, runs_dir: Path) -> float:
    """Wall time of the runs that are missing [s], from the inputs of the first."""
    size = estimate(assembly, cache=cache_folder(runs_dir))
    each_hour = size.seconds / missing[0].loaded.spec.settings.duration_h
    hours = sum(member.loaded.spec.settings.duration_h for member in missing)
    return each_hour * hours + OVERHEAD * len(missing)


def _snapshot(study: Study, runs_dir: Path) -> Snapshot:
    base = load_scenario(study.base, study.values.study.set)
    if not isinstance(base.spec.domain, DistrictDomain):
        raise InputError(
            f"{study.file}: base = {study.values.base!r} stands on rasters; critical rain needs a district, "
            "whose census names the places"
        )
    return snapshot_of(base, DISTRICT_COLUMNS, cache=cache_folder(runs_dir))


def _digest(study: Study, runs: list[Path]) -> str:
    """What names the table: the study and its runs."""
    digest = hashlib.sha256(study.values.model_dump_json().encode())
    for folder in runs:
        digest.update(folder.name.encode())
    return digest.hexdigest()[:12]
