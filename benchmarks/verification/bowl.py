"""Water swinging in a parabolic bowl and a parabolic canal, with moving shores.

Where the water is everywhere slow against sqrt(g h), the terms that local inertia leaves out are
small: the cases keep Froude numbers below 0.1. HLLC has a swing at Froude 0.4 beside these. What they
cannot see: friction, steps of the bed, and flow that shocks.

References
----------
Thacker, W. C. (1981). Some exact solutions to the nonlinear shallow-water wave equations. J. Fluid
Mech. 107, 499-508.
"""

from __future__ import annotations

from dataclasses import replace

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
    # Whole periods: with both ends counted the mean itself would stand 1/181 of the amplitude too high.
    signal = series - series[:-1].mean()
    at = np.flatnonzero(np.diff(np.signbit(signal).astype(int)) != 0)
    crossing = time[at] + (time[at + 1] - time[at]) * signal[at] / (signal[at] - signal[at + 1])
    measured = 2.0 * (crossing[-1] - crossing[0]) / (crossing.size - 1)
    last = np.abs(signal[time > (PERIODS - 0.75) * period]).max()
    return float(measured / period), float(last / abs(signal[0]))


def judged(name: str, solver: str, ratio: float, kept: float) -> list[Row]:
    """Period and amplitude of an oscillation."""
    lost = 0.01 if solver == "hllc" else 0.1
    return [
        at_most(f"{name}: period, relative error", abs(ratio - 1.0), 0.01, SOURCE),
        at_most(f"{name}: amplitude lost in {PERIODS} periods", 1.0 - kept, lost, SOURCE),
        at_most(f"{name}: amplitude gained in {PERIODS} periods", kept - 1.0, 0.01, SOURCE),
    ]


def recorded(
    bed: NDArray[np.float64], level: NDArray[np.float64], solver: str, *, cell: float, period: float
) -> NDArray[np.float64]:
    """Depths sixty times a period [m]."""
    initial = np.maximum(level - bed, 0.0).astype(np.float32)
    settings = Settings(
        duration=PERIODS * period, output_interval=period / 60.0, source_interval=period / 60.0, solver=solver
    )
    surface = surface_of(bed, cell_size=cell, manning=0.0)
    return depth_series(surface, Event(initial_depth=initial), settings)


def swinging(x: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level of a plane surface whose centre of mass stands at a distance from the middle [m]."""
    return np.asarray(DEEP + 2.0 * DEEP * reach / SHORE**2 * (x - 0.5 * reach), np.float64)


def canal(solver: str, full: bool, *, share: float = 0.05) -> list[Row]:
    """A plane surface swinging in a parabolic canal: the mass moves as amplitude x cos(omega t).

    Parameters
    ----------
    solver
        Surface solver under test.
    full
        Whether the cells are fine.
    share
        Amplitude over the distance of the shore at rest [-]; the Froude number at the middle is as large.
    """
    cell = 1.0 if full else 2.5
    reach = share * SHORE
    x = centred(int(2.0 * (1.15 + share) * SHORE / cell), cell)
    bed = DEEP * (x**2 / SHORE**2)[None]
    level = swinging(x, np.array(reach))[None]
    period = 2.0 * np.pi * SHORE / np.sqrt(2.0 * GRAVITY * DEEP)
    depth = recorded(bed, level, solver, cell=cell, period=period)[:, 0]
    centre = depth @ x / depth.sum(axis=1)
    time = np.linspace(0.0, PERIODS * period, len(depth))
    exact = reach * np.cos(2.0 * np.pi * time / period)
    shape = np.maximum(swinging(x, exact[:, None]) - bed, 0.0)
    apart = _rms((depth - shape)[-60:]) / (2.0 * DEEP * reach / SHORE)
    name = f"canal, amplitude {share:g} of the shore"
    limit = 0.01 if solver == "hllc" else None
    return [
        *judged(name, solver, *swing(centre, time, period)),
        at_most(f"{name}: first centre of mass, relative error", abs(centre[0] / reach - 1.0), 0.01, SOURCE),
        told(
            f"{name}: RMS error of the centre of mass over its amplitude",
            _rms(centre - exact) / reach,
            SOURCE,
        ),
        replace(
            told(f"{name}: RMS error of depth in period {PERIODS} over the rise at the shore", apart, SOURCE),
            limit=limit,
        ),
    ]


def bowl_plane(solver: str, full: bool) -> list[Row]:
    """A plane surface swinging at 30 degrees to the grid."""
    cell = 1.25 if full else 2.5
    x = centred(int(2.5 * SHORE / cell), cell)
    y = x[:, None]
    bed = DEEP * (x**2 + y**2) / SHORE**2
    along = np.cos(np.pi / 6.0) * x + np.sin(np.pi / 6.0) * y
    slow = 2.0 * np.pi * SHORE / np.sqrt(2.0 * GRAVITY * DEEP)
    depth = recorded(bed, swinging(along, np.array(0.05 * SHORE)), solver, cell=cell, period=slow)
    centre = (depth * along).sum(axis=(1, 2)) / depth.sum(axis=(1, 2))
    time = np.linspace(0.0, PERIODS * slow, len(depth))
    return judged("bowl, plane", solver, *swing(centre, time, slow))


def bowl_hump(solver: str, full: bool) -> list[Row]:
    """A round hump rising and sinking by a twentieth of the depth; its error falls with the cell squared."""
    cell = 1.25 if full else 1.75 if solver == "hllc" else 2.5
    x = centred(int(2.2 * SHORE / cell), cell)
    y = x[:, None]
    bed = DEEP * (x**2 + y**2) / SHORE**2
    share = 0.05
    ratio = (1.0 - share**2) / (1.0 - share) ** 2
    level = DEEP * (1.0 + np.sqrt(ratio) - 1.0 - (x**2 + y**2) / SHORE**2 * (ratio - 1.0))
    fast = 2.0 * np.pi * SHORE / np.sqrt(8.0 * GRAVITY * DEEP)
    depth = recorded(bed, level, solver, cell=cell, period=fast)
    spread = (depth * (x**2 + y**2)).sum(axis=(1, 2)) / depth.sum(axis=(1, 2))
    time = np.linspace(0.0, PERIODS * fast, len(depth))
    return judged("bowl, hump", solver, *swing(spread, time, fast))


def bowl(solver: str, full: bool) -> list[Row]:
    """Both swings of the bowl."""
    return bowl_plane(solver, full) + bowl_hump(solver, full)


def canal_of_hllc(full: bool) -> list[Row]:
    """The same canal for HLLC, and one whose water runs at Froude 0.4."""
    return canal("hllc", full) + canal("hllc", full, share=0.4)


def _rms(values: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values**2)))


CASES: dict[str, Case] = {
    "waterlogging.thacker_canal": lambda full: canal("local_inertia", full),
    "waterlogging.thacker_bowl": lambda full: bowl("local_inertia", full),
    "waterlogging.hllc_thacker_canal": canal_of_hllc,
    "waterlogging.hllc_thacker_bowl": lambda full: bowl("hllc", full),
}
