"""Expected damage in closed form, and sampled damage that meets it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.seismic.damage import expected_grades, median_motion, motion_of_buildings
from tests.models.seismic.damage.cases import Nodes, curves, independent_motion, run

MEDIAN = [0.12, 0.2, 0.35, 0.6]


def least(grades: np.ndarray) -> np.ndarray:
    """Probability of each grade or more out of those of the grades."""
    return grades[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]


def test_the_probability_of_a_grade_or_more_is_the_published_closed_form() -> None:
    mean, sigma, beta = np.log(np.array([0.05, 0.2, 0.5])), 0.6, 0.4
    found = least(expected_grades(curves(MEDIAN, beta), np.zeros(3, np.int32), mean, np.full(3, sigma**2)))
    spread = math.sqrt(beta**2 + sigma**2)
    expected = [[stats.norm.cdf((mu - math.log(theta)) / spread) for theta in MEDIAN] for mu in mean]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_without_scatter_of_motion_the_curve_itself_is_left() -> None:
    mean = np.log(np.array([0.2]))
    found = least(expected_grades(curves(MEDIAN, 0.64), np.zeros(1, np.int32), mean, np.zeros(1)))
    # At its median half the buildings reach moderate; one beta above the median 84 in a hundred do.
    assert found[0, 1] == pytest.approx(0.5)
    above = np.log(np.array([0.2])) + 0.64
    found = least(expected_grades(curves(MEDIAN, 0.64), np.zeros(1, np.int32), above, np.zeros(1)))
    assert found[0, 1] == pytest.approx(0.8413447, abs=1e-7)


def test_without_scatter_of_resistance_the_motion_alone_decides() -> None:
    held = curves(MEDIAN, 1e-9)
    mean = np.log(np.array([0.2]))
    found = least(expected_grades(held, np.zeros(1, np.int32), mean + 0.5, np.array([0.5**2])))
    assert found[0, 1] == pytest.approx(0.8413447, abs=1e-6)
    # And with neither, the grade is certain: 0.25 g lies between moderate and severe.
    certain = run(independent_motion(np.log(np.array([0.25])), 0.0, 0.0), held, 100)
    assert certain.grade_counts.tolist() == [[0, 0, 100, 0, 0]]


@pytest.mark.parametrize("correlation", [0.0, 0.4, 1.0])
def test_sampled_frequencies_pass_a_chi_square_test_against_the_expected(correlation: float) -> None:
    mean = np.log(np.array([0.15, 0.25, 0.5]))
    motion = independent_motion(mean, 0.3, 0.5)
    held, realisations = curves(MEDIAN, 0.4), 20_000
    expected = expected_grades(held, np.zeros(3, np.int32), motion.expected_mean, motion.expected_variance)
    sample = run(motion, held, realisations, draws=Nodes(), correlation=correlation)
    for counts, shares in zip(sample.grade_counts, expected, strict=True):
        assert stats.chisquare(counts, shares * realisations).pvalue > 1e-3


def test_nodes_and_nugget_add_up_to_the_whole_scatter() -> None:
    # Two buildings on two nodes with weights 0.6 and 0.5; the nugget makes their variance one.
    weight = np.array([[[0.6, 0.5], [0.5, 0.6]]], np.float32)
    nugget = np.sqrt(1.0 - (weight.astype(float) ** 2).sum(axis=2)).astype(np.float32)
    motion = motion_of_buildings(
        np.log([[0.2, 0.3]]), np.full((1, 2), 0.3), np.full((1, 2), 0.5), np.zeros(2, np.int32),
        index=np.array([[0, 1], [0, 1]], np.int32), weight=weight, nugget=nugget,
    )  # fmt: skip
    held, realisations = curves(MEDIAN, 0.4), 20_000
    sample = run(motion, held, realisations, draws=Nodes(nodes=2))
    expected = expected_grades(held, np.zeros(2, np.int32), motion.expected_mean, np.full(2, 0.34))
    for counts, shares in zip(sample.grade_counts, expected, strict=True):
        assert stats.chisquare(counts, shares * realisations).pvalue > 1e-3


def test_each_building_takes_its_numbers_from_the_row_of_its_measure() -> None:
    one = np.array([[0.0, 1.0], [2.0, 3.0]])
    motion = motion_of_buildings(
        one, one + 10.0, one + 20.0, np.array([1, 0], np.int32), index=np.zeros((2, 1), np.int32),
        weight=(one[:, :, None] + 30.0).astype(np.float32), nugget=(one + 40.0).astype(np.float32),
    )  # fmt: skip
    assert motion.mean.tolist() == [2.0, 1.0] and motion.between.tolist() == [12.0, 11.0]
    assert motion.within.tolist() == [22.0, 21.0] and motion.nugget.tolist() == [42.0, 41.0]
    assert motion.weight.tolist() == [[32.0], [31.0]]
    assert motion.expected_variance.tolist() == [12.0**2 + 22.0**2, 11.0**2 + 21.0**2]


def test_the_error_of_frequencies_falls_with_the_root_of_the_realisations() -> None:
    n = 400
    motion = independent_motion(np.full(n, np.log(0.2)), 0.0, 0.5)
    held = curves(MEDIAN, 0.4)
    share = least(expected_grades(held, np.zeros(1, np.int32), motion.mean[:1], np.array([0.25])))[0, 1]
    sizes = np.array([64, 256, 1024, 4096])
    errors = []
    for size in sizes:
        counts = run(motion, held, int(size)).grade_counts
        errors.append(np.sqrt(np.mean((counts[:, 2:].sum(axis=1) / size - share) ** 2)))
    slope = np.polyfit(np.log(sizes), np.log(errors), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.05)
    # And it is the one of a binomial count.
    np.testing.assert_allclose(errors, np.sqrt(share * (1.0 - share) / sizes), rtol=0.15)


def test_a_map_of_median_motion_takes_the_curves_scatter_only() -> None:
    motion = median_motion(np.log(np.array([0.2])), np.zeros(1, np.int32))
    sample = run(motion, curves(MEDIAN, 0.64), 20_000)
    expected = expected_grades(curves(MEDIAN, 0.64), np.zeros(1, np.int32), motion.mean, np.zeros(1))
    assert stats.chisquare(sample.grade_counts[0], expected[0] * 20_000).pvalue > 1e-3


@given(
    mean=st.floats(-6.0, 2.0),
    variance=st.floats(0.0, 1.0),
    beta=st.floats(0.05, 1.0),
    rise=st.floats(0.01, 1.0),
)
@settings(max_examples=50, deadline=None)
def test_grades_are_ordered_add_up_to_one_and_get_worse_with_motion(
    mean: float, variance: float, beta: float, rise: float
) -> None:
    held = curves(MEDIAN, beta)
    both = expected_grades(held, np.zeros(2, np.int32), np.array([mean, mean + rise]), np.full(2, variance))
    assert (both >= 0.0).all()
    np.testing.assert_allclose(both.sum(axis=1), 1.0, rtol=1e-12)
    reached = least(both)
    assert (np.diff(reached, axis=1) <= 0.0).all()
    assert (reached[1] >= reached[0]).all()
