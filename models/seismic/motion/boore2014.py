"""Ground motion after Boore et al. (2014), for California, without a term of the basin.

The relation was fitted to magnitudes from 3 to 8.5 (7 for normal mechanisms), distances to 400 km and Vs30
from 150 to 1500 m/s; beyond these it is carried on.

References
----------
Boore, D. M., Stewart, J. P., Seyhan, E., Atkinson, G. M. (2014). NGA-West2 equations for predicting PGA, PGV,
and 5% damped PSA for shallow crustal earthquakes. Earthquake Spectra 30(3), 1057-1085.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.seismic.motion.coefficients import rows

Floats = NDArray[np.float64]

REFERENCE_MAGNITUDE = 4.5
REFERENCE_DISTANCE = 1.0
"""[km]."""
REFERENCE_VS30 = 760.0
"""Velocity of the rock the relation starts from [m/s]."""
F1, F3 = 0.0, 0.1
"""Of the nonlinear site term, equation 7 [-, g]."""
V1, V2 = 225.0, 300.0
"""Velocities between which the scatter within an event falls, equation 15 [m/s]."""


class Terms(NamedTuple):
    """One row of the coefficient table; the names are the paper's."""

    e0: float
    e1: float
    e2: float
    e3: float
    e4: float
    e5: float
    e6: float
    Mh: float
    c1: float
    c2: float
    c3: float
    h: float
    Dc3: float
    c: float
    Vc: float
    f4: float
    f5: float
    R1: float
    R2: float
    DfR: float
    DfV: float
    phi1: float
    phi2: float
    tau1: float
    tau2: float


@cache
def terms(measure: str) -> Terms:
    """Coefficients of a measure; KeyError where there are none."""
    row = {row["measure"]: row for row in rows("boore2014")}[measure]
    return Terms(*(float(row[name]) for name in Terms._fields))


@cache
def measures() -> tuple[str, ...]:
    """Measures of the coefficient table."""
    return tuple(row["measure"] for row in rows("boore2014"))


def median_ln(measure: str, magnitude: float, rake_deg: float, distance: Floats, vs30: Floats) -> Floats:
    """Natural logarithm of the median [g; cm/s for PGV].

    Parameters
    ----------
    measure
        One of `measures()`.
    magnitude
        Moment magnitude [-].
    rake_deg
        Direction of slip [degree]; NaN for a mechanism that is not known.
    distance
        Joyner-Boore distance, any shape [km].
    vs30
        Mean shear-wave velocity of the upper 30 m, same shape [m/s].
    """
    own, rock = terms(measure), terms("PGA")
    pga_rock = np.exp(event_term(rock, magnitude, rake_deg) + path_term(rock, magnitude, distance))
    return np.asarray(
        event_term(own, magnitude, rake_deg)
        + path_term(own, magnitude, distance)
        + site_term(own, vs30, pga_rock)
    )


def event_term(own: Terms, magnitude: float, rake_deg: float) -> float:
    """Term of the source F_E; equation 2."""
    base = {"": own.e0, "strike-slip": own.e1, "normal": own.e2, "reverse": own.e3}[mechanism(rake_deg)]
    over = magnitude - own.Mh
    return base + (own.e6 * over if over > 0.0 else own.e4 * over + own.e5 * over * over)


def mechanism(rake_deg: float) -> str:
    """Mechanism of a direction of slip: strike-slip within 30 degrees of horizontal; "" where not known."""
    if math.isnan(rake_deg):
        return ""
    if abs(rake_deg) <= 30.0 or abs(rake_deg) >= 150.0:
        return "strike-slip"
    return "reverse" if rake_deg > 0.0 else "normal"


def path_term(own: Terms, magnitude: float, distance: Floats) -> Floats:
    """Term of the path F_P, equations 3 and 4; distance in km."""
    effective = np.sqrt(distance * distance + own.h * own.h)
    spreading = own.c1 + own.c2 * (magnitude - REFERENCE_MAGNITUDE)
    return np.asarray(
        spreading * np.log(effective / REFERENCE_DISTANCE)
        + (own.c3 + own.Dc3) * (effective - REFERENCE_DISTANCE)
    )


def site_term(own: Terms, vs30: Floats, pga_rock: Floats) -> Floats:
    """Term of the site F_S, equations 5 to 8; pga_rock is the median PGA on reference rock [g]."""
    linear = own.c * np.log(np.minimum(vs30, own.Vc) / REFERENCE_VS30)
    strength = own.f4 * (
        np.exp(own.f5 * (np.minimum(vs30, 760.0) - 360.0)) - math.exp(own.f5 * (760.0 - 360.0))
    )
    return np.asarray(linear + F1 + strength * np.log((pga_rock + F3) / F3))


def between_sigma(measure: str, magnitude: float) -> float:
    """Standard deviation between events tau; equation 14."""
    own = terms(measure)
    return _by_magnitude(magnitude, own.tau1, own.tau2)


def within_sigma(measure: str, magnitude: float, distance: Floats, vs30: Floats) -> Floats:
    """Standard deviation within an event phi, equations 13, 15 and 16; arguments as of `median_ln`."""
    own = terms(measure)
    far = np.log(np.clip(distance, own.R1, own.R2) / own.R1) / math.log(own.R2 / own.R1)
    soft = np.log(V2 / np.clip(vs30, V1, V2)) / math.log(V2 / V1)
    return np.asarray(_by_magnitude(magnitude, own.phi1, own.phi2) + own.DfR * far - own.DfV * soft)


def _by_magnitude(magnitude: float, small: float, large: float) -> float:
    """Linear between magnitudes 4.5 and 5.5."""
    return small + (large - small) * min(max(magnitude - 4.5, 0.0), 1.0)
