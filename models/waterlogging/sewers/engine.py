"""EPA SWMM running a model in this process, stepped from outside."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from swmm.toolkit import solver
from swmm.toolkit.shared_enum import HotstartFile, LinkResult, LinkType, NodeProperty, NodeResult, ObjectType

from census.drainage.engine import engine_errors
from census.errors import InputError
from models.waterlogging.sewers.head_limits import HeadLimits
from models.waterlogging.sewers.kernels import (
    SECONDS_PER_DAY,
    half_volumes,
    read_results,
    step_until,
    write_values,
)
from models.waterlogging.sewers.library import engine_library

Indices = NDArray[np.int32]
Values = NDArray[np.float64]

FOOT = 0.3048
FLOW_UNITS: dict[str, tuple[float, float]] = {
    "CFS": (FOOT**3, FOOT),
    "GPM": (3.785411784e-3 / 60.0, FOOT),
    "MGD": (3785.411784 / 86400.0, FOOT),
    "CMS": (1.0, 1.0),
    "LPS": (1e-3, 1.0),
    "MLD": (1000.0 / 86400.0, 1.0),
}
"""Flow unit [m3/s] and length unit [m] by the engine's name of the flow unit."""


class EngineFailure(RuntimeError):  # noqa: N818 - what happened to the run, not an error of the program
    """The sewer engine stopped in the middle of a run."""


class Totals(NamedTuple):
    """Volumes of the engine's own routing balance since its start [m3], and its continuity error [-]."""

    dry_weather: float
    wet_weather: float
    other: float
    external: float
    flooding: float
    lost: float
    error: float


class Passed(NamedTuple):
    """Time gone and length of its first step [s], volume through each link and out of each node [m3]."""

    seconds: float
    first_step: float
    volumes: Values
    floods: Values


class Watched(NamedTuple):
    """Flows of links and volumes at nodes after the last step, in the engine's units; see `kernels`."""

    flows: Values
    conduits: Indices
    halves: Values


class Engine:
    """One SWMM model, open and running.

    Parameters
    ----------
    text
        The input file.
    flow_units
        Its flow unit, a name of `FLOW_UNITS`.
    hotstart
        Bytes of a hot-start file to begin from; the text says where it is read with `{hotstart}`.

    Raises
    ------
    InputError
        With the engine's own errors, if it refuses the model.
    RuntimeError
        If an engine is open in this process: the library holds one model at a time.
    """

    _open: ClassVar[bool] = False

    def __init__(self, text: str, *, flow_units: str, hotstart: bytes | None = None) -> None:
        if Engine._open:
            raise RuntimeError("a sewer engine is open in this process; close it first, or run in another")
        self.flow_unit, self.length_unit = FLOW_UNITS[flow_units]
        self.volume_unit = self.length_unit**3
        self._folder = tempfile.TemporaryDirectory(prefix="sewers-")
        self._clock, self._one = np.zeros(1), np.zeros(1)
        self._watched: Watched | None = None
        self._library = engine_library()
        Engine._open = self._is_loaded = True
        try:
            self._start(text, hotstart)
        except BaseException:
            self.close()
            raise

    def _start(self, text: str, hotstart: bytes | None) -> None:
        folder = Path(self._folder.name)
        if hotstart is not None:
            (folder / "begin.hsf").write_bytes(hotstart)
            text = text.replace("{hotstart}", str(folder / "begin.hsf"))
        model, report = folder / "model.inp", folder / "model.rpt"
        model.write_text(text, encoding="utf-8")
        try:
            solver.swmm_open(str(model), str(report), str(folder / "model.out"))
            self._limits = HeadLimits.found(self._library)
            solver.swmm_start(0)
        except Exception as error:  # noqa: BLE001 - the toolkit raises bare exceptions
            # The report holds the reasons once the engine has closed it.
            self._shut()
            told = report.read_text(encoding="utf-8", errors="replace") if report.is_file() else ""
            faults = engine_errors(told) or [str(error)]
            raise InputError(f"sewers: the engine refuses the model: {'; '.join(faults)}") from None
        self.nodes = self._names(ObjectType.NODE)
        self.links = self._names(ObjectType.LINK)

    def _names(self, kind: ObjectType) -> dict[str, int]:
        return {solver.project_get_id(kind, n): n for n in range(solver.project_get_count(kind))}

    def full_levels(self, nodes: Indices) -> Values:
        """Level at which nodes are full, shape (m,) [m]; the engine lifts it to the highest pipe there."""
        kinds = (NodeProperty.INVERT_ELEVATION, NodeProperty.FULL_DEPTH)
        found = [sum(solver.node_get_parameter(int(n), kind) for kind in kinds) for n in nodes]
        return np.array(found, np.float64) * self.length_unit

    @property
    def time(self) -> float:
        """Time the engine has reached since its start [s]."""
        return float(self._clock[0] * SECONDS_PER_DAY)

    def heads(self, nodes: Indices) -> Values:
        """Hydraulic head of nodes, shape (m,) [m]."""
        return self._read(self._library.swmm_getNodeResult, nodes, NodeResult.HEAD) * self.length_unit

    def flows(self, links: Indices) -> Values:
        """Flow of links in their own direction, shape (m,) [m3/s]."""
        return self._read(self._library.swmm_getLinkResult, links, LinkResult.FLOW) * self.flow_unit

    def depths(self, nodes: Indices) -> Values:
        """Depth of nodes, shape (m,) [m]."""
        return self._read(self._library.swmm_getNodeResult, nodes, NodeResult.DEPTH) * self.length_unit

    def stored(self) -> float:
        """Water in all nodes and links [m3]."""
        nodes = np.arange(len(self.nodes), dtype=np.int32)
        links = np.arange(len(self.links), dtype=np.int32)
        volume = self._read(self._library.swmm_getNodeResult, nodes, NodeResult.VOLUME).sum()
        volume += self._read(self._library.swmm_getLinkResult, links, LinkResult.VOLUME).sum()
        return float(volume) * self.volume_unit

    def links_to(self, outfalls: Indices) -> tuple[Indices, Values]:
        """The one link at each outfall, and +1 where its own direction leads there, -1 where away."""
        link = np.full(len(self.nodes), -1, np.int32)
        sign = np.zeros(len(self.nodes))
        for n in range(len(self.links)):
            for end, direction in zip(solver.link_get_connections(n), (-1.0, 1.0), strict=True):
                link[end], sign[end] = n, direction
        return link[outfalls], sign[outfalls]

    def pumps(self) -> Indices:
        """Indices of the pumps."""
        kinds = (solver.link_get_type(n) for n in range(len(self.links)))
        return np.array([n for n, kind in enumerate(kinds) if kind == LinkType.PUMP], np.int32)

    def set_inflows(self, nodes: Indices, flows: Values) -> None:
        """Set what enters nodes from outside from now on, shape (m,) [m3/s]."""
        self._write(self._library.swmm_setNodeInflow, nodes, flows / self.flow_unit, "an inflow")

    def ponding(self) -> list[int]:
        """Nodes with a pond of their own."""
        area = NodeProperty.POND_AREA
        return [n for n in range(len(self.nodes)) if solver.node_get_parameter(n, area) > 0.0]

    @property
    def imposes_heads(self) -> bool:
        """Whether heads can follow the street; otherwise water comes up where nodes are full."""
        return self._limits.depths is not None

    def set_limits(self, nodes: Indices, above_full: Values) -> None:
        """Set how far above full the head of nodes may rise from now on, shape (m,) [m]; more floods out."""
        self._limits.set(nodes, above_full)

    def set_stages(self, outfalls: Indices, stages: Values) -> None:
        """Set the water level outside outfalls from now on, shape (m,) [m]."""
        self._write(
            self._library.swmm_setOutfallStage, outfalls, stages / self.length_unit, "an outfall stage"
        )

    def advance(self, until: float, links: Indices, nodes: Indices) -> Passed:
        """Go on to a time or just beyond it; links and nodes are the same in every call.

        Parameters
        ----------
        until
            Time to reach [s].
        links, nodes
            Links whose flow and nodes whose flooding is integrated.

        Raises
        ------
        EngineFailure
            If the engine fails or has come to the end of its own time.
        """
        begin = self.time
        if self._watched is None:
            self._watched = self._watch(links, nodes)
        watched = self._watched
        volumes, floods = np.zeros(links.size), np.zeros(nodes.size)
        first, code = step_until(
            self._library.swmm_step, self._library.swmm_getLinkResult, self._library.swmm_getNodeResult,
            until, self._clock, links, watched.flows, volumes, nodes, floods,
            watched.conduits, watched.halves, np.zeros(nodes.size),
            self.volume_unit / self.flow_unit, self._one,
        )  # fmt: skip
        if code != 0:
            reason = "its own end time came first" if code == -1 else f"error {code}"
            raise EngineFailure(f"the sewer engine stopped at {self.time:.0f} s of {until:.0f} s: {reason}")
        return Passed(self.time - begin, first, volumes * self.flow_unit, floods * self.flow_unit)

    def _watch(self, links: Indices, nodes: Indices) -> Watched:
        """Flows and volumes now, from which those of the next step are told apart."""
        library = self._library
        place = np.full(len(self.nodes), -1, np.int32)
        place[nodes] = np.arange(nodes.size, dtype=np.int32)
        kinds = [solver.link_get_type(n) for n in range(len(self.links))]
        conduits = np.array(
            [
                (n, *place[list(solver.link_get_connections(n))])
                for n, kind in enumerate(kinds)
                if kind == LinkType.CONDUIT
            ],
            np.int32,
        ).reshape(-1, 3)
        halves = np.zeros(nodes.size)
        ratio = self.volume_unit / self.flow_unit
        half_volumes(library.swmm_getLinkResult, conduits, ratio, halves, self._one)
        return Watched(self._read(library.swmm_getLinkResult, links, LinkResult.FLOW), conduits, halves)

    def totals(self) -> Totals:
        """Volumes of the routing balance so far; the engine tells its continuity error at its end only."""
        told = solver.system_get_routing_totals()
        unit = self.volume_unit
        return Totals(
            dry_weather=told.dwInflow * unit,
            wet_weather=told.wwInflow * unit,
            other=(told.gwInflow + told.iiInflow) * unit,
            external=told.exInflow * unit,
            flooding=told.flooding * unit,
            lost=(told.evapLoss + told.seepLoss) * unit,
            error=told.pctError / 100.0,
        )

    def hotstart(self) -> bytes:
        """The state of the network as a hot-start file of the engine: heads and flows in single precision."""
        path = Path(self._folder.name) / "now.hsf"
        solver.swmm_hotstart(HotstartFile.SAVE, str(path))
        return path.read_bytes()

    def close(self) -> None:
        """Close the engine and remove its files; a second call does nothing."""
        self._shut()
        self._folder.cleanup()

    def _shut(self) -> None:
        # A second swmm_close would free the model's memory twice and end the process.
        if not self._is_loaded:
            return
        self._is_loaded = Engine._open = False
        # Closing what is half open must not hide the reason why it is.
        for end in (solver.swmm_end, solver.swmm_close):
            with contextlib.suppress(Exception):
                end()

    def _read(self, get: Any, index: Indices, kind: NodeResult | LinkResult) -> Values:
        out = np.zeros(index.size)
        read_results(get, index, int(kind.value), out)
        return out

    def _write(self, put: Any, index: Indices, values: Values, what: str) -> None:
        code = write_values(put, index, np.ascontiguousarray(values))
        if code != 0:
            raise EngineFailure(f"the sewer engine refused {what} at {self.time:.0f} s: error {code}")
