"""What makes files last: hashes, syncs and locks."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def synced(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    if os.name != "posix" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time in; the others wait.

    Parameters
    ----------
    path
        A folder that exists, or a file, which is made if it is not there and stays.

    Notes
    -----
    The lock ends with its process, however that ends. It does not nest: a second one on the same
    path waits for the first even in the same thread. Where the system or the file system knows no
    such locks, everybody is let in.
    """
    if os.name != "posix":
        yield
        return
    import fcntl

    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags, 0o666)
    try:
        # Some network file systems refuse to lock.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
