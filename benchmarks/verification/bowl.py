"""Water swinging in a parabolic bowl and a parabolic canal, with moving shores.

Where the water is everywhere slow against sqrt(g h), the terms that local inertia leaves out are
small: the cases keep Froude numbers below 0.1.

References
----------
Thacker, W. C. (1981). Some exact solutions to the nonlinear shallow-water wave equations. J. Fluid
Mech. 107, 499-508.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.ground import GRAVITY, depth_series, surface_of
from benchmarks.verification.rows import Case, Row, at_most, told
from models.waterlogging.inputs import Event, Settings

SOURCE = "Thacker 1981"
DEEP = 10.0
"""Depth at the centre at rest [m]."""
SHORE = 300.0
"""Distance of the shore at rest from the centre [m]."""
PERIODS = 3


def centred(cells: int, cell: float) -> NDArray[np.float64]:
    """Cell centres about the middle [m]."""
    return np.asarray((np.arange(cells) - 0.5 * (cells - 1)) * cell, np.float64)


def swing(series: NDArray[np.float64], time: NDArray[np.float64], period: float) -> tuple[float, float]:
    """Period over the exact one, from zero crossings, and the last amplitude over the first."""
    signal = series - series.mean()
    at = np.flatnonzero(np.diff(np.signbit(signal).astype(int)) != 0)
    crossing = time[at] + (time[at + 1] - time[at]) * signal[at] / (signal[at] - signal[at + 1])
    measured = 2.0 * (crossing[-1] - crossing[0]) / (crossing.size - 1)
    last = np.abs(signal[time > (PERIODS - 0.75) * period]).max()
    return float(measured / period), float(last / abs(signal[0]))


def judged(name: str, ratio: float, kept: float) -> list[Row]:
    """Period and amplitude of an oscillation."""
    return [
        at_most(f"{name}: period, relative error", abs(ratio - 1.0), 0.01, SOURCE),
        at_most(f"{name}: amplitude lost in {PERIODS} periods", 1.0 - kept, 0.1, SOURCE),
        at_most(f"{name}: amplitude gained in {PERIODS} periods", kept - 1.0, 0.01, SOURCE),
    ]


def recorded(
    bed: NDArray[np.float64], level: NDArray[np.float64], *, cell: float, period: float
) -> NDArray[np.float64]:
    """Depths sixty times a period [m]."""
    initial = np.maximum(level - bed, 0.0).astype(np.float32)
    settings = Settings(
        duration=PERIODS * period, output_interval=period / 60.0, source_interval=period / 60.0
    )
    surface = surface_of(bed, cell_size=cell, manning=0.0)
    return depth_series(surface, Event(initial_depth=initial), settings)


def canal(full: bool) -> list[Row]:
    """A plane surface swinging in a parabolic canal: the mass moves as amplitude x cos(omega t)."""
    cell = 1.0 if full else 2.5
    x = centred(int(2.5 * SHORE / cell), cell)
    reach = 0.05 * SHORE
    bed = DEEP * (x**2 / SHORE**2)[None]
    level = DEEP + 2.0 * DEEP * reach / SHORE**2 * (x - 0.5 * reach)[None]
    period = 2.0 * np.pi * SHORE / np.sqrt(2.0 * GRAVITY * DEEP)
    depth = recorded(bed, level, cell=cell, period=period)[:, 0]
    centre = depth @ x / depth.sum(axis=1)
    time = np.linspace(0.0, PERIODS * period, len(depth))
    exact = reach * np.cos(2.0 * np.pi * time / period)
    return [
        *judged("canal", *swing(centre, time, period)),
        at_most("canal: first centre of mass, relative error", abs(centre[0] / reach - 1.0), 0.01, SOURCE),
        told(
            "canal: RMS error of the centre of mass over its amplitude", _rms(centre - exact) / reach, SOURCE
        ),
    ]


def bowl(full: bool) -> list[Row]:
    """A plane surface swinging at 30 degrees to the grid, and a round hump rising and sinking."""
    cell = 1.25 if full else 2.5
    x = centred(int(2.5 * SHORE / cell), cell)
    y = x[:, None]
    bed = DEEP * (x**2 + y**2) / SHORE**2
    reach = 0.05 * SHORE
    along = np.cos(np.pi / 6.0) * x + np.sin(np.pi / 6.0) * y
    slow = 2.0 * np.pi * SHORE / np.sqrt(2.0 * GRAVITY * DEEP)
    depth = recorded(
        bed, DEEP + 2.0 * DEEP * reach / SHORE**2 * (along - 0.5 * reach), cell=cell, period=slow
    )
    centre = (depth * along).sum(axis=(1, 2)) / depth.sum(axis=(1, 2))
    rows = judged("bowl, plane", *swing(centre, np.linspace(0.0, PERIODS * slow, len(depth)), slow))
    share = 0.05
    ratio = (1.0 - share**2) / (1.0 - share) ** 2
    level = DEEP * (1.0 + np.sqrt(ratio) - 1.0 - (x**2 + y**2) / SHORE**2 * (ratio - 1.0))
    fast = 2.0 * np.pi * SHORE / np.sqrt(8.0 * GRAVITY * DEEP)
    depth = recorded(bed, level, cell=cell, period=fast)
    spread = (depth * (x**2 + y**2)).sum(axis=(1, 2)) / depth.sum(axis=(1, 2))
    return rows + judged("bowl, hump", *swing(spread, np.linspace(0.0, PERIODS * fast, len(depth)), fast))


def _rms(values: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values**2)))


CASES: dict[str, Case] = {"waterlogging.thacker_canal": canal, "waterlogging.thacker_bowl": bowl}
