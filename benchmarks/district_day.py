"""Wall time of a whole day of a 50-year storm on the whole synthetic district."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from models.waterlogging.inputs import Settings
from models.waterlogging.simulate import simulate
from scenarios.assemble import assemble
from scenarios.paths import cache_folder
from scenarios.spec import load_scenario

SCENARIO = "design-24h-50yr"
"""The day that is run, by its name in the library."""

WARM_UP = 60.0
"""Simulated time before the measurement, so that no kernel is compiled in it [s]."""


class DistrictSubgrid:
    """The day on cells of 20 m that carry tables of the 5 m terrain: seconds from surface to fields."""

    params = (2,)
    param_names = ("threads",)
    timeout = 3600.0
    overrides: tuple[str, ...] = ("domain.cell_size_m=20.0", "domain.subgrid=true")

    def setup(self, threads: int) -> None:
        """Make the district if it is not there, assemble the day and compile what it takes."""
        loaded = load_scenario(SCENARIO, [*self.overrides, f"settings.threads={threads}"])
        self.day = assemble(loaded, cache=cache_folder(Path("runs")))
        self._simulate(replace(self.day.settings, duration=WARM_UP, output_interval=None))

    def _simulate(self, settings: Settings) -> None:
        simulate(self.day.surface, self.day.event, settings, self.day.works)

    def time_day(self, threads: int) -> None:
        """The whole day, its dry hours after the rain included."""
        del threads
        self._simulate(self.day.settings)

    def track_seconds(self, threads: int) -> float:
        """Wall time of the day [s]."""
        started = time.perf_counter()
        self.time_day(threads)
        return time.perf_counter() - started
