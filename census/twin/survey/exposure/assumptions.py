"""Assumption tables: CSV files with a few comment lines at their head."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def assumptions(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one file of the folder `assumptions`.

    Parameters
    ----------
    name
        File name.
    """
    text = (files("census.twin") / "assumptions" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
