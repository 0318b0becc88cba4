"""Mobile pumps: units that stand somewhere for a time and lift water from the street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.partners import Partner, State
from models.waterlogging.series import Recorder
from models.waterlogging.waters import Waters

Cells = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class MobilePump:
    """A unit at one place for a time.

    Parameters
    ----------
    name
        Its name.
    sump
        Rows and columns of the cells it draws from.
    capacity
        Discharge [m3/s].
    begin, end
        When it can run [s].
    canal
        Stage group it lifts to; "" for none.
    target
        Street cells it lifts to; None for none. With neither it lifts out of the domain.
    start_depth, stop_depth
        Deepest water of the sump from which it runs, and at which it stops [m].
    """

    name: str
    sump: Cells
    capacity: float
    begin: float
    end: float
    canal: str = ""
    target: Cells | None = None
    start_depth: float = 0.0
    stop_depth: float = 0.0


@dataclass(frozen=True)
class MobilePumps:
    """All mobile pumps of a run, as given to it."""

    pumps: tuple[MobilePump, ...]
    name: str = "mobile_pumps"

    @property
    def groups(self) -> tuple[str, ...]:
        """No level is computed here."""
        return ()

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:  # noqa: ARG002
        """Refuse pumps that cannot be."""
        check_pumps(self.pumps, surface)

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """Set the pumps up."""
        return PumpsAtWork(self.pumps, waters, settings, name=self.name)


def check_pumps(pumps: Sequence[MobilePump], surface: Surface) -> None:
    """Refuse pumps that cannot be.

    Raises
    ------
    InputError
        Naming the pump, the value, and what would be right.
    """
    computed = classify(surface).computed
    for pump in pumps:
        _check_pump(pump, surface)
        for what, cells in (("stands on", pump.sump), ("lifts to", pump.target)):
            if cells is not None and not computed[cells].all():
                at = int(np.argmin(computed[cells]))
                row, column = int(cells[0][at]), int(cells[1][at])
                raise InputError(
                    f"mobile pump {pump.name!r} {what} cell (row {row}, column {column}), which is a "
                    "building, a canal or outside the domain; place it on open ground"
                )
    for one, other in combinations(pumps, 2):
        _check_pair(one, other, surface.grid.columns)


def _check_pump(pump: MobilePump, surface: Surface) -> None:
    what = f"mobile pump {pump.name!r}"
    if not pump.capacity > 0.0:
        raise InputError(f"{what} has the capacity {pump.capacity:g} m3/s; a positive one is needed")
    if not pump.end > pump.begin:
        raise InputError(
            f"{what} runs from {pump.begin / 3600.0:g} h until {pump.end / 3600.0:g} h; "
            "it must end after it begins"
        )
    if pump.sump[0].size == 0:
        raise InputError(f"{what} draws from no cell; move it inside the domain or widen its radius")
    if not 0.0 <= pump.stop_depth <= pump.start_depth:
        raise InputError(
            f"{what} stops at {pump.stop_depth:g} m and starts at {pump.start_depth:g} m; "
            "it must stop at a depth no greater than that it starts at, and not below 0"
        )
    if pump.canal and pump.canal not in surface.stage_groups:
        raise InputError(
            f"{what} lifts to the canal {pump.canal!r}, which the surface does not have; "
            f"it has {', '.join(surface.stage_groups[:12]) or 'none'}"
        )


def _check_pair(one: MobilePump, other: MobilePump, columns: int) -> None:
    """Two pumps may share a name or cells at different times only."""
    if one.begin >= other.end or other.begin >= one.end:
        return
    if one.name == other.name:
        raise InputError(
            f"two mobile pumps are called {one.name!r} and run at one time; a unit stands in one place: give "
            "the second another name, or let it begin when the first has ended"
        )
    shared = np.intersect1d(one.sump[0] * columns + one.sump[1], other.sump[0] * columns + other.sump[1])
    if shared.size:
        row, column = divmod(int(shared[0]), columns)
        raise InputError(
            f"mobile pumps {one.name!r} and {other.name!r} draw from the same cell (row {row}, "
            f"column {column}) at one time; move them apart, narrow their radii or state "
            "one pump of both capacities"
        )


class PumpsAtWork:
    """Mobile pumps during a run.

    Parameters
    ----------
    pumps
        The units.
    waters
        The street.
    settings
        Of the run.
    name
        Name of the work.
    """

    def __init__(
        self, pumps: tuple[MobilePump, ...], waters: Waters, settings: Settings, *, name: str
    ) -> None:
        self.name = name
        self._pumps = pumps
        self._waters = waters
        self._settings = settings
        count = len(pumps)
        self._owner = np.repeat(np.arange(count), [p.sump[0].size for p in pumps])
        self._rows = np.concatenate([p.sump[0] for p in pumps] or [np.empty(0, np.int64)]).astype(np.int64)
        self._columns = np.concatenate([p.sump[1] for p in pumps] or [np.empty(0, np.int64)]).astype(np.int64)
        self._capacity = np.array([p.capacity for p in pumps])
        self._begin, self._end = np.array([p.begin for p in pumps]), np.array([p.end for p in pumps])
        self._start = np.array([p.start_depth for p in pumps])
        self._stop = np.array([p.stop_depth for p in pumps])
        self.running = np.zeros(count, bool)
        self.taken = np.zeros(count)
        """Volume that each pump took since the start [m3]."""
        self._outside = 0.0
        self._series = Recorder(settings, count)
        self._series.keep(0.0, np.zeros(count))

    def exchange(self, begin: float, end: float) -> None:
        """Lift what the pumps can in an interval."""
        seconds = np.clip(np.minimum(self._end, end) - np.maximum(self._begin, begin), 0.0, None)
        taken = np.zeros(self.taken.size)
        if seconds.any():
            taken = self._take(seconds)
            for k in np.flatnonzero(taken):
                self._give(self._pumps[k], float(taken[k]))
        self.taken += taken
        self._series.keep(end, taken / (end - begin))

    def stored(self) -> float:
        """Nothing stays in a pump."""
        return 0.0

    def outside(self) -> float:
        """Minus what was lifted out of the domain [m3]."""
        return self._outside

    def results(self) -> xr.Dataset:
        """Discharge of each pump in time, and its volume."""
        return xr.Dataset(
            {
                "mobile_pump_discharge": (("mobile_pump", "series_time"), self._series.values.T),
                "mobile_pump_volume": (("mobile_pump",), self.taken.copy()),
            },
            coords={"mobile_pump": _labels(self._pumps), "series_time": self._series.times},
        )

    def state(self) -> State:
        """All that changes during a run."""
        held: dict[str, NDArray[Any]] = {
            "taken": self.taken,
            "running": self.running.astype(np.float64),
            "outside": np.array(self._outside),
        }
        return held | self._series.state()

    def restore(self, state: State, *, warm: bool) -> None:
        """Go on from a state; which pumps run goes on with a warm one too."""
        self.running[...] = state["running"] > 0.5
        if not warm:
            self.taken[...] = state["taken"]
            self._outside = float(state["outside"])
            self._series.restore(state)

    def close(self) -> None:
        """Nothing outlives the run."""

    def _take(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take the water of all pumps from the street; returns the volume of each [m3]."""
        count = self.taken.size
        held = self._waters.volume(self._rows, self._columns)
        depth = np.zeros(count)
        np.maximum.at(depth, self._owner, self._waters.depth(self._rows, self._columns))
        self.running |= depth >= self._start
        self.running &= (depth > self._stop) & (seconds > 0.0)
        total = np.bincount(self._owner, weights=held, minlength=count)
        wanted = np.where(self.running, np.minimum(self._capacity * seconds, total), 0.0)
        share = np.divide(wanted, total, out=np.zeros(count), where=total > 0.0)
        moved = self._waters.move(self.name, self._rows, self._columns, -share[self._owner] * held)
        return np.asarray(np.bincount(self._owner, weights=-moved, minlength=count), np.float64)

    def _give(self, pump: MobilePump, volume: float) -> None:
        """Bring a volume where a pump lifts to."""
        if pump.canal:
            self._waters.to_canal(self.name, pump.canal, volume)
        elif pump.target is not None:
            count = pump.target[0].size
            self._waters.move(self.name, *pump.target, np.full(count, volume / count))
        else:
            self._outside -= volume


def _labels(pumps: tuple[MobilePump, ...]) -> list[str]:
    """Names of the pumps; later places of one unit have a number."""
    seen: dict[str, int] = {}
    found = []
    for pump in pumps:
        seen[pump.name] = seen.get(pump.name, 0) + 1
        found.append(pump.name if seen[pump.name] == 1 else f"{pump.name} ({seen[pump.name]})")
    return found
