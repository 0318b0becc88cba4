"""The distributions and their fits, against closed forms, scipy and large samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from census.errors import InputError
from census.frequency import gev, pearson
from census.frequency.curve_fitting import fit_curve, fit_curve_ratio
from census.frequency.gev import Gev
from census.frequency.methods import METHODS, method_named, return_level
from census.frequency.moments import l_moments
from census.frequency.pearson import Pearson3
from census.frequency.positions import plotting_positions

PERIODS = [2, 5, 10, 50, 100, 1000]


def gev_of(location: float, scale: float, shape: float) -> Gev:
    return Gev(np.asarray(location), np.asarray(scale), np.asarray(shape))


def pearson_of(mean: float, deviation: float, skew: float) -> Pearson3:
    return Pearson3(np.asarray(mean), np.asarray(deviation), np.asarray(skew))


def even(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Probabilities that stand for a large sample without chance."""
    return (np.arange(count) + 0.5) / count


def test_l_moments_of_three_values_follow_from_their_definition() -> None:
    # l1 the mean; l2 half the mean difference of pairs; l3 a third of (x3 - 2 x2 + x1).
    found = l_moments(np.array([7.0, 1.0, 2.0]))
    assert float(found.first) == pytest.approx(10 / 3)
    assert float(found.second) == pytest.approx(0.5 * (1 + 6 + 5) / 3)
    assert float(found.skewness) == pytest.approx(((7 - 4 + 1) / 3) / 2.0)


def test_l_moments_agree_with_scipy_on_many_samples_at_once() -> None:
    samples = np.random.default_rng(3).gumbel(size=(4, 5, 17))
    found = l_moments(samples)
    expected = stats.lmoment(samples, axis=-1, order=[1, 2, 3])
    np.testing.assert_allclose(found.first, expected[0], rtol=1e-12)
    np.testing.assert_allclose(found.second, expected[1], rtol=1e-12)
    np.testing.assert_allclose(found.skewness, expected[2], rtol=1e-9)


def test_l_moments_of_the_exponential_and_the_gumbel_are_the_known_ones() -> None:
    # Hosking 1990, table 1: exponential 1, 1/2, 1/3; Gumbel 0.5772, ln 2, 0.1699.
    exponential = l_moments(-np.log1p(-even(400_000)))
    gumbel = l_moments(-np.log(-np.log(even(400_000))))
    np.testing.assert_allclose([float(part) for part in exponential], [1.0, 0.5, 1 / 3], rtol=2e-4)
    np.testing.assert_allclose([float(part) for part in gumbel], [0.577216, np.log(2), 0.1699], rtol=5e-4)


@pytest.mark.parametrize("shape", [-0.3, -1e-12, 0.0, 0.2])
def test_gev_quantiles_are_those_of_scipy_and_invert_the_cdf(shape: float) -> None:
    fit = gev_of(30.0, 8.0, shape)
    probability = np.array([0.01, 0.5, 0.9, 0.999])
    level = gev.quantile(fit, probability)
    np.testing.assert_allclose(level, stats.genextreme.ppf(probability, -shape, 30.0, 8.0), rtol=1e-8)
    np.testing.assert_allclose(gev.cdf(fit, level), probability, rtol=1e-9)


@pytest.mark.parametrize("shape", [-0.25, 0.0, 0.15])
def test_gev_parameters_come_back_from_a_large_sample(shape: float) -> None:
    truth = gev_of(30.0, 8.0, shape)
    sample = gev.quantile(truth, even(20_000))
    for fit in (gev.fit_l_moments(sample), gev.fit_likelihood(sample)):
        np.testing.assert_allclose([float(part) for part in fit], [30.0, 8.0, shape], atol=0.03)


def test_gumbel_fit_is_the_closed_form_of_its_l_moments() -> None:
    sample = np.arange(1, 10).astype(np.float64)
    fit = gev.fit_gumbel_l_moments(sample)
    # l2 of 1..9 is (n + 1) / 6.
    assert float(fit.scale) == pytest.approx(10 / 6 / np.log(2))
    assert float(fit.location) == pytest.approx(5.0 - 0.5772156649 * 10 / 6 / np.log(2))


def test_likelihoods_are_those_of_scipy() -> None:
    sample = np.array([21.0, 30.0, 33.0, 48.0, 65.0])
    mine = gev.negative_log_likelihood(gev_of(32.0, 11.0, 0.1), sample)
    assert mine == pytest.approx(-stats.genextreme.logpdf(sample, -0.1, 32.0, 11.0).sum())
    third = pearson.negative_log_likelihood(pearson_of(40.0, 18.0, 1.2), sample)
    assert third == pytest.approx(-stats.pearson3.logpdf(sample, 1.2, 40.0, 18.0).sum())


def test_the_likeliest_gev_is_no_less_likely_than_that_of_scipy() -> None:
    sample = stats.genextreme.rvs(-0.1, 30.0, 8.0, size=50, random_state=np.random.default_rng(5))
    theirs = stats.genextreme.fit(sample)
    limit = -stats.genextreme.logpdf(sample, *theirs).sum()
    assert gev.negative_log_likelihood(gev.fit_likelihood(sample), sample) <= limit + 1e-6


@pytest.mark.parametrize("skew", [0.3, 1.2, 2.5])
def test_pearson_parameters_come_back_from_a_large_sample(skew: float) -> None:
    truth = pearson_of(100.0, 40.0, skew)
    probability = np.array([0.1, 0.5, 0.99])
    np.testing.assert_allclose(
        pearson.quantile(truth, probability), stats.pearson3.ppf(probability, skew, 100.0, 40.0)
    )
    fit = pearson.fit_l_moments(pearson.quantile(truth, even(40_000)))
    np.testing.assert_allclose([float(part) for part in fit], [100.0, 40.0, skew], rtol=5e-3)


def test_likeliest_pearson_comes_back_and_a_skew_without_maximum_is_refused() -> None:
    fit = pearson.fit_likelihood(pearson.quantile(pearson_of(100.0, 40.0, 1.2), even(5_000)))
    np.testing.assert_allclose([float(part) for part in fit], [100.0, 40.0, 1.2], rtol=0.02)
    with pytest.raises(InputError, match="does not settle"):
        pearson.fit_likelihood(pearson.quantile(pearson_of(100.0, 90.0, 3.0), even(60)))


def test_the_fitted_curve_goes_through_points_that_lie_on_one() -> None:
    points = pearson.quantile(pearson_of(80.0, 28.0, 1.13), plotting_positions(40))
    free = fit_curve(points[::-1])
    np.testing.assert_allclose([float(part) for part in free], [80.0, 28.0, 1.13], rtol=2e-3)
    tied = fit_curve_ratio(pearson.quantile(pearson_of(80.0, 28.0, 3.5 * 0.35), plotting_positions(40)), 3.5)
    np.testing.assert_allclose([float(part) for part in tied], [80.0, 28.0, 3.5 * 0.35], rtol=2e-3)


def test_curves_fitted_together_are_those_fitted_alone() -> None:
    samples = np.random.default_rng(8).gamma(3.0, 20.0, (3, 30))
    together = fit_curve(samples)
    for number, sample in enumerate(samples):
        alone = fit_curve(sample)
        assert float(alone.skew) == pytest.approx(float(together.skew[number]), abs=1e-12)


def test_plotting_positions_are_weibulls_and_a_wrong_name_is_refused() -> None:
    np.testing.assert_allclose(plotting_positions(4), [0.2, 0.4, 0.6, 0.8])
    np.testing.assert_allclose(plotting_positions(2, kind="hazen"), [0.25, 0.75])
    with pytest.raises(InputError, match=r"'weibul'.*weibull, cunnane"):
        plotting_positions(4, kind="weibul")


@pytest.mark.parametrize("name", METHODS)
def test_return_levels_rise_with_the_period(name: str) -> None:
    sample = stats.genextreme.rvs(-0.08, 45.0, 14.0, size=60, random_state=np.random.default_rng(4))
    method = METHODS[name]
    assert np.all(np.diff(return_level(method, method.fit(sample), PERIODS)) > 0)


def test_the_two_year_level_of_a_gumbel_is_its_median() -> None:
    method = METHODS["gumbel_l_moments"]
    level = return_level(method, gev_of(10.0, 2.0, 0.0), [2])
    assert level[0] == pytest.approx(10.0 - 2.0 * np.log(np.log(2.0)))


def test_a_period_of_one_year_and_an_unknown_method_are_refused() -> None:
    with pytest.raises(InputError, match="return period 1 yr"):
        return_level(METHODS["gev_l_moments"], gev_of(1.0, 1.0, 0.1), [1, 2])
    with pytest.raises(InputError, match="did you mean 'gev_l_moments'"):
        method_named("gev_lmoments")


def test_equal_maxima_cannot_be_fitted_by_likelihood() -> None:
    for fit in (gev.fit_likelihood, pearson.fit_likelihood):
        with pytest.raises(InputError, match="all maxima are equal"):
            fit(np.full(20, 3.0))
