"""An earthquake under many buildings: whole scenarios, and the loop that samples damage."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.seismic.damage import sample_damage
from models.seismic.fragility import FragilitySet, hazus_fragility
from models.seismic.inputs import MotionInput, SimulationSettings
from models.seismic.motion import Sites, motion_of
from models.seismic.portfolio import Portfolio
from models.seismic.result import SeismicResult
from models.seismic.rupture import Rupture
from models.seismic.shaken import Shaken, shaken_buildings
from models.seismic.simulate import simulate

EXTENT = 12_000.0
"""Side of the square the buildings stand in [m], about that of the district."""

COMMUNITIES, STREETS = 180, 18
"""Zones in a square: the streets of the district, and ten communities in each for its 161."""

CLASSES = (
    "C1H-Low", "C1M-Low", "C2H-Low", "C3M-Pre", "RM2M-Low", "RM2M-Pre", "S3-Low", "URML-Pre", "URMM-Low",
    "URMM-Pre",
)  # fmt: skip
"""Classes that hold most of the district's buildings."""

NODES = 1200
CORRELATION = 0.3
MEASURED = 512
"""Realisations of the damage loop by itself."""


@dataclass(frozen=True)
class Case:
    """Everything a simulation takes."""

    portfolio: Portfolio
    given: MotionInput
    curves: FragilitySet

    def run(self, *, realisations: int, threads: int, nodes: int = NODES) -> SeismicResult:
        """Simulate."""
        stated = settings(realisations=realisations, threads=threads, nodes=nodes)
        return simulate(self.portfolio, self.given, self.curves, stated)


def settings(*, realisations: int, threads: int, nodes: int = NODES) -> SimulationSettings:
    """Settings of all scenarios."""
    return SimulationSettings(
        seed=1, realisations=realisations, correlation=CORRELATION, nodes=nodes, threads=threads
    )


def case(n: int) -> Case:
    """Magnitude 6 at 15 km from the middle of n buildings that each stand on a site of their own."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0.0, EXTENT, (2, n))
    ground = Sites(x, y, rng.uniform(150.0, 300.0, n), np.full(n, 3))
    rupture = Rupture(
        6.0, EXTENT / 2.0 + 15_000.0, EXTENT / 2.0, 10.0, strike_deg=30.0, dip_deg=90.0, rake_deg=0.0
    )
    given = MotionInput(
        source=lambda sites, measures: motion_of("boore2014", rupture, sites, measures), sites=ground
    )
    portfolio = _portfolio(x, y, rng)
    return Case(portfolio, given, hazus_fragility().select(portfolio.classes))


def _portfolio(x: NDArray[np.float64], y: NDArray[np.float64], rng: np.random.Generator) -> Portfolio:
    """Buildings in communities that are strips of streets."""
    n = len(x)
    street = (x / EXTENT * STREETS).astype(np.int32)
    within = COMMUNITIES // STREETS
    community = street * within + (y / EXTENT * within).astype(np.int32)
    floor, residents = rng.uniform(100.0, 6000.0, n), rng.integers(0, 40, n).astype(np.float64)
    return Portfolio(
        building_id=np.array([f"B{number:06d}" for number in range(n)], dtype=object), x=x, y=y,
        community=community, street=street,
        communities=tuple(f"{number:03d}" for number in range(COMMUNITIES)),
        streets=tuple(f"{number:02d}" for number in range(STREETS)),
        class_index=rng.integers(0, len(CLASSES), n).astype(np.int32), classes=CLASSES,
        floor_area=floor, height=np.full(n, 15.0), residents=residents, dwellings=residents / 3.0,
        people=residents[:, None] * np.array([1.0, 0.53, 0.35]),
        occupancy=np.where(rng.random(n) < 0.8, "RES3", "COM1").astype(object),
        retrofitted=np.zeros(n, bool),
    )  # fmt: skip


class Scenario:
    """Wall seconds from the portfolio to the result: motion, fields, damage, all consequences, quantiles."""

    params = ((1, 2),)
    param_names = ("threads",)
    timeout = 600.0
    buildings = 100_000
    realisations = 1000

    def setup(self, threads: int) -> None:
        """Make the buildings, and run a few so that no kernel is compiled in the measurement."""
        self.case = case(self.buildings)
        case(50).run(realisations=2, threads=threads)

    def time_scenario(self, threads: int) -> None:
        """Simulate."""
        self.result = self.case.run(realisations=self.realisations, threads=threads)

    def track_seconds(self, threads: int) -> float:
        """Wall time [s]."""
        begin = time.perf_counter()
        self.time_scenario(threads)
        return time.perf_counter() - begin

    def track_memory(self, threads: int) -> float:
        """Largest memory of a process that does nothing else, interpreter and libraries included [MB]."""
        size = f"{self.buildings}, {self.realisations}, {threads}"
        code = f"from benchmarks.seismic import peak; print(peak({size}))"
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        return float(done.stdout)


class OwnSites(Scenario):
    """A tenth of the buildings in a tenth of the realisations."""

    buildings = 10_000
    realisations = 100


class SampledDamage:
    """Buildings times realisations over seconds of the loop that grades them, by zones."""

    params = ((1, 2),)
    param_names = ("threads",)
    buildings = 100_000

    def setup(self, threads: int) -> None:
        """Draw the residuals and grade a few, so that neither is in the measurement."""
        self.case = case(self.buildings)
        one = self.case
        self.shaken: Shaken = shaken_buildings(
            one.portfolio, one.given, one.curves, settings(realisations=MEASURED, threads=threads)
        )
        self.drawn = self.shaken.draws(0, MEASURED)
        self.values = np.zeros((self.buildings, 5, 0))
        self._grade(1, threads)

    def _grade(self, realisations: int, threads: int) -> None:
        held = self.case.portfolio
        z, between = self.drawn
        sample_damage(
            self.shaken.motion, self.case.curves, held.class_index, held.zone, COMMUNITIES, self.values,
            lambda first, count: (z[:, :, first : first + count], between[:, first : first + count]), seed=1,
            realisations=realisations, correlation=CORRELATION, threads=threads,
        )  # fmt: skip

    def time_damage(self, threads: int) -> None:
        """Grade all buildings in all realisations."""
        self._grade(MEASURED, threads)

    def track_damage(self, threads: int) -> float:
        """Rate [million building-realisations/s]."""
        begin = time.perf_counter()
        self.time_damage(threads)
        return self.buildings * MEASURED / (time.perf_counter() - begin) / 1e6


class Cost:
    """Wall seconds of a scenario against buildings, realisations and nodes, each varied by itself."""

    params = (
        (
            (10_000, 1000, 1200), (100_000, 1000, 1200), (300_000, 1000, 1200), (100_000, 100, 1200),
            (100_000, 4000, 1200), (100_000, 1000, 300), (100_000, 1000, 2400),
        ),
        (2,),
    )  # fmt: skip
    param_names = ("buildings, realisations, nodes", "threads")
    timeout = 600.0

    def setup(self, size: tuple[int, int, int], threads: int) -> None:
        """Make the buildings, and compile."""
        self.case = case(size[0])
        case(50).run(realisations=2, threads=threads)

    def track_seconds(self, size: tuple[int, int, int], threads: int) -> float:
        """Wall time [s]."""
        begin = time.perf_counter()
        self.case.run(realisations=size[1], threads=threads, nodes=size[2])
        return time.perf_counter() - begin


def peak(buildings: int, realisations: int, threads: int) -> float:
    """Largest memory of this process after a scenario [MB]."""
    case(buildings).run(realisations=realisations, threads=threads)
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if os.uname().sysname == "Darwin" else 1024.0)
