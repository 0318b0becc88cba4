"""The same bits for any number of threads and any splitting of the realisations, and a slow reference."""

from __future__ import annotations

import math

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.damage import BuildingMotion, DamageSample, joined, motion_of_buildings
from models.seismic.damage.kernels import GROUND, OWN, SHARED
from models.seismic.fragility import FragilitySet, MatrixSet
from tests.models.seismic.damage.cases import Nodes, curves, normal, run

MEDIAN = [0.12, 0.2, 0.35, 0.6]


def case(n: int, nodes: int = 6, neighbours: int = 5, *, of_intensity: bool = False) -> BuildingMotion:
    """Buildings on nodes, by two measures."""
    rng = np.random.default_rng(5)
    weight = (0.8 * rng.dirichlet(np.ones(neighbours), (2, n))).astype(np.float32)
    nugget = np.sqrt(1.0 - (weight.astype(float) ** 2).sum(axis=2)).astype(np.float32)
    mean = rng.uniform(6.0, 9.0, (2, n)) if of_intensity else np.log(rng.uniform(0.08, 0.6, (2, n)))
    return motion_of_buildings(
        mean, np.full((2, n), 0.3), np.full((2, n), 0.5), (np.arange(n) % 2).astype(np.int32),
        index=rng.integers(0, nodes, (n, neighbours)).astype(np.int32), weight=weight, nugget=nugget,
    )  # fmt: skip


def matrices() -> MatrixSet:
    """Two classes whose damage rises from intensity 6 to 9."""
    share = np.array(
        [[[0.8, 0.15, 0.05, 0.0, 0.0], [0.4, 0.3, 0.2, 0.08, 0.02], [0.1, 0.2, 0.3, 0.25, 0.15]]] * 2
    )
    return MatrixSet("test", ("T0", "T1"), np.array([6.0, 7.5, 9.0]), share, "verified", "test")


def same(one: DamageSample, other: DamageSample) -> None:
    for name in ("grade_counts", "totals", "zone_grades", "grades"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("held", [curves(MEDIAN, 0.4, classes=2), matrices()], ids=["curves", "matrices"])
def test_threads_chunks_and_splits_change_no_bit(held: FragilitySet | MatrixSet) -> None:
    n = 90
    rng = np.random.default_rng(6)
    options = {
        "cls": (np.arange(n) % 2).astype(np.int32), "zones": 4,
        "zone": rng.integers(0, 4, n).astype(np.int32),
        "values": rng.uniform(0.0, 1.0, (n, 5, 17)), "draws": Nodes(2, 6),
        "correlation": 0.4, "keep_grades": True,
    }  # fmt: skip
    motion = case(n, of_intensity=isinstance(held, MatrixSet))
    whole = run(motion, held, 300, threads=1, chunk=300, **options)
    same(run(motion, held, 300, threads=2, chunk=300, **options), whole)
    for chunk in (1, 7, 64, 100, 128):
        same(run(motion, held, 300, threads=2, chunk=chunk, **options), whole)
    parts = [
        run(motion, held, count, first=first, **options) for first, count in ((0, 33), (33, 130), (163, 137))
    ]
    same(joined([parts[2], parts[0], parts[1]]), whole)


def test_parts_with_a_gap_are_not_joined() -> None:
    motion, held = case(4), curves(MEDIAN, 0.4)
    parts = [run(motion, held, 10, first=first, draws=Nodes(2, 6)) for first in (0, 11)]
    with pytest.raises(InputError, match="follow"):
        joined(parts)


@pytest.mark.nojit
def test_curves_give_the_grades_of_a_slow_loop() -> None:
    n, rho, seed, first = 6, 0.4, 2**35 + 3, 61
    motion, held, draws = case(n), curves(MEDIAN, 0.4, classes=2), Nodes(2, 6)
    cls = (np.arange(n) // 3).astype(np.int32)
    zone = np.array([1, 0, 1, 0, 1, 0], np.int32)
    sample = run(
        motion, held, 6, cls=cls, zone=zone, zones=2, draws=draws, seed=seed, first=first, correlation=rho,
        keep_grades=True,
    )  # fmt: skip
    z, b = draws(first, 6)
    for i in range(n):
        m = motion.measure[i]
        for r in range(6):
            y = motion.mean[i] + motion.between[i] * b[m, r]
            y += motion.within[i] * sum(
                float(w) * z[m, j, r] for w, j in zip(motion.weight[i], motion.index[i], strict=True)
            )
            own = math.sqrt(0.4**2 * (1.0 - rho) + (motion.within[i] * motion.nugget[i]) ** 2)
            y += 0.4 * math.sqrt(rho) * normal(seed, int(SHARED), int(cls[i]), first + r)
            y += own * normal(seed, int(OWN), i, first + r)
            assert sample.grades[i, r] == sum(y > math.log(median) for median in MEDIAN)


@pytest.mark.nojit
def test_matrices_give_the_grades_of_a_slow_loop() -> None:
    n, rho, seed = 6, 0.4, 11
    motion, held, draws = case(n, of_intensity=True), matrices(), Nodes(2, 6)
    cls = (np.arange(n) // 3).astype(np.int32)
    sample = run(motion, held, 5, cls=cls, draws=draws, seed=seed, correlation=rho, keep_grades=True)
    z, b = draws(0, 5)
    table = held.table
    points = table.start + table.step * np.arange(table.quantile.shape[2])
    for i in range(n):
        m = motion.measure[i]
        for r in range(5):
            y = motion.mean[i] + motion.between[i] * b[m, r]
            y += motion.within[i] * sum(
                float(w) * z[m, j, r] for w, j in zip(motion.weight[i], motion.index[i], strict=True)
            )
            y += motion.within[i] * motion.nugget[i] * normal(seed, int(GROUND), i, r)
            push = math.sqrt(rho) * normal(seed, int(SHARED), int(cls[i]), r)
            push += math.sqrt(1.0 - rho) * normal(seed, int(OWN), i, r)
            reached = [np.interp(y, points, table.quantile[cls[i], k]) + push > 0.0 for k in range(4)]
            assert sample.grades[i, r] == sum(reached)


def test_what_does_not_fit_together_is_refused() -> None:
    motion, held = case(4), curves(MEDIAN, 0.4)
    for options, words in (
        ({"correlation": 1.5}, "correlation 1.5"),
        ({"zone": np.full(4, 3, np.int32)}, "zones run from 3"),
        ({"cls": np.full(4, 1, np.int32)}, "class 1"),
        ({"values": np.zeros((3, 5, 0))}, "one entry per building"),
    ):
        with pytest.raises(InputError, match=words):
            run(motion, held, 4, draws=Nodes(2, 6), **options)
    with pytest.raises(InputError, match="at least one"):
        run(motion, held, 0, draws=Nodes(2, 6))
