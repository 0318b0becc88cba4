"""Inputs that stay in memory between the runs of one process, where that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 64
"""Things kept; the one not asked for longest goes first."""

_HELD: dict[Hashable, Any] = {}
_ASKED = {"keep": False}


def keep_inputs() -> None:
    """Keep inputs from now on: for a process that makes many runs of like inputs."""
    _ASKED["keep"] = True


def forget_inputs() -> None:
    """Keep nothing, and drop what was kept."""
    _ASKED["keep"] = False
    _HELD.clear()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What a key stands for, made once where inputs are kept.

    Parameters
    ----------
    key
        Names the content, not the place: a content hash and what was made of it.
    make
        Makes it.

    Notes
    -----
    What is kept is shared by later runs, so nobody may change it; arrays are set read-only by who makes
    them.
    """
    if not _ASKED["keep"]:
        return make()
    if key in _HELD:
        _HELD[key] = found = _HELD.pop(key)
        return found  # type: ignore[no-any-return]
    made = make()
    _HELD[key] = made
    while len(_HELD) > MOST:
        del _HELD[next(iter(_HELD))]
    return made
