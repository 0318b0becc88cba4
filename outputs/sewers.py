"""What went into and out of the sewers, node by node, as tables."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr


def sewer_tables(ds: xr.Dataset, nodes: gpd.GeoDataFrame | None) -> dict[str, pd.DataFrame]:
    """Tables of the coupled sewers of a run by the stem of their files.

    Parameters
    ----------
    ds
        Dataset of a run with coupled sewers.
    nodes
        Table `drain_nodes` of the snapshot, for the places; None where there is none.

    Returns
    -------
    dict
        sewer_inlets: node_id (that of the census where the network is its own), x, y [m], rim_m,
        highest_head_m, head_above_rim_m [m], volume_down_m3, volume_up_m3 [m3], peak_down_m3_s,
        peak_up_m3_s [m3/s], first_return_s [s], the greatest volume up first; sewer_outfalls: node_id, x, y,
        volume_m3, peak_discharge_m3_s, the greatest volume first.
    """
    inlets = pd.DataFrame({"node_id": [str(name) for name in ds["sewer_inlet"].values]})
    inlets = _placed(inlets, nodes).assign(
        rim_m=ds["inlet_rim"].to_numpy(),
        highest_head_m=ds["inlet_maximum_head"].to_numpy(),
        head_above_rim_m=ds["inlet_maximum_head"].to_numpy() - ds["inlet_rim"].to_numpy(),
        volume_down_m3=ds["inlet_volume_down"].to_numpy(),
        volume_up_m3=ds["inlet_volume_up"].to_numpy(),
        peak_down_m3_s=ds["inlet_peak_flow"].to_numpy(),
        peak_up_m3_s=ds["inlet_peak_return"].to_numpy(),
        first_return_s=ds["inlet_first_return"].to_numpy(),
    )
    outfalls = pd.DataFrame({"node_id": [str(name) for name in ds["sewer_outfall"].values]})
    flow = ds["outfall_discharge"].to_numpy()
    outfalls = _placed(outfalls, nodes).assign(
        volume_m3=ds["outfall_volume"].to_numpy(),
        peak_discharge_m3_s=flow.max(axis=1) if flow.size else np.zeros(len(outfalls)),
    )
    order = {"kind": "stable", "ascending": False, "ignore_index": True}
    return {
        "sewer_inlets": inlets.sort_values("volume_up_m3", **order),  # type: ignore[call-overload]
        "sewer_outfalls": outfalls.sort_values("volume_m3", **order),  # type: ignore[call-overload]
    }


def _placed(table: pd.DataFrame, nodes: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Rows with the places of their nodes, where the census has them."""
    if nodes is None:
        return table
    at = nodes.set_index(nodes["node_id"].astype(str)).geometry.reindex(table["node_id"])
    return table.assign(x=at.x.to_numpy(), y=at.y.to_numpy()) if at.notna().any() else table
