"""Greatest wind of a storm from its pressure, and back, where an agency gives only one of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AIR_DENSITY = 1.15
"""[kg/m3]"""
LEAST_DEFICIT, LARGEST_DEFICIT = 1.0e2, 1.6e4
"""Between which a deficit is sought [Pa]; the wind rises with the deficit all the way."""
HALVINGS = 40


@dataclass(frozen=True)
class PressureWind:
    """A relation between the deficit of pressure and the greatest wind.

    Parameters
    ----------
    speed
        Wind [m/s] of deficit [Pa], latitude [degree], translation speed [m/s] and rate of the centre's
        pressure [Pa/s].
    averaging_s
        Averaging period of that wind [s]; it holds at 10 m over open sea.
    source, status
        Where it comes from; "unverified" if that could not be looked up.
    """

    speed: Callable[[Floats, Floats, Floats, Floats], Floats]
    averaging_s: float
    source: str
    status: str


def holland2008_shape(deficit: Floats, latitude: Floats, translation: Floats, rate: Floats) -> Floats:
    """Parameter b_s of the surface wind [-], from deficit [Pa], degrees, m/s and Pa/s.

    Notes
    -----
    b_s = -4.4e-5 dp^2 + 0.01 dp + 0.03 dpc/dt - 0.014 |lat| + 0.15 vt^x + 1, x = 0.6 (1 - dp/215), with dp
    in hPa and dpc/dt in hPa/h; kept within 0.5 and 2.5.

    References
    ----------
    Holland, G. (2008), A revised hurricane pressure-wind model, Mon. Wea. Rev. 136, equations 11 and 12.
    """
    drop, hourly = deficit / 100.0, rate * 36.0
    power = 0.6 * (1.0 - drop / 215.0)
    shape = (
        -4.4e-5 * drop**2
        + 0.01 * drop
        + 0.03 * hourly
        - 0.014 * np.abs(latitude)
        + 0.15 * np.maximum(translation, 0.0) ** power
        + 1.0
    )
    return np.asarray(np.clip(shape, 0.5, 2.5))


def holland2008_speed(deficit: Floats, latitude: Floats, translation: Floats, rate: Floats) -> Floats:
    """Greatest surface wind v = sqrt(b_s dp / (rho e)) [m/s]; Holland (2008), equation 12."""
    shape = holland2008_shape(deficit, latitude, translation, rate)
    return np.asarray(np.sqrt(shape * deficit / (AIR_DENSITY * math.e)))


def atkinson1977_speed(deficit: Floats, latitude: Floats, translation: Floats, rate: Floats) -> Floats:
    """Greatest surface wind 6.7 (1010 - pc)^0.644 kn, with the deficit for the bracket [m/s].

    References
    ----------
    Atkinson, G. D. and Holliday, C. R. (1977), Tropical cyclone minimum sea level pressure/maximum sustained
    wind relationship for the western North Pacific, Mon. Wea. Rev. 105.
    """
    del latitude, translation, rate
    return np.asarray(6.7 * (np.maximum(deficit, 0.0) / 100.0) ** 0.644 * KNOT)


KNOT = 1852.0 / 3600.0
"""[m/s]"""

PRESSURE_WIND = {
    # That the paper's winds are 1-minute ones is the reading of other codes; the eleven storms agree with it.
    "holland2008": PressureWind(holland2008_speed, 60.0, "Holland (2008)", "unverified"),
    "atkinson1977": PressureWind(atkinson1977_speed, 60.0, "Atkinson and Holliday (1977)", "unverified"),
}
"""Relations by name."""


def deficit_of(
    relation: PressureWind, speed: Floats, latitude: Floats, translation: Floats, rate: Floats
) -> Floats:
    """Deficit [Pa] at which a relation gives a wind [m/s] of its averaging period, any shape.

    Notes
    -----
    By halving between 1 and 160 hPa; a wind beyond either end gives that end.
    """
    low = np.full(np.shape(speed), LEAST_DEFICIT)
    high = np.full(np.shape(speed), LARGEST_DEFICIT)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        over = relation.speed(middle, latitude, translation, rate) > speed
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.asarray(0.5 * (low + high))
