"""Runoff on a plane and uniform flow: the kinematic wave and Manning's formula.

With q = a h^(5/3), a = sqrt(S) / n, and rain i on a plane of length L: while it rains
q = a (i t)^(5/3) until the plane is in equilibrium at t_e = (L n / (sqrt(S) i^(2/3)))^(3/5), then
q = i L; after the rain q / i + (5/3) a h^(2/3) (t - t_r) = L. The depth in equilibrium is
h(x) = (i x / a)^(3/5).

References
----------
Henderson, F. M., Wooding, R. A. (1964). Overland flow and groundwater flow from a steady rainfall of
finite duration. J. Geophys. Res. 69(8), 1531-1540.
Woolhiser, D. A., Liggett, J. A. (1967). Unsteady, one-dimensional flow over a plane: the rising
hydrograph. Water Resour. Res. 3(3), 753-771 (the kinematic wave holds for S L / (F^2 h) above 20).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import brentq

from benchmarks.verification.ground import GRAVITY, MM_H, run, steady_rain, surface_of
from benchmarks.verification.rows import Case, Row, at_least, at_most, told
from models.waterlogging.inputs import Event, Settings

KINEMATIC = "kinematic wave: Henderson and Wooding 1964; Woolhiser and Liggett 1967"
MANNING = "Manning's formula"


@dataclass(frozen=True)
class Plane:
    """A plane under steady rain: length [m], slope, Manning's n, rain [m/s] and its duration [s]."""

    length: float
    slope: float
    manning: float
    rain: float
    wet: float

    @property
    def conveyance(self) -> float:
        """Discharge over h^(5/3) [m1/3 s-1]."""
        return float(np.sqrt(self.slope) / self.manning)

    @property
    def equilibrium(self) -> float:
        """Time to equilibrium [s]."""
        return float((self.length / (self.conveyance * self.rain ** (2.0 / 3.0))) ** 0.6)

    def depth(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Depth in equilibrium at a distance from the top [m]."""
        return np.asarray((self.rain * x / self.conveyance) ** 0.6)

    def discharge(self, time: float) -> float:
        """Discharge at the foot [m2/s]."""
        if time <= self.wet:
            return float(min(self.conveyance * (self.rain * time) ** (5.0 / 3.0), self.rain * self.length))
        since = time - self.wet

        def mismatch(h: float) -> float:
            wave = 5.0 / 3.0 * self.conveyance * h ** (2.0 / 3.0) * since
            return float(self.conveyance * h ** (5.0 / 3.0) / self.rain + wave - self.length)

        h = brentq(mismatch, 0.0, (self.rain * self.length / self.conveyance) ** 0.6 * 1.001)
        return float(self.conveyance * h ** (5.0 / 3.0))


LOCAL_INERTIA = "local_inertia"

GENTLE = Plane(length=200.0, slope=0.02, manning=0.05, rain=50.0 * MM_H, wet=2400.0)
STEEP = Plane(length=500.0, slope=0.3, manning=0.05, rain=200.0 * MM_H, wet=1e9)


def simulated(
    plane: Plane, *, cell: float, duration: float, every: float, along_x: bool, solver: str = LOCAL_INERTIA
) -> xr.Dataset:
    """A run on a strip three cells wide, free at the foot, closed by its own level sides."""
    cells = int(plane.length / cell)
    fall = plane.slope * cell * np.arange(cells, 0, -1)
    bed = np.repeat(fall[:, None], 3, axis=1)
    surface = surface_of(bed.T if along_x else bed, cell_size=cell, manning=plane.manning)
    event = Event(rain=steady_rain(plane.rain, min(plane.wet, duration)), edge="free")
    # Without a least slope nothing leaves over the sides and the top.
    settings = Settings(
        duration=duration, output_interval=every, free_edge_slope=0.0, source_interval=every, solver=solver
    )
    return run(surface, event, settings)


def outflow(plane: Plane, *, cell: float, every: float, along_x: bool, solver: str) -> NDArray[np.float64]:
    """Mean discharge at the foot between output times, from what rained and what is stored [m2/s]."""
    duration = 2.0 * plane.wet
    result = simulated(plane, cell=cell, duration=duration, every=every, along_x=along_x, solver=solver)
    time = result["time"].to_numpy()
    stored = result["depth"].to_numpy().astype(np.float64).sum(axis=(1, 2)) * cell / 3.0
    rained = plane.rain * np.minimum(time, plane.wet) * plane.length
    return np.asarray(np.diff(rained - stored) / np.diff(time))


def hydrograph(solver: str, full: bool) -> list[Row]:
    """Rise, equilibrium and recession at the foot of a plane, along both axes of the grid."""
    every = 10.0
    rows = []
    middle = np.arange(0.5 * every, 2.0 * GENTLE.wet, every)
    exact = np.array([GENTLE.discharge(float(t)) for t in middle])
    peak = GENTLE.rain * GENTLE.length
    for along_x in (False, True):
        found = outflow(GENTLE, cell=1.0 if full else 2.0, every=every, along_x=along_x, solver=solver)
        error = np.abs(found - exact) / peak
        rising = middle < GENTLE.equilibrium
        level = (middle > 1.3 * GENTLE.equilibrium) & (middle < GENTLE.wet)
        half = np.interp(0.5 * peak, found[rising], middle[rising])
        name = "along x" if along_x else "along y"
        rows += [
            at_most(f"{name}: rise, RMS error over the peak", _rms(error[rising]), 0.02, KINEMATIC),
            at_most(f"{name}: time to half the peak, relative error",
                    abs(half / (0.5**0.6 * GENTLE.equilibrium) - 1.0), 0.02, KINEMATIC),
            at_most(f"{name}: discharge in equilibrium, relative error", error[level].max(), 0.002,
                    KINEMATIC),
            at_most(f"{name}: recession, RMS error over the peak",
                    _rms(error[middle > GENTLE.wet]), 0.02, KINEMATIC),
        ]  # fmt: skip
    return rows


def steep(solver: str, full: bool) -> list[Row]:
    """Thin supercritical flow: mean discharge without bias, depth and speed of the kinematic wave."""
    cell = 2.5 if full else 5.0
    every = 10.0
    result = simulated(STEEP, cell=cell, duration=3.0 * STEEP.equilibrium, every=every, along_x=False,
                       solver=solver)  # fmt: skip
    x = np.asarray((np.arange(int(STEEP.length / cell)) + 0.5) * cell, np.float64)
    exact = STEEP.depth(x)
    speed = STEEP.rain * x / exact
    depth = result["depth"].to_numpy().astype(np.float64)[:, :, 1]
    late = depth[-30:].mean(axis=0)
    fast = result["maximum_speed"].to_numpy()[:, 1]
    lower = x > 0.5 * STEEP.length
    stored = depth.sum(axis=1) * cell
    out = STEEP.rain * STEEP.length - (stored[-1] - stored[-30]) / (29 * every)
    froude = float(np.max(speed / np.sqrt(GRAVITY * exact)))
    return [
        told("Froude number at the foot", froude, KINEMATIC),
        told("outflows scaled", result.attrs["scaled_outflows"], "counted in the run"),
        at_least("least depth [m]", depth.min(), 0.0, "depths are not negative"),
        at_most("ledger residual over rain", result.attrs["ledger_relative_residual"], 1e-6,
                "conservation of mass"),
        at_most("mean discharge in equilibrium, relative error",
                abs(out / (STEEP.rain * STEEP.length) - 1.0), 0.005, KINEMATIC),
        at_most("depth of the lower half, largest relative error of the mean",
                np.abs(late / exact - 1.0)[lower].max(), 0.05, KINEMATIC),
        at_most("speed of the lower half, shortfall of the maximum (throttling)",
                (1.0 - fast / speed)[lower].max(), 0.05, KINEMATIC),
        at_most("speed of the lower half, excess of the maximum (oscillation)",
                (fast / speed - 1.0)[lower].max(), 0.10, KINEMATIC),
    ]  # fmt: skip


def film_on_steps(_full: bool) -> list[Row]:
    """A film of millimetres on steps that are up to five hundred times as high: HLLC keeps Manning's depth.

    It cannot see roll waves: above Froude 1.5 uniform flow is unstable in truth, and what grows from rounding
    over these lengths is too small to tell.
    """
    rows = []
    for slope in (0.02, 0.1, 0.3):
        plane = Plane(length=200.0, slope=slope, manning=0.03, rain=36.0 * MM_H, wet=1e9)
        result = simulated(plane, cell=5.0, duration=3600.0, every=5.0, along_x=True, solver="hllc")
        x = np.asarray((np.arange(40) + 0.5) * 5.0, np.float64)
        lower = x > 50.0
        depth = result["depth"].to_numpy().astype(np.float64)[-120:, 1][:, lower]
        exact = plane.depth(x)[lower]
        name = f"slope {slope:g}, steps of {slope * 5.0:g} m, film of {1e3 * exact[-1]:.1f} mm"
        rows += [
            at_most(f"{name}: depth, largest relative error", np.abs(depth.mean(axis=0) / exact - 1.0).max(),
                    0.02, MANNING),
            at_most(f"{name}: depth, largest swing about its mean", (np.ptp(depth, axis=0) / exact).max(),
                    0.01, MANNING),
        ]  # fmt: skip
    return rows


def _rms(values: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values**2)))


CASES: dict[str, Case] = {
    "waterlogging.plane_runoff": lambda full: hydrograph(LOCAL_INERTIA, full),
    "waterlogging.hllc_plane_runoff": lambda full: hydrograph("hllc", full),
    "waterlogging.steep_plane": lambda full: steep(LOCAL_INERTIA, full),
    "waterlogging.hllc_steep_plane": lambda full: steep("hllc", full),
    "waterlogging.hllc_film_on_steps": film_on_steps,
}
