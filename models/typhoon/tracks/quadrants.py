"""Radii of strong winds in the four quadrants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SYMMETRIC = 9
"""Code of a circle around the centre; 1 to 8 stand for NE, E, SE, S, SW, W, NW and N, 0 for no wind."""
_QUADRANT_DEGREES = np.array([45.0, 135.0, 225.0, 315.0])


def quadrants_of(direction: Floats, longest: Floats, shortest: Floats) -> Floats:
    """Radii in the quadrants NE, SE, SW, NW of a circle that lies beside the centre.

    Parameters
    ----------
    direction
        Code of the direction of the longest radius, shape (n,).
    longest, shortest
        That radius and the one opposite, shape (n,) [m].

    Returns
    -------
    Floats
        Shape (n, 4) [m]: in the middle of each quadrant; NaN where the code is missing, 0 where it is 0.

    Notes
    -----
    The circle has the sum of both as its diameter, its middle lies off by half their difference: how the
    areas of strong and of storm winds are drawn in Japan.
    """
    code = np.asarray(direction, np.float64)
    towards = np.radians(np.where(code == SYMMETRIC, 0.0, 45.0 * code))
    offset = np.where(code == SYMMETRIC, 0.0, 0.5 * (longest - shortest))
    radius = 0.5 * (longest + shortest)
    angle = np.radians(_QUADRANT_DEGREES)[None, :] - towards[:, None]
    across = radius[:, None] ** 2 - (offset[:, None] * np.sin(angle)) ** 2
    found = offset[:, None] * np.cos(angle) + np.sqrt(np.maximum(across, 0.0))
    return np.asarray(np.where(code[:, None] == 0.0, 0.0, np.where(np.isnan(code)[:, None], np.nan, found)))
