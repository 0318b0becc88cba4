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

_FINE = 10
"""Points along an edge of a cell with which sectors are cut out."""


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

    Parameters are those of `upwind_mean`. Each ring of the sector counts as a whole with
    exp(-distance / decay), so a point counts with that over its distance.
    """
    reach = int(np.ceil(fetch / cell_size))
    count = (2 * reach + 1) * _FINE
    # An even number of points along a cell's edge leaves none in the middle of the sector's own cell.
    east = ((np.arange(count) + 0.5) / _FINE - reach - 0.5) * cell_size
    x, y = east[None, :], -east[:, None]
    distance = np.hypot(x, y)
    off = np.degrees(np.arctan2(x, y)) - 360.0 * sector / sectors
    within = np.abs((off + 180.0) % 360.0 - 180.0) <= 180.0 / sectors
    point = np.where(within & (distance <= fetch), np.exp(-distance / decay) / distance, 0.0)
    weight = point.reshape(2 * reach + 1, _FINE, 2 * reach + 1, _FINE).sum(axis=(1, 3))
    return np.asarray(weight / weight.sum())
