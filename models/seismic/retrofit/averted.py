"""Deaths and displacement that each measure would avert in each building, under the same random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.consequences.values import Consequences
from models.seismic.damage.motion import BuildingMotion
from models.seismic.damage.sampling import Draws, sample_damage
from models.seismic.fragility.sets import FragilitySet, MatrixSet
from models.seismic.portfolio import Portfolio
from models.seismic.retrofit.measures import Measure, retrofit_measures, together

FloatArray = NDArray[np.float64]

DEATHS, DISPLACED = "deaths_night", "displaced_people"
"""Quantities that are averted."""


@dataclass(frozen=True)
class Candidates:
    """Pairs of a building and a measure for its class.

    Parameters
    ----------
    building
        Index of the building in the portfolio, shape (c,).
    measure
        Index of the measure in `measures`, shape (c,).
    cost
        Shape (c,) [CNY], whole yuan: sums of them are exact.
    deaths, displaced
        Mean number over the realisations that the measure averts of those killed at night and of those
        displaced, shape (c,) [1].
    measures
        The measures.
    """

    building: NDArray[np.int64]
    measure: NDArray[np.int64]
    cost: FloatArray
    deaths: FloatArray
    displaced: FloatArray
    measures: tuple[Measure, ...]


def retrofit_candidates(
    portfolio: Portfolio,
    motion: BuildingMotion,
    curves: FragilitySet | MatrixSet,
    consequences: Consequences,
    draws: Draws,
    *,
    seed: int,
    realisations: int,
    correlation: float = 0.0,
    threads: int = 1,
    measures: Sequence[Measure] | None = None,
) -> Candidates:
    """What each measure would avert in each building it is for.

    Parameters
    ----------
    portfolio, motion
        The buildings and the shaking at them.
    curves
        Fragility set that holds the classes of the buildings and those after the measures.
    consequences
        Consequences of each grade of each building.
    draws, seed, correlation, threads
        As for `sample_damage`; with those of the run the realisations are the run's first.
    realisations
        How many realisations.
    measures
        Measures; those of the table unless given.

    Notes
    -----
    One run without measures, and as few with them as let each class have each of its own; all with the same
    shaking and the same numbers of classes and buildings, so that the difference is the measure's own and
    never negative. Buildings lose at each grade what they lost before: only the grade changes. A building
    that was strengthened already is no candidate.
    """
    wanted = tuple(retrofit_measures() if measures is None else measures)
    gains = [_steps(consequences, name) for name in (DEATHS, DISPLACED)]
    before = curves.select(portfolio.classes)
    settings = _Run(motion, portfolio, draws, seed, realisations, correlation, threads)
    reached = settings.reached(before)
    found: list[tuple[NDArray[np.int64], int, FloatArray, FloatArray]] = []
    for after, taken in together(curves, portfolio.classes, wanted):
        # Beyond the intensities of matrices their outer slopes could cross; a measure counts no harm.
        fewer = np.maximum(reached - settings.reached(after), 0) / realisations
        for number, changed in taken.items():
            rows = np.flatnonzero(changed[portfolio.class_index] & ~portfolio.retrofitted)
            deaths, displaced = ((fewer[rows] * gain[rows]).sum(axis=1) for gain in gains)
            found.append((rows, number, deaths, displaced))
    building = np.concatenate([np.empty(0, np.int64), *(rows for rows, *_ in found)])
    measure_of = np.concatenate([np.empty(0, np.int64), *(np.full(len(rows), k) for rows, k, *_ in found)])
    deaths = np.concatenate([np.empty(0), *(one for _, _, one, _ in found)])
    displaced = np.concatenate([np.empty(0), *(one for _, _, _, one in found)])
    unit = np.array([one.cost for one in wanted], np.float64)
    cost = np.maximum(np.rint(portfolio.floor_area[building] * unit[measure_of]), 1.0)
    return Candidates(building, measure_of, cost, deaths, displaced, wanted)


@dataclass(frozen=True)
class _Run:
    """What all runs share."""

    motion: BuildingMotion
    portfolio: Portfolio
    draws: Draws
    seed: int
    realisations: int
    correlation: float
    threads: int

    def reached(self, curves: FragilitySet | MatrixSet) -> NDArray[np.int64]:
        """Realisations in which each building reaches each grade from slight on, shape (n, 4)."""
        n = len(self.portfolio)
        sample = sample_damage(
            self.motion, curves, self.portfolio.class_index, np.zeros(n, np.int32), 1, np.zeros((n, 5, 0)),
            self.draws, seed=self.seed, realisations=self.realisations, correlation=self.correlation,
            threads=self.threads,
        )  # fmt: skip
        return np.cumsum(sample.grade_counts[:, :0:-1], axis=1, dtype=np.int64)[:, ::-1]


def _steps(consequences: Consequences, quantity: str) -> FloatArray:
    """What each grade adds to the one before, shape (n, 4)."""
    if quantity not in consequences.quantities:
        raise InputError(f"consequences hold no {quantity!r}, which a retrofit averts")
    values = consequences.values[:, :, consequences.quantities.index(quantity)]
    return np.asarray(np.maximum(np.diff(values, axis=1), 0.0), np.float64)
