"""Who keeps workers: starts them, holds them to their memory, starts another where one dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from scenarios.batch.pinning import PINNED
from scenarios.batch.worker import GIB, SCHEDULER_GONE
from scenarios.paths import PROJECT

LOOKED = 0.05
"""Time between looks at the workers [s]."""

TRIES = 3
"""A place whose worker ends by itself so often one after the other is given up."""

SHARE = 0.9
"""Share of the machine's memory that workers may take together."""

FORGIVEN = 60.0
"""A worker that lived longer had started well [s]."""


@dataclass
class _Place:
    """A place for one worker: the process that has it now, and how it went."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    name: str = ""
    began: float = 0.0
    born: int = 0
    faults: int = 0
    gone: bool = False


@dataclass
class Guard:
    """Keeps a number of workers alive in processes of their own.

    Parameters
    ----------
    address
        Address of their scheduler.
    workers
        How many.
    memory_limit
        Memory above which a worker is killed [bytes].
    name
        Beginning of their names.
    log
        File for what they say on stderr; the guard's own stderr unless stated.

    Attributes
    ----------
    deaths
        By name of a worker that died, how.
    failure
        Why the guard gave up; "" while it did not.
    """

    address: str
    workers: int
    memory_limit: int
    name: str = "worker"
    log: Path | None = None
    deaths: dict[str, str] = field(default_factory=dict)
    failure: str = ""

    def __post_init__(self) -> None:
        self._places = [_Place(number) for number in range(self.workers)]
        self._end = threading.Event()
        # The system ties the life of a process to the thread that started it, so one thread starts all
        # of them and lives until they are gone.
        self._thread = threading.Thread(target=self._keep, name="guard of workers", daemon=True)

    @property
    def working(self) -> bool:
        """Whether any worker may still come."""
        return self._thread.is_alive() and not all(place.gone for place in self._places)

    @property
    def pids(self) -> list[int]:
        """Process numbers of the workers that live."""
        processes = [place.process for place in self._places]
        return [process.pid for process in processes if process is not None and process.poll() is None]

    def start(self) -> None:
        """Start the workers; they are there when they have told their scheduler."""
        self._thread.start()

    def stop(self) -> None:
        """End all workers at once; what they were writing is not visible and is swept later."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self) -> None:
        with self.log.open("ab") if self.log is not None else contextlib.nullcontext() as log:
            try:
                while not self._end.wait(LOOKED):
                    for place in self._places:
                        self._look(place, log)
            finally:
                for place in self._places:
                    _kill(place.process)

    def _look(self, place: _Place, log: IO[bytes] | None) -> None:
        if place.gone:
            return
        if place.process is None:
            self._fill(place, log)
        elif (code := place.process.poll()) is not None:
            self._bury(place, code)
        elif (size := _resident(place.process.pid)) > self.memory_limit:
            self.deaths[place.name] = (
                f"out of memory: worker {place.name} took {size / GIB:.2f} GiB of the "
                f"{self.memory_limit / GIB:.2f} GiB it may have"
            )
            _kill(place.process)

    def _fill(self, place: _Place, log: IO[bytes] | None) -> None:
        place.born += 1
        place.name = f"{self.name}-{place.number}" + (f".{place.born}" if place.born > 1 else "")
        place.began = time.monotonic()
        command = [
            sys.executable, "-m", "scenarios.batch.worker", self.address, "--name", place.name,
            "--memory", repr(self.memory_limit / GIB), "--child-of", str(os.getpid()),
        ]  # fmt: skip
        path = os.pathsep.join(part for part in (str(PROJECT), os.environ.get("PYTHONPATH", "")) if part)
        place.process = subprocess.Popen(
            command,
            env={**os.environ, **PINNED, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=log or subprocess.DEVNULL,
            stderr=log,
            # Ctrl-C is for the client, which ends its workers itself.
            start_new_session=True,
        )

    def _bury(self, place: _Place, code: int) -> None:
        place.process = None
        if code < 0:
            word = signal.Signals(-code).name
            more = "; the system does so when memory runs out" if -code == signal.SIGKILL else ""
            self.deaths.setdefault(place.name, f"worker {place.name} was killed by {word}{more}")
            return
        if code == SCHEDULER_GONE and time.monotonic() - place.began > 1.0:
            place.gone = True
            return
        self.deaths.setdefault(place.name, f"worker {place.name} ended with code {code}")
        place.faults = place.faults + 1 if time.monotonic() - place.began < FORGIVEN else 1
        if place.faults >= TRIES:
            place.gone = True
            self.failure = f"worker {place.name} does not start: code {code}, {TRIES} times in a row" + (
                f"; see {self.log}" if self.log else ""
            )


def fair_memory(workers: int) -> int:
    """Memory of each of some workers that share this machine [bytes]."""
    from distributed.system import MEMORY_LIMIT

    return int(SHARE * MEMORY_LIMIT / max(workers, 1))


def _resident(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    """Kill a worker and everything it started."""
    if process is None or process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
