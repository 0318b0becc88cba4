"""Canals as a partner of the street: one level for each reach, from what enters it and what is moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging import clock
from models.waterlogging.canals.checks import check_network
from models.waterlogging.canals.network import Network
from models.waterlogging.canals.results import canal_results
from models.waterlogging.canals.rules import Gatekeeper, Stationmaster
from models.waterlogging.canals.stepping import Hydraulics
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.kernels import GRAVITY
from models.waterlogging.partners import Partner, State
from models.waterlogging.series import Recorder
from models.waterlogging.waters import Waters

WATER_DENSITY = 1000.0
JOULE_PER_KWH = 3.6e6


@dataclass(frozen=True)
class Canals:
    """The canals of a run, as given to it."""

    network: Network
    name: str = "canals"

    @property
    def groups(self) -> tuple[str, ...]:
        """Stage groups of the surface whose level is computed."""
        return tuple(reach.name for reach in self.network.reaches if reach.on_grid)

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:  # noqa: ARG002
        """Refuse a network that cannot be computed."""
        check_network(self.network)

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """Fill the reaches to their first level."""
        return CanalWaters(self.network, waters, settings, name=self.name)


class CanalWaters:
    """Canals during a run.

    Parameters
    ----------
    network
        The network.
    waters
        The street.
    settings
        Of the run.
    name
        Name of the work.
    """

    def __init__(self, network: Network, waters: Waters, settings: Settings, *, name: str) -> None:
        self.name = name
        self.network = network
        self.hydraulics = Hydraulics(network)
        self.gates = Gatekeeper(network)
        self.stations = Stationmaster(network)
        self._waters = waters
        self._outside = 0.0
        self.moved = np.zeros(len(network.links))
        """Volume through each channel, sluice and pump since the start, from `a` to `b` [m3]."""
        self.energy = np.zeros(len(network.pumps))
        """Energy taken by each pump [kWh]."""
        self.highest = np.full(len(network.reaches), -np.inf)
        self.highest_time = np.zeros(len(network.reaches))
        self._into = _sign_outside(network)
        self._settings = settings
        self._blank_series()
        levels = self.hydraulics.level
        waters.own(name, {r.name: float(levels[k]) for k, r in enumerate(network.reaches) if r.on_grid})
        self._show(0.0, np.zeros(self.moved.size))

    def exchange(self, begin: float, end: float) -> None:
        """Take in what entered the reaches and solve the network for one interval."""
        network, hydraulics = self.network, self.hydraulics
        seconds = end - begin
        lateral = np.zeros(len(network.reaches))
        for k, reach in enumerate(network.reaches):
            if reach.on_grid:
                lateral[k] += self._waters.collect(reach.name)
            if reach.inflow is not None:
                volume = clock.mean_between(reach.inflow, begin, end) * seconds
                lateral[k] += volume
                self._outside += volume
        openings = self.gates.move(hydraulics.level, begin, end)
        capacity = self.stations.capacity(hydraulics.level, begin, end)
        outer = np.array([clock.value_at(w.stage, end) for w in network.outside])
        moved = hydraulics.advance(lateral, outer, openings, capacity, seconds, time=begin)
        self.moved += moved
        self._outside += float(self._into @ moved)
        self._count_energy(moved)
        self._show(end, moved / seconds)

    def stored(self) -> float:
        """Water in all reaches [m3]."""
        return float(self.hydraulics.volume.sum())

    def outside(self) -> float:
        """Net volume from outside since the start [m3]."""
        return self._outside

    def results(self) -> xr.Dataset:
        """Levels, discharges and openings in time, and what passed in all."""
        return canal_results(self)

    def state(self) -> State:
        """All that changes during a run."""
        state: dict[str, NDArray[Any]] = {
            name: np.asarray(values, np.float64) for name, values in self._values().items()
        }
        state["outside"] = np.array(self._outside)
        state["running"] = self.stations.running.astype(np.float64)
        for name, recorder in self._recorders().items():
            state |= {f"{name}/{key}": values for key, values in recorder.state().items()}
        return state

    def restore(self, state: State, *, warm: bool) -> None:
        """Go on from a state; gates and pumps stay as they were."""
        for name, values in self._values().items():
            if not (warm and name in {"moved", "energy", "highest", "highest_time"}):
                values[...] = state[name]
        self.stations.running[...] = state["running"] > 0.5
        if warm:
            self.highest[...] = -np.inf
            self._blank_series()
            self._show(0.0, np.zeros(self.moved.size))
            return
        self._outside = float(state["outside"])
        for name, recorder in self._recorders().items():
            prefix = f"{name}/"
            recorder.restore({k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)})

    def close(self) -> None:
        """Nothing outlives the run."""

    def _blank_series(self) -> None:
        network, settings = self.network, self._settings
        self.stages = Recorder(settings, len(network.reaches))
        self.discharges = Recorder(settings, self.moved.size)
        self.openings = Recorder(settings, len(network.sluices))

    def _values(self) -> dict[str, NDArray[np.float64]]:
        """Arrays that change, as views."""
        own = self.hydraulics
        return {
            "level": own.level, "volume": own.volume, "flow": own.flow, "wanted": self.gates.wanted,
            "share": self.gates.share, "moved": self.moved, "energy": self.energy, "highest": self.highest,
            "highest_time": self.highest_time,
        }  # fmt: skip

    def _recorders(self) -> dict[str, Recorder]:
        return {"stages": self.stages, "discharges": self.discharges, "openings": self.openings}

    def _count_energy(self, moved: NDArray[np.float64]) -> None:
        """Energy of the pumps: weight x lift over efficiency."""
        first = self.moved.size - len(self.network.pumps)
        for k, pump in enumerate(self.network.pumps):
            at = self.network.index
            lift = max(float(self.hydraulics.level[at[pump.b]] - self.hydraulics.level[at[pump.a]]), 0.0)
            self.energy[k] += (
                WATER_DENSITY * GRAVITY * moved[first + k] * lift / pump.efficiency / JOULE_PER_KWH
            )

    def _show(self, time: float, discharge: NDArray[np.float64]) -> None:
        """Hand the levels to the street and keep them."""
        count = len(self.network.reaches)
        level, area = self.hydraulics.level[:count], self.hydraulics.area()
        for k, reach in enumerate(self.network.reaches):
            if reach.on_grid:
                wide = max(float(area[k]), reach.cell_area, 1.0)
                self._waters.set_stage(reach.name, float(level[k]), area=wide)
        higher = level > self.highest
        self.highest[higher] = level[higher]
        self.highest_time[higher] = time
        self.stages.keep(time, level)
        self.discharges.keep(time, discharge)
        self.openings.keep(time, self.gates.share * self.gates.height)


def _sign_outside(network: Network) -> NDArray[np.float64]:
    """What a volume through each link adds to the domain: 1 from outside, -1 to it, else 0."""
    inner = len(network.reaches)
    ends = [(network.index[k.a] >= inner, network.index[k.b] >= inner) for k in network.links]
    return np.array([float(a) - float(b) for a, b in ends], np.float64)
