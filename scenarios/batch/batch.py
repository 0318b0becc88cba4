"""A batch from its file to a published folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.batch.places import work_folder
from scenarios.batch.plan import Plan, plan_batch
from scenarios.batch.progress import BatchProgress
from scenarios.batch.publishing import publish_batch, reducer_of
from scenarios.batch.results import MemberResult, Outcome
from scenarios.batch.spec import load_batch
from scenarios.batch.taken import keep_taken
from scenarios.batch.work import run_members
from scenarios.console import ProgressBar, say, say_json
from scenarios.paths import cache_folder

SOME_FAILED = 2
"""Exit code where a member failed."""


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch.

    Parameters
    ----------
    folder
        The published folder.
    outcome
        What became of every member.
    key_figures
        Numbers of members.
    unused
        Tables of the file that nothing computes yet.
    """

    folder: Path
    outcome: Outcome
    key_figures: dict[str, Any]
    unused: tuple[str, ...] = ()


def run(
    source: str | Path,
    *,
    runs_dir: str | Path = "runs",
    workers: int | None = None,
    scheduler: str | None = None,
    on_plan: Callable[[Plan], None] | None = None,
    on_done: Callable[[MemberResult], None] | None = None,
    on_tick: Callable[[], None] | None = None,
) -> BatchResult:
    """Run what is missing of a batch and publish its table.

    Parameters
    ----------
    source
        A path that ends in .toml, or the name of a ready batch.
    runs_dir
        Folder of the runs.
    workers
        Processes on this machine, one thread each; what cores and memory allow unless stated.
    scheduler
        Address of a dask scheduler whose workers are used instead.
    on_plan
        Called with what the batch will take, before anything starts.
    on_done, on_tick
        Called with the result of each member as it comes, and now and then.

    Returns
    -------
    BatchResult
        The folder and what became of the members.

    Raises
    ------
    InputError
        If the batch, a member or the scheduler is refused, or machine and disk are too small.
    BatchStoppedError
        If it cannot go on; what is done is kept, and the same call resumes.
    """
    runs = Path(runs_dir)
    started = dt.datetime.now(dt.UTC)
    batch = load_batch(source)
    plan = plan_batch(batch, runs_dir=runs, workers=workers, scheduler=scheduler)
    if on_plan is not None:
        on_plan(plan)
    work = work_folder(batch, runs)
    reducer = reducer_of(batch, len(plan.members), work=work)

    def done(result: MemberResult) -> None:
        reducer.add(result)
        if on_done is not None:
            on_done(result)

    outcome = run_members(
        plan.members,
        runs_dir=runs,
        work=work,
        workers=plan.workers if scheduler is None else None,
        scheduler=scheduler,
        on_done=done,
        on_tick=on_tick,
    )
    keep_taken(cache_folder(runs), plan.members, outcome.members)
    folder, figures = publish_batch(batch, plan.members, outcome, reducer, runs_dir=runs, started=started)
    unused = ("[rates]",) if batch.values.rates is not None else ()
    return BatchResult(folder, outcome, figures, unused)


def run_command(
    *, source: str, runs: Path, workers: int | None, scheduler: str | None, as_json: bool
) -> int | None:
    """`fangzai batch run`: run, show how far it is, and say what came of it."""
    with ProgressBar(shown=not as_json) as bar:
        told = BatchProgress(bar, as_json=as_json)
        found = run(
            source, runs_dir=runs, workers=workers, scheduler=scheduler, on_plan=told.begin,
            on_done=told.member, on_tick=told.tick,
        )  # fmt: skip
    failed = [result for result in found.outcome.members if result.status == "failed"]
    if as_json:
        say_json(
            {
                "status": "failed" if failed else "done",
                "folder": str(found.folder),
                **found.key_figures,
                "failed": [{"member": one.label, "reason": one.reason} for one in failed],
            }
        )
    else:
        say(f"published: {found.folder}")
        for name, value in found.key_figures.items():
            say(f"  {name}: {value}")
        if found.unused:
            say(f"  read but not computed yet: {', '.join(found.unused)}")
        for one in failed:
            say(f"  failed: {one.label}: {one.reason}")
    return SOME_FAILED if failed else None
