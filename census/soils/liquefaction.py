"""Liquefaction of saturated sand and silt by GB 50011-2010, section 4.3."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

DEPTH = 20.0
"""Depth to which liquefaction is judged [m]; 4.3.4."""

FOUNDATION = 2.0
"""Depth of the foundation, at least 2 m [m]; 4.3.3-3."""

GROUPS = {1: 0.80, 2: 0.95, 3: 1.05}
"""Adjustment beta by design group [-]; 4.3.4."""

STATUS = "unverified"
"""How sure the tables are; their file says what was checked."""


class Ground(NamedTuple):
    """What the criterion takes of the ground motion.

    Parameters
    ----------
    blows
        Reference blow count N_0 [-], table 4.3.4.
    magnitude
        Adjustment beta of the design group [-].
    sand_depth, silt_depth
        Characteristic depths d_0 of sand and silt [m], table 4.3.3.
    silt_clay
        Clay content of silt from which it does not liquefy [%]; 4.3.3-2.
    """

    blows: float
    magnitude: float
    sand_depth: float
    silt_depth: float
    silt_clay: float


@cache
def levels() -> dict[float, Ground]:
    """Values of the criterion by basic peak acceleration [g], increasing; beta left at 1."""
    text = (files("census.soils") / "tables" / "liquefaction.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    names = ("blows", "sand_depth_m", "silt_depth_m", "silt_clay_percent")
    found = {}
    for row in rows:
        blows, sand, silt, clay = (float(row[name]) for name in names)
        found[float(row["pga_g"])] = Ground(blows, 1.0, sand, silt, clay)
    return dict(sorted(found.items()))


def ground(pga: float, group: int) -> Ground:
    """Values of the criterion by basic peak acceleration [g] and design group; KeyError where none."""
    return levels()[pga]._replace(magnitude=GROUPS[group])


def critical_blows(
    depth: ArrayLike, water: ArrayLike, clay: ArrayLike, *, blows: float, magnitude: float
) -> NDArray[np.float64]:
    """Critical blow count of the standard penetration test.

    Parameters
    ----------
    depth, water
        Depth of the test and of the groundwater [m].
    clay
        Clay content [%]; below 3, and for sand, 3 counts.
    blows, magnitude
        N_0 and beta.

    Notes
    -----
    N_cr = N_0 beta [ln(0.6 d_s + 1.5) - 0.1 d_w] sqrt(3 / rho_c), equation 4.3.4.
    """
    depth, water = np.asarray(depth, np.float64), np.asarray(water, np.float64)
    content = np.maximum(np.asarray(clay, np.float64), 3.0)
    return np.asarray(blows * magnitude * (np.log(0.6 * depth + 1.5) - 0.1 * water) * np.sqrt(3.0 / content))


def safe_at_first_sight(cover: ArrayLike, water: ArrayLike, characteristic: ArrayLike) -> NDArray[np.bool_]:
    """Whether a shallow foundation needs no further judgement.

    Parameters
    ----------
    cover
        Thickness of what does not liquefy above, soft soil taken off, d_u [m].
    water
        Depth of the groundwater, d_w [m].
    characteristic
        Characteristic depth d_0 of the layer [m].

    Notes
    -----
    Inequalities 4.3.3-1 to 4.3.3-3 with the foundation depth d_b = 2 m; one of them is enough.
    """
    cover, water = np.asarray(cover, np.float64), np.asarray(water, np.float64)
    deep = np.asarray(characteristic, np.float64)
    base = FOUNDATION
    return np.asarray(
        (cover > deep + base - 2.0)
        | (water > deep + base - 3.0)
        | (cover + water > 1.5 * deep + 2.0 * base - 4.5)
    )


def weight(depth: ArrayLike) -> NDArray[np.float64]:
    """Weight of a layer by the depth of its middle [1/m]: 10 down to 5 m, 0 at 20 m, linear between."""
    return np.asarray(np.interp(np.asarray(depth, np.float64), [5.0, DEPTH], [10.0, 0.0]))


def index(
    blows: NDArray[np.float64],
    critical: NDArray[np.float64],
    thickness: NDArray[np.float64],
    middle: NDArray[np.float64],
) -> float:
    """Liquefaction index of a borehole: sum of (1 - N/N_cr) d W over tests with N < N_cr, equation 4.3.5."""
    lack = np.clip(1.0 - np.minimum(blows, critical) / critical, 0.0, None)
    return float((lack * thickness * weight(middle)).sum())


def grade(value: float) -> str:
    """Grade of a liquefaction index: none, slight (up to 6), moderate (up to 18), severe; table 4.3.5."""
    if value <= 0.0:
        return "none"
    return "slight" if value <= 6.0 else "moderate" if value <= 18.0 else "severe"
