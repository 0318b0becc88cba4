"""Rows as the database takes them: every column, the right types, keys that name one row each."""

from __future__ import annotations

import difflib
import hashlib
from typing import Any

import pandas as pd

from census.errors import InputError
from census.schema.column import Column, Table
from census.schema.frames import dtype_of, typed
from census.schema.provenance import PROVENANCE, row_hashes

SAID = tuple(column for column in PROVENANCE if column.name != "row_hash")
"""Provenance that comes with a row; the hash is computed here."""


def prepared(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table with its types, empty texts as missing and the hash of each row.

    Parameters
    ----------
    table
        The table's description.
    frame
        Rows with every column, geometry where the table has one, and provenance.

    Raises
    ------
    InputError
        If a column is missing, a value is not of its type, or a key is missing or there twice.
    """
    columns = [*table.columns, *SAID]
    _require(table, frame, [column.name for column in columns])
    plain = frame.assign(**{c.name: _cleaned(table, frame, c) for c in columns})
    plain = plain.drop(columns="row_hash", errors="ignore")
    made = typed(table, plain)
    made["row_hash"] = pd.Series(row_hashes(table, made), dtype="str", index=made.index)
    _check_key(table, made)
    return typed(table, made)


def content_hash(frame: pd.DataFrame) -> str:
    """SHA-256 over the content and provenance of all rows, in their order.

    Parameters
    ----------
    frame
        Rows as `prepared` gives them.
    """
    names = [column.name for column in PROVENANCE]
    digest = hashlib.sha256(" ".join(map(str, frame.columns)).encode())
    texts = [frame[name].fillna("").tolist() for name in names]
    for row in zip(*texts, strict=True):
        digest.update("\x1f".join(row).encode() + b"\n")
    return digest.hexdigest()


def _require(table: Table, frame: pd.DataFrame, names: list[str]) -> None:
    wanted = [*names, *(["geometry"] if table.geometry else [])]
    for name in wanted:
        if name not in frame.columns:
            near = difflib.get_close_matches(name, [str(column) for column in frame.columns], n=1)
            hint = f"; is {near[0]!r} meant?" if near else ""
            raise InputError(f"table {table.name} lacks the column {name!r}{hint}")


def _cleaned(table: Table, frame: pd.DataFrame, column: Column) -> pd.Series[Any]:
    values = frame[column.name]
    try:
        values = values.astype(dtype_of(column))  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        row, value = _first_odd(values, column)
        raise InputError(
            f"table {table.name}, row {row}, field {column.name}: {value!r} is no {column.kind}"
            f"{'' if column.required else ' or nothing'} ({error})"
        ) from error
    if column.kind in {"text", "date", "time"}:
        return pd.Series(values.mask(values == "", None).astype("str"))
    if column.kind == "real":
        # A GeoPackage keeps no sign of a zero; with one, the row's hash would not be that of the row read.
        values = values + 0.0
    return pd.Series(values)


def _first_odd(values: pd.Series[Any], column: Column) -> tuple[int, object]:
    """Row number, from 1, and value that cannot be of the column's type."""
    for number, value in enumerate(values.tolist(), 1):
        try:
            pd.Series([value], dtype=object).astype(dtype_of(column))  # type: ignore[call-overload]
        except (TypeError, ValueError):
            return number, value
    return 0, None


def _check_key(table: Table, frame: pd.DataFrame) -> None:
    keys = frame[list(table.key)]
    missing = keys.isna().any(axis=1).to_numpy()
    if missing.any():
        row = int(missing.argmax())
        name = next(name for name in table.key if pd.isna(keys[name].iloc[row]))
        raise InputError(f"table {table.name}, row {row + 1}, field {name}: the key has no value")
    double = keys.duplicated().to_numpy()
    if double.any():
        row = int(double.argmax())
        told = ", ".join(f"{name} = {keys[name].iloc[row]!r}" for name in table.key)
        raise InputError(f"table {table.name}, row {row + 1}: {told} is there twice; a key names one row")
