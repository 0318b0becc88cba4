"""Quantities in time from CSV files with a header line."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.readers.files import existing_file

TIME_UNITS = {"time_s": 1.0, "time_min": 60.0, "time_h": 3600.0}
"""Seconds in the unit of each time column; a column `time` holds ISO 8601 date-times instead."""


@dataclass(frozen=True)
class TimeSeries:
    """A quantity in time as a file states it.

    Parameters
    ----------
    time
        Strictly increasing; from the first row for date-times, else as stated, shape (n,) [s].
    value
        Shape (n,), in the unit of the column.
    quantity
        Name of the column the values come from.
    """

    time: NDArray[np.float64]
    value: NDArray[np.float64]
    quantity: str


def read_series(
    path: Path, *, quantities: Sequence[str], what: str = "series", minimum: float | None = None
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

    Raises
    ------
    InputError
        If the file or a column is missing, a time does not come after the one before, or a value
        is no finite number or too small; the message names file, line and value.
    """
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
    header = [cell.strip() for cell in lines[0][1]]
    time_column, value_column = _columns(path, header, quantities, what)
    times: list[float] = []
    values: list[float] = []
    for line, row in lines[1:]:
        if len(row) <= max(time_column, value_column):
            raise InputError(f"{what}: {path} line {line} has {len(row)} cells; the header has {len(header)}")
        times.append(_time(path, line, header[time_column], row[time_column], what))
        if len(times) > 1 and times[-1] <= times[-2]:
            raise InputError(
                f"{what}: {path} line {line}: the time {row[time_column].strip()} does not come after "
                "the one before; times must increase"
            )
        values.append(_value(path, line, header[value_column], row[value_column], what, minimum))
    time = np.array(times)
    if header[time_column] == "time":
        time = time - time[0]
    return TimeSeries(time=time, value=np.array(values), quantity=header[value_column])


def _columns(path: Path, header: list[str], quantities: Sequence[str], what: str) -> tuple[int, int]:
    """Positions of the time and the value column."""
    time_names = [name for name in (*TIME_UNITS, "time") if name in header]
    value_names = [name for name in quantities if name in header]
    if len(time_names) != 1 or len(value_names) != 1:
        raise InputError(
            f"{what}: {path} has the columns {', '.join(header)}; one of {', '.join(TIME_UNITS)} "
            f"or time (ISO 8601) and one of {', '.join(quantities)} are needed"
        )
    return header.index(time_names[0]), header.index(value_names[0])


def _time(path: Path, line: int, column: str, text: str, what: str) -> float:
    """A time in seconds."""
    try:
        if column == "time":
            return datetime.fromisoformat(text.strip()).timestamp()
        value = float(text) * TIME_UNITS[column]
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{what}: {path} line {line}: {column} is {text.strip()!r}; a time is needed")
    return value


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
