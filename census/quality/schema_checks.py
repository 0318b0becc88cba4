"""Each table against its schema: columns, types, required values, ranges, codes, patterns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from census.quality.rule import Found, Rule, whole
from census.schema.column import Column, Table
from census.schema.provenance import PROVENANCE

if TYPE_CHECKING:
    from census.quality.held import Held

_PROVENANCE = frozenset(column.name for column in PROVENANCE)

_KINDS = {
    "text": "a text",
    "integer": "a whole number",
    "real": "a finite number",
    "flag": "true or false",
    "date": "a date such as 2024-06-30",
    "time": "a time such as 2024-06-30T08:00",
}

_FORMS = {
    "date": (re.compile(r"\d{4}-\d{2}-\d{2}"), "%Y-%m-%d"),
    "time": (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"), "%Y-%m-%dT%H:%M"),
}

MASK = "***"
"""Stands for a value of a personal table, which no report may show."""

_RULE_OF_CHECK = {
    "column_in_dataframe": "column_missing",
    "column_in_schema": "column_unknown",
    "not_nullable": "required",
}

Truth = Callable[["pd.Series[Any]"], "pd.Series[bool]"]


def failures(table: Table, frame: pd.DataFrame) -> Mapping[str, list[Found]]:
    """What a table's schema finds in its rows, by rule.

    Parameters
    ----------
    table
        The table's description.
    frame
        Its rows, numbered from zero.
    """
    import pandera.errors

    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    try:
        _schema(table).validate(_blank_as_missing(plain), lazy=True)
    except pandera.errors.SchemaErrors as error:
        return _sorted(table, plain, error.failure_cases)
    return {}


def _blank_as_missing(frame: pd.DataFrame) -> pd.DataFrame:
    blank = {
        name: values.mask(values.isin(["", " "]))
        for name, values in frame.items()
        if values.dtype == object or isinstance(values.dtype, pd.StringDtype)
    }
    return frame.assign(**{str(name): values for name, values in blank.items()})


def _schema(table: Table) -> Any:
    import pandera.pandas as pandera

    columns = {
        column.name: pandera.Column(
            None, [pandera.Check(test, name=name) for name, test in _tests(column)],
            nullable=not column.required, required=True,
        )
        for column in (*table.columns, *PROVENANCE)
    }  # fmt: skip
    return pandera.DataFrameSchema(columns, strict=True, name=table.name)


def _tests(column: Column) -> list[tuple[str, Truth]]:
    tests: list[tuple[str, Truth]] = [("type", lambda values: _is_of_kind(column, values))]
    if column.minimum is not None or column.maximum is not None:
        tests.append(("range", lambda values: _is_in_range(column, values)))
    if column.codes is not None:
        tests.append(("code", lambda values: values.isin(list(column.codes or ()))))
    if column.pattern is not None:
        pattern = re.compile(column.pattern)
        tests.append(("pattern", lambda values: _matches(values, pattern)))
    return tests


def _is_of_kind(column: Column, values: pd.Series[Any]) -> pd.Series[bool]:
    numeric = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
    if column.kind == "flag":
        return _all_or(pd.api.types.is_bool_dtype(values.dtype), values, bool, np.bool_)
    if column.kind in ("integer", "real"):
        fits = _all_or(numeric, values, int, float, np.number, but=bool)
        numbers = pd.to_numeric(values.where(fits), errors="coerce").astype("float64")
        fits &= np.isfinite(numbers)
        return fits & (numbers % 1 == 0) if column.kind == "integer" else fits
    fits = _all_or(isinstance(values.dtype, pd.StringDtype), values, str)
    if column.kind == "text":
        return fits
    pattern, form = _FORMS[column.kind]
    dates = pd.to_datetime(values.where(fits), format=form, errors="coerce")
    return fits & dates.notna() & _matches(values, pattern)


def _all_or(all_are: bool, values: pd.Series[Any], *types: type, but: type | None = None) -> pd.Series[bool]:
    """True everywhere where the dtype says so; else looked at one by one."""
    if all_are:
        return pd.Series(True, index=values.index)
    looked = [isinstance(v, types) and not (but is not None and isinstance(v, but)) for v in values]
    return pd.Series(looked, index=values.index, dtype=bool)


def _is_in_range(column: Column, values: pd.Series[Any]) -> pd.Series[bool]:
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    # What is no number is told by its type, once.
    return numbers.between(low, high) | numbers.isna()


def _matches(values: pd.Series[Any], pattern: re.Pattern[str]) -> pd.Series[bool]:
    met = [not isinstance(v, str) or pattern.fullmatch(v) is not None for v in values]
    return pd.Series(met, index=values.index, dtype=bool)


def _sorted(table: Table, frame: pd.DataFrame, cases: pd.DataFrame) -> dict[str, list[Found]]:
    """Pandera's failure cases by rule."""
    found: dict[str, list[Found]] = {}
    columns = {column.name: column for column in (*table.columns, *PROVENANCE)}
    for (check, context), group in cases.groupby(["check", "schema_context"], sort=True):
        rule = _RULE_OF_CHECK.get(str(check), str(check))
        if context == "DataFrameSchema":
            names = sorted(str(name) for name in group["failure_case"])
            found.setdefault(rule, []).extend(_column_found(table, rule, name, frame) for name in names)
            continue
        for name, part in group.groupby("column", sort=True):
            column = columns[str(name)]
            said = "provenance" if rule == "required" and name in _PROVENANCE else rule
            rows = np.sort(part["index"].to_numpy(dtype=np.int64))
            values = [MASK] * len(rows) if table.personal else frame[column.name].iloc[rows].tolist()
            texts = [_message(column, rule, value) for value in values]
            found.setdefault(said, []).append(Found(table.name, column.name, rows, values, texts))
    return found


def _column_found(table: Table, rule: str, name: str, frame: pd.DataFrame) -> Found:
    known = [column.name for column in (*table.columns, *PROVENANCE)]
    if rule == "column_missing":
        near = difflib.get_close_matches(name, [str(c) for c in frame.columns if c not in known], n=1)
        hint = f"; is it the column {near[0]!r} under another name?" if near else ""
        return whole(table.name, name, f"the column is missing{hint}; add it ({table_label(table, name)})")
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; the table has {', '.join(known[:12])} ..."
    return whole(table.name, name, f"the table has no column {name!r}{hint}")


def table_label(table: Table, name: str) -> str:
    """Chinese label and kind of a column, for messages."""
    column = {column.name: column for column in (*table.columns, *PROVENANCE)}[name]
    return f"{column.zh}, {_KINDS[column.kind]}"


def _message(column: Column, rule: str, value: Any) -> str:
    unit = f" {column.unit}" if column.unit not in ("", "1") else ""
    if rule == "required":
        return f"{column.zh} is missing; every row needs {_KINDS[column.kind]}"
    if rule == "range":
        low, high = column.minimum, column.maximum
        if low is not None and high is not None:
            return f"{value}{unit} lies outside {low:g} to {high:g}{unit}"
        return (
            f"{value}{unit} is below {low:g}{unit}"
            if low is not None
            else f"{value}{unit} is above {high:g}{unit}"
        )
    if rule == "code":
        codes = list(column.codes or ())
        near = difflib.get_close_matches(str(value), codes, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return f"{value!r} is not a code of {column.zh}{hint}; it takes {', '.join(codes)}"
    if rule == "pattern":
        return f"{value!r} does not have the form {column.pattern}"
    return f"{value!r} is not {_KINDS[column.kind]}"


def _from_schema(rule: str) -> Callable[[Held], list[Found]]:
    return lambda held: held.failures.get(rule, [])


RULES: Mapping[str, Rule] = {
    "column_missing": Rule(
        must="Every table has all columns of its schema.", source="census schema", severity="error",
        check=_from_schema("column_missing"),
    ),
    "column_unknown": Rule(
        must="No table has a column that its schema does not know.", source="census schema",
        severity="warning", check=_from_schema("column_unknown"),
    ),
    "type": Rule(
        must="Every value is of its column's kind: a text, a number, a flag, a real date.",
        source="census schema", severity="error", check=_from_schema("type"),
    ),
    "required": Rule(
        must="A required field has a value in every row.", source="census schema", severity="error",
        check=_from_schema("required"),
    ),
    "provenance": Rule(
        must="Every row tells its source, date, method, confidence, time of entry and run.",
        source="census schema, provenance", severity="error", check=_from_schema("provenance"),
    ),
    "range": Rule(
        must="A number lies within the bounds of what can be true.",
        source="census schema, with the standard of each field",
        severity="error", check=_from_schema("range"),
    ),
    "code": Rule(
        must="A coded field holds one of its codes.",
        source="census schema, with the standard of each field", severity="error",
        check=_from_schema("code"),
    ),
    "pattern": Rule(
        must="A code or number has the form that its standard gives it.",
        source="census schema, with the standard of each field",
        severity="error", check=_from_schema("pattern"),
    ),
}  # fmt: skip
