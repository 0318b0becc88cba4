"""Decay over land of a storm whose track does not hold it."""

from __future__ import annotations

from census.errors import InputError
from models.typhoon.coast import landfall_s
from models.typhoon.path import Path
from models.typhoon.track import Track
from models.typhoon.vortex.decay import DECAYS


def weakened(path: Path, track: Track, *, decay: str = "kaplan1995") -> Path:
    """The path with decay over land, if its track lacks it.

    Parameters
    ----------
    path
        Of the track.
    track
        As it was read: one that holds the decay stays as it is.
    decay
        Name of `DECAYS`.

    Raises
    ------
    InputError
        If the name is not known.

    Notes
    -----
    A best track gives the storm over land as it was; a decay on top would count the land twice.
    """
    if decay not in DECAYS:
        raise InputError(f"decay is {decay!r}; one of {', '.join(DECAYS)} is needed")
    start = None if track.holds_inland_decay else landfall_s(path)
    return path if start is None else DECAYS[decay](path, start)
