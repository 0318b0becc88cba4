"""What a run tells of its canals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

if TYPE_CHECKING:
    from models.waterlogging.canals.partner import CanalWaters


def canal_results(canals: CanalWaters) -> xr.Dataset:
    """Levels of the reaches, discharges of sluices and stations in time, and what passed in all."""
    network = canals.network
    reaches = {
        "canal_stage": (("reach", "series_time"), canals.stages.values.T),
        "canal_maximum_stage": (("reach",), canals.highest.copy()),
        "canal_maximum_stage_time": (("reach",), canals.highest_time.copy()),
        "canal_bank": (("reach",), np.array([r.bank for r in network.reaches])),
        "reach_canal": (("reach",), np.array([r.canal for r in network.reaches], object).astype(str)),
        "reach_chainage": (("reach",), np.array([r.chainage for r in network.reaches])),
    }
    out = xr.Dataset(
        reaches,
        coords={"series_time": canals.stages.times, "reach": [r.name for r in network.reaches]},
    )
    first = len(network.channels)
    last = first + len(network.sluices)
    if network.sluices:
        out = out.assign_coords(sluice=[s.name for s in network.sluices])
        out["sluice_discharge"] = ("sluice", "series_time"), canals.discharges.values[:, first:last].T
        out["sluice_opening"] = ("sluice", "series_time"), canals.openings.values.T
        out["sluice_volume"] = ("sluice",), canals.moved[first:last].copy()
    if network.pumps:
        out = out.assign_coords(pump_station=[p.name for p in network.pumps])
        out["pump_discharge"] = ("pump_station", "series_time"), canals.discharges.values[:, last:].T
        out["pump_volume"] = ("pump_station",), canals.moved[last:].copy()
        out["pump_energy"] = ("pump_station",), canals.energy.copy()
    return out
