"""`python -m scenarios.batch.worker ADDRESS`: workers of a batch, on this machine or another.

A guard starts every worker as a process of its own with all thread counts at one, holds it to its memory
and starts another where one dies. The workers end with their guard and with their scheduler.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence

from scenarios.batch.lifetime import end_with

SCHEDULER_GONE = 3
"""Exit code of a worker whose scheduler is not there, or not any more."""

PATIENCE = 30.0
"""Time in which a scheduler must answer [s]."""

GIB = 1 << 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.batch.worker", description=__doc__)
    parser.add_argument("address", help="address of the scheduler, e.g. tcp://10.0.0.1:8786")
    parser.add_argument("--workers", type=int, default=1, help="how many, one thread each")
    parser.add_argument("--memory", type=float, metavar="GIB", help="memory of each worker")
    parser.add_argument("--name", default="", help="beginning of their names")
    parser.add_argument("--child-of", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child_of is not None:
        end_with(given.child_of)
        return asyncio.run(_serve(given.address, given.name, given.memory))
    return guard(given.address, workers=given.workers, memory=given.memory, name=given.name)


def guard(address: str, *, workers: int, memory: float | None, name: str) -> int:
    """Keep workers going until their scheduler ends or someone interrupts.

    Parameters
    ----------
    address
        Address of the scheduler.
    workers
        How many.
    memory
        Memory of each [GiB]; a fair share of the machine's unless stated.
    name
        Beginning of their names; that of the machine unless stated.
    """
    from scenarios.batch.guard import Guard, fair_memory

    limit = int(memory * GIB) if memory is not None else fair_memory(workers)
    crew = Guard(address, workers=workers, memory_limit=limit, name=name or os.uname().nodename)
    crew.start()
    try:
        while crew.working:
            time.sleep(0.2)
    except KeyboardInterrupt:
        return 130
    finally:
        crew.stop()
        for who, why in crew.deaths.items():
            sys.stderr.write(f"{who}: {why}\n")
    if crew.failure:
        sys.stderr.write(f"{crew.failure}\n")
    return 1 if crew.failure else 0


async def _serve(address: str, name: str, memory: float | None) -> int:
    """Work for a scheduler until it ends."""
    import logging
    import tempfile

    import dask
    from distributed import Status, Worker

    logging.getLogger("distributed").setLevel(logging.ERROR)
    # The guard holds a worker to its memory from outside, even while a compiled loop runs.
    own = {f"distributed.worker.memory.{part}": False for part in ("target", "spill", "pause", "terminate")}
    with tempfile.TemporaryDirectory(prefix="fangzai-worker-") as folder, dask.config.set(own):
        worker = Worker(
            address,
            nthreads=1,
            name=name,
            memory_limit=int(memory * GIB) if memory else 0,
            local_directory=folder,
            dashboard=False,
            dashboard_address=None,
            death_timeout=PATIENCE,
        )
        try:
            await worker
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told by the guard
            sys.stderr.write(f"no scheduler at {address}: {error}\n")
            return SCHEDULER_GONE
        while worker.status in {Status.running, Status.paused}:
            await asyncio.sleep(0.1)
    # A member that is still running is not waited for: its folder is not visible yet.
    sys.stderr.flush()
    os._exit(SCHEDULER_GONE)


if __name__ == "__main__":
    raise SystemExit(main())
