"""Which code a step rests on: a hash over its module and all of this suite that it imports."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ALWAYS = ("census.schema", "census.derive.step")
"""Modules whose change makes every step anew: what the columns mean, and what a step gives."""

_TOP = "census"


@cache
def code_hash(module: str) -> str:
    """SHA-256 over the sources of a module and of the modules of the census it imports.

    Parameters
    ----------
    module
        Dotted name; it is read, not run.

    Notes
    -----
    Tables of figures (CSV) that lie in the folder of a module count as its code. A package that is named
    in `ALWAYS` counts whole.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(module)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(module: str) -> set[Path]:
    found: set[Path] = set()
    seen: set[str] = set()
    waiting = [module, *ALWAYS]
    while waiting:
        name = waiting.pop()
        path = None if name in seen else _source(name)
        seen.add(name)
        if path is None:
            continue
        found.add(path)
        found.update(path.parent.glob("*.csv"))
        if name in ALWAYS and path.name == "__init__.py":
            found.update(path.parent.rglob("*.py"))
        waiting += _imported(path.read_text(encoding="utf-8"))
    return found


def _source(name: str) -> Path | None:
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None


def _imported(source: str) -> Iterator[str]:
    """Names that may be modules: `from a.b import c` may mean the module a.b.c."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == _TOP)
