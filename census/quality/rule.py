"""What a rule is, and what one of them finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from census.quality.held import Held

Severity = Literal["error", "warning", "told"]
"""`error`: cannot be true; `warning`: hardly true, to be looked at; `told`: good to know."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "told")


@dataclass(frozen=True)
class Found:
    """Rows of one table that break a rule in one field.

    Parameters
    ----------
    table, field
        Names; the field is "" where the row as a whole is meant.
    rows
        Positions in the table, shape (n,); -1 where the table as a whole is meant.
    values
        What stands there.
    messages
        What is wrong, and what would be right.
    """

    table: str
    field: str
    rows: NDArray[np.int64]
    values: list[Any]
    messages: list[str]


Check = Callable[["Held"], Iterable[Found]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that must hold.

    Parameters
    ----------
    must
        One sentence on what must hold.
    source
        Standard, definition or reason from which it follows.
    severity
        How bad it is where it does not hold.
    check
        Finds where it does not.
    needs
        Columns by table without which the rule is not applied; `geometry` counts as a column.
    """

    must: str
    source: str
    severity: Severity
    check: Check
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def marked(table: str, frame: pd.DataFrame, wrong: ArrayLike, column: str, message: str) -> Found:
    """Rows where a rule does not hold.

    Parameters
    ----------
    table
        Name of the table.
    frame
        Its rows, or some of them, indexed by their positions in the table.
    wrong
        Whether the rule is broken, shape (len(frame),); missing counts as no.
    column
        The field that is to be looked at; "" for the row as a whole.
    message
        What is wrong, with the row's values in braces as for `str.format`.
    """
    bad = frame[truths(wrong)]
    names = [name for name in bad.columns if f"{{{name}" in message]
    columns = {name: bad[name].tolist() for name in names}
    texts = [message.format(**{name: values[i] for name, values in columns.items()}) for i in range(len(bad))]
    values = bad[column].tolist() if column in bad.columns and column != "geometry" else [""] * len(bad)
    return Found(table, column, bad.index.to_numpy(dtype=np.int64), values, texts)


def whole(table: str, column: str, message: str, *, value: Any = "") -> Found:
    """What concerns a table as a whole."""
    return Found(table, column, np.array([-1], dtype=np.int64), [value], [message])


def truths(values: ArrayLike) -> NDArray[np.bool_]:
    """Truth values as a plain array; missing is False."""
    series = pd.Series(np.asarray(values)) if not isinstance(values, pd.Series) else values
    if series.dtype == bool:
        return series.to_numpy()
    return series.fillna(False).to_numpy(dtype=bool)
