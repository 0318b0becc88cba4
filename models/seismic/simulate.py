"""Damage of one earthquake: motion, residuals, grades and consequences in one pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.consequences import consequences_of
from models.seismic.damage import DamageSample, building_spread, expected_grades, joined, sample_damage
from models.seismic.fragility import FragilitySet, MatrixSet
from models.seismic.inputs import MotionInput, SimulationSettings
from models.seismic.portfolio import Portfolio
from models.seismic.result import BuildingDamage, SeismicResult, ZoneTotals
from models.seismic.shaken import Shaken, shaken_buildings
from models.seismic.threads import use_threads

FloatArray = NDArray[np.float64]

WATCHED = 256
"""Realisations whose grades are handed out together."""

Watch = Callable[[NDArray[np.uint8]], None]
"""Takes the grades of all buildings in some realisations, shape (n, count), one part after the other."""


def simulate(
    portfolio: Portfolio,
    given: MotionInput,
    curves: FragilitySet | MatrixSet,
    settings: SimulationSettings,
    *,
    watch: Watch | None = None,
) -> SeismicResult:
    """Simulate the damage of one earthquake.

    Parameters
    ----------
    portfolio
        The buildings.
    given
        What shakes them, and the cells on which the shaking is told.
    curves
        Fragility, its classes in the order of `portfolio.classes`.
    settings
        Seed, realisations, correlations, threads.
    watch
        Receives the grades of all buildings in all realisations; without it they are never held.

    Returns
    -------
    SeismicResult
        Damage of buildings and zones; `shaking` only where stations corrected it.

    Raises
    ------
    InputError
        If buildings, curves and motion do not fit together, or a reading cannot be of this earthquake.

    Notes
    -----
    A realisation draws the event's residual, the field of residuals at the nodes, what is left of it under
    each building, and the resistance of classes and buildings; all consequences follow from the same grades.
    Expected damage is the integral over the same laws in closed form. Random numbers are keyed by seed,
    realisation and place, so neither threads nor parts change a bit. Cost grows with buildings x
    realisations, the residuals with nodes^2 x realisations and nodes^3.
    """
    began = time.perf_counter()
    if curves.classes != portfolio.classes:
        raise InputError(
            f"the curves are of {len(curves.classes)} classes, the buildings of {len(portfolio.classes)}; "
            "select the curves of the portfolio's classes"
        )
    threads = use_threads(settings.threads)
    shaken = shaken_buildings(portfolio, given, curves, settings)
    outcome = consequences_of(portfolio)
    sample = _sampled(portfolio, shaken, curves, outcome.values, settings, threads, watch)
    return SeismicResult(
        quantities=outcome.quantities,
        buildings=_building_damage(portfolio, given, curves, shaken, sample, outcome.values),
        zones=ZoneTotals(
            community=portfolio.zone_communities,
            street=portfolio.zone_streets,
            totals=sample.totals,
            grade_counts=sample.zone_grades,
        ),
        shaking=shaken.shaking,
        attributes={
            **_attributes(curves, settings, shaken),
            "threads": threads,
            "wall_seconds": round(time.perf_counter() - began, 3),
        },
        unverified=outcome.unverified,
    )


def _building_damage(
    portfolio: Portfolio,
    given: MotionInput,
    curves: FragilitySet | MatrixSet,
    shaken: Shaken,
    sample: DamageSample,
    values: FloatArray,
) -> BuildingDamage:
    """What becomes of each building, expected and sampled."""
    mean, low, high = building_spread(sample.grade_counts, values)
    at = portfolio.class_index
    measure = np.array(curves.measure, dtype=object)[at]
    middle = shaken.motion.expected_mean
    told = middle if given.median_shift is None else middle + given.median_shift
    return BuildingDamage(
        building_id=portfolio.building_id,
        community=portfolio.community,
        fragility_class=np.array(portfolio.classes, dtype=object)[at],
        measure=measure,
        motion=np.where(measure == "INT", told, np.exp(told)),
        expected=expected_grades(curves, at, middle, shaken.motion.expected_variance),
        grade_counts=sample.grade_counts,
        mean=mean,
        low=low,
        high=high,
        residents=portfolio.residents,
        floor_area=portfolio.floor_area,
    )


def _attributes(
    curves: FragilitySet | MatrixSet, settings: SimulationSettings, shaken: Shaken
) -> dict[str, str | int | float]:
    """What the products say of the making of a result."""
    return {
        "fragility": curves.name,
        "fragility_source": curves.source,
        "fragility_note": curves.note,
        "damage_correlation": settings.correlation,
        "seed": settings.seed,
        "realisations": settings.realisations,
        "readings": shaken.told,
        "stations_left_out": ", ".join(shaken.left_out),
    }


def _sampled(
    portfolio: Portfolio,
    shaken: Shaken,
    curves: FragilitySet | MatrixSet,
    values: FloatArray,
    settings: SimulationSettings,
    threads: int,
    watch: Watch | None,
) -> DamageSample:
    """Grades and totals of all realisations, by parts where somebody watches."""
    size = settings.realisations if watch is None else WATCHED
    parts = []
    for first in range(0, settings.realisations, size):
        part = sample_damage(
            shaken.motion, curves, portfolio.class_index, portfolio.zone, len(portfolio.zone_communities),
            values, shaken.draws, seed=settings.seed, first=first,
            realisations=min(size, settings.realisations - first), correlation=settings.correlation,
            threads=threads, keep_grades=watch is not None,
        )  # fmt: skip
        if watch is not None:
            watch(part.grades)
            part = replace(part, grades=np.empty((0, part.grades.shape[1]), np.uint8))
        parts.append(part)
    return parts[0] if len(parts) == 1 else joined(parts)
