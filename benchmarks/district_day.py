"""A day of the 50-year storm over the whole synthetic district, with everything that moves water."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.simulate import simulate
from scenarios.assemble import Assembly, assemble
from scenarios.paths import cache_folder
from scenarios.spec import load_scenario

SCENARIO = "design-24h-50yr-works"
WARM_UP = 60.0
"""Simulated time before the measurement, so that no kernel is compiled in it [s]."""

CLASSES = (0.15, 0.30)
"""Depths whose hits and false alarms are told [m]."""

WET = 0.05
"""Depth from which a cell of either run counts as wet [m]."""


class DistrictDay:
    """Wall seconds of the model from the first to the last hour; assembling and writing are apart."""

    params = ((1, 2),)
    param_names = ("threads",)
    timeout = 7200.0
    overrides: ClassVar[tuple[str, ...]] = ("domain.cell_size_m=5.0", "settings.local_steps=true")
    more: ClassVar[tuple[str, ...]] = ()

    def setup(self, threads: int) -> None:
        """Assemble the inputs; the district is made once and kept beside the runs."""
        changes = (
            *self.overrides,
            *self.more,
            f"settings.threads={threads}",
            "settings.output_interval_min=0",
        )
        loaded = load_scenario(SCENARIO, changes)
        self.assembly: Assembly = assemble(loaded, cache=cache_folder(Path("runs")))
        self.fields: xr.Dataset | None = None
        a = self.assembly
        simulate(a.surface, a.event, replace(a.settings, duration=WARM_UP), a.works)

    def time_day(self, threads: int) -> None:  # noqa: ARG002 - set at assembly
        """Simulate the day."""
        a = self.assembly
        self.fields = simulate(a.surface, a.event, a.settings, a.works)

    def track_seconds(self, threads: int) -> float:
        """Wall time of the day [s]."""
        begin = time.perf_counter()
        self.time_day(threads)
        return time.perf_counter() - begin


class SubgridDay(DistrictDay):
    """The same day on cells of 20 m that know the ground they cover."""

    overrides = ("domain.cell_size_m=20.0", "domain.subgrid=true")


def depth_error(fine: xr.Dataset, coarse: xr.Dataset) -> dict[str, float]:
    """Difference of the greatest depths of two runs on one grid.

    Parameters
    ----------
    fine
        The run taken for the truth.
    coarse
        The other.

    Returns
    -------
    dict
        `rmse` over cells that are wet in either [m], and for each class the hit rate (share of the cells of
        the fine run in it that the coarse one has too) and the false-alarm ratio (share of the coarse run's
        that the fine one has not) [-].
    """
    truth, other = (np.nan_to_num(ds["maximum_depth"].values) for ds in (fine, coarse))
    known = np.isfinite(fine["maximum_depth"].values) & np.isfinite(coarse["maximum_depth"].values)
    wet = known & ((truth >= WET) | (other >= WET))
    found = {"rmse": float(np.sqrt(np.mean((truth[wet] - other[wet]) ** 2)))}
    for depth in CLASSES:
        hits, there, told = _counts(truth >= depth, other >= depth, known)
        found[f"hit_rate_{depth:.2f}"] = hits / there if there else float("nan")
        found[f"false_alarms_{depth:.2f}"] = 1.0 - hits / told if told else float("nan")
    return found


def _counts(
    truth: NDArray[np.bool_], other: NDArray[np.bool_], known: NDArray[np.bool_]
) -> tuple[int, int, int]:
    both = truth & other & known
    return int(both.sum()), int((truth & known).sum()), int((other & known).sum())
