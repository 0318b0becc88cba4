"""Depth of a one-year storm by duration: formula A, and a stated extension to 24 hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from census.storm_intensity import LONGEST
from census.twin.survey.meteorological.assumptions import parameter, rows

DURATIONS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 360, 720, 1440)
"""Durations of the annual maxima of rain [min]."""

MM_PER_L_S_HA_MIN = 0.006
"""1 L/s/ha over a minute is 0.006 mm."""


def one_year_depth(duration: ArrayLike) -> NDArray[np.float64]:
    """Depth [mm] that the default formula gives for a return period of one year.

    Parameters
    ----------
    duration
        Duration [min], up to 1440.

    Notes
    -----
    Between 180 minutes and 24 hours the depth grows with a power of the duration, an exponent of its own
    (an assumption with the status unverified): the formula was fitted to 5 to 180 minutes.
    """
    formula = next(row for row in rows("formulas") if row["is_default"] == "yes")
    q1, b, n = (float(formula[name]) for name in ("q1_l_s_ha", "b_min", "n"))
    minutes = np.asarray(duration, dtype=np.float64)
    within = np.minimum(minutes, LONGEST)
    depth = MM_PER_L_S_HA_MIN * q1 * within / (within + b) ** n
    return np.asarray(depth * (minutes / within) ** parameter("long_exponent"))
