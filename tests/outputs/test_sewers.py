"""The tables of coupled sewers."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import Point

from outputs.sewers import sewer_tables


def two_inlets() -> xr.Dataset:
    inlet = ("sewer_inlet",)
    return xr.Dataset(
        {
            "inlet_rim": (inlet, [3.0, 4.0]),
            "inlet_maximum_head": (inlet, [2.5, 4.25]),
            "inlet_volume_down": (inlet, [100.0, 20.0]),
            "inlet_volume_up": (inlet, [0.0, 7.0]),
            "inlet_peak_flow": (inlet, [0.3, 0.1]),
            "inlet_peak_return": (inlet, [0.0, 0.05]),
            "inlet_first_return": (inlet, [np.nan, 600.0]),
            "outfall_volume": (("sewer_outfall",), [113.0]),
            "outfall_discharge": (("sewer_outfall", "series_time"), [[0.0, 0.4, 0.2]]),
        },
        coords={"sewer_inlet": ["N1", "N2"], "sewer_outfall": ["O1"], "series_time": [0.0, 300.0, 600.0]},
    )


def test_each_inlet_leads_back_to_its_row_of_the_census() -> None:
    nodes = gpd.GeoDataFrame(
        {"node_id": ["N2", "O1", "N1"]}, geometry=[Point(20, 2), Point(30, 3), Point(10, 1)], crs="EPSG:4549"
    )
    found = sewer_tables(two_inlets(), nodes)
    inlets = found["sewer_inlets"]
    assert inlets["node_id"].tolist() == ["N2", "N1"]
    assert inlets[["x", "y"]].to_numpy().tolist() == [[20.0, 2.0], [10.0, 1.0]]
    assert inlets["head_above_rim_m"].tolist() == pytest.approx([0.25, -0.5])
    assert found["sewer_outfalls"]["peak_discharge_m3_s"].tolist() == [0.4]


def test_a_network_of_ones_own_has_no_places_in_the_census() -> None:
    assert "x" not in sewer_tables(two_inlets(), None)["sewer_inlets"]
