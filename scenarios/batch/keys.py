"""Dotted keys of a batch file, however its tables are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.paths import REALDATA_MARK
from scenarios.toml_text import toml_value

DOTTED = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


def flat_set(value: Any, prefix: str = "") -> Any:
    """Values by dotted key; a table with a `kind` stays whole.

    Raises
    ------
    ValueError
        Naming a key that is none.
    """
    if not isinstance(value, dict):
        return value
    flat: dict[str, Any] = {}
    for key, item in value.items():
        dotted = _checked(f"{prefix}{key}")
        if isinstance(item, dict) and "kind" not in item and item:
            flat.update(flat_set(item, f"{dotted}."))
        else:
            flat[dotted] = item
    return flat


def flat_axes(value: Any, prefix: str = "") -> Any:
    """Lists by dotted key.

    Raises
    ------
    ValueError
        Naming an axis that is no list, or an empty one.
    """
    if not isinstance(value, dict):
        return value
    flat: dict[str, Any] = {}
    for key, item in value.items():
        dotted = _checked(f"{prefix}{key}")
        if isinstance(item, dict):
            flat.update(flat_axes(item, f"{dotted}."))
        elif not isinstance(item, list | tuple):
            raise ValueError(
                f"{dotted} = {item!r}; a list of values is needed, a single one belongs into [set]"
            )
        elif not item:
            raise ValueError(f"{dotted} = []; an axis without values has no members, state at least one")
        else:
            # Strict models take no list for a tuple once the value has passed through here.
            flat[dotted] = tuple(item)
    return flat


def override(key: str, value: Any, *, folder: Path) -> str:
    """A value as a text for --set; files beside the batch by their absolute paths."""
    return f"{key}={toml_value(anchored(value, folder) if isinstance(value, str) else value)}"


def told(value: Any) -> Any:
    """A value as tables and titles tell it: lists and tables as text."""
    return toml_value(value) if isinstance(value, Mapping | list | tuple) else value


@cache
def anchored(text: str, folder: Path) -> str:
    """A text that names files beside the batch as an absolute path; any other as it stands."""
    if not Path(text).suffix or Path(text).is_absolute() or REALDATA_MARK in text:
        return text
    return str(folder.resolve() / text) if any(folder.glob(text)) else text


def _checked(dotted: str) -> str:
    if not DOTTED.fullmatch(dotted):
        raise ValueError(f"{dotted!r} is no key; write it as section.key, e.g. rain.return_period_yr")
    return dotted
