"""The hours that the series hold: a reference year, and windows around recorded storms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from census.twin.survey.meteorological.assumptions import rows

REFERENCE_YEAR = 2021
"""The year that holds In-Fa and 30 July; what lies between the recorded storms is synthetic."""

REFERENCE = "reference_year"


@dataclass(frozen=True)
class Axis:
    """Hours in ascending order, local time (UTC+8).

    Parameters
    ----------
    hour
        Hours since 1970-01-01T00, shape (n,).
    episode
        Name of the stretch each hour belongs to, shape (n,).
    """

    hour: NDArray[np.int64]
    episode: NDArray[np.object_]

    def where(self, begin: int, end: int) -> slice:
        """Places of the hours from `begin` to before `end`."""
        first, last = np.searchsorted(self.hour, [begin, end])
        return slice(int(first), int(last))

    def stretches(self) -> list[slice]:
        """Places of each run of consecutive hours."""
        ends = [0, *(np.flatnonzero(np.diff(self.hour) > 1) + 1).tolist(), len(self.hour)]
        return [slice(first, last) for first, last in pairwise(ends)]


@cache
def axis() -> Axis:
    """All hours of the series."""
    hour = span(f"{REFERENCE_YEAR}-01-01T00", f"{REFERENCE_YEAR + 1}-01-01T00")
    name = np.full(len(hour), REFERENCE, dtype=object)
    for row in rows("episodes"):
        window = span(row["window_begin"], row["window_end"])
        inside = np.isin(hour, window)
        name[inside] = row["episode"]
        fresh = window[~np.isin(window, hour)]
        hour = np.concatenate([hour, fresh])
        name = np.concatenate([name, np.full(len(fresh), row["episode"], dtype=object)])
    order = np.argsort(hour, kind="stable")
    return Axis(hour[order], name[order])


def at(text: str) -> int:
    """Hour of a time such as 2021-07-30T17."""
    return int(np.datetime64(text, "h").astype(np.int64))


def span(begin: str, end: str) -> NDArray[np.int64]:
    """Hours from one time to before another."""
    return np.arange(at(begin), at(end), dtype=np.int64)


def months(hour: NDArray[np.int64]) -> NDArray[np.int64]:
    """Month of each hour, 0 to 11."""
    return np.asarray(hour.astype("datetime64[h]").astype("datetime64[M]").astype(np.int64) % 12)


def years(hour: NDArray[np.int64]) -> NDArray[np.int64]:
    """Year of each hour."""
    return np.asarray(hour.astype("datetime64[h]").astype("datetime64[Y]").astype(np.int64) + 1970)


def texts(hour: NDArray[np.int64]) -> NDArray[np.str_]:
    """Time of each hour as YYYY-MM-DDTHH:MM."""
    return np.datetime_as_string(hour.astype("datetime64[h]"), unit="m")
