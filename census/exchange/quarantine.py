"""Bad rows in a file of their own, as they came, with what is wrong with each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from census.exchange.faults import FIELDS
from census.exchange.rows import Incoming


def write_quarantine(beside: Path, parts: Sequence[Incoming]) -> Path:
    """Write the rows that were set apart.

    Parameters
    ----------
    beside
        File that came in; the new one stands beside it under its name with `.quarantine.xlsx`.
    parts
        What came in, of the tables with bad rows.

    Returns
    -------
    Path
        The new file: a list of the faults, then for each table its bad rows under their own headings, so
        that they can be mended and brought in again. A file of an earlier import is not overwritten.
    """
    from openpyxl import Workbook

    from census.exchange.headings import sheet_title
    from census.exchange.workbook import FAULTS, append_texts

    book = Workbook(write_only=True)
    listing = book.create_sheet(FAULTS)
    append_texts(listing, FIELDS, bold=True)
    for part in parts:
        for fault in part.faults:
            append_texts(listing, [str(getattr(fault, name)) for name in FIELDS])
    for part in parts:
        sheet = book.create_sheet(sheet_title(part.table))
        append_texts(sheet, [str(name) for name in part.told.columns], bold=True)
        for position in sorted(part.bad):
            append_texts(sheet, [_text(value) for value in part.told.iloc[position].tolist()])
    path = _free(beside)
    if any(part.table.personal for part in parts):
        path.touch(mode=0o600)
    book.save(path)
    return path


def _text(value: Any) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def _free(beside: Path) -> Path:
    path = beside.with_name(f"{beside.stem}.quarantine.xlsx")
    number = 2
    while path.exists():
        path = beside.with_name(f"{beside.stem}.quarantine-{number}.xlsx")
        number += 1
    return path
