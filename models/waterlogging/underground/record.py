"""What is remembered of each space below ground during a run."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.partners import State
from models.waterlogging.underground.spaces import Spaces, Values

FLOWS_IN = 1e-3
"""Water entering that counts as flow over the sill [m3]; less is rounding."""

STREET_WET = 0.05
"""Depth at the floor from which water has come to an underpass of the street, which has no sill [m]."""


class Record:
    """First times, greatest values and totals of each space.

    Parameters
    ----------
    spaces
        The spaces.
    """

    def __init__(self, spaces: Spaces) -> None:
        count = len(spaces.ids)
        self._spaces = spaces
        self._values: dict[str, NDArray[np.float64]] = {
            "first_time": np.full(count, np.nan),
            "closing_time": np.full(count, np.nan),
            "time_above": np.full((count, len(spaces.depths)), np.nan),
            "inflow": np.zeros(count),
            "peak": np.zeros(count),
            "greatest": np.zeros(count),
            "deepest": np.zeros(count),
            "head": np.full(count, np.nan),
        }

    def flow(self, time: float, seconds: float, entered: Values) -> None:
        """What entered each space in an interval that began at a time [m3]; negative came back out."""
        seen = self._values
        seen["inflow"] += np.maximum(entered, 0.0)
        np.maximum(seen["peak"], entered / seconds, out=seen["peak"])
        _first(seen["first_time"], seen["inflow"] > FLOWS_IN, time)

    def inside(self, time: float, depth: Values, volume: Values) -> None:
        """Depth inside [m] and volume [m3] at a time."""
        seen = self._values
        np.maximum(seen["deepest"], depth, out=seen["deepest"])
        np.maximum(seen["greatest"], volume, out=seen["greatest"])
        # A hollow of the street has no flow over a sill to tell by.
        _first(seen["first_time"], self._spaces.in_street & (depth >= STREET_WET), time)
        _first(seen["closing_time"], depth >= self._spaces.closing_depth, time)
        _first(seen["time_above"], depth[:, None] >= np.asarray(self._spaces.depths), time)

    def outside(self, head: Values) -> None:
        """Level of the street over each sill, NaN where it is dry [m]."""
        np.fmax(self._values["head"], head, out=self._values["head"])

    def results(self) -> xr.Dataset:
        """Figures of each space."""
        seen, spaces = self._values, self._spaces
        share = np.where(
            spaces.in_street, 0.0, seen["greatest"] / np.where(spaces.volume > 0.0, spaces.volume, 1.0)
        )
        figures = {
            "underground_first_time": seen["first_time"],
            "underground_closing_time": seen["closing_time"],
            "underground_inflow": seen["inflow"],
            "underground_peak_inflow": seen["peak"],
            "underground_fill_share": share,
            "underground_maximum_depth": seen["deepest"],
            "underground_maximum_head": seen["head"],
            "underground_in_street": spaces.in_street.astype(np.int8),
        }
        data = {name: ("space", values) for name, values in figures.items()}
        above = {"underground_time_above_depth": (("space", "space_depth"), seen["time_above"])}
        return xr.Dataset(
            {**data, **above}, coords={"space": list(spaces.ids), "space_depth": list(spaces.depths)}
        )

    def state(self) -> dict[str, NDArray[np.float64]]:
        """All of it."""
        return {f"record_{name}": values for name, values in self._values.items()}

    def restore(self, state: State) -> None:
        """Go on from what was remembered."""
        for name, values in self._values.items():
            values[...] = state[f"record_{name}"]


def _first(times: Values, now: NDArray[np.bool_], time: float) -> None:
    """Note a time where something holds for the first time [s]."""
    times[now & np.isnan(times)] = time
