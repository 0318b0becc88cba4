"""The gullies of all nodes on the grid: what they can take, and where water comes up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.sewers.inlets import InletForm, capture
from models.waterlogging.sewers.kernels import lowest_gullies, share_cells
from models.waterlogging.sewers.network import Inlets
from models.waterlogging.waters import Waters

Values = NDArray[np.float64]

FARTHEST = 0.1
"""Greatest change of the street's level that is foreseen for an interval [m]."""

LEAST_DEPTH = 0.1
"""Depth to which a node may fill at least, however low the street above it lies [m]."""


class Gullies:
    """Gullies in the order of their nodes, with the street above them."""

    def __init__(self, inlets: Inlets, form: InletForm, waters: Waters, full: Values) -> None:
        self._inlets, self._form, self._waters = inlets, form, waters
        self._full = full
        self._least = inlets.invert + LEAST_DEPTH - full
        self._first = np.searchsorted(inlets.gully_node, np.arange(len(inlets.node) + 1))
        cells = np.ravel_multi_index((inlets.rows, inlets.columns), waters.shape)
        _, self._cell = np.unique(cells, return_inverse=True)
        self._wanted = np.zeros(int(self._cell.max(initial=-1)) + 1)
        self._area = self.of_nodes(waters.open_area(inlets.rows, inlets.columns))

    def lowest(self, net: Values, seconds: float) -> tuple[NDArray[np.int64], Values]:
        """Gully of each node with the lowest water above it, and how far its head may rise.

        Parameters
        ----------
        net
            Flow that stayed below in the last interval, shape (nodes,) [m3/s].
        seconds
            Length of the interval to come [s].

        Returns
        -------
        tuple of numpy.ndarray
            Number of the gully, and level of the street above full, shape (nodes,) [m].

        Notes
        -----
        The level is that of the end of the interval if the exchange goes on as it did. With the level of its
        beginning a pipe between two ponds swings for ever; that of its middle is where swings neither
        grow nor fade; with that of its end they fade.
        """
        inlets = self._inlets
        level = self._waters.level(inlets.rows, inlets.columns)
        lowest, height = lowest_gullies(self._first, level)
        change = np.clip(net * seconds / self._area, -FARTHEST, FARTHEST)
        return lowest, np.maximum(height - change - self._full, self._least)

    def offered(self, seconds: float) -> Values:
        """Flow that each gully can take for a time from now [m3/s]; no cell gives more than it holds."""
        inlets, waters = self._inlets, self._waters
        flow = capture(waters.depth(inlets.rows, inlets.columns), self._form) * inlets.gullies
        held = waters.volume(inlets.rows, inlets.columns)
        share_cells(self._cell, held, seconds, self._wanted, flow)
        return flow

    def of_nodes(self, values: Values) -> Values:
        """Sum over the gullies of each node, shape (nodes,)."""
        sums = np.bincount(self._inlets.gully_node, weights=values, minlength=len(self._inlets.node))
        return np.asarray(sums, np.float64)
