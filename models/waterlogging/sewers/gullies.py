"""The gullies of all nodes on the grid: what they can take, and where water comes up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.sewers.inlets import InletForm, capture
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
        self._first = np.searchsorted(inlets.gully_node, np.arange(len(inlets.node)))
        cells = np.ravel_multi_index((inlets.rows, inlets.columns), waters.shape)
        _, self._cell = np.unique(cells, return_inverse=True)
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
        The level is that at the end of the interval if the exchange goes on as it did. With the level of
        its beginning, a pipe between two ponds swings for ever; with that of its end it comes to rest.
        """
        inlets = self._inlets
        if not inlets.node:
            return np.zeros(0, np.int64), np.zeros(0)
        level = self._waters.level(inlets.rows, inlets.columns)
        lowest = np.minimum.reduceat(level, self._first)
        is_lowest = np.flatnonzero(level == lowest[inlets.gully_node])
        _, at = np.unique(inlets.gully_node[is_lowest], return_index=True)
        change = np.clip(net * seconds / self._area, -FARTHEST, FARTHEST)
        return is_lowest[at], np.maximum(lowest - change - self._full, self._least)

    def offered(self, seconds: float) -> Values:
        """Flow that each gully can take for a time from now [m3/s]; no cell gives more than it holds."""
        inlets, waters = self._inlets, self._waters
        flow = capture(waters.depth(inlets.rows, inlets.columns), self._form) * inlets.gullies
        if not flow.size:
            return flow
        held = waters.volume(inlets.rows, inlets.columns)
        wanted = np.bincount(self._cell, weights=flow * seconds)[self._cell]
        share = np.ones_like(flow)
        np.divide(held, wanted, out=share, where=wanted > held)
        return flow * share

    def of_nodes(self, values: Values) -> Values:
        """Sum over the gullies of each node, shape (nodes,)."""
        sums = np.bincount(self._inlets.gully_node, weights=values, minlength=len(self._inlets.node))
        return np.asarray(sums, np.float64)
