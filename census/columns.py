"""Columns that the tables of a snapshot must have, checked without reading the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyarrow import ArrowInvalid
from pyarrow.parquet import read_schema

from census.errors import InputError
from census.snapshot import Snapshot


def require_columns(snapshot: Snapshot, needed: Mapping[str, Sequence[str]]) -> None:
    """Refuse a snapshot whose tables lack a column.

    Parameters
    ----------
    snapshot
        The opened snapshot.
    needed
        Columns by the name of their table.

    Raises
    ------
    InputError
        Naming table and column, or the table that is missing.
    """
    for name, columns in needed.items():
        if name not in snapshot.table_names:
            held = ", ".join(snapshot.table_names) or "none"
            raise InputError(
                f"snapshot {snapshot.folder} has no table {name!r}, which is needed; it has {held}"
            )
        path = snapshot.folder / str(snapshot.manifest["tables"][name]["file"])
        try:
            there = read_schema(path).names
        except (ArrowInvalid, OSError) as error:
            raise InputError(f"{path}: this is not a readable GeoParquet file ({error})") from error
        lacking = [column for column in columns if column not in there]
        if lacking:
            raise InputError(
                f"{path}: the table {name!r} lacks the column {', '.join(lacking)}; it has {', '.join(there)}"
            )
