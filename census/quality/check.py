"""The check of a whole census."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from census.errors import InputError
from census.quality.catalogue import RULES
from census.quality.completeness import rows_by_street
from census.quality.held import Held, Rasters, hold, keys_of
from census.quality.report import COLUMNS, Report, shown
from census.quality.rule import Found, Rule
from census.schema import TABLES

Progress = Callable[[float, str], None]

_SHARE_OF_SCHEMA = 0.3
"""Share of the time that goes into the schemas, for the progress."""


def check_tables(
    tables: Mapping[str, pd.DataFrame], *, rasters: Rasters | None = None, progress: Progress | None = None
) -> Report:
    """Check a census: each table by itself, and all of them against each other.

    Parameters
    ----------
    tables
        Tables by name, as far as there are any; tables with places are GeoDataFrames. They are not changed.
    rasters
        Rasters with their grid by name; `terrain` is compared with what stands on it.
    progress
        Called with the share done and what comes next.

    Returns
    -------
    Report
        With no finding of severity "error" where the census can be used.

    Raises
    ------
    InputError
        If there is no table of the census among them.
    """
    tell = progress or (lambda fraction, message: None)
    if not any(name in TABLES for name in tables):
        given = ", ".join(sorted(tables)) or "none"
        raise InputError(f"no table of the census is given (given: {given}); it knows {', '.join(TABLES)}")
    tell(0.0, "schemas")
    held = hold(tables, rasters)
    rows: list[pd.DataFrame] = [_strangers(tables)]
    skipped: dict[str, str] = {}
    for number, (name, rule) in enumerate(RULES.items()):
        tell(_SHARE_OF_SCHEMA + (1.0 - _SHARE_OF_SCHEMA) * number / len(RULES), name)
        lacking = _lacking(held, rule)
        if lacking:
            skipped[name] = lacking
            continue
        rows.extend(_rows(held, name, rule, found) for found in rule.check(held) if len(found.rows))
    tell(1.0, "done")
    findings = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))
    counts = {name: len(frame) for name, frame in tables.items()}
    return Report(findings, counts, skipped, rows_by_street(held))


def check_database(folder: str | Path, *, personal: bool = False, progress: Progress | None = None) -> Report:
    """Check a database or a snapshot.

    Parameters
    ----------
    folder
        Folder of a database or of a snapshot.
    personal
        Whether the personal tables of a database are read too; a snapshot holds none.
    progress
        As for `check_tables`.

    Raises
    ------
    InputError
        If the folder holds neither.
    """
    tables, rasters = _read(Path(folder), personal)
    return check_tables(tables, rasters=rasters, progress=progress)


def _read(folder: Path, personal: bool) -> tuple[dict[str, pd.DataFrame], Rasters]:
    from census.snapshot import MANIFEST, open_snapshot

    if (folder / MANIFEST).is_file():
        snapshot = open_snapshot(folder)
        tables = {name: snapshot.rows(name) for name in snapshot.table_names}
        return tables, {name: snapshot.raster(name) for name in snapshot.raster_names}
    from census.database import open_database

    database = open_database(folder, personal=personal)
    tables = {name: database.rows(name) for name in database.table_names}
    return tables, {name: database.raster(name) for name in database.raster_names}


def _lacking(held: Held, rule: Rule) -> str:
    """What a rule would need and is not there; "" where all is."""
    for table, columns in rule.needs.items():
        if table not in held.clean:
            return f"there is no table {table}"
        for column in columns:
            if column not in held[table].columns:
                return f"the table {table} has no column {column}"
    return ""


def _strangers(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = []
    for name in tables:
        if name not in TABLES:
            near = difflib.get_close_matches(name, TABLES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            text = f"the census has no table {name!r}{hint}; its rows were not checked"
            rows.append((name, "", "", "", "table_unknown", "warning", text))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _rows(held: Held, name: str, rule: Rule, found: Found) -> pd.DataFrame:
    frame = held.clean.get(found.table)
    inside = found.rows[found.rows >= 0]
    names = keys_of(TABLES[found.table], frame.loc[inside]) if frame is not None and len(inside) else []
    if len(inside) != len(found.rows):
        names = [""] * len(found.rows)
    return pd.DataFrame(
        {
            "table": found.table,
            "row": names,
            "field": found.field,
            "value": [shown(value) for value in found.values],
            "rule": name,
            "severity": rule.severity,
            "message": found.messages,
        },
        dtype="str",
    )
