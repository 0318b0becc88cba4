"""What names a run: the scenario, its inputs, the code and the locked packages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from census.database import snapshot_at
from census.durable import sha256_of
from census.readers.files import matching_files
from scenarios.kept import kept
from scenarios.loaded import TWIN, Loaded, Spec
from scenarios.paths import PROJECT
from scenarios.sections.domain import District

PACKAGES = ("census", "models", "outputs", "scenarios")
CODE_ENDINGS = {".py", ".csv", ".json"}
LOCK = PROJECT / "requirements.lock"

PLACES = (".prj", ".wld", ".tfw")
"""Endings of the files that say where a raster or a layer lies."""

SIDECARS = {".shp": (".shx", ".dbf", ".cpg"), ".img": (".ige",), ".bil": (".hdr",), ".flt": (".hdr",)}
"""Endings of the parts of a file besides, by its own ending; statistics and previews are none."""


@dataclass(frozen=True)
class Identity:
    """What a run's name stands for.

    Parameters
    ----------
    run_id
        Name of the scenario and twelve digits of the hash of all below.
    inputs
        Content hash of every input by its key.
    code, lock
        Hashes of the suite's own files and of the lock file.
    """

    run_id: str
    inputs: Mapping[str, str]
    code: str
    lock: str


Hashes = dict[tuple[str, Path], str]
"""Content hashes of inputs by key and path."""


def identity_of(loaded: Loaded[Spec], *, known: Hashes | None = None) -> Identity:
    """Name of the run of a scenario.

    Parameters
    ----------
    loaded
        The scenario.
    known
        Hashes of inputs that were worked out before and are still good; new ones are added.

    Raises
    ------
    InputError
        If an input file is not there.
    """
    inputs = _input_hashes(loaded, {} if known is None else known)
    code, lock = code_hash(), lock_hash()
    digest = hashlib.sha256()
    for part in (loaded.canonical(), *(f"{k}={v}" for k, v in sorted(inputs.items())), code, lock):
        digest.update(part.encode())
        digest.update(b"\0")
    return Identity(f"{loaded.spec.scenario.name}-{digest.hexdigest()[:12]}", inputs, code, lock)


@cache
def code_hash() -> str:
    """SHA-256 over the files of the four packages, scenario files left out."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*")):
            if path.suffix in CODE_ENDINGS and path.is_file():
                digest.update(path.relative_to(PROJECT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def lock_hash() -> str:
    """SHA-256 of the lock file; a word where an installation carries none."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest() if LOCK.is_file() else "no lock file"


def _input_hashes(loaded: Loaded[Spec], known: Hashes) -> dict[str, str]:
    """Content hash of each input."""
    hashes: dict[str, str] = {}
    for key, path in loaded.files().items():
        if (key, path) not in known:
            known[key, path] = _content_hash(key, path)
        hashes[key] = known[key, path]
    domain = loaded.spec.domain
    if isinstance(domain, District) and domain.snapshot == TWIN:
        # The district follows from extent, seed and code, so it need not be made to name a run.
        hashes["domain.snapshot"] = f"{TWIN}:{domain.extent}:{domain.seed}"
    return hashes


def _content_hash(key: str, path: Path) -> str:
    """Hash of the content of one input."""
    if key == "domain.snapshot":
        # What the manifest says of the files is only a claim until they are hashed.
        inside = sorted(part for part in path.rglob("*") if part.is_file())
        return kept(("hash", key, path, _state(inside)), lambda: snapshot_at(path, verify=True).content_hash)
    files = matching_files(path, what=key)
    parts = [part for file in files for part in (file, *_sidecars(file))]
    return kept(("hash", key, path, _state(parts)), lambda: _files_hash(files))


def _state(files: list[Path]) -> tuple[tuple[str, int, int, int], ...]:
    """What the file system says of files, which changes when they do."""
    return tuple((str(f), (s := f.stat()).st_size, s.st_mtime_ns, s.st_ino) for f in files)


def _files_hash(paths: list[Path]) -> str:
    """SHA-256 over files and their sidecars, by name."""
    digest = hashlib.sha256()
    for path in paths:
        for part in (path, *_sidecars(path)):
            digest.update(part.name.encode())
            digest.update(b"\0")
            digest.update(bytes.fromhex(sha256_of(part)))
    return digest.hexdigest()


def _sidecars(path: Path) -> list[Path]:
    """The files beside a file that belong to it."""
    endings = [*SIDECARS.get(path.suffix.lower(), ()), *PLACES, f"{path.suffix.lower()}w"]
    names = [path.with_suffix(e) for ending in endings for e in (ending, ending.upper())]
    return [name for name in dict.fromkeys(names) if name != path and name.is_file()]
