"""Where the members are worked on: processes of this machine, or the workers of any dask scheduler."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census.errors import InputError
from scenarios.batch.guard import Guard, fair_memory
from scenarios.batch.perform import differences, facts, stamp
from scenarios.batch.worker import GIB

if TYPE_CHECKING:
    from distributed import Client

ANSWER = 10.0
"""Time in which a scheduler must answer [s]."""

LOOK = "tcp://10.0.0.1:8786"


class BatchStoppedError(RuntimeError):
    """A batch that cannot go on; what is done is kept, and the same command resumes."""


@dataclass(frozen=True)
class Seen:
    """A worker as its scheduler knows it: name, memory it takes and may take [bytes]."""

    name: str
    memory: int
    limit: int


@dataclass(frozen=True)
class Cluster:
    """A connected client and, on this machine, who keeps the workers.

    Parameters
    ----------
    client
        Client of dask.
    guard
        Keeper of workers of this machine; None for those of a scheduler elsewhere.
    """

    client: Client
    guard: Guard | None

    def seen(self) -> Mapping[str, Seen]:
        """Workers by address.

        Raises
        ------
        BatchStoppedError
            If the scheduler does not answer.
        """
        try:
            if self.client.status != "running":
                raise OSError(f"the connection is {self.client.status}")
            ask = self.client.scheduler.identity  # type: ignore[union-attr]
            said = self.client.sync(ask, n_workers=-1, callback_timeout=ANSWER)["workers"]
        except Exception as error:  # noqa: BLE001 - dask tells a lost scheduler in many ways
            raise BatchStoppedError(f"the scheduler is gone ({_cause(error)})") from None
        return {address: _seen(worker) for address, worker in said.items()}

    def death_of(self, worker: Seen) -> str:
        """How a worker that is gone came to its end, as far as is known."""
        told = self.guard.deaths.get(worker.name) if self.guard is not None else None
        if told is not None:
            return told
        if worker.limit and worker.memory:
            held = f"; when last heard of it took {worker.memory / GIB:.2f} of {worker.limit / GIB:.2f} GiB"
        else:
            held = ""
        return f"worker {worker.name} was lost{held}"


@contextlib.contextmanager
def local_cluster(*, workers: int, memory_limit: int | None, log: Path) -> Iterator[Cluster]:
    """Workers of this machine, gone when the context ends or this process does.

    Parameters
    ----------
    workers
        How many processes, one thread each.
    memory_limit
        Memory above which a worker is killed [bytes]; a fair share of the machine's unless stated.
    log
        File for what workers say on stderr.
    """
    import dask
    from distributed import Client, LocalCluster

    settings = {
        # A member counts for itself how often it was tried, and compiled loops may keep a worker from
        # telling that it lives.
        "distributed.scheduler.worker-ttl": None,
        "distributed.scheduler.work-stealing": False,
        "distributed.worker.memory.spill": False,
    }
    log.parent.mkdir(parents=True, exist_ok=True)
    with _quiet(), dask.config.set(settings), contextlib.ExitStack() as stack:
        cluster = stack.enter_context(
            LocalCluster(
                n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=False, processes=True
            )
        )
        client = stack.enter_context(Client(cluster, set_as_default=False))
        guard = Guard(
            cluster.scheduler_address,
            workers=workers,
            memory_limit=memory_limit or fair_memory(workers),
            name="local",
            log=log,
        )
        # Last in, first out: the workers go before their scheduler.
        stack.callback(guard.stop)
        guard.start()
        yield Cluster(client, guard)


@contextlib.contextmanager
def remote_cluster(address: str, *, work: Path) -> Iterator[Cluster]:
    """The workers of a scheduler that runs already.

    Parameters
    ----------
    address
        Address of the scheduler.
    work
        Folder of the batch's work, which all workers must see.

    Raises
    ------
    InputError
        If no scheduler answers there, or a worker cannot be used.
    """
    from distributed import Client

    with _quiet():
        try:
            client = Client(address, timeout=ANSWER, set_as_default=False)
        except Exception as error:  # noqa: BLE001 - dask tells a missing scheduler in many ways
            raise InputError(
                f"--scheduler {address}: no dask scheduler answers there within {ANSWER:.0f} s "
                f"({_cause(error)}); start one with `dask scheduler` and state the address it tells, "
                f"e.g. {LOOK}"
            ) from None
        with client:
            check_workers(client, work)
            yield Cluster(client, None)


def check_workers(client: Client, work: Path) -> None:
    """Refuse workers that are another suite or do not see the folder of the runs.

    Raises
    ------
    InputError
        Naming the worker and what differs.
    """
    token = work / f"seen-{secrets.token_hex(4)}"
    token.write_text("a worker that does not see this cannot publish here\n", encoding="utf-8")
    try:
        said = client.run(facts, str(token), on_error="return")
    finally:
        token.unlink()
    for worker, told in said.items():
        if not isinstance(told, dict):
            raise InputError(f"worker {worker} cannot run members: {type(told).__name__}: {told}")
        differing = differences(stamp(), told["stamp"])
        if differing:
            raise InputError(
                f"worker {worker} ({told['host']}) is not the same suite: {differing}; install the same "
                "version there and start the worker anew"
            )
        if not told["sees"]:
            raise InputError(
                f"worker {worker} ({told['host']}) does not see {work}; the folder of the runs must be on a "
                "file system that all workers share, under the same path"
            )


def _seen(worker: Mapping[str, Any]) -> Seen:
    return Seen(
        str(worker.get("name") or worker.get("id")),
        int(worker.get("metrics", {}).get("memory") or 0),
        int(worker.get("memory_limit") or 0),
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask from writing of lost workers, which we tell in our own words."""
    # Dask gives each of its parts a level of its own.
    names = [name for name in logging.root.manager.loggerDict if name.startswith(("distributed", "tornado"))]
    loggers = [logging.getLogger(name) for name in (*names, "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _cause(error: BaseException) -> str:
    """An error in one line."""
    return (str(error) or type(error).__name__).splitlines()[0]


def default_workers() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
