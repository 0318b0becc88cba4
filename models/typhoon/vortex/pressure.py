"""Pressure at sea level around a storm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pressure_at(r: Floats, *, environment: Floats, deficit: Floats, rmax: Floats, shape: Floats) -> Floats:
    """Pressure pc + dp exp(-(Rm/r)^B) at a distance [Pa].

    Parameters
    ----------
    r
        Distance from the centre, any shape [m].
    environment, deficit
        Pressure around the storm, and that less the pressure at the centre [Pa].
    rmax, shape
        Radius of the greatest wind [m] and B [-].

    References
    ----------
    Holland, G. J. (1980), An analytic model of the wind and pressure profiles in hurricanes, Mon. Wea. Rev.
    108, equation 1.
    """
    with np.errstate(divide="ignore", over="ignore"):
        ratio = np.power(rmax / np.asarray(r, np.float64), shape)
    return np.asarray(environment - deficit + deficit * np.exp(-ratio))
