"""Where rows come from: their dates in order, their hash that of what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from census.quality.held import Held
from census.quality.rule import Found, Rule, marked
from census.schema import TABLES
from census.schema.frames import typed
from census.schema.provenance import row_hashes


def validity_in_order(held: Held) -> Iterator[Found]:
    """Rows that end before they begin."""
    for name, frame in held.clean.items():
        if {"valid_from", "valid_to"} <= set(frame.columns):
            wrong = frame["valid_to"].notna() & (frame["valid_to"] < frame["valid_from"])
            text = (
                "valid_to {valid_to} lies before valid_from {valid_from}; a row ends on the day it "
                "begins or later"
            )
            yield marked(name, frame, wrong, "valid_to", text)


def entered_after_source(held: Held) -> Iterator[Found]:
    """Rows entered before their source was made."""
    for name, frame in held.clean.items():
        if {"source_date", "ingested_at"} <= set(frame.columns):
            wrong = frame["ingested_at"].str.slice(0, 10) < frame["source_date"]
            text = (
                "source_date {source_date} lies after ingested_at {ingested_at}; a source is older than "
                "its entry"
            )
            yield marked(name, frame, wrong, "source_date", text)


def hash_fits(held: Held) -> Iterator[Found]:
    """Rows whose hash is not that of their content."""
    for name in held.clean:
        frame, table = held.raw[name], TABLES[name]
        if "row_hash" not in frame.columns:
            continue
        try:
            made = row_hashes(table, typed(table, frame))
        except (KeyError, ValueError, TypeError, AttributeError):
            continue  # a missing column or a value of a wrong kind is told by its own rule
        told = held[name].assign(_made=np.array(made, dtype=object))
        wrong = told["row_hash"].notna() & (told["row_hash"] != told["_made"])
        text = (
            "row_hash {row_hash} is not that of the row ({_made}): a field was changed without a new entry; "
            "enter the change through an import"
        )
        yield marked(name, told, wrong, "row_hash", text)


RULES: Mapping[str, Rule] = {
    "validity_order": Rule(
        must="A row is valid from a day that is not after the day it ends.",
        source="census schema, provenance",
        severity="error", check=validity_in_order,
    ),
    "entry_order": Rule(
        must="A row is entered on the day of its source or later.", source="census schema, provenance",
        severity="error", check=entered_after_source,
    ),
    "row_hash": Rule(
        must="The hash of a row is that of its fields and geometry.", source="census schema, provenance",
        severity="error", check=hash_fits,
    ),
}  # fmt: skip
