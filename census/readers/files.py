"""Finding the file a user named, or saying which one is there instead."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from census.errors import InputError


def existing_file(path: Path, *, what: str) -> Path:
    """Return the path if a readable file stands there.

    Parameters
    ----------
    path
        The file asked for.
    what
        What the file is to the user, e.g. "ground elevation (domain.dem)".

    Raises
    ------
    InputError
        If it is missing, a folder or empty; the nearest names in its folder are named.
    """
    if path.is_dir():
        raise InputError(f"{what}: {path} is a folder; a file is needed")
    if not path.exists():
        raise InputError(f"{what}: there is no file {path}{_instead(path)}")
    if path.stat().st_size == 0:
        raise InputError(f"{what}: {path} is empty")
    return path


def matching_files(pattern: Path, *, what: str) -> list[Path]:
    """Return the files a path with wildcards stands for, sorted by name.

    Parameters
    ----------
    pattern
        A path whose last part may hold `*`, `?` or `[...]`.
    what
        What the files are to the user.

    Raises
    ------
    InputError
        If no file matches.
    """
    if not any(mark in pattern.name for mark in "*?["):
        return [existing_file(pattern, what=what)]
    found = sorted(p for p in pattern.parent.glob(pattern.name) if p.is_file())
    if not found:
        raise InputError(f"{what}: no file matches {pattern}{_instead(pattern)}")
    return [existing_file(p, what=what) for p in found]


def _instead(path: Path) -> str:
    """Say what stands near a path that does not exist."""
    folder = path.parent
    if not folder.is_dir():
        while not folder.is_dir():
            folder = folder.parent
        missing = path.relative_to(folder).parts[0]
        near = get_close_matches(missing, [p.name for p in folder.iterdir() if p.is_dir()], n=2, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        return f"; the folder {folder} holds no folder {missing!r}{hint}"
    names = sorted(p.name for p in folder.iterdir() if p.is_file())
    near = get_close_matches(path.name, names, n=3, cutoff=0.5)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    if not names:
        return f"; the folder {folder} holds no files"
    shown = ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")
    return f"; the folder {folder} holds {shown}"
