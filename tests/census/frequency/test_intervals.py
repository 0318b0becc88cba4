"""Intervals and goodness of fit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from census.errors import InputError
from census.frequency import gev
from census.frequency.gev import Gev
from census.frequency.goodness import anderson_darling, anderson_darling_probability, plot_correlation
from census.frequency.intervals import bootstrap_interval, delta_interval
from census.frequency.methods import METHODS, return_level

TRUTH = Gev(np.asarray(40.0), np.asarray(12.0), np.asarray(0.05))
GUMBEL = METHODS["gumbel_l_moments"]


def sample_of(count: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(gev.quantile(TRUTH, np.random.default_rng(seed).uniform(size=count)))


def test_the_bootstrap_holds_the_true_level_about_as_often_as_it_says() -> None:
    truth = Gev(np.asarray(40.0), np.asarray(12.0), np.asarray(0.0))
    wanted = float(return_level(GUMBEL, truth, [50])[0])
    generator = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        sample = gev.quantile(truth, generator.uniform(size=40))
        fit = GUMBEL.fit(sample)
        lower, upper = bootstrap_interval(GUMBEL, fit, [50], 40, generator, replicates=150)
        held += bool(lower[0] <= wanted <= upper[0])
    # A nominal 90 %: four standard errors of the share either side, and the bootstrap's known shortfall.
    assert 0.78 <= held / 200 <= 0.97


def test_the_same_generator_gives_the_same_interval_and_longer_records_narrower_ones() -> None:
    fit = METHODS["gev_l_moments"].fit(sample_of(60, 1))
    method = METHODS["gev_l_moments"]
    first = bootstrap_interval(method, fit, [10, 100], 60, np.random.default_rng(2))
    again = bootstrap_interval(method, fit, [10, 100], 60, np.random.default_rng(2))
    long = bootstrap_interval(method, fit, [10, 100], 960, np.random.default_rng(2))
    np.testing.assert_array_equal(first, again)
    # The width falls with the root of the length: a quarter of it for sixteen times the years.
    ratio = (long.upper - long.lower) / (first.upper - first.lower)
    np.testing.assert_allclose(ratio, 0.25, atol=0.08)


def test_the_delta_method_agrees_with_the_bootstrap_on_a_long_record() -> None:
    method = METHODS["gev_likelihood"]
    sample = sample_of(600, 6)
    fit = method.fit(sample)
    delta = delta_interval(method, fit, [10, 50], sample)
    boot = bootstrap_interval(
        METHODS["gev_l_moments"], fit, [10, 50], 600, np.random.default_rng(1), replicates=1000
    )
    level = return_level(method, fit, [10, 50])
    assert np.all(delta.lower < level) and np.all(level < delta.upper)
    np.testing.assert_allclose(delta.upper - delta.lower, boot.upper - boot.lower, rtol=0.25)


def test_the_delta_method_needs_a_likelihood() -> None:
    with pytest.raises(InputError, match="maximum likelihood, not 'gumbel_l_moments'"):
        delta_interval(GUMBEL, GUMBEL.fit(sample_of(40, 1)), [10], sample_of(40, 1))


def test_anderson_darling_of_a_uniform_sample_follows_from_its_sum() -> None:
    # F = 0.25, 0.75: A2 = -2 - (1 (ln .25 + ln .25) + 3 (ln .75 + ln .75)) / 2.
    probability = np.array([0.25, 0.75])
    sample = gev.quantile(TRUTH, probability)
    expected = -2 - (2 * np.log(0.25) + 6 * np.log(0.75)) / 2
    assert anderson_darling(METHODS["gev_l_moments"], TRUTH, sample) == pytest.approx(expected)


def test_a_true_distribution_passes_and_a_wrong_one_fails() -> None:
    good = sample_of(80, 9)
    wrong = np.concatenate([np.linspace(10, 12, 40), np.linspace(80, 82, 40)])
    chances = [
        anderson_darling_probability(GUMBEL, GUMBEL.fit(sample), sample, np.random.default_rng(3))
        for sample in (good, wrong)
    ]
    assert chances[0] > 0.05 and chances[1] < 0.01
    method = METHODS["gev_l_moments"]
    assert plot_correlation(method, method.fit(good), good) > 0.98
    assert plot_correlation(GUMBEL, GUMBEL.fit(wrong), wrong) < 0.95


def test_points_on_the_distribution_correlate_fully() -> None:
    sample = stats.gumbel_r.ppf((np.arange(1, 41) - 0.4) / 40.2, 10.0, 3.0)
    fit = Gev(np.asarray(10.0), np.asarray(3.0), np.asarray(0.0))
    assert plot_correlation(GUMBEL, fit, sample) == pytest.approx(1.0, abs=1e-12)
