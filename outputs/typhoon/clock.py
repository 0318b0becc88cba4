"""Times of a storm as people read them: on the clock of the district."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

LOCAL = dt.timezone(dt.timedelta(hours=8), "UTC+8")
"""The clock of all products, Beijing time."""


@dataclass(frozen=True)
class Clock:
    """Seconds of a run on the wall clock.

    Parameters
    ----------
    origin
        Where the seconds begin, with its zone.
    """

    origin: dt.datetime

    def at(self, seconds: float) -> dt.datetime:
        """Wall-clock time, to the second."""
        return (self.origin + dt.timedelta(seconds=round(float(seconds)))).astimezone(LOCAL)

    def text(self, seconds: float) -> str:
        """Month, day, hour and minute; empty for a time that never came."""
        if not np.isfinite(seconds) or seconds < 0.0:
            return ""
        # To the whole minute before: a deadline may come early, not late.
        return self.at(np.floor(seconds / 60.0) * 60.0).strftime("%m-%d %H:%M")

    def full(self, seconds: float) -> str:
        """Date and time with the year; empty for a time that never came."""
        if not np.isfinite(seconds) or seconds < 0.0:
            return ""
        return self.at(np.floor(seconds / 60.0) * 60.0).strftime("%Y-%m-%d %H:%M")

    def texts(self, seconds: ArrayLike) -> list[str]:
        """`full` of many times."""
        return [self.full(float(value)) for value in np.asarray(seconds, np.float64).ravel()]

    def hour_floor(self, seconds: float) -> float:
        """Seconds of the last whole hour of the wall clock at or before a time [s]."""
        there = self.at(seconds)
        whole = there.replace(minute=0, second=0, microsecond=0)
        return (whole - self.origin).total_seconds()


def clock_of(origin: np.datetime64) -> Clock:
    """The clock of a run whose seconds begin at a time in UTC."""
    moment = dt.datetime.fromtimestamp(origin.astype("datetime64[s]").astype(np.int64), tz=dt.UTC)
    return Clock(moment)
