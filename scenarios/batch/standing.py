"""What became of the members of a batch so far: published, failed with their reason, or still to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from census.errors import InputError
from outputs.publish import is_whole
from scenarios.batch.checking import check_members
from scenarios.batch.members import members_of
from scenarios.batch.places import work_folder
from scenarios.batch.spec import Batch
from scenarios.hazards import named
from scenarios.paths import cache_folder

if TYPE_CHECKING:
    import pandas as pd

RESULTS = "results.parquet"
"""Table of a published batch with a row for each member."""


@dataclass(frozen=True)
class Row:
    """What became of one member: "published", "failed" or "missing", and the reason of a failure."""

    index: int
    label: str
    run_id: str
    status: Literal["published", "failed", "missing"]
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """What became of all members, and the folder they are published in together."""

    name: str
    rows: Sequence[Row]
    published: Path | None

    def counts(self) -> Mapping[str, int]:
        """Members by what became of them."""
        found = Counter(row.status for row in self.rows)
        return {word: found[word] for word in ("published", "failed", "missing")}

    def as_table(self) -> dict[str, Any]:
        """Plain values, for --json."""
        folder = None if self.published is None else str(self.published)
        return {
            "batch": self.name,
            **self.counts(),
            "folder": folder,
            "members": [asdict(row) for row in self.rows],
        }


def standing_of(
    batch: Batch, *, runs_dir: Path, progress: Callable[[float, str], None] | None = None
) -> Standing:
    """What became of the members of a batch file so far."""
    work = work_folder(batch, runs_dir)
    members = check_members(members_of(batch, folder=work), cache=cache_folder(runs_dir), progress=progress)
    known: Mapping[str, Mapping[str, Any]] = named("scenarios.batch.state:last_by_run")(work)
    rows = []
    for item in members:
        record = known.get(item.run_id, {})
        there = is_whole(runs_dir / item.run_id)
        failed = not there and record.get("event") == "failed"
        rows.append(
            Row(
                item.member.index,
                item.member.label,
                item.run_id,
                "published" if there else "failed" if failed else "missing",
                str(record.get("reason", "")) if failed else "",
            )
        )
    folder = runs_dir / batch.run_name([item.run_id for item in members])
    return Standing(batch.name, rows, folder if is_whole(folder) else None)


def standing_of_published(folder: Path) -> Standing:
    """What became of the members of a published batch."""
    table = results_table(folder)
    rows = [
        Row(
            int(row["index"]),
            str(row.get("label", "")),
            str(row["run_id"]),
            "failed" if row["status"] == "failed" else "published",
            str(row.get("reason") or ""),
        )
        for row in table.to_dict(orient="records")
    ]
    return Standing(folder.name, rows, folder)


def results_table(folder: Path) -> pd.DataFrame:
    """The table of a published batch, a row for each member.

    Raises
    ------
    InputError
        If the folder has none.
    """
    import pandas as pd

    path = folder / RESULTS
    if not path.is_file():
        raise InputError(f"{folder} is no published batch: it has no {RESULTS}")
    return pd.read_parquet(path)
