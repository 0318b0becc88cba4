"""Intensity of GB/T 17742-2020 from ground motion, and the relations by which it falls with distance."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.seismic.motion.coefficients import rows
from models.seismic.motion.ellipse import levels_on_ellipses
from models.seismic.motion.kernels import Axis
from models.seismic.rupture import Rupture

Floats = NDArray[np.float64]

PER_LN = 3.00 / math.log(10.0)
"""Degrees of intensity by the natural logarithm of PGV."""
GRAVITY = 9.80665
"""[m/s2]."""
STATUS = "unverified"
"""Of the two formulas, which are as remembered; they give whole numbers at the middles of the table of the
standard to within its rounding."""


def intensity_of_pga(pga: ArrayLike) -> Floats:
    """I_A = 3.17 lg(PGA in m/s2) + 6.59 of a peak acceleration [g]; not bounded."""
    return np.asarray(3.17 * np.log10(GRAVITY * np.asarray(pga, np.float64)) + 6.59)


def intensity_of_pgv(pgv: ArrayLike) -> Floats:
    """I_V = 3.00 lg(PGV in m/s) + 9.77 of a peak velocity [cm/s]; not bounded."""
    return intensity_of_ln_pgv(np.log(np.asarray(pgv, np.float64)))


def intensity_of_ln_pgv(ln_pgv: ArrayLike) -> Floats:
    """I_V of the natural logarithm of a peak velocity in cm/s; linear, not bounded."""
    return np.asarray(PER_LN * (np.asarray(ln_pgv, np.float64) - math.log(100.0)) + 9.77)


def instrumental_intensity(pga: ArrayLike, pgv: ArrayLike) -> Floats:
    """Intensity of a record, from 1 to 12, of its peak acceleration [g] and velocity [cm/s].

    I_V where both are at least 6, else their mean.
    """
    by_pga, by_pgv = intensity_of_pga(pga), intensity_of_pgv(pgv)
    strong = (by_pga >= 6.0) & (by_pgv >= 6.0)
    return np.asarray(np.clip(np.where(strong, by_pgv, 0.5 * (by_pga + by_pgv)), 1.0, 12.0))


def intensity_with_distance(rupture: Rupture, x: Floats, y: Floats, region: str) -> Floats:
    """Median intensity on average ground, not bounded.

    Parameters
    ----------
    rupture
        Its magnitude, epicentre and strike count.
    x, y
        Sites, shape (sites,) [m].
    region
        One of `motion.ellipse.REGIONS`.

    Notes
    -----
    I = A + B M + C lg(R + R0) along each axis; between the axes the level of the ellipse through the site.
    """
    axes = (_terms(region, axis) for axis in ("major", "minor"))
    major, minor = (Axis(own["A"] + own["B"] * rupture.magnitude, own["C"], own["R0"]) for own in axes)
    return levels_on_ellipses(rupture, x, y, major, minor)


def intensity_sigma(region: str) -> float:
    """Total standard deviation of `intensity_with_distance`."""
    return _terms(region, "major")["sigma"]


@cache
def _terms(region: str, axis: str) -> dict[str, float]:
    row = {(row["region"], row["axis"]): row for row in rows("intensity_attenuation")}[region, axis]
    return {name: float(row[name]) for name in ("A", "B", "C", "R0", "sigma")}
