"""The tables beside the damage model that are no curves."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Parameter(NamedTuple):
    """A single value, its unit, how sure it is and where it comes from."""

    value: float
    unit: str
    status: str
    source: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of the tables; lines of '#' are left out."""
    text = (files("models.typhoon.damage") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def parameter(name: str) -> Parameter:
    """A row of `tables/exposure.csv`; KeyError where none."""
    row = {row["name"]: row for row in rows("exposure")}[name]
    return Parameter(float(row["value"]), row["unit"], row["status"], row["source"])
