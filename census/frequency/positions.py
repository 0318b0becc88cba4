"""Plotting positions: the probability given to each value of an ordered sample."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

OFFSETS: Mapping[str, float] = MappingProxyType(
    {"weibull": 0.0, "cunnane": 0.4, "gringorten": 0.44, "hazen": 0.5}
)
"""Offset a of (m - a) / (n + 1 - 2 a); Weibull's m / (n + 1) is the "expectation formula" of SL 44."""


def plotting_positions(count: int, *, kind: str = "weibull") -> NDArray[np.float64]:
    """Probability of not exceeding each value of a sample in ascending order, shape (count,).

    Parameters
    ----------
    count
        Number of values.
    kind
        One of `OFFSETS`.

    Raises
    ------
    InputError
        If the kind is not known.
    """
    if kind not in OFFSETS:
        raise InputError(f"plotting position is {kind!r}; one of {', '.join(OFFSETS)} is needed")
    offset = OFFSETS[kind]
    return np.asarray((np.arange(1, count + 1) - offset) / (count + 1 - 2 * offset))
