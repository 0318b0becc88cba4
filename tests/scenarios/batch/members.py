"""Members on a bowl, small enough for tests."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from scenarios.batch.members import LEAN, Member
from scenarios.hazards import load
from scenarios.identity import identity_of


class Trial(NamedTuple):
    """A member, and the name of its run."""

    member: Member
    run_id: str


def trial(place: Path, index: int) -> Trial:
    """A member with a rain of its own."""
    lean = tuple(f"{key}={str(value).lower()}" for key, value in LEAN.items())
    overrides = (f"rain.intensity_mm_h={20 + index}.0", *lean)
    member = Member(index, f"member {index}", str(place / "trial.toml"), overrides)
    return Trial(member, identity_of(load(member.base, member.overrides)).run_id)
