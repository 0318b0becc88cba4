"""Smooth random fields that can be read at any place: the same in every extent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.twin import dice

_WAVES = 64


def smooth(
    seed: int, subject: str, x: NDArray[np.float64], y: NDArray[np.float64], length: float
) -> NDArray[np.float64]:
    """A field of mean 0 and variance 1 with a Gaussian correlation.

    Parameters
    ----------
    seed, subject
        As for `census.twin.dice`; other subjects are other fields.
    x, y
        Places [m].
    length
        Distance at which the correlation is exp(-1/2) [m].

    Notes
    -----
    A sum of cosine waves whose wave vectors are normal with standard deviation 1 / length.
    """
    number = np.arange(_WAVES)
    east = dice.normal(seed, subject + "/east", number) / length
    north = dice.normal(seed, subject + "/north", number) / length
    phase = 2.0 * np.pi * dice.uniform(seed, subject + "/phase", number)
    # Angles are taken from a corner near the district, so that float rounding stays small.
    angle = np.multiply.outer(x - 510_000.0, east) + np.multiply.outer(y - 3_350_000.0, north) + phase
    return np.asarray(np.sqrt(2.0 / _WAVES) * np.cos(angle).sum(axis=-1))
