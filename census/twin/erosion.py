"""Valleys cut into the hills by running water, so that every slope drains to the plain.

References
----------
Braun, J. and Willett, S. D. (2013). A very efficient O(n), implicit and parallel method to solve
the stream power equation governing fluvial incision and landscape evolution. Geomorphology
180-181, 170-179.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from census.twin.drainage import spill_level
from census.twin.kernels import incised

_ROUNDS = 20
_STRENGTH = 0.030
"""Erodibility times time step times cell area to the power of the area exponent; synthetic."""

_AREA_EXPONENT = 0.45
_UPLIFT = 0.045
"""Share of the first height by which the hills are raised each round; synthetic."""

_CREEP = 0.3
"""Width of the hillslope smoothing of one round, in cells; synthetic."""


def eroded(height: NDArray[np.float64], cell_size: float) -> NDArray[np.float64]:
    """Hills after rounds of incision (stream power, implicit) and creep.

    Parameters
    ----------
    height
        Height above the plain, shape (rows, columns) [m]; the raster's edge stays as it is.
    cell_size
        Edge of a cell [m].
    """
    edge = np.ones(height.shape, dtype=bool)
    edge[1:-1, 1:-1] = False
    closed = np.zeros_like(edge)
    level = height.copy()
    for _ in range(_ROUNDS):
        filled = spill_level(
            level.astype(np.float32), closed, edge, slope=1e-3, cell_size=cell_size, diagonal=True
        ).astype(np.float64)
        order = np.argsort(filled, axis=None, kind="stable")
        level = incised(filled, order, _STRENGTH, _AREA_EXPONENT)
        level = np.where(edge, height, gaussian_filter(level, _CREEP) + _UPLIFT * height)
    return level
