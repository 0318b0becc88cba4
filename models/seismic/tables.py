"""Tables that stand beside the model: CSV files whose lines of "#" are remarks."""

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
def table_rows(package: str, name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table, by the names of their columns.

    Parameters
    ----------
    package
        Package in whose folder `tables` it stands, "models.seismic.motion".
    name
        Name of the file without its suffix.
    """
    text = (files(package) / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(lines_of(text)))


@cache
def parameter_of(package: str, table: str, name: str) -> Parameter:
    """A row of a table of single values (name, value, unit, status, source); KeyError where none."""
    row = {row["name"]: row for row in table_rows(package, table)}[name]
    return Parameter(float(row["value"]), row["unit"], row["status"], row["source"])


def lines_of(text: str) -> list[str]:
    """Lines of a CSV file without its remarks."""
    return [line for line in text.splitlines() if not line.startswith("#")]
