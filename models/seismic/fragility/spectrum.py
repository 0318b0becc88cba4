"""How far the medians of Hazus on peak acceleration move with the spectrum of an earthquake."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.seismic.tables import table_rows

Floats = NDArray[np.float64]

REFERENCE_RATIO = 1.5
"""SA(1.0) over PGA of the reference spectrum: 1 on rock times F_V of strong motion on site class D."""


def median_factor(
    magnitude: float, distance_km: Floats, vs30: Floats, *, rock_pga: Floats, ground_pga: Floats
) -> Floats:
    """Factor on the medians of the equivalent-PGA curves for the spectrum of one earthquake.

    Parameters
    ----------
    magnitude
        Moment magnitude; outside 5 to 8 the nearer end stands.
    distance_km
        Hypocentral distance, shape (n,) [km]; outside 10 to 80 km the nearer end stands.
    vs30
        Shear-wave velocity of the upper 30 m, shape (n,) [m/s].
    rock_pga, ground_pga
        Peak acceleration on rock and on the ground there, shape (n,) [g].

    Returns
    -------
    numpy.ndarray
        R (1.5 / F_V) (ground_pga / rock_pga), shape (n,) [-]: above 1 where the motion has less at long
        periods than the reference spectrum has for the same peak.

    Notes
    -----
    The 1 s acceleration on rock is PGA / R, with a spectrum shape ratio R that falls with the magnitude; on
    the ground it is F_V times that, and the reference spectrum has 1.5 times the peak. The manual's equation
    is R (1.5 / F_V): it leaves out the factor of the ground on the peak, which is near 1 under the strong
    motion it was made for but not under weak motion on soft ground. Tables and equation are unverified. The
    ratios are those of older relations: against Boore et al. (2014) the factor is 0.5 to 1.0 times theirs.

    References
    ----------
    FEMA (2020). Hazus earthquake model technical manual, equivalent-PGA structural fragility curves.
    """
    ratio = shape_ratio(magnitude, distance_km)
    long_period = long_period_factor(vs30, rock_pga / ratio)
    return ratio * REFERENCE_RATIO / long_period * (ground_pga / rock_pga)


def shape_ratio(magnitude: float, distance_km: Floats) -> Floats:
    """PGA / SA(1.0) on rock [-], linear in magnitude and distance between the entries of the table."""
    distances, magnitudes, ratios = _table("spectrum_shape")
    by_distance = [np.interp(magnitude, magnitudes, row) for row in ratios]
    return np.asarray(np.interp(distance_km, distances, by_distance))


def long_period_factor(vs30: Floats, rock_sa1: Floats) -> Floats:
    """Site factor of the 1 s acceleration [-] by Vs30 [m/s] and the 1 s acceleration on rock [g]."""
    least, accelerations, factors = _table("long_period_factor")
    found = np.empty(np.shape(vs30))
    row = np.argmax(np.asarray(vs30)[:, None] >= least, axis=1)
    for code, values in enumerate(factors):
        here = row == code
        found[here] = np.interp(rock_sa1[here], accelerations, values)
    return found


@cache
def _table(name: str) -> tuple[Floats, Floats, Floats]:
    """First column, heads of the others, and their values, shape (rows, columns)."""
    rows = table_rows("models.seismic.fragility", name)
    values = np.array([list(row.values()) for row in rows], dtype=np.float64)
    return values[:, 0], np.array(list(rows[0])[1:], dtype=np.float64), values[:, 1:]
