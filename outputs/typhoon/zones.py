"""What each street and community gets: winds, forces and their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from models.typhoon.scales import WarningSignal, warning_of
from outputs.exposure import street_of_cells
from outputs.fields import grid_of
from outputs.typhoon.clock import Clock

OUTSIDE = ("outside", "区外", "outside the district")
TOTAL = ("total", "合计", "total")

TIMED_FORCES = (6, 8, 10)
"""Forces of the gust whose first and last times the tables tell."""

SHARED_FORCES = (8, 10)
"""Forces of the gust for which the tables tell the share of the area."""


def zone_heads(zones: pd.DataFrame, code: str, streets: pd.DataFrame | None = None) -> pd.DataFrame:
    """First columns of a table by street or community, the total last.

    Parameters
    ----------
    zones
        Table `streets` or `communities`.
    code
        Column with the code of a zone.
    streets
        Table `streets`, for the names of the streets that communities belong to.
    """
    heads = pd.DataFrame({"code": zones[code].astype(str).to_numpy()})
    if streets is None:
        heads["name"], heads["name_en"] = zones["name"].to_numpy(), zones["name_en"].to_numpy()
    else:
        named = streets.set_index(streets["code"].astype(str))
        own = zones["street_code"].astype(str)
        heads["community"] = zones["name"].to_numpy()
        for column in ("name", "name_en"):
            heads[column] = own.map(named[column]).fillna("").to_numpy()
    last = {"code": TOTAL[0], "name": TOTAL[1], "name_en": TOTAL[2], "community": TOTAL[1]}
    return pd.concat([heads, pd.DataFrame([last])[list(heads.columns)]], ignore_index=True)


def wind_table(ds: xr.Dataset, zones: gpd.GeoDataFrame, heads: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Winds of one storm by zone.

    Parameters
    ----------
    ds
        Fields of one storm, see `outputs.typhoon.fields`.
    zones
        Polygons, one for each row of `heads` but the last.
    heads
        As `zone_heads` gives them.
    clock
        The clock of the run.

    Returns
    -------
    pandas.DataFrame
        Columns of `heads`, then area, greatest and median of the maxima of mean wind and gust, forces of
        the greatest, direction at the greatest, first and last times of forces of the gust with their local
        clock, shares of the area that reach forces of the gust, warning signal.
    """
    owner = street_of_cells(grid_of(ds), zones)
    mean, gust = ds["maximum_mean_wind"].values, ds["maximum_gust"].values
    inside = np.isfinite(mean)
    members = members_of(owner, inside, len(zones))
    cell = grid_of(ds).cell_area
    found: dict[str, list[float]] = {"area_m2": [cell * rows.size for rows in members]}
    for name, values in (("mean_wind", mean), ("gust", gust)):
        flat = values.ravel()
        found[f"{name}_greatest_m_s"] = [_of(np.max, flat[rows]) for rows in members]
        found[f"{name}_median_m_s"] = [_of(np.median, flat[rows]) for rows in members]
    for name in ("beaufort_force", "beaufort_force_of_gust"):
        flat = ds[name].values.ravel()
        found[name] = [_of(np.max, flat[rows]) for rows in members]
    signals = [
        signal_of(mean, gust)
        for mean, gust in zip(found["beaufort_force"], found["beaufort_force_of_gust"], strict=True)
    ]
    found["direction_deg"] = [_direction_at_greatest(ds, rows) for rows in members]
    found["time_of_greatest_s"] = [_time_at_greatest(ds, rows) for rows in members]
    found |= _times(ds, members)
    force = ds["beaufort_force_of_gust"].values.ravel()
    for level in SHARED_FORCES:
        found[f"share_gust_force_{level}"] = [_of(np.mean, force[rows] >= level) for rows in members]
    table = _with_clock(pd.DataFrame(found), clock)
    table["warning_zh"] = [signal.zh if signal is not None else "" for signal in signals]
    table["warning_en"] = [signal.colour if signal is not None else "" for signal in signals]
    return pd.concat([heads, table], axis=1)


def signal_of(mean_force: float, gust_force: float) -> WarningSignal | None:
    """Highest signal of the typhoon warning whose winds are reached; None below the lowest and of no wind."""
    if not (np.isfinite(mean_force) and np.isfinite(gust_force)):
        return None
    return warning_of(int(mean_force), int(gust_force))


def probability_table(ds: xr.Dataset, zones: gpd.GeoDataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """Probabilities of many storms by zone: at the windiest cell and in the mean of the cells.

    Parameters
    ----------
    ds
        Fields of an ensemble.
    zones, heads
        As for `wind_table`.
    """
    owner = street_of_cells(grid_of(ds), zones)
    inside = np.isfinite(ds["probability_of_force"].values[0])
    members = members_of(owner, inside, len(zones))
    found: dict[str, list[float]] = {}
    for field, name in (("probability_of_force", "force"), ("probability_of_gust_force", "gust_force")):
        for level in ds["force"].values:
            flat = ds[field].sel(force=level).values.ravel()
            found[f"probability_{name}_{level:g}"] = [_of(np.max, flat[rows]) for rows in members]
            found[f"mean_probability_{name}_{level:g}"] = [_of(np.mean, flat[rows]) for rows in members]
    return pd.concat([heads, pd.DataFrame(found)], axis=1)


def members_of(owner: NDArray[np.int32], inside: NDArray[np.bool_], count: int) -> list[NDArray[np.int64]]:
    """Flat places of the cells of each zone, then of all cells inside."""
    flat = np.where(inside, owner, -1).ravel()
    order = np.argsort(flat, kind="stable")
    edges = np.searchsorted(flat[order], np.arange(count + 1))
    return [*(order[low:high] for low, high in pairwise(edges)),
            np.flatnonzero(inside.ravel())]  # fmt: skip


def _times(ds: xr.Dataset, members: Sequence[NDArray[np.int64]]) -> Mapping[str, list[float]]:
    """First and last times of the forces of the gust, over the cells of each zone [s]."""
    found: dict[str, list[float]] = {}
    known = set(ds["force"].values.tolist())
    for level in (level for level in TIMED_FORCES if level in known):
        first = ds["first_time_of_gust_force"].sel(force=level).values.ravel()
        last = ds["last_time_of_gust_force"].sel(force=level).values.ravel()
        found[f"first_gust_force_{level}_s"] = [_of(np.min, _finite(first[rows])) for rows in members]
        found[f"last_gust_force_{level}_s"] = [_of(np.max, _finite(last[rows])) for rows in members]
    return found


def _with_clock(table: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """The table with the local clock beside every time."""
    for name in [
        name for name in map(str, table.columns) if name.endswith("_s") and not name.endswith("_m_s")
    ]:
        table[f"{name.removesuffix('_s')}_local"] = clock.texts(table[name].to_numpy())
    return table


def _direction_at_greatest(ds: xr.Dataset, rows: NDArray[np.int64]) -> float:
    return _at_greatest(ds, rows, "wind_direction_at_maximum")


def _time_at_greatest(ds: xr.Dataset, rows: NDArray[np.int64]) -> float:
    return _at_greatest(ds, rows, "time_of_maximum_wind")


def _at_greatest(ds: xr.Dataset, rows: NDArray[np.int64], field: str) -> float:
    """A field at the windiest cell of a zone."""
    if rows.size == 0:
        return float("nan")
    windiest = rows[np.argmax(ds["maximum_mean_wind"].values.ravel()[rows])]
    return float(ds[field].values.ravel()[windiest])


def _finite(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(values[np.isfinite(values)])


def _of(statistic: object, values: NDArray[np.generic]) -> float:
    """A statistic of values; NaN of none."""
    return float(statistic(values)) if values.size else float("nan")  # type: ignore[operator]
