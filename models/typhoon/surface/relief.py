"""Speed-up by hills and loss in their lee, by sector, from the level of the ground.

AS/NZS 1170.2:2011, clause 4.4.2: Mh = 1 + H / (3.5 (z + L1)) (1 - |x| / L2) with L1 = max(0.36 Lu, 0.4 H) and
L2 = 4 L1, behind an escarpment 10 L1; H is the height over the upwind foot, Lu the distance upwind to half of
it. Hills lower than 10 m or with H / (2 Lu) below 0.05 do not count. Above 0.45 the wind parts from the
ground at the crest, and Mh is 1 + 0.71 (1 - |x| / L2) within H / 4 behind it and H / 10 above it. It is 1.71
at most.

GB 50009-2012, clause 8.2.2, on the pressure: (1 + k tan(a) (1 - z / (2.5 H)))^2 at the crest, k = 2.2 for
hills and 1.4 for escarpments, tan(a) at most 0.3, linear to 1 at both feet; status: unverified, from memory.

The lee: GB 50009 takes 0.75 to 0.85 of the pressure for closed valleys and basins (status: unverified). Here
the loss grows with the slope of the line of sight to the highest ground upwind, to 0.75 of the pressure; how
it grows is this suite's own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.typhoon.surface import kernels

Floats = NDArray[np.float64]

FOOT_REACH = 2000.0
"""Distance upwind within which the foot of a hill is looked for [m]; status: unverified."""

LEAST_HILL = 10.0
"""Hills lower than this do not count [m], AS/NZS 1170.2, clause 4.4.2."""

LEE_REACH = 1000.0
"""Distance upwind to which higher ground shelters [m]; status: unverified."""

LEE_SLOPES = (0.05, 0.3)
"""Slopes of the line of sight where shelter begins and is complete [-]; status: unverified."""

LEE_LOSS = 1.0 - 0.75**0.5
"""Loss of speed in complete shelter [-], after GB 50009 for closed valleys; status: unverified."""

CUTS = 5
"""Directions within a sector along which the ground is cut; their mean counts."""

HILLS: Mapping[str, int | None] = {"as-nzs-1170": kernels.AS1170, "gb-50009": kernels.GB50009, "none": None}
"""Ways to take hills, by name."""

SHELTERS: Mapping[str, float] = {"lee": LEE_LOSS, "none": 0.0}
"""Greatest loss of speed in the lee of higher ground, by name [-]."""


def relief_factors(
    level: Floats,
    cell_size: float,
    *,
    sectors: int,
    height: float,
    hills: str = "as-nzs-1170",
    shelter: str = "lee",
) -> NDArray[np.float32]:
    """Factors of the ground's shape on the mean wind.

    Parameters
    ----------
    level
        Level of the ground, rows from north to south, without gaps, shape (rows, columns) [m].
    cell_size
        Edge of a cell [m].
    sectors
        Even number of sectors the wind comes from.
    height
        Height above the ground [m].
    hills, shelter
        Names from `HILLS` and `SHELTERS`.

    Returns
    -------
    Array of shape (sectors, rows, columns) [-]
        Speed-up times loss.

    Notes
    -----
    The ground is cut along lines one cell apart in `CUTS` directions spread evenly over each sector; a hill
    is seen as each line cuts it. Beyond the edge the ground goes on level.
    """
    if HILLS[hills] is None and SHELTERS[shelter] == 0.0:
        return np.ones((sectors, *level.shape), np.float32)
    found = np.zeros((sectors, *level.shape), np.float32)
    for axis in range(sectors // 2):
        for cut in range(CUTS):
            turn = axis + (cut + 0.5) / CUTS - 0.5
            to_lines, to_cells = _turned(level.shape, 2.0 * np.pi * turn / sectors)
            ground = ndimage.map_coordinates(level, to_lines, order=1, mode="nearest")
            ahead = _along(ground, cell_size, height, hills, shelter)
            back = _along(np.ascontiguousarray(ground[:, ::-1]), cell_size, height, hills, shelter)[:, ::-1]
            for sector, factor in ((axis, ahead), (axis + sectors // 2, back)):
                found[sector] += ndimage.map_coordinates(factor, to_cells, order=1, mode="nearest") / CUTS
    return found


def _along(ground: Floats, step: float, height: float, hills: str, shelter: str) -> Floats:
    factor, lee = np.ones_like(ground), np.ones_like(ground)
    shape = HILLS[hills]
    if shape is not None:
        kernels.hill_lines(ground, step, height, FOOT_REACH, LEAST_HILL, shape, factor)
    if SHELTERS[shelter] > 0.0:
        kernels.lee_lines(ground, step, height, LEE_REACH, *LEE_SLOPES, SHELTERS[shelter], lee)
    return factor * lee


def _turned(shape: tuple[int, int], bearing: float) -> tuple[Floats, Floats]:
    """Places of the points of lines in the cells, and of the cells in the lines; both (2, ...).

    The wind comes from `bearing`; on line and point (0, 0) lies the place furthest upwind and to its left.
    """
    rows, columns = shape
    # Down the wind and across it to the right, in rows (south) and columns (east).
    down = np.array([np.cos(bearing), -np.sin(bearing)])
    right = np.array([-np.sin(bearing), -np.cos(bearing)])
    middle = np.array([(rows - 1) / 2.0, (columns - 1) / 2.0])
    long = int(np.ceil(abs(down[0]) * (rows - 1) + abs(down[1]) * (columns - 1) - 1e-9)) + 1
    wide = int(np.ceil(abs(right[0]) * (rows - 1) + abs(right[1]) * (columns - 1) - 1e-9)) + 1
    line, point = np.meshgrid(np.arange(wide), np.arange(long), indexing="ij")
    across, along = line - (wide - 1) / 2.0, point - (long - 1) / 2.0
    to_lines = np.stack([middle[k] + across * right[k] + along * down[k] for k in (0, 1)])
    row, column = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    off = (row - middle[0], column - middle[1])
    to_cells = np.stack(
        [
            (wide - 1) / 2.0 + off[0] * right[0] + off[1] * right[1],
            (long - 1) / 2.0 + off[0] * down[0] + off[1] * down[1],
        ]
    )
    return to_lines, to_cells
