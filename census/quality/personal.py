"""Personal data: kept in its own table, everywhere else only the number of the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from census.quality.held import Held
from census.quality.rule import Found, Rule, whole
from census.quality.schema_checks import MASK
from census.schema import TABLES

_TELLING = ("telephone", "phone", "mobile", "id_card", "identity_number", "id_number")
"""Column names, or their last words, under which personal data is met."""

ARTIFICIAL: Mapping[str, str] = {"name": "测试", "telephone": "0000"}
"""How the name and the telephone of a person who does not exist begin: nobody is called or reached so."""

_ENDINGS = tuple(f"_{name}" for name in _TELLING)


def personal_columns(held: Held) -> Iterator[Found]:
    """Columns outside the personal tables whose name tells that they hold personal data."""
    for name, frame in held.raw.items():
        if name not in TABLES or TABLES[name].personal:
            continue
        for column in frame.columns:
            if str(column).endswith(_ENDINGS) or column in _TELLING:
                text = (
                    f"{column} holds personal data; keep it in the table persons and name the person_id here"
                )
                yield whole(name, str(column), text)


def personal_values(held: Held) -> Iterator[Found]:
    """Texts outside the personal tables that are a name or telephone of a person in them."""
    known = _told_of_persons(held)
    if not known:
        return
    for name, frame in held.raw.items():
        if name not in TABLES or TABLES[name].personal:
            continue
        for column in frame.columns:
            if column == "geometry" or not _is_text(frame[column]):
                continue
            hit = frame[column].isin(known).to_numpy(dtype=bool)
            if hit.any():
                rows = held[name].index.to_numpy()[hit]
                text = (
                    "a person's name or telephone stands here; keep it in the table persons and name the "
                    "person_id"
                )
                yield Found(name, str(column), rows, [MASK] * len(rows), [text] * len(rows))


def person_references(held: Held) -> Iterator[Found]:
    """Columns with the number of a person that do not refer to the table of persons."""
    for name in held.clean:
        for column in TABLES[name].columns:
            ends = column.name == "person_id" or column.name.endswith("_person_id")
            if ends and not TABLES[name].personal and column.references != "persons.person_id":
                text = f"{column.name} must refer to persons.person_id, so that a wrong number is found"
                yield whole(name, column.name, text)


def artificial(held: Held) -> Iterator[Found]:
    """Synthetic persons whose name or telephone somebody could have."""
    for name, frame in held.clean.items():
        if not TABLES[name].personal or "confidence" not in frame.columns:
            continue
        made = frame["confidence"].eq("synthetic")
        for column, start in ARTIFICIAL.items():
            if column not in frame.columns:
                continue
            wrong = made & frame[column].notna() & ~frame[column].str.startswith(start, na=False)
            rows = frame.index.to_numpy()[wrong.to_numpy(dtype=bool)]
            text = f"the row is synthetic, but its {column} does not begin with {start}: it may be somebody's"
            yield Found(name, column, rows, [MASK] * len(rows), [text] * len(rows))


def _told_of_persons(held: Held) -> set[str]:
    known: set[str] = set()
    for name, frame in held.raw.items():
        if name not in TABLES or not TABLES[name].personal:
            continue
        for column in TABLES[name].columns:
            told = column.name == "name" or any(piece in column.name for piece in _TELLING)
            if told and column.name in frame.columns:
                known |= {str(value) for value in frame[column.name].dropna().unique()}
    return known


def _is_text(values: pd.Series[Any]) -> bool:
    return values.dtype == object or isinstance(values.dtype, pd.StringDtype)


RULES: Mapping[str, Rule] = {
    "personal_column": Rule(
        must="No table but the personal ones has a column for telephones or identity numbers.",
        source="Personal Information Protection Law, art. 6 (no more than the purpose needs)",
        severity="error",
        check=personal_columns,
    ),
    "personal_value": Rule(
        must="No name or telephone of a person stands outside the personal tables.",
        source="Personal Information Protection Law, art. 6 (no more than the purpose needs)",
        severity="error",
        check=personal_values,
    ),
    "person_artificial": Rule(
        must="A synthetic person has a name and a telephone that nobody can have.",
        source="Personal Information Protection Law, art. 4 (what names a person is personal data)",
        severity="error", check=artificial,
    ),
    "person_reference": Rule(
        must="Other tables know a person only by the number that refers to the table of persons.",
        source="census schema", severity="error", check=person_references,
    ),
}  # fmt: skip
