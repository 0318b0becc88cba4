"""Totals of zones: their variance in closed form, conservation, and grades that agree with each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from models.seismic.damage import DamageSample, building_spread
from tests.models.seismic.damage.cases import Nodes, curves, independent_motion, run

MEDIAN = [0.12, 0.2, 0.35, 0.6]
REALISATIONS = 20_000


def reached_pairs(mean: np.ndarray, beta: float, spread: float, shared: float) -> np.ndarray:
    """Covariance of "moderate or worse" between buildings by the bivariate normal."""
    t = (mean - math.log(MEDIAN[1])) / spread
    p = stats.norm.cdf(t)
    n = len(mean)
    covariance = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            r = shared / spread**2
            both = (
                p[i]
                if i == j
                else stats.multivariate_normal([0.0, 0.0], [[1.0, r], [r, 1.0]]).cdf([t[i], t[j]])
            )
            covariance[i, j] = both - p[i] * p[j]
    assert beta > 0.0
    return covariance


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.99])
@pytest.mark.parametrize("tau", [0.0, 0.4])
def test_the_variance_of_a_total_is_the_sum_over_pairs_by_the_bivariate_normal(
    rho: float, tau: float
) -> None:
    mean = np.log(np.array([0.15, 0.2, 0.3, 0.25]))
    beta, phi = 0.4, 0.3
    values = np.zeros((4, 5, 1))
    values[:, 2:, 0] = 1.0
    sample = run(
        independent_motion(mean, tau, phi), curves(MEDIAN, beta), REALISATIONS, values=values, draws=Nodes(),
        correlation=rho,
    )  # fmt: skip
    # What two buildings have in common: the event, and the class's share of the resistance.
    spread = math.sqrt(beta**2 + tau**2 + phi**2)
    covariance = reached_pairs(mean, beta, spread, tau**2 + rho * beta**2)
    total = sample.totals[:, 0, 0]
    mean_total = stats.norm.cdf((mean - math.log(MEDIAN[1])) / spread).sum()
    assert total.mean() == pytest.approx(mean_total, abs=4.0 * total.std() / math.sqrt(REALISATIONS))
    fourth = np.mean((total - total.mean()) ** 4)
    error = math.sqrt((fourth - total.var() ** 2) / REALISATIONS)
    assert total.var() == pytest.approx(covariance.sum(), abs=4.0 * error)


def test_without_correlation_the_variance_is_that_of_independent_buildings() -> None:
    n, p = 50, stats.norm.cdf((math.log(0.25) - math.log(0.2)) / 0.4)
    values = np.zeros((n, 5, 1))
    values[:, 2:, 0] = 1.0
    motion = independent_motion(np.full(n, math.log(0.25)), 0.0, 0.0)
    total = run(motion, curves(MEDIAN, 0.4), REALISATIONS, values=values).totals[:, 0, 0]
    assert total.var() == pytest.approx(n * p * (1.0 - p), rel=0.05)


def test_with_full_correlation_the_buildings_of_a_class_are_damaged_alike() -> None:
    n, p = 50, stats.norm.cdf((math.log(0.25) - math.log(0.2)) / 0.4)
    values = np.zeros((n, 5, 1))
    values[:, 2:, 0] = 1.0
    motion = independent_motion(np.full(n, math.log(0.25)), 0.0, 0.0)
    cls = (np.arange(n) % 2).astype(np.int32)
    sample = run(
        motion,
        curves(MEDIAN, 0.4, classes=2),
        REALISATIONS,
        values=values,
        cls=cls,
        correlation=1.0,
        keep_grades=True,
    )
    for one in (0, 1):
        assert (sample.grades[cls == one] == sample.grades[cls == one][0]).all()
    assert sample.totals[:, 0, 0].var() == pytest.approx(2.0 * (n / 2) ** 2 * p * (1.0 - p), rel=0.05)


def test_buildings_are_neither_lost_nor_doubled() -> None:
    n, zones = 300, 7
    rng = np.random.default_rng(1)
    zone = rng.integers(0, zones - 1, n).astype(np.int32)  # the last zone is empty
    people, floor = rng.integers(0, 50, n).astype(float), rng.uniform(50.0, 5000.0, n)
    values = np.zeros((n, 5, 2))
    values[:, :, 0], values[:, :, 1] = people[:, None], floor[:, None]
    sample = run(
        independent_motion(np.log(rng.uniform(0.05, 1.0, n)), 0.3, 0.5), curves(MEDIAN, 0.4), 200, zone=zone,
        zones=zones, values=values, draws=Nodes(), correlation=0.3, keep_grades=True,
    )  # fmt: skip
    assert (sample.grade_counts.sum(axis=1) == 200).all()
    assert (sample.zone_grades.sum(axis=2) == np.bincount(zone, minlength=zones)).all()
    np.testing.assert_allclose(sample.totals[:, :, 0].sum(axis=1), people.sum(), rtol=1e-12)
    np.testing.assert_allclose(sample.totals[:, :, 1].sum(axis=1), floor.sum(), rtol=1e-12)
    agree(sample, zone, zones, values)


def agree(sample: DamageSample, zone: np.ndarray, zones: int, values: np.ndarray) -> None:
    """Counts, zones and totals are those of the grades of the single realisations."""
    grades = sample.grades.astype(int)
    for grade in range(5):
        np.testing.assert_array_equal((grades == grade).sum(axis=1), sample.grade_counts[:, grade])
        for one in range(zones):
            np.testing.assert_array_equal(
                (grades[zone == one] == grade).sum(axis=0), sample.zone_grades[:, one, grade]
            )
    total = np.stack([values[np.arange(len(zone)), grades[:, r]] for r in range(grades.shape[1])])
    for one in range(zones):
        np.testing.assert_allclose(
            total[:, zone == one].sum(axis=1), sample.totals[:, one], rtol=1e-10, atol=1e-9
        )


def test_totals_add_the_consequences_of_the_grades_also_where_intact_is_not_free() -> None:
    n = 60
    rng = np.random.default_rng(2)
    values = rng.uniform(0.0, 9.0, (n, 5, 3))
    values[::2, 0] = 0.0
    zone = (np.arange(n) % 3).astype(np.int32)
    sample = run(
        independent_motion(np.log(rng.uniform(0.05, 1.0, n)), 0.3, 0.5), curves(MEDIAN, 0.4), 130,
        zone=zone, zones=3, values=values, draws=Nodes(), first=37, keep_grades=True,
    )  # fmt: skip
    agree(sample, zone, 3, values)


def test_mean_and_quantiles_of_a_building_are_those_of_its_realisations() -> None:
    n = 40
    rng = np.random.default_rng(3)
    values = np.sort(rng.uniform(0.0, 9.0, (n, 5, 2)), axis=1)
    values[:, :, 1] = rng.uniform(0.0, 9.0, (n, 5))  # does not rise with the grade
    sample = run(
        independent_motion(np.log(rng.uniform(0.1, 0.5, n)), 0.0, 0.5), curves(MEDIAN, 0.4), 200,
        values=values, keep_grades=True,
    )  # fmt: skip
    mean, low, high = building_spread(sample.grade_counts, values)
    for i in range(n):
        mine = values[i, sample.grades[i]]
        np.testing.assert_allclose(mean[i], mine.mean(axis=0), rtol=1e-12)
        np.testing.assert_array_equal(low[i], np.quantile(mine, 0.05, axis=0, method="inverted_cdf"))
        np.testing.assert_array_equal(high[i], np.quantile(mine, 0.95, axis=0, method="inverted_cdf"))
