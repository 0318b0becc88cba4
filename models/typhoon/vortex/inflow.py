"""Angle by which the wind blows inwards across the isobars."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INNER_DEG, OUTER_DEG = 10.0, 25.0
"""Angle in the middle, and from `SETTLED` on [degree]."""
SETTLED = 1.2
"""Distance over the radius of the greatest wind from which the angle stays."""


def bretschneider1972(r: Floats, rmax: Floats) -> Floats:
    """Angle 10 (1 + r/Rm) inside Rm, to 25 at 1.2 Rm, then 25 [degree]; continuous.

    Notes
    -----
    Some codes have 10 + (1 + r/Rm) inside, which jumps at Rm.

    References
    ----------
    Bretschneider, C. L. (1972), A non-dimensional stationary hurricane wave model, Offshore Technology
    Conference, paper 1517; as in Phadke, A. C. et al. (2003), Ocean Eng. 30, equation 11.
    """
    x = r / rmax
    rim = 2.0 * INNER_DEG
    ramp = rim + (OUTER_DEG - rim) * np.clip((x - 1.0) / (SETTLED - 1.0), 0.0, 1.0)
    return np.asarray(np.where(x < 1.0, INNER_DEG * (1.0 + x), ramp))


def none(r: Floats, rmax: Floats) -> Floats:
    """No inflow [degree]."""
    return np.zeros(np.broadcast_shapes(np.shape(r), np.shape(rmax)))


INFLOWS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "bretschneider1972": bretschneider1972,
    "none": none,
}
"""Angles [degree] by name: of distance and radius of the greatest wind [m]."""
