"""Kriging between gauges: a system solved by hand, laws, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.gauges import GaugeSeries, gauge_rainfall
from models.waterlogging.kriging import Variogram, fitted_variogram, kriging_weights

NAMES = ("a", "b", "c", "d", "e", "f")


def test_two_gauges_share_their_middle() -> None:
    weights = kriging_weights(
        np.array([[0.0, 0.0], [1000.0, 0.0]]), np.array([[500.0, 300.0]]), Variogram(), names=NAMES
    )
    np.testing.assert_allclose(weights, [[0.5, 0.5]])


def test_three_gauges_by_hand() -> None:
    # Spherical with a range of 3 on a line at 0, 1, 3; wanted at 0.5. Semivariances: g(0.5) = 0.24769,
    # g(1) = 0.48148, g(2) = 0.85185, g(2.5) = 0.96065, g(3) = 1. With weights a, b, c and multiplier m:
    # 0.48148 b + 1.00000 c + m = 0.24769 and so on; eliminating by hand gives what stands below.
    places = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]) * 1000.0
    weights = kriging_weights(places, np.array([[500.0, 0.0]]), Variogram("spherical", 3000.0), names=NAMES)
    g12, g13, g23 = 0.4814814815, 1.0, 0.8518518519
    right = np.array([0.2476851852, 0.2476851852, 0.9606481481])
    # Row 1 less row 2: g12 (wb - wa) + (g13 - g23) wc = 0.
    # Row 1 less row 3: g12 wb + g13 (wc - wa) - g23 wb = d.
    d = right[0] - right[2]
    # wa = 1 - wb - wc. From the first: wb = (g12 (1 - wc) - (g13 - g23) wc) / (2 g12).
    # The second: (g12 - g23) wb + g13 (2 wc + wb - 1) = d.
    k0, k1 = 0.5, -(g12 + g13 - g23) / (2.0 * g12)
    wc = (d + g13 - (g12 - g23 + g13) * k0) / ((g12 - g23 + g13) * k1 + 2.0 * g13)
    wb = k0 + k1 * wc
    raw = np.array([1.0 - wb - wc, wb, wc])
    expected = np.maximum(raw, 0.0) / np.maximum(raw, 0.0).sum()
    np.testing.assert_allclose(weights[0], expected, atol=1e-8)


@given(
    places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=6, unique=True),
    model=st.sampled_from(["exponential", "spherical"]),
)
def test_weights_are_shares_and_exact_at_the_gauges(places: list[tuple[int, int]], model: str) -> None:
    at = np.array(places, np.float64) * 250.0
    targets = np.vstack([at, [[-500.0, 3000.0]]])
    weights = kriging_weights(at, targets, Variogram(model, 5000.0), names=NAMES[: len(at)])
    assert (weights >= 0.0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    np.testing.assert_allclose(weights[: len(at)], np.eye(len(at)), atol=1e-6)


def test_the_range_of_made_fields_is_found_again() -> None:
    # Gauges of Gaussian fields with an exponential covariance of range 4000 m; the median of forty fits.
    draw = np.random.default_rng(7)
    at = draw.uniform(0.0, 12_000.0, (40, 2))
    distance = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    root = np.linalg.cholesky(np.exp(-3.0 * distance / 4000.0) + 1e-9 * np.eye(40))
    names = tuple(str(k) for k in range(40))
    found = []
    for _ in range(40):
        totals = 50.0 + 5.0 * root @ draw.normal(size=40)
        fit = fitted_variogram(at, totals, model="exponential", nugget=0.0, names=names)
        found.append(fit.reach)
    assert 2000.0 < float(np.median(found)) < 8000.0


def gauge(name: str, x: float, y: float, depth: float) -> GaugeSeries:
    return GaugeSeries(name, x, y, np.array([0.0, 600.0]), np.array([depth]))


GRID = Grid(crs="EPSG:4549", west=0.0, north=1000.0, cell_size=100.0, rows=10, columns=20)


def test_even_rain_stays_even_and_none_is_negative() -> None:
    even = [gauge("a", 100.0, 100.0, 4.0), gauge("b", 1500.0, 800.0, 4.0), gauge("c", 300.0, 900.0, 4.0)]
    rain = gauge_rainfall(even, GRID, method="kriging", variogram=Variogram(reach=2000.0))
    np.testing.assert_allclose(rain.intensity, 4e-3 / 600.0)
    shadow = [gauge("a", 0.0, 500.0, 9.0), gauge("b", 100.0, 500.0, 0.0), gauge("c", 150.0, 500.0, 0.0)]
    rain = gauge_rainfall(shadow, GRID, method="kriging", block=100.0, variogram=Variogram(reach=900.0))
    assert rain.intensity.min() >= 0.0


def test_too_few_gauges_or_two_at_one_place_are_refused() -> None:
    two = [gauge("a", 0.0, 0.0, 1.0), gauge("b", 500.0, 0.0, 2.0)]
    with pytest.raises(InputError, match=r"5 gauges or more, 2 are given \(a, b\); state its range"):
        gauge_rainfall(two, GRID, method="kriging")
    with pytest.raises(InputError, match="the gauges a and b stand at one place"):
        gauge_rainfall(
            [two[0], gauge("b", 0.2, 0.0, 2.0)], GRID, method="kriging", variogram=Variogram(reach=900.0)
        )
    with pytest.raises(InputError, match="one alone rules everywhere"):
        gauge_rainfall(two[:1], GRID, method="kriging", variogram=Variogram(reach=900.0))
