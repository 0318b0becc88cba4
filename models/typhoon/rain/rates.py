"""Rain rates about the centre of a storm, by published relations."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.typhoon.averaging import averaging_factor

FloatArray = NDArray[np.float64]

_KNOT = 1852.0 / 3600.0
_INCH_PER_DAY = 25.4 / 24.0
"""In mm/h."""
_THRESHOLD_KN, _SCALE_KN = 35.0, 33.0


class Intensity(NamedTuple):
    """How strong a storm is, each number broadcast against the distances.

    Greatest 10-minute mean wind at 10 m over open sea [m/s], pressure around it less that at its centre [Pa],
    radius of the greatest wind [m].
    """

    vmax: FloatArray
    deficit: FloatArray
    rmax: FloatArray


Rate = Callable[[FloatArray, Intensity], FloatArray]
"""Distance and intensity to a rain rate."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table beside this file; lines of '#' are left out."""
    text = (files("models.typhoon.rain") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def parameter(name: str) -> float:
    """Value of a row of `tables/parameters.csv`; KeyError where none."""
    return {row["name"]: float(row["value"]) for row in rows("parameters")}[name]


def rcliper(distance: FloatArray, storm: Intensity) -> FloatArray:
    """Rain by the greatest wind.

    Parameters
    ----------
    distance
        From the centre [m].
    storm
        Of which the greatest wind is used.

    Returns
    -------
    ndarray
        Rain rate, the mean around the centre [mm/h].

    Notes
    -----
    R = T0 + (Tm - T0) r / rm within rm and Tm exp(-(r - rm) / re) beyond, each of the four linear in
    U = 1 + (v - 35 kn) / 33 kn with v the 1-minute wind; nowhere negative and none beyond 500 km.

    References
    ----------
    Tuleya, R. E., DeMaria, M. and Kuligowski, R. J. (2007), Weather and Forecasting 22, 56-70, equations (3)
    to (5), table 2.
    """
    one_minute = storm.vmax * averaging_factor(600.0, 60.0, exposure="at-sea")
    scaled = 1.0 + (one_minute / _KNOT - _THRESHOLD_KN) / _SCALE_KN
    held = {row["name"]: (float(row["at_zero"]), float(row["by_wind"])) for row in rows("rcliper")}
    centre, ring, radius, extent = (
        held[name][0] + held[name][1] * scaled for name in ("centre", "ring", "radius", "extent")
    )
    radius = np.maximum(radius, parameter("least_radius"))
    extent = np.maximum(extent, parameter("least_radius"))
    r = distance / 1000.0
    inner = centre + (ring - centre) * np.minimum(r / radius, 1.0)
    outer = ring * np.exp(-np.maximum(r - radius, 0.0) / extent)
    rate = np.where(r <= radius, inner, outer)
    return np.asarray(np.where(r <= parameter("reach"), np.maximum(rate, 0.0) * _INCH_PER_DAY, 0.0))


def ipet(distance: FloatArray, storm: Intensity) -> FloatArray:
    """Rain by the pressure deficit.

    Parameters
    ----------
    distance
        From the centre [m].
    storm
        Of which the deficit and the radius are used.

    Returns
    -------
    ndarray
        Rain rate [mm/h].

    Notes
    -----
    R = (1.14 + 0.12 dp) within rmax and times exp(-0.3 (r - rmax) / rmax) beyond, dp in hPa; none beyond
    500 km.

    References
    ----------
    Interagency Performance Evaluation Task Force (2006), volume VIII, Engineering and operational risk and
    reliability analysis.
    """
    core = parameter("ipet_base") + parameter("ipet_by_deficit") * np.maximum(storm.deficit, 0.0) / 100.0
    outside = np.maximum(distance - storm.rmax, 0.0) / storm.rmax
    rate = core * np.exp(-parameter("ipet_decay") * outside)
    return np.asarray(np.where(distance <= 1000.0 * parameter("reach"), rate, 0.0))


RATES: dict[str, Rate] = {"r-cliper": rcliper, "ipet": ipet}
"""Relations by name."""

STATUS = {"r-cliper": "unverified", "ipet": "verified"}
"""R-CLIPER takes a 1-minute wind, and the table that makes it of 10-minute winds is unverified."""
