"""Sewers during a run: what goes down, what comes up, what leaves to the canals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.inputs import Settings
from models.waterlogging.partners import State
from models.waterlogging.series import Recorder
from models.waterlogging.sewers.engine import Engine
from models.waterlogging.sewers.gullies import Gullies
from models.waterlogging.sewers.network import SewerNetwork
from models.waterlogging.sewers.results import sewer_results
from models.waterlogging.sewers.tally import Tally
from models.waterlogging.sewers.text import coupled_text, option, seconds_of
from models.waterlogging.waters import Waters

Values = NDArray[np.float64]

CLOCK = 1e-3
"""Resolution of the engine's clock [s]."""


class CoupledSewers:
    """The engine and the street, interval by interval; see `network.SewerNetwork`.

    Notes
    -----
    In an interval the street offers each node what its gullies can take, and the engine lets no head rise
    above the street: what the pipes do not take comes up again in the same step of the engine. So the flow
    between the two is the lesser of what the gullies let in and what the pipes carry away under the level
    of the street, or what they press up.
    """

    def __init__(self, network: SewerNetwork, waters: Waters, settings: Settings) -> None:
        self.name = network.name
        self.network, self._waters, self._settings = network, waters, settings
        drained = network.inlets
        self._roofs = waters.drain_roofs(self.name, drained.rows, drained.columns)
        self._open_engine()
        inlets, outfalls = len(network.inlets.node), len(network.outfalls.node)
        self.tally = Tally.blank(inlets, outfalls)
        self.tally.highest[:] = self.engine.heads(self._nodes)
        self._series = {
            "exchange": Recorder(settings, inlets),
            "head": Recorder(settings, inlets),
            "outflow": Recorder(settings, outfalls),
            "pump": Recorder(settings, self._pumps.size),
        }
        self._keep(0.0, np.zeros(inlets), np.zeros(outfalls))

    def _open_engine(self, *, begin: float = 0.0, hotstart: bytes | None = None) -> None:
        network = self.network
        inlets = network.inlets
        # A node whose gullies are all shut trades with nobody and stays as the model has it.
        shut = np.bincount(inlets.gully_node, weights=inlets.gullies, minlength=len(inlets.node)) <= 0.0
        self._open = np.flatnonzero(~shut)
        options = {**network.options(), "THREADS": str(max(self._settings.threads, 1))}
        text = coupled_text(
            network.text, [inlets.node[n] for n in self._open], options=options, begin=begin,
            duration=self._settings.duration - begin, hotstart=hotstart is not None,
        )  # fmt: skip
        self.engine = Engine(text, flow_units=option(network.text, "FLOW_UNITS", "CFS"), hotstart=hotstart)
        self._begin = begin
        self._step = seconds_of(option(text, "ROUTING_STEP", "20"))
        self._index()
        full = self.engine.full_levels(self._nodes)
        self._gullies = Gullies(inlets, network.form, self._waters, full)

    def _index(self) -> None:
        engine, network = self.engine, self.network
        self._nodes = _numbers(engine.nodes, network.inlets.node)
        self._outfalls = _numbers(engine.nodes, network.outfalls.node)
        self._links, self._signs = engine.links_to(self._outfalls)
        self._pumps = engine.pumps()
        coupled = {*self._nodes.tolist(), *self._outfalls.tolist()}
        # What ponds in the engine's own ponds is stored there, not lost.
        ponds = set(engine.ponding()) if option(network.text, "ALLOW_PONDING", "NO") == "YES" else set()
        others = [n for n in range(len(engine.nodes)) if n not in coupled and n not in ponds]
        self._flooding = np.array([*self._nodes.tolist(), *others], np.int32)

    def exchange(self, begin: float, end: float) -> None:
        """Let the street in, step the engine, and bring back up what came up; see `Partner`."""
        engine, inlets = self.engine, self.network.inlets
        until = end - self._begin
        if engine.time >= until - CLOCK:
            return
        self._show_canals(0.5 * (begin + end))
        lowest, above_full = self._gullies.lowest(self.tally.net, until - engine.time)
        engine.set_limits(self._nodes[self._open], above_full[self._open])
        longest = self._longest(until - engine.time)
        offered, roofs = self._gullies.offered(longest), self._from_roofs(longest)
        down, piped = self._gullies.of_nodes(offered), self._gullies.of_nodes(roofs)
        engine.set_inflows(self._nodes, down + piped)
        passed = engine.advance(until, self._links, self._flooding)
        self._waters.take_roof_water(self.name, roofs * passed.seconds)
        up = np.zeros(self._nodes.size)
        up[self._open] = passed.floods[self._open]
        elsewhere = passed.floods.sum() - up.sum()
        volumes = -offered * passed.seconds
        np.add.at(volumes, lowest, up)
        moved = self._waters.move(self.name, inlets.rows, inlets.columns, volumes)
        self.tally.missing += float((moved - volumes).sum())
        out = passed.volumes * self._signs
        self._to_canals(out)
        self.tally.add(end, passed, down, piped, up)
        self.tally.outfall += out
        self.tally.flooded += float(elsewhere)
        self.tally.highest[:] = np.maximum(self.tally.highest, engine.heads(self._nodes))
        self._keep(end, down - up / passed.seconds, out / passed.seconds)

    def _show_canals(self, time: float) -> None:
        """Show the canals to the outfalls."""
        outfalls = self.network.outfalls
        seen = np.array([bool(group) for group in outfalls.group], bool)
        if seen.any():
            stages = self._waters.stages(time)
            level = np.array([stages[group] for group in outfalls.group if group])
            self.engine.set_stages(self._outfalls[seen], level)

    def _from_roofs(self, seconds: float) -> Values:
        """Flow of roof water that waits at each gully, over a time from now [m3/s]."""
        if not self._roofs:
            return np.zeros(self.network.inlets.rows.size)
        return self._waters.roof_water(self.name) / seconds

    def _longest(self, seconds: float) -> float:
        """Time the engine may need to pass a time from now: it goes over it by less than one step [s]."""
        if self.network.routing_step is None:
            return seconds + self._step
        return float(np.ceil((seconds - CLOCK) / self._step) * self._step)

    def _to_canals(self, volumes: Values) -> None:
        for group, volume in zip(self.network.outfalls.group, volumes, strict=True):
            if group:
                self._waters.to_canal(self.name, group, float(volume))
            else:
                self.tally.gone += float(volume)

    def _keep(self, time: float, exchange: Values, outflow: Values) -> None:
        self._series["exchange"].keep(time, exchange)
        self._series["head"].keep(time, self.engine.heads(self._nodes))
        self._series["outflow"].keep(time, outflow)
        self._series["pump"].keep(time, self.engine.flows(self._pumps))

    def stored(self) -> float:
        """Water in nodes and pipes, and what the engine was given but counts in its next step only [m3]."""
        return self.engine.stored() + float(self.tally.pending)

    def outside(self) -> float:
        """What the model brings of its own, less what is lost: base flow, runoff, floods elsewhere [m3]."""
        tally = self.tally
        return float(tally.own + self._own_now() - tally.flooded - tally.gone)

    def _own_now(self) -> float:
        """Water the model brought of its own since this engine started, less its losses [m3]."""
        totals = self.engine.totals()
        brought = totals.dry_weather + totals.wet_weather + totals.other + totals.external
        return brought - float(self.tally.offered - self.tally.uncounted) - totals.lost

    def results(self) -> xr.Dataset:
        """Series and totals of inlets, outfalls and pumps."""
        return sewer_results(self.network, self.engine, self._pumps, self.tally, self._series)

    def state(self) -> State:
        """Tallies, series, and the engine's hot-start file; it rounds heads and flows to single precision."""
        found: dict[str, NDArray[Any]] = {
            f"tally/{name}": values for name, values in self.tally.arrays().items()
        }
        found["tally/own"] = np.array(self.tally.own + self._own_now())
        for name, series in self._series.items():
            found |= {f"{name}/{key}": values for key, values in series.state().items()}
        found["hotstart"] = np.frombuffer(self.engine.hotstart(), np.uint8)
        found["time"] = np.array(self._begin + self.engine.time)
        return found

    def restore(self, state: State, *, warm: bool) -> None:
        """Start the engine anew from the hot-start file of a state."""
        self.engine.close()
        begin = 0.0 if warm else float(state["time"])
        self._open_engine(begin=begin, hotstart=state["hotstart"].tobytes())
        flowing = ("inflow", "net", "pending")
        for name, values in self.tally.arrays().items():
            if not warm or name in flowing:
                values[...] = state[f"tally/{name}"]
        self.tally.begin_engine()
        self.tally.highest[:] = np.maximum(self.tally.highest, self.engine.heads(self._nodes))
        if warm:
            return
        for name, series in self._series.items():
            series.restore({key: state[f"{name}/{key}"] for key in series.state()})

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()


def _numbers(known: Mapping[str, int], names: Sequence[str]) -> NDArray[np.int32]:
    """Indices of names in the engine."""
    return np.array([known[name] for name in names], np.int32)
