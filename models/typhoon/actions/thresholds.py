"""The table of what is done before the wind reaches a force."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from census.errors import InputError

COLUMNS = (
    "action", "zh", "en", "who_zh", "who_en", "objects", "quantity", "force", "lead_h", "status", "source",
)  # fmt: skip
OBJECTS = (
    "tower_cranes", "scaffolds", "site_huts", "construction_sites", "street_trees", "park_trees",
    "signboards", "curtain_walls", "schools", "crowded_places", "dangerous_buildings", "streets",
)  # fmt: skip
QUANTITIES = ("mean", "gust")
STATUSES = ("verified", "unverified")
MOST_FORCE = 17
MOST_LEAD_H = 240.0


class Threshold(NamedTuple):
    """A row of the table.

    Action and its Chinese and English words, who does it, the kind of things, whether the mean wind or the
    gust counts, the force, how long before [s], status and source.
    """

    action: str
    zh: str
    en: str
    who_zh: str
    who_en: str
    objects: str
    quantity: str
    force: int
    lead: float
    status: str
    source: str


@cache
def built_in_thresholds() -> tuple[Threshold, ...]:
    """The table beside this file."""
    with as_file(files("models.typhoon.actions") / "tables" / "thresholds.csv") as path:
        return read_thresholds(path)


def read_thresholds(path: Path) -> tuple[Threshold, ...]:
    """Read a table of thresholds.

    Parameters
    ----------
    path
        CSV file in UTF-8 with the columns `COLUMNS`; lines that begin with "#" are remarks.

    Raises
    ------
    InputError
        Naming file, line and value: columns, things, quantities and statuses that are not known, forces
        outside 1 to 17, leads outside 0 to 240 h, an action without words.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"thresholds {path.name} cannot be read as text in UTF-8: {error}") from error
    held = [(at, line) for at, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    cells = list(csv.reader(line for _, line in held))
    if len(cells) < 2 or tuple(cells[0]) != COLUMNS:
        found = ", ".join(cells[0]) if cells else "nothing"
        raise InputError(
            f"{path.name}: columns {found}; thresholds have {', '.join(COLUMNS)} and a row for each action"
        )
    return tuple(
        _threshold(f"{path.name}, line {line}", values)
        for (line, _), values in zip(held[1:], cells[1:], strict=True)
    )


def _threshold(where: str, values: list[str]) -> Threshold:
    if len(values) != len(COLUMNS):
        raise InputError(f"{where}: {len(values)} cells for {len(COLUMNS)} columns")
    row = {name: value.strip() for name, value in zip(COLUMNS, values, strict=True)}
    for name, known in (("objects", OBJECTS), ("quantity", QUANTITIES), ("status", STATUSES)):
        if row[name] not in known:
            raise InputError(f"{where}: {name} is {row[name]!r}; it is one of {', '.join(known)}")
    for name in ("action", "zh", "en"):
        if not row[name]:
            raise InputError(f"{where}: {name} is empty; an action needs a name, and words in both languages")
    force = _number(where, "force", row["force"], 1, MOST_FORCE)
    if force != int(force):
        raise InputError(f"{where}: force is {row['force']}; a whole number is needed")
    lead = 3600.0 * _number(where, "lead_h", row["lead_h"], 0, MOST_LEAD_H)
    return Threshold(
        row["action"], row["zh"], row["en"], row["who_zh"], row["who_en"], row["objects"], row["quantity"],
        int(force), lead, row["status"], row["source"],
    )  # fmt: skip


def _number(where: str, name: str, text: str, least: float, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise InputError(f"{where}: {name} is {text!r}; a number from {least:g} to {most:g} is needed")
    return value
