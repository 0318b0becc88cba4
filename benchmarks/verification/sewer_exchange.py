"""Pipe and street with answers on paper: a manhole fills a basin, a basin empties, two basins level.

The basins are flat and closed, 10 m cells; their levels follow from volumes, from Torricelli's law with the
orifice of one gully, and from the swing of two basins A through a pipe of length L and section a, whose
period is 2 pi sqrt(L A / (2 g a)).
"""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

from benchmarks.verification.ground import surface_of
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.sewers import InletForm, Inlets, Outfalls, SewerNetwork
from models.waterlogging.simulate import simulate

VOLUMES = "volumes: inflow over the area of the basin"
TORRICELLI = "Torricelli's law with the orifice of the gully"
SWING = "period of two basins joined by a pipe"
LEVEL = "water seeks its level"
MASS = "conservation of mass; the engine fills dry pipes with an error of its own"
GRAVITY = 9.80665
FORM = InletForm(perimeter=4.0, area=0.25)
AREA = 2500.0

HEAD = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
LINK_OFFSETS DEPTH
MIN_SURFAREA 1.2
"""
FED = """[JUNCTIONS]
J0 -2.2 3 0 50 0
J1 -2 2 0 0 0
J9 -2 2 0 0 0
[OUTFALLS]
O9 -3 FREE NO
[CONDUITS]
P1 J0 J1 50 0.012 0 0 0 0
P9 J9 O9 50 0.012 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 0.5 0 0 0
P9 CIRCULAR 0.5 0 0 0
[INFLOWS]
J0 FLOW "" FLOW 1.0 1.0 0.05
"""
DRAIN = """[JUNCTIONS]
J1 -1.8 1.8 0 0 0
[OUTFALLS]
O1 -2 FIXED -2 NO
[CONDUITS]
P1 J1 O1 50 0.012 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 1.5 0 0 0
"""
JOINED = """[JUNCTIONS]
J1 -2 2 2 0 0
J2 -2 2 2 0 0
J9 -2 2 0 0 0
[OUTFALLS]
O9 -3 FREE NO
[CONDUITS]
P1 J1 J2 40 0.012 0 0 0 0
P9 J9 O9 50 0.012 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 0.6 0 0 0
P9 CIRCULAR 0.5 0 0 0
"""


def network(text: str, cells: list[tuple[int, int]], invert: float, end: str, *, step: float) -> SewerNetwork:
    """Junctions J1, J2, ... under cells, each with one gully."""
    names = tuple(f"J{n + 1}" for n in range(len(cells)))
    rows, columns = np.array(cells, np.int64).T
    count = len(cells)
    inlets = Inlets(
        names, np.full(count, invert), np.zeros(count), np.arange(count), rows, columns, np.ones(count)
    )
    outfalls = Outfalls((end,), ("",), np.full(1, -3.0))
    return SewerNetwork(HEAD + text, inlets, outfalls, form=FORM, routing_step=step)


def basin(sewers: SewerNetwork, depth: float, *, interval: float, seconds: float, wall: bool) -> xr.Dataset:
    """Run of the basin, split in two by a wall where wanted, of which the left one holds the water."""
    bed, first = np.zeros((5, 5), np.float32), np.full((5, 5), depth, np.float32)
    if wall:
        bed[:, 2], first[:, 2:] = np.nan, 0.0
    settings = Settings(duration=seconds, source_interval=interval, output_interval=60.0)
    surface = surface_of(bed, cell_size=10.0, manning=0.02)
    return simulate(surface, Event(initial_depth=first), settings, [sewers])


def closed(result: xr.Dataset, what: str) -> Row:
    """The balance of street, exchange and pipes."""
    return at_most(f"{what}: residual of all over the water", result.attrs["coupled_relative_residual"],
                   0.005, MASS)  # fmt: skip


def filling(_full: bool) -> list[Row]:
    """A constant inflow comes up through a manhole."""
    rows = []
    for interval, step in ((15.0, 5.0), (30.0, 10.0)):
        sewers = network(FED, [(2, 2)], -2.0, "O9", step=step)
        result = basin(sewers, 0.0, interval=interval, seconds=7200.0, wall=False)
        level = result["depth"].mean(("y", "x")).to_numpy().astype(np.float64)
        exact = level[20] + 0.05 * 60.0 * np.arange(101) / AREA
        what = f"interval {interval:g} s, step {step:g} s"
        error = float(np.abs(level[20:] - exact).max() / (exact[-1] - exact[0]))
        rows += [at_most(f"{what}: level of the basin, largest error over the rise", error, 0.01, VOLUMES)]
        rows += [closed(result, what)]
    return rows


def emptying(_full: bool) -> list[Row]:
    """A basin empties through one gully whose pipe takes all."""
    k = FORM.orifice * FORM.area * math.sqrt(2.0 * GRAVITY)
    rows = []
    for interval in (15.0, 30.0):
        sewers = network(DRAIN, [(2, 2)], -1.8, "O1", step=5.0)
        result = basin(sewers, 0.5, interval=interval, seconds=1200.0, wall=False)
        level = result["depth"].mean(("y", "x")).to_numpy().astype(np.float64)
        exact = (math.sqrt(0.5) - k * 60.0 * np.arange(21) / (2.0 * AREA)) ** 2
        what = f"interval {interval:g} s"
        error = float(np.abs(level - exact).max() / 0.5)
        rows += [at_most(f"{what}: level, largest error over the first depth", error, 0.01, TORRICELLI)]
        rows += [closed(result, what)]
    return rows


def levelling(_full: bool) -> list[Row]:
    """A full pipe between two basins, one of which holds water."""
    rows = []
    for interval, step in ((5.0, 1.0), (15.0, 5.0), (30.0, 10.0)):
        sewers = network(JOINED, [(2, 0), (2, 4)], -2.0, "O9", step=step)
        result = basin(sewers, 0.5, interval=interval, seconds=7200.0, wall=True)
        depth = result["depth"].to_numpy().astype(np.float64)
        gap = depth[:, :, :2].mean(axis=(1, 2)) - depth[:, :, 3:].mean(axis=(1, 2))
        what = f"interval {interval:g} s, step {step:g} s"
        rows += [at_most(f"{what}: gap of the levels after 100 minutes [m]",
                         float(np.abs(gap[100:]).max()), 0.02, LEVEL)]  # fmt: skip
        rows += [closed(result, what)]
    return rows


def swing(_full: bool) -> list[Row]:
    """The period of the swing before it comes to rest."""
    sewers = network(JOINED, [(2, 0), (2, 4)], -2.0, "O9", step=1.0)
    result = basin(sewers, 0.5, interval=5.0, seconds=1800.0, wall=True)
    gap = result["depth"].to_numpy()[:, :, :2].mean(axis=(1, 2)) - result["depth"].to_numpy()[:, :, 3:].mean(
        axis=(1, 2)
    )
    time = result["time"].to_numpy()
    at = np.flatnonzero((gap[1:] > 0.0) != (gap[:-1] > 0.0))
    zeros = time[at] + gap[at] / (gap[at] - gap[at + 1]) * 60.0
    half = math.pi * math.sqrt(40.0 * 1000.0 / (2.0 * GRAVITY * 0.25 * math.pi * 0.6**2))
    error = abs(float(np.diff(zeros)[:3].mean()) / half - 1.0)
    return [at_most("half period, relative error", error, 0.05, SWING)]


CASES: dict[str, Case] = {
    "waterlogging.sewers.manhole_fills": filling,
    "waterlogging.sewers.basin_empties": emptying,
    "waterlogging.sewers.basins_level": levelling,
    "waterlogging.sewers.basins_swing": swing,
}
