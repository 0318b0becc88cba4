"""Rows of a file as rows of a table, and every rule of the table held against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.exchange.cells import labels_of, value_of
from census.exchange.faults import Fault
from census.exchange.headings import SAID, carried, matched
from census.exchange.sheets import Sheet
from census.schema.column import Column, Table
from census.schema.frames import dtype_of

_SHOWN = 60
"""Characters of a value that a message shows."""


@dataclass
class Incoming:
    """What came in for one table, from one sheet or several of one form.

    Parameters
    ----------
    table
        The table.
    frame
        Values by field, None where there is none or it cannot be read; columns of provenance only as far
        as the file has them.
    told
        What the file says, for the quarantine.
    file, sheet, row
        Where each row stands.
    faults
        What is wrong.
    bad
        Rows with a fault, by position.
    notes
        What was passed over.
    absent
        Fields that no file has a column for: rows that are there already keep theirs.
    """

    table: Table
    frame: pd.DataFrame
    told: pd.DataFrame
    file: list[str]
    sheet: list[str]
    row: list[int]
    faults: list[Fault] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)

    def blame(self, position: int, name: str, value: Any, rule: str, message: str) -> None:
        """Note a fault of one row."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = "" if value is None or value is pd.NA else str(value)
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        self.bad.add(position)
        self.faults.append(
            Fault(
                self.file[position], self.sheet[position], self.row[position], self.table.name, name, shown,
                rule, message,
            )
        )  # fmt: skip

    @property
    def good(self) -> pd.DataFrame:
        """Rows without a fault, with the types of the table."""
        kept = [position for position in range(len(self.frame)) if position not in self.bad]
        rows = self.frame.iloc[kept]
        columns = {c.name: c for c in carried(self.table)}
        data: dict[str, Any] = {
            name: rows[name].astype(cast(Any, _dtype(columns[name]))) if name in columns else rows[name]
            for name in rows.columns
        }
        return pd.DataFrame(data, index=rows.index)


def incoming(table: Table, sheets: Sequence[Sheet]) -> Incoming:
    """Rows of a table from the sheets that hold it, checked one by one.

    Raises
    ------
    InputError
        If a heading is missing, there twice or nearly known.
    """
    parts = [_part(table, sheet) for sheet in sheets]
    made = parts[0]
    for part in parts[1:]:
        offset = len(made.frame)
        made = Incoming(
            table,
            pd.concat([made.frame, part.frame], ignore_index=True),
            pd.concat([made.told, part.told], ignore_index=True),
            made.file + part.file,
            made.sheet + part.sheet,
            made.row + part.row,
            made.faults + part.faults,
            made.bad | {offset + position for position in part.bad},
            made.notes + part.notes,
            made.absent & part.absent,
        )
    _check_key(made)
    return made


def _part(table: Table, sheet: Sheet) -> Incoming:
    heads = (*sheet.headings, *(["geometry"] if sheet.geometry is not None else []))
    found = matched(table, heads, where=sheet.where)
    size = len(sheet.rows)
    told = pd.DataFrame(dict(zip(_unique(sheet.headings), sheet.columns, strict=True)), dtype=object)
    file, title = [sheet.file.name] * size, [sheet.title] * size
    made = Incoming(table, pd.DataFrame(index=range(size)), told, file, title, sheet.rows.tolist())
    if found.unknown:
        made.notes.append(f"{sheet.where}: passed over, no field of {table.name}: {', '.join(found.unknown)}")
    data: dict[str, Any] = {}
    for column in carried(table):
        if column.name in found.fields:
            data[column.name] = _values(made, column, sheet.columns[found.fields[column.name]])
        elif column in table.columns:
            made.absent |= {column.name}
            data[column.name] = np.full(size, None, dtype=object)
    if table.geometry is not None:
        data["geometry"] = _geometry(made, sheet, found.place)
    made.frame = pd.DataFrame(data, index=range(size), dtype=object)
    for column in table.columns:
        _check_column(made, column)
    return made


def _unique(headings: Sequence[str]) -> list[str]:
    return [
        f"{head or 'column'} {i}" if head in headings[:i] or not head else head
        for i, head in enumerate(headings)
    ]


def _values(made: Incoming, column: Column, told: Sequence[Any]) -> NDArray[np.object_]:
    """Values of a column; what cannot be read is blamed and left out."""
    out = np.full(len(told), None, dtype=object)
    for position, value in enumerate(told):
        try:
            out[position] = value_of(column, value)
        except ValueError as error:
            made.blame(position, column.name, value, "kind", str(error))
    return out


def _geometry(made: Incoming, sheet: Sheet, place: Sequence[int]) -> NDArray[np.object_]:
    table = made.table
    wanted = {str(table.geometry), *(["Polygon"] if table.geometry == "MultiPolygon" else [])}
    if sheet.geometry is not None:
        places = sheet.geometry
        texts = ["" for _ in places]
    else:
        parts = [sheet.columns[position] for position in place]
        texts = ["".join(str(part) for part in row if part is not None) for row in zip(*parts, strict=True)]
        given = np.array([text or None for text in texts], dtype=object)
        places = np.asarray(shapely.from_wkt(given, on_invalid="ignore"), dtype=object)
    for position, one in enumerate(places):
        if position in made.bad and one is not None:
            continue
        if one is None:
            what = "this is no WKT" if texts[position] else "a geometry is needed"
            made.blame(position, "geometry", texts[position], "geometry", what)
        elif one.geom_type not in wanted or one.is_empty:
            made.blame(
                position, "geometry", one.geom_type, "geometry", f"{' or '.join(sorted(wanted))} is needed"
            )
    return places


def _check_column(made: Incoming, column: Column) -> None:
    """Hold every rule of one column against all rows."""
    values = made.frame[column.name].to_numpy(dtype=object)
    present = np.array([value is not None for value in values], dtype=bool)
    unread = {(f.row, f.sheet) for f in made.faults if f.field == column.name and f.rule == "kind"}
    named_by = [c for c in made.table.columns if c.datum == column.name]
    if column.required or named_by:
        for position in np.flatnonzero(~present).tolist():
            if (made.row[position], made.sheet[position]) in unread:
                continue
            levels = [c for c in named_by if made.frame[c.name].iloc[position] is not None]
            if levels:
                right = f"{levels[0].zh} ({levels[0].name}) is a level, whose vertical datum must be named"
                made.blame(position, column.name, None, "datum", right)
            elif column.required:
                made.blame(position, column.name, None, "required", "a value is needed")
    for rule, broken, right in _rules(column):
        for position in np.flatnonzero(present).tolist():
            if broken(values[position]):
                made.blame(position, column.name, values[position], rule, right)


def _rules(column: Column) -> list[tuple[str, Callable[[Any], bool], str]]:
    """Name of each rule, what breaks it, what would be right."""
    rules: list[tuple[str, Callable[[Any], bool], str]] = []
    least, most = column.minimum, column.maximum
    if column.kind in {"integer", "real"} and (least is not None or most is not None):
        low = -np.inf if least is None else least
        high = np.inf if most is None else most
        unit = f" {column.unit}" if column.unit else ""
        bounds = (("at least", least), ("at most", most))
        span = " and ".join(f"{word} {bound:g}{unit}" for word, bound in bounds if bound is not None)
        rules.append(("range", lambda value: not low <= value <= high, span))
    if column.codes is not None:
        codes = column.codes
        labels = "、".join(labels_of(column).values())
        rules.append(("code", lambda value: value not in codes, f"one of {labels}"))
    if column.pattern is not None:
        form = re.compile(column.pattern)
        rules.append(("pattern", lambda value: form.fullmatch(str(value)) is None, f"form {column.pattern}"))
    return rules


def _check_key(made: Incoming) -> None:
    """Blame every row after the first that has the same key."""
    keys = list(zip(*(made.frame[name] for name in made.table.key), strict=True))
    seen: dict[tuple[Any, ...], int] = {}
    for position, key in enumerate(keys):
        if any(part is None for part in key):
            continue
        if key in seen:
            first = seen[key]
            right = f"the key stands in row {made.row[first]} of sheet {made.sheet[first]} already"
            made.blame(position, ", ".join(made.table.key), ", ".join(map(str, key)), "key", right)
        else:
            seen[key] = position


def _dtype(column: Column) -> str:
    """Type of a column; provenance may lack values until it is filled up."""
    return "str" if column in SAID else dtype_of(column)
