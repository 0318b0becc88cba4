"""Fragility against wind in CSV files: lognormal curves of the gust by class and state."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

FloatArray = NDArray[np.float64]

COLUMNS = (
    "class", "zh", "en", "state", "state_zh", "state_en", "median_m_s", "beta", "loss", "status",
)  # fmt: skip
STATUSES = ("verified", "unverified")


class State(NamedTuple):
    """A state of damage and its words."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True)
class Curves:
    """Lognormal curves of c classes and k states, least state first.

    Parameters
    ----------
    name
        Of the set.
    classes
        Names of the classes.
    words
        Chinese and English words of each class.
    states
        States, without the intact one.
    ln_median
        Logarithm of the 3-second gust at which half of the class reach a state, shape (c, k) [ln m/s].
    beta
        Scatter of that logarithm, shape (c, k).
    loss
        Share of the replacement lost in a state, shape (c, k), rising [-].
    status
        "unverified" if any row is.
    source
        Where the numbers come from.
    """

    name: str
    classes: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    states: tuple[State, ...]
    ln_median: FloatArray
    beta: FloatArray
    loss: FloatArray
    status: str
    source: str

    def rows_of(self, wanted: Sequence[str] | NDArray[np.object_]) -> NDArray[np.int64]:
        """Row of each wanted class.

        Raises
        ------
        InputError
            Naming a class that the set lacks.
        """
        at = {name: row for row, name in enumerate(self.classes)}
        names, inverse = np.unique(np.asarray(wanted, dtype=str), return_inverse=True)
        for name in names:
            if name not in at:
                raise InputError(
                    f"fragility {self.name} has no class {str(name)!r}; it holds {', '.join(self.classes)}"
                )
        return np.array([at[str(name)] for name in names], dtype=np.int64)[inverse.reshape(-1)]


class _Row(NamedTuple):
    line: int
    cells: dict[str, str]


@cache
def built_in_curves(name: str) -> Curves:
    """One of the sets beside this file: buildings, curtain_walls, trees, tower_cranes, scaffolds, ..."""
    with as_file(files("models.typhoon.damage") / "tables" / f"{name}.csv") as path:
        return read_curves(path)


def read_curves(path: Path) -> Curves:
    """Read a set of curves.

    Parameters
    ----------
    path
        CSV file in UTF-8 with the columns `COLUMNS`; lines that begin with "#" are remarks, of which
        "# source: ..." is told in products. The rows of a class give its states, least first; all classes
        have the same states.

    Raises
    ------
    InputError
        Naming file, line and value: columns, numbers, a median or beta that is not positive, a median or loss
        that falls from a state to the next worse, a loss outside 0 to 1, classes with other states.
    """
    rows, source = _rows(path)
    by_class: dict[str, list[_Row]] = {}
    for row in rows:
        by_class.setdefault(row.cells["class"], []).append(row)
    states = _states(path, by_class)
    numbers = {
        name: np.array([[_number(path, row, name) for row in mine] for mine in by_class.values()])
        for name in ("median_m_s", "beta", "loss")
    }
    _check(path, by_class, numbers)
    first = [mine[0].cells for mine in by_class.values()]
    unverified = any(row.cells["status"] == "unverified" for row in rows)
    return Curves(
        name=path.stem,
        classes=tuple(by_class),
        words=tuple((one["zh"], one["en"]) for one in first),
        states=states,
        ln_median=np.log(numbers["median_m_s"]),
        beta=numbers["beta"],
        loss=numbers["loss"],
        status="unverified" if unverified else "verified",
        source=source,
    )


def _rows(path: Path) -> tuple[list[_Row], str]:
    """Rows and source of a file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"fragility {path.name} cannot be read as text in UTF-8: {error}") from error
    told = (line.lstrip("# ") for line in lines if line.startswith("#"))
    source = " ".join(line[len("source:") :].strip() for line in told if line.startswith("source:"))
    held = [(at, line) for at, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    cells = list(csv.reader(line for _, line in held))
    if len(cells) < 2 or tuple(cells[0]) != COLUMNS:
        found = ", ".join(cells[0]) if cells else "nothing"
        raise InputError(
            f"{path.name}: columns {found}; a set of curves has {', '.join(COLUMNS)} and a row for each "
            "class and state"
        )
    rows = []
    for (line, _), values in zip(held[1:], cells[1:], strict=True):
        if len(values) != len(COLUMNS):
            raise InputError(f"{path.name}, line {line}: {len(values)} cells for {len(COLUMNS)} columns")
        row = _Row(line, {name: value.strip() for name, value in zip(COLUMNS, values, strict=True)})
        if row.cells["status"] not in STATUSES:
            raise InputError(
                f"{path.name}, line {line}: status {row.cells['status']!r} is not known; "
                f"it is {' or '.join(map(repr, STATUSES))}"
            )
        rows.append(row)
    return rows, source or path.name


def _states(path: Path, by_class: dict[str, list[_Row]]) -> tuple[State, ...]:
    """States of the first class, which all others need too."""
    first = next(iter(by_class.values()))
    states = tuple(State(*(row.cells[key] for key in ("state", "state_zh", "state_en"))) for row in first)
    names = [state.name for state in states]
    for name, mine in by_class.items():
        own = [row.cells["state"] for row in mine]
        if own != names or len(set(own)) != len(own):
            raise InputError(
                f"{path.name}, line {mine[0].line}: class {name!r} has the states {', '.join(own)}; "
                f"every class needs {', '.join(dict.fromkeys(names))}, once and in this order"
            )
    return states


def _number(path: Path, row: _Row, name: str) -> float:
    try:
        value = float(row.cells[name])
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise InputError(
            f"{path.name}, line {row.line}: {name} is {row.cells[name]!r}; it has to be a number"
        )
    return value


def _check(path: Path, by_class: dict[str, list[_Row]], numbers: dict[str, FloatArray]) -> None:
    """Refuse curves that cannot be."""
    for at, mine in enumerate(by_class.values()):
        for state, row in enumerate(mine):
            where = f"{path.name}, line {row.line}: "
            for name in ("median_m_s", "beta"):
                if numbers[name][at, state] <= 0.0:
                    raise InputError(f"{where}{name} is {row.cells[name]}; it has to be more than 0")
            if not 0.0 <= numbers["loss"][at, state] <= 1.0:
                raise InputError(f"{where}loss is {row.cells['loss']}; it is a share from 0 to 1")
            for name in ("median_m_s", "loss"):
                if state and numbers[name][at, state] < numbers[name][at, state - 1]:
                    raise InputError(
                        f"{where}{name} {row.cells[name]} is below {mine[state - 1].cells[name]} of "
                        f"{mine[state - 1].cells['state']}; it may not fall towards worse states"
                    )
