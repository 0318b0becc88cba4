"""Draws keyed by seed, realisation and node."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from census.errors import InputError
from models.seismic.residuals import (
    ResidualFields,
    build_fields,
    sample_between,
    sample_nodes,
    sample_residuals,
)
from models.seismic.residuals.kernels import fill_normals, normal_pair, philox

U = np.uint64


def small(measures: tuple[str, ...] = ("PGA", "SA(1.0)")) -> ResidualFields:
    """Fields on a grid of a few dozen nodes."""
    x, y = np.random.default_rng(1).uniform(0.0, 8e3, (2, 400))
    return build_fields(x, y, measures, nodes=60)


@numba.njit
def words(counter, key):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Words of one call, compiled as the draws compile them."""
    return philox(counter[0], counter[1], counter[2], counter[3], key[0], key[1])


@pytest.mark.nojit
@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_its_published_vectors(
    counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    # Known answers of Philox4x32 with ten rounds, from the distribution of Salmon et al. (2011).
    assert words(np.array(counter, U), np.array(key, U)) == expected


def plain_normal(seed: int, stream: int, realisation: int, row: int, element: int) -> float:
    """The same normal in plain Python, from the paper's description."""
    c = [element // 2, realisation, row, stream]
    key = [seed % 2**32, seed // 2**32]
    for _ in range(10):
        one, two = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(two >> 32) ^ c[1] ^ key[0], two % 2**32, (one >> 32) ^ c[3] ^ key[1], one % 2**32]
        key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    radius = math.sqrt(-2.0 * math.log((((c[0] << 32) + c[1] >> 11) + 1) / 2**53))
    angle = 2.0 * math.pi * ((c[2] << 32) + c[3] >> 11) / 2**53
    return radius * (math.sin(angle) if element % 2 else math.cos(angle))


def test_normals_are_those_of_a_plain_reference() -> None:
    seed = 0x0123456789ABCDEF
    out = np.empty((5, 4))
    fill_normals(U(seed), 1, 2, 7, out)
    expected = [[plain_normal(seed, 1, 7 + r, 2, i) for r in range(4)] for i in range(5)]
    np.testing.assert_allclose(out, expected, rtol=1e-13)


def test_nodes_are_the_factors_times_mixed_normals() -> None:
    fields = small()
    count = fields.factors.shape[1]
    got = sample_nodes(fields, 3, 40, 2)
    for r in (0, 1):
        normal = np.array([[plain_normal(3, 1, 40 + r, row, i) for i in range(count)] for row in range(2)])
        expected = np.einsum("aij,aj->ai", fields.factors, fields.node_cross @ normal)
        np.testing.assert_allclose(got[:, :, r], expected, atol=1e-13)


def test_normals_are_normal_and_independent() -> None:
    out = np.empty((200, 500))
    fill_normals(U(9), 1, 0, 0, out)
    assert stats.kstest(out.ravel(), "norm").pvalue > 0.01
    assert abs(out.mean()) < 4 / math.sqrt(out.size)
    # Neighbours in element and in realisation, and the two of a pair in square.
    for one, two in ((out[:-1], out[1:]), (out[:, :-1], out[:, 1:]), (out[::2] ** 2, out[1::2] ** 2)):
        assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < 4 / math.sqrt(one.size)


def test_no_draw_is_infinite() -> None:
    pair = numba.njit(lambda word: normal_pair(U(1), 1, word, 0, 0))
    values = np.array([pair(word) for word in range(2000)])
    assert np.isfinite(values).all() and np.abs(values).max() < 8.6


@settings(max_examples=30)
@given(first=st.integers(0, 200), count=st.integers(0, 80), seed=st.integers(0, 2**64 - 1))
def test_a_part_of_the_realisations_is_bitwise_the_same(first: int, count: int, seed: int) -> None:
    fields = small()
    between, nodes = sample_residuals(fields, seed, first, count)
    whole_between, whole = sample_residuals(fields, seed, 0, first + count)
    np.testing.assert_array_equal(nodes, whole[:, :, first:])
    np.testing.assert_array_equal(between, whole_between[:, first:])


def test_threads_do_not_change_a_bit() -> None:
    fields = small()
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one = sample_nodes(fields, 4, 5, 150)
        numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
        many = sample_nodes(small(), 4, 5, 150)
    finally:
        numba.set_num_threads(before)
    np.testing.assert_array_equal(one, many)


def test_seeds_streams_and_late_realisations_differ() -> None:
    fields = small(("PGA",))
    one = sample_nodes(fields, 1, 0, 8)
    for seed, first in ((2, 0), (1 + 2**32, 0), (1, 8), (1, 2**32 - 8)):
        assert not np.isin(sample_nodes(fields, seed, first, 8), one).any()
    assert not np.isin(sample_between(fields.cross, 1, 0, 8), one).any()


def test_events_have_the_correlation_of_the_measures() -> None:
    count = 20_000
    cross = small().cross
    between = sample_between(cross, 8, 0, count)
    np.testing.assert_allclose(np.cov(between), cross @ cross.T, atol=4 * math.sqrt(2.0 / count))


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (0, -1), (2**32, 1)])
def test_realisations_that_are_not_there_are_refused(first: int, count: int) -> None:
    with pytest.raises(InputError, match="is what there is"):
        sample_nodes(small(), 1, first, count)
