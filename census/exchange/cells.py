"""Values as cells of a workbook, and back, to the last bit."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from census.schema.column import Column

YES, NO = "是", "否"
_TRUE = {YES, "true", "yes", "1", "y", "t", "有", "√"}
_FALSE = {NO, "false", "no", "0", "n", "f", "无", "×"}

LONGEST = 32_000
"""Characters in a cell; a workbook allows 32,767."""

_EXACT = 2**53
"""Whole numbers beyond this are no longer exact as numbers of a spreadsheet, and are written as text."""

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Cell = tuple[str, str]
"""Text of a cell and its type: "n" a number, "s" a text, which is never read as a formula."""


def cells_of(column: Column, values: pd.Series[Any]) -> list[Cell | None]:
    """Cells of a column; None where there is no value.

    Numbers are written with the digits that give the same number back, codes with their Chinese label.
    """
    plain = values.astype(object).where(values.notna(), None).tolist()
    labels = labels_of(column)
    return [None if value is None else _cell(column, value, labels) for value in plain]


def labels_of(column: Column) -> Mapping[str, str]:
    """Label of each code as it stands in files: the code itself where labels are not unique."""
    codes = column.codes or {}
    labels = list(codes.values())
    clash = set(codes) & set(labels)
    if len(set(labels)) < len(labels) or clash:
        return {code: code for code in codes}
    return dict(codes)


def escaped(text: str) -> str:
    """Text with what XML cannot carry as `_xHHHH_`, as workbooks do."""
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Text as it was before `escaped`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def value_of(column: Column, told: Any) -> Any:
    """Value of a field from what a file says; None where it says nothing.

    Parameters
    ----------
    column
        The field.
    told
        Text, number, truth value or date as the reader of the file gives it.

    Raises
    ------
    ValueError
        If it cannot be a value of this kind; the message says what would be right.
    """
    if told is None or told is pd.NA or (isinstance(told, float) and math.isnan(told)) or told == "":
        return None
    if isinstance(told, np.generic):
        told = told.item()
    if column.kind in {"text", "date", "time"}:
        return _text(column, told)
    if isinstance(told, str) and not told.strip():
        return None
    if column.kind == "flag":
        return _flag(told)
    return _whole(told) if column.kind == "integer" else _real(told)


def _cell(column: Column, value: Any, labels: Mapping[str, str]) -> Cell:
    if column.kind == "flag":
        return (YES if value else NO), "s"
    if column.kind == "integer":
        return str(int(value)), ("n" if abs(int(value)) <= _EXACT else "s")
    if column.kind == "real":
        return repr(float(value)), ("n" if math.isfinite(value) else "s")
    return labels.get(value, str(value)), "s"


def _text(column: Column, told: Any) -> str | None:
    if isinstance(told, dt.datetime):
        return told.strftime("%Y-%m-%d" if column.kind == "date" else "%Y-%m-%dT%H:%M")
    if isinstance(told, dt.date):
        return told.isoformat()
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    text = str(told)
    if column.codes is None and column.kind == "text":
        return text
    plain = text.strip()
    if column.kind == "date":
        _date(plain, "%Y-%m-%d", "a date such as 2024-05-31")
    elif column.kind == "time":
        _date(plain, "%Y-%m-%dT%H:%M", "a time such as 2024-05-31T08:00")
    codes = {label: code for code, label in labels_of(column).items()}
    return codes.get(plain, plain) or None


def _date(text: str, form: str, right: str) -> None:
    try:
        told = dt.datetime.strptime(text, form)  # noqa: DTZ007 - local time, as the tables keep it
    except ValueError:
        raise ValueError(f"{right} is needed") from None
    if told.strftime(form) != text:
        raise ValueError(f"{right} is needed")


def _flag(told: Any) -> bool:
    if isinstance(told, bool):
        return told
    plain = str(int(told) if isinstance(told, float) and told.is_integer() else told).strip().lower()
    if plain in _TRUE | _FALSE:
        return plain in _TRUE
    raise ValueError(f"{YES} or {NO} is needed")


def _plain(text: str) -> str:
    """Text of a number; Python would read 1_50 as 150, where a slip of the pen is likelier."""
    if "_" in text:
        raise ValueError("no number has an underscore")
    return text.strip()


def _whole(told: Any) -> int:
    if isinstance(told, bool):
        raise ValueError("a whole number is needed")
    try:
        number = int(_plain(told)) if isinstance(told, str) else int(told)
    except (TypeError, ValueError, OverflowError):
        number = _whole_of_real(told)
    if (isinstance(told, float) and number != told) or not -(2**63) <= number < 2**63:
        raise ValueError("a whole number is needed")
    return number


def _whole_of_real(told: Any) -> int:
    try:
        number = float(_plain(told) if isinstance(told, str) else told)
    except (TypeError, ValueError):
        raise ValueError("a whole number is needed") from None
    if not number.is_integer():
        raise ValueError("a whole number is needed")
    return int(number)


def _real(told: Any) -> float:
    if isinstance(told, bool):
        raise ValueError("a number is needed")
    try:
        return float(_plain(told) if isinstance(told, str) else told)
    except (TypeError, ValueError):
        raise ValueError("a number is needed") from None
