"""Laws of kriging."""

from __future__ import annotations

import numpy as np
import pytest

from census.soils.kriging import kriging
from census.soils.variogram import Variogram, fit_variogram

SHAPE = Variogram(0.1, 1.0, 800.0)


def places(count: int = 40) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(3).uniform(0.0, 2000.0, (count, 2))


def test_kriging_is_exact_at_its_data_and_sure_there() -> None:
    at = places()
    values = np.sin(at[:, 0] / 300.0)
    estimate, variance = kriging(at, values, SHAPE).at(at)
    assert estimate == pytest.approx(values, abs=1e-9)
    assert variance == pytest.approx(np.zeros(len(at)), abs=1e-9)


def test_a_constant_field_comes_back() -> None:
    estimate, variance = kriging(places(), np.full(40, 7.0), SHAPE).at(places(60) * 1.5)
    assert estimate == pytest.approx(np.full(60, 7.0))
    assert (variance >= 0.0).all() and variance.max() > 0.5


def test_a_field_linear_in_its_drift_comes_back_beyond_the_data() -> None:
    at, far = places(), places(20) + 3000.0
    estimate, _ = kriging(at, 2.0 + at @ [0.01, -0.02], SHAPE, drift=at).at(far, far)
    assert estimate == pytest.approx(2.0 + far @ [0.01, -0.02])


def test_estimates_mirror_with_their_data() -> None:
    at = np.array([[0.0, 0.0], [300.0, 0.0], [700.0, 0.0]])
    values, target = np.array([1.0, 4.0, 2.0]), np.array([[180.0, 50.0]])
    one = kriging(at, values, SHAPE).at(target)
    other = kriging(at * [-1.0, 1.0], values, SHAPE).at(target * [-1.0, 1.0])
    assert one[0] == pytest.approx(other[0]) and one[1] == pytest.approx(other[1])


def test_cross_validation_equals_leaving_each_datum_out() -> None:
    at = places(12)
    values = np.cos(at[:, 1] / 400.0)
    found = kriging(at, values, SHAPE).cross_validation()
    for i in range(12):
        rest = np.arange(12) != i
        estimate, variance = kriging(at[rest], values[rest], SHAPE).at(at[[i]])
        assert found.error[i] == pytest.approx(estimate[0] - values[i])
        assert found.deviation[i] == pytest.approx(np.sqrt(variance[0]))


def test_the_variogram_of_a_made_field_is_found_again() -> None:
    rng = np.random.default_rng(5)
    at = rng.uniform(0.0, 10_000.0, (500, 2))
    from scipy.spatial.distance import cdist

    made = np.linalg.cholesky(Variogram(0.2, 1.0, 1500.0).covariance(cdist(at, at))) @ rng.standard_normal(
        500
    )
    fit = fit_variogram(at, np.asarray(made, dtype=np.float64))
    assert fit.fitted and fit.nugget + fit.sill == pytest.approx(1.2, rel=0.3)
    assert 700.0 < fit.reach < 3000.0


def test_few_boreholes_get_an_assumed_variogram() -> None:
    assert not fit_variogram(places(5), np.array([0.0, 1.0, 2.0, 3.0, 4.0])).fitted
