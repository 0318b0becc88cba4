"""What a seismic simulation takes besides buildings and fragility: motion, cells, stations, settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.seismic.motion import Motion, Sites
from models.seismic.shaking import Stations

MotionSource: TypeAlias = Callable[[Sites, Sequence[str]], Motion]
"""Gives the motion at sites in the measures asked for."""


@dataclass(frozen=True)
class Cells:
    """Cells of the domain on which the shaking is told.

    Parameters
    ----------
    grid
        Where the cells lie.
    inside
        Cells of the domain, shape (rows, columns).
    sites
        Their centres with the ground there, in the order of `inside` flattened, shape (cells inside,).
    measures
        Measures that are told.
    """

    grid: Grid
    inside: NDArray[np.bool_]
    sites: Sites
    measures: tuple[str, ...]


@dataclass(frozen=True)
class MotionInput:
    """What shakes the buildings.

    Parameters
    ----------
    source
        Gives median and scatter at any sites.
    sites
        Places of the buildings with the ground there, in the order of the portfolio, shape (n,).
    rock
        Gives the motion on rock at the same places; None where the source holds the site already.
    cells
        Cells on which the shaking is told; None tells none.
    stations
        Recordings that correct the motion; None where there are none.
    station_sites
        The stations that count, with the ground there; None where there are none.
    crs
        CRS of all places.
    median_shift
        Logarithm of the factor on all medians of curves at each building for the spectrum of the event,
        shape (n,); None leaves them. For curves on peak acceleration only.
    """

    source: MotionSource
    sites: Sites
    rock: MotionSource | None = None
    cells: Cells | None = None
    stations: Stations | None = None
    station_sites: Sites | None = None
    crs: str = "EPSG:4549"
    median_shift: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class SimulationSettings:
    """How a simulation is done.

    Parameters
    ----------
    seed
        Seed of all random numbers.
    realisations
        Number of realisations.
    correlation
        Correlation of damage between buildings of one class besides that of the motion [-].
    sampled
        Whether the motion is sampled with its residuals; else the median stands everywhere, and fragility
        takes the variability of the motion into its own.
    clustered
        Whether Vs30 is clustered, which lengthens the correlation of short periods.
    nodes
        Places at which the correlated residuals are sampled.
    threads
        Threads of the compiled loops; the answer does not depend on them.
    """

    seed: int
    realisations: int = 1000
    correlation: float = 0.3
    sampled: bool = True
    clustered: bool = True
    nodes: int = 1200
    threads: int = 1

    def __post_init__(self) -> None:
        if self.realisations < 1:
            raise InputError(f"realisations are {self.realisations}; one or more are needed")
        if not 0.0 <= self.correlation <= 1.0:
            raise InputError(f"correlation is {self.correlation}; 0 to 1 is needed")
