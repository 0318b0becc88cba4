"""Roofs whose rain goes down pipes to the sewer inlets instead of onto the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from models.waterlogging.ground import Cells
from models.waterlogging.inputs import Surface

Values = NDArray[np.float64]


class RoofDrains:
    """Which inlet the built share of each cell drains to.

    Parameters
    ----------
    surface
        With `roof_reach`, the distance within which a roof has a drain [m].
    cells
        From `ground.classify`.
    rows, columns
        Cells of the inlets, shape (inlets,); some may share one.
    zone, zones
        Rain zone of each cell, shape of the grid, and how many there are.

    Notes
    -----
    Distances are those between the centres of the cells. The pipes of a roof take all its rain at once:
    gutters that run over in a cloudburst are not modelled.
    """

    def __init__(
        self,
        surface: Surface,
        cells: Cells,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        zone: NDArray[np.int32],
        zones: int,
    ) -> None:
        self.drained = np.zeros(cells.inside.shape, bool)
        """Cells whose built share drains to an inlet, shape (rows, columns)."""
        built = np.where(cells.inside & ~cells.prescribed, 1.0 - cells.storage, 0.0).astype(np.float64)
        where = np.argwhere(built > 0.0)
        self._area = sparse.csr_array((rows.size, zones), dtype=np.float64)
        if not (len(where) and rows.size):
            return
        size = surface.grid.cell_size
        distance, inlet = cKDTree(np.column_stack([rows, columns]) * size).query(where * size)
        near = distance <= surface.roof_reach
        row, column = where[near].T
        self.drained[row, column] = True
        area = built[row, column] * surface.grid.cell_area
        self._area = sparse.csr_array((area, (inlet[near], zone[row, column])), shape=(rows.size, zones))

    @property
    def area(self) -> Values:
        """Roof that drains to each inlet, shape (inlets,) [m2]."""
        return np.asarray(self._area.sum(axis=1), np.float64)

    def roof_inflow(self, rates: Values) -> Values:
        """Rain of the roofs by inlet.

        Parameters
        ----------
        rates
            Rain rate of each zone in an interval, shape (zones,) [m/s].

        Returns
        -------
        numpy.ndarray
            Shape (inlets,) [m3/s].
        """
        return np.asarray(self._area @ rates, np.float64)
