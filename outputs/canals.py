"""What became of canals, sluices and pumps, as tables."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray


def canal_tables(ds: xr.Dataset, tables: Mapping[str, gpd.GeoDataFrame]) -> dict[str, pd.DataFrame]:
    """Tables of the canals and pumps of a run by the stem of their files, none where it has none.

    Parameters
    ----------
    ds
        Dataset of a run.
    tables
        Tables `canals`, `sluices` and `pump_stations` of the snapshot, as far as it has them.

    Returns
    -------
    dict
        canal_stages, one row for each reach, the least freeboard first; structures, one for each
        sluice, station and mobile pump.
    """
    found = {}
    if "canal_stage" in ds:
        found["canal_stages"] = _stages(ds, _names(tables, "canals", "canal_id"))
    parts = [
        _structures(ds, "sluice", ("水闸", "sluice"), _names(tables, "sluices", "sluice_id")),
        _structures(
            ds, "pump_station", ("泵站", "station"), _names(tables, "pump_stations", "pump_station_id")
        ),
        _structures(ds, "mobile_pump", ("移动泵", "mobile pump"), {}),
    ]
    parts = [part for part in parts if not part.empty]
    if parts:
        found["structures"] = pd.concat(parts, ignore_index=True)
    return found


def _stages(ds: xr.Dataset, names: Mapping[str, str]) -> pd.DataFrame:
    stage = ds["canal_stage"].to_numpy().astype(np.float64)
    canal = [str(k) for k in ds["reach_canal"].to_numpy()]
    highest = ds["canal_maximum_stage"].to_numpy()
    table = pd.DataFrame(
        {
            "reach": [str(k) for k in ds["reach"].to_numpy()],
            "canal_id": canal,
            "canal": [names.get(k, "") for k in canal],
            "chainage_m": ds["reach_chainage"].to_numpy(),
            "first_stage_m": stage[:, 0],
            "highest_stage_m": highest,
            "highest_time_s": ds["canal_maximum_stage_time"].to_numpy(),
            "last_stage_m": stage[:, -1],
            "lowest_bank_m": ds["canal_bank"].to_numpy(),
            "freeboard_m": ds["canal_bank"].to_numpy() - highest,
        }
    )
    order = np.lexsort((table["reach"].to_numpy(str), table["freeboard_m"].to_numpy()))
    rows: pd.DataFrame = table.iloc[order].reset_index(drop=True)
    return rows


def _structures(
    ds: xr.Dataset, dimension: str, kind: tuple[str, str], names: Mapping[str, str]
) -> pd.DataFrame:
    """One row for each structure of a kind: its volume, greatest discharge and hours at work."""
    if dimension not in ds.coords:
        return pd.DataFrame()
    prefix = {"sluice": "sluice", "pump_station": "pump", "mobile_pump": "mobile_pump"}[dimension]
    keys = [str(k) for k in ds[dimension].to_numpy()]
    discharge = ds[f"{prefix}_discharge"].to_numpy().astype(np.float64)
    energy = ds["pump_energy"].to_numpy() if prefix == "pump" else np.full(len(keys), np.nan)
    return pd.DataFrame(
        {
            "structure_id": keys,
            "structure": [names.get(k, "") for k in keys],
            "kind_zh": kind[0],
            "kind_en": kind[1],
            "moved_m3": ds[f"{prefix}_volume"].to_numpy(),
            "peak_discharge_m3_s": _largest(discharge),
            "time_at_work_s": _at_work(discharge, ds["series_time"].to_numpy()),
            "energy_kwh": energy,
        }
    )


def _largest(discharge: NDArray[np.float64]) -> NDArray[np.float64]:
    """Discharge of the largest magnitude in each row, with its sign."""
    at = np.abs(np.nan_to_num(discharge)).argmax(axis=1)
    return np.asarray(discharge[np.arange(at.size), at])


def _at_work(discharge: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Time with a discharge, each value standing for the step up to it [s]."""
    return np.asarray((np.abs(np.nan_to_num(discharge[:, 1:])) > 1e-9) @ np.diff(times))


def _names(tables: Mapping[str, gpd.GeoDataFrame], table: str, key: str) -> dict[str, str]:
    """Names of the rows of a table by their key."""
    if table not in tables or "name" not in tables[table]:
        return {}
    rows = tables[table]
    return dict(zip(rows[key].astype(str), rows["name"].astype(str), strict=True))
