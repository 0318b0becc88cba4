"""How the results of a step come into the folder: whole, and listed in a manifest replaced at once."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from census.attempts import new_attempt
from census.derive.folder import FORMAT, MANIFEST, read_manifest, verify_step
from census.durable import synced
from census.errors import InputError


def place(attempt: Path, home: Path, record: Mapping[str, Any]) -> None:
    """Rename the finished folder into place, unless the same stands there whole."""
    synced(attempt)
    if home.exists():
        try:
            verify_step(home.parent, record)
        except InputError:
            shutil.rmtree(home)
        else:
            return
    attempt.rename(home)
    synced(home.parent)


def list_step(out: Path, name: str, record: Mapping[str, Any]) -> None:
    """Write the manifest anew with one step more; readers see the old one or the new one."""
    held = steps_made(out) | {name: dict(record)}
    ordered = {key: held[key] for key in sorted(held)}
    content = json.dumps({"format": FORMAT, "steps": ordered}, ensure_ascii=False, indent=1, allow_nan=False)
    attempt = new_attempt(out)
    try:
        path = attempt / MANIFEST
        path.write_text(content + "\n", encoding="utf-8")
        synced(path)
        path.replace(out / MANIFEST)
        synced(out)
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def steps_made(out: Path) -> dict[str, dict[str, Any]]:
    """Steps made before; none where the manifest is missing or garbled, so that all is made anew."""
    try:
        return read_manifest(out / MANIFEST)
    except (InputError, OSError):
        return {}


def remove_unlisted(out: Path) -> None:
    """Remove folders of steps that the manifest no longer lists.

    This is done at the next derivation, not at once: who opened the folder before may still be reading.
    """
    listed = {step["folder"] for step in steps_made(out).values()}
    for path in sorted(out.iterdir()):
        name, _, mark = path.name.rpartition("-")
        made_here = len(mark) == 12 and set(mark) <= set("0123456789abcdef") and name.isidentifier()
        if path.is_dir() and made_here and path.name not in listed:
            shutil.rmtree(path, ignore_errors=True)


def plain(value: Any) -> Any:
    """Values as JSON knows them; not-a-number and infinity become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)
