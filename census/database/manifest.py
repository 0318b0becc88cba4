"""What `database.json` says: the one file that decides which state of the database holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from census.errors import InputError
from census.grid import DISTRICT_CRS
from census.snapshot import DATUM

FORMAT = "fangzai-database/1"
FILE = "database.json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One state of a database.

    Parameters
    ----------
    name, extent
        What the database shows.
    synthetic, seed, generator
        Whether the district is made up, from which seed and by which code.
    sources
        Where the content comes from, one line each.
    tables
        For each table `rows`, `hash` and the `file` that holds it.
    rasters
        For each raster `file` and `sha256`.
    snapshots
        Folders of the snapshots, the newest last.
    previous
        Files of the state before, which stay for those who are still reading them.
    crs, datum
        Of all places and levels that name no other.
    """

    name: str
    extent: str
    synthetic: bool
    seed: int | None
    generator: str | None
    sources: tuple[str, ...]
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rasters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    snapshots: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    crs: str = DISTRICT_CRS
    datum: str = DATUM
    format: str = FORMAT

    @property
    def content_hash(self) -> str:
        """SHA-256 over CRS, datum and the hashes of all tables and rasters."""
        lines = [f"{self.crs} {self.datum} {self.synthetic}"]
        lines += [f"table {name} {entry['hash']}" for name, entry in sorted(self.tables.items())]
        lines += [f"raster {name} {entry['sha256']}" for name, entry in sorted(self.rasters.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of this state, relative to the database's folder."""
        named = [entry["file"] for entry in (*self.tables.values(), *self.rasters.values())]
        return tuple(sorted(set(named)))

    def text(self) -> str:
        """Return the manifest as it stands in its file."""
        said = {"format": self.format, **asdict(self), "content_hash": self.content_hash}
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Manifest of a database.

    Raises
    ------
    InputError
        If the folder is no database or its manifest is garbled.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise InputError(f"database {folder}: there is no such folder")
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; the folder is not a database or was not finished")
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: this is not readable JSON ({error})") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        found = said.get("format") if isinstance(said, dict) else type(said).__name__
        raise InputError(f"{path}: format is {found!r}; {FORMAT!r} is needed")
    return _checked(path, said)


def _checked(path: Path, said: dict[str, Any]) -> Manifest:
    known = [one.name for one in fields(Manifest)]
    lacking = [name for name in known if name not in said]
    if lacking:
        raise InputError(f"{path}: the manifest lacks {', '.join(lacking)}")
    for kind, needed in (("tables", {"file", "hash", "rows"}), ("rasters", {"file", "sha256"})):
        entries = said[kind]
        if not isinstance(entries, dict) or not all(
            isinstance(entry, dict) and needed <= entry.keys() for entry in entries.values()
        ):
            raise InputError(f"{path}: {kind} must map each name to its {', '.join(sorted(needed))}")
    lists = {name: tuple(said[name]) for name in ("sources", "snapshots", "previous")}
    manifest = Manifest(**({name: said[name] for name in known} | lists))
    if said.get("content_hash") != manifest.content_hash:
        raise InputError(f"{path}: content_hash is {said.get('content_hash')!r}, not that of the entries")
    return manifest
