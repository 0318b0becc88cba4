"""Dates and years: what comes after something else is not before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from census.quality.held import Held
from census.quality.rule import Found, Rule, marked
from census.schema import TABLES

ORDERED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "supplies": (("produced_on", "expires_on"),),
    "disasters": (("begin", "end"),),
    "dangerous_buildings": (("appraisal_date", "treatment_due"),),
    "insar_points": (("first_date", "last_date"),),
    "excavation_buffers": (("year_begin", "year_end"),),
    "buildings": (("year_built", "retrofit_year"), ("year_built", "curtain_wall_year")),
}
"""Pairs of fields by table, the earlier one first."""


def in_order(held: Held) -> Iterator[Found]:
    """Rows in which the later of two dates or years is the earlier one."""
    for name, pairs in ORDERED.items():
        for first, last in pairs:
            if not held.has(name, first, last):
                continue
            frame = held[name]
            labels = [TABLES[name].column(column).zh for column in (first, last)]
            wrong = frame[first].notna() & frame[last].notna() & (frame[last] < frame[first])
            text = f"{labels[1]} {{{last}}} lies before {labels[0]} {{{first}}}; correct one of them"
            yield marked(name, frame, wrong, last, text)


def year_of_begin(held: Held) -> Iterator[Found]:
    """Disasters whose year is not that of their beginning."""
    frame = held["disasters"]
    begun = pd.to_numeric(frame["begin"].str.slice(0, 4), errors="coerce")
    text = "year is {year:g}, but it began on {begin}"
    yield marked("disasters", frame, begun.notna() & (begun != frame["year"]), "year", text)


RULES: Mapping[str, Rule] = {
    "dates_in_order": Rule(
        must="Of two dates of a row the later one is not the earlier (expiry after production).",
        source="sense of the fields", severity="error", check=in_order,
    ),
    "year_of_begin": Rule(
        must="The year of a disaster is that in which it began.",
        source="应急〔2020〕19号, form of past disasters",
        severity="error", check=year_of_begin, needs={"disasters": ("year", "begin")},
    ),
}  # fmt: skip
