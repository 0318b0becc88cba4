"""Residual fields at buildings: variance, variogram and correlation of measures."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from census.errors import InputError
from models.seismic.residuals import (
    ResidualFields,
    build_fields,
    collocated_correlation,
    pair_correlation,
    sample_nodes,
)
from models.seismic.residuals.kernels import correlation_factor, kriging_weights

Floats = NDArray[np.float64]
MEASURES = ("PGA", "SA(0.3)", "SA(1.0)")


def scattered(count: int, extent: float = 12e3, seed: int = 1) -> tuple[Floats, Floats]:
    """Coordinates of buildings scattered over a square [m]."""
    x, y = np.random.default_rng(seed).uniform(0.0, extent, (2, count))
    return x, y


def exponential(distance: Floats, reach: float) -> Floats:
    """Wanted correlation at some distance [m] with range b [m]."""
    return np.asarray(np.exp(-3.0 * distance / reach))


def at_buildings(fields: ResidualFields, row: int, which: NDArray[np.int64], nodes: Floats) -> Floats:
    """Residuals within an event at some buildings from drawn nodes, nuggets by numpy; (buildings, count)."""
    own = np.random.default_rng(row).standard_normal((len(which), nodes.shape[2]))
    value = np.einsum("nm,nmr->nr", fields.weight[row, which], nodes[row][fields.index[which]])
    return np.asarray(value + fields.nugget[row, which, None] * own)


@pytest.mark.parametrize("clustered", [True, False])
def test_the_variance_is_one_at_every_building(clustered: bool) -> None:
    x, y = scattered(5000)
    stations = np.array([[4e3, 4e3], [x[0], y[0]]])
    fields = build_fields(x, y, MEASURES, nodes=200, clustered=clustered, stations_xy=stations)
    distance = cdist(*[np.column_stack([fields.node_x, fields.node_y])] * 2)
    for row in range(3):
        between_nodes = exponential(distance, fields.ranges[row])
        system = between_nodes[fields.index[:, :, None], fields.index[:, None, :]]
        weight = fields.weight[row].astype(float)
        explained = np.einsum("ni,nij,nj->n", weight, system, weight)
        # Weights and nuggets are float32: one means to seven digits.
        np.testing.assert_allclose(explained + fields.nugget[row].astype(float) ** 2, 1.0, atol=3e-7)


def test_a_building_at_a_station_has_the_value_of_the_station() -> None:
    x, y = scattered(3000)
    fields = build_fields(x, y, ("PGA",), nodes=100, stations_xy=np.array([[x[5], y[5]]]))
    assert fields.index[5, 0] == fields.station_node[0]
    np.testing.assert_allclose(fields.weight[0, 5], [1.0] + [0.0] * 7, atol=1e-6)
    assert fields.nugget[0, 5] < 1e-3


@pytest.mark.parametrize(("clustered", "worst", "rms"), [(True, 0.015, 0.003), (False, 0.045, 0.006)])
def test_pairs_of_buildings_have_the_exponential_correlation(
    clustered: bool, worst: float, rms: float
) -> None:
    x, y = scattered(20_000)
    fields = build_fields(x, y, MEASURES, nodes=1200, clustered=clustered)
    one, two = np.random.default_rng(2).integers(0, 20_000, (2, 1000))
    distance = np.hypot(x[one] - x[two], y[one] - y[two])
    far = distance > 100.0
    for measure, reach in zip(MEASURES, fields.ranges, strict=True):
        got = pair_correlation(fields, (measure, one[far]), (measure, two[far]))
        error = got - exponential(distance[far], reach)
        assert np.abs(error).max() < worst
        assert np.sqrt((error**2).mean()) < rms


def test_realisations_have_the_exponential_variogram() -> None:
    x, y = scattered(3000)
    fields = build_fields(x, y, ("PGA",), nodes=600, clustered=False)
    count = 4000
    nodes = sample_nodes(fields, 11, 0, count)
    which = np.arange(300)
    value = at_buildings(fields, 0, which, nodes)
    distance = cdist(*[np.column_stack([x[which], y[which]])] * 2)
    product = value @ value.T / count
    difference = 0.5 * (product.diagonal()[:, None] + product.diagonal()) - product
    for low, high in ((300, 800), (800, 1500), (1500, 3000), (3000, 6000), (6000, 10e3)):
        pairs = np.nonzero(np.triu((distance >= low) & (distance < high), 1))
        wanted = (1.0 - exponential(distance[pairs], 8500.0)).mean()
        # One pair has a relative error of sqrt(2 / count) = 0.022, the mean over many less than that.
        assert difference[pairs].mean() == pytest.approx(wanted, rel=2 * np.sqrt(2.0 / count), abs=0.01)
    assert value.var() == pytest.approx(1.0, abs=0.03)


def test_realisations_have_the_correlation_of_the_measures() -> None:
    x, y = scattered(2000)
    count = 4000
    fields = build_fields(x, y, ("PGA", "SA(1.0)"), nodes=400)
    nodes = sample_nodes(fields, 5, 0, count)
    for row in (0, 1):
        variance = nodes[row].var(axis=1)
        # sqrt(2 / count) is a node's standard error; five of it cover 400 nodes.
        np.testing.assert_allclose(variance, 1.0, atol=5 * np.sqrt(2.0 / count))
    got = (nodes[0] * nodes[1]).mean(axis=1)
    # 0.519 by Baker and Jayaram (2008); sampling and the 0.5 % of place beside it.
    np.testing.assert_allclose(got, 0.519, atol=5 * np.sqrt(1.27 / count) + 0.005)
    assert got.mean() == pytest.approx(0.519, abs=0.02)


@pytest.mark.parametrize("clustered", [True, False])
def test_the_mean_correlation_of_the_measures_is_the_wanted_one(clustered: bool) -> None:
    x, y = scattered(5000)
    fields = build_fields(x, y, MEASURES, nodes=500, clustered=clustered)
    np.testing.assert_allclose(collocated_correlation(fields), fields.cross @ fields.cross.T, atol=1e-12)
    assert (fields.cross @ fields.cross.T)[0, 2] == pytest.approx(0.519, abs=0.001)
    which = np.arange(2000)
    place = pair_correlation(fields, ("PGA", which), ("SA(1.0)", which))
    # Nuggets are not shared by measures: beside the spread over the nodes, up to a few per cent are lost.
    assert place.mean() == pytest.approx(0.519, abs=0.015 if clustered else 0.035)


def test_buildings_on_few_sites_are_exact() -> None:
    sites_x, sites_y = scattered(200)
    which = np.random.default_rng(6).integers(0, 200, 5000)
    fields = build_fields(sites_x[which], sites_y[which], ("PGA",), nodes=300)
    assert fields.index.shape == (5000, 1) and not fields.nugget.any()
    one, two = np.random.default_rng(7).integers(0, 5000, (2, 500))
    distance = np.hypot(sites_x[which[one]] - sites_x[which[two]], sites_y[which[one]] - sites_y[which[two]])
    got = pair_correlation(fields, ("PGA", one), ("PGA", two))
    np.testing.assert_allclose(got, exponential(distance, 40.7e3), atol=1e-12)


def test_weights_are_those_of_simple_kriging() -> None:
    rng = np.random.default_rng(8)
    node_x, node_y = rng.uniform(0.0, 1e4, (2, 40))
    x, y = rng.uniform(0.0, 1e4, (2, 25))
    index = np.argsort(np.hypot(x[:, None] - node_x, y[:, None] - node_y), axis=1)[:, :6].astype(np.int32)
    weight, nugget = np.empty((25, 6), np.float32), np.empty(25, np.float32)
    kriging_weights(x, y, node_x, node_y, index, 9000.0, weight, nugget)
    for i in range(25):
        near = np.column_stack([node_x[index[i]], node_y[index[i]]])
        system = exponential(cdist(near, near), 9000.0)
        right = exponential(cdist(near, [[x[i], y[i]]]), 9000.0)[:, 0]
        expected = np.linalg.solve(system, right)
        np.testing.assert_allclose(weight[i], expected, atol=1e-6)
        assert nugget[i] ** 2 == pytest.approx(1.0 - expected @ right, abs=1e-6)


@pytest.mark.parametrize("count", [1, 5, 32, 33, 100])
def test_the_factor_is_that_of_cholesky(count: int) -> None:
    x, y = scattered(count)
    factor = np.full((count, count), np.nan)
    correlation_factor(x, y, 8500.0, factor)
    places = np.column_stack([x, y])
    expected = np.linalg.cholesky(exponential(cdist(places, places), 8500.0))
    np.testing.assert_allclose(factor, expected, atol=1e-12)


def test_a_city_stays_small_in_memory() -> None:
    x, y = scattered(100_000)
    tracemalloc.start()
    fields = build_fields(x, y, ("PGA",), nodes=1200)
    sample_nodes(fields, 1, 0, 1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fields.weight.shape == (1, 100_000, 8)
    assert peak < 150e6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.array([0.0, np.nan])}, "building 2 has no coordinates"),
        ({"x": np.zeros(3)}, "one row of each"),
        ({"measures": ("PGA", "PGA")}, "each once"),
        ({"measures": ()}, "at least one"),
        ({"nodes": 3}, "nodes is 3"),
        ({"neighbours": 0}, "neighbours is 0"),
        ({"stations_xy": np.array([[0.0, 0.0], [7e5, 0.0]])}, "station 2 stands at"),
        ({"stations_xy": np.array([[np.nan, 0.0]])}, "station 1 stands at"),
    ],
)
def test_what_makes_no_sense_is_named(change: dict[str, object], message: str) -> None:
    given: dict[str, object] = {"x": np.array([0.0, 1.0]), "y": np.zeros(2), "measures": ("PGA",), **change}
    with pytest.raises(InputError, match=message):
        build_fields(**given)  # type: ignore[arg-type]
