"""Wind of storms: the loop over steps and points, and one storm on the fine cells of a district."""

from __future__ import annotations

import time

import numpy as np

from census.grid import Grid
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import Path
from models.typhoon.plane import plane_about
from models.typhoon.simulate import simulate
from models.typhoon.surface import uniform_surface
from models.typhoon.threads import use_threads
from models.typhoon.vortex import VortexSettings
from models.typhoon.wind import greatest_wind, table_of
from models.typhoon.wind.nest import Nest

CLIMADA_RATE = (2.0, 3.8)
"""Rate of CLIMADA's published package on one process, dense arrays [million step-cells/s]."""

MIDDLE = (520_000.0, 3_360_000.0)
"""Of the district, EPSG:4549 [m]."""
SPACING = 500.0
SPEED = 5.0
"""Of the storms [m/s]."""


def passing(number: int, steps: int, step_s: float) -> Path:
    """A storm whose direction, distance and strength follow from its number."""
    rng = np.random.default_rng(number)
    along = (np.arange(steps) - 0.5 * (steps - 1)) * step_s * SPEED
    turn, aside = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(-60e3, 60e3)
    one = np.ones(steps)
    return Path(
        time=np.asarray(np.arange(steps) * step_s, np.float64),
        x=along * np.sin(turn) + aside * np.cos(turn), y=along * np.cos(turn) - aside * np.sin(turn),
        vx=SPEED * np.sin(turn) * one, vy=SPEED * np.cos(turn) * one,
        deficit=rng.uniform(2e3, 6e3) * one, pressure_environment=101e3 * one,
        vmax=rng.uniform(25.0, 50.0) * one, rmax=rng.uniform(15e3, 60e3) * one, latitude=30.3 * one,
        origin=np.datetime64("2020-08-01T00:00:00", "s"), plane=plane_about(*MIDDLE),
    )  # fmt: skip


def square(cells: int) -> Nest:
    """At least so many points in a square about the middle."""
    side = int(np.ceil(np.sqrt(cells)))
    half = 0.5 * SPACING * (side - 1)
    return Nest(-half, half, SPACING, side, side)


class Swath:
    """Steps times points over seconds: translation, inflow and running maximum on, 50 tracks, hourly steps.

    `track_rate` is the loop by itself, `track_whole` with the tables made for it.
    """

    params = ((1, 2),)
    param_names = ("threads",)
    tracks, cells, steps, step_s = 50, 10_000, 73, 3600.0

    def setup(self, threads: int) -> None:
        """Make tracks and tables, and run one so that no kernel is compiled in the measurement."""
        nest = square(self.cells)
        self.x, self.y, self.box = nest.x, nest.y, nest.box
        self.paths = [passing(number, self.steps, self.step_s) for number in range(self.tracks)]
        self.tables = [table_of(path, self.box, VortexSettings()) for path in self.paths]
        self.count = self.tracks * len(self.x) * self.steps
        use_threads(threads)
        greatest_wind(self.tables[0], self.x, self.y)

    def time_swath(self, threads: int) -> None:
        """Greatest wind of every track at every point."""
        use_threads(threads)
        for table in self.tables:
            greatest_wind(table, self.x, self.y)

    def track_rate(self, threads: int) -> float:
        """Rate of the loop [million step-cells/s]."""
        begin = time.perf_counter()
        self.time_swath(threads)
        return self.count / (time.perf_counter() - begin) / 1e6

    def track_whole(self, threads: int) -> float:
        """Rate from the paths on, tables included [million step-cells/s]."""
        begin = time.perf_counter()
        self.tables = [table_of(path, self.box, VortexSettings()) for path in self.paths]
        self.time_swath(threads)
        return self.count / (time.perf_counter() - begin) / 1e6


class SwathCost:
    """Wall seconds from the paths on against tracks, steps and cells, each varied by itself."""

    params = (((10, 73, 10_000), (50, 73, 10_000), (50, 730, 10_000), (50, 73, 100_000)), (2,))
    param_names = ("tracks, steps, cells", "threads")
    duration_s = 72.0 * 3600.0

    def setup(self, size: tuple[int, int, int], threads: int) -> None:
        """Make the tracks."""
        self.case = Swath()
        self.case.tracks, self.case.steps, self.case.cells = size
        self.case.step_s = self.duration_s / (size[1] - 1)
        self.case.setup(threads)

    def track_seconds(self, size: tuple[int, int, int], threads: int) -> float:
        """Wall time [s]."""
        del size
        return self.case.count / self.case.track_whole(threads) / 1e6


class FineStorm:
    """Wall seconds of one storm on 300 thousand cells of 20 m: mean, gust, directions, times of forces."""

    params = ((1, 2),)
    param_names = ("threads",)
    rows, columns, steps, step_s = 500, 600, 501, 200.0

    def setup(self, threads: int) -> None:
        """Make the district, and compile."""
        west, north = MIDDLE[0] - 10.0 * self.columns, MIDDLE[1] + 10.0 * self.rows
        grid = Grid("EPSG:4549", west, north, 20.0, self.rows, self.columns)
        self.domain = Domain(grid, np.ones(grid.shape, np.bool_))
        self.surface = uniform_surface(grid, gust=1.6)
        self.path = passing(3, self.steps, self.step_s)
        simulate(passing(3, 2, 600.0), self.domain, self.surface, WindSettings(threads=threads))

    def track_seconds(self, threads: int) -> float:
        """Wall time [s]."""
        begin = time.perf_counter()
        simulate(self.path, self.domain, self.surface, WindSettings(threads=threads))
        return time.perf_counter() - begin
