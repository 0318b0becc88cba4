"""Waterlogging points (积水点) as press and bureau count them: patches deep and large enough."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy import ndimage

from census.grid import Grid
from outputs.exposure import Ground, ground_of, street_of_cells

POINT_DEPTH = 0.15
"""A waterlogging point is deeper than this [m] ..."""
POINT_AREA = 100.0
"""... over more than this area [m2]."""

_COLUMNS = (
    "number", "x", "y", "longitude", "latitude", "patch_area_m2", "maximum_depth_m", "mean_depth_m",
    "volume_m3", "longest_duration_s", "street_code", "street", "street_en",
)  # fmt: skip


def waterlogging_points(
    ds: xr.Dataset,
    *,
    streets: gpd.GeoDataFrame | None = None,
    depth: float = POINT_DEPTH,
    area: float = POINT_AREA,
) -> pd.DataFrame:
    """Connected patches of water deeper than `depth` and larger than `area`.

    Parameters
    ----------
    ds
        Dataset of scenario fields.
    streets
        Table `streets` of a snapshot; None leaves the street empty.
    depth, area
        Thresholds, both to be exceeded [m], [m2].

    Returns
    -------
    pandas.DataFrame
        One row per point, largest first: number, x, y of the deepest cell [m], longitude,
        latitude [degrees, the CRS's own geographic system], patch_area_m2 (open ground), maximum and
        mean depth [m], volume_m3, longest_duration_s above the class of `depth` (NaN where
        there is none), street of the deepest cell.

    Notes
    -----
    Cells that meet at a corner belong to one patch. It is the maximum depths that are joined:
    two puddles that never stood at the same time may count as one.
    """
    ground = ground_of(ds)
    wet = (ground.depth > np.float32(depth)) & (ground.open_area > 0.0)
    labels, count = ndimage.label(wet, structure=np.ones((3, 3)))
    areas = _summed(ground.open_area, labels, count)
    kept = np.flatnonzero(areas > area)
    kept = kept[np.argsort(-areas[kept], kind="stable")]
    if kept.size == 0:
        return pd.DataFrame({column: [] for column in _COLUMNS})
    deepest = ndimage.maximum_position(ground.depth, labels, kept + 1)
    rows, columns = np.array(deepest, dtype=np.int64).T
    volumes = _summed(ground.open_area * ground.depth.astype(np.float64), labels, count)[kept]
    table = pd.DataFrame(
        {
            "number": np.arange(1, kept.size + 1),
            **_position(ground.grid, rows, columns),
            "patch_area_m2": areas[kept],
            "maximum_depth_m": ground.depth[rows, columns].astype(np.float64),
            "mean_depth_m": volumes / areas[kept],
            "volume_m3": volumes,
            "longest_duration_s": _durations(ds, labels, kept, depth),
            **_street(ground, streets, rows, columns),
        }
    )
    return table[list(_COLUMNS)]


def _summed(values: NDArray[np.float64], labels: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """Sum of each label, without the background."""
    sums = np.bincount(labels.ravel(), weights=values.ravel(), minlength=count + 1)
    return sums[1:].astype(np.float64)


def _position(
    grid: Grid, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    from pyproj import CRS, Transformer

    x, y = grid.x[columns], grid.y[rows]
    crs = CRS.from_user_input(grid.crs)
    longitude = latitude = np.full(x.shape, np.nan)
    if crs.geodetic_crs is not None:
        # As lists: pyproj takes an array of one element for a number, and numpy warns.
        change = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        longitude, latitude = (np.asarray(part) for part in change.transform(x.tolist(), y.tolist()))
    return {"x": x, "y": y, "longitude": longitude, "latitude": latitude}


def _durations(
    ds: xr.Dataset, labels: NDArray[np.int32], kept: NDArray[np.int64], depth: float
) -> NDArray[np.float64]:
    if "duration_above_depth" in ds:
        for index, value in enumerate(ds["depth_class"].values):
            if abs(float(value) - depth) < 1e-6:
                duration = np.nan_to_num(ds["duration_above_depth"].values[index])
                return np.asarray(ndimage.maximum(duration, labels, kept + 1), dtype=np.float64)
    return np.full(kept.size, np.nan)


def _street(
    ground: Ground, streets: gpd.GeoDataFrame | None, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> dict[str, list[str]]:
    if streets is None:
        return {key: [""] * rows.size for key in ("street_code", "street", "street_en")}
    index = street_of_cells(ground.grid, streets)[rows, columns]
    return {
        key: [str(streets[column].iloc[i]) if i >= 0 else "" for i in index]
        for key, column in (("street_code", "code"), ("street", "name"), ("street_en", "name_en"))
    }
