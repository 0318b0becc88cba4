"""The folder of what was derived: files named in a manifest that is written last."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from census.durable import sha256_of
from census.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from census.grid import Grid

FORMAT = "fangzai-derived/1"
MANIFEST = "derived.json"
KINDS = ("raster", "table", "file")


@dataclass(frozen=True)
class DerivedFolder:
    """What was derived for a district; each thing is read when it is asked for.

    It is itself a source of tables and rasters.

    Parameters
    ----------
    folder
        Where it lies.
    steps
        By step, what the manifest says: `folder`, `inputs`, `code`, `seconds`, `synthetic`, `notes` and,
        by name, `rasters`, `tables` and `files`.
    """

    folder: Path
    steps: Mapping[str, Mapping[str, Any]]

    @property
    def synthetic(self) -> bool:
        """Whether any of it rests on a made-up district."""
        return any(step["synthetic"] for step in self.steps.values())

    @property
    def raster_names(self) -> tuple[str, ...]:
        """Names that `raster` takes."""
        return tuple(sorted(self._entries("raster")))

    @property
    def table_names(self) -> tuple[str, ...]:
        """Names that `rows` takes."""
        return tuple(sorted(self._entries("table")))

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names that `text` takes."""
        return tuple(sorted(self._entries("file")))

    def notes(self, step: str) -> Mapping[str, Any]:
        """Figures and doubts of one step; InputError if it was not made."""
        if step not in self.steps:
            made = ", ".join(self.steps) or "none"
            raise InputError(f"{self.folder}: step {step!r} was not derived (made: {made})")
        return dict(self.steps[step]["notes"])

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        """Read one raster and its grid; InputError if there is none of that name or it is damaged."""
        from census.raster_file import read_raster

        path = self.path("raster", name)
        return read_raster(path, crs=str(self._entries("raster")[name]["crs"]))

    def rows(self, name: str) -> pd.DataFrame:
        """Read one table, a GeoDataFrame where it has places; InputError as for `raster`."""
        from census.derive.products import read_table

        return read_table(self.path("table", name))

    def text(self, name: str) -> str:
        """Read one text file; InputError as for `raster`."""
        return self.path("file", name).read_text(encoding="utf-8")

    def path(self, kind: str, name: str) -> Path:
        """Path of one raster, table or file.

        Parameters
        ----------
        kind
            "raster", "table" or "file".
        name
            Its name.
        """
        entries = self._entries(kind)
        if name not in entries:
            near = difflib.get_close_matches(name, entries, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            held = ", ".join(sorted(entries)) or "none"
            raise InputError(f"{self.folder} has no derived {kind} {name!r}{hint} It holds: {held}")
        path = self.folder / str(entries[name]["file"])
        if not path.is_file():
            raise InputError(f"{path}: the file of {kind} {name!r} is missing, though {MANIFEST} lists it")
        return path

    def verify(self) -> None:
        """Hash every file again; InputError names the first that changed or is missing."""
        for name in self.steps:
            verify_step(self.folder, self.steps[name])

    def _entries(self, kind: str) -> dict[str, Mapping[str, Any]]:
        return {name: entry for step in self.steps.values() for name, entry in step[f"{kind}s"].items()}


def open_derived(folder: str | Path, *, verify: bool = False) -> DerivedFolder:
    """Open a folder of derived rasters, tables and files.

    Parameters
    ----------
    folder
        Folder that holds `derived.json`.
    verify
        Hash every file again and compare.

    Raises
    ------
    InputError
        If the folder or its manifest is missing or garbled, or a file differs from it.
    """
    folder = Path(folder)
    if not (folder / MANIFEST).is_file():
        raise InputError(f"{folder / MANIFEST}: there is no such file; nothing was derived into this folder")
    opened = DerivedFolder(folder, read_manifest(folder / MANIFEST))
    if verify:
        opened.verify()
    return opened


def read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    """Steps of a manifest; InputError if it is garbled."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: the manifest is not readable JSON ({error})") from error
    found = content.get("format") if isinstance(content, dict) else type(content).__name__
    if found != FORMAT:
        raise InputError(f"{path}: format is {found!r}; {FORMAT!r} is needed")
    steps = content.get("steps")
    needed = {"folder", "inputs", "code", "seconds", "synthetic", "notes", "rasters", "tables", "files"}
    if not isinstance(steps, dict):
        raise InputError(f"{path}: 'steps' must map each step to what it made")
    for name, step in steps.items():
        missing = sorted(needed - set(step)) if isinstance(step, dict) else sorted(needed)
        if missing:
            raise InputError(f"{path}: step {name!r} lacks {', '.join(missing)}")
    return steps


def verify_step(folder: Path, step: Mapping[str, Any]) -> None:
    """Hash the files of one step; InputError names the first that changed or is missing."""
    for kind in KINDS:
        for name, entry in step[f"{kind}s"].items():
            path = folder / entry["file"]
            if not path.is_file():
                raise InputError(f"{path}: the file of {kind} {name!r} is missing")
            found = sha256_of(path)
            if found != entry["sha256"]:
                raise InputError(
                    f"{path}: the file changed: its SHA-256 is {found}, {MANIFEST} says {entry['sha256']}"
                )
