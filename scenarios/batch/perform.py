"""What a worker does with one member: run it, and tell in plain values what came of it."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, NamedTuple

from census.errors import InputError
from scenarios.batch.pinning import pin_loaded

Kind = Literal["done", "refused", "failed", "memory", "disk", "mismatch"]

COMPARED = ("distributed", "numba", "numpy", "xarray")
"""Packages whose versions client and workers must share."""


class Order(NamedTuple):
    """One member as it goes to a worker: words only.

    Parameters
    ----------
    base, overrides
        The scenario and its changes.
    run_id
        Name the run must come to.
    runs_dir, work
        Folders of the runs and of the batch's work.
    attempt
        How often it was begun with this one.
    stamp
        What the client's suite is.
    """

    base: str
    overrides: tuple[str, ...]
    run_id: str
    runs_dir: str
    work: str
    attempt: int
    stamp: Mapping[str, str]


class Report(NamedTuple):
    """What came of an order.

    Parameters
    ----------
    kind
        "done"; "refused" for what no repetition mends; "failed"; "memory" and "disk" for what ran out;
        "mismatch" where the worker is another suite than the client.
    reason
        Why it is not done.
    seconds, peak_bytes, worker
        Wall time [s], largest memory [bytes], name of the worker.
    """

    kind: Kind
    reason: str
    seconds: float
    peak_bytes: int
    worker: str


def perform(order: Order) -> Report:
    """Run one member in this process."""
    began = time.monotonic()
    _forget_peak()
    kind, reason = _outcome(order)
    return Report(kind, reason, time.monotonic() - began, _peak_bytes(), _own_name())


def _outcome(order: Order) -> tuple[Kind, str]:
    from outputs.publish import PublishError
    from scenarios.batch.state import mark_start
    from scenarios.kept import keep_inputs
    from scenarios.run import run_scenario

    differing = differences(order.stamp, stamp())
    if differing:
        return "mismatch", differing
    pin_loaded()
    keep_inputs()
    try:
        mark_start(Path(order.work), run_id=order.run_id, attempt=order.attempt)
        result = run_scenario(order.base, runs_dir=Path(order.runs_dir), overrides=order.overrides)
    except InputError as error:
        return "refused", str(error)
    except MemoryError as error:
        return "memory", f"the worker ran out of memory ({str(error) or type(error).__name__})"
    except PublishError as error:
        return "disk", str(error)
    except Exception as error:  # noqa: BLE001 - one member that fails must not end the batch
        return ("disk" if _is_full(error) else "failed"), f"{type(error).__name__}: {error}"
    if result.run_id != order.run_id:
        return "mismatch", f"the run came out as {result.run_id}: an input changed meanwhile"
    return "done", ""


@cache
def stamp() -> dict[str, str]:
    """What makes results of two processes the same: the suite, its lock, Python and its packages."""
    from scenarios.identity import code_hash, lock_hash

    return {
        "fangzai": code_hash(),
        "lock": lock_hash(),
        "python": ".".join(str(part) for part in sys.version_info[:2]),
        **{name: _version(name) for name in COMPARED},
    }


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> str:
    """In words, in what two suites differ; "" where they do not."""
    return "; ".join(
        f"{name} is {_shortened(found.get(name, 'missing'))} there and {_shortened(value)} here"
        for name, value in wanted.items()
        if found.get(name) != value
    )


def facts(token: str) -> dict[str, Any]:
    """What a worker says of itself before it is given work.

    Parameters
    ----------
    token
        Path of a file that the client wrote.
    """
    return {"stamp": stamp(), "sees": Path(token).is_file(), "host": platform.node(), "pid": os.getpid()}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _shortened(value: str) -> str:
    return value if len(value) < 20 else value[:12]


def _own_name() -> str:
    from distributed import get_worker

    try:
        return str(get_worker().name)
    except ValueError:
        return platform.node()


def _is_full(error: Exception) -> bool:
    import errno

    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _forget_peak() -> None:
    """Begin the largest memory anew, where the system can."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak_bytes() -> int:
    """Largest memory of this process [bytes]; 0 where the system does not tell."""
    try:
        with Path("/proc/self/status").open() as lines:
            line = next(line for line in lines if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return _usage_bytes()


def _usage_bytes() -> int:
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most if sys.platform == "darwin" else most * 1024)
