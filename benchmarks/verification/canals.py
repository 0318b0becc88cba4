"""Canals of computed level: sluices, pumps, backwater and waves against closed forms, and many events.

References
----------
Chow, V. T. (1959). Open-channel hydraulics. McGraw-Hill. Gradually varied flow.
Manning, R. (1891). On the flow of water in open channels and pipes. Trans. Inst. Civ. Eng. Ireland 20.
"""

from __future__ import annotations

import math
import time as wall
from dataclasses import replace
from itertools import pairwise

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from benchmarks.verification.canal_grid import town
from benchmarks.verification.ground import GRAVITY, MM_H, constant, steady_rain, surface_of
from benchmarks.verification.rows import Case, Row, at_least, at_most, told
from models.waterlogging.canals import Canals, Channel, Curve, Network, Outside, Pump, Reach, Sluice
from models.waterlogging.canals.stepping import Hydraulics
from models.waterlogging.inputs import Event, Series, Settings, Surface
from models.waterlogging.simulate import simulate

MASS = "conservation of mass"
REST = "water at rest stays at rest"
TORRICELLI = "d(H)/dt = -mu b a sqrt(2 g H) (1 / A1 + 1 / A2) between two reservoirs"
MANNING = "Manning (1891)"
VARIED = "dh/dx = (S0 - Sf) / (1 - F2), gradually varied flow (Chow 1959)"
PUMPED = "level - discharge x time / area"
NONE = np.empty(0)

BOTTOM, SIDE, FALL, ROUGHNESS = 10.0, 1.5, 2e-4, 0.03
"""Bed width [m], slope of the sides, fall of the bed and Manning's n of the long canal."""


def reservoir(name: str, *, area: float, stage: float, bed: float = 0.0) -> Reach:
    """A reach with upright walls."""
    return Reach(name, Curve(np.array([bed, bed + 12.0]), np.full(2, area)), stage, on_grid=False)


def reservoirs_through_a_sluice(_full: bool) -> list[Row]:
    """The difference of two reservoirs falls to 0 in the time of the drowned gate's equation."""
    first, second, opening, head = 4000.0, 2500.0, 0.5, 1.5
    jet = opening * math.pi / (math.pi + 2.0)
    rate = 0.9 * 2.0 * jet * math.sqrt(2.0 * GRAVITY) * (1.0 / first + 1.0 / second)
    gate = Sluice("gate", "a", "b", 2.0, 0.0, opening, travel=0.0)
    waters = (
        reservoir("a", area=first, stage=2.5 + head), reservoir("b", area=second, stage=2.5),
    )  # fmt: skip
    hydraulics, dt, times, heads = Hydraulics(Network(waters, sluices=(gate,))), 1.0, [0.0], [head]
    held = hydraulics.volume.sum()
    while heads[-1] > 1e-3 and times[-1] < 1e4:
        hydraulics.advance(np.zeros(2), NONE, np.array([opening]), NONE, dt, time=times[-1])
        times.append(times[-1] + dt)
        heads.append(float(hydraulics.level[0] - hydraulics.level[1]))
    exact = 2.0 * (math.sqrt(head) - math.sqrt(1e-3)) / rate
    theory = np.maximum(math.sqrt(head) - 0.5 * rate * np.array(times), 0.0) ** 2
    return [
        at_most("time until 1 mm is left, |difference| over the exact time", abs(times[-1] / exact - 1.0),
                0.005, TORRICELLI),
        at_most("difference of the levels, largest error over the first [-]",
                np.abs(np.array(heads) - theory).max() / head, 0.005, TORRICELLI),
        at_most("volume gained over that held", abs(hydraulics.volume.sum() / held - 1.0), 1e-12, MASS),
    ]  # fmt: skip


def pumped_reach(_full: bool) -> list[Row]:
    """A prismatic reach falls in a straight line under a constant pump, down to its stopping level."""
    area, discharge, dt = 5000.0, 1.5, 30.0
    pump = Pump("p", "a", "sea", np.zeros(1), np.array([discharge]), start=2.5, stop=1.0)
    network = Network(
        (reservoir("a", area=area, stage=3.0),), (Outside("sea", constant(6.0)),), pumps=(pump,)
    )
    canals = Canals(network)
    surface = surface_of(np.zeros((3, 3)), cell_size=10.0, manning=0.03)
    settings = Settings(duration=10_800.0, source_interval=dt, series_interval=60.0)
    result = simulate(surface, Event(), settings, [canals])
    stage, time = result["canal_stage"].to_numpy()[0].astype(np.float64), result["series_time"].to_numpy()
    line = np.maximum(3.0 - discharge * time / area, 1.0)
    running = line > 1.0
    lifted = float(result["pump_volume"][0])
    energy = np.trapezoid(1000.0 * GRAVITY * discharge * (6.0 - line[running]) / 0.7, time[running]) / 3.6e6
    return [
        at_most("level while it runs, largest error [m]", np.abs(stage - line)[running].max(), 1e-6, PUMPED),
        at_most("level after it stopped, below the stopping level [m]", abs(stage[-1] - 1.0),
                discharge * dt / area + 1e-9, "it stops within an interval"),
        at_most("volume lifted, |difference| to area x fall [m3]",
                abs(lifted - area * (3.0 - stage[-1])), 0.01, MASS),
        at_most("energy, |difference| over weight x lift / efficiency",
                abs(float(result["pump_energy"][0]) / energy - 1.0), 0.02, "rho g Q H / efficiency"),
        books(result, "canals"),
    ]  # fmt: skip


def normal_depth(discharge: float) -> float:
    """Depth of uniform flow in the long canal [m]."""
    return float(brentq(lambda depth: conveyed(depth) - discharge, 0.01, 20.0))


def conveyed(depth: float) -> float:
    """Discharge of uniform flow [m3/s]."""
    area = depth * (BOTTOM + SIDE * depth)
    wetted = BOTTOM + 2.0 * depth * math.sqrt(1.0 + SIDE**2)
    return float(area * (area / wetted) ** (2.0 / 3.0) * math.sqrt(FALL) / ROUGHNESS)


def long_canal(*, count: int, length: float, end_depth: float) -> tuple[Network, NDArray[np.float64]]:
    """A prismatic canal of reaches that ends in a water of given level, and the beds."""
    beds = -FALL * length * np.arange(count + 1)
    area = length * np.array([BOTTOM, BOTTOM + 2.0 * SIDE * 12.0])
    reaches = [
        Reach(f"r{k}", Curve(np.array([z, z + 12.0]), area), z + end_depth, on_grid=False)
        for k, z in enumerate(beds[:-1])
    ]
    names = [*(r.name for r in reaches), "sea"]
    channels = [
        Channel(a, b, length, BOTTOM, SIDE, z, 100.0, ROUGHNESS)
        for (a, b), z in zip(pairwise(names), beds[1:], strict=True)
    ]
    sea = Outside("sea", constant(float(beds[-1] + end_depth)))
    return Network(tuple(reaches), (sea,), tuple(channels)), np.asarray(beds, np.float64)


def flow_in(hydraulics: Hydraulics, discharges: NDArray[np.float64], dt: float, outer: float) -> float:
    """Send discharges into the first reach, one a step; returns what left at the end [m3]."""
    reaches = hydraulics.area().size
    lateral, left = np.zeros(reaches), 0.0
    for n, discharge in enumerate(discharges):
        lateral[0] = discharge * dt
        moved = hydraulics.advance(lateral, np.array([outer]), NONE, NONE, dt, time=n * dt)
        left += float(moved[reaches - 1])
    return left


def uniform_flow_and_backwater(_full: bool) -> list[Row]:
    """Steady flow at normal depth, and the backwater of a raised level, in a canal of 20 km."""
    discharge, count, length, dt = 30.0, 80, 250.0, 60.0
    normal = normal_depth(discharge)
    rows = []
    for title, end in (("uniform flow", normal), ("backwater", normal + 1.5)):
        network, beds = long_canal(count=count, length=length, end_depth=end)
        hydraulics = Hydraulics(network)
        flow_in(hydraulics, np.full(4320, discharge), dt, float(beds[-1] + end))
        depth = hydraulics.level[:-1] - beds[:-1]
        exact = (
            np.full(count, normal) if title == "uniform flow" else backwater(discharge, end, count, length)
        )
        limit = 1e-6 if title == "uniform flow" else 0.01
        source = MANNING if title == "uniform flow" else VARIED
        rows.append(
            at_most(f"{title}: depth, largest error over the exact", np.abs(depth / exact - 1.0).max(), limit,
                    source)
        )  # fmt: skip
        rows.append(
            at_most(f"{title}: discharge, largest error over the inflow",
                    np.abs(hydraulics.flow / discharge - 1.0).max(), 1e-6, MASS)
        )  # fmt: skip
    return rows


def backwater(discharge: float, end: float, count: int, length: float) -> NDArray[np.float64]:
    """Depths of gradually varied flow at the reaches, from the lower end upwards [m]."""

    def slope(_: float, depth: NDArray[np.float64]) -> list[float]:
        h = float(depth[0])
        area, top = h * (BOTTOM + SIDE * h), BOTTOM + 2.0 * SIDE * h
        friction = FALL * (discharge / conveyed(h)) ** 2
        froude = discharge**2 * top / (GRAVITY * area**3)
        return [-(FALL - friction) / (1.0 - froude)]

    at = length * np.arange(1, count + 1)
    solved = solve_ivp(slope, (0.0, at[-1]), [end], t_eval=at, rtol=1e-8)
    return np.asarray(solved.y[0][::-1], np.float64)


def flood_wave(full: bool) -> list[Row]:
    """A flood wave runs down a canal: no water is lost, whatever the step, and its peak is attenuated."""
    end, length, count = normal_depth(10.0), 250.0, 80
    peaks, residuals = [], []
    for dt in (60.0, 300.0, 5.0) if full else (60.0, 300.0, 15.0):
        network, beds = long_canal(count=count, length=length, end_depth=end)
        hydraulics = Hydraulics(network)
        outer = float(beds[-1] + end)
        flow_in(hydraulics, np.full(round(172_800.0 / dt), 10.0), dt, outer)
        before = hydraulics.volume.sum()
        time = dt * (np.arange(round(86_400.0 / dt)) + 0.5)
        wave = 10.0 + 60.0 * np.exp(-(((time - 21_600.0) / 7200.0) ** 2))
        highest, left = 0.0, 0.0
        for discharge in wave:
            left += flow_in(hydraulics, np.array([discharge]), dt, outer)
            highest = max(highest, float(hydraulics.level[count // 2] - beds[count // 2]))
        residuals.append(abs(before + wave.sum() * dt - left - hydraulics.volume.sum()) / (wave.sum() * dt))
        peaks.append(highest)
    return [
        at_most("residual over the volume of the wave, worst of three steps", max(residuals), 1e-12, MASS),
        at_most("greatest depth 10 km down, steps of 60 s against the shortest, relative",
                abs(peaks[0] / peaks[2] - 1.0), 0.01, "independence of the step"),
        at_most("greatest depth 10 km down over normal depth of the peak", peaks[0] / normal_depth(70.0), 1.0,
                "a wave of a canal without inflow flattens"),
        told("greatest depth 10 km down, steps of 300 s against the shortest, relative",
             abs(peaks[1] / peaks[2] - 1.0), "independence of the step"),
    ]  # fmt: skip


def canal_lake(_full: bool) -> list[Row]:
    """Reaches of different beds and widths, some dry, under one level for a day."""
    random = np.random.default_rng(5)
    beds = random.uniform(-2.0, 2.5, 40)
    reaches = [
        reservoir(f"r{k}", area=float(random.uniform(500.0, 9000.0)), stage=max(1.0, z), bed=float(z))
        for k, z in enumerate(beds)
    ]
    pairs = [*pairwise(range(40)), (3, 20), (11, 33), (5, 38)]
    channels = [
        Channel(f"r{a}", f"r{b}", 300.0, 8.0, 1.5, float(min(beds[a], beds[b])), 1.0) for a, b in pairs
    ]
    sluices = [Sluice("g", "r2", "r30", 5.0, -1.0, 3.0), Sluice("h", "r8", "r25", 5.0, -1.0, 3.0)]
    hydraulics = Hydraulics(Network(tuple(reaches), channels=tuple(channels), sluices=tuple(sluices)))
    first = hydraulics.level.copy()
    for n in range(1440):
        hydraulics.advance(np.zeros(40), NONE, np.full(2, 3.0), NONE, 60.0, time=60.0 * n)
    return [
        at_most("change of level in a day, largest [m]", np.abs(hydraulics.level - first).max(), 1e-9, REST),
        at_most("discharge, largest [m3/s]", np.abs(hydraulics.flow).max(), 1e-6, REST),
    ]


def basin(rows: int = 20, columns: int = 41) -> Surface:
    """A street that falls from both sides to a canal in the middle."""
    x = np.abs(np.arange(columns) - columns // 2) * 10.0
    bed = np.repeat((0.002 * x)[None], rows, axis=0)
    group = np.full(bed.shape, -1, np.int16)
    bed[:, columns // 2] = -2.0
    group[:, columns // 2] = 0
    return surface_of(bed, cell_size=10.0, manning=0.03, stage_group=group, stage_groups=("canal",))


def over_the_bank_and_back(_full: bool) -> list[Row]:
    """An inflow lifts a canal over its banks and stands; pumped down, the street runs dry into it."""
    return [row for solver in ("local_inertia", "hllc") for row in _bank_rows(solver)]


def _bank_rows(solver: str) -> list[Row]:
    surface, inflow, first = basin(), 4.0, -0.5
    canal = Reach("canal", Curve(np.array([-2.0, 6.0]), np.full(2, 2000.0)), first, cell_area=2000.0)
    settings = Settings(duration=7200.0, source_interval=30.0, series_interval=60.0, solver=solver)
    until_3600 = Series(np.array([0.0, 3600.0, 3600.001]), np.array([inflow, inflow, 0.0]))
    filling = Canals(Network((replace(canal, inflow=until_3600),)))
    full = simulate(surface, Event(), settings, [filling])
    volume = inflow * 3600.0 + 2000.0 * first
    level = brentq(lambda z: storage(surface, z) + 2000.0 * z - volume, 0.0, 4.0)
    stage = full["canal_stage"].to_numpy()[0].astype(np.float64)
    pump = Pump("out", "canal", "sea", np.zeros(1), np.array([4.0]), start=0.05, stop=-1.5)
    draining = Canals(Network((replace(canal, stage=0.4),), (Outside("sea", constant(2.0)),), pumps=(pump,)))
    drained = simulate(surface, Event(), settings, [draining])
    left = float(drained["ledger"].sel(ledger_term="storage_change"))
    over = 2000.0 * 0.4
    return [
        at_most(f"{solver}: level of canal and street, |difference| to that of the volume [m]",
                abs(stage[-1] - level), 0.01, MASS),
        at_most(f"{solver}: fall of the canal while it fills, largest in a minute [m]",
                max(float(-np.diff(stage[:60]).min()), 0.0), 0.005, "a canal that fills does not fall"),
        at_most(f"{solver}: water left on the street after pumping, over that first above the bank",
                left / over, 0.01, "the street falls to the canal"),
        at_most(f"{solver}: balance of all, relative", full.attrs["coupled_relative_residual"], 1e-6, MASS),
        at_most(f"{solver}: balance of all while draining, over the water first above the bank",
                abs(drained.attrs["coupled_residual_m3"]) / over, 1e-6, MASS),
        books(full, "canals"),
    ]  # fmt: skip


def storage(surface: Surface, level: float) -> float:
    """Water on the street under a level [m3]."""
    assert surface.stage_group is not None
    depth = np.maximum(level - surface.bed[surface.stage_group < 0].astype(np.float64), 0.0)
    return float(depth.sum()) * surface.grid.cell_area


def many_events(full: bool) -> list[Row]:
    """Two hundred mobile pumps and orders to sluices: the same bytes every time, on one thread and on two."""
    size, duration = (240, 21_600.0) if full else (120, 7200.0)
    place = town(size=size, spacing=40, events=200, duration=duration)
    event = Event(rain=steady_rain(60.0 * MM_H, 0.5 * duration))
    found, seconds = [], []
    for threads in (1, 1, 2):
        settings = Settings(duration=duration, series_interval=60.0, threads=threads)
        started = wall.perf_counter()
        found.append(simulate(place.surface, event, settings, place.works))
        seconds.append(wall.perf_counter() - started)
    first, again, wide = found
    return [
        at_least("mobile pumps and orders to sluices", events_of(place.works), 200, "the case"),
        at_most("variables that differ between two runs", differing(first, again), 0, "same bytes"),
        at_most("variables that differ between one thread and two", differing(first, wide), 0, "same bytes"),
        at_least("pumps that lifted water", int((first["mobile_pump_volume"] > 0.0).sum()), 30, "the case"),
        at_most("balance of all, relative", first.attrs["coupled_relative_residual"], 1e-6, MASS),
        books(first, "canals"),
        books(first, "mobile_pumps"),
        told("time of one run [s]", min(seconds), "-"),
    ]


def events_of(works: tuple[object, object]) -> int:
    """Mobile pumps and orders of a town."""
    pumps, canals = works
    orders = [s.table for s in canals.network.sluices if s.table is not None]  # type: ignore[attr-defined]
    return len(pumps.pumps) + sum(int(table.time.size) for table in orders)  # type: ignore[attr-defined]


def differing(one: xr.Dataset, other: xr.Dataset) -> int:
    """Variables of two results whose bytes differ."""
    return sum(one[name].to_numpy().tobytes() != other[name].to_numpy().tobytes() for name in one.variables)


def books(result: xr.Dataset, partner: str) -> Row:
    """Residual of the account of a partner over its largest term."""
    account = result["account"].sel(partner=partner)
    largest = float(np.abs(account.to_numpy()).max())
    residual = abs(float(account.sel(account_term="residual")))
    return at_most(
        f"account of {partner}, residual over its largest term", residual / max(largest, 1e-9), 1e-9, MASS
    )


CASES: dict[str, Case] = {
    "waterlogging.canal_sluice": reservoirs_through_a_sluice,
    "waterlogging.canal_pump": pumped_reach,
    "waterlogging.canal_backwater": uniform_flow_and_backwater,
    "waterlogging.canal_flood_wave": flood_wave,
    "waterlogging.canal_at_rest": canal_lake,
    "waterlogging.canal_over_bank": over_the_bank_and_back,
    "waterlogging.canal_events": many_events,
}
