"""Keys: no two rows of one name, and every reference leads to a row."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from census.quality.held import Held, keys_of
from census.quality.lookup import texts_by
from census.quality.rule import Found, Rule, marked
from census.schema import TABLES
from census.schema.column import Column

_NEAR_TRIED = 20_000
"""Names beyond which no near miss is looked for: it would take longer than the check."""


def duplicate_keys(held: Held) -> Iterator[Found]:
    """Rows whose key an earlier or later row has too."""
    for name, frame in held.clean.items():
        key = [column for column in TABLES[name].key if column in frame.columns]
        if len(key) != len(TABLES[name].key) or not key:
            continue
        twice = frame.duplicated(key, keep=False) & frame[key].notna().all(axis=1)
        if not twice.any():
            continue
        bad = frame.loc[twice, key]
        numbers = bad.groupby(key, sort=False)[key[0]].transform(lambda part: _numbers(part.index))
        told = bad.assign(_rows=numbers, _key=keys_of(TABLES[name], bad))
        text = (
            f"{', '.join(key)} = {{_key}} stands in rows {{_rows}}; each {TABLES[name].en} needs a key of "
            "its own"
        )
        yield marked(name, told, np.ones(len(told), dtype=bool), key[-1], text)


def missing_keys(held: Held) -> Iterator[Found]:
    """Rows without a whole key."""
    for name, frame in held.clean.items():
        for column in TABLES[name].key:
            if column in frame.columns and not TABLES[name].column(column).required:
                text = f"{column} names the row and is missing"
                yield marked(name, frame, frame[column].isna(), column, text)


def references(held: Held) -> Iterator[Found]:
    """Values that name no row of the table they refer to."""
    for name, frame in held.clean.items():
        for column in TABLES[name].columns:
            if column.references is not None and column.name in frame.columns:
                yield from _reference(held, name, frame, column)


def _reference(held: Held, name: str, frame: pd.DataFrame, column: Column) -> Iterator[Found]:
    target, _, field = str(column.references).partition(".")
    if not held.has(target, field):
        return
    known = held[target][field].dropna().unique()
    wrong = frame[column.name].notna() & ~frame[column.name].isin(known)
    if not wrong.any():
        return
    strange = frame.loc[wrong, column.name].unique().tolist()
    hints = {value: _hint(value, known, target) for value in strange}
    told = frame[wrong].assign(_hint=texts_by(frame.loc[wrong, column.name], hints))
    text = f"{column.zh} {{{column.name}}} is no {field} of the table {target}{{_hint}}"
    yield marked(name, told, np.ones(len(told), dtype=bool), column.name, text)


def _hint(value: object, known: np.ndarray[tuple[int], np.dtype[np.object_]], target: str) -> str:
    if not len(known):
        return f"; that table has no rows, add them to {target} first"
    if len(known) > _NEAR_TRIED or not isinstance(value, str):
        return f"; correct it or add the row to {target}"
    near = difflib.get_close_matches(value, [str(v) for v in known], n=1)
    return f"; did you mean {near[0]}?" if near else f"; correct it or add the row to {target}"


def _numbers(index: pd.Index[int]) -> str:
    first = ", ".join(str(i + 1) for i in index[:5])
    return first if len(index) <= 5 else f"{first} ... ({len(index)} rows)"


RULES: Mapping[str, Rule] = {
    "key_duplicate": Rule(
        must="No two rows of a table have the same key.", source="census schema", severity="error",
        check=duplicate_keys,
    ),
    "key_missing": Rule(
        must="Every row has a whole key.", source="census schema", severity="error", check=missing_keys,
    ),
    "reference": Rule(
        must=(
            "A code that refers to another table is the code of one of its rows (a street code that of a "
            "street)."
        ),
        source="census schema; GB/T 2260 and GB/T 10114 for the streets", severity="error", check=references,
    ),
}  # fmt: skip
