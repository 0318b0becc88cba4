"""Levels of ground motion that are equal on ellipses around the epicentre."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.seismic.motion.kernels import Axis, ellipse_levels
from models.seismic.rupture import Rupture

Floats = NDArray[np.float64]

REGIONS = ("eastern_strong", "stable_moderate")
"""Regions whose coefficients the tables hold: strong and moderate seismicity of eastern China."""


def levels_on_ellipses(rupture: Rupture, x: Floats, y: Floats, major: Axis, minor: Axis) -> Floats:
    """Level at sites x, y, shape (sites,) [m], by the levels along strike and across, shape (sites,)."""
    along, across = rupture.along_across_km(x, y)
    out = np.empty(along.shape)
    ellipse_levels(major, minor, along, across, out)
    return out
