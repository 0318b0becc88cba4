"""What a seismic simulation gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.grid import Grid

FloatArray = NDArray[np.float64]

GRADES = ("intact", "slight", "moderate", "severe", "destroyed")
"""Damage grades of GB/T 24335 in the order of their index."""

HOURS = ("night", "day", "commute")
"""Times at which people are counted: 2 h, 10 h, 18 h."""

SEVERITIES = ("injured_1", "injured_2", "injured_3", "deaths")
"""Severities 1 to 4 of casualties (Hazus): treated at home, in hospital, life-threatening, killed."""

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        **{f"{severity}_{hour}": "1" for hour in HOURS for severity in SEVERITIES},
        "uninhabitable_dwellings": "1",
        "displaced_people": "1",
        "debris_volume": "m3",
        "repair_cost": "CNY",
        "repair_time": "d",
    }
)
"""Consequences by name with their units; `repair_time` of a zone is the sum over its buildings."""

LOW, HIGH = 0.05, 0.95
"""Probabilities of the lower and upper quantile that are told everywhere."""


@dataclass(frozen=True)
class GroundShaking:
    """Shaking on the cells of the domain.

    Parameters
    ----------
    grid
        Where the cells lie.
    measures
        Names of the q measures: "PGA" [g], "PGV" [cm/s], "SA(0.3)", "SA(1.0)" [g], "INT" [1].
    median, low, high
        Median and 5 and 95 % quantiles over both residuals, NaN outside the domain,
        shape (q, rows, columns) [unit of each measure, not its logarithm].
    site_factor
        Median PGA over that on rock, shape (rows, columns) [-]; None where the source of the motion
        (a grid, a map of intensity) holds the site already.
    """

    grid: Grid
    measures: tuple[str, ...]
    median: NDArray[np.float32]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    site_factor: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class BuildingDamage:
    """What becomes of each of n buildings, in the order of the portfolio.

    Parameters
    ----------
    building_id
        Identifier of each building, shape (n,).
    community
        Index of the zone of each building, -1 for none, shape (n,).
    fragility_class
        Name of the class whose curve was used, shape (n,).
    measure
        Name of the measure whose motion the class was given, shape (n,).
    motion
        Median motion of that measure, shape (n,) [unit of the measure, not its logarithm].
    expected
        Probability of each grade in closed form, shape (n, 5) [-].
    grade_counts
        Realisations in which a building has each grade, shape (n, 5).
    mean, low, high
        Mean and 5 and 95 % quantiles of each of the Q quantities over the realisations,
        shape (n, Q) [unit of each quantity].
    residents, floor_area
        People who live in a building [1] and its floor area [m2], shape (n,).
    """

    building_id: NDArray[Any]
    community: NDArray[np.int32]
    fragility_class: NDArray[Any]
    measure: NDArray[Any]
    motion: FloatArray
    expected: FloatArray
    grade_counts: NDArray[np.int32]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    residents: FloatArray
    floor_area: FloatArray


@dataclass(frozen=True)
class ZoneTotals:
    """What becomes of each of the zones (communities) in each of R realisations.

    Parameters
    ----------
    community
        Identifier of each zone; buildings in none are counted in a last zone named "".
    street
        Code of the street of each zone, "" for none.
    totals
        Each quantity, shape (R, zones, Q) [unit of each quantity].
    grade_counts
        Buildings with each grade, shape (R, zones, 5).
    """

    community: tuple[str, ...]
    street: tuple[str, ...]
    totals: FloatArray
    grade_counts: NDArray[np.int32]


@dataclass(frozen=True)
class SeismicResult:
    """All that a simulation of one earthquake gives back.

    Parameters
    ----------
    quantities
        Names of the Q quantities, keys of `QUANTITIES`.
    buildings
        What becomes of each building.
    zones
        What becomes of each community in each realisation.
    shaking
        Shaking on the cells of the domain; None where no grid was asked for.
    attributes
        What the fields and tables say of their making: `motion_model`, `site_term`, `fragility`,
        `damage_correlation`, `seed`, `realisations`, `threads`, `wall_seconds` and what else is told.
    unverified
        Parameters of the suite whose source could not be checked, in Chinese and English.
    """

    quantities: tuple[str, ...]
    buildings: BuildingDamage
    zones: ZoneTotals
    shaking: GroundShaking | None = None
    attributes: Mapping[str, str | int | float] = field(default_factory=dict)
    unverified: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        unknown = [name for name in self.quantities if name not in QUANTITIES]
        if unknown:
            raise ValueError(f"quantity {unknown[0]!r} is not known; known are {', '.join(QUANTITIES)}")

    @property
    def realisations(self) -> int:
        """Number of realisations."""
        return int(self.zones.totals.shape[0])

    def total(self, quantity: str) -> FloatArray:
        """A quantity over all zones in each realisation, shape (R,) [unit of the quantity]."""
        return np.asarray(self.zones.totals[:, :, self.quantities.index(quantity)].sum(axis=1), np.float64)
