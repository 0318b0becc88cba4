"""Temporary folders of what is being written: who writes in one, and whether that process still lives."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import socket
import time
from pathlib import Path

PREFIX = ".tmp-"
FOREIGN_LIFETIME = 7 * 86400.0
"""Time after which a folder left untouched by another machine or container counts as dead [s]."""


def new_attempt(parent: Path, *, prefix: str = PREFIX) -> Path:
    """Make a temporary folder whose name records its owner.

    The owner stands in the name, not in a file, so that there is no moment at which the
    folder exists without it.

    Parameters
    ----------
    parent
        Folder that shall hold the new one; it must exist.
    prefix
        How the name begins.

    Returns
    -------
    Path
        The new folder, `<prefix><host>-<boot>-<pid>-<start>-<random>`.
    """
    pid = os.getpid()
    owner = f"{_host()}-{_boot()}-{pid}-{_start_of(pid) or 0}"
    folder = parent / f"{prefix}{owner}-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def remove_stale_attempts(parent: Path, *, prefix: str = PREFIX) -> list[str]:
    """Remove the temporary folders whose processes are gone; a live one is never touched.

    Parameters
    ----------
    parent, prefix
        As for `new_attempt`.

    Returns
    -------
    list of str
        Names of the folders removed.
    """
    removed = []
    for folder in sorted(parent.glob(f"{prefix}*")):
        if folder.is_dir() and not folder.is_symlink() and _is_dead(folder, prefix):
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder.name)
    return removed


def _is_dead(folder: Path, prefix: str) -> bool:
    parts = folder.name.removeprefix(prefix).split("-")
    if len(parts) != 5 or not (parts[2].isdigit() and parts[3].isdigit()):
        return _untouched_for(folder) > FOREIGN_LIFETIME
    host, boot, pid, start = parts[0], parts[1], int(parts[2]), int(parts[3])
    if host != _host():
        return _untouched_for(folder) > FOREIGN_LIFETIME
    if boot != _boot():
        return True
    if not _exists(pid):
        return True
    now = _start_of(pid)
    # A process number is given out again; the start time tells the new owner from the old.
    return now is not None and start not in (0, now)


def _host() -> str:
    # Process numbers mean nothing across containers, so the namespace is part of the host.
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return _short(socket.gethostname() + namespace)


def _boot() -> str:
    try:
        return _short(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    except OSError:
        return _short("")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return _state_of(pid) != "Z"


def _stat_of(pid: int) -> list[str] | None:
    # The command name may hold spaces and brackets; the fields are counted after its last one.
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _state_of(pid: int) -> str | None:
    fields = _stat_of(pid)
    return fields[0] if fields else None


def _start_of(pid: int) -> int | None:
    """Start of a process in clock ticks since boot; None where the system does not tell."""
    fields = _stat_of(pid)
    return int(fields[19]) if fields else None


def _untouched_for(folder: Path) -> float:
    newest = folder.stat().st_mtime
    for path in folder.rglob("*"):
        try:
            newest = max(newest, path.lstat().st_mtime)
        except FileNotFoundError:
            continue
    return time.time() - newest
