"""Sites and the factor of the Chinese zonation map on their ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.motion.coefficients import rows

Floats = NDArray[np.float64]

SITE_CLASSES = ("I0", "I1", "II", "III", "IV")
"""Site classes of GB 50011 from hard to soft; the code of a class is its place here, from 0."""

LEAST_VS30, LARGEST_VS30 = 50.0, 3000.0
"""Soft peat and the hardest rock [m/s]; what lies outside is no velocity of ground."""


@dataclass(frozen=True)
class Sites:
    """Places at which ground motion is asked for.

    Parameters
    ----------
    x, y
        Coordinates in the CRS of the rupture, shape (sites,) [m].
    vs30
        Mean shear-wave velocity of the upper 30 m, shape (sites,) [m/s]; looked at only where it is used.
    site_class
        Codes into `SITE_CLASSES`, -1 where not known, shape (sites,); looked at only where it is used.
    """

    x: Floats
    y: Floats
    vs30: Floats
    site_class: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name in ("y", "vs30", "site_class"):
            shape = np.shape(getattr(self, name))
            if shape != np.shape(self.x):
                raise InputError(
                    f"sites: {name} has shape {shape}, x has {np.shape(self.x)}; the same is needed"
                )


def check_vs30(sites: Sites) -> None:
    """Refuse velocities of zero, below, missing or beyond any ground's.

    Raises
    ------
    InputError
        Which names the first site and how many there are.
    """
    wrong = ~((sites.vs30 >= LEAST_VS30) & (sites.vs30 <= LARGEST_VS30))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            f"Vs30 of site {first + 1} is {sites.vs30[first]:g} m/s ({int(wrong.sum())} such sites); "
            f"{LEAST_VS30:g} to {LARGEST_VS30:g} m/s is needed"
        )


def check_site_class(sites: Sites) -> None:
    """Refuse site classes that are missing or no class.

    Raises
    ------
    InputError
        Which names the first site and how many there are.
    """
    wrong = (sites.site_class < 0) | (sites.site_class >= len(SITE_CLASSES))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            f"site class of site {first + 1} is {int(sites.site_class[first])} ({int(wrong.sum())} such "
            f"sites); 0 to {len(SITE_CLASSES) - 1} for {', '.join(SITE_CLASSES)} is needed"
        )


def site_factor(site_class: NDArray[np.int64], pga_class_ii: Floats) -> Floats:
    """Factor of the ground over class II ground [-] by GB 18306-2015, table E.1.

    Parameters
    ----------
    site_class
        Codes into `SITE_CLASSES`, shape (sites,).
    pga_class_ii
        Peak acceleration on class II ground, shape (sites,) [g].
    """
    acceleration, factors = _site_factors()
    out = np.empty(np.shape(pga_class_ii))
    for code in range(len(SITE_CLASSES)):
        here = site_class == code
        out[here] = np.interp(pga_class_ii[here], acceleration, factors[code])
    return out


@cache
def _site_factors() -> tuple[Floats, Floats]:
    """Accelerations [g] of the table's columns and the factors, shape (classes, columns)."""
    table = {row["site_class"]: row for row in rows("site_factor")}
    columns = [name for name in table["II"] if name != "site_class"]
    return (
        np.array([float(name) for name in columns]),
        np.array([[float(table[name][column]) for column in columns] for name in SITE_CLASSES]),
    )
