"""What became of the members of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Status = Literal["done", "skipped", "failed"]


class MemberLike(Protocol):
    """What the work needs to know of a member.

    Parameters
    ----------
    index, label
        Place and name in the batch.
    base
        Scenario: a name of the library, or a path that ends in .toml.
    overrides
        Texts "a.b=value".
    """

    @property
    def index(self) -> int:
        """Place in the batch, from 0."""

    @property
    def label(self) -> str:
        """Name in the batch."""

    @property
    def base(self) -> str:
        """Scenario it changes."""

    @property
    def overrides(self) -> tuple[str, ...]:
        """Texts "a.b=value"."""


class Planned(Protocol):
    """A member that was checked, and the name its run will have."""

    @property
    def member(self) -> MemberLike:
        """The member."""

    @property
    def run_id(self) -> str:
        """Name of its run."""


@dataclass(frozen=True)
class MemberResult:
    """What became of one member.

    Parameters
    ----------
    index, label
        Place and name in the batch.
    status
        "done" now, "skipped" because it was published before, or "failed".
    run_id, folder
        The run; of a failed member the folder is not there.
    reason
        Why it failed; "" otherwise.
    seconds
        Wall time in its worker [s]; NaN where no record of it is left.
    peak_bytes
        Largest memory of its worker meanwhile [bytes]; 0 where it is not known.
    worker
        Name of the worker.
    attempts
        How often it was begun, as far as is known.
    """

    index: int
    label: str
    status: Status
    run_id: str
    folder: Path
    reason: str = ""
    seconds: float = float("nan")
    peak_bytes: int = 0
    worker: str = ""
    attempts: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of all members, in their order."""

    members: Sequence[MemberResult]

    def count(self, status: Status) -> int:
        """How many have a status."""
        return sum(member.status == status for member in self.members)
