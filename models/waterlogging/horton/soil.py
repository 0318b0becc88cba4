"""Horton's soil during a run."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.ground import Cells, with_halo
from models.waterlogging.horton.kernels import LONGEST, Horton, soak
from models.waterlogging.inputs import HortonInfiltration
from models.waterlogging.kernels import Flow, Ground


class HortonSoil:
    """What of its first rate the soil of each cell has left; see `horton.kernels`.

    Parameters
    ----------
    soil
        Parameters by cell.
    cells
        From `ground.classify`; only computed cells drink.
    """

    def __init__(self, soil: HortonInfiltration, cells: Cells) -> None:
        zero = np.float32(0.0)
        above = np.maximum(np.where(cells.computed, soil.initial - soil.final, zero), zero)
        decay = np.where(cells.computed, soil.decay, zero)
        # Without decay the first rate lasts for ever: it is the final one.
        lasting = np.where(decay > 0.0, soil.final, np.maximum(soil.initial, soil.final))
        excess = np.zeros_like(above)
        np.divide(above, decay, out=excess, where=decay > 0.0)
        self.arrays = Horton(
            with_halo(np.where(cells.computed, lasting, zero)), with_halo(excess), with_halo(decay),
            with_halo(np.where(cells.computed, soil.drying, zero)), with_halo(np.ones_like(above), fill=1.0),
        )  # fmt: skip
        self._fastest = float(decay.max(initial=0.0))
        self._dries = bool((self.arrays.drying > 0.0).any())
        self._soaked = np.zeros_like(self.arrays.left)
        self._rows = np.zeros(self._soaked.shape[0])

    def soak(self, ground: Ground, flow: Flow, rain: NDArray[np.float32], seconds: float) -> float:
        """Let the soil drink for an interval [s]; returns what it took over the open area [m]."""
        parts = max(1, math.ceil(self._fastest * seconds / LONGEST))
        taken = 0.0
        for part in range(1, parts + 1):
            fallen = np.float32(seconds * part / parts)
            soak(
                ground, flow, rain, self.arrays, np.float32(seconds / parts), fallen, self._dries,
                self._soaked, self._rows,
            )  # fmt: skip
            taken += float(self._rows.sum())
        return taken
