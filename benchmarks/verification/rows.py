"""One measured quantity of a case beside the limit it is held to."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Row:
    """A measured quantity.

    Parameters
    ----------
    metric
        What was measured, in words, with its unit.
    value
        What came out; None when the case did not run.
    limit
        What it may be at most, or at least; None tells a value without judging it.
    source
        Where the expected value comes from: never the code under test.
    least
        Whether the limit is the least value allowed.
    skipped
        Why the case did not run.
    case
        Name of the case, which begins with the model.
    """

    metric: str
    value: float | None
    limit: float | None
    source: str
    least: bool = False
    skipped: str | None = None
    case: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether the limit is kept; None when nothing is judged or the case did not run."""
        if self.skipped is not None or self.limit is None:
            return None
        if self.value is None or not math.isfinite(self.value):
            return False
        return self.value >= self.limit if self.least else self.value <= self.limit

    def of(self, case: str) -> Row:
        """The same row under the name of its case."""
        return replace(self, case=case)

    def as_record(self) -> dict[str, object]:
        """What is written into the results."""
        value = self.value if self.value is not None and math.isfinite(self.value) else None
        record: dict[str, object] = {
            "case": self.case,
            "metric": self.metric,
            "value": value,
            "limit": self.limit,
            "relation": ">=" if self.least else "<=",
            "pass": self.passed,
            "source": self.source,
        }
        if self.skipped is not None:
            record["skipped"] = self.skipped
        return record


Case = Callable[[bool], list[Row]]
"""Measures a case; the argument asks for its full length."""


def at_most(metric: str, value: float, limit: float, source: str) -> Row:
    """A quantity that may not exceed a limit."""
    return Row(metric=metric, value=float(value), limit=limit, source=source)


def at_least(metric: str, value: float, limit: float, source: str) -> Row:
    """A quantity that may not fall below a limit."""
    return Row(metric=metric, value=float(value), limit=limit, source=source, least=True)


def told(metric: str, value: float, source: str) -> Row:
    """A quantity that is shown beside the others and not judged."""
    return Row(metric=metric, value=float(value), limit=None, source=source)


def not_run(reason: str, source: str) -> Row:
    """A case that could not run, with the reason."""
    return Row(metric="-", value=None, limit=None, source=source, skipped=reason)
