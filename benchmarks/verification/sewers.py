"""Coupled sewers: the engine untouched while no inlet is open, and exchanges with an answer.

With every inlet shut the coupled engine is EPA SWMM alone: both take the same steps, so heads and flows
must be the same to the last bit. The basins are flat and closed, so that their level follows from volumes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from swmm.toolkit import solver
from swmm.toolkit.shared_enum import LinkResult, NodeResult, ObjectType

from benchmarks.verification.ground import surface_of
from benchmarks.verification.rows import Case, Row, at_most, not_run, told
from census.readers.swmm_inp import parse_swmm_inp, read_swmm_text
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.partners import Partner
from models.waterlogging.sewers import Inlets, Outfalls, SewerNetwork
from models.waterlogging.sewers.coupled import CoupledSewers
from models.waterlogging.sewers.engine import FLOW_UNITS
from models.waterlogging.simulate import simulate
from models.waterlogging.waters import Waters
from scenarios.paths import realdata

ALONE = "EPA SWMM 5.2 run alone"
NETWORKS = ("alpha", "gamma", "theta", "epsilon")
HOURS = {"alpha": 11.0, "gamma": 155.0, "theta": 77.0, "epsilon": 359.0}
"""Hours compared in full: all but the last that each model runs [h]."""

SHORT_HOURS = 3.0
INTERVAL = 600.0
"""Interval at which all heads and flows are compared [s]."""


@dataclass(frozen=True)
class Watching(SewerNetwork):
    """A network whose partner is kept, to be looked into after every interval."""

    kept: list[CoupledSewers] = field(default_factory=list)

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """Open the engine and note heads and flows of everything after each interval."""
        partner = super().start(waters, settings)
        assert isinstance(partner, CoupledSewers)
        self.kept.append(partner)
        seen, exchange = self.seen, partner.exchange

        def watched(begin: float, end: float) -> None:
            exchange(begin, end)
            engine = partner.engine
            heads = engine.heads(np.arange(len(engine.nodes), dtype=np.int32))
            flows = engine.flows(np.arange(len(engine.links), dtype=np.int32))
            seen.append(np.concatenate([heads, flows]))

        partner.exchange = watched  # type: ignore[method-assign]
        return partner

    seen: list[NDArray[np.float64]] = field(default_factory=list)


def network_with_shut_inlets(text: str, name: str) -> tuple[Watching, float]:
    """A model with every junction coupled and every gully shut, and a street level above all of them [m]."""
    nodes = parse_swmm_inp(text, name=name).nodes
    unit = FLOW_UNITS[parse_swmm_inp(text, name=name).options.get("FLOW_UNITS", "CFS").upper()][1]
    junctions = nodes[nodes["kind"] == "junction"]
    count = len(junctions)
    invert = junctions["invert"].to_numpy(np.float64) * unit
    rim = invert + np.maximum(junctions["max_depth"].fillna(0.0).to_numpy(np.float64) * unit, 0.1)
    cell = np.ones(count, np.int64)
    inlets = Inlets(tuple(junctions["node_id"]), invert, rim, np.arange(count), cell, cell, np.zeros(count))
    outfalls = nodes[nodes["kind"] == "outfall"]
    group = ("",) * len(outfalls)
    ends = Outfalls(tuple(outfalls["node_id"]), group, outfalls["invert"].to_numpy(np.float64) * unit)
    network = Watching(text, inlets, ends, routing_step=None, runoff=True, source=name)
    return network, float(rim.max()) + 1.0


def coupled_states(text: str, name: str, seconds: float) -> NDArray[np.float64]:
    """Heads and flows of everything at the end of each interval of a coupled run."""
    network, level = network_with_shut_inlets(text, name)
    surface = surface_of(np.full((3, 3), level, np.float32), cell_size=10.0, manning=0.03)
    settings = Settings(duration=seconds, source_interval=60.0, output_interval=seconds)
    simulate(surface, Event(), settings, [network])
    every = int(INTERVAL / 60.0)
    return np.array(network.seen[every - 1 :: every])


def alone_states(text: str, seconds: float) -> NDArray[np.float64]:
    """The same of the engine alone, by the toolkit's own functions."""
    flow, length = FLOW_UNITS[parse_swmm_inp(text).options.get("FLOW_UNITS", "CFS").upper()]
    found = []
    with tempfile.TemporaryDirectory(prefix="swmm-alone-") as name:
        folder = Path(name)
        (folder / "m.inp").write_text(text, encoding="utf-8")
        solver.swmm_open(*(str(folder / f"m.{ending}") for ending in ("inp", "rpt", "out")))
        try:
            solver.swmm_start(0)
            nodes = range(solver.project_get_count(ObjectType.NODE))
            links = range(solver.project_get_count(ObjectType.LINK))
            elapsed = 0.0
            for until in np.arange(INTERVAL, seconds + 1.0, INTERVAL):
                while elapsed * 86400.0 < until - 1e-3:
                    elapsed = solver.swmm_step()
                heads = [solver.node_get_result(n, NodeResult.HEAD) * length for n in nodes]
                flows = [solver.link_get_result(n, LinkResult.FLOW) * flow for n in links]
                found.append(np.array(heads + flows))
        finally:
            solver.swmm_end()
            solver.swmm_close()
    return np.array(found)


def shut(name: str) -> Case:
    """The case of one network."""

    def case(full: bool) -> list[Row]:
        path = realdata() / "swmm_networks" / f"{name}.inp"
        if not path.is_file():
            return [not_run(f"no {path.name} in the folder of real data", ALONE)]
        text = read_swmm_text(path)
        seconds = 3600.0 * (HOURS[name] if full else SHORT_HOURS)
        ours, alone = coupled_states(text, name, seconds), alone_states(text, seconds)
        nodes = len(parse_swmm_inp(text).nodes)
        gap = np.abs(ours - alone)
        return [
            at_most(f"heads of {nodes} nodes, {len(alone)} times, largest difference [m]",
                    float(gap[:, :nodes].max()), 0.0, ALONE),
            at_most(f"flows of {gap.shape[1] - nodes} links, largest difference [m3/s]",
                    float(gap[:, nodes:].max()), 0.0, ALONE),
            told("largest flow among them [m3/s]", float(np.abs(alone[:, nodes:]).max()), ALONE),
        ]  # fmt: skip

    return case


CASES: dict[str, Case] = {f"waterlogging.sewers.shut.{name}": shut(name) for name in NETWORKS}
