"""Radius of the greatest wind where the agency gives none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def vickery2008_rmax(deficit: Floats, vmax: Floats, latitude: Floats) -> Floats:
    """Radius exp(3.015 - 6.291e-5 dp^2 + 0.0337 |lat|) km, dp in hPa, as [m].

    References
    ----------
    Vickery, P. J. and Wadhera, D. (2008), Statistical models of Holland pressure profile parameter and radius
    to maximum winds of hurricanes, J. Appl. Meteor. Climatol. 47.
    """
    del vmax
    drop = deficit / 100.0
    return np.asarray(1000.0 * np.exp(3.015 - 6.291e-5 * drop**2 + 0.0337 * np.abs(latitude)))


def willoughby2006_rmax(deficit: Floats, vmax: Floats, latitude: Floats) -> Floats:
    """Radius 46.4 exp(-0.0155 v + 0.0169 |lat|) km of the 1-minute wind v [m/s], as [m].

    References
    ----------
    Willoughby, H. E., Darling, R. W. R. and Rahn, M. E. (2006), Parametric representation of the primary
    hurricane vortex, part II, Mon. Wea. Rev. 134, equation 7a.
    """
    del deficit
    return np.asarray(46.4e3 * np.exp(-0.0155 * vmax + 0.0169 * np.abs(latitude)))


RMAX: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "vickery2008": vickery2008_rmax,
    "willoughby2006": willoughby2006_rmax,
}
"""Relations by name: radius [m] of deficit [Pa], greatest 1-minute wind [m/s] and latitude [degree]."""
