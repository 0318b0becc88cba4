"""Horton's soil during a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.ground import Cells, with_halo
from models.waterlogging.horton.kernels import Horton, soak
from models.waterlogging.inputs import HortonInfiltration
from models.waterlogging.kernels import Flow, Ground


class HortonSoil:
    """How far each cell is along its curve; see `horton.kernels`.

    Parameters
    ----------
    soil
        Parameters by cell.
    cells
        From `ground.classify`; only computed cells drink.
    """

    def __init__(self, soil: HortonInfiltration, cells: Cells) -> None:
        excess = np.maximum(soil.initial - soil.final, np.float32(0.0))
        # A constant rate is a curve without excess; its decay must not be zero to count as soil.
        drinks = cells.computed & ((soil.initial > 0.0) | (soil.final > 0.0))
        decay = np.where(drinks, np.maximum(soil.decay, np.float32(1e-9)), np.float32(0.0))
        self.arrays = Horton(
            with_halo(soil.final), with_halo(excess), with_halo(decay), with_halo(soil.drying),
            np.zeros((soil.final.shape[0] + 2, soil.final.shape[1] + 2), np.float32),
        )  # fmt: skip
        self._rows = np.zeros(soil.final.shape[0] + 2)

    def soak(self, ground: Ground, flow: Flow, rain: NDArray[np.float32], seconds: float) -> float:
        """Let the soil drink for an interval [s]; returns what it took over the open area [m]."""
        soak(ground, flow, rain, self.arrays, seconds, self._rows)
        return float(self._rows.sum())
