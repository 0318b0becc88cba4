"""Site class by GB 50011-2010, table 4.1.6."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLASSES = ("I0", "I1", "II", "III", "IV")
"""Site classes from hard to soft; the code of a class is its place here, counted from 1."""

STATUS = "unverified"
"""How sure the table is; its file says what was checked."""


def site_class(velocity: ArrayLike, cover: ArrayLike) -> NDArray[np.uint8]:
    """Class of sites as codes 1 to 5, see `CLASSES`; 0 where velocity or cover is missing.

    Parameters
    ----------
    velocity
        Equivalent velocity of the soil or, where rock lies bare, velocity of the rock, any shape [m/s].
    cover
        Cover thickness, same shape [m].
    """
    velocity, cover = np.broadcast_arrays(
        np.asarray(velocity, dtype=np.float64), np.asarray(cover, dtype=np.float64)
    )
    found = np.zeros(velocity.shape, dtype=np.uint8)
    for over, upto, least, second, third, fourth in _bands():
        here = (velocity > over) & (velocity <= upto) & np.isfinite(cover)
        code = np.select([cover > fourth, cover > third, cover >= second], [5, 4, 3], default=least)
        found[here] = code[here]
    return found


@cache
def _bands() -> tuple[tuple[float, float, int, float, float, float], ...]:
    text = (files("census.soils") / "tables" / "site_class.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        (
            float(row["velocity_over_m_s"]),
            float(row["velocity_upto_m_s"]),
            CLASSES.index(row["least_class"]) + 1,
            float(row["II_from_m"]),
            float(row["III_over_m"]),
            float(row["IV_over_m"]),
        )
        for row in rows
    )
