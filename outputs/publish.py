"""Atomic publication of a run: whole under its own name, or not there at all."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from census.attempts import new_attempt, remove_stale_attempts
from census.durable import locked, sha256_of, synced
from census.errors import InputError
from outputs.runs import (
    FORMAT,
    MANIFEST,
    SEAL,
    RunCheck,
    canonical_json,
    check_run,
    files_below,
    is_whole,
    published_runs,
    read_manifest,
    seal_of,
)

__all__ = [
    "PublishError",
    "RunCheck",
    "check_run",
    "check_space",
    "is_whole",
    "publish",
    "published_runs",
    "read_manifest",
]

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
OWN_KEYS = frozenset({"files", "format", "published", "run_id", SEAL})
"""Manifest keys that publication writes itself."""

_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
_FULL = 1 << 20
"""Free space below which any failed write is put down to a full disk [bytes]."""

Write = Callable[[Path], Mapping[str, Any] | None]


class PublishError(RuntimeError):
    """A run was not published; nothing of it is visible and earlier runs are whole."""


def publish(
    runs_dir: str | os.PathLike[str],
    run_id: str,
    write: Write,
    *,
    manifest: Mapping[str, Any],
    needed_bytes: int = 0,
) -> Path:
    """Write a run and make it visible in one step.

    Parameters
    ----------
    runs_dir
        Folder of all runs, made if it is not there.
    run_id
        Name of the run's folder: letters, digits, `.`, `_`, `-`.
    write
        Called with an empty folder to write the files into. What it returns, if anything, is
        added to the manifest (figures known only after writing).
    manifest
        What the manifest says besides the files: canonical JSON values.
    needed_bytes
        Estimate of the size of the files; publication is refused when less is free [bytes].

    Returns
    -------
    Path
        `runs_dir/run_id`. If that run is there already and whole, nothing is written. If it
        is there but damaged, it is set aside as `.damaged-...` and replaced.

    Raises
    ------
    PublishError
        If the disk is short of space or fails.
    InputError
        If `run_id` cannot be a folder's name or the manifest uses a key of publication's own.

    Notes
    -----
    A file closed is not a file on the disk: after a process was killed in mid-write, a NetCDF
    file opened cleanly with every cell missing. So files and folders are synced, read back
    from the disk where the system allows it, and named by hash in a manifest written last; only
    then the folder gets its name, by a rename.
    """
    _check_request(run_id, manifest)
    root = Path(runs_dir)
    root.mkdir(parents=True, exist_ok=True)
    remove_stale_attempts(root)
    final = root / run_id
    if is_whole(final):
        return final
    check_space(root, run_id, needed_bytes)
    attempt = new_attempt(root)
    try:
        extra = write(attempt)
        _seal(attempt, run_id, {**manifest, **(extra or {})})
        with locked(root):
            _place(attempt, final)
    except BaseException as error:
        free = shutil.disk_usage(root).free
        shutil.rmtree(attempt, ignore_errors=True)
        if _is_disk_failure(error, free):
            raise PublishError(
                f"run {run_id} was not published: the disk of {root} failed or is full "
                f"({error}; {_mib(free)} free); earlier runs are untouched"
            ) from error
        raise
    synced(root)
    return final


def _check_request(run_id: str, manifest: Mapping[str, Any]) -> None:
    if not RUN_ID.fullmatch(run_id):
        raise InputError(
            f"run id {run_id!r} cannot name a folder; 1 to 128 letters, digits, '.', '_' or '-' are needed, "
            "the first a letter or digit"
        )
    taken = sorted(OWN_KEYS & set(manifest))
    if taken:
        raise InputError(f"manifest keys {taken} are written by publication itself; other names are needed")


def check_space(root: Path, run_id: str, needed: int) -> None:
    """Refuse with a PublishError when fewer than `needed` bytes are free in a folder that exists."""
    free = shutil.disk_usage(root).free
    if free < needed:
        raise PublishError(
            f"run {run_id} was not published: about {_mib(needed)} are needed in {root}, "
            f"{_mib(free)} are available"
        )


def _seal(folder: Path, run_id: str, manifest: Mapping[str, Any]) -> None:
    """Sync and hash all files, read them back, and write the manifest last."""
    _check_request(run_id, manifest)
    names = files_below(folder)
    if not names or MANIFEST in names:
        raise InputError(f"run {run_id} wrote {names or 'no file'}; files other than {MANIFEST} are needed")
    files = {name: _file_entry(folder / name) for name in names}
    for below in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        synced(below)
    for name, entry in files.items():
        if sha256_of(folder / name) != entry["sha256"]:
            raise OSError(errno.EIO, f"{name} reads back differently from what was written")
    published = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    whole = {**manifest, "format": FORMAT, "run_id": run_id, "published": published, "files": files}
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(canonical_json({**whole, SEAL: seal_of(whole)}))
        file.flush()
        os.fsync(file.fileno())
    synced(folder)


def _file_entry(path: Path) -> dict[str, Any]:
    if path.is_symlink() or not path.is_file():
        raise InputError(f"{path.name} is not a plain file; a run holds plain files only")
    digest = sha256_of(path)
    with path.open("rb") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            # Without this the check that follows would read memory, not the disk.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return {"bytes": path.stat().st_size, "sha256": digest}


def _place(attempt: Path, final: Path) -> None:
    """Give the finished folder its name, which a damaged run gives up and a whole one keeps.

    Called under a lock: what is found here is what is replaced.
    """
    if is_whole(final):
        # Another process published the same run meanwhile; the two are equal by their id.
        shutil.rmtree(attempt, ignore_errors=True)
        return
    if os.path.lexists(final):
        number = 1
        while os.path.lexists(final.with_name(f".damaged-{final.name}-{number}")):
            number += 1
        final.rename(final.with_name(f".damaged-{final.name}-{number}"))
    attempt.rename(final)


def _is_disk_failure(error: BaseException, free: int) -> bool:
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return True
    # NetCDF and GDAL report a full disk as an error of their own.
    return isinstance(error, Exception) and not isinstance(error, InputError) and free < _FULL


def _mib(size: int) -> str:
    return f"{size / 2**20:,.1f} MiB"
