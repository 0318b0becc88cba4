"""The UK Environment Agency's test 4: speed of propagation over a flat plain.

References
----------
Neelz, S., Pender, G. (2013). Benchmarking the latest generation of 2D hydraulic modelling packages.
Environment Agency report SC120002.
Shaw, J., Kesserwani, G., Neal, J., Bates, P., Sharifian, M. K. (2021). LISFLOOD-FP 8.0: the new
discontinuous Galerkin shallow-water solver for multi-core CPUs and GPUs. Geosci. Model Dev. 14, 3577-3602
(inputs and DG2 series, CC-BY-4.0).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.ground import depth_series, surface_of
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, Inflow, Series, Settings

SOURCE = "EA report SC120002 test 4; DG2 on 5 m cells, LISFLOOD-FP 8.0 (Shaw et al. 2021)"
REFERENCE = Path(__file__).with_name("ea_test4_reference.csv")
CELL = 5.0
POINTS = ((50, 1000), (100, 1000), (200, 1000), (300, 1000), (400, 1000), (300, 1300))
"""Output points, x and y from the south-western corner [m]; each is the corner of four cells."""
ARRIVAL = ((600, 660), (960, 1021), (1800, 1860), (2700, 2760), (3660, 3720), (3960, 4020))
"""When 0.01 m arrives: windows of the 60 s series [s]."""
PEAKS = (0.325, 0.275, 0.228, 0.200, 0.180, 0.176)
"""Largest depths [m]."""


def simulated(solver: str) -> NDArray[np.float64]:
    """Depths at the points every minute, shape (301, 6) [m]."""
    surface = surface_of(np.zeros((400, 200)), cell_size=CELL, manning=0.05)
    rows = np.arange(198, 202)
    discharge = Series(
        time=np.array([300.0, 3600.0, 14400.0, 18000.0]), value=np.array([0.0, 20.0, 20.0, 0.0])
    )
    inflow = Inflow(name="breach", rows=rows, columns=np.zeros_like(rows), discharge=discharge)
    settings = Settings(duration=18000.0, output_interval=60.0, threads=2, solver=solver)
    depth = depth_series(surface, Event(inflows=(inflow,)), settings)
    corners = [(int((2000 - y) / CELL), int(x / CELL)) for x, y in POINTS]
    return np.stack([depth[:, j - 1 : j + 1, i - 1 : i + 1].mean(axis=(1, 2)) for j, i in corners], axis=1)


def test4(solver: str, peak_limit: float) -> list[Row]:
    """Peaks within a limit, arrivals within 5 minutes and the series of the six points."""
    depth = simulated(solver)
    time = 60.0 * np.arange(len(depth))
    reference = np.loadtxt(REFERENCE, delimiter=",", comments="#", skiprows=2)
    rows = []
    for k, (first, last) in enumerate(ARRIVAL):
        arrival = np.interp(0.01, depth[: depth[:, k].argmax(), k], time[: depth[:, k].argmax()])
        outside = max(first - arrival, arrival - last, 0.0)
        apart = np.interp(reference[:, 0], time, depth[:, k]) - reference[:, 1 + k]
        peak = abs(depth[:, k].max() / PEAKS[k] - 1.0)
        name = f"point {k + 1}"
        rows += [
            at_most(f"{name}: peak, relative error", peak, peak_limit, SOURCE),
            at_most(f"{name}: arrival, minutes outside the window", outside / 60.0, 5.0, SOURCE),
            at_most(f"{name}: RMS difference of the series [m]", np.sqrt(np.mean(apart**2)), 0.015, SOURCE),
        ]
    return rows


CASES: dict[str, Case] = {
    "waterlogging.ea_test4": lambda _: test4("local_inertia", 0.05),
    "waterlogging.hllc_ea_test4": lambda _: test4("hllc", 0.02),
}
