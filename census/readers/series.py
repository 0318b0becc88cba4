"""Quantities in time from CSV files with a header line."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.readers.files import existing_file

TIME_UNITS = {"time_s": 1.0, "time_min": 60.0, "time_h": 3600.0}
"""Seconds in the unit of each time column; a column `time` holds ISO 8601 date-times instead."""

DATES = "time"
"""Name of the column of date-times."""


MISSING = ("", "nan")
"""Texts of a value that is missing, in lower case."""


@dataclass(frozen=True)
class TimeSeries:
    """A quantity in time as a file states it.

    Parameters
    ----------
    time
        Strictly increasing; date-times from the start of the run, else as stated, shape (n,) [s].
    value
        Shape (n,), in the unit of the column.
    quantity
        Name of the column the values come from.
    """

    time: NDArray[np.float64]
    value: NDArray[np.float64]
    quantity: str


def read_series(
    path: Path,
    *,
    quantities: Sequence[str],
    what: str = "series",
    minimum: float | None = None,
    start: datetime | None = None,
    gaps: bool = False,
) -> TimeSeries:
    """Read one quantity in time.

    Parameters
    ----------
    path
        CSV in UTF-8 with a header line.
    quantities
        Names the value column may have; exactly one must be there. Other columns are ignored.
    what
        What the series is to the user; starts every message.
    minimum
        Least value accepted.
    start
        Start of the run, with its zone; date-times count from it, and those without a zone are
        in its own. Files measured from their own first rows would lie beside each other wrongly.
    gaps
        Whether a value may be missing (an empty cell or "nan"); it is NaN then.

    Raises
    ------
    InputError
        If the file or a column is missing, date-times have no start to count from, a time does
        not come after the one before, or a value is no finite number or too small; the message
        names file, line and value.
    """
    lines = _lines(path, what)
    header = [cell.strip() for cell in lines[0][1]]
    time_column, value_column = _columns(path, header, quantities, what)
    clock = _Clock(path, what, header[time_column], start)
    times: list[float] = []
    values: list[float] = []
    for line, row in lines[1:]:
        if len(row) <= max(time_column, value_column):
            raise InputError(f"{what}: {path} line {line} has {len(row)} cells; the header has {len(header)}")
        times.append(clock.seconds(line, row[time_column]))
        if len(times) > 1 and times[-1] <= times[-2]:
            raise InputError(
                f"{what}: {path} line {line}: the time {row[time_column].strip()} does not come after "
                "the one before; times must increase"
            )
        text = row[value_column]
        missing = gaps and text.strip().lower() in MISSING
        value = math.nan if missing else _value(path, line, header[value_column], text, what, minimum)
        values.append(value)
    return TimeSeries(time=np.array(times), value=np.array(values), quantity=header[value_column])


def _lines(path: Path, what: str) -> list[tuple[int, list[str]]]:
    """Header and rows with their line numbers, comments and empty lines left out."""
    existing_file(path, what=what)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [
                (n, row) for n, row in enumerate(csv.reader(file), start=1) if any(c.strip() for c in row)
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{what}: {path} is no CSV text in UTF-8 ({error})") from error
    lines = [(n, row) for n, row in lines if not row[0].lstrip().startswith("#")]
    if len(lines) < 2:
        raise InputError(f"{what}: {path} holds no rows below its header")
    return lines


def _columns(path: Path, header: list[str], quantities: Sequence[str], what: str) -> tuple[int, int]:
    """Positions of the time and the value column."""
    time_names = [name for name in (*TIME_UNITS, DATES) if name in header]
    value_names = [name for name in quantities if name in header]
    if len(time_names) != 1 or len(value_names) != 1:
        raise InputError(
            f"{what}: {path} has the columns {', '.join(header)}; one of {', '.join(TIME_UNITS)} "
            f"or time (ISO 8601) and one of {', '.join(quantities)} are needed"
        )
    return header.index(time_names[0]), header.index(value_names[0])


class _Clock:
    """Seconds from the start of the run of the texts of one time column."""

    def __init__(self, path: Path, what: str, column: str, start: datetime | None) -> None:
        if column == DATES and start is None:
            raise InputError(
                f"{what}: {path} gives date-times, which count from the start of the run; state "
                'scenario.start_time, e.g. "2021-07-30T08:00:00+08:00"'
            )
        self._where = f"{what}: {path}"
        self._column = column
        self._start = start
        self._zoned: bool | None = None

    def seconds(self, line: int, text: str) -> float:
        """A time [s]."""
        try:
            if self._start is not None and self._column == DATES:
                return self._since(line, datetime.fromisoformat(text.strip()), self._start)
            value = float(text) * TIME_UNITS[self._column]
        except InputError:
            raise
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise InputError(
                f"{self._where} line {line}: {self._column} is {text.strip()!r}; a time is needed"
            )
        return value

    def _since(self, line: int, moment: datetime, start: datetime) -> float:
        zoned = moment.tzinfo is not None
        if self._zoned is not None and zoned != self._zoned:
            raise InputError(
                f"{self._where} line {line}: {moment.isoformat()} has {'a' if zoned else 'no'} zone, unlike "
                "the rows before; state the zone in every row or in none"
            )
        self._zoned = zoned
        # In the zone of the run, not of the machine: the same file must mean the same everywhere.
        return ((moment if zoned else moment.replace(tzinfo=start.tzinfo)) - start) / timedelta(seconds=1)


def _value(path: Path, line: int, column: str, text: str, what: str, minimum: float | None) -> float:
    """A finite value, not below the minimum."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            f"{what}: {path} line {line}: {column} is {text.strip()!r}; a finite number is needed"
        )
    if minimum is not None and value < minimum:
        raise InputError(f"{what}: {path} line {line}: {column} is {value:g}; {minimum:g} or more is needed")
    return value
