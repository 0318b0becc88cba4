"""What an earthquake does to the places of the buildings: median, residuals, and what stations tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.cells import shaking_of
from models.seismic.damage import BuildingMotion, Draws, median_motion, motion_of_buildings
from models.seismic.fragility import FragilitySet, MatrixSet
from models.seismic.inputs import MotionInput, SimulationSettings
from models.seismic.motion import Motion
from models.seismic.motion.intensity import PER_LN, intensity_of_ln_pgv
from models.seismic.portfolio import Portfolio
from models.seismic.residuals import (
    Conditioned,
    ResidualFields,
    build_fields,
    condition,
    residual_moments,
    sample_residuals,
)
from models.seismic.result import GroundShaking
from models.seismic.shaking import credible

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Shaken:
    """What an earthquake does to the places of the buildings.

    Parameters
    ----------
    motion
        Law of the motion at the buildings.
    draws
        Residuals of nodes and event by realisation.
    told
        Readings that were taken in; 0 without stations.
    left_out
        Stations whose readings cannot be of this earthquake.
    shaking
        Shaking on the cells where stations correct it, else None.
    """

    motion: BuildingMotion
    draws: Draws
    told: int = 0
    left_out: tuple[str, ...] = ()
    shaking: GroundShaking | None = None


def shaken_buildings(
    portfolio: Portfolio,
    given: MotionInput,
    curves: FragilitySet | MatrixSet,
    settings: SimulationSettings,
) -> Shaken:
    """Law of the motion at the buildings, with what stations say of it.

    Parameters and errors as of `simulate`. A shift of the medians stands here with the other sign, as a lower
    motion under the medians of the set.
    """
    shaken = _shaken(portfolio, given, curves, settings)
    if given.median_shift is None:
        return shaken
    if set(curves.measure) != {"PGA"}:
        raise InputError(
            f"medians are moved for curves on PGA; {curves.name} has curves on "
            f"{', '.join(sorted(set(curves.measure)))}"
        )
    motion = shaken.motion
    lowered = replace(
        motion,
        mean=motion.mean - given.median_shift,
        expected_mean=motion.expected_mean - given.median_shift,
    )
    return replace(shaken, motion=lowered)


def _shaken(
    portfolio: Portfolio,
    given: MotionInput,
    curves: FragilitySet | MatrixSet,
    settings: SimulationSettings,
) -> Shaken:
    measures = tuple(dict.fromkeys(curves.measure))
    row = np.array([measures.index(name) for name in curves.measure], np.int32)[portfolio.class_index]
    motion = given.source(given.sites, measures)
    each = np.arange(len(portfolio))
    scatter = bool((motion.between > 0.0).any() or (motion.within > 0.0).any())
    if given.stations is not None and settings.sampled and scatter:
        return _corrected(portfolio, given, measures, row, settings)
    if not settings.sampled or not scatter:
        none = np.zeros((len(measures), 0, 0)), np.zeros((len(measures), 0))
        return Shaken(
            median_motion(np.asarray(motion.median[row, each]), row),
            lambda first, count: (none[0].repeat(count, axis=2), np.zeros((len(measures), count))),
        )
    fields = build_fields(
        portfolio.x, portfolio.y, measures, nodes=settings.nodes, clustered=settings.clustered
    )
    return Shaken(_of(motion, fields, row, len(portfolio)), _draws(fields, settings.seed))


def _corrected(
    portfolio: Portfolio,
    given: MotionInput,
    measures: tuple[str, ...],
    row: NDArray[np.int32],
    settings: SimulationSettings,
) -> Shaken:
    """The motion after the readings of stations; cells are told with them too."""
    assert given.stations is not None and given.station_sites is not None
    # Intensity is a measure of the peak velocity: it would stand beside it a second time.
    told = given.cells.measures if given.cells is not None else ()
    held = tuple(dict.fromkeys((*measures, *(m for m in told if m != "INT" or "PGV" not in told))))
    n = len(portfolio)
    there = given.source(given.station_sites, held)
    observed = given.stations.observed(held)
    keep = credible(observed, there)
    if not keep.any():
        raise InputError(
            f"none of the {keep.size} stations recorded what this earthquake may have brought; check "
            "magnitude, place and the unit of the readings"
        )
    stations = np.column_stack([given.station_sites.x, given.station_sites.y])[keep]
    x, y, both = portfolio.x, portfolio.y, given.source(given.sites, held)
    if given.cells is not None:
        sites = given.cells.sites
        x, y = np.concatenate([x, sites.x]), np.concatenate([y, sites.y])
        both = _beside(both, given.source(sites, held))
    fields = build_fields(
        x, y, held, nodes=settings.nodes, clustered=settings.clustered, stations_xy=stations
    )
    law = condition(fields, _at(there, keep), observed[:, keep])
    shift, spread = residual_moments(law, both.between, both.within)
    rows = np.array([held.index(name) for name in measures], np.int32)[row]
    each = np.arange(n)
    buildings = replace(law.fields, index=fields.index[:n])
    moved = _of(both, buildings, rows, n)
    moved = replace(
        moved,
        expected_mean=moved.mean + shift[rows, each],
        expected_variance=spread[rows, each] ** 2,
    )
    shaking = None
    if given.cells is not None:
        after = Motion(held, both.median[:, n:] + shift[:, n:], np.zeros_like(spread[:, n:]), spread[:, n:])
        shaking = shaking_of(given, motion=_in_order(after, told))
    names = tuple(name for name, kept in zip(given.stations.name, keep, strict=True) if not kept)
    count = int(np.isfinite(observed[:, keep]).sum())
    return Shaken(moved, _draws(law, settings.seed), count, names, shaking)


def _of(motion: Motion, fields: ResidualFields, row: NDArray[np.int32], n: int) -> BuildingMotion:
    return motion_of_buildings(
        motion.median[:, :n], motion.between[:, :n], motion.within[:, :n], row, index=fields.index[:n],
        weight=fields.weight[:, :n], nugget=fields.nugget[:, :n],
    )  # fmt: skip


def _draws(law: ResidualFields | Conditioned, seed: int) -> Draws:
    def draw(first: int, count: int) -> tuple[FloatArray, FloatArray]:
        between, nodes = sample_residuals(law, seed, first, count)
        return nodes, between

    return draw


def _beside(one: Motion, other: Motion) -> Motion:
    """Motion at two sets of sites, one after the other."""
    return replace(
        one,
        median=np.concatenate([one.median, other.median], axis=1),
        between=np.concatenate([one.between, other.between], axis=1),
        within=np.concatenate([one.within, other.within], axis=1),
    )


def _at(motion: Motion, keep: NDArray[np.bool_]) -> Motion:
    return replace(
        motion, median=motion.median[:, keep], between=motion.between[:, keep], within=motion.within[:, keep]
    )


def _in_order(motion: Motion, measures: Sequence[str]) -> Motion:
    """The measures that are told; intensity follows from the peak velocity, in which it is linear."""
    rows = [motion.measures.index("PGV" if m == "INT" and m not in motion.measures else m) for m in measures]
    median, within = motion.median[rows].copy(), motion.within[rows].copy()
    for k, measure in enumerate(measures):
        if measure == "INT" and "INT" not in motion.measures:
            median[k] = intensity_of_ln_pgv(median[k])
            within[k] *= PER_LN
    return Motion(tuple(measures), median, motion.between[rows], within)
