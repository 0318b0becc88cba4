"""Series and totals of the sewers as a Dataset."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.series import Recorder
from models.waterlogging.sewers.engine import Engine
from models.waterlogging.sewers.network import SewerNetwork
from models.waterlogging.sewers.tally import Tally


def sewer_results(
    network: SewerNetwork,
    engine: Engine,
    pumps: NDArray[np.int32],
    tally: Tally,
    series: Mapping[str, Recorder],
) -> xr.Dataset:
    """Collect what became of the sewers; see `census.scenario_variables.sewers`."""
    inlet, outfall, pump = ("sewer_inlet",), ("sewer_outfall",), ("sewer_pump",)
    names = list(engine.links)
    variables = {
        "inlet_exchange": ((*inlet, "series_time"), series["exchange"].values.T),
        "inlet_head": ((*inlet, "series_time"), series["head"].values.T),
        "inlet_volume_down": (inlet, tally.down),
        "inlet_volume_up": (inlet, tally.up),
        "inlet_peak_flow": (inlet, tally.peak),
        "inlet_peak_return": (inlet, tally.peak_up),
        "inlet_first_return": (inlet, tally.first_up),
        "inlet_maximum_head": (inlet, tally.highest),
        "inlet_rim": (inlet, network.inlets.rim),
        "outfall_discharge": ((*outfall, "series_time"), series["outflow"].values.T),
        "outfall_volume": (outfall, tally.outfall),
        "sewer_pump_discharge": ((*pump, "series_time"), series["pump"].values.T),
    }
    totals = engine.totals()
    return xr.Dataset(
        variables,
        coords={
            "series_time": series["head"].times,
            "sewer_inlet": list(network.inlets.node),
            "sewer_outfall": list(network.outfalls.node),
            "sewer_pump": [names[n] for n in pumps],
        },
        attrs={
            "sewer_source": network.source,
            "sewer_nodes_moved": ", ".join(f"{name} {away:.0f} m" for name, away in network.moved.items()),
            "sewer_street_head": "imposed" if engine.imposes_heads else "rim",
            "sewer_missing_m3": float(tally.missing),
            "sewer_flooded_elsewhere_m3": float(tally.flooded),
            "sewer_engine_flooding_m3": totals.flooding,
        },
    )
