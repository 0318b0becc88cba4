"""Spaces below ground as one partner of the street."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.partners import Partner, State
from models.waterlogging.series import Recorder
from models.waterlogging.underground.kernels import (
    Openings,
    Rooms,
    fill_rooms,
    levels_in_hollows,
    room_depths,
)
from models.waterlogging.underground.record import Record
from models.waterlogging.underground.spaces import Spaces, Values
from models.waterlogging.waters import Waters

NAME = "underground"

LONGEST_STEP = 2.0
"""Steps of the flow over sills within an interval are no longer [s]."""


@dataclass(frozen=True)
class UndergroundWork:
    """All spaces below ground of a run."""

    spaces: Spaces
    name: str = NAME
    groups: tuple[str, ...] = ()

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:  # noqa: ARG002
        """Refuse spaces without volume, and entrances that no water reaches."""
        self.spaces.check()
        computed = classify(surface).computed
        spaces = self.spaces
        blocked = ~computed[spaces.rows, spaces.columns]
        if blocked.any():
            n = int(np.flatnonzero(blocked)[0])
            row, column = spaces.rows[n], spaces.columns[n]
            x, y = surface.grid.x[column], surface.grid.y[row]
            raise InputError(
                f"underground space {spaces.ids[spaces.opening_space[n]]}: its entrance lies in cell "
                f"(row {row}, column {column}) at ({x:.1f}, {y:.1f}), which is a building, a canal or "
                "outside the domain; open ground is needed"
            )

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """All spaces empty."""
        return Underground(self.spaces, waters, settings)


class Underground:
    """The spaces during a run.

    Notes
    -----
    Each opening passes water over its sill as a broad-crested weir, drowned after Villemonte (1947) once the
    space has filled to the sill, and back out where the space stands higher. Several openings draw from one
    cell in turn, in steps of at most `LONGEST_STEP`, no more than brings both sides to one level. A space
    is prismatic between floor and sill; above the sill its ramp or stair rises on.
    """

    def __init__(self, spaces: Spaces, waters: Waters, settings: Settings) -> None:
        self.name = NAME
        self._spaces, self._waters, self._settings = spaces, waters, settings
        own = ~spaces.in_street
        open_ = own[spaces.opening_space]
        flat = spaces.rows[open_] * np.int64(1 << 31) + spaces.columns[open_]
        cells, index = np.unique(flat, return_inverse=True)
        self._cells = cells // (1 << 31), cells % (1 << 31)
        self._openings = Openings(
            spaces.opening_space[open_], index.astype(np.int64), spaces.opening_width[open_]
        )
        self._at = _entrances(spaces)
        safe = np.where(own, spaces.sill - spaces.floor, 1.0)
        self._rooms = Rooms(
            sill=spaces.sill.copy(),
            floor=spaces.floor,
            full=np.where(own, spaces.volume, 0.0),
            area=np.where(own, spaces.volume, 1.0) / safe,
            shaft=np.maximum(spaces.width, 1e-3) * spaces.shaft_length,
            brim=spaces.sill,
        )
        count = len(spaces.ids)
        self._volume = np.zeros(count)
        self._pumping = np.zeros(count, np.bool_)
        self._pumped = 0.0
        self._entered = np.zeros(self._openings.space.size)
        self._hollow = np.flatnonzero(spaces.in_street)
        self._record = Record(spaces)
        self._series = Recorder(settings, count)
        self._series.keep(0.0, self._volume)

    def exchange(self, begin: float, end: float) -> None:
        """Water over the sills and out by the pumps for one interval."""
        self._look(begin)
        self._close_entrances(begin)
        waters, seconds = self._waters, end - begin
        level, held = waters.level(*self._cells), waters.volume(*self._cells)
        area = self._wet_area(level, held)
        before = self._volume.copy()
        steps = max(math.ceil(seconds / LONGEST_STEP), 1)
        fill_rooms(
            self._openings, self._rooms, self._volume, level, held, area,
            self._spaces.coefficient, seconds, steps, self._entered,
        )  # fmt: skip
        self._volume = before + self._moved()
        self._record.flow(begin, seconds, self._volume - before)
        self._pump(seconds)
        self._record.inside(end, self._depth_inside(), self._volume)
        self._series.keep(end, self._volume)

    def stored(self) -> float:
        """Water in all spaces; what stands in underpasses of the street is the street's [m3]."""
        return float(self._volume.sum())

    def outside(self) -> float:
        """What the pumps took out of the domain, negative [m3]."""
        return -self._pumped

    def results(self) -> xr.Dataset:
        """Figures of each space and its volume in time."""
        self._look(self._settings.duration)
        found = self._record.results()
        found["underground_volume"] = (("space", "series_time"), self._series.values.T)
        return found.assign_coords(series_time=self._series.times)

    def state(self) -> State:
        """Volumes, pumps, series and all that was recorded."""
        return {
            "volume": self._volume,
            "pumping": self._pumping,
            "pumped": np.array(self._pumped),
            **self._series.state(),
            **self._record.state(),
        }

    def restore(self, state: State, *, warm: bool) -> None:
        """Go on from a state; warm takes volumes and pumps only."""
        self._volume[...] = _as_held(state, "volume", self._volume)
        self._pumping[...] = state["pumping"]
        if warm:
            self._series.values[0] = self._volume
            return
        self._pumped = float(state["pumped"])
        self._series.restore(state)
        self._record.restore(state)

    def close(self) -> None:
        """Nothing outlives the run."""

    def _close_entrances(self, time: float) -> None:
        """Raise the sills of the entrances closed by now."""
        for closure in self._spaces.closures:
            if time >= closure.start:
                raised = self._spaces.sill[closure.space] + closure.height
                self._rooms.sill[closure.space] = max(self._rooms.sill[closure.space], raised)

    def _wet_area(self, level: Values, held: Values) -> Values:
        """Area over which the water of each cell falls: less where fine ground stands out [m2]."""
        area = self._waters.open_area(*self._cells)
        depth = level - self._waters.bed(*self._cells)
        return np.where(depth > 0.0, np.minimum(area, held / np.where(depth > 0.0, depth, 1.0)), area)

    def _moved(self) -> Values:
        """Take from the street what the openings passed; returns what each space received [m3]."""
        openings = self._openings
        received = np.zeros(self._volume.size)
        some = np.flatnonzero(self._entered)
        if some.size:
            cell = openings.cell[some]
            rows, columns = self._cells
            moved = self._waters.move(NAME, rows[cell], columns[cell], -self._entered[some])
            np.add.at(received, openings.space[some], -moved)
        return received

    def _pump(self, seconds: float) -> None:
        """Drain pumps, started and stopped by the depth inside; from the street where the hollow is its."""
        spaces = self._spaces
        depth = self._depth_inside()
        self._pumping |= depth >= spaces.pump_start
        self._pumping &= depth > spaces.pump_stop
        wanted = np.where(self._pumping, spaces.pump * seconds, 0.0)
        own = np.minimum(np.where(spaces.in_street, 0.0, wanted), self._volume)
        self._volume -= own
        self._pumped += float(own.sum())
        street = self._hollow[wanted[self._hollow] > 0.0]
        if street.size:
            rows, columns = (part[street] for part in self._at)
            taken = -self._waters.move(NAME, rows, columns, -wanted[street])
            self._pumped += float(taken.sum())

    def _depth_inside(self) -> Values:
        """Depth over the floor of each space [m]."""
        depth = np.zeros(self._volume.size)
        room_depths(self._rooms, self._volume, depth)
        above = self._street_level() - self._spaces.floor[self._hollow]
        depth[self._hollow] = np.where(self._street_wet(), np.maximum(above, 0.0), 0.0)
        return depth

    def _street_level(self) -> Values:
        """Level in the hollows of the street [m]."""
        rows, columns = (part[self._hollow] for part in self._at)
        hollows = self._spaces.hollows
        if hollows is None:
            return self._waters.level(rows, columns)
        level = np.zeros(self._hollow.size)
        start = hollows.start[np.append(self._hollow, len(self._spaces.ids))]
        levels_in_hollows(
            start, hollows.ground, self._waters.open_area(rows, columns), self._waters.volume(rows, columns),
            level,
        )  # fmt: skip
        return level

    def _street_wet(self) -> NDArray[np.bool_]:
        """Whether there is water in the hollows of the street."""
        rows, columns = (part[self._hollow] for part in self._at)
        return self._waters.depth(rows, columns) > 0.0

    def _look(self, time: float) -> None:
        """Read the street at the entrances at a time."""
        level = self._waters.level(*self._at)
        depth = self._waters.depth(*self._at)
        level[self._hollow] = self._street_level()
        head = np.where(depth > 0.0, level - self._spaces.sill, np.nan)
        self._record.outside(head)
        self._record.inside(time, self._depth_inside(), self._volume)


def _entrances(spaces: Spaces) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cell at the entrance of each space."""
    _, first = np.unique(spaces.opening_space, return_index=True)
    return spaces.rows[first], spaces.columns[first]


def _as_held(state: Mapping[str, NDArray[np.float64]], name: str, like: Values) -> Values:
    values = state[name]
    if values.shape != like.shape:
        raise InputError(
            f"the state holds {values.size} underground spaces; this run has {like.size}. Take the census "
            "and the kinds of the run it comes from"
        )
    return values
