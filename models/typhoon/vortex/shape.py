"""Parameter B of Holland's profile: how sharply wind and pressure change near the greatest wind."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.typhoon.pressure_wind import AIR_DENSITY, holland2008_shape

Floats = NDArray[np.float64]

LEAST, LARGEST = 1.0, 2.5
"""Between which B is kept (Holland 1980, page 1214)."""
LEAST_DEFICIT = 50.0
"""Deficit below which none is believed [Pa]."""
EARTH_RATE = 7.292e-5
"""Of the earth's rotation [rad/s]."""


class Known(NamedTuple):
    """What B is found from, each (m,).

    Greatest symmetric wind [m/s], deficit [Pa], radius of the greatest wind [m], latitude [degree], speed of
    the centre [m/s], rate of the centre's pressure [Pa/s].
    """

    vmax: Floats
    deficit: Floats
    rmax: Floats
    latitude: Floats
    translation: Floats
    rate: Floats


def coriolis(latitude: Floats) -> Floats:
    """Coriolis parameter 2 omega sin(lat), negative in the south [1/s]."""
    return np.asarray(2.0 * EARTH_RATE * np.sin(np.radians(latitude)))


def balanced_shape(vmax: Floats, deficit: Floats) -> Floats:
    """B = v^2 e rho / dp, with which the deficit [Pa] gives the greatest wind [m/s]; within 1 and 2.5.

    References
    ----------
    Holland, G. J. (1980), Mon. Wea. Rev. 108, equation 8.
    """
    drop = np.maximum(deficit, LEAST_DEFICIT)
    return np.asarray(np.clip(vmax**2 * math.e * AIR_DENSITY / drop, LEAST, LARGEST))


def balanced_speed(shape: Floats, deficit: Floats) -> Floats:
    """Greatest wind sqrt(B dp / (rho e)) [m/s] of B and a deficit [Pa]; Holland (1980), equation 8."""
    return np.asarray(np.sqrt(shape * deficit / (AIR_DENSITY * math.e)))


def vickery2008_shape(rmax: Floats, latitude: Floats) -> Floats:
    """B = 1.833 - 0.326 sqrt(|f| Rm), Rm in m; within 1 and 2.5.

    References
    ----------
    Vickery, P. J. and Wadhera, D. (2008), Statistical models of Holland pressure profile parameter and radius
    to maximum winds of hurricanes, J. Appl. Meteor. Climatol. 47.
    """
    return np.asarray(np.clip(1.833 - 0.326 * np.sqrt(np.abs(coriolis(latitude)) * rmax), LEAST, LARGEST))


SHAPES: dict[str, Callable[[Known], Floats]] = {
    "balanced": lambda known: balanced_shape(known.vmax, known.deficit),
    "vickery2008": lambda known: vickery2008_shape(known.rmax, known.latitude),
    "holland2008": lambda known: holland2008_shape(
        known.deficit, known.latitude, known.translation, known.rate
    ),
}
"""B by name."""
