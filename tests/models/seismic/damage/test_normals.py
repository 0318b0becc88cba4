"""The counter-based normals: published vectors of the bits, library functions for the rest, and their law."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from models.seismic.damage import kernels
from tests.models.seismic.damage.cases import normal, philox_words

ONES = 0xFFFFFFFF
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
VECTORS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (PI, (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)
"""Known answers that go with Random123, the authors' own code: counter, key, words."""


@pytest.mark.nojit
@pytest.mark.parametrize(("counter", "key", "words"), VECTORS)
def test_the_bits_are_those_the_authors_of_philox_published(
    counter: tuple[int, int, int, int], key: tuple[int, int], words: tuple[int, int, int, int]
) -> None:
    with np.errstate(over="ignore"):
        found = kernels.philox(*(np.uint64(one) for one in counter), *(np.uint64(one) for one in key))
    assert tuple(int(one) for one in found) == words
    assert philox_words(counter, key) == words


@pytest.mark.nojit
def test_a_normal_is_the_one_that_library_functions_give() -> None:
    seed, first, count = 2**40 + 12345, 50, 90
    out = np.empty((3, count))
    with np.errstate(over="ignore"):
        kernels.normals(np.uint64(seed), kernels.OWN, 3, first, out)
    expected = [
        [normal(seed, int(kernels.OWN), element, first + r) for r in range(count)] for element in range(3)
    ]
    np.testing.assert_allclose(out, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.nojit
@pytest.mark.parametrize("bits", [0, 1, 2, 2**51, 2**52 - 1, 2**52, 6369051672525772, 2**53 - 2, 2**53 - 1])
def test_the_logarithm_is_right_at_its_ends_and_seams(bits: int) -> None:
    with np.errstate(over="ignore"):
        found = kernels.minus_log(np.uint64(bits))
    assert found == pytest.approx(-math.log((bits + 1) / 2**53), rel=4e-16, abs=0.0)


@pytest.mark.nojit
@pytest.mark.parametrize("bits", [0, 1, 2**52, 2**53 - 1])
def test_sine_and_cosine_are_right_over_the_eighth_of_a_turn(bits: int) -> None:
    sine, cosine = kernels.eighth_sine_cosine(np.uint64(bits))
    angle = bits / 2**53 * math.pi / 4.0
    assert sine == pytest.approx(math.sin(angle), abs=2e-16)
    assert cosine == pytest.approx(math.cos(angle), abs=2e-16)


def test_normals_are_normal_and_do_not_know_each_other() -> None:
    out = np.empty((500, 2000))
    kernels.normals(np.uint64(7), kernels.OWN, 500, 0, out)
    assert stats.kstest(out.ravel(), "norm").pvalue > 1e-3
    # Tails: as many beyond 4.5 as there should be, within four deviations of a Poisson count.
    beyond, wanted = int((np.abs(out) > 4.5).sum()), out.size * 2.0 * stats.norm.sf(4.5)
    assert abs(beyond - wanted) < 4.0 * math.sqrt(wanted)
    # Neighbours in realisation, element, and the two of one pair.
    for one, other in ((out[:, :-1], out[:, 1:]), (out[:-1], out[1:]), (out[:, :-32], out[:, 32:])):
        r = np.corrcoef(one.ravel(), other.ravel())[0, 1]
        assert abs(r) < 4.0 / math.sqrt(one.size)
        assert abs(np.corrcoef(one.ravel() ** 2, other.ravel() ** 2)[0, 1]) < 4.0 / math.sqrt(one.size)


def test_a_realisation_has_its_numbers_wherever_the_asking_begins() -> None:
    whole, part = np.empty((4, 300)), np.empty((4, 37))
    kernels.normals(np.uint64(7), kernels.OWN, 4, 0, whole)
    kernels.normals(np.uint64(7), kernels.OWN, 4, 101, part)
    np.testing.assert_array_equal(part, whole[:, 101:138])


def test_streams_and_seeds_differ() -> None:
    found = np.empty((4, 1, 64))
    for row, (seed, stream) in enumerate(
        [(7, kernels.OWN), (8, kernels.OWN), (7 + 2**32, kernels.OWN), (7, kernels.GROUND)]
    ):
        kernels.normals(np.uint64(seed), stream, 1, 0, found[row])
    assert len(np.unique(found)) == found.size
