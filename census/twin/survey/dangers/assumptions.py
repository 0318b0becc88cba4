"""Assumption tables of the group `dangers`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import StringIO

import pandas as pd


@cache
def assumption(name: str) -> pd.DataFrame:
    """One table of `census/twin/assumptions`, by its name without `dangers_` and ending, by kind."""
    text = (files("census.twin") / "assumptions" / f"dangers_{name}.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return pd.read_csv(StringIO("\n".join(lines))).set_index("kind")
