"""The assumption tables of the weather of the synthetic district."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `meteorological_<name>.csv`, as text."""
    path = files("census.twin") / "assumptions" / f"meteorological_{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def parameter(name: str) -> float:
    """One figure of `meteorological_parameters.csv`."""
    return {row["name"]: float(row["value"]) for row in rows("parameters")}[name]


def number(text: str) -> float:
    """Number of a cell; NaN where it is empty."""
    return float(text) if text else float("nan")
