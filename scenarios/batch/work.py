"""The members of a batch from first to last: what is published is skipped, what fails is tried again."""

from __future__ import annotations

import contextlib
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census.attempts import remove_stale_attempts
from scenarios.batch.cluster import (
    BatchStoppedError,
    Cluster,
    Seen,
    default_workers,
    local_cluster,
    remote_cluster,
)
from scenarios.batch.perform import Order, Report, perform, stamp
from scenarios.batch.results import MemberLike, MemberResult, Outcome, Planned
from scenarios.batch.state import Journal, last_by_run

if TYPE_CHECKING:
    from distributed import Future

ATTEMPTS = 3
"""A member is begun at most so often: once, and twice again."""

TICK = 0.25
"""Time between looks at the workers [s]."""

ALONE = 60.0
"""Time for which a batch waits where there is no worker [s]."""

OnDone = Callable[[MemberResult], None]


@dataclass(frozen=True)
class Task:
    """A member that is to be run, and the name its run will have."""

    member: MemberLike
    run_id: str
    attempt: int = 1


@dataclass
class _Floor:
    """Who works on what: at most one member at a worker."""

    free: dict[str, Seen] = field(default_factory=dict)
    busy: dict[str, tuple[Task, Future[Any], Seen]] = field(default_factory=dict)


def run_members(
    members: Iterable[Planned],
    *,
    runs_dir: Path,
    work: Path,
    workers: int | None = None,
    scheduler: str | None = None,
    memory_limit: int | None = None,
    on_done: OnDone | None = None,
    on_tick: Callable[[], None] | None = None,
) -> Outcome:
    """Run every member that is not published yet.

    Parameters
    ----------
    members
        The members and the names of their runs.
    runs_dir
        Folder of the runs.
    work
        Folder of the batch's work: its journal and the words of its workers.
    workers
        Processes on this machine, one thread each; as many as it has cores unless stated.
    scheduler
        Address of a dask scheduler whose workers are used instead.
    memory_limit
        Memory above which a worker of this machine is killed [bytes].
    on_done
        Called with the result of each member as it comes, in no fixed order.
    on_tick
        Called now and then while members run.

    Returns
    -------
    Outcome
        A result for every member, in their order.

    Raises
    ------
    InputError
        If the scheduler or its workers cannot be used.
    BatchStoppedError
        If the batch cannot go on; what is done is kept, and the same call resumes.
    """
    runs_dir, work = Path(runs_dir).absolute(), Path(work).absolute()
    results: list[MemberResult] = []
    with Journal(work) as journal:
        shift = _Shift(runs_dir, work, journal, results, on_done or _nobody, on_tick or _idle)
        tasks = shift.missing(members)
        if tasks:
            remove_stale_attempts(runs_dir)
            journal.add("begun", members=len(tasks) + len(results), missing=len(tasks))
            try:
                with _cluster(scheduler, workers or default_workers(), memory_limit, work) as cluster:
                    shift.work_off(cluster, tasks)
            except BaseException as error:
                journal.add("stopped", reason=str(error) or type(error).__name__)
                raise
            finally:
                if runs_dir.is_dir():
                    remove_stale_attempts(runs_dir)
            journal.add("ended", members=len(results))
    return Outcome(tuple(sorted(results, key=lambda result: result.index)))


def _cluster(
    scheduler: str | None, workers: int, memory_limit: int | None, work: Path
) -> contextlib.AbstractContextManager[Cluster]:
    if scheduler is not None:
        return remote_cluster(scheduler, work=work)
    return local_cluster(workers=workers, memory_limit=memory_limit, log=work / "workers.log")


@dataclass
class _Shift:
    """One go at a batch: what it needs, and what came of its members so far."""

    runs_dir: Path
    work: Path
    journal: Journal
    results: list[MemberResult]
    on_done: OnDone
    on_tick: Callable[[], None]
    reports: queue.SimpleQueue[tuple[str, Future[Any]]] = field(default_factory=queue.SimpleQueue)
    lonely_since: float | None = None

    def missing(self, members: Iterable[Planned]) -> list[Task]:
        """The members that are not published; of the others a result is told."""
        from outputs.publish import is_whole

        known = last_by_run(self.work)
        tasks = []
        for item in members:
            member, run_id = item.member, item.run_id
            if is_whole(self.runs_dir / run_id):
                self._tell(_of_record(member, run_id, self.runs_dir, known.get(run_id, {})))
            else:
                tasks.append(Task(member, run_id))
        return tasks

    def work_off(self, cluster: Cluster, tasks: list[Task]) -> None:
        """Hand tasks to workers until none is left."""
        waiting, floor = deque(tasks), _Floor()
        looked = -TICK
        try:
            while waiting or floor.busy:
                if time.monotonic() - looked >= TICK:
                    self._look(cluster, floor, waiting)
                    looked = time.monotonic()
                    self.on_tick()
                self._hand_out(cluster, floor, waiting)
                for address, future in self._arrived():
                    self._take(address, future, floor, waiting)
        except BatchStoppedError as stopped:
            left = len(waiting) + len(floor.busy)
            raise BatchStoppedError(
                f"{stopped}; {len(self.results)} members are done or stand with their reason, {left} are "
                "left: the same command goes on from there"
            ) from None

    def _hand_out(self, cluster: Cluster, floor: _Floor, waiting: deque[Task]) -> None:
        while waiting and floor.free:
            address, seen = floor.free.popitem()
            task = waiting.popleft()
            order = Order(
                str(task.member.base), tuple(task.member.overrides), task.run_id, str(self.runs_dir),
                str(self.work), task.attempt, stamp(),
            )  # fmt: skip
            future: Future[Any] = cluster.client.submit(
                perform, order, key=f"{task.run_id}-{task.attempt}-{time.monotonic_ns()}", pure=False,
                retries=0, workers=[address], allow_other_workers=False,
            )  # fmt: skip
            floor.busy[address] = (task, future, seen)
            future.add_done_callback(lambda done, a=address: self.reports.put((a, done)))

    def _arrived(self) -> Iterator[tuple[str, Future[Any]]]:
        """What came in, after waiting a little for the first."""
        try:
            yield self.reports.get(timeout=TICK)
            while True:
                yield self.reports.get_nowait()
        except queue.Empty:
            return

    def _look(self, cluster: Cluster, floor: _Floor, waiting: deque[Task]) -> None:
        """See who is there, who came and who is gone."""
        seen = cluster.seen()
        for address in [address for address in floor.free if address not in seen]:
            del floor.free[address]
        for address in [address for address in floor.busy if address not in seen]:
            task, future, worker = floor.busy.pop(address)
            if future.status == "finished":
                floor.busy[address] = (task, future, worker)
                continue
            future.cancel()
            self._again(task, cluster.death_of(worker), waiting, worker=worker.name)
        for address, worker in seen.items():
            if address in floor.busy:
                task, future, _ = floor.busy[address]
                floor.busy[address] = (task, future, worker)
            else:
                floor.free[address] = worker
        self._check_company(cluster, alone=not seen)

    def _check_company(self, cluster: Cluster, *, alone: bool) -> None:
        if cluster.guard is not None and not cluster.guard.working:
            raise BatchStoppedError(cluster.guard.failure or "no worker of this machine is left")
        now = time.monotonic()
        self.lonely_since = (self.lonely_since or now) if alone else None
        if self.lonely_since is not None and now - self.lonely_since > ALONE:
            raise BatchStoppedError(f"there has been no worker for {ALONE:.0f} s")

    def _take(self, address: str, future: Future[Any], floor: _Floor, waiting: deque[Task]) -> None:
        """See what came of a task."""
        if address not in floor.busy or floor.busy[address][1] is not future:
            return
        task, _, worker = floor.busy[address]
        if future.status != "finished":
            # Its worker died or the scheduler is gone, which the next look tells apart.
            return
        del floor.busy[address]
        floor.free[address] = worker
        report: Report = future.result()
        if report.kind == "done":
            self._end(task, report, "done")
        elif report.kind == "refused":
            self._end(task, report, "failed")
        elif report.kind == "mismatch":
            raise BatchStoppedError(f"worker {worker.name} cannot go on: {report.reason}")
        elif report.kind == "disk":
            raise BatchStoppedError(report.reason)
        else:
            self._again(task, report.reason, waiting, report=report, worker=worker.name)

    def _again(
        self, task: Task, reason: str, waiting: deque[Task], *, worker: str, report: Report | None = None
    ) -> None:
        """Try a member once more, or let it stand as failed."""
        if task.attempt < ATTEMPTS:
            self.journal.add(
                "again", index=task.member.index, run_id=task.run_id, attempt=task.attempt, reason=reason,
                worker=worker,
            )  # fmt: skip
            waiting.appendleft(Task(task.member, task.run_id, task.attempt + 1))
            return
        stated = f"{reason} ({task.attempt} attempts)"
        found = report or Report("failed", stated, float("nan"), 0, worker)
        self._end(task, found._replace(reason=stated), "failed")

    def _end(self, task: Task, report: Report, status: Any) -> None:
        result = MemberResult(
            index=task.member.index,
            label=task.member.label,
            status=status,
            run_id=task.run_id,
            folder=self.runs_dir / task.run_id,
            reason=report.reason,
            seconds=report.seconds,
            peak_bytes=report.peak_bytes,
            worker=report.worker,
            attempts=task.attempt,
        )
        self.journal.add(
            status, index=result.index, label=result.label, run_id=result.run_id, reason=result.reason,
            seconds=None if result.seconds != result.seconds else round(result.seconds, 3),
            peak_bytes=result.peak_bytes, worker=result.worker, attempts=result.attempts,
        )  # fmt: skip
        self._tell(result)

    def _tell(self, result: MemberResult) -> None:
        self.results.append(result)
        self.on_done(result)


def _of_record(member: MemberLike, run_id: str, runs_dir: Path, record: dict[str, Any]) -> MemberResult:
    """Result of a member that was published before, with what the journal knows of it."""
    done = record if record.get("event") == "done" else {}
    return MemberResult(
        index=member.index,
        label=member.label,
        status="skipped",
        run_id=run_id,
        folder=runs_dir / run_id,
        seconds=float("nan") if done.get("seconds") is None else float(done["seconds"]),
        peak_bytes=int(done.get("peak_bytes", 0)),
        worker=str(done.get("worker", "")),
        attempts=int(done.get("attempts", 0)),
    )


def _nobody(result: MemberResult) -> None:
    """Nobody wants to know."""


def _idle() -> None:
    """Nothing to do meanwhile."""
