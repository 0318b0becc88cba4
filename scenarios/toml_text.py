"""Tables and values as text in TOML."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(tables: Mapping[str, Any]) -> str:
    """A file with some tables.

    Parameters
    ----------
    tables
        Values, tables and lists of them by key, as `tomllib` gives them.
    """
    return "\n".join(_lines(tables, "")).strip() + "\n"


def toml_value(value: Any) -> str:
    """A value within a line.

    Parameters
    ----------
    value
        Text, number, truth, date or time, or a list or table of them.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(k)} = {toml_value(v)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    if isinstance(value, str):
        return _quoted(value)
    return repr(int(value) if isinstance(value, int) else float(value))


def _lines(table: Mapping[str, Any], title: str) -> list[str]:
    """Lines of a table: its own values first, then the tables below it, each under its title."""
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping) or _is_tables(value)}
    lines = [f"{_key(key)} = {toml_value(value)}" for key, value in table.items() if key not in inner]
    for key, value in inner.items():
        below = f"{title}.{_key(key)}" if title else _key(key)
        for item in [value] if isinstance(value, Mapping) else value:
            lines += [
                "",
                f"[{below}]" if isinstance(value, Mapping) else f"[[{below}]]",
                *_lines(item, below),
            ]
    return lines


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    # JSON escapes what TOML asks for, but for this one control character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
