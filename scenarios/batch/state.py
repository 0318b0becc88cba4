"""The journal of a batch: a line for everything that happened, on the disk before it is told."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from census.durable import synced

JOURNAL = "state.jsonl"
STARTS = "starts"
"""Folder of what each worker began, a file for each process."""


class Journal:
    """Appends lines to the journal of a batch.

    Parameters
    ----------
    work
        Folder of the batch's work; made if it is not there.

    Notes
    -----
    What was published is done, whatever the journal says; it keeps what a published run does not tell
    (time, memory, worker, reasons of failures). A process that is killed may leave half a line: the
    next one begins on a line of its own, and reading passes over it.
    """

    def __init__(self, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        path = work / JOURNAL
        torn = _is_torn(path)
        self._file: IO[bytes] = path.open("ab")
        if torn:
            self._file.write(b"\n")
        synced(work)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, event: str, **values: Any) -> None:
        """Append an event and bring it to the disk."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        self._file.write(line_of({"time": now, "event": event, **values}))
        self._file.flush()
        os.fsync(self._file.fileno())


def line_of(record: Mapping[str, Any]) -> bytes:
    """A record as one line of JSON."""
    return (json.dumps(record, ensure_ascii=False, default=str) + "\n").encode()


def events(work: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of the journal of a batch, oldest first; none where there is no journal."""
    yield from _records(work / JOURNAL)


def last_by_run(work: Path) -> dict[str, dict[str, Any]]:
    """By run id, the latest "done" or "failed" of its member."""
    return {
        record["run_id"]: record
        for record in events(work)
        if record.get("event") in {"done", "failed"} and isinstance(record.get("run_id"), str)
    }


def mark_start(work: Path, *, run_id: str, attempt: int) -> None:
    """Note that this process begins a run."""
    folder = work / STARTS
    folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    with (folder / f"{os.uname().nodename if os.name == 'posix' else 'host'}-{os.getpid()}.jsonl").open(
        "ab"
    ) as file:
        file.write(line_of({"time": now, "run_id": run_id, "attempt": attempt}))


def starts(work: Path) -> list[dict[str, Any]]:
    """Everything that was begun by any worker."""
    return [
        record
        for path in sorted((work / STARTS).glob("*.jsonl"))
        for record in _records(path)
        if isinstance(record.get("run_id"), str)
    ]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


def _is_torn(path: Path) -> bool:
    """Whether a file ends within a line."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
