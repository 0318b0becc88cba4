"""What a batch will take, told and judged before anything starts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from census.errors import InputError
from outputs.destination import check_destination
from outputs.publish import is_whole
from scenarios.batch.checking import Checked, check_members
from scenarios.batch.costs import Cost, Records, cost_of, read_costs
from scenarios.batch.members import members_of
from scenarios.batch.places import work_folder
from scenarios.batch.spec import Batch
from scenarios.paths import cache_folder

Progress = Callable[[float, str], None]

START = 15.0
"""Time in which the workers start and read the district [s]."""

DISK_SHARE = 0.95
"""Share of the free disk that a batch may take."""

MEMORY_SHARE = 0.9
"""Share of the machine's memory that workers may take together."""

GIB = float(1 << 30)


@dataclass(frozen=True)
class Plan:
    """The members of a batch and what they will take.

    Parameters
    ----------
    batch
        The batch.
    members
        All members, checked.
    costs
        What each will take.
    done
        Whether the run of each is published already.
    workers
        Processes that work side by side.
    memory
        Memory of the machine that workers may take together [bytes]; infinite for a cluster.
    free
        Free space where the runs go [bytes].
    measured
        Members of these kinds that were run on this machine before, on which the estimate rests.
    """

    batch: Batch
    members: Sequence[Checked]
    costs: Sequence[Cost]
    done: Sequence[bool]
    workers: int
    memory: float
    free: float
    measured: int

    @property
    def missing(self) -> list[Cost]:
        """What the members take that are not published."""
        return [cost for cost, done in zip(self.costs, self.done, strict=True) if not done]

    @property
    def core_seconds(self) -> float:
        """Time of all missing members on one core [s]."""
        return sum(cost.seconds for cost in self.missing)

    @property
    def seconds(self) -> float:
        """Wall time [s]."""
        if not self.missing:
            return 0.0
        longest = max(cost.seconds for cost in self.missing)
        return START + max(longest, self.core_seconds / min(self.workers, len(self.missing)))

    @property
    def worker_memory(self) -> float:
        """Greatest memory of a worker [bytes]."""
        return max((cost.memory for cost in self.missing), default=0.0)

    @property
    def disk(self) -> float:
        """Space that the missing runs take [bytes]."""
        return sum(cost.disk for cost in self.missing)


def plan_batch(
    batch: Batch,
    *,
    runs_dir: Path,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Read and check all members of a batch and estimate what they take.

    Parameters
    ----------
    batch
        The batch.
    runs_dir
        Folder of the runs.
    workers
        Processes of this machine; unless stated, as many as its cores and its memory allow.
    scheduler
        Address of a cluster; its memory is not judged.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If a member cannot be run, or the batch is more than the disk or the memory hold; with the estimate.
    """
    cache = cache_folder(runs_dir)
    check_destination(runs_dir, f"batch-{batch.name}")
    members = check_members(
        members_of(batch, folder=work_folder(batch, runs_dir)), cache=cache, progress=progress
    )
    records = read_costs(cache)
    costs = [cost_of(item.size, records) for item in members]
    done = [is_whole(runs_dir / item.run_id) for item in members]
    memory = float("inf") if scheduler is not None else MEMORY_SHARE * machine_memory()
    need = max((cost.memory for cost, there in zip(costs, done, strict=True) if not there), default=0.0)
    plan = Plan(
        batch=batch,
        members=members,
        costs=costs,
        done=done,
        workers=workers or _fitting(need, memory),
        memory=memory,
        free=float(shutil.disk_usage(_existing(runs_dir)).free),
        measured=_measured(members, records),
    )
    _check_memory(plan)
    _check_disk(plan, runs_dir)
    return plan


def machine_memory() -> int:
    """Memory of this machine, or what of it the process may take [bytes]."""
    from distributed.system import MEMORY_LIMIT

    return int(MEMORY_LIMIT)


def _fitting(need: float, memory: float) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(memory // need))) if need > 0.0 and memory < float("inf") else cores


def _check_memory(plan: Plan) -> None:
    """Refuse more workers than the memory holds."""
    need = plan.worker_memory
    if plan.workers * need <= plan.memory:
        return
    most = int(plan.memory // need)
    right = f"at most {most} workers fit (--workers {most})" if most else "not even one worker fits"
    raise InputError(
        f"{plan.batch.file}: {plan.workers} workers would take about {need / GIB:.1f} GiB each, and this "
        f"machine has {plan.memory / GIB:.1f} GiB for them; {right}, coarser cells (domain.cell_size_m) take "
        "less, and --scheduler takes the workers of a larger machine"
    )


def _check_disk(plan: Plan, runs_dir: Path) -> None:
    """Refuse what the disk does not hold."""
    if plan.disk <= DISK_SHARE * plan.free:
        return
    raise InputError(
        f"{plan.batch.file}: {len(plan.missing):,} runs would take about {plan.disk / 1e9:.1f} GB in "
        f"{runs_dir}, where {plan.free / 1e9:.1f} GB are free; fewer members, coarser cells "
        "(domain.cell_size_m), no grids in time (settings.output_interval_min = 0) or another disk (--runs) "
        "are needed"
    )


def _existing(folder: Path) -> Path:
    there = folder.absolute()
    while not there.is_dir():
        there = there.parent
    return there


def _measured(members: Sequence[Checked], records: Records) -> int:
    return sum(len(records.get(kind, ())) for kind in {item.size.kind for item in members})
