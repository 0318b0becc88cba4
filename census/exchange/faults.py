"""What is wrong with a row that came in, in words that let its author find and mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One value that breaks one rule.

    Parameters
    ----------
    file, sheet
        Where it stands.
    row
        Row of the sheet as its program counts it, or number of the feature from 1.
    table, field
        What it is of.
    value
        What was given.
    rule
        `kind`, `required`, `range`, `code`, `pattern`, `key`, `reference`, `datum` or `geometry`.
    message
        What would be right.
    """

    file: str
    sheet: str
    row: int
    table: str
    field: str
    value: str
    rule: str
    message: str

    def text(self) -> str:
        """One line."""
        return (
            f"{self.file}, sheet {self.sheet}, row {self.row}: {self.table}.{self.field} = {self.value!r} "
            f"breaks the rule {self.rule!r}: {self.message}"
        )


FIELDS = ("file", "sheet", "row", "table", "field", "value", "rule", "message")


def rows_of(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults as plain rows."""
    return [asdict(fault) for fault in faults]
