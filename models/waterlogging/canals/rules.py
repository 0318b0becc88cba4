"""How sluices and pumping stations are worked: stages at which they move, tables and outages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.canals.network import Network

Values = NDArray[np.float64]


class Gatekeeper:
    """Openings of all sluices of a network.

    Parameters
    ----------
    network
        The network; sluices keep its order.
    """

    def __init__(self, network: Network) -> None:
        sluices = network.sluices
        self._a = np.array([network.index[s.a] for s in sluices], np.int64)
        self._b = np.array([network.index[s.b] for s in sluices], np.int64)
        self._close = np.array([s.close_stage for s in sluices])
        self._open = np.array([s.open_stage for s in sluices])
        self._hold = np.array([s.hold_stage for s in sluices])
        self._travel = np.array([max(s.travel, 1e-9) for s in sluices])
        self._tables = [(k, s.table) for k, s in enumerate(sluices) if s.table is not None]
        self.height = np.array([s.height for s in sluices])
        self.wanted = np.array([float(s.is_open) for s in sluices])
        """Opening that each rule asks for: 0 or 1."""
        self.share = self.wanted.copy()
        """Opening that each gate has: 0 to 1."""

    def move(self, level: Values, begin: float, end: float) -> Values:
        """Move the gates for an interval by the levels at its start; returns openings at its middle [m]."""
        inner, outer = level[self._a], level[self._b]
        self.wanted[(outer > self._close) & (outer > inner)] = 0.0
        self.wanted[inner <= self._hold] = 0.0
        self.wanted[(inner > self._open) & (inner > outer)] = 1.0
        target = self.wanted.copy()
        for k, table in self._tables:
            at = int(np.searchsorted(table.time, begin, side="right")) - 1
            if at >= 0 and np.isfinite(table.value[at]):
                target[k] = table.value[at]
        before = self.share
        most = (end - begin) / self._travel
        self.share = before + np.clip(target - before, -most, most)
        return np.asarray(0.5 * (before + self.share) * self.height)


class Stationmaster:
    """Units that run in all pumping stations of a network."""

    def __init__(self, network: Network) -> None:
        pumps = network.pumps
        self._pumps = pumps
        self._a = np.array([network.index[p.a] for p in pumps], np.int64)
        self._b = np.array([network.index[p.b] for p in pumps], np.int64)
        most = max((p.units for p in pumps), default=1)
        ladder = np.arange(most)
        step = np.array([p.unit_step for p in pumps]).reshape(-1, 1) * ladder
        self._start = np.array([p.start for p in pumps]).reshape(-1, 1) + step
        self._stop = np.array([p.stop for p in pumps]).reshape(-1, 1) + step
        self._there = ladder < np.array([p.units for p in pumps], np.int64).reshape(-1, 1)
        self.running = np.zeros(self._there.shape, bool)
        """Units that run, shape (pumps, most units)."""

    def capacity(self, level: Values, begin: float, end: float) -> Values:
        """Discharge that runs in an interval by the levels at its start, shape (pumps,) [m3/s]."""
        suction = level[self._a].reshape(-1, 1)
        self.running |= suction >= self._start
        self.running &= suction > self._stop
        self.running &= self._there
        units = self.running.sum(axis=1)
        head = level[self._b] - level[self._a]
        found = np.zeros(units.size)
        for k, pump in enumerate(self._pumps):
            if units[k]:
                one = float(np.interp(head[k], pump.head, pump.discharge))
                found[k] = one * units[k] * _share_in_service(pump.outages, begin, end)
        return found


def _share_in_service(outages: tuple[tuple[float, float], ...], begin: float, end: float) -> float:
    """Part of an interval outside all outages."""
    lost = sum(max(min(end, until) - max(begin, since), 0.0) for since, until in outages)
    return max(1.0 - lost / (end - begin), 0.0)
