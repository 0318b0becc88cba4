"""One writer at a time, and a change that readers see whole or not at all.

A writer fills new files in a temporary folder, moves them beside the old ones under names of their own,
and renames `database.json` last: that one rename is the change. A process that dies before it leaves the
former state whole; the next writer removes what nobody names.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from census.attempts import new_attempt, remove_stale_attempts
from census.database.manifest import FILE, Manifest, read_manifest
from census.durable import synced
from census.errors import InputError

LOCK = ".writer"
LINK = "census.gpkg"
"""Name under which the master is opened in a GIS: a link to the file of the present state."""

RASTERS = "rasters"
SNAPSHOTS = "snapshots"

_OWN = re.compile(r"(census|persons)-[0-9a-f]{12}\.gpkg(-wal|-shm|-journal)?|rasters/\w+-[0-9a-f]{12}\.tif")
"""Names that a database gives its own files: what else lies beside them is somebody's and stays."""


class DatabaseBusyError(InputError):
    """Another process is writing."""


@contextlib.contextmanager
def sole_writer(folder: Path, *, doing: str) -> Iterator[None]:
    """Hold the right to write; refused at once while another has it.

    Parameters
    ----------
    folder
        Folder of the database.
    doing
        What is being done, told to those who are refused.

    Raises
    ------
    DatabaseBusyError
        Naming who writes, since when, and what.

    Notes
    -----
    The lock ends with its process, however that ends. Where the system or the file system knows no such
    locks, everybody is let in.
    """
    if os.name != "posix":
        yield
        return
    import fcntl

    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        # Some network file systems refuse to lock; that is an OSError of another kind.
        with contextlib.suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DatabaseBusyError(
                    f"{folder} is being written by {_holder(folder)}; try again later"
                ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _claim(doing).encode())
        try:
            yield
        finally:
            # The next writer holds the lock a moment before it says who it is: nobody may read us there.
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def stated(folder: Path) -> Manifest | None:
    """Manifest of the present state; None where there is no database yet."""
    return read_manifest(folder) if (folder / FILE).is_file() else None


@contextlib.contextmanager
def attempt_in(folder: Path) -> Iterator[Path]:
    """Temporary folder that only this user can enter; what dead writers left is removed first."""
    remove_stale_attempts(folder)
    remove_unnamed(folder)
    attempt = new_attempt(folder)
    attempt.chmod(0o700)
    (attempt / RASTERS).mkdir()
    try:
        yield attempt
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def publish(folder: Path, attempt: Path, manifest: Manifest) -> Manifest:
    """Move the files of an attempt into place and make their state the present one.

    Parameters
    ----------
    folder
        Folder of the database.
    attempt
        Folder with the new files, synced.
    manifest
        The new state.
    """
    before = stated(folder)
    if before is not None:
        leaving = tuple(sorted(set(before.files) - set(manifest.files)))
        manifest = replace(manifest, previous=leaving or before.previous)
    (folder / RASTERS).mkdir(exist_ok=True)
    for path in sorted(attempt.rglob("*")):
        if path.is_file():
            path.replace(folder / path.relative_to(attempt))
    synced(folder / RASTERS)
    synced(folder)
    new = attempt / FILE
    new.write_text(manifest.text(), encoding="utf-8")
    synced(new)
    new.replace(folder / FILE)
    synced(folder)
    _link(folder, manifest)
    remove_unnamed(folder)
    return manifest


def remove_unnamed(folder: Path) -> list[str]:
    """Remove the files of states that the manifest no longer names.

    Returns
    -------
    list of str
        What was removed.
    """
    manifest = stated(folder)
    kept = {*manifest.files, *manifest.previous} if manifest else set()
    removed = []
    held = [*folder.glob("*.gpkg*"), *folder.glob(f"{RASTERS}/*.tif")]
    for path in sorted(held):
        name = path.relative_to(folder).as_posix()
        if not _OWN.fullmatch(name):
            continue
        if name.partition(".gpkg")[0] + ".gpkg" not in kept and name not in kept:
            path.unlink(missing_ok=True)
            removed.append(name)
    return removed


def refuse_taken(folder: Path) -> None:
    """Refuse a folder in which no new database can be made.

    Raises
    ------
    InputError
        If it holds something already.
    """
    if folder.exists() and (not folder.is_dir() or (folder / FILE).exists() or not only_ours(folder)):
        raise InputError(f"{folder} is there already and not empty; name a new folder")


def only_ours(folder: Path) -> bool:
    """Whether a folder holds nothing but what an unfinished first write may have left."""
    return all(
        path.name in {LOCK, LINK, RASTERS, SNAPSHOTS}
        or path.name.startswith(".tmp-")
        or _OWN.fullmatch(path.name)
        for path in folder.iterdir()
    )


def _link(folder: Path, manifest: Manifest) -> None:
    """Renew the link for GIS programs; nothing here reads it, so a system without links goes without."""
    master = next((n for n in manifest.files if n.startswith("census-")), None)
    if master is None:
        return
    new = folder / f".{LINK}"
    with contextlib.suppress(OSError):
        new.unlink(missing_ok=True)
        new.symlink_to(master)
        new.replace(folder / LINK)


def _claim(doing: str) -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    said = {"pid": os.getpid(), "host": socket.gethostname(), "user": user, "since": now, "doing": doing}
    return json.dumps(said, ensure_ascii=False)


def _holder(folder: Path) -> str:
    claim = folder / LOCK
    for _ in range(100):
        with contextlib.suppress(OSError):
            if claim.stat().st_size:
                break
        time.sleep(0.01)
    try:
        said = json.loads(claim.read_text(encoding="utf-8"))
        return (
            f"process {said['pid']} of {said['user'] or 'an unnamed user'} on {said['host']} "
            f"since {said['since']} ({said['doing']})"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "another process that has just begun"
