"""A database's tables as files to hand over, and empty ones to fill."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pandas as pd

from census.attempts import PREFIX
from census.durable import synced
from census.errors import InputError
from census.exchange.headings import carried
from census.schema import TABLES
from census.schema.column import Table
from census.schema.frames import dtype_of

Progress = Callable[[float, str], None]


class Tables(Protocol):
    """A database or a snapshot."""

    @property
    def synthetic(self) -> bool:
        """Whether the district is made up."""
        ...

    @property
    def table_names(self) -> tuple[str, ...]:
        """Tables that may be read."""
        ...

    def rows(self, name: str) -> pd.DataFrame:
        """Rows of one table."""
        ...


@dataclass(frozen=True)
class Exported:
    """A file written: where, and rows by table."""

    path: Path
    rows: Mapping[str, int]


def export_tables(
    source: Tables,
    path: Path,
    *,
    names: Sequence[str] = (),
    schema: Mapping[str, Table] = TABLES,
    progress: Progress | None = None,
) -> Exported:
    """Write tables into one workbook or GeoPackage.

    Parameters
    ----------
    source
        A database, which gives personal tables only where it was opened for them, or a snapshot.
    path
        New file that ends in .xlsx or .gpkg.
    names
        Tables; all unless stated.
    schema
        Descriptions of the tables.
    progress
        Called with the share done and a table's name.

    Raises
    ------
    InputError
        If the file is there already or ends otherwise, or there is no such table.
    """
    _check_new(path, (".xlsx", ".gpkg"))
    held = [name for name in schema if name in source.table_names]
    for name in names:
        if name not in held:
            kept = name in schema and schema[name].personal
            why = "it holds personal data; say --personal" if kept else f"there are {', '.join(held)}"
            raise InputError(f"no table {name!r} to export: {why}")
    tables = {name: schema[name] for name in held if not names or name in names}
    with TemporaryDirectory(prefix=PREFIX, dir=path.parent) as attempt:
        new = Path(attempt) / path.name
        if path.suffix == ".xlsx":
            from census.exchange.workbook import write_workbook

            rows = write_workbook(new, tables, source.rows, synthetic=source.synthetic, progress=progress)
        else:
            from census.database.layers import write_layers

            rows = write_layers(new, _read_one_by_one(source, tables, progress), tables)
        new.chmod(0o600 if any(table.personal for table in tables.values()) else 0o644)
        synced(new)
        new.replace(path)
    return Exported(path, rows)


def write_template(
    path: Path, *, names: Sequence[str] = (), schema: Mapping[str, Table] = TABLES
) -> Exported:
    """Write an empty workbook for people to fill.

    Parameters
    ----------
    path
        New file that ends in .xlsx.
    names
        Tables; all unless stated.
    schema
        Descriptions of the tables.

    Raises
    ------
    InputError
        If the file is there already or ends otherwise, or there is no such table.
    """
    from census.exchange.workbook import write_workbook

    _check_new(path, (".xlsx",))
    for name in names:
        if name not in schema:
            near = difflib.get_close_matches(name, schema, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(schema)}"
            raise InputError(f"no table {name!r} to make a form of: {hint}")
    tables = {name: table for name, table in schema.items() if not names or name in names}
    write_workbook(path, tables, lambda name: _empty(tables[name]), form=True)
    return Exported(path, dict.fromkeys(tables, 0))


def _check_new(path: Path, endings: Sequence[str]) -> None:
    if path.suffix.lower() not in endings:
        raise InputError(f"{path}: a name that ends in {' or '.join(endings)} is needed")
    if path.exists():
        raise InputError(f"{path} is there already; name a new file")
    path.parent.mkdir(parents=True, exist_ok=True)


def _read_one_by_one(
    source: Tables, tables: Mapping[str, Table], progress: Progress | None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name and rows of each table, so that only one is held at a time."""
    tell = progress or (lambda fraction, message: None)
    for number, name in enumerate(tables):
        tell(number / len(tables), name)
        yield name, source.rows(name)


def _empty(table: Table) -> pd.DataFrame:
    data = {c.name: pd.Series([], dtype=dtype_of(c)) for c in carried(table)}
    frame = pd.DataFrame(data)
    if table.geometry is not None:
        frame["geometry"] = pd.Series([], dtype=object)
    return frame
