"""Typed inputs of a canal network: reaches, what joins them, and the waters outside."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.defaults import EFFICIENCY, GATE_COEFFICIENT, GATE_TRAVEL, MANNING
from models.waterlogging.inputs import Series


@dataclass(frozen=True)
class Curve:
    """Area of the water in a reach by level.

    Parameters
    ----------
    level
        Increasing levels, the first is the bed, shape (n,) [m].
    area
        Area at each, positive, not decreasing, shape (n,) [m2]. Linear between the levels, constant
        above the last.
    """

    level: NDArray[np.float64]
    area: NDArray[np.float64]

    @property
    def volume(self) -> NDArray[np.float64]:
        """Volume up to each level, shape (n,) [m3]."""
        parts = np.diff(self.level) * 0.5 * (self.area[1:] + self.area[:-1])
        return np.concatenate([[0.0], np.cumsum(parts)])


@dataclass(frozen=True)
class Reach:
    """A stretch of canal with one level.

    Parameters
    ----------
    name
        Its name; that of a stage group of the surface where it lies on the grid.
    curve
        Its storage.
    stage
        Level at the start [m].
    on_grid
        Whether it is a stage group of the surface.
    cell_area
        Area of its cells on the grid [m2].
    inflow
        Discharge from outside the domain, None for none [m3/s].
    canal
        Row of the canal in the census; "" for none.
    chainage
        Chainage of its middle [m].
    bank
        Lowest bank [m].
    """

    name: str
    curve: Curve
    stage: float
    on_grid: bool = True
    cell_area: float = 0.0
    inflow: Series | None = None
    canal: str = ""
    chainage: float = 0.0
    bank: float = np.nan


@dataclass(frozen=True)
class Outside:
    """A water outside the domain with a level in time [m]."""

    name: str
    stage: Series


@dataclass(frozen=True)
class Channel:
    """Open canal between two waters, named by `a` and `b`.

    Parameters
    ----------
    length
        Between the middles of the two [m].
    bottom, slope
        Width of the bed [m]; slope of its sides, run over rise [-].
    bed, shoulder
        Bed, and level from which the walls stand upright [m].
    manning
        Manning's n [s m-1/3].
    """

    a: str
    b: str
    length: float
    bottom: float
    slope: float
    bed: float
    shoulder: float
    manning: float = MANNING


@dataclass(frozen=True)
class Sluice:
    """A gate between an inner water `a` and an outer water `b`.

    Parameters
    ----------
    name
        Census row or a name of its own.
    width, sill, height
        Clear width, level of the sill, opening when fully open [m].
    close_stage, open_stage
        It is shut when the outer water stands above `close_stage` and above the inner, and opened when the
        inner stands above `open_stage` and above the outer [m]; otherwise it stays as it is.
    hold_stage
        It is also shut when the inner water has fallen to this, so that a higher river keeps its level [m].
    is_open
        Whether it is open at the start.
    coefficient
        Of discharge [-].
    travel
        Time from shut to open [s].
    table
        Openings 0-1 by time that replace the rule from the first time on, each until the next; NaN gives the
        gate back to its rule. None for none.
    """

    name: str
    a: str
    b: str
    width: float
    sill: float
    height: float
    close_stage: float = np.inf
    open_stage: float = np.inf
    hold_stage: float = -np.inf
    is_open: bool = True
    coefficient: float = GATE_COEFFICIENT
    travel: float = GATE_TRAVEL
    table: Series | None = None


@dataclass(frozen=True)
class Pump:
    """A pumping station that lifts from a water `a` to a water `b`.

    Parameters
    ----------
    name
        Census row or a name of its own.
    head, discharge
        Curve of one unit: discharge [m3/s] by head, level of `b` over that of `a` [m], increasing heads; a
        single point is a discharge at any head.
    units
        Units that can run.
    start, stop
        Level of `a` at which the first unit starts and stops [m].
    unit_step
        Each further unit starts and stops that much higher [m].
    outages
        Times from and until which the station stands still [s].
    efficiency
        Of pumps and motors together [-].
    """

    name: str
    a: str
    b: str
    head: NDArray[np.float64]
    discharge: NDArray[np.float64]
    start: float
    stop: float
    units: int = 1
    unit_step: float = 0.0
    outages: tuple[tuple[float, float], ...] = ()
    efficiency: float = EFFICIENCY


Link = Channel | Sluice | Pump
"""What joins two waters."""


@dataclass(frozen=True)
class Network:
    """All canals of a run with what stands on them."""

    reaches: tuple[Reach, ...]
    outside: tuple[Outside, ...] = ()
    channels: tuple[Channel, ...] = ()
    sluices: tuple[Sluice, ...] = ()
    pumps: tuple[Pump, ...] = ()
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Number all waters, reaches first."""
        names = [*(w.name for w in self.reaches), *(w.name for w in self.outside)]
        object.__setattr__(self, "index", {name: k for k, name in enumerate(names)})

    @property
    def links(self) -> tuple[Link, ...]:
        """Channels, sluices and pumps, in this order."""
        return (*self.channels, *self.sluices, *self.pumps)
