"""Quantiles: exact ones against numpy, sketched ones against a known distribution and their own bound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.errors import InputError
from outputs.batch.quantiles import (
    RELATIVE_ERROR,
    add_to_sketch,
    bins_of,
    exact_quantiles,
    quantiles_by_tiles,
    sketched_quantiles,
    tile_count,
    tiles,
)

WANTED = (0.05, 0.25, 0.5, 0.9, 0.99)


def sketch_of(values: np.ndarray, least: float = 0.01, most: float = 100.0) -> np.ndarray:
    bins = bins_of(least, most)
    counts = np.zeros((values.shape[1], bins.number), dtype=np.uint16)
    for row in values:
        add_to_sketch(counts, bins, row)
    highest = np.nan_to_num(values, nan=-np.inf).max(axis=0)
    return sketched_quantiles(counts, bins, WANTED, highest.astype(np.float32))


def test_a_sketch_of_an_exponential_distribution_tells_its_quantiles() -> None:
    # Members at the middles of equal shares: the quantiles of the sample are those of the distribution.
    count = 20_000
    share = (np.arange(count) + 0.5) / count
    values = (-0.7 * np.log1p(-share)).astype(np.float32)[:, None]
    told = sketch_of(np.random.default_rng(0).permutation(values))[:, 0]
    true = -0.7 * np.log1p(-np.asarray(WANTED))
    assert np.abs(told / true - 1.0).max() <= RELATIVE_ERROR + 1e-3


@given(
    st.lists(
        st.one_of(st.just(0.0), st.floats(0.0, 64.0, width=32), st.just(float("nan"))),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=150, deadline=None)
def test_a_sketch_keeps_its_bound_on_any_members(members: list[float]) -> None:
    values = np.array(members, dtype=np.float32)[:, None]
    told = sketch_of(values)[:, 0]
    exact = exact_quantiles(values.copy(), WANTED)[:, 0]
    assert np.array_equal(np.isnan(told), np.isnan(exact))
    there = ~np.isnan(exact)
    assert (np.abs(told - exact)[there] <= RELATIVE_ERROR * exact[there] * (1 + 1e-5) + 0.01).all()


def test_values_of_a_class_lie_within_the_error_of_its_middle() -> None:
    bins = bins_of(0.01, 100.0)
    values = np.geomspace(0.0101, 99.0, 5000).astype(np.float32)
    middle = bins.middles()[bins.of(values)]
    assert np.abs(middle / values - 1.0).max() <= RELATIVE_ERROR * (1 + 1e-4)
    assert bins.of(np.array([0.0, 0.01], np.float32)).tolist() == [0, 0]


def test_a_negative_value_is_refused_by_a_sketch() -> None:
    bins = bins_of(0.01, 1.0)
    with pytest.raises(InputError, match="negative"):
        add_to_sketch(np.zeros((1, bins.number), np.uint16), bins, np.array([-0.1], np.float32))


@given(st.integers(1, 30), st.integers(0, 2**16))
@settings(max_examples=40, deadline=None)
def test_exact_quantiles_are_numpys(members: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(members, 8)).astype(np.float32)
    expected = np.quantile(values.astype(np.float64), WANTED, axis=0)
    assert exact_quantiles(values, WANTED) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "members", "budget"), [((7, 9), 5, 200), ((1100, 700), 30, 1 << 22), ((3, 1), 9, 1)]
)
def test_tiles_cover_the_grid_once_within_the_budget(
    shape: tuple[int, int], members: int, budget: int
) -> None:
    seen = np.zeros(shape, dtype=int)
    sizes = []
    for rows, columns in tiles(shape, members, budget):
        seen[rows, columns] += 1
        sizes.append((rows.stop - rows.start) * (columns.stop - columns.start) * members * 4)
    assert (seen == 1).all() and len(sizes) == tile_count(shape, members, budget)
    assert max(sizes) <= max(budget, members * 4)


def test_quantiles_by_tiles_are_those_of_the_whole() -> None:
    values = np.random.default_rng(2).random((6, 9, 11)).astype(np.float32)
    whole = exact_quantiles(values.copy(), WANTED)
    parts = quantiles_by_tiles(
        lambda member, tile: values[member][tile], members=6, shape=(9, 11), probabilities=WANTED, budget=600
    )
    assert np.array_equal(whole, parts)
