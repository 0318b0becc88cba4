"""Wind forces, grades of storms and colours of warnings, from tables beside this file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from census.errors import InputError


@dataclass(frozen=True)
class Step:
    """One step of a scale: it reaches from its least speed up to that of the next step.

    Parameters
    ----------
    name
        Number of the force, or letters of the grade.
    least
        Least speed [m/s].
    zh, en
        What it is called.
    status
        "seen" or "unverified".
    """

    name: str
    least: float
    zh: str
    en: str
    status: str


@dataclass(frozen=True)
class WarningSignal:
    """A signal of the typhoon warning.

    Parameters
    ----------
    colour, zh
        Name of the colour.
    within
        Time in which the wind may come [s].
    mean_force, gust_force
        Forces of the mean wind and of the gust, either of which calls for it.
    status
        "seen" or "unverified".
    """

    colour: str
    zh: str
    within: float
    mean_force: int
    gust_force: int
    status: str


def forces() -> tuple[Step, ...]:
    """Wind forces of GB/T 28591, from 0; the last, 18, stands for all above 17."""
    return _steps("beaufort.csv", "force")


def storm_grades() -> tuple[Step, ...]:
    """Grades of tropical cyclones of GB/T 19201, from the weakest."""
    return _steps("storm_grades.csv", "grade")


def force_of(speed: ArrayLike) -> NDArray[np.int8]:
    """Wind force of speeds, -1 where a speed is NaN.

    Parameters
    ----------
    speed
        10-minute mean or 3-second gust at 10 m, any shape [m/s].

    Notes
    -----
    An edge belongs to the upper force. Edges are rounded to the type of the speeds, so that 20.8 in single
    precision is force 9 as it is in double.
    """
    return _place(speed, forces()).astype(np.int8)


def least_speed(force: int) -> float:
    """Least speed of a wind force [m/s].

    Raises
    ------
    InputError
        If there is no such force.
    """
    steps = forces()
    if not 0 <= force < len(steps):
        raise InputError(f"wind force is {force}; 0 to {len(steps) - 1} is needed")
    return steps[force].least


def grade_of(speed: float) -> Step | None:
    """Grade of a storm by its greatest mean wind at 10 m [m/s]; None below a tropical depression."""
    place = int(_place(speed, storm_grades()))
    return None if place < 0 else storm_grades()[place]


def warnings() -> tuple[WarningSignal, ...]:
    """Signals of the typhoon warning, from the lowest."""
    return tuple(
        WarningSignal(
            row["colour"], row["zh"], float(row["within_h"]) * 3600.0, int(row["mean_force"]),
            int(row["gust_force"]), row["status"],
        )
        for row in _rows("warnings.csv")
    )  # fmt: skip


def warning_of(mean_force: int, gust_force: int, *, ahead: float = 0.0) -> WarningSignal | None:
    """Highest warning that winds call for.

    Parameters
    ----------
    mean_force, gust_force
        Greatest forces of the 10-minute mean and of the gust at 10 m.
    ahead
        Time until they come [s].
    """
    called = [
        w
        for w in warnings()
        if ahead <= w.within and (mean_force >= w.mean_force or gust_force >= w.gust_force)
    ]
    return called[-1] if called else None


def _place(speed: ArrayLike, steps: tuple[Step, ...]) -> NDArray[np.intp]:
    values = np.asarray(speed)
    if not np.issubdtype(values.dtype, np.floating):
        values = values.astype(np.float64)
    edges = np.array([step.least for step in steps]).astype(values.dtype)
    place = np.searchsorted(edges, values, side="right") - 1
    return np.where(np.isnan(values), -1, place)


def _steps(file: str, name: str) -> tuple[Step, ...]:
    return tuple(
        Step(row[name], float(row["least_m_s"]), row["zh"], row["en"], row["status"]) for row in _rows(file)
    )


@cache
def _rows(file: str) -> tuple[dict[str, Any], ...]:
    text = (files("models.typhoon") / f"tables/{file}").read_text("utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
