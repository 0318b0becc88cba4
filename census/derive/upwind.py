"""Roughness that the wind has crossed on its way: a mean over the ground upwind, by direction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

Floats = NDArray[np.float64]

COMPASS = {
    4: ("n", "e", "s", "w"),
    8: ("n", "ne", "e", "se", "s", "sw", "w", "nw"),
    16: (
        "n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw",
    ),
}  # fmt: skip
"""Names of the sectors by their number, clockwise from north; the wind comes from there."""

_FINE, _RAYS = 50, 64
"""Steps along a ray in one cell, and rays in a sector."""


def upwind_mean(
    values: Floats, *, sector: int, sectors: int, fetch: float, decay: float, cell_size: float
) -> Floats:
    """Geometric mean of the values upwind of each cell, nearer ones counting more.

    Parameters
    ----------
    values
        Roughness lengths for the wind of this sector, NaN outside, shape (rows, columns) [m].
    sector, sectors
        Number of the sector, clockwise from north, and how many there are.
    fetch
        Distance to which ground counts [m].
    decay
        Distance over which its weight falls to 1/e [m].
    cell_size
        Edge of a cell [m].

    Returns
    -------
    Array of shape (rows, columns) [m]
        NaN outside. Near the edge of the domain only what lies within counts.
    """
    weight = sector_weights(sector=sector, sectors=sectors, fetch=fetch, decay=decay, cell_size=cell_size)
    known = np.isfinite(values)
    # A convolution turns its kernel round, so that ground to the east needs weights to the west.
    turned = weight[::-1, ::-1]
    total = fftconvolve(np.where(known, np.log(np.where(known, values, 1.0)), 0.0), turned, mode="same")
    share = fftconvolve(known.astype(np.float64), turned, mode="same")
    return np.where(known, np.exp(total / np.where(known, share, 1.0)), np.nan)


def sector_weights(*, sector: int, sectors: int, fetch: float, decay: float, cell_size: float) -> Floats:
    """Weights of the cells around one, which lies in the middle; they add up to 1.

    Parameters are those of `upwind_mean`. Each arc of the sector counts as a whole with
    exp(-distance / decay); rays are followed outwards, and each step counts for the cell it falls in.
    """
    reach = int(np.ceil(fetch / cell_size))
    distance = (np.arange(reach * _FINE) + 0.5) * cell_size / _FINE
    distance = distance[distance <= fetch]
    turn = (np.arange(_RAYS) + 0.5) / _RAYS - 0.5
    bearing = 2.0 * np.pi * (sector + turn[:, None]) / sectors
    row = np.floor(0.5 - distance * np.cos(bearing) / cell_size).astype(np.int64) + reach
    column = np.floor(0.5 + distance * np.sin(bearing) / cell_size).astype(np.int64) + reach
    weight = np.zeros((2 * reach + 1, 2 * reach + 1))
    np.add.at(weight, (row, column), np.exp(-distance / decay))
    return np.asarray(weight / weight.sum())
