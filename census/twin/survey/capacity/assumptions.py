"""Assumption tables of the group `capacity`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import StringIO

import pandas as pd


@cache
def assumption(name: str) -> pd.DataFrame:
    """One table of `census/twin/assumptions` by its name without `capacity_` and ending."""
    text = (files("census.twin") / "assumptions" / f"capacity_{name}.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return pd.read_csv(StringIO("\n".join(lines)), keep_default_na=False)
