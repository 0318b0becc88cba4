"""What the command shows: progress, tables and JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

PATIENCE = 2.0
"""A bar is shown for what takes longer [s]."""

ANNOUNCED = 60.0
"""An estimate is shown before what takes longer [s]."""


class ProgressBar:
    """A bar on stderr that appears once the work takes longer than `PATIENCE`.

    Parameters
    ----------
    shown
        Whether anything is shown at all.
    """

    def __init__(self, *, shown: bool = True) -> None:
        self._console = Console(stderr=True)
        self._shown = shown and self._console.is_terminal
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, fraction: float, message: str) -> None:
        """Show the share done and what is being done."""
        if not self._shown or (self._bar is None and time.monotonic() - self._began < PATIENCE):
            return
        if self._bar is None or self._task is None:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._bar.start()
            self._task = self._bar.add_task(message, total=1.0)
        self._bar.update(self._task, completed=fraction, description=message)


def announce(seconds: float, text: str) -> None:
    """Say beforehand what takes long."""
    if seconds > ANNOUNCED:
        say_aside(f"this will take {text}")


def say(text: str) -> None:
    """A line on stdout, as it stands."""
    sys.stdout.write(f"{text}\n")


def say_aside(text: str) -> None:
    """A line on stderr, as it stands."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def say_json(value: Any) -> None:
    """One JSON object on stdout."""
    say(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout; plain columns where it is no terminal."""
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=not console.is_terminal, overflow="fold")
    for row in rows:
        table.add_row(*row)
    if not console.is_terminal:
        console = Console(width=400)
    console.print(table, markup=False, highlight=False, soft_wrap=False)
