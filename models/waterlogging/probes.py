"""Water levels of single cells at every stop of a run, read and left as they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.partners import Partner, State
from models.waterlogging.waters import Waters


@dataclass(frozen=True)
class Probes:
    """Cells whose levels are kept; one run only.

    Parameters
    ----------
    rows, columns
        The cells, shape (m,).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    name: str = "probes"
    groups: tuple[str, ...] = ()
    times: list[float] = field(default_factory=list)
    levels: list[NDArray[np.float64]] = field(default_factory=list)

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:
        """Cells are looked up before; nothing can be wrong here."""

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """Begin to read."""
        return Reader(self, waters, settings.duration)

    def at(self, time: float) -> NDArray[np.float64]:
        """Level of each cell at a time, linear between stops, the bed where dry, shape (m,) [m]."""
        levels = np.array(self.levels)
        return np.array([np.interp(time, self.times, levels[:, k]) for k in range(self.rows.size)])

    def greatest(self) -> NDArray[np.float64]:
        """Highest level of each cell at any stop, shape (m,) [m]."""
        return np.asarray(np.max(self.levels, axis=0))


class Reader:
    """Probes during a run: a partner that takes nothing and gives nothing."""

    def __init__(self, probes: Probes, waters: Waters, duration: float) -> None:
        self.name = probes.name
        self._probes, self._waters, self._duration = probes, waters, duration

    def exchange(self, begin: float, end: float) -> None:  # noqa: ARG002
        """Read the levels at the beginning of an interval."""
        self._read(begin)

    def stored(self) -> float:
        """Nothing [m3]."""
        return 0.0

    def outside(self) -> float:
        """Nothing [m3]."""
        return 0.0

    def results(self) -> xr.Dataset:
        """Read the levels at the end; what was read stays with the probes."""
        self._read(self._duration)
        return xr.Dataset()

    def state(self) -> State:
        """Nothing changes."""
        return {}

    def restore(self, state: State, *, warm: bool) -> None:
        """Nothing to go on from."""

    def close(self) -> None:
        """Nothing outlives the run."""

    def _read(self, time: float) -> None:
        self._probes.times.append(time)
        self._probes.levels.append(self._waters.level(self._probes.rows, self._probes.columns))
