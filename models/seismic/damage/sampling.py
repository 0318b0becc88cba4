"""Sampled damage: grades, and the totals of zones, over realisations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.damage import kernels
from models.seismic.damage.arrays import Buildings, Outcome, Table
from models.seismic.damage.motion import BuildingMotion
from models.seismic.fragility.sets import FragilitySet, MatrixSet
from models.seismic.threads import use_threads

FloatArray = NDArray[np.float64]

Draws = Callable[[int, int], tuple[FloatArray, FloatArray]]
"""(first, count) -> values of the nodes (q, k, count) and of the event (q, count) in those realisations."""

CHUNK = 512
"""Realisations drawn at once: what nodes and threads need stays in a few ten megabytes."""

MOST_REALISATIONS = 2**31
"""Realisations that have random numbers of their own."""


@dataclass(frozen=True)
class DamageSample:
    """What became of n buildings in zones in R realisations.

    Parameters
    ----------
    first
        Number of the first realisation.
    grade_counts
        Realisations in which each building has each grade, shape (n, 5).
    totals
        Consequences of each zone, shape (R, zones, Q) [as `values`].
    zone_grades
        Buildings of each zone with each grade, shape (R, zones, 5).
    grades
        Grade of each building in each realisation, shape (n, R); (0, 0) where it was not kept.
    """

    first: int
    grade_counts: NDArray[np.int32]
    totals: FloatArray
    zone_grades: NDArray[np.int32]
    grades: NDArray[np.uint8]


def sample_damage(
    motion: BuildingMotion,
    curves: FragilitySet | MatrixSet,
    cls: NDArray[np.int32],
    zone: NDArray[np.int32],
    zones: int,
    values: FloatArray,
    draws: Draws,
    *,
    seed: int,
    realisations: int,
    first: int = 0,
    correlation: float = 0.0,
    threads: int = 1,
    chunk: int = CHUNK,
    keep_grades: bool = False,
) -> DamageSample:
    """Sample damage grades and add up their consequences.

    Parameters
    ----------
    motion
        Shaking at the buildings.
    curves
        Fragility of the classes.
    cls, zone
        Class and zone of each building, shape (n,); zones from 0 to `zones` - 1.
    values
        Consequences of each grade, shape (n, 5, Q).
    draws
        Residuals of nodes and event.
    seed
        Seed of what the buildings draw.
    realisations, first
        How many realisations, and the first: parts put together by `joined` are the whole, bit for bit.
    correlation
        rho: share of the variance of the resistance that the buildings of a class have in common, 0-1 [-].
    threads, chunk
        Threads, and realisations at a time; neither changes a bit of the result.
    keep_grades
        Whether each building's grade in each realisation is kept [n bytes for each realisation].

    Notes
    -----
    With standard normals of the class a and of the building e, both keyed by (seed, realisation, class or
    building), curves give the number of levels under
    y + beta sqrt(rho) a + sqrt(beta^2 (1 - rho) + (phi nugget)^2) e; matrices the number of k with
    z_k(y + phi nugget e') + sqrt(rho) a + sqrt(1 - rho) e > 0. Grades of a realisation never cross: all
    levels meet one number.
    """
    _check(motion, curves, cls, zone, zones, values, realisations, first, correlation)
    buildings = _buildings(motion, curves, cls, zone, zones, values, correlation)
    table = _table(curves)
    n, _, quantities = values.shape
    used = use_threads(threads)
    counts = np.zeros((used, n, 5), np.int32)
    totals = np.empty((realisations, zones, quantities))
    zone_grades = np.empty((realisations, zones, 5), np.int32)
    kept = np.empty((n, realisations) if keep_grades else (0, 0), np.uint8)
    key = np.uint64(seed % 2**64)
    begin = 0
    while begin < realisations:
        # Chunks end on whole blocks, so that no block is worked on twice.
        count = min(max(chunk, 1) - (first + begin) % min(max(chunk, 1), kernels.LANES), realisations - begin)
        z, between = draws(first + begin, count)
        rows = slice(begin, begin + count)
        grades = np.empty((n, count) if keep_grades else (0, 0), np.uint8)
        outcome = Outcome(counts, totals[rows], zone_grades[rows], grades)
        with np.errstate(over="ignore"):  # the hash of uncompiled kernels wraps around on purpose
            factor = _class_factors(key, len(curves.classes), first + begin, count)
            kernels.sample(buildings, table, values, z, between, factor, key, first + begin, outcome)
        if keep_grades:
            kept[:, rows] = grades
        begin += count
    return DamageSample(first, counts.sum(axis=0, dtype=np.int32), totals, zone_grades, kept)


def joined(parts: Sequence[DamageSample]) -> DamageSample:
    """Samples of realisations that follow one another, put together in their order."""
    ordered = sorted(parts, key=lambda part: part.first)
    for one, other in pairwise(ordered):
        if one.first + len(one.totals) != other.first:
            raise InputError(
                f"{len(one.totals)} samples from realisation {one.first} on and those from {other.first} on "
                "do not follow one another"
            )
    return DamageSample(
        ordered[0].first,
        np.sum([part.grade_counts for part in ordered], axis=0, dtype=np.int32),
        np.concatenate([part.totals for part in ordered]),
        np.concatenate([part.zone_grades for part in ordered]),
        np.concatenate([part.grades for part in ordered], axis=1),
    )


def _check(
    motion: BuildingMotion, curves: FragilitySet | MatrixSet, cls: NDArray[np.int32], zone: NDArray[np.int32],
    zones: int, values: FloatArray, realisations: int, first: int, correlation: float,
) -> None:  # fmt: skip
    """Refuse what does not fit together."""
    if not 0.0 <= correlation <= 1.0:
        raise InputError(f"damage correlation {correlation:g} is outside 0 to 1")
    if realisations < 1 or first < 0 or first + realisations > MOST_REALISATIONS:
        raise InputError(
            f"{realisations} realisations from {first} on; at least one is needed, and none beyond "
            f"{MOST_REALISATIONS}"
        )
    n = len(motion.mean)
    if not (n == len(cls) == len(zone) == len(values)) or values.shape[1] != 5:
        raise InputError(
            f"{n} motions, {len(cls)} classes, {len(zone)} zones and values of shape {values.shape}: "
            "each needs one entry per building, values five grades"
        )
    if n and (cls.min() < 0 or cls.max() >= len(curves.classes)):
        raise InputError(
            f"class {int(cls.max())} of a building is not among the {len(curves.classes)} of the set"
        )
    if n and (zone.min() < 0 or zone.max() >= zones):
        raise InputError(
            f"zones run from {int(zone.min())} to {int(zone.max())}; there are {zones}, from 0 on"
        )
    bad = np.flatnonzero(~np.isfinite(motion.mean + motion.between + motion.within))
    if len(bad):
        raise InputError(
            f"the motion of building {int(bad[0])} is not a number ({len(bad)} such); "
            "every building needs one"
        )


def _buildings(
    motion: BuildingMotion, curves: FragilitySet | MatrixSet, cls: NDArray[np.int32], zone: NDArray[np.int32],
    zones: int, values: FloatArray, correlation: float,
) -> Buildings:  # fmt: skip
    """Buildings in the order of their zones, with what a realisation does not change."""
    order = np.argsort(zone, kind="stable")
    ground = motion.within * motion.nugget
    if isinstance(curves, FragilitySet):
        beta = curves.beta[cls]
        level = curves.ln_median[cls]
        own = np.sqrt(beta**2 * (1.0 - correlation) + ground**2)
    else:
        beta, level = np.ones(len(cls)), np.zeros((len(cls), 4))
        own = np.sqrt(beta**2 * (1.0 - correlation))
    return Buildings(
        place=order,
        mean=motion.mean[order], between=motion.between[order], within=motion.within[order],
        measure=motion.measure[order], cls=cls[order].astype(np.int32), near=motion.index[order],
        weight=motion.weight[order], ground=ground[order], shared=(beta * np.sqrt(correlation))[order],
        own=own[order], level=level[order], idle=(values[order, 0] == 0.0).all(axis=1),
        zone=np.searchsorted(zone[order], np.arange(zones + 1)),
    )  # fmt: skip


def _table(curves: FragilitySet | MatrixSet) -> Table:
    """Table of the kernel; without points where the set has curves."""
    table = curves.table
    if table is None:
        return Table(np.empty((len(curves.classes), 4, 0)), 0.0, 1.0)
    return Table(table.quantile, table.start, table.step)


def _class_factors(key: np.uint64, classes: int, first: int, count: int) -> FloatArray:
    """What the buildings of each class share, shape (classes, count)."""
    out = np.empty((classes, count))
    kernels.normals(key, kernels.SHARED, classes, first, out)
    return out
