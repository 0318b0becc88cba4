"""Ground motion on rock behind the zonation map of China, after Yu, Li and Xiao (2013).

The coefficients are the base-10 form that was published with GB 18306-2015.

References
----------
Yu, Y., Li, S., Xiao, L. (2013). Development of ground motion attenuation relations for the new seismic hazard
map of China. Technology for Earthquake Disaster Prevention 8(1), 24-33.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.seismic.motion.coefficients import rows
from models.seismic.motion.ellipse import levels_on_ellipses
from models.seismic.motion.kernels import Axis
from models.seismic.rupture import Rupture

Floats = NDArray[np.float64]

MEASURES = ("PGA", "PGV")
BREAK = 6.5
"""Surface-wave magnitude up to which A1 and B1 hold and above which A2 and B2 do."""
LN10 = math.log(10.0)
STANDARD_GRAVITY = 980.665
"""[cm/s2]."""
_UNIT = {"PGA": STANDARD_GRAVITY, "PGV": 1.0}
"""What a level's unit is in the unit of a measure's result."""


class Terms(NamedTuple):
    """One row of the coefficient table; the names are the standard's."""

    A1: float
    B1: float
    A2: float
    B2: float
    C: float
    D: float
    E: float
    sigma: float


@cache
def terms(measure: str, region: str, axis: str) -> Terms:
    """Coefficients of a measure along an axis ("major", "minor"); KeyError where there are none."""
    row = {(row["measure"], row["region"], row["axis"]): row for row in rows("yu2013")}[measure, region, axis]
    return Terms(*(float(row[name]) for name in Terms._fields))


def median_ln(measure: str, rupture: Rupture, x: Floats, y: Floats, region: str) -> Floats:
    """Natural logarithm of the median on rock [g; cm/s for PGV].

    Parameters
    ----------
    measure
        "PGA" or "PGV".
    rupture
        Its magnitude, epicentre and strike count.
    x, y
        Sites, shape (sites,) [m].
    region
        One of `motion.ellipse.REGIONS`.

    Notes
    -----
    lg Y = A + B M + C lg(R + D exp(E M)) along each axis, R being the epicentral distance; between the axes
    the level of the ellipse through the site.
    """
    major, minor = (axis_of(terms(measure, region, axis), rupture.magnitude) for axis in ("major", "minor"))
    return LN10 * levels_on_ellipses(rupture, x, y, major, minor) - math.log(_UNIT[measure])


def axis_of(own: Terms, magnitude: float) -> Axis:
    """The relation along an axis for one magnitude."""
    first, slope = (own.A1, own.B1) if magnitude <= BREAK else (own.A2, own.B2)
    return Axis(first + slope * magnitude, own.C, own.D * math.exp(own.E * magnitude))


def total_sigma(measure: str, region: str) -> float:
    """Total standard deviation of the natural logarithm [-]."""
    return LN10 * terms(measure, region, "major").sigma
