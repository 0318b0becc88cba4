"""Flow over the ground with pysheds: flats, directions, accumulation and the drainage a cell runs to.

This is the only module that knows pysheds. It works on plain arrays.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from census.derive.kernels import spread_area

if TYPE_CHECKING:
    from pysheds.grid import Grid as Watershed  # type: ignore[import-untyped]

DIRECTIONS = {
    1: (0, 1),
    2: (1, 1),
    4: (1, 0),
    8: (1, -1),
    16: (0, -1),
    32: (-1, -1),
    64: (-1, 0),
    128: (-1, 1),
}
"""Step (rows south, columns east) of each direction code, as in ESRI's and GDAL's D8 rasters."""

_FLAT_STEP = 1e-10
"""Rise of a flat per step from its outlet [m]: below any difference between float32 levels."""

_FLAT_REACH = 20_000
"""Cells to which flats are followed; pysheds keeps thrice this number in 16 bits."""

_NOTHING = -9
"""Direction outside the domain, told from a sink's 0."""


def flat_gradient(level: NDArray[np.float64], cell_size: float) -> NDArray[np.float64]:
    """Levels whose flats fall by an imperceptible amount towards their outlets and away from higher ground.

    Parameters
    ----------
    level
        Level without depressions, finite everywhere, shape (rows, columns) [m].
    cell_size
        Edge of a cell [m].
    """
    with _quiet():
        shed, raster = _shed(level, cell_size, np.nan)
        return np.asarray(shed.resolve_flats(raster, eps=_FLAT_STEP, max_iter=_FLAT_REACH), np.float64)


def directions(level: NDArray[np.float64], cell_size: float) -> NDArray[np.int64]:
    """Direction of steepest descent among the eight neighbours (D8).

    Parameters
    ----------
    level
        Level, NaN outside, shape (rows, columns) [m].
    cell_size
        Edge of a cell [m].

    Returns
    -------
    Array of shape (rows, columns)
        Codes of `DIRECTIONS`; 0 where no neighbour lies lower, -9 outside.

    References
    ----------
    O'Callaghan, J. F. and Mark, D. M. (1984). The extraction of drainage networks from digital elevation
    data. Computer Vision, Graphics, and Image Processing 28, 323-344.
    """
    with _quiet():
        shed, raster = _shed(level, cell_size, np.nan)
        found = np.asarray(shed.flowdir(raster, flats=0, pits=0, nodata_out=_NOTHING))
    return found.astype(np.int64, copy=False)


def accumulation(direction: NDArray[np.int64], cell_size: float) -> NDArray[np.float64]:
    """Number of cells that drain through each cell, itself included; 0 outside."""
    with _quiet():
        shed, raster = _shed(direction, cell_size, _NOTHING)
        return np.asarray(shed.accumulation(raster), dtype=np.float64)


def spread(level: NDArray[np.float64], ends: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Number of cells that drain through each cell when water spreads over all lower neighbours.

    Parameters
    ----------
    level
        Level without depressions and flats, NaN outside, shape (rows, columns) [m].
    ends
        Cells whose water goes no further.

    Notes
    -----
    A neighbour's share goes with the slope towards it and the length of contour across (Quinn et al. 1991).
    On open slopes this leaves none of the parallel streaks of `accumulation`.
    """
    inside = np.flatnonzero(np.isfinite(level))
    order = inside[np.argsort(-level.ravel()[inside], kind="stable")]
    return spread_area(level, order, ends, 1.0)


def drainage_cell(
    direction: NDArray[np.int64], drainage: NDArray[np.bool_], cell_size: float
) -> NDArray[np.int64]:
    """Flat number of the first drainage cell on the way of the water from each cell; -1 for none."""
    # pysheds leaves out the raster's rim, so it gets one of its own.
    ringed = np.pad(direction, 1, constant_values=_NOTHING)
    with _quiet():
        shed, raster = _shed(ringed, cell_size, _NOTHING)
        mask = _shed(np.pad(drainage, 1), cell_size, False)[1]
        # The heights are not asked for, so any level does.
        found = shed.compute_hand(raster, _shed(ringed * 0.0, cell_size, np.nan)[1], mask, return_index=True)
    inner = np.asarray(found, dtype=np.int64)[1:-1, 1:-1]
    row, column = np.divmod(inner, ringed.shape[1])
    return np.where(inner < 0, np.int64(-1), (row - 1) * direction.shape[1] + column - 1)


def _shed(array: NDArray[Any], cell_size: float, nodata: float) -> tuple[Watershed, Any]:
    """A grid of pysheds and the array on it; the corner is 0, 0, since only cell sizes count."""
    from pysheds.grid import Grid as Watershed
    from pysheds.view import Raster, ViewFinder  # type: ignore[import-untyped]

    place = Affine(cell_size, 0.0, 0.0, 0.0, -cell_size, 0.0)
    finder = ViewFinder(affine=place, shape=array.shape, nodata=array.dtype.type(nodata))
    return Watershed(viewfinder=finder), Raster(np.ascontiguousarray(array), finder)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the one warning that pysheds 0.5 gives under numpy 2: it still calls `np.in1d`."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="`in1d` is deprecated", category=DeprecationWarning, module=r"pysheds\."
        )
        yield
