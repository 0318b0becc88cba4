"""One step on sub-grid tables against the equations, written out band by band."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Settings
from models.waterlogging.kernels import GRAVITY
from models.waterlogging.simulation import Simulation
from models.waterlogging.subgrid.crests.kernels import FACE_BANDS
from models.waterlogging.subgrid.kernels import step_rows, wave_rows
from tests.models.waterlogging.strategies import uniform_rain
from tests.models.waterlogging.subgrid.relief import (
    band_means,
    block_of,
    cell_bands,
    coarse,
    crests,
    level_of,
    rough,
    tilt_of,
)
from tests.models.waterlogging.test_surface_reference import slowed

Array = NDArray[np.float64]
FACTOR, ROWS, COLUMNS = 4, 6, 5
DT, CELL, MANNING = 0.8, 20.0, 0.03


def bands_of_face(bed: Array, j: int, i: int, *, south: bool) -> Array:
    """Bands of the face to the east or to the south of a cell [m]."""
    here = crests(block_of(bed, j, i, FACTOR))
    there = crests(block_of(bed, j + south, i + (not south), FACTOR))
    pair = np.maximum(here[-1], there[0]) if south else np.maximum(here[:, -1], there[:, 0])
    return band_means(pair, FACE_BANDS)


def face(
    crest: Array, levels: tuple[float, float], stored: tuple[float, float], tilts: tuple[float, float],
    old: tuple[float, float, float], across: float,
) -> tuple[float, float]:  # fmt: skip
    """Discharge [m2/s] and flow area per width [m] of one face."""
    depth = np.maximum(max(levels) - crest, 0.0)
    full = float(depth.mean())
    upper = int(levels[1] > levels[0])
    area = min(full, stored[upper] / max(tilts[upper], 0.01))
    if area <= 1e-5:
        return 0.0, 0.0
    square = float((depth**2).mean()) * (area / full) ** 2
    before, here, after = old
    share = DT / CELL * min(abs(here) / area, math.sqrt(float(GRAVITY) * area))
    averaged = here + share * (0.5 * (before + after) - here)
    driven = averaged - float(GRAVITY) * area * DT * (levels[1] - levels[0]) / CELL
    conveyance = area ** (1.0 / 3.0) * square ** (2.0 / 3.0) / MANNING
    q = slowed(float(GRAVITY) * DT * area / conveyance**2, driven, here, across)
    behind = stored[0] if q > 0.0 else stored[1]
    most = max(behind * abs(q) / area, 0.2499 * behind * CELL / DT)
    return math.copysign(min(abs(q), most), q), area


def reference(bed: Array, stored: Array, qx: Array, qy: Array) -> tuple[Array, Array, Array, Array]:
    """New stored depths, discharges of the east and south faces, and their flow areas."""
    halo_x, halo_y = np.pad(qx, 1), np.pad(qy, 1)
    bands = [[cell_bands(block_of(bed, j, i, FACTOR)) for i in range(COLUMNS)] for j in range(ROWS)]
    level = np.array([[level_of(stored[j, i], bands[j][i]) for i in range(COLUMNS)] for j in range(ROWS)])
    tilt = np.array([[tilt_of(block_of(bed, j, i, FACTOR)) for i in range(COLUMNS)] for j in range(ROWS)])
    new_x, new_y, areas = np.zeros_like(stored), np.zeros_like(stored), np.zeros((2, *stored.shape))
    for j in range(ROWS):
        for i in range(COLUMNS):
            b, a = j + 1, i + 1
            if i + 1 < COLUMNS:
                old = (halo_x[b, a - 1], halo_x[b, a], halo_x[b, a + 1])
                across = halo_y[b, a] + halo_y[b, a + 1] + halo_y[b - 1, a] + halo_y[b - 1, a + 1]
                new_x[j, i], areas[0, j, i] = face(
                    bands_of_face(bed, j, i, south=False), (level[j, i], level[j, i + 1]),
                    (stored[j, i], stored[j, i + 1]), (tilt[j, i], tilt[j, i + 1]), old, 0.25 * across,
                )  # fmt: skip
            if j + 1 < ROWS:
                old = (halo_y[b - 1, a], halo_y[b, a], halo_y[b + 1, a])
                across = halo_x[b, a] + halo_x[b + 1, a] + halo_x[b, a - 1] + halo_x[b + 1, a - 1]
                new_y[j, i], areas[1, j, i] = face(
                    bands_of_face(bed, j, i, south=True), (level[j, i], level[j + 1, i]),
                    (stored[j, i], stored[j + 1, i]), (tilt[j, i], tilt[j + 1, i]), old, 0.25 * across,
                )  # fmt: skip
    gain = -new_x - new_y
    gain[:, 1:] += new_x[:, :-1]
    gain[1:] += new_y[:-1]
    return stored + gain * DT / CELL, new_x, new_y, areas


def scene(seed: int) -> tuple[Simulation, Array]:
    """A run whose state is written by hand, and its bed."""
    random = np.random.default_rng(seed)
    bed = rough(ROWS * FACTOR, COLUMNS * FACTOR, seed=seed).astype(np.float32).astype(np.float64)
    run = Simulation.start(
        coarse(bed, FACTOR, manning=MANNING), Event(rain=uniform_rain(1e-6, 9.0)), Settings(duration=9.0)
    )
    depth = np.maximum(random.normal(0.1, 0.2, (ROWS, COLUMNS)), 0.0)
    run.flow.depth[1:-1, 1:-1] = depth
    run.flow.discharge_x[1:-1, 1:-2] = random.normal(0.0, 0.1, (ROWS, COLUMNS - 1))
    run.flow.discharge_y[1:-2, 1:-1] = random.normal(0.0, 0.1, (ROWS - 1, COLUMNS))
    return run, bed


def inner(values: NDArray[Any]) -> Array:
    return values[1:-1, 1:-1].astype(np.float64)


@pytest.mark.parametrize("seed", range(4))
def test_a_step_is_that_of_the_equations(seed: int) -> None:
    run, bed = scene(seed)
    assert run.subgrid is not None
    depth, qx, qy, areas = reference(
        bed, inner(run.flow.depth), inner(run.flow.discharge_x), inner(run.flow.discharge_y)
    )
    dt_dx = np.float32(DT / CELL)
    step_rows(
        run.ground, run.subgrid.tables, run.flow, run.work, np.float32(DT), GRAVITY * dt_dx, dt_dx,
        np.float32(0.0), dt_dx,
    )  # fmt: skip
    assert np.abs(qx).max() > 0.1 and np.abs(qy).max() > 0.1
    np.testing.assert_allclose(inner(run.work.discharge_x), qx, rtol=5e-4, atol=1e-5)
    np.testing.assert_allclose(inner(run.work.discharge_y), qy, rtol=5e-4, atol=1e-5)
    np.testing.assert_allclose(inner(run.work.depth), depth, rtol=5e-4, atol=1e-5)
    # A wave sees at least the flow area, and at most that over the least share of a cell that is wet.
    wave = run.subgrid.tables.row_wave.max()
    assert areas.max() * (1.0 - 1e-4) <= wave <= 8.0 * areas.max()


def test_the_celerities_are_those_a_step_begins_with() -> None:
    run, _ = scene(7)
    assert run.subgrid is not None
    tables = run.subgrid.tables
    step_rows(
        run.ground, tables, run.flow, run.work, np.float32(0.1), np.float32(0.01), np.float32(0.01),
        np.float32(0.0), np.float32(0.0),
    )  # fmt: skip
    found = tables.row_wave.copy()
    tables.row_wave[:] = 0.0
    wave_rows(run.ground, tables, run.flow)
    np.testing.assert_allclose(tables.row_wave, found, rtol=1e-5)
    assert found.max() > 0.1


def test_conveyance_of_the_bands_is_close_to_the_sum_of_their_own() -> None:
    # Never less than the mean of d^(5/3), exact for bands of one depth; at worst (d, d, d, 6.7 d) 4.9 % more.
    random = np.random.default_rng(5)
    for depth in random.uniform(0.0, 1.0, (2000, 4)) * random.integers(0, 2, (2000, 4)):
        exact = (depth ** (5.0 / 3.0)).mean()
        told = depth.mean() ** (1.0 / 3.0) * (depth**2).mean() ** (2.0 / 3.0)
        assert exact * (1.0 - 1e-12) <= told <= 1.05 * exact
