"""Share of a storm's motion that is added to the wind around it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FALL_M = 500_000.0
"""Of Miyazaki's share [m]."""


def miyazaki1961(r: Floats, rmax: Floats) -> Floats:
    """Share exp(-pi r / 500 km) [-].

    References
    ----------
    Miyazaki, M., Ueno, T. and Unoki, S. (1961), Theoretical investigations of typhoon surges along the
    Japanese coast, Oceanogr. Mag. 13.
    """
    del rmax
    return np.asarray(np.exp(-math.pi * r / FALL_M))


def chen1994(r: Floats, rmax: Floats) -> Floats:
    """Share 3 (Rm r)^1.5 / (Rm^3 + r^3 + (Rm r)^1.5) [-], 1 at Rm.

    References
    ----------
    Chen, K. (1994), A computation method for typhoon wind field, Tropic Oceanology 13.
    """
    both = (rmax * r) ** 1.5
    return np.asarray(3.0 * both / (rmax**3 + r**3 + both))


def none(r: Floats, rmax: Floats) -> Floats:
    """Share 0: the wind is that of a storm at rest."""
    return np.zeros(np.broadcast_shapes(np.shape(r), np.shape(rmax)))


TRANSLATIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "miyazaki1961": miyazaki1961,
    "chen1994": chen1994,
    "none": none,
}
"""Shares by name: of distance and radius of the greatest wind [m]."""
