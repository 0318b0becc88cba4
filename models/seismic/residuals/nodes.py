"""Places at which residual fields are drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

TOGETHER = 0.01
"""Side of the cells whose points count as one site [m]."""

CROWDED = 0.05
"""Share of the spacing within which a grid node gives way to a station [-]."""

ROUNDS = 8
"""Trials of a spacing: the count of nodes goes with about its square, so few come close."""

FULL, AIM = 0.97, 0.985
"""Shares of the nodes allowed: a grid with more than the first is good enough, and trials aim at the second,
half way from there to all, so that a trial a little off still counts [-]."""

MARGIN = 0.05
"""How far the square of last resort stands out beyond the buildings, as a share of their extent [-]."""


class Nodes(NamedTuple):
    """Nodes; those of stations come last.

    `x`, `y` are coordinates, shape (k,) [m]; `station` is the node of each station, shape (s,); `site` is
    the node of each building where nodes are the sites themselves, shape (n,), otherwise None.
    """

    x: Floats
    y: Floats
    station: Indices
    site: Indices | None


def choose_nodes(x: Floats, y: Floats, most: int, stations: Floats) -> Nodes:
    """The sites of the buildings where they are few, else a grid over the built-up ground.

    Parameters
    ----------
    x, y
        Buildings, shape (n,) [m].
    most
        Most nodes, stations not counted.
    stations
        Shape (s, 2) [m]; points of one site share a node.
    """
    origin = (min(x.min(), *stations[:, :1].ravel(), x[0]), min(y.min(), *stations[:, 1:].ravel(), y[0]))
    east = np.concatenate([stations[:, 0], x])
    north = np.concatenate([stations[:, 1], y])
    first, site = _unique(_codes(east - origin[0], north - origin[1], TOGETHER))
    count = len(stations)
    places = int(site[:count].max()) + 1 if count else 0
    if len(first) - places <= most:
        # Reversed, the stations, which appear first, are the last.
        site = len(first) - 1 - site
        return Nodes(east[first[::-1]], north[first[::-1]], site[:count], site[count:])
    grid_x, grid_y, spacing = grid_nodes(x, y, most)
    own = first[:places]
    if places:
        near = np.hypot(grid_x[:, None] - east[own], grid_y[:, None] - north[own]).min(axis=1)
        free = near > CROWDED * spacing
        grid_x, grid_y = grid_x[free], grid_y[free]
    every_x, every_y = np.concatenate([grid_x, east[own]]), np.concatenate([grid_y, north[own]])
    return Nodes(every_x, every_y, len(grid_x) + site[:count], None)


def grid_nodes(x: Floats, y: Floats, most: int) -> tuple[Floats, Floats, float]:
    """Corners of the cells of a regular grid in which a building stands, and the spacing [m].

    Every building has the four corners of its cell around it, so nothing is extrapolated, and no node is
    spent on ground without buildings. The spacing is the least found with which the nodes are not more
    than `most`.
    """
    west, south = float(x.min()), float(y.min())
    extent = max(float(np.ptp(x)), float(np.ptp(y)), TOGETHER)
    spacing = extent / max(np.sqrt(most) - 1.0, 1.0)
    best: tuple[Floats, Floats, float] | None = None
    for _ in range(ROUNDS):
        # Half a cell of margin lets the grid stand off the outermost buildings.
        column = np.floor((x - west) / spacing + 0.5).astype(np.int64)
        row = np.floor((y - south) / spacing + 0.5).astype(np.int64)
        corner_column, corner_row = _corners(column, row)
        if len(corner_column) <= most and (best is None or spacing < best[2]):
            grid_x = west + (corner_column - 0.5) * spacing
            best = grid_x, south + (corner_row - 0.5) * spacing, spacing
            if len(corner_column) > FULL * most:
                break
        spacing *= float(np.sqrt(len(corner_column) / (AIM * most)))
    if best is not None:
        return best
    # Few nodes for many scattered places: the square around all of them always fits.
    reach = extent * np.linspace(-MARGIN, 1.0 + MARGIN, max(int(np.sqrt(most)), 2))
    grid_x, grid_y = (values.ravel() for values in np.meshgrid(west + reach, south + reach))
    return grid_x, grid_y, float(reach[1] - reach[0])


def _corners(column: Indices, row: Indices) -> tuple[Indices, Indices]:
    """Columns and rows of the corners of some cells, each once."""
    wide = int(column.max()) + 2
    cells = np.unique(row * wide + column)
    corners = np.unique(np.concatenate([cells, cells + 1, cells + wide, cells + wide + 1]))
    return corners % wide, corners // wide


def _codes(east: Floats, north: Floats, side: float) -> Indices:
    """One number for each cell of some side; coordinates are not negative [m]."""
    column = np.floor(east / side + 0.5).astype(np.int64)
    row = np.floor(north / side + 0.5).astype(np.int64)
    return np.asarray(row * (int(column.max()) + 1) + column)


def _unique(codes: Indices) -> tuple[Indices, Indices]:
    """First places of the different codes in their order of appearance, and for each code which it is."""
    _, first, which = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order].astype(np.int64), rank[which]
