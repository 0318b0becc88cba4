"""Usual water levels of the canals on a raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.snapshot import DATUM

if TYPE_CHECKING:
    import pandas as pd


def canal_stages(canals: pd.DataFrame, grid: Grid) -> NDArray[np.float32]:
    """Usual water level in the cells of the canals [m]; NaN elsewhere.

    Raises
    ------
    InputError
        If a stage is missing or not above the datum of the terrain.
    """
    from rasterio.features import rasterize

    for column in ("normal_stage_m", "datum"):
        if column not in canals.columns:
            raise InputError(f"table canals: the column {column!r} is missing")
    wrong = np.flatnonzero((canals["datum"] != DATUM) | ~np.isfinite(canals["normal_stage_m"].astype(float)))
    if len(wrong):
        row = canals.iloc[int(wrong[0])]
        raise InputError(
            f"table canals, row {int(wrong[0]) + 1}: normal_stage_m is {row['normal_stage_m']} above "
            f"{row['datum']!r}; a level above {DATUM!r}, the datum of the terrain, is needed"
        )
    if not len(canals):
        return np.full(grid.shape, np.nan, np.float32)
    shapes = zip(canals["geometry"], canals["normal_stage_m"].astype(float), strict=True)
    burnt = rasterize(
        shapes, out_shape=grid.shape, transform=Affine(*grid.transform), fill=np.nan, dtype="float32"
    )
    return np.asarray(burnt, np.float32)
