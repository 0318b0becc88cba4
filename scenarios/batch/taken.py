"""What the members of a batch took, kept for the next estimate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from scenarios.batch.checking import Checked
from scenarios.batch.costs import Cost, keep_costs


class Result(Protocol):
    """What is read of the result of a member."""

    @property
    def index(self) -> int:
        """Place in the batch, from 0."""

    @property
    def status(self) -> str:
        """Only what is "done" tells a cost."""

    @property
    def folder(self) -> Path:
        """The published run."""

    @property
    def seconds(self) -> float:
        """Wall time [s]."""

    @property
    def peak_bytes(self) -> int:
        """Greatest memory of its worker [bytes]."""


def keep_taken(cache: Path, members: Sequence[Checked], results: Iterable[Result]) -> None:
    """Keep what members took that were run just now.

    Parameters
    ----------
    cache
        Folder for what can be made again.
    members
        All members of the batch, in their order.
    results
        What became of them, or of some.
    """
    keep_costs(
        cache,
        [
            (
                members[result.index].size,
                Cost(result.seconds, float(result.peak_bytes), _bytes_below(result.folder)),
            )
            for result in results
            if result.status == "done"
        ],
    )


def _bytes_below(folder: Path) -> float:
    """Size of all files in a folder [bytes]; 0 where it is gone."""
    return float(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()))
