"""Turned and mirrored scenes, and uniform flow along and across the grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.ground import MM_H, rough_terrain, run, steady_rain, surface_of
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, Settings

SYMMETRY = "the equations know no direction; limits: rounding of float32 grown over the steps"
MANNING = "Manning's formula"
Turn = Callable[[NDArray[np.float32]], NDArray[np.float32]]
TURNS: dict[str, tuple[Turn, Turn]] = {
    "transposed": (np.transpose, np.transpose),
    "mirrored east-west": (np.fliplr, np.fliplr),
    "mirrored north-south": (np.flipud, np.flipud),
    "turned by 90 degrees": (np.rot90, lambda a: np.rot90(a, -1)),
}


def turned(full: bool) -> list[Row]:
    """A storm over rough ground with porous cells, free at the edge."""
    bed = rough_terrain(96 if full else 48, 64, relief=0.4, fall=1.5, seed=21)
    random = np.random.default_rng(22)
    # No blocks: a roof as far from two open cells sheds to either, which a mirror may change.
    built = np.where(random.random(bed.shape) < 0.3, 0.85 * random.random(bed.shape), 0.0).astype(np.float32)

    def fields(turn: Turn) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        surface = surface_of(turn(bed), cell_size=5.0, manning=0.03, building_fraction=turn(built))
        event = Event(rain=steady_rain(80.0 * MM_H, 1800.0), edge="free")
        result = run(surface, event, Settings(duration=2400.0))
        return result["maximum_depth"].to_numpy(), result["maximum_speed"].to_numpy()

    depth, speed = fields(lambda a: a)
    rows = []
    for name, (turn, back) in TURNS.items():
        other_depth, other_speed = (back(k) for k in fields(turn))
        apart = np.nanmax(np.abs(other_depth - depth))
        faster = np.nanpercentile(np.abs(other_speed - speed), 99.9)
        rows.append(at_most(f"{name}: largest difference of maximum depth [m]", apart, 1e-5, SYMMETRY))
        rows.append(
            at_most(f"{name}: 99.9th percentile of |difference| of speed [m/s]", faster, 1e-4, SYMMETRY)
        )
    return rows


def uniform_flow(_full: bool) -> list[Row]:
    """Water of even depth on a plane reaches Manning's speed, whichever way the plane falls."""
    side, cell, depth, slope, manning = 161, 10.0, 0.5, 0.005, 0.03
    exact = depth ** (2.0 / 3.0) * np.sqrt(slope) / manning
    x = np.arange(side) * cell
    rows = []
    for degrees in (0.0, 22.5, 45.0, 90.0):
        angle = np.radians(degrees)
        bed = 20.0 - slope * (np.cos(angle) * x + np.sin(angle) * x[:, None])
        surface = surface_of(bed, cell_size=cell, manning=manning)
        event = Event(initial_depth=np.full(bed.shape, depth, np.float32))
        result = run(surface, event, Settings(duration=180.0, output_interval=180.0))
        middle = (side // 2, side // 2)
        speed = float(result["maximum_speed"].to_numpy()[middle])
        still = abs(float(result["depth"].to_numpy()[-1][middle]) / depth - 1.0)
        name = f"plane falling at {degrees:g} degrees to the grid"
        rows.append(at_most(f"{name}: speed, relative error", abs(speed / exact - 1.0), 0.001, MANNING))
        rows.append(at_most(f"{name}: depth, relative change", still, 0.0001, MANNING))
    return rows


CASES: dict[str, Case] = {"waterlogging.symmetry": turned, "waterlogging.uniform_flow": uniform_flow}
