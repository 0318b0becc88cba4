"""Wind of a storm at rest by distance from its centre."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.typhoon.pressure_wind import AIR_DENSITY
from models.typhoon.vortex.willoughby import willoughby2006

if TYPE_CHECKING:
    from models.typhoon.vortex.state import Vortex

Floats = NDArray[np.float64]

INNER_POWER = 0.5
"""Exponent x of Holland (2010) inside the greatest wind."""


def holland1980(
    r: Floats, *, deficit: Floats, rmax: Floats, shape: Floats, coriolis: Floats, density: float = AIR_DENSITY
) -> Floats:
    """Gradient wind sqrt((B/rho) dp (Rm/r)^B exp(-(Rm/r)^B) + (r f/2)^2) - r f/2 [m/s].

    Parameters
    ----------
    r
        Distance, any shape [m]; 0 gives 0.
    deficit, rmax, shape, coriolis
        Deficit [Pa], radius of the greatest wind [m], B [-] and the size of the Coriolis parameter [1/s].
    density
        Of the air [kg/m3].

    References
    ----------
    Holland, G. J. (1980), An analytic model of the wind and pressure profiles in hurricanes, Mon. Wea. Rev.
    108, equation 5.
    """
    force = shape / density * deficit * _bell(r, rmax, shape)
    half = 0.5 * r * coriolis
    return np.asarray(np.sqrt(force + half**2) - half)


def holland2008(r: Floats, *, vmax: Floats, rmax: Floats, shape: Floats) -> Floats:
    """Surface wind vm sqrt((Rm/r)^b exp(1 - (Rm/r)^b)) [m/s], cyclostrophic.

    References
    ----------
    Holland, G. (2008), A revised hurricane pressure-wind model, Mon. Wea. Rev. 136, equation 6.
    """
    return np.asarray(vmax * np.sqrt(np.e * _bell(r, rmax, shape)))


def holland2010(
    r: Floats, *, vmax: Floats, rmax: Floats, shape: Floats, outer_speed: Floats, outer_radius: Floats
) -> Floats:
    """Surface wind vm [(Rm/r)^b exp(1 - (Rm/r)^b)]^x [m/s].

    Parameters
    ----------
    r
        Distance, any shape [m].
    vmax, rmax, shape
        Greatest wind [m/s], its radius [m], b [-].
    outer_speed, outer_radius
        Wind v_n [m/s] that is met at r_n [m]; NaN where none is known: x is 0.5 everywhere.

    Notes
    -----
    x is 0.5 inside Rm, then linear in r through the value that gives v_n at r_n. A falling x would let the
    wind dip below v_n before r_n or rise again beyond: from Rm to r_n it stays at least v_n, since the
    radius is that to which v_n reaches, and beyond at most v_n.

    References
    ----------
    Holland, G. J., Belanger, J. I. and Fritz, A. (2010), A revised model for radial profiles of hurricane
    winds, Mon. Wea. Rev. 138, equations 6 and 10.
    """
    bell = np.e * _bell(r, rmax, shape)
    known = (outer_radius > rmax) & (outer_speed > 0.0) & (outer_speed < vmax)
    if not known.any():
        return np.asarray(vmax * np.sqrt(bell))
    far, slow = np.where(known, outer_radius, 2.0 * rmax), np.where(known, outer_speed, 0.5 * vmax)
    met = np.log(slow / vmax) / np.log(np.e * _bell(far, rmax, shape))
    slope = np.where(known, (met - INNER_POWER) / (far - rmax), 0.0)
    power = np.maximum(INNER_POWER + slope * np.maximum(r - rmax, 0.0), 0.0)
    speed = vmax * bell**power
    speed = np.where(known & (r > rmax) & (r < far), np.maximum(speed, slow), speed)
    return np.asarray(np.where(known & (r > far), np.minimum(speed, slow), speed))


def emanuel2011(r: Floats, *, vmax: Floats, rmax: Floats, coriolis: Floats) -> Floats:
    """Gradient wind of M / Mm = 2 (r/Rm)^2 / (1 + (r/Rm)^2), M = r V + f r^2 / 2; never below 0 [m/s].

    References
    ----------
    Emanuel, K. and Rotunno, R. (2011), Self-stratification of tropical cyclone outflow, part I, J. Atmos.
    Sci. 68, equation 36 with equal coefficients of exchange.
    """
    most = vmax * rmax + 0.5 * coriolis * rmax**2
    square = (r / rmax) ** 2
    momentum_over_r = most * 2.0 * r / rmax**2 / (1.0 + square)
    return np.asarray(np.maximum(momentum_over_r - 0.5 * coriolis * r, 0.0))


def _bell(r: Floats, rmax: Floats, shape: Floats) -> Floats:
    """(Rm/r)^B exp(-(Rm/r)^B), 0 in the middle."""
    with np.errstate(divide="ignore", over="ignore"):
        ratio = np.minimum(np.power(rmax / np.asarray(r, np.float64), shape), 700.0)
    return np.asarray(np.where(ratio < 700.0, ratio * np.exp(-ratio), 0.0))


def _holland1980(r: Floats, v: Vortex) -> Floats:
    gradient = holland1980(r, deficit=v.deficit, rmax=v.rmax, shape=v.shape, coriolis=np.abs(v.coriolis))
    rim = holland1980(v.rmax, deficit=v.deficit, rmax=v.rmax, shape=v.shape, coriolis=np.abs(v.coriolis))
    return np.asarray(gradient * (v.vmax / rim))


PROFILES: dict[str, Callable[[Floats, Vortex], Floats]] = {
    "holland1980": _holland1980,
    "holland2008": lambda r, v: holland2008(r, vmax=v.vmax, rmax=v.rmax, shape=v.shape),
    "holland2010": lambda r, v: holland2010(
        r, vmax=v.vmax, rmax=v.rmax, shape=v.shape, outer_speed=v.outer_speed, outer_radius=v.outer_radius
    ),
    "willoughby2006": lambda r, v: willoughby2006(r, vmax=v.vmax, rmax=v.rmax, latitude=v.latitude),
    "emanuel2011": lambda r, v: emanuel2011(r, vmax=v.vmax, rmax=v.rmax, coriolis=np.abs(v.coriolis)),
}
"""Profiles by name: 10-minute mean at 10 m over open sea [m/s] at a distance [m].

Each has the vortex's greatest symmetric wind at its radius. A gradient wind is brought to the surface by the
one factor that does this, so that reduction to 10 m needs no number of its own.
"""
