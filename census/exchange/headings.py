"""Headings of the columns people see, and the fields they mean."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from census.errors import InputError
from census.schema.column import Column, Table
from census.schema.provenance import PROVENANCE

PLACE = "几何（WKT）"
"""Heading of the geometry; long ones go on in columns that count from 2."""

_PLACE_NAMES = {"geometry", "wkt", "wkb_geometry", "geom", "几何"}

SAID = tuple(column for column in PROVENANCE if column.name != "row_hash")
"""Provenance that files carry; the hash of a row is computed anew."""


@dataclass(frozen=True)
class Matched:
    """Which column of a file is which field.

    Parameters
    ----------
    fields
        Position of each field found.
    place
        Positions of the parts of the geometry, in order.
    unknown
        Headings that mean no field.
    """

    fields: Mapping[str, int]
    place: tuple[int, ...]
    unknown: tuple[str, ...]


def carried(table: Table) -> tuple[Column, ...]:
    """Columns of a table as files carry them, with provenance at the end."""
    return (*table.columns, *SAID)


def heading(table: Table, column: Column) -> str:
    """Chinese label, unit and a star where a value is needed."""
    twice = Counter(one.zh for one in carried(table))[column.zh] > 1
    label = f"{column.zh} {column.name}" if twice else column.zh
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{label}{unit}{'*' if column.required and column in table.columns else ''}"


def matched(table: Table, headings: Sequence[str], *, where: str) -> Matched:
    """Find the fields of a table among headings, in Chinese, English or by their other names.

    Parameters
    ----------
    table
        The table.
    headings
        First row of the file; an empty one is passed over.
    where
        Names the file and sheet in messages.

    Raises
    ------
    InputError
        If a required field is missing, a field is there twice, or a heading is nearly but not quite
        that of a missing field.
    """
    names = _names(table)
    fields: dict[str, int] = {}
    places: list[tuple[int, int]] = []
    unknown: list[str] = []
    for position, told in enumerate(headings):
        plain = normal(told)
        part = re.fullmatch(r"(.*?)(\d*)", plain)
        if not plain or plain in {"row_hash", "行哈希", "fid"}:
            continue
        if table.geometry and part and part[1] in _PLACE_NAMES:
            places.append((int(part[2] or 1), position))
        elif plain not in names:
            unknown.append(told)
        elif names[plain] in fields:
            first = headings[fields[names[plain]]]
            raise InputError(
                f"{where}: {told!r} and {first!r} both head the field {names[plain]}; one is enough"
            )
        else:
            fields[names[plain]] = position
    place = tuple(position for _, position in sorted(places))
    _check_missing(table, fields, place, unknown, names, where)
    return Matched(fields, place, tuple(unknown))


def normal(text: str) -> str:
    """A heading without unit, star, spaces and differences of width and case."""
    plain = unicodedata.normalize("NFKC", str(text)).strip().rstrip("*").strip()
    plain = re.sub(r"\([^()]*\)", "", plain)
    return re.sub(r"\s+", "", plain).lower()


def table_of(title: str, tables: Mapping[str, Table]) -> Table | None:
    """Table a sheet, layer or file is named after; None where there is none.

    Parameters
    ----------
    title
        Chinese or English name; a number at its end counts the parts of a long table.
    tables
        Tables by name.
    """
    plain = re.sub(r"(?<=\D)[_#]\d+$", "", normal(title))
    for table in tables.values():
        if plain in {normal(table.name), normal(table.zh), normal(sheet_title(table))}:
            return table
    return None


def nearest_table(title: str, tables: Mapping[str, Table]) -> str:
    """Suggestion for a title that names no table."""
    names = {normal(name): name for table in tables.values() for name in (table.name, table.zh)}
    near = difflib.get_close_matches(normal(title), names, n=1)
    return f"; did you mean {names[near[0]]!r}?" if near else ""


def sheet_title(table: Table) -> str:
    """Name of a table's sheet: Chinese, without what a workbook forbids, at most 28 characters."""
    return re.sub(r"[\[\]:*?/\\']", " ", table.zh).strip()[:28]


def _names(table: Table) -> dict[str, str]:
    """Field by every name it goes by; a label that two fields share stands for neither."""
    names: dict[str, str] = {}
    columns = carried(table)
    for label in ("aliases", "en", "zh"):
        told = [(normal(text), c.name) for c in columns for text in _said(c, label)]
        counts = Counter(text for text, _ in told)
        names |= {text: name for text, name in told if counts[text] == 1}
    names |= {normal(heading(table, column)): column.name for column in columns}
    return names | {normal(column.name): column.name for column in columns}


def _said(column: Column, label: str) -> tuple[str, ...]:
    said = getattr(column, label)
    return said if isinstance(said, tuple) else (said,)


def _check_missing(
    table: Table,
    fields: Mapping[str, int],
    place: Sequence[int],
    unknown: Sequence[str],
    names: Mapping[str, str],
    where: str,
) -> None:
    absent = {name for name in names if names[name] not in fields}
    for told in unknown:
        near = difflib.get_close_matches(normal(told), absent, n=1, cutoff=0.75)
        if near:
            column = next(c for c in carried(table) if c.name == names[near[0]])
            raise InputError(
                f"{where}: the heading {told!r} is unknown; did you mean {column.zh!r} ({column.name})?"
            )
    lacking = next((c for c in table.columns if c.required and c.name not in fields), None)
    if lacking is not None:
        held = ", ".join(unknown)
        raise InputError(
            f"{where}: table {table.name} lacks the column {lacking.zh!r} ({lacking.name})"
            + (f"; headings without a field: {held}" if held else "")
        )
    if table.geometry and not place:
        raise InputError(f"{where}: table {table.name} lacks the column {PLACE!r} (geometry)")
