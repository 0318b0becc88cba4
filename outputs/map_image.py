"""The raster part of a map: pale relief, buildings, and the classes of a field on top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from outputs.map_style import BUILDING, CANAL_FILL, LEAST_DEPTH, Theme, ramp

LONGEST_EDGE = 1600
"""Greatest edge of the image; finer grids are joined in blocks [pixels]."""

_OUTSIDE = 0.985
_RELIEF = (0.93, 1.0)


def map_image(ds: xr.Dataset, theme: Theme, edges: Sequence[float]) -> NDArray[np.uint8]:
    """Colours of the cells of a map.

    Parameters
    ----------
    ds
        Dataset of scenario fields.
    theme
        What to show.
    edges
        Lower edges of the classes, in the legend's unit.

    Returns
    -------
    numpy.ndarray
        Red, green, blue in 0-255, shape (rows, columns, 3). Blocks of cells show their worst
        cell, so that nothing wet is lost on the way to paper.
    """
    factor = max(1, -(-max(ds["maximum_depth"].shape) // LONGEST_EDGE))
    shown = blocks(shown_values(ds, theme), factor, lowest=theme.field == "arrival_time")
    depth = blocks(ds["maximum_depth"].values, factor)
    bed = blocks(ds["bed"].values, factor) if "bed" in ds else depth
    image = _relief(bed)
    if "building_fraction" in ds:
        built = blocks(ds["building_fraction"].values, factor)
        image[np.nan_to_num(built) >= 0.5] = to_rgb(BUILDING)
        water = np.isfinite(bed) & ~np.isfinite(depth) & (np.nan_to_num(built) < 0.5)
    else:
        water = np.isfinite(bed) & ~np.isfinite(depth)
    image[water] = to_rgb(CANAL_FILL)
    classes = np.digitize(np.nan_to_num(shown, nan=-1.0), np.asarray(edges, dtype=np.float32))
    for index, colour in enumerate(ramp(theme, len(edges))):
        image[classes == index + 1] = colour
    shown_as: NDArray[np.uint8] = np.rint(255.0 * image).astype(np.uint8)
    return shown_as


def shown_values(ds: xr.Dataset, theme: Theme) -> NDArray[np.float32]:
    """A field in the legend's unit, NaN where the water is too shallow to be shown."""
    values = np.asarray(ds[theme.field].values, dtype=np.float32) * np.float32(theme.scale)
    enough = np.nan_to_num(ds["maximum_depth"].values) >= np.float32(LEAST_DEPTH)
    return np.where(enough, values, np.float32(np.nan))


def blocks(values: NDArray[np.float32], factor: int, *, lowest: bool = False) -> NDArray[np.float32]:
    """Greatest (or least) number of each block of `factor` x `factor` cells, NaN where all are."""
    if factor == 1:
        return np.asarray(values, dtype=np.float32)
    rows, columns = (-(-size // factor) for size in values.shape)
    padded = np.full((rows * factor, columns * factor), np.nan, dtype=np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    parts = padded.reshape(rows, factor, columns, factor)
    joined: NDArray[np.float32] = (np.fmin if lowest else np.fmax).reduce(parts, axis=(1, 3))
    return joined


def _relief(bed: NDArray[np.float32]) -> NDArray[np.float32]:
    """A hillshade so pale that the palest class stands out, lit from the north-west."""
    inside = np.isfinite(bed)
    image = np.full((*bed.shape, 3), _OUTSIDE, dtype=np.float32)
    if min(bed.shape) < 2 or not inside.any():
        return image
    filled = np.where(inside, bed, np.float32(np.nanmedian(bed)))
    southward, eastward = np.gradient(filled)
    # Rows run south: ground that rises towards the south or east faces the light.
    facing = southward + eastward
    spread = float(np.percentile(np.abs(facing[inside]), 95))
    light = np.clip(facing / (2.0 * spread), -1.0, 1.0) if spread > 0.0 else np.zeros_like(facing)
    shade = _RELIEF[0] + (_RELIEF[1] - _RELIEF[0]) * 0.5 * (1.0 + light)
    image[inside] = shade[inside, np.newaxis]
    return image
