"""Series that a run keeps of its partners, all at the same times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.waterlogging import clock
from models.waterlogging.inputs import Settings
from models.waterlogging.partners import State


class Recorder:
    """Values of some things in time.

    Parameters
    ----------
    settings
        Of the run; `Settings.series_interval` sets the times.
    count
        Number of things.

    Notes
    -----
    A value is taken at the first stop of the run at or after its time.
    """

    def __init__(self, settings: Settings, count: int) -> None:
        self.times = clock.series_times(settings)
        self.values: NDArray[np.float32] = np.full((self.times.size, count), np.nan, np.float32)
        self._next = 0

    def keep(self, time: float, values: NDArray[np.floating]) -> None:
        """Keep the values of a stop for every time reached since the last call [s]."""
        reached = int(np.searchsorted(self.times, time + clock.RESOLUTION))
        self.values[self._next : reached] = values
        self._next = reached

    def state(self) -> dict[str, NDArray[np.floating]]:
        """What was kept so far."""
        return {"series": self.values, "series_next": np.array(self._next, np.float64)}

    def restore(self, state: State) -> None:
        """Go on from what was kept; a longer run has more times to come."""
        held = state["series"]
        self._next = int(state["series_next"])
        self.values[: self._next] = held[: self._next]
