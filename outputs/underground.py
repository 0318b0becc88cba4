"""What became of underpasses, metro entrances, garages and malls, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from census.schema import TABLES
from outputs.map_style import Bilingual

FULL = 0.99
"""Share of the volume from which a space counts as full [-]."""

HALF = 0.5

STATES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "full": Bilingual("灌满", "full"),
        "half": Bilingual("过半", "more than half full"),
        "closing": Bilingual("达到封闭水深", "closing depth reached"),
        "entered": Bilingual("进水", "water inside"),
        "dry": Bilingual("未进水", "no water inside"),
    }
)
"""State of a space in words, gravest first."""

_FIGURES = {
    "first_time_s": "underground_first_time",
    "closing_time_s": "underground_closing_time",
    "maximum_depth_inside_m": "underground_maximum_depth",
    "inflow_m3": "underground_inflow",
    "peak_inflow_m3_s": "underground_peak_inflow",
    "fill_share": "underground_fill_share",
}


def underground_table(ds: xr.Dataset, spaces: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per space below ground, gravest state first.

    Parameters
    ----------
    ds
        Dataset of a run with spaces below ground.
    spaces
        Table `underground_spaces` of the snapshot.
    streets
        Its table `streets`.

    Returns
    -------
    pandas.DataFrame
        space_id, space (its name), kind_zh, kind_en, street_code, street, street_en, x, y [m],
        first_time_s and closing_time_s [s], maximum_depth_inside_m [m], inflow_m3 [m3],
        peak_inflow_m3_s [m3/s], fill_share [-], in_street, state_zh, state_en. In each state the earliest
        comes first.
    """
    ids = [str(name) for name in ds["space"].values]
    rows = spaces.set_index(spaces["space_id"].astype(str)).loc[ids]
    codes = TABLES["underground_spaces"].column("kind").codes or {}
    places = rows.geometry
    names = streets.set_index(streets["code"].astype(str))
    street = rows["street_code"].astype(str)
    state = _states(ds)
    kinds = [str(kind) for kind in rows["kind"]]
    table = pd.DataFrame(
        {
            "space_id": ids,
            "space": rows["name"].astype(str).to_numpy(),
            "kind_zh": [codes.get(kind, kind) for kind in kinds],
            "kind_en": [kind.replace("_", " ") for kind in kinds],
            "street_code": street.to_numpy(),
            "street": [str(names["name"].get(code, "")) for code in street],
            "street_en": [str(names["name_en"].get(code, "")) for code in street],
            "x": places.x.to_numpy(),
            "y": places.y.to_numpy(),
            **{column: ds[name].to_numpy().astype(np.float64) for column, name in _FIGURES.items()},
            "in_street": ds["underground_in_street"].to_numpy() > 0,
            "state_zh": [STATES[name].zh for name in state],
            "state_en": [STATES[name].en for name in state],
        }
    )
    rank = np.array([list(STATES).index(name) for name in state])
    order = np.lexsort((np.array(ids), table["first_time_s"].fillna(np.inf).to_numpy(), rank))
    sorted_rows: pd.DataFrame = table.iloc[order].reset_index(drop=True)
    return sorted_rows


def underground_figures(ds: xr.Dataset, spaces: gpd.GeoDataFrame) -> dict[str, float | int]:
    """Key figures: spaces with water inside, underpasses to be closed, and the volume that flowed in [m3]."""
    kind = spaces.set_index(spaces["space_id"].astype(str))["kind"].loc[[str(n) for n in ds["space"].values]]
    underpass = (kind == "underpass").to_numpy()
    entered = np.isfinite(ds["underground_first_time"].to_numpy())
    return {
        "underground_spaces_with_water": int(np.count_nonzero(entered & ~underpass)),
        "underpasses_at_closing_depth": int(
            np.count_nonzero(np.isfinite(ds["underground_closing_time"].to_numpy()) & underpass)
        ),
        "underground_inflow_m3": float(ds["underground_inflow"].sum()),
    }


def _states(ds: xr.Dataset) -> NDArray[np.object_]:
    share = ds["underground_fill_share"].to_numpy()
    closing = np.isfinite(ds["underground_closing_time"].to_numpy())
    entered = np.isfinite(ds["underground_first_time"].to_numpy())
    chosen = np.select(
        [share >= FULL, share >= HALF, closing, entered], ["full", "half", "closing", "entered"], "dry"
    )
    return np.asarray(chosen, dtype=object)
