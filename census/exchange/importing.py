"""Filled files into a database: all of them or nothing, bad rows set apart and named."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from census.database import Database
from census.durable import sha256_of
from census.errors import InputError
from census.exchange.faults import Fault
from census.exchange.headings import SAID, nearest_table, table_of
from census.exchange.merging import Merged, merged
from census.exchange.quarantine import write_quarantine
from census.exchange.rows import Incoming, incoming
from census.exchange.sheets import Sheet, sheets_of

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Parameters
    ----------
    database
        State after it.
    tables
        For each table the rows added, changed, unchanged, removed and quarantined.
    faults
        What is wrong with the rows that were set apart.
    quarantine
        File that holds them; None where there are none.
    notes
        Headings that were passed over.
    """

    database: Database
    tables: Mapping[str, Mapping[str, int]]
    faults: tuple[Fault, ...]
    quarantine: Path | None
    notes: tuple[str, ...]


def import_files(
    database: Database,
    paths: Sequence[Path],
    *,
    replace: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    source_id: str | None = None,
    source_date: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring the rows of files into a database.

    Rows with the key of a row that is there take its place, others are added. Rows that break a rule go
    into a file beside the first of the files and not into the database.

    Parameters
    ----------
    database
        An opened database; personal tables are taken only where it was opened for them.
    paths
        Workbooks, csv files and GeoPackages.
    replace
        Whether the rows of a file are all there shall be of its tables.
    strict
        Whether one bad row refuses everything.
    dry_run
        Whether nothing shall be written.
    source_id, source_date
        Provenance of rows that name none; the file's name and today unless stated.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If a file, sheet or heading cannot be understood; nothing is changed then.
    DatabaseBusyError
        If another process is writing.
    """
    tell = progress or (lambda fraction, message: None)
    parts = _read(database, paths, tell)
    if replace:
        # An empty form was not filled; it does not say that there is nothing.
        parts = {name: part for name, part in parts.items() if len(part.frame)}
    _check_references(database, parts)
    faults = tuple(fault for part in parts.values() for fault in part.faults)
    if faults and strict:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InputError(f"{faults[0].text()}{more}; nothing was imported")
    tell(0.6, "merging")
    defaults = _defaults(paths, source_id, source_date)
    results: dict[str, Merged] = {}
    for name, part in parts.items():
        before = database.rows(name) if name in database.manifest.tables else None
        results[name] = merged(part, before, defaults, replace=replace)
    counts = {name: _counts(parts[name], result) for name, result in results.items()}
    notes = tuple(note for part in parts.values() for note in part.notes)
    if dry_run:
        return Imported(database, counts, faults, None, notes)
    apart = None
    if faults:
        apart = write_quarantine(Path(paths[0]), [part for part in parts.values() if part.bad])
    tell(0.7, "writing")
    # A table that is not there yet is made, though every row of its file may be unchanged or set apart.
    changes = {
        name: result.frame
        for name, result in results.items()
        if result.differs or name not in database.manifest.tables
    }
    try:
        after = database.write(changes, doing="import") if changes else database
    except BaseException:
        # Nothing came in, so nothing was set apart either.
        if apart is not None:
            apart.unlink(missing_ok=True)
        raise
    return Imported(after, counts, faults, apart, notes)


def _read(database: Database, paths: Sequence[Path], tell: Progress) -> dict[str, Incoming]:
    """Rows by table, in the order of the registry."""
    found: dict[str, list[Sheet]] = {}
    for number, path in enumerate(paths):
        tell(0.3 * number / len(paths), Path(path).name)
        for sheet in sheets_of(Path(path)):
            table = table_of(sheet.title, database.schema)
            if table is None:
                hint = nearest_table(sheet.title, database.schema)
                raise InputError(f"{path}: the sheet {sheet.title!r} is named after no table{hint}")
            if table.personal and not database.personal:
                raise InputError(
                    f"{path}: sheet {sheet.title!r} holds personal data; say --personal to take it"
                )
            found.setdefault(table.name, []).append(sheet)
    if not found:
        raise InputError(f"{', '.join(str(path) for path in paths)}: no sheet with rows of a table")
    parts = {}
    for number, name in enumerate(name for name in database.schema if name in found):
        tell(0.3 + 0.3 * number / len(found), name)
        parts[name] = incoming(database.schema[name], found[name])
    return parts


def _check_references(database: Database, parts: Mapping[str, Incoming]) -> None:
    """Blame rows that name what is not there, again and again: a row set apart leaves others without it."""
    reader = _Keys(database)
    while True:
        before = sum(len(part.bad) for part in parts.values())
        for part in parts.values():
            for column in part.table.columns:
                if column.references:
                    _check_reference(part, column.name, column.references, reader, parts)
        if sum(len(part.bad) for part in parts.values()) == before:
            return


class _Keys:
    """Values of columns of the database, each read once."""

    def __init__(self, database: Database) -> None:
        self._reader = dataclasses.replace(database, personal=True)
        self._held: dict[str, frozenset[Any]] = {}

    def of(self, reference: str) -> frozenset[Any]:
        """Values of "table.column"; none where there is no such table."""
        if reference not in self._held:
            table, _, column = reference.partition(".")
            there = table in self._reader.manifest.tables
            rows = self._reader.rows(table) if there else pd.DataFrame({column: []})
            self._held[reference] = frozenset(rows[column].dropna().tolist())
        return self._held[reference]


def _check_reference(
    part: Incoming, name: str, reference: str, reader: _Keys, parts: Mapping[str, Incoming]
) -> None:
    table, _, column = reference.partition(".")
    known = set(reader.of(reference))
    if table in parts:
        other = parts[table]
        known |= {v for i, v in enumerate(other.frame[column]) if i not in other.bad}
    elif not known:
        return
    for position, value in enumerate(part.frame[name].tolist()):
        if value is not None and value not in known and position not in part.bad:
            near = difflib.get_close_matches(str(value), [str(one) for one in known], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            part.blame(position, name, value, "reference", f"{reference} has no such value{hint}")


def _defaults(paths: Sequence[Path], source_id: str | None, source_date: str | None) -> dict[str, str | None]:
    """Provenance of rows that bring none."""
    now = dt.datetime.now(dt.timezone(dt.timedelta(hours=8)))
    dated = source_date or f"{now:%Y-%m-%d}"
    digest = "-".join(sha256_of(Path(path))[:12] for path in paths[:1])
    said = {
        "source_id": source_id or Path(paths[0]).stem,
        "source_date": dated,
        "method": "import",
        "confidence": "surveyed",
        "valid_from": dated,
        "valid_to": None,
        "ingested_at": f"{now:%Y-%m-%dT%H:%M}",
        "run_id": f"import-{digest}",
    }
    return {column.name: said[column.name] for column in SAID}


def _counts(part: Incoming, result: Merged) -> dict[str, int]:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "removed": result.removed,
        "quarantined": len(part.bad),
    }
