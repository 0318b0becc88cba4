"""Running the steps: what is current is skipped, what is made appears as a whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from census.attempts import new_attempt, remove_stale_attempts
from census.derive.code import code_hash
from census.derive.folder import verify_step
from census.derive.placing import list_step, place, plain, remove_unlisted, steps_made
from census.derive.products import content_hash, write_products
from census.derive.reading import NotedSource, Shelf, changed
from census.derive.step import Derived, Progress, Source
from census.derive.steps import STEPS, Step, steps_named
from census.durable import locked
from census.errors import InputError

State = Literal["made", "current", "missing"]

DISTRICT_CELLS = 8.6e6
"""Cells of the terrain of a district of 100 km2 at 5 m, for which steps state their usual time."""


@dataclass(frozen=True)
class StepRun:
    """What became of one step.

    Parameters
    ----------
    name
        Name of the step.
    state
        "made", "current" (nothing to do) or "missing" (this suite has no such module).
    why
        Why it had to be made, or what is missing; empty for a current one.
    seconds
        Time it took when it was made [s].
    outputs
        Names of its rasters, tables and files.
    notes
        Its figures and doubts.
    """

    name: str
    state: State
    why: str
    seconds: float
    outputs: tuple[str, ...] = ()
    notes: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Plan:
    """What has to be made.

    Parameters
    ----------
    due
        Step and reason, in the order in which they are made.
    current, missing
        Names of steps with nothing to do, and of those whose modules do not exist.
    seconds
        Estimate for the steps due [s].
    """

    due: tuple[tuple[Step, str], ...]
    current: tuple[str, ...]
    missing: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Summary:
    """What a derivation did.

    Parameters
    ----------
    folder
        Where its results lie.
    runs
        The steps asked for, in their order.
    synthetic
        Whether the district is made up.
    seconds
        Time it took [s].
    """

    folder: Path
    runs: tuple[StepRun, ...]
    synthetic: bool
    seconds: float


def plan_of(
    source: Source,
    out: str | Path,
    *,
    only: str | Sequence[str] | None = None,
    anew: bool = False,
    steps: Mapping[str, Step] = STEPS,
) -> Plan:
    """Say which steps have to be made and about how long that takes; parameters are those of `derive_all`."""
    return _plan(Shelf(source), Path(out), only=only, anew=anew, steps=steps)


def derive_all(
    source: Source,
    out: str | Path,
    *,
    only: str | Sequence[str] | None = None,
    anew: bool = False,
    progress: Progress | None = None,
    steps: Mapping[str, Step] = STEPS,
) -> Summary:
    """Derive what the simulators need.

    Parameters
    ----------
    source
        Tables and rasters of the district: a snapshot or the database.
    out
        Folder for the results; it is made. Others may read it meanwhile: each step's results appear at
        once. A second derivation into the same folder waits for the first.
    only
        Name of a step, or several; all whose modules exist unless stated.
    anew
        Make the steps even where inputs and code did not change.
    progress
        Called with the share done and what is being done.
    steps
        The steps there are.

    Raises
    ------
    InputError
        If there is no such step, the source lacks what a step needs or a step refuses what it holds.
        Steps made before stay.
    """
    began = time.perf_counter()
    out = Path(out)
    tell = progress or (lambda share, message: None)
    wanted = steps_named(only, steps)
    out.mkdir(parents=True, exist_ok=True)
    with locked(out):
        remove_stale_attempts(out)
        tell(0.0, "comparing inputs")
        shelf = Shelf(source)
        plan = _plan(shelf, out, only=only, anew=anew, steps=steps)
        remove_unlisted(out)
        total = max(sum(step.seconds for step, _ in plan.due), 1e-9)
        done, reasons = 0.0, {}
        for step, why in plan.due:
            part = (done / total, step.seconds / total)
            _make(step, shelf, out, _within(tell, part, step.zh))
            done += step.seconds
            reasons[step.name] = why
        tell(1.0, "done")
        held = steps_made(out)
    runs = tuple(_run_of(step, plan, held, reasons) for step in wanted)
    return Summary(out, runs, bool(source.synthetic), time.perf_counter() - began)


def _plan(
    shelf: Shelf, out: Path, *, only: str | Sequence[str] | None, anew: bool, steps: Mapping[str, Step]
) -> Plan:
    known = steps_made(out)
    due, current, missing = [], [], []
    for step in steps_named(only, steps):
        if not step.exists():
            if only is not None:
                step.load()
            missing.append(step.name)
            continue
        why = "asked for" if anew else _reason(step, shelf, out, known.get(step.name))
        if why:
            due.append((step, why))
        else:
            current.append(step.name)
    return Plan(tuple(due), tuple(current), tuple(missing), _seconds(due, known, shelf))


def _reason(step: Step, shelf: Shelf, out: Path, before: Mapping[str, Any] | None) -> str:
    """Why a step has to be made; empty if it is current."""
    if before is None:
        return "not made yet"
    if before["code"] != code_hash(step.module):
        return "its code changed"
    if before["synthetic"] != shelf.source.synthetic:
        return "another district"
    if different := changed(shelf, before["inputs"]):
        return f"changed: {', '.join(different)}"
    try:
        verify_step(out, before)
    except InputError as error:
        return str(error)
    return ""


def _seconds(due: Sequence[tuple[Step, str]], known: Mapping[str, Any], shelf: Shelf) -> float:
    """Estimate from the last time, or from the size of the terrain."""
    if not due:
        return 0.0
    share = 1.0
    if shelf.hash_of("raster terrain") != "absent":
        share = shelf.get("raster terrain")[0].size / DISTRICT_CELLS
    return sum(
        float(known[step.name]["seconds"]) if step.name in known else step.seconds * share for step, _ in due
    )


def _make(step: Step, shelf: Shelf, out: Path, tell: Progress) -> None:
    """Make one step and list it in the manifest."""
    lacking = [key for key in _declared(step) if shelf.hash_of(key) == "absent"]
    if lacking:
        raise InputError(f"derive: step {step.name!r} needs {', '.join(lacking)}, which the source lacks")
    derive = step.load()
    began = time.perf_counter()
    noted = NotedSource(shelf, {key: shelf.hash_of(key) for key in _declared(step)})
    tell(0.0, "")
    derived = derive(noted, tell)
    _refuse_taken_names(step, derived, steps_made(out))
    attempt = new_attempt(out)
    try:
        entries = write_products(attempt, derived)
        home = out / f"{step.name}-{content_hash(entries)[:12]}"
        for part in entries.values():
            for entry in part.values():
                entry["file"] = f"{home.name}/{entry['file']}"
        record = {
            "folder": home.name,
            "code": code_hash(step.module),
            "inputs": dict(sorted(noted.inputs.items())),
            "synthetic": bool(noted.synthetic),
            "seconds": round(time.perf_counter() - began, 2),
            "notes": plain(derived.notes),
            **entries,
        }
        place(attempt, home, record)
        list_step(out, step.name, record)
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def _declared(step: Step) -> list[str]:
    return [f"table {name}" for name in step.tables] + [f"raster {name}" for name in step.rasters]


def _refuse_taken_names(step: Step, derived: Derived, held: Mapping[str, Mapping[str, Any]]) -> None:
    """Products are asked for by name alone, so two steps must not use one name."""
    for name, other in held.items():
        for kind, made in (
            ("rasters", derived.rasters),
            ("tables", derived.tables),
            ("files", derived.files),
        ):
            if name != step.name and (taken := sorted(set(made) & set(other[kind]))):
                raise ValueError(f"steps {name!r} and {step.name!r} both make the {kind} {taken}")


def _within(tell: Progress, part: tuple[float, float], label: str) -> Progress:
    start, size = part
    return lambda share, message: tell(
        start + size * min(max(share, 0.0), 1.0), f"{label}: {message}" if message else label
    )


def _run_of(
    step: Step, plan: Plan, held: Mapping[str, Mapping[str, Any]], reasons: Mapping[str, str]
) -> StepRun:
    if step.name in plan.missing:
        return StepRun(step.name, "missing", f"there is no module {step.module}", 0.0)
    record = held[step.name]
    outputs = tuple(sorted([*record["rasters"], *record["tables"], *record["files"]]))
    state: State = "made" if step.name in reasons else "current"
    why = reasons.get(step.name, "")
    return StepRun(step.name, state, why, float(record["seconds"]), outputs, record["notes"])
