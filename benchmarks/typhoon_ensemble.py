"""Ensembles of storms over a district: seconds and memory of the whole, and the error of its shortcut."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import numpy as np

from census.grid import Grid
from models.typhoon.ensembles import Exceedance, exceedance, perturbed, read_errors
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import NoEffect, Path, path_of
from models.typhoon.plane import plane_about
from models.typhoon.simulate import simulate
from models.typhoon.surface import Surface, uniform_surface
from models.typhoon.track import Track

MIDDLE = (520_000.0, 3_360_000.0)
"""Of the district, EPSG:4549 [m]."""
PATCH = 40
"""Side of a patch of ground that has one direction of its strongest wind [cells]."""
SECTORS, SEED = 16, 20


def forecast() -> Track:
    """Three days of a strong typhoon that passes over the district's middle after 48 hours."""
    hours = np.arange(0, 73, 6)
    share = hours / 48.0
    return Track(
        storm_id="0000", name="BENCH", agency="CMA", averaging_s=120.0,
        time=np.datetime64("2020-08-01T00:00:00", "s") + hours * np.timedelta64(3600, "s"),
        lat=23.5 + 6.8 * share, lon=125.4 - 5.2 * share,
        pressure=93_500.0 + 3_000.0 * np.maximum(share - 0.7, 0.0),
        wind=50.0 - 22.0 * np.maximum(share - 0.7, 0.0),
    )  # fmt: skip


def town(grid: Grid) -> Surface:
    """Ground as rough as the district's: means of 0.36 to 0.76 of the sea's, gusts 1.4 to 1.7 of that."""
    rng, turn = np.random.default_rng(SEED), 2.0 * np.pi * np.arange(SECTORS) / SECTORS
    patches = (-(-grid.rows // PATCH), -(-grid.columns // PATCH))
    phase = np.kron(rng.uniform(0.0, 2.0 * np.pi, patches), np.ones((PATCH, PATCH)))
    level = rng.uniform(0.44, 0.68, grid.shape)
    swing = 0.08 * np.cos(turn[:, None, None] - phase[: grid.rows, : grid.columns])
    mean = (level + swing).astype(np.float32)
    whole = uniform_surface(grid, SECTORS)
    return Surface(
        grid,
        mean,
        np.float32(1.97) - np.float32(0.75) * mean,
        whole.roughness,
        whole.hill,
        whole.displacement,
    )


class Ensemble:
    """Perturbed tracks to counts of forces on 300 thousand cells of 20 m in 16 sectors.

    `track_seconds` is the wall time from the track on; `track_memory` the peak of the process, what else ran
    in it included.
    """

    params = ((1, 2),)
    param_names = ("threads",)
    members, compared, rows, columns = 10_000, 50, 500, 600

    def setup(self, threads: int) -> None:
        """Make the district, and compile."""
        west, north = MIDDLE[0] - 10.0 * self.columns, MIDDLE[1] + 10.0 * self.rows
        grid = Grid("EPSG:4549", west, north, 20.0, self.rows, self.columns)
        self.domain = Domain(grid, np.ones(grid.shape, np.bool_))
        self.surface, self.plane = town(grid), plane_about(*MIDDLE)
        self.run(2, threads)

    def paths(self, count: int) -> Iterator[Path | NoEffect]:
        """Of the first members."""
        return (path_of(one, self.plane) for one in perturbed(forecast(), count, SEED, read_errors()))

    def run(self, count: int, threads: int) -> Exceedance:
        """Count what the first members exceed."""
        settings = WindSettings(threads=threads)
        return exceedance(self.paths(count), self.domain, self.surface, settings, plane=self.plane)

    def track_seconds(self, threads: int) -> float:
        """Wall time [s]."""
        begin = time.perf_counter()
        self.run(self.members, threads)
        return time.perf_counter() - begin

    def track_memory(self, threads: int) -> float:
        """Peak memory of the process [MB]."""
        self.run(self.members, threads)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3

    def track_error(self, threads: int) -> float:
        """Mean difference of probability from factors applied in every step, where that is 0.01 to 0.99 [-].

        Over forces of mean and gust and all cells, of as many storms as are compared.
        """
        found, settings = self.run(self.compared, threads), WindSettings(threads=threads)
        over = [np.zeros_like(counts) for counts in (found.counts, found.gust_counts)]
        inside = self.domain.inside
        for path in self.paths(self.compared):
            if isinstance(path, Path):
                result = simulate(path, self.domain, self.surface, settings)
                over[0] += result.max_mean[inside] >= found.levels[:, None]
                over[1] += result.max_gust[inside] >= found.gust_levels[:, None]
        share = np.concatenate(over) / self.compared
        missed = np.abs(np.concatenate([found.counts, found.gust_counts]) / self.compared - share)
        unsure = (share > 0.01) & (share < 0.99)
        return float(missed[unsure].mean()) if unsure.any() else 0.0
