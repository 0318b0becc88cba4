"""One earthquake from motion to consequences, held to closed forms and to what must not change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from census.errors import InputError
from census.grid import Grid
from models.seismic.cells import shaking_of
from models.seismic.fragility import FragilitySet, hazus_fragility
from models.seismic.inputs import Cells, MotionInput, SimulationSettings
from models.seismic.motion import Motion, Sites
from models.seismic.portfolio import Portfolio, portfolio_of
from models.seismic.result import SeismicResult
from models.seismic.shaking import Stations
from models.seismic.simulate import simulate
from tests.models.seismic.houses import houses

MEDIAN, TAU, PHI = 0.18, 0.35, 0.55
N = 600


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    random = np.random.default_rng(4)
    places = np.array([[500_000.0, 3_300_000.0]]) + random.uniform(0.0, 6e3, (N, 2))
    return portfolio_of(
        houses(*({"x": x, "y": y, "community_code": f"33010500100{int(x) % 3}"} for x, y in places))
    )


def even(sites: Sites, measures: Sequence[str]) -> Motion:
    """The same motion everywhere, PGV in proportion."""
    shape = (len(measures), sites.x.size)
    level = {"PGA": np.log(MEDIAN), "PGV": np.log(100.0 * MEDIAN)}
    median = np.stack([np.full(sites.x.size, level[name]) for name in measures])
    return Motion(tuple(measures), median, np.full(shape, TAU), np.full(shape, PHI))


def shaken(portfolio: Portfolio) -> MotionInput:
    n = len(portfolio)
    return MotionInput(even, Sites(portfolio.x, portfolio.y, np.full(n, 200.0), np.full(n, 3)))


def curves_of(portfolio: Portfolio, *, sampled: bool = True) -> FragilitySet:
    return hazus_fragility(sampled=sampled).select(portfolio.classes)


SETTINGS = SimulationSettings(seed=5, realisations=2000, nodes=100)


@pytest.fixture(scope="module")
def result(portfolio: Portfolio) -> SeismicResult:
    return simulate(portfolio, shaken(portfolio), curves_of(portfolio), SETTINGS)


def probabilities(curves: FragilitySet, sigma: float) -> NDArray[np.float64]:
    """P(grade) of the first class under lognormal motion: Phi((mu - ln median) / sqrt(beta2 + sigma2))."""
    reached = norm.cdf((np.log(MEDIAN) - curves.ln_median[0]) / np.hypot(curves.beta[0], sigma))
    return np.diff(-np.concatenate([[1.0], reached, [0.0]]))


def test_expected_grades_are_those_of_the_closed_form(portfolio: Portfolio, result: SeismicResult) -> None:
    wanted = probabilities(curves_of(portfolio), float(np.hypot(TAU, PHI)))
    np.testing.assert_allclose(result.buildings.expected, np.tile(wanted, (N, 1)), atol=1e-12)


def test_sampled_grades_agree_with_the_expected_ones(result: SeismicResult) -> None:
    # Buildings of a realisation share the event: of 2000 realisations the mean share of a grade is known to
    # within its spread over them / sqrt(2000).
    shares = result.zones.grade_counts.sum(axis=1) / N
    error = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    assert (np.abs(shares.mean(axis=0) - result.buildings.expected[0]) < 4.0 * error).all()
    assert (error < 0.01).all()


def test_buildings_and_zones_tell_the_same_sums(portfolio: Portfolio, result: SeismicResult) -> None:
    zone = portfolio.zone
    held = [result.buildings.grade_counts[zone == at].sum(axis=0) for at in range(3)]
    np.testing.assert_array_equal(result.zones.grade_counts.sum(axis=0), held)
    assert (result.zones.grade_counts.sum(axis=2) == np.bincount(zone)).all()
    assert (result.zones.grade_counts >= 0).all() and (result.buildings.grade_counts >= 0).all()
    assert (result.buildings.grade_counts.sum(axis=1) == SETTINGS.realisations).all()
    np.testing.assert_allclose(
        result.buildings.mean.sum(axis=0), result.zones.totals.sum(axis=1).mean(axis=0), rtol=1e-9
    )


def test_where_all_is_destroyed_everybody_and_every_square_metre_is_in_the_sums(portfolio: Portfolio) -> None:
    def ruin(sites: Sites, measures: Sequence[str]) -> Motion:
        shape = (len(measures), sites.x.size)
        return Motion(tuple(measures), np.full(shape, np.log(1e6)), np.zeros(shape), np.zeros(shape))

    found = simulate(
        portfolio,
        replace(shaken(portfolio), source=ruin),
        curves_of(portfolio),
        replace(SETTINGS, realisations=70),
    )
    everybody = found.total("displaced_people") + found.total("deaths_night")
    np.testing.assert_allclose(everybody, 90.0 * N, rtol=1e-12)
    np.testing.assert_allclose(found.total("uninhabitable_dwellings"), 40.0 * N, rtol=1e-12)
    # 1.2 m3 of rubble for each m2 of unreinforced masonry.
    np.testing.assert_allclose(found.total("debris_volume"), 1.2 * 3000.0 * N, rtol=1e-12)


def test_neither_threads_nor_who_watches_change_a_bit(portfolio: Portfolio, result: SeismicResult) -> None:
    few = replace(SETTINGS, realisations=600)
    one = simulate(portfolio, shaken(portfolio), curves_of(portfolio), few)
    seen: list[NDArray[np.uint8]] = []
    two = simulate(
        portfolio, shaken(portfolio), curves_of(portfolio), replace(few, threads=2), watch=seen.append
    )
    np.testing.assert_array_equal(one.zones.totals, two.zones.totals)
    np.testing.assert_array_equal(one.zones.totals, result.zones.totals[:600])
    grades = np.concatenate(seen, axis=1)
    assert grades.shape == (N, 600)
    counts = np.stack([(grades == grade).sum(axis=1) for grade in range(5)], axis=1)
    np.testing.assert_array_equal(counts, one.buildings.grade_counts)


def test_a_map_of_medians_leaves_all_scatter_to_the_curves(portfolio: Portfolio) -> None:
    curves = curves_of(portfolio, sampled=False)
    found = simulate(portfolio, shaken(portfolio), curves, replace(SETTINGS, sampled=False, correlation=0.0))
    wanted = probabilities(curves, 0.0)
    np.testing.assert_allclose(found.buildings.expected[0], wanted, atol=1e-12)
    shares = found.buildings.grade_counts.sum(axis=0) / (N * SETTINGS.realisations)
    np.testing.assert_allclose(shares, wanted, atol=4.0 * 0.5 / np.sqrt(N * SETTINGS.realisations))


def with_station(portfolio: Portfolio, reading: float) -> MotionInput:
    """One station in the place of the first building, and four cells around it."""
    x, y = float(portfolio.x[0]), float(portfolio.y[0])
    grid = Grid(crs="EPSG:4549", west=x - 50.0, north=y + 50.0, cell_size=50.0, rows=2, columns=2)
    gx, gy = (part.ravel() for part in np.meshgrid(grid.x, grid.y))
    four = Sites(gx, gy, np.full(4, 200.0), np.full(4, 3))
    station = Stations(("a",), np.array([120.0]), np.array([30.0]), {"PGA": np.array([reading])})
    return replace(
        shaken(portfolio),
        cells=Cells(grid, np.ones((2, 2), bool), four, ("PGA",)),
        stations=station,
        station_sites=Sites(np.array([x]), np.array([y]), np.array([200.0]), np.array([3])),
    )


def test_a_station_says_what_was_at_its_place_and_less_farther_away(portfolio: Portfolio) -> None:
    reading = 2.0 * MEDIAN
    found = simulate(portfolio, with_station(portfolio, reading), curves_of(portfolio), SETTINGS)
    assert found.attributes["readings"] == 1
    assert found.buildings.motion[0] == pytest.approx(reading, rel=1e-3)
    # The residual r of the station belongs by tau2 / (tau2 + phi2) to the event and falls off with the
    # correlation of the rest: m(h) = r (tau2 + phi2 rho(h)) / (tau2 + phi2), rho = exp(-3 h / 40.7 km).
    distance = np.hypot(portfolio.x - portfolio.x[0], portfolio.y - portfolio.y[0])
    rho = np.exp(-3.0 * distance / 40.7e3)
    wanted = np.log(MEDIAN) + np.log(2.0) * (TAU**2 + PHI**2 * rho) / (TAU**2 + PHI**2)
    np.testing.assert_allclose(np.log(found.buildings.motion), wanted, atol=0.01)
    assert found.shaking is not None
    np.testing.assert_allclose(found.shaking.median[0], reading, rtol=0.02)
    spread = np.log(found.shaking.high[0] / found.shaking.low[0])
    assert (spread < 0.2 * 2.0 * 1.645 * np.hypot(TAU, PHI)).all()


def test_a_station_that_cannot_be_of_the_earthquake_is_left_out_by_name(portfolio: Portfolio) -> None:
    given = with_station(portfolio, MEDIAN)
    two = Stations(("good", "broken"), np.array([120.0, 120.1]), np.array([30.0, 30.1]),
                   {"PGA": np.array([MEDIAN, 9.0])})  # fmt: skip
    assert given.station_sites is not None
    x, y = float(given.station_sites.x[0]), float(given.station_sites.y[0])
    sites = Sites(np.array([x, x + 2e3]), np.array([y, y]), np.full(2, 200.0), np.full(2, 3))
    found = simulate(
        portfolio, replace(given, stations=two, station_sites=sites), curves_of(portfolio), SETTINGS
    )
    assert found.attributes["readings"] == 1
    assert found.attributes["stations_left_out"] == "broken"


def test_moved_medians_are_those_of_curves_moved_by_hand(portfolio: Portfolio) -> None:
    shift = np.linspace(-0.3, 0.5, N)
    found = simulate(
        portfolio, replace(shaken(portfolio), median_shift=shift), curves_of(portfolio), SETTINGS
    )
    curves = curves_of(portfolio)
    sigma = np.sqrt(curves.beta[0] ** 2 + TAU**2 + PHI**2)
    reached = norm.cdf((np.log(MEDIAN) - curves.ln_median[0] - shift[:, None]) / sigma)
    wanted = -np.diff(np.concatenate([np.ones((N, 1)), reached, np.zeros((N, 1))], axis=1), axis=1)
    np.testing.assert_allclose(found.buildings.expected, wanted, atol=1e-12)
    # What is told of the motion is the motion itself.
    np.testing.assert_allclose(found.buildings.motion, MEDIAN, rtol=1e-12)


def test_medians_are_moved_for_curves_on_acceleration_only(portfolio: Portfolio) -> None:
    curves = curves_of(portfolio)
    velocity = replace(curves, measure=("PGV",) * len(curves.classes))
    with pytest.raises(InputError, match=r"moved for curves on PGA; hazus has curves on PGV"):
        simulate(portfolio, replace(shaken(portfolio), median_shift=np.zeros(N)), velocity, SETTINGS)


def test_a_reading_of_another_earthquake_is_refused(portfolio: Portfolio) -> None:
    with pytest.raises(InputError, match="none of the 1 stations recorded what this earthquake"):
        simulate(portfolio, with_station(portfolio, 1e-5), curves_of(portfolio), SETTINGS)


def test_intensity_on_cells_is_that_of_acceleration_and_velocity(portfolio: Portfolio) -> None:
    given = with_station(portfolio, MEDIAN)
    assert given.cells is not None

    def weak(sites: Sites, measures: Sequence[str]) -> Motion:
        level = {"PGA": np.log(0.04), "PGV": np.log(2.5), "INT": 3.0 * np.log10(0.025) + 9.77}
        median = np.stack([np.full(sites.x.size, level[name]) for name in measures])
        return Motion(tuple(measures), median, np.zeros_like(median), np.zeros_like(median))

    cells = replace(given.cells, measures=("PGA", "PGV", "INT"))
    told = shaking_of(replace(given, source=weak, cells=cells))
    assert told is not None
    # GB/T 17742: I_A = 3.17 lg 0.3923 + 6.59 = 5.302, I_V = 3 lg 0.025 + 9.77 = 4.964; below 6 their mean.
    np.testing.assert_allclose(told.median[2], 5.133, atol=2e-3)


def test_the_site_factor_is_the_motion_on_the_ground_over_that_on_rock(portfolio: Portfolio) -> None:
    given = with_station(portfolio, MEDIAN)
    assert given.cells is not None
    inside = np.array([[True, True], [True, False]])
    three = Sites(*(part[:3] for part in vars(given.cells.sites).values()))

    def rock(sites: Sites, measures: Sequence[str]) -> Motion:
        motion = even(sites, measures)
        return replace(motion, median=motion.median - np.log([2.0, 0.8, 1.0]))

    cells = replace(given.cells, inside=inside, sites=three)
    told = shaking_of(replace(given, rock=rock, cells=cells))
    assert told is not None and told.site_factor is not None
    np.testing.assert_allclose(told.site_factor, [[2.0, 0.8], [1.0, np.nan]], rtol=1e-6)
    np.testing.assert_allclose(told.median[0], [[MEDIAN, MEDIAN], [MEDIAN, np.nan]], rtol=1e-6)
    z = norm.ppf(0.95) * np.hypot(TAU, PHI)
    np.testing.assert_allclose(told.low[0, 0], MEDIAN * np.exp(-z), rtol=1e-6)
    np.testing.assert_allclose(told.high[0, 0], MEDIAN * np.exp(z), rtol=1e-6)
    assert shaking_of(replace(given, cells=cells)).site_factor is None  # type: ignore[union-attr]
    velocity = replace(cells, measures=("PGV",))
    assert shaking_of(replace(given, rock=rock, cells=velocity)).site_factor is None  # type: ignore[union-attr]


def test_curves_of_other_classes_are_refused(portfolio: Portfolio) -> None:
    curves = hazus_fragility().select(("W1-Pre", "C1L-Low", "C1M-Low"))
    with pytest.raises(InputError, match="select the curves of the portfolio's classes"):
        simulate(portfolio, shaken(portfolio), curves, SETTINGS)
