"""Correlation of residuals over distance and between measures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from models.seismic.residuals.correlation import (
    attainable,
    cross_correlation,
    lower_factor,
    period_correlation,
    range_km,
)


@pytest.mark.parametrize(
    ("measure", "clustered", "expected"),
    [
        ("PGA", True, 40.7),
        ("PGA", False, 8.5),
        ("SA(0.3)", True, 36.2),
        ("SA(0.3)", False, 13.66),
        ("SA(1.0)", True, 25.7),
        ("SA(1.0)", False, 25.7),
        ("PGV", True, 25.7),
        ("INT", False, 25.7),
        ("SA(3.0)", True, 33.1),
    ],
)
def test_ranges_are_those_of_the_paper(measure: str, clustered: bool, expected: float) -> None:
    assert range_km(measure, clustered=clustered) == pytest.approx(expected)


def test_correlation_of_periods_follows_the_four_equations_of_the_paper() -> None:
    # Both above 0.109 s: C1 by hand, 1 - sin(0.366 ln(1 / 0.3)).
    assert period_correlation(0.3, 1.0) == pytest.approx(1.0 - math.sin(0.366 * math.log(1.0 / 0.3)))
    # Both below: C2 with the logistic fading by hand.
    fading = 1.0 - 1.0 / (1.0 + math.exp(5.0))
    assert period_correlation(0.05, 0.1) == pytest.approx(1.0 - 0.105 * fading * 0.05 / 0.0901)
    # The longer between 0.109 and 0.2 s: the lesser of C2 and C4, which here is nearly 1.
    fading = 1.0 - 1.0 / (1.0 + math.exp(10.0))
    assert period_correlation(0.01, 0.15) == pytest.approx(1.0 - 0.105 * fading * 0.14 / 0.1401)
    # Astride: C4 from C1 = 1 - sin(0.366 ln(1 / 0.109)) = 0.27468.
    c1 = 1.0 - math.sin(0.366 * math.log(1.0 / 0.109))
    c4 = c1 + 0.5 * (math.sqrt(c1) - c1) * (1.0 + math.cos(math.pi * 0.01 / 0.109))
    assert period_correlation(1.0, 0.01) == pytest.approx(c4)
    assert c4 == pytest.approx(0.519, abs=0.001)


@given(st.floats(0.01, 10.0), st.floats(0.01, 10.0))
def test_correlation_of_periods_is_symmetric_and_at_most_one(one: float, two: float) -> None:
    there, back = period_correlation(one, two), period_correlation(two, one)
    assert there == back and -0.8 < there <= 1.0


def test_measures_that_stand_for_one_period_are_fully_correlated() -> None:
    measures = ("PGA", "PGV", "SA(1.0)", "INT")
    correlation = cross_correlation(measures)
    assert np.all(correlation[1:, 1:] == 1.0)
    factor = lower_factor(correlation)
    np.testing.assert_allclose(factor @ factor.T, correlation, atol=1e-14)
    assert np.all(np.triu(factor, 1) == 0.0)


def test_an_impossible_correlation_becomes_the_nearest_towards_independence() -> None:
    wanted = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    got = attainable(wanted)
    assert np.linalg.eigvalsh(got)[0] == pytest.approx(0.0, abs=1e-12)
    # Eigenvalues of the off-diagonal part are -1.8 and 0.9 twice.
    np.testing.assert_allclose(got[0, 1], 0.9 / 1.8)
    possible = cross_correlation(("PGA", "SA(0.3)", "SA(1.0)"))
    np.testing.assert_array_equal(attainable(possible), possible)


@pytest.mark.parametrize("measure", ["PGD", "SA(20)", "SA(0.001)", "SA()", "pga"])
def test_unknown_measures_are_named(measure: str) -> None:
    with pytest.raises(InputError, match="no correlation is known of measure"):
        range_km(measure)
