"""Random numbers keyed by place: what stands at a place does not depend on how much is made."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)


def uniform(seed: int, subject: str, *keys: ArrayLike) -> NDArray[np.float64]:
    """Uniform numbers in [0, 1), one for each tuple of integer keys.

    A counter hash (the finaliser of SplitMix64) takes the place of a stream of draws, so a
    part of the district made alone is the same as that part of the whole.

    Parameters
    ----------
    seed
        Seed of the district.
    subject
        What is drawn; different subjects are independent.
    keys
        Integer arrays that broadcast against each other.
    """
    with np.errstate(over="ignore"):
        state = _mix(np.uint64(seed % 2**63) * _GOLDEN + np.uint64(zlib.crc32(subject.encode())))
        for key in keys:
            state = _mix((state ^ np.asarray(key).astype(np.int64).view(np.uint64)) + _GOLDEN)
    return np.asarray((state >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def normal(seed: int, subject: str, *keys: ArrayLike) -> NDArray[np.float64]:
    """Standard normal numbers by the Box-Muller transform of two uniforms."""
    radius = np.sqrt(-2.0 * np.log1p(-uniform(seed, subject + "/radius", *keys)))
    return np.asarray(radius * np.cos(2.0 * np.pi * uniform(seed, subject + "/angle", *keys)))


def choose(weights: NDArray[np.float64], draw: NDArray[np.float64]) -> NDArray[np.int64]:
    """Column drawn in each row of `weights`, shape (n, choices), by a uniform per row."""
    total = np.cumsum(weights, axis=1)
    return np.asarray((draw[:, None] * total[:, -1:] >= total).sum(axis=1))


def _mix(state: NDArray[np.uint64] | np.uint64) -> NDArray[np.uint64]:
    state = np.asarray(state, dtype=np.uint64)
    state = (state ^ (state >> np.uint64(30))) * _MIX_A
    state = (state ^ (state >> np.uint64(27))) * _MIX_B
    return state ^ (state >> np.uint64(31))
