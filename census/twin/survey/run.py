"""The survey of the synthetic district, group after group."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pandas as pd

from census.schema import TABLES
from census.schema.frames import with_provenance
from census.twin import facts
from census.twin.survey.base import Base, Frames

ORDER = (
    "regions", "exposure", "flood", "meteorological", "earthquake", "geological", "subsidence", "wildfire",
    "capacity", "history", "dangers",
)  # fmt: skip
"""Modules of this package in the order in which they need each other."""

SOURCE = "fangzai-twin"


def survey(
    base: Base, first: Frames, *, run_id: str, tell: Callable[[float, str], None]
) -> dict[str, pd.DataFrame]:
    """Every table of the synthetic district.

    Parameters
    ----------
    base
        The city as it stands.
    first
        Tables that came with it: streets, canals, canal_sections, roads, buildings, low_points.
    run_id
        What the rows name as the run that made them.
    tell
        Called with the share done and what comes next.

    Returns
    -------
    dict of DataFrame or GeoDataFrame
        In the order of the registry, with provenance.
    """
    made: dict[str, pd.DataFrame] = dict(first)
    for number, group in enumerate(ORDER):
        tell(number / len(ORDER), f"survey: {group}")
        made |= import_module(f"census.twin.survey.{group}").survey(base, made)
    return {name: _finished(name, made[name], run_id) for name in TABLES if name in made}


def _finished(name: str, frame: pd.DataFrame, run_id: str) -> pd.DataFrame:
    given = frame["confidence"].iloc[0] if "confidence" in frame.columns and len(frame) else "synthetic"
    return with_provenance(
        TABLES[name],
        frame,
        source_id=SOURCE,
        source_date=facts.SOURCE_DATE,
        method="synthetic",
        confidence=str(given),
        ingested_at=f"{facts.SOURCE_DATE}T00:00",
        run_id=run_id,
    )
