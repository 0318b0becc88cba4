"""Scenario files as raw tables: bases, what a variant changes on them, and overrides."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from census.errors import InputError
from census.readers.files import existing_file
from scenarios.paths import LIBRARY

SET = Path("--set")
"""Stands for the command line among the files a value may come from."""

ALTERNATIVES: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {"earthquake": (("longitude", "latitude"), ("x_m", "y_m"), ("distance_km", "azimuth_deg"))}
)
"""Keys of a table that say the same thing in different ways: stating one way takes the others' place."""


@dataclass(frozen=True)
class Chain:
    """A scenario merged from its bases, and where each value comes from.

    Parameters
    ----------
    data
        The merged tables.
    origins
        File that stated the value at a dotted path; `SET` for an override.
    files
        The files, from the scenario itself to its last base.
    """

    data: Mapping[str, Any]
    origins: Mapping[str, Path]
    files: tuple[Path, ...]

    def origin(self, dotted: str) -> Path:
        """File that stated a value or the nearest table around it."""
        while dotted:
            if dotted in self.origins:
                return self.origins[dotted]
            dotted = dotted.rpartition(".")[0]
        return self.files[0]


def library_names() -> list[str]:
    """Names of the ready scenarios."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def scenario_file(source: str | Path, *, beside: Path | None = None) -> Path:
    """File of a scenario given by path or by its name in the library.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name.
    beside
        Folder looked through before the library; a relative path starts from it.

    Raises
    ------
    InputError
        If there is no such scenario; the nearest names are named.
    """
    text = str(source)
    if text.endswith(".toml"):
        path = (beside or Path()) / Path(text).expanduser()
        return existing_file(path, what="scenario")
    folders = ([beside] if beside else []) + [LIBRARY]
    for folder in folders:
        if (folder / f"{text}.toml").is_file():
            return folder / f"{text}.toml"
    near = get_close_matches(text, library_names(), n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "`fangzai scenario list` shows them"
    raise InputError(f"there is no scenario {text!r} in the library; {hint} A file of your own ends in .toml")


def read_chain(source: str | Path, overrides: Sequence[str] = ()) -> Chain:
    """Read a scenario with its bases and apply overrides.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name of the library.
    overrides
        Texts of the form "a.b=value".

    Notes
    -----
    A variant states `base` and only what changes. Tables are merged key by key, lists are
    replaced; a table that states another `kind` than its base replaces the base's table, and a key of
    `ALTERNATIVES` the other ways of saying the same.
    """
    layers = _layers(scenario_file(source))
    data: dict[str, Any] = {}
    origins: dict[str, Path] = {}
    for path, table in reversed(layers):
        heading = data.get("scenario")
        if isinstance(heading, dict):
            heading.pop("template", None)
            heading.pop("name", None)
        _merge(data, table, prefix="", path=path, origins=origins)
        if isinstance(data.get("scenario"), dict):
            data["scenario"].setdefault("name", path.stem)
    for text in overrides:
        _override(data, text, origins)
    return Chain(data=data, origins=origins, files=tuple(path for path, _ in layers))


def _layers(path: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The scenario's own table and those of its bases, nearest first."""
    layers: list[tuple[Path, dict[str, Any]]] = []
    seen: list[Path] = []
    while True:
        resolved = path.resolve()
        if resolved in seen:
            names = " -> ".join(p.stem for p in [*seen[seen.index(resolved) :], resolved])
            raise InputError(f"{path}: the bases go in a circle ({names}); one of them must state no base")
        seen.append(resolved)
        table = _table(path)
        base = table.pop("base", None)
        layers.append((path, table))
        if base is None:
            return layers
        if not isinstance(base, str) or not base:
            raise InputError(f"{path}: base = {base!r}; the name or path of a scenario in quotes is needed")
        try:
            path = scenario_file(base, beside=path.parent)
        except InputError as error:
            raise InputError(f"{path}: base = {base!r}: {error}") from None


def _table(path: Path) -> dict[str, Any]:
    """The raw table of one file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no text in UTF-8 ({error.reason} at byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no valid TOML: {error}") from error


def _displace(data: dict[str, Any], table: str, stated: Collection[str], origins: dict[str, Path]) -> None:
    """Drop what a base states in another way than a variant does."""
    ways = ALTERNATIVES.get(table, ())
    if not any(key in way for way in ways for key in stated):
        return
    for way in ways:
        if not any(key in stated for key in way):
            for key in way:
                data.pop(key, None)
                _forget(origins, f"{table}.{key}")


def _merge(
    data: dict[str, Any], change: Mapping[str, Any], *, prefix: str, path: Path, origins: dict[str, Path]
) -> None:
    """Lay a variant's table over its base's, in place."""
    for key, value in change.items():
        dotted = f"{prefix}{key}"
        old = data.get(key)
        if isinstance(value, dict):
            another_kind = isinstance(old, dict) and value.get("kind", old.get("kind")) != old.get("kind")
            if not isinstance(old, dict) or another_kind:
                _forget(origins, dotted)
                data[key] = {}
            origins.setdefault(dotted, path)
            _displace(data[key], dotted, value, origins)
            _merge(data[key], value, prefix=f"{dotted}.", path=path, origins=origins)
        else:
            _forget(origins, dotted)
            data[key] = value
            origins[dotted] = path


def _forget(origins: dict[str, Path], dotted: str) -> None:
    """Drop what is known about the values at and below a dotted path."""
    for known in [o for o in origins if o == dotted or o.startswith(f"{dotted}.")]:
        del origins[known]


def _override(data: dict[str, Any], text: str, origins: dict[str, Path]) -> None:
    """Apply one "a.b=value"."""
    dotted, equals, raw = text.partition("=")
    dotted = dotted.strip()
    if not equals or not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", dotted):
        raise InputError(f"--set {text}: write it as section.key=value, e.g. --set rain.return_period_yr=50")
    parts = dotted.split(".")
    value = _value(raw.strip(), text)
    if len(parts) == 1 and not isinstance(value, dict):
        raise InputError(f"--set {text}: {dotted} is a section; write {dotted}.key=value")
    table: Any = data
    for depth, part in enumerate(parts[:-1]):
        if isinstance(table, list):
            table = table[_index(table, part, text)]
        elif isinstance(table, dict):
            table = table.setdefault(part, {})
        else:
            raise InputError(f"--set {text}: {'.'.join(parts[:depth])} is a value, not a table")
    if isinstance(table, list):
        table[_index(table, parts[-1], text)] = value
    elif isinstance(table, dict):
        _displace(table, ".".join(parts[:-1]), parts[-1:], origins)
        table[parts[-1]] = value
    else:
        raise InputError(f"--set {text}: {'.'.join(parts[:-1])} is a value, not a table")
    _forget(origins, dotted)
    origins[dotted] = SET


def _index(items: list[Any], part: str, text: str) -> int:
    """Position in a list."""
    if not part.isdigit() or int(part) >= len(items):
        raise InputError(
            f"--set {text}: {part!r} is no position in a list of {len(items)}; they count from 0"
        )
    return int(part)


def _value(raw: str, text: str) -> Any:
    """A TOML value; a bare word stands for itself."""
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        if re.fullmatch(r"[^\s\"'\[\]{},=]+", raw):
            return raw
        raise InputError(
            f"--set {text}: {raw!r} is no TOML value; numbers stand as they are, texts with blanks in quotes"
        ) from None
