"""Settlement rate of the ground: soft soil, metro lines, noise of the place; all figures synthetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake import strata
from census.twin.survey.earthquake.noise import smooth

PER_SOFT = 0.22
"""Settlement a year for each metre of soft soil [mm]."""

METRO, METRO_WIDTH = 3.5, 60.0
"""Settlement a year over a metro line [mm], and how far its trough reaches [m]."""


def metro(made: Frames) -> Any:
    """All metro lines as one geometry; empty where there are none."""
    if "metro_lines" not in made or not len(made["metro_lines"]):
        return shapely.MultiLineString()
    return shapely.union_all(made["metro_lines"].geometry.to_numpy())


def rate(
    base: Base, lines: Any, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Settlement rate [mm/yr], positive downwards, and thickness of soft soil [m]."""
    at = strata.place(base.seed, x, y)
    soft = strata.soft_thickness(base.seed, at)
    total = PER_SOFT * soft * np.exp(0.35 * smooth(base.seed, "settlement/load", x, y, 900.0))
    if not lines.is_empty:
        off = shapely.distance(shapely.points(x, y), lines)
        total = total + METRO * np.exp(-((off / METRO_WIDTH) ** 2)) * np.minimum(soft / 15.0, 1.0)
    return total, soft
