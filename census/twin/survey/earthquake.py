"""The survey of the group `earthquake`."""

from __future__ import annotations

from census.twin.survey.base import Base, Frames


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `earthquake`."""
    del base, made
    return {}
