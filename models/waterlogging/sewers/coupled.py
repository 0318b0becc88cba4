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
from models.waterlogging.sewers.engine import FLOW_UNITS, Engine
from models.waterlogging.sewers.inlets import capture, damped
from models.waterlogging.sewers.network import SewerNetwork
from models.waterlogging.sewers.results import sewer_results
from models.waterlogging.sewers.tally import Tally
from models.waterlogging.sewers.text import (
    OUTFALL_PREFIX,
    OUTLET_PREFIX,
    Riser,
    coupled_text,
    has_rows,
    option,
    seconds_of,
)
from models.waterlogging.waters import Waters

Values = NDArray[np.float64]

CLOCK = 1e-3
"""Resolution of the engine's clock [s]."""


class CoupledSewers:
    """The engine and the street, interval by interval; see `network.SewerNetwork`."""

    def __init__(self, network: SewerNetwork, waters: Waters, settings: Settings) -> None:
        self.name = network.name
        self.network, self._waters, self._settings = network, waters, settings
        inlets = network.inlets
        cell = np.ravel_multi_index((inlets.rows, inlets.columns), waters.shape)
        _, self._cell = np.unique(cell, return_inverse=True)
        self._roofs = waters.drain_roofs(self.name, inlets.rows, inlets.columns)
        self._open_engine()
        self.tally = Tally.blank(len(inlets.node), len(network.outfalls.node))
        self.tally.highest[:] = self.engine.heads(self._nodes)
        self._series = {
            "exchange": Recorder(settings, len(inlets.node)),
            "head": Recorder(settings, len(inlets.node)),
            "outflow": Recorder(settings, len(network.outfalls.node)),
            "pump": Recorder(settings, self._pumps.size),
        }
        self._keep(0.0, self.tally.inflow, np.zeros(len(network.outfalls.node)))

    # ---- the engine ---------------------------------------------------------------------------

    def _open_engine(self, *, begin: float = 0.0, hotstart: bytes | None = None) -> None:
        network = self.network
        unit, length = FLOW_UNITS[option(network.text, "FLOW_UNITS", "CFS")]
        inlets = network.inlets
        coefficient = network.form.return_coefficient * inlets.open / unit * np.sqrt(length)
        risers = [
            Riser(name, invert / length, (rim - invert) / length, c)
            for name, invert, rim, c in zip(inlets.node, inlets.invert, inlets.rim, coefficient, strict=True)
        ]
        text = coupled_text(
            network.text, risers, options=network.options(), begin=begin,
            duration=self._settings.duration - begin, hotstart=hotstart is not None,
        )  # fmt: skip
        self.engine = Engine(text, flow_units=option(network.text, "FLOW_UNITS", "CFS"), hotstart=hotstart)
        self._begin = begin
        self._step = seconds_of(option(text, "ROUTING_STEP", "20"))
        self._index()

    def _index(self) -> None:
        engine, network = self.engine, self.network
        self._nodes = _numbers(engine.nodes, network.inlets.node)
        self._street = _numbers(engine.nodes, [OUTFALL_PREFIX + n for n in network.inlets.node])
        outlets = _numbers(engine.links, [OUTLET_PREFIX + n for n in network.inlets.node])
        outfalls = _numbers(engine.nodes, network.outfalls.node)
        ends, self._signs = engine.links_to(outfalls)
        self._outfalls, self._pumps = outfalls, engine.pumps()
        self._links = np.concatenate([outlets, ends])
        coupled = {*self._nodes.tolist(), *self._street.tolist(), *outfalls.tolist()}
        others = [n for n in range(len(engine.nodes)) if n not in coupled]
        self._others = np.array(others, np.int32)

    # ---- one interval -------------------------------------------------------------------------

    def exchange(self, begin: float, end: float) -> None:
        """Let the street in, step the engine, and bring back up what came up; see `Partner`."""
        engine, inlets = self.engine, self.network.inlets
        until = end - self._begin
        if engine.time >= until - CLOCK:
            return
        self._set_stages(0.5 * (begin + end))
        flow = self._flow_down(until - engine.time)
        roofs = self._from_roofs(until - engine.time)
        engine.set_inflows(self._nodes, flow + roofs)
        seconds, volumes, floods = engine.advance(until, self._links, self._others)
        self._waters.take_roof_water(self.name, roofs * seconds)
        self.tally.down_here += roofs * seconds
        self._waters.move(self.name, inlets.rows, inlets.columns, -flow * seconds)
        up = np.maximum(volumes[: flow.size], 0.0)
        self._waters.move(self.name, inlets.rows, inlets.columns, up)
        out = volumes[flow.size :] * self._signs
        self._to_canals(out)
        self.tally.add(end, seconds, flow, up, out, float(floods.sum()))
        self.tally.highest[:] = np.maximum(self.tally.highest, engine.heads(self._nodes))
        self._keep(end, flow - up / seconds, out / seconds)

    def _set_stages(self, time: float) -> None:
        """Show the street to the risers and the canals to the outfalls."""
        inlets, waters, outfalls = self.network.inlets, self._waters, self.network.outfalls
        level = waters.level(inlets.rows, inlets.columns)
        self.engine.set_stages(self._street, np.maximum(level, inlets.rim))
        seen = np.array([bool(group) for group in outfalls.group], bool)
        if seen.any():
            stages = waters.stages(time)
            level = np.array([stages[group] for group in outfalls.group if group])
            self.engine.set_stages(self._outfalls[seen], level)

    def _flow_down(self, seconds: float) -> Values:
        """Flow into each node until the engine has passed a time from now [m3/s]; no cell is overdrawn."""
        inlets, waters = self.network.inlets, self._waters
        depth = waters.depth(inlets.rows, inlets.columns)
        level = waters.level(inlets.rows, inlets.columns)
        drop = level - np.maximum(self.engine.heads(self._nodes), level - depth)
        target = capture(depth, drop, self.network.form) * inlets.open
        tally = self.tally
        flow = damped(target, tally.inflow, tally.returned, float(tally.seconds))
        return self._within_the_water(flow, self._longest(seconds))

    def _from_roofs(self, seconds: float) -> Values:
        """Flow of roof water into each node until the engine has passed a time from now [m3/s]."""
        if not self._roofs:
            return np.zeros(len(self.network.inlets.node))
        return self._waters.roof_water(self.name) / self._longest(seconds)

    def _longest(self, seconds: float) -> float:
        """Time the engine may need to pass a time from now: it goes over it by less than one step [s]."""
        if self.network.routing_step is None:
            return seconds + self._step
        return float(np.ceil((seconds - CLOCK) / self._step) * self._step)

    def _within_the_water(self, flow: Values, seconds: float) -> Values:
        """Scale flows to what their cells hold, shared where several nodes drain one cell."""
        inlets = self.network.inlets
        held = self._waters.volume(inlets.rows, inlets.columns)
        wanted = np.bincount(self._cell, weights=flow * seconds)[self._cell] if flow.size else flow
        share = np.ones_like(flow)
        np.divide(held, wanted, out=share, where=wanted > held)
        return flow * share

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

    # ---- the account ----------------------------------------------------------------------------

    def stored(self) -> float:
        """Water in nodes and pipes [m3]."""
        return self.engine.stored()

    def outside(self) -> float:
        """What the model brings of its own, less what is lost: base flow, runoff, floods elsewhere [m3]."""
        tally = self.tally
        return float(tally.own + self._own_now() - tally.flooded - tally.gone)

    def _own_now(self) -> float:
        """Water the model brought of its own since this engine started, less its losses [m3]."""
        totals = self.engine.totals()
        own = totals.dry_weather + totals.wet_weather + totals.other - totals.lost
        if has_rows(self.network.text, "INFLOWS"):
            # The engine adds what came from the street to the inflows of the model.
            own += totals.external - float(self.tally.down_here.sum())
        return own

    # ---- results and restart ----------------------------------------------------------------------

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
        flowing = ("inflow", "returned", "seconds")
        for name, values in self.tally.arrays().items():
            if not warm or name in flowing:
                values[...] = state[f"tally/{name}"]
        self.tally.down_here[:] = 0.0
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
