"""Terrain category A-D of the load code for buildings, GB 50009-2012, clause 8.2.1.

The commentary of the clause tells the categories of a town by the mean height of its buildings within 2 km:
each building gives its height to the ground around it as far as it is high, the greater height where two
meet, and the mean is weighted by area: up to 9 m category B, up to 18 m category C, above D. Rule and figures
are given from memory; status: unverified. Ground that no building reaches counts here with height 0, so that
the mean tells density as well as height, and the surroundings are the whole circle, not its upwind half. The
limit for category A is this suite's own, since the code puts it into words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from census.grid import Grid

Floats = NDArray[np.float64]

A, B, C, D = 1, 2, 3, 4
"""Codes of the categories in the raster; 0 lies outside."""


@dataclass(frozen=True, kw_only=True)
class CategoryRule:
    """Where one category ends and the next begins; status: unverified.

    Parameters
    ----------
    radius
        Distance to which the surroundings count [m].
    low, high
        Mean heights up to which a town is of category B and of C [m].
    open_ground
        Share of water and bare ground from which it is category A [-].
    """

    radius: float = 2000.0
    low: float = 9.0
    high: float = 18.0
    open_ground: float = 0.8


def height_field(
    grid: Grid, footprints: NDArray[np.object_], height: Floats, *, fine: float = 10.0
) -> Floats:
    """Mean over each cell of the height that buildings give to the ground around them [m].

    Parameters
    ----------
    grid
        The cells; their edge is a multiple of `fine`.
    footprints, height
        Polygons and heights, shape (n,) [m].
    fine
        Edge of the cells in which the ground is looked at [m].
    """
    from rasterio.features import rasterize

    factor = max(round(grid.cell_size / fine), 1)
    known = np.isfinite(height) & (height > 0.0) & ~shapely.is_empty(footprints)
    if not known.any():
        return np.zeros(grid.shape)
    order = np.argsort(height[known], kind="stable")
    tall = height[known][order]
    around = shapely.buffer(footprints[known][order], tall, quad_segs=2)
    edge = grid.cell_size / factor
    field = rasterize(
        # Higher ones come last and win.
        zip(around, tall, strict=True),
        out_shape=(grid.rows * factor, grid.columns * factor),
        transform=Affine(edge, 0.0, grid.west, 0.0, -edge, grid.north),
        fill=0.0,
        dtype="float32",
    )
    blocks = field.reshape(grid.rows, factor, grid.columns, factor)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float64))


def categories(
    heights: Floats,
    open_share: Floats,
    inside: NDArray[np.bool_],
    *,
    cell_size: float,
    rule: CategoryRule | None = None,
) -> NDArray[np.uint8]:
    """Category of each cell from its surroundings.

    Parameters
    ----------
    heights
        As `height_field` gives them, shape (rows, columns) [m].
    open_share
        Share of water and bare ground [-].
    inside
        Cells of the domain; only they count as surroundings.
    cell_size
        Edge of a cell [m].
    rule
        Limits; the defaults unless stated.
    """
    rule = rule or CategoryRule()
    reach = int(rule.radius // cell_size)
    off = np.arange(-reach, reach + 1) * cell_size
    disc = (np.hypot(off[:, None], off[None, :]) <= rule.radius).astype(np.float64)
    ground = np.maximum(np.rint(fftconvolve(inside.astype(np.float64), disc, mode="same")), 1.0)

    def around(values: Floats) -> Floats:
        # The rounding error of the transform must not decide at a limit.
        found = fftconvolve(np.where(inside, values, 0.0), disc, mode="same") / ground
        return np.asarray(np.round(found, 6))

    mean = around(heights)
    found = np.where(mean > rule.high, D, np.where(mean > rule.low, C, B))
    found = np.where((found == B) & (around(open_share) >= rule.open_ground), A, found)
    return np.where(inside, found, 0).astype(np.uint8)
