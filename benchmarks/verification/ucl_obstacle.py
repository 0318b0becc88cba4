"""A laboratory dam break against an isolated building: depths at six gauges over 30 s.

The flume is 3.6 m wide, its lower edges are cut by a slope of 0.155 on 0.34 m; a gate of 1 m in a wall 0.8 m
thick holds 0.40 m of water back from a film of 0.02 m. A building of 0.8 m x 0.4 m stands askew behind it.
Places are counted from the middle of the gate, x downstream, y to the left.

What it cannot see: the pressures of flow that bends sharply (the first second after the gate opens and the
roll of water before the building are not hydrostatic), turbulence in the wake, and anything near the far
end, which no wave reaches in time. The gauges read 0 until the wave comes although 0.02 m of water stand
there; these moments count in the differences below.

References
----------
Soares-Frazao, S., Zech, Y. (2007). Experimental study of dam-break flow against an isolated obstacle.
J. Hydraul. Res. 45 extra issue, 27-36.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from benchmarks.verification.ground import run, surface_of
from benchmarks.verification.rows import Case, Row, at_most, not_run, told
from models.waterlogging.inputs import Event, Settings
from scenarios.paths import realdata

SOURCE = "Soares-Frazao and Zech 2007, measured"
MASS = "conservation of mass"
GAUGES = {
    "G1": (2.65, 1.15), "G2": (2.65, -0.60), "G3": (4.00, 1.15), "G4": (4.00, -0.80), "G5": (5.20, 0.30),
    "G6": (-1.87, 1.10),
}  # fmt: skip
"""Places of the gauges [m], from the sketch of the set-up."""
WEST, EAST, HALF = -7.55, 28.25, 1.80
"""Ends of the flume and half its width [m]."""
WALL, GATE = 0.80, 0.50
"""Thickness of the wall and half the width of the gate [m]."""
CORNER, LONG, SHORT, ANGLE = (3.44, -0.05), 0.80, 0.40, np.radians(64.0)
"""Corner of the building nearest to the gate, its sides, and the angle of the long one to the flume."""
MANNING, BEHIND, AHEAD = 0.010, 0.40, 0.02
SECONDS = 30.0
FINE = 20
"""Points a side by which the share of a cell under the building is counted."""


def inside_building(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether points lie in the building."""
    dx, dy = x - CORNER[0], y - CORNER[1]
    along = np.cos(ANGLE) * dx + np.sin(ANGLE) * dy
    across = np.sin(ANGLE) * dx - np.cos(ANGLE) * dy
    return np.asarray((along >= 0.0) & (along <= LONG) & (across >= 0.0) & (across <= SHORT))


def shares(x: NDArray[np.float64], y: NDArray[np.float64], cell: float) -> NDArray[np.float32]:
    """Share of each cell that is built: building, wall beside the gate, and what lies beyond the flume."""
    inner = (np.arange(FINE) + 0.5) / FINE * cell - 0.5 * cell
    px, py = (x[:, None] + inner).ravel(), (y[:, None] + inner).ravel()
    gx, gy = np.meshgrid(px, py)
    wall = (gx > -WALL) & (gx < 0.0) & (np.abs(gy) > GATE)
    solid = wall | inside_building(gx, gy) | (gx < WEST) | (gx > EAST)
    blocks = solid.reshape(y.size, FINE, x.size, FINE)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def simulated(
    solver: str, *, cell: float = 0.1, courant: float = 0.7
) -> tuple[xr.Dataset, NDArray[np.float64]]:
    """A run of 30 s with depths ten times a second, and the depths at the gauges, shape (301, 6) [m]."""
    columns = int(np.ceil((EAST - WEST) / cell)) + 1
    first = cell * np.floor(WEST / cell + 1e-9)
    x = np.asarray(first + (np.arange(columns) + 0.5) * cell, np.float64)
    y = np.asarray(HALF - (np.arange(round(2.0 * HALF / cell)) + 0.5) * cell, np.float64)
    beside = HALF - np.abs(y)
    profile = np.where(beside < 0.34, 0.155 * (1.0 - beside / 0.34), 0.0)[:, None]
    # In the gate the section is a rectangle.
    bed = np.where((x > -WALL) & (x < 0.0), 0.0, profile)
    surface = surface_of(bed, cell_size=cell, manning=MANNING, building_fraction=shares(x, y, cell))
    depth = np.maximum(np.where(x < 0.0, BEHIND, AHEAD) - bed, 0.0).astype(np.float32)
    settings = Settings(
        duration=SECONDS, output_interval=0.1, source_interval=0.1, solver=solver, courant=courant, threads=2
    )
    result = run(surface, Event(initial_depth=depth), settings)
    series = xr.DataArray(result["depth"].to_numpy().astype(np.float64), dims=("t", "y", "x"),
                          coords={"y": y, "x": x})  # fmt: skip
    at = xr.DataArray(list(GAUGES.values()), dims=("gauge", "axis"))
    found = series.interp(x=at[:, 0], y=at[:, 1])
    return result, np.asarray(found.to_numpy(), np.float64)


def measured(folder: Path) -> NDArray[np.float64]:
    """Depths of the gauges ten times a second, shape (301, 6) [m]."""
    table = np.genfromtxt(folder / "building_gauges_h.txt", delimiter="\t", skip_header=2)
    time = 0.1 * np.arange(301)
    return np.stack([np.interp(time, table[:, 0], table[:, 1 + k]) for k in range(6)], axis=1)


def obstacle(_full: bool) -> list[Row]:
    """HLLC on 0.1 m cells against the gauges; local inertia beside it for information."""
    folder = realdata() / "ucl_obstacle"
    if not folder.is_dir():
        return [not_run("the data set ucl_obstacle is not below FANGZAI_REALDATA", SOURCE)]
    wanted = measured(folder)
    result, found = simulated("hllc")
    apart = np.sqrt(np.mean((found - wanted) ** 2, axis=0))
    rows = [
        at_most("mean over the gauges: RMS difference of depth [m]", apart.mean(), 0.05, SOURCE),
        *[
            told(f"gauge {name}: RMS difference of depth [m]", value, SOURCE)
            for name, value in zip(GAUGES, apart, strict=True)
        ],
        at_most(
            "ledger residual over the water handled", result.attrs["ledger_relative_residual"], 1e-6, MASS
        ),
    ]
    _, without = simulated("local_inertia")
    other = np.sqrt(np.mean((without - wanted) ** 2, axis=0)).mean()
    rows.append(told("local inertia, mean over the gauges: RMS difference of depth [m]", other, SOURCE))
    return rows


CASES: dict[str, Case] = {"waterlogging.hllc_ucl_obstacle": obstacle}
