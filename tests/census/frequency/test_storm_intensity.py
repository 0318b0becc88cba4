"""Storm-intensity formulas fitted to intensities."""

from __future__ import annotations

import numpy as np
import pytest

from census.errors import InputError
from census.frequency.storm_intensity import IntensityFormula, fit_intensity_formula, intensity

# Formula A of the facts: q1 = 1455.55 L/s/ha, C = 0.958, b = 5.861, n = 0.674.
A = IntensityFormula(1455.55 / 167.0, 0.958, 5.861, 0.674)
PERIODS = np.array([2.0, 3.0, 5.0, 10.0, 20.0])
DURATIONS = np.array([5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 150.0, 180.0])


def test_formula_a_gives_the_depths_of_the_published_table() -> None:
    # The table (mm): 5 min 11.3 and 17.1, 60 min 40.1 and 61.0, 180 min 59.8 and 91.0 for P = 2 and 10.
    depth = intensity(A, [[2.0], [10.0]], [5.0, 60.0, 180.0]) * [5.0, 60.0, 180.0]
    np.testing.assert_allclose(depth, [[11.3, 40.1, 59.8], [17.1, 61.0, 91.0]], rtol=5e-3)


def test_formula_a_comes_back_from_its_own_intensities() -> None:
    fit = fit_intensity_formula(intensity(A, PERIODS[:, None], DURATIONS), PERIODS, DURATIONS)
    np.testing.assert_allclose(fit.formula, A, rtol=1e-5)
    assert fit.absolute_error < 1e-8 and fit.relative_error < 1e-8 and fit.within_limits


def test_the_errors_are_those_of_the_residuals() -> None:
    exact = intensity(A, PERIODS[:, None], DURATIONS)
    sign = np.where((np.arange(exact.size).reshape(exact.shape) % 2) == 0, 1.0, -1.0)
    fit = fit_intensity_formula(exact * (1.0 + 0.2 * sign), PERIODS, DURATIONS)
    error = intensity(fit.formula, PERIODS[:, None], DURATIONS) - exact * (1.0 + 0.2 * sign)
    assert fit.absolute_error == pytest.approx(np.sqrt(np.mean(error**2)))
    assert fit.absolute_error > 0.05 and not fit.within_limits


def test_durations_beyond_180_minutes_are_refused() -> None:
    with pytest.raises(InputError, match=r"duration 360 min.*5 to 180 min"):
        fit_intensity_formula(np.ones((2, 3)), np.array([2.0, 5.0]), np.array([60.0, 180.0, 360.0]))


def test_an_intensity_of_zero_is_named() -> None:
    intensities = intensity(A, PERIODS[:, None], DURATIONS)
    intensities[1, 2] = 0.0
    with pytest.raises(InputError, match="3 yr and 15 min is 0"):
        fit_intensity_formula(intensities, PERIODS, DURATIONS)


def test_too_few_periods_are_refused() -> None:
    with pytest.raises(InputError, match="1 return periods and 11 durations"):
        fit_intensity_formula(intensity(A, [[2.0]], DURATIONS), np.array([2.0]), DURATIONS)
