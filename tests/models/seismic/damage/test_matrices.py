"""Damage matrices: their shares come back at their intensities, sampled and expected."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.seismic.damage import expected_grades, median_motion
from models.seismic.fragility import MatrixSet
from tests.models.seismic.damage.cases import independent_motion, run

SHARE = np.array(
    [[[0.8, 0.14, 0.04, 0.015, 0.005], [0.4, 0.3, 0.2, 0.08, 0.02], [0.1, 0.2, 0.3, 0.25, 0.15]]]
)


def matrices(share: np.ndarray = SHARE) -> MatrixSet:
    return MatrixSet("test", ("T",), np.array([6.0, 7.0, 8.0]), share, "verified", "test")


@pytest.mark.parametrize("level", [6.0, 7.0, 8.0])
def test_at_an_intensity_of_the_matrix_its_shares_come_back(level: float) -> None:
    found = expected_grades(matrices(), np.zeros(1, np.int32), np.array([level]), np.zeros(1))
    np.testing.assert_allclose(found[0], SHARE[0, int(level) - 6], atol=1e-12)


def test_sampled_shares_pass_a_chi_square_test_against_the_matrix() -> None:
    sample = run(median_motion(np.array([7.0]), np.zeros(1, np.int32)), matrices(), 20_000, correlation=0.5)
    assert stats.chisquare(sample.grade_counts[0], SHARE[0, 1] * 20_000).pvalue > 1e-3


def test_where_the_quantiles_are_straight_the_expected_shares_are_in_closed_form() -> None:
    # z_k(I) = (I - m_k) / s is a normal curve; a scatter of the intensity widens it to sqrt(s^2 + sigma^2).
    middle, s, sigma = np.array([6.5, 7.0, 7.5, 8.0]), 0.8, 0.5
    levels = np.array([6.0, 7.0, 8.0])
    reached = stats.norm.cdf((levels[:, None] - middle) / s)
    full = np.concatenate([np.ones((3, 1)), reached, np.zeros((3, 1))], axis=1)
    held = matrices((full[:, :-1] - full[:, 1:])[None])
    motion = independent_motion(np.array([7.2]), 0.0, sigma)
    found = expected_grades(held, np.zeros(1, np.int32), motion.mean, motion.expected_variance)[0]
    wide = np.concatenate([[1.0], stats.norm.cdf((7.2 - middle) / np.hypot(s, sigma)), [0.0]])
    np.testing.assert_allclose(found, wide[:-1] - wide[1:], atol=1e-9)
    sample = run(motion, held, 20_000)
    assert stats.chisquare(sample.grade_counts[0], (wide[:-1] - wide[1:]) * 20_000).pvalue > 1e-3


def test_damage_goes_on_falling_below_the_lowest_intensity_and_rising_above_the_highest() -> None:
    levels = np.array([4.0, 5.0, 6.0, 8.0, 9.0, 10.0])
    found = expected_grades(matrices(), np.zeros(6, np.int32), levels, np.zeros(6))
    assert (np.diff(found[:, 0]) < 0.0).all() and (np.diff(found[:, 4]) > 0.0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-12)
