"""Mean wind and gust with height over ground of any roughness, against the open sea.

EN 1991-1-4:2005, clause 4.3.2: v(z) = kr ln(z / z0) vb with kr = 0.19 (z0 / 0.05 m)^0.07, so that winds over
two roughnesses at one wind aloft are to each other as (z0 / z0')^0.07 ln(z / z0) / ln(z' / z0'). Over closed
ground z counts from the displacement height (annex A.5); below a least height the wind does not fall further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.typhoon.surface.fields import HEIGHT, SEA_ROUGHNESS

Floats = NDArray[np.float64]

EXPONENT = 0.07
"""Exponent of the terrain factor, EN 1991-1-4, equation 4.5 [-]."""

LEAST_HEIGHT_OF_ROUGHNESS = ((0.003, 1.0), (0.01, 1.0), (0.05, 2.0), (0.3, 5.0), (1.0, 10.0))
"""Roughness length and least height [m], EN 1991-1-4, table 4.1; between them along the logarithm of the
length."""

LONGEST_ROUGHNESS = 1.0
"""Roughness lengths count up to here [m], where the table of the code ends."""


def least_height(roughness: ArrayLike) -> Floats:
    """Height above the displacement below which the profile does not fall further [m]."""
    length = np.asarray(roughness, np.float64)
    at, least = np.array(LEAST_HEIGHT_OF_ROUGHNESS).T
    found = np.interp(np.log(length), np.log(at), least)
    return np.asarray(found)


def factor_at_height(
    height: ArrayLike,
    roughness: ArrayLike,
    displacement: ArrayLike,
    *,
    sea_roughness: float = SEA_ROUGHNESS,
    sea_height: float = HEIGHT,
) -> Floats:
    """10-minute mean at a height over that at 10 m over open sea; arrays of shapes that fit each other.

    Parameters
    ----------
    height
        Height above the ground [m].
    roughness, displacement
        Roughness length and zero-plane displacement of the ground upwind [m].
    sea_roughness, sea_height
        Roughness length of the sea and height of the wind over it [m].

    Returns
    -------
    Array [-]
        1 for the sea itself at its height.

    References
    ----------
    EN 1991-1-4:2005, equations 4.3 to 4.5 and annex A.5.
    """
    length = np.minimum(np.asarray(roughness, np.float64), LONGEST_ROUGHNESS)
    terrain = (length / sea_roughness) ** EXPONENT
    above = _above(height, length, displacement)
    return np.asarray(terrain * np.log(above / length) / np.log(sea_height / sea_roughness))


def turbulence_intensity(height: ArrayLike, roughness: ArrayLike, displacement: ArrayLike) -> Floats:
    """Standard deviation of the wind along its direction over its mean, 1 / ln((z - d) / z0) [-].

    Parameters are those of `factor_at_height`.

    References
    ----------
    EN 1991-1-4:2005, equation 4.7, with a turbulence factor of 1.
    """
    length = np.minimum(np.asarray(roughness, np.float64), LONGEST_ROUGHNESS)
    return np.asarray(1.0 / np.log(_above(height, length, displacement) / length))


def cook(intensity: ArrayLike) -> Floats:
    """3-second gust over the 10-minute mean: G(3 s) / G(600 s), where G(t) = 1 + 0.42 Iu ln(3600 s / t).

    References
    ----------
    Cook, N. J. (1985). The designer's guide to wind loading of building structures, part 1, after
    Wieringa (1973); status: unverified, the book was not at hand.
    """
    found = np.asarray(intensity, np.float64)
    return np.asarray((1.0 + 0.42 * np.log(1200.0) * found) / (1.0 + 0.42 * np.log(6.0) * found))


def wieringa(intensity: ArrayLike) -> Floats:
    """3-second gust over the 10-minute mean: 1 + Iu (1.42 + 0.3013 ln(990 m / (v t) - 4)), v = 20 m/s.

    References
    ----------
    Wieringa, J. (1973). Gust factors over open water and built-up country. Boundary-Layer Meteorology 3,
    424-441; status: unverified, the paper was not at hand.
    """
    return np.asarray(1.0 + (1.42 + 0.3013 * np.log(990.0 / 60.0 - 4.0)) * np.asarray(intensity, np.float64))


GUSTS: Mapping[str, Callable[[ArrayLike], Floats]] = {"cook": cook, "wieringa": wieringa}
"""Gust factor from the turbulence intensity, by name."""


def gust_factor_at_height(
    height: ArrayLike,
    roughness: ArrayLike,
    displacement: ArrayLike,
    *,
    hill: ArrayLike = 1.0,
    relation: str = "cook",
) -> Floats:
    """3-second gust over the 10-minute mean at one height.

    Parameters
    ----------
    height, roughness, displacement
        As for `factor_at_height` [m].
    hill
        Speed-up of the mean by the ground's shape [-]: it does not raise the fluctuations, so that the
        intensity falls by it (EN 1991-1-4, equation 4.7).
    relation
        "cook" or "wieringa".
    """
    intensity = turbulence_intensity(height, roughness, displacement) / np.asarray(hill, np.float64)
    return GUSTS[relation](intensity)


def _above(height: ArrayLike, length: Floats, displacement: ArrayLike) -> Floats:
    lift = np.asarray(height, np.float64) - np.asarray(displacement, np.float64)
    return np.maximum(lift, least_height(length))
