"""The storm-intensity equation (暴雨强度公式) that design rain, drains and frequency analysis share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHORTEST, LONGEST = 5.0, 180.0
"""Durations the formulas are fitted to [min]; beyond them they are not used."""


def storm_intensity(
    factor: float, c: float, b: float, n: float, period: ArrayLike, minutes: ArrayLike
) -> NDArray[np.float64]:
    """Mean intensity factor (1 + C lg P) / (t + b)^n, in the unit of `factor` over min^n.

    Parameters
    ----------
    factor
        Intensity factor, e.g. q1 = 167 A1 [L s-1 ha-1 min^n].
    c, b, n
        Weight of the logarithm [-], shift of the duration [min], exponent [-].
    period, minutes
        Return periods P [yr] and durations t [min], which broadcast.
    """
    years, duration = np.asarray(period, np.float64), np.asarray(minutes, np.float64)
    return np.asarray(factor * (1.0 + c * np.log10(years)) / (duration + b) ** n, np.float64)
