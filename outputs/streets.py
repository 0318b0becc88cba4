"""What each street gets: wet areas, depths, durations, buildings and people, with closing sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from outputs.exposure import Ground, ground_of, street_of_cells, touched_buildings

OUTSIDE = ("outside", "区外", "outside the district")
TOTAL = ("total", "合计", "total")


def area_column(depth: float) -> str:
    """Name of the column of the area at least so deep, in the coarsest unit that tells it exactly.

    Depths that differ by a micrometre or more have different names.
    """
    micrometres = _micrometres(depth)
    for unit, size in (("cm", 10_000), ("mm", 1_000)):
        if micrometres % size == 0:
            return f"area_above_{micrometres // size:03d}{unit}_m2"
    return f"area_above_{micrometres:03d}um_m2"


def told_apart(depths: Sequence[float]) -> list[float]:
    """The depths without those that would share a column with an earlier one."""
    first: dict[int, float] = {}
    for depth in depths:
        first.setdefault(_micrometres(depth), depth)
    return list(first.values())


def _micrometres(depth: float) -> int:
    return round(depth * 1e6)


def street_table(
    ds: xr.Dataset,
    *,
    streets: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    depths: Sequence[float] = (0.15, 0.30, 0.50),
) -> pd.DataFrame:
    """Statistics of a run by street.

    Parameters
    ----------
    ds
        Dataset of scenario fields.
    streets
        Table `streets` of a snapshot; None gives the whole domain in one row.
    buildings
        Table `buildings` of a snapshot, counted by their `street_code`; None leaves buildings
        and people out.
    depths
        Depths whose areas are told, increasing [m]; one that is a micrometre or less from another
        has no column of its own. The first counts as wet: the share, the
        mean depth, the duration, the buildings and the people refer to it.

    Returns
    -------
    pandas.DataFrame
        One row per street, then `outside` (cells and buildings of no street), then `total`.
        Columns: code, name, name_en, area_m2 (cells of the domain, canals and buildings among
        them), area_above_..._m2 (open ground at least so deep), share_wet (of area_m2),
        mean_depth_m (over the wet ground), maximum_depth_m, longest_duration_s, buildings,
        buildings_touched, people, people_touched.

    Notes
    -----
    Each cell belongs to the street that holds its centre, so the areas of the rows sum to the
    grid's. A building is touched when a cell with at least the first depth has its centre
    within one cell's edge of the footprint; all its residents count as touched.
    """
    depths = told_apart(depths)
    ground = ground_of(ds)
    names = _names(streets)
    count = len(names)
    zone = np.zeros(ground.grid.shape, dtype=np.int64)
    if streets is not None:
        cells = street_of_cells(ground.grid, streets)
        zone = np.where(cells < 0, len(streets), cells).astype(np.int64)
    columns = {
        **_areas(ground, zone, count, depths),
        **_extremes(ds, ground, zone, count, depths[0]),
        **_buildings(ground, streets, buildings, count, depths[0]),
    }
    table = pd.concat([names, pd.DataFrame(columns)], axis=1)
    return _finished(table, depths) if streets is not None else _finished(table, depths).iloc[[-1]]


def _names(streets: gpd.GeoDataFrame | None) -> pd.DataFrame:
    rows = (
        []
        if streets is None
        else list(zip(streets["code"], streets["name"], streets["name_en"], strict=True))
    )
    return pd.DataFrame([*rows, OUTSIDE], columns=["code", "name", "name_en"]).astype(str)


def _areas(
    ground: Ground, zone: NDArray[np.int64], count: int, depths: Sequence[float]
) -> dict[str, NDArray[np.float64]]:
    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(zone.ravel(), weights=values.ravel(), minlength=count).astype(np.float64)

    wet = ground.wet_area(depths[0])
    return {
        "area_m2": summed(ground.area),
        **{area_column(depth): summed(ground.wet_area(depth)) for depth in depths},
        "wet_volume_m3": summed(wet * ground.depth.astype(np.float64)),
    }


def _extremes(
    ds: xr.Dataset, ground: Ground, zone: NDArray[np.int64], count: int, depth: float
) -> dict[str, NDArray[np.float64]]:
    found = {"maximum_depth_m": _greatest(ground.depth.astype(np.float64), zone, count)}
    if "duration_above_depth" in ds:
        classes = ds["depth_class"].values
        nearest = int(np.argmin(np.abs(classes - depth)))
        if abs(float(classes[nearest]) - depth) < 1e-6:
            duration = ds["duration_above_depth"].values[nearest].astype(np.float64)
            found["longest_duration_s"] = _greatest(duration, zone, count)
    return found


def _greatest(values: NDArray[np.float64], zone: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    greatest = np.zeros(count)
    np.maximum.at(greatest, zone.ravel(), np.nan_to_num(values).ravel())
    return greatest


def _buildings(
    ground: Ground,
    streets: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    count: int,
    depth: float,
) -> dict[str, NDArray[np.int64]]:
    if buildings is None:
        return {}
    codes = {} if streets is None else {str(code): row for row, code in enumerate(streets["code"])}
    row = np.array([codes.get(str(code), count - 1) for code in buildings["street_code"]], dtype=np.int64)
    people = buildings["people"].to_numpy(dtype=np.int64)
    touched = touched_buildings(ground, buildings, depth=depth)

    def summed(weights: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.rint(np.bincount(row, weights=weights, minlength=count)).astype(np.int64)

    return {
        "buildings": summed(np.ones_like(row)),
        "buildings_touched": summed(touched.astype(np.int64)),
        "people": summed(people),
        "people_touched": summed(np.where(touched, people, 0)),
    }


def _finished(table: pd.DataFrame, depths: Sequence[float]) -> pd.DataFrame:
    """The table with its total row, share and mean depth, in the order people read it."""
    total: dict[str, Any] = {"code": TOTAL[0], "name": TOTAL[1], "name_en": TOTAL[2]}
    for column in table.columns[3:]:
        greatest = column in ("maximum_depth_m", "longest_duration_s")
        total[column] = table[column].max() if greatest else table[column].sum()
    whole = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    wet = whole[area_column(depths[0])]
    whole["share_wet"] = (wet / whole["area_m2"].where(whole["area_m2"] > 0.0)).fillna(0.0)
    whole["mean_depth_m"] = (whole["wet_volume_m3"] / wet.where(wet > 0.0)).fillna(0.0)
    order = ["code", "name", "name_en", "area_m2", *map(area_column, depths), "share_wet", "mean_depth_m"]
    return whole[[*order, *(c for c in whole.columns if c not in order and c != "wet_volume_m3")]]
