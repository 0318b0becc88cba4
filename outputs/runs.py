"""Reading published runs: a folder counts only when its manifest is whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census.durable import sha256_of
from census.errors import InputError

MANIFEST = "manifest.json"
FORMAT = "fangzai-run/1"
SEAL = "seal"
"""Manifest key that holds the SHA-256 of the rest of the manifest."""


@dataclass(frozen=True)
class RunCheck:
    """What a run's files are against its manifest.

    Parameters
    ----------
    changed, missing
        Files whose content or size differs from the manifest, or that are gone.
    extra
        Files the manifest does not know. They do no harm (a GIS leaves `.aux.xml` files).
    """

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every file of the manifest is there, byte for byte."""
        return not (self.changed or self.missing)

    def __str__(self) -> str:
        parts = [
            f"{word}: {', '.join(names)}"
            for word, names in (("changed", self.changed), ("missing", self.missing), ("extra", self.extra))
            if names
        ]
        return "; ".join(parts) if parts else "every file is as published"


def canonical_json(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_manifest(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Manifest of a published run.

    Parameters
    ----------
    folder
        The run's folder.

    Raises
    ------
    InputError
        If the folder is not a published run: no manifest, or one cut short or altered.
    """
    path = Path(folder) / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder} is not a published run: it has no {MANIFEST}") from None
    except (ValueError, OSError) as error:
        raise InputError(f"{folder} is not a published run: {MANIFEST} cannot be read ({error})") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"{folder} is not a published run: {MANIFEST} is not of format {FORMAT}")
    if manifest.get(SEAL) != seal_of(manifest):
        raise InputError(f"{folder} is not a published run: {MANIFEST} does not match its own seal")
    return manifest


def published_runs(runs_dir: str | os.PathLike[str]) -> list[Path]:
    """Folders of `runs_dir` that hold a published run, in the order of publication.

    Parameters
    ----------
    runs_dir
        Folder of the runs; one that does not exist holds none.
    """
    found = []
    root = Path(runs_dir)
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        try:
            found.append((str(read_manifest(folder)["published"]), folder))
        except InputError:
            continue
    return [folder for _, folder in sorted(found)]


def damaged_manifests(runs_dir: str | os.PathLike[str]) -> dict[Path, str]:
    """Folders of `runs_dir` whose manifest is there but cannot be believed, and what is wrong with each.

    `published_runs` passes over them, as over folders that are no runs.

    Parameters
    ----------
    runs_dir
        Folder of the runs; one that does not exist holds none.
    """
    found = {}
    root = Path(runs_dir)
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if folder.name.startswith(".") or not os.path.lexists(folder / MANIFEST):
            continue
        try:
            read_manifest(folder)
        except InputError as error:
            found[folder] = str(error)
    return found


def check_run(folder: str | os.PathLike[str]) -> RunCheck:
    """Hash every file of a published run again.

    Parameters
    ----------
    folder
        The run's folder.

    Returns
    -------
    RunCheck
        Names of the files that changed, are missing, or were added.

    Raises
    ------
    InputError
        If the folder is not a published run.
    """
    root = Path(folder)
    files: Mapping[str, Mapping[str, Any]] = read_manifest(root)["files"]
    present = set(files_below(root)) - {MANIFEST}
    missing = sorted(set(files) - present)
    changed = [
        name
        for name in sorted(set(files) & present)
        if (root / name).stat().st_size != files[name]["bytes"]
        or sha256_of(root / name) != files[name]["sha256"]
    ]
    return RunCheck(changed=tuple(changed), missing=tuple(missing), extra=tuple(sorted(present - set(files))))


def is_whole(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is a published run that is there byte for byte.

    Parameters
    ----------
    folder
        The run's folder; one that does not exist is not.
    """
    try:
        return check_run(folder).whole
    except InputError:
        return False


def files_below(folder: Path) -> list[str]:
    """Names of all files below a folder, with forward slashes, sorted."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def seal_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of a manifest without its seal."""
    unsealed = {key: value for key, value in manifest.items() if key != SEAL}
    return hashlib.sha256(canonical_json(unsealed).encode()).hexdigest()
