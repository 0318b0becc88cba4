"""One step of the HLLC kernels against the equations written out cell by cell in plain Python."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from census.grid import Grid
from models.waterlogging.ground import build_work
from models.waterlogging.hllc.advance import still_momentum
from models.waterlogging.hllc.kernels import Momentum, step_rows
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.simulation import Simulation

G = 9.80665
DRY = 1e-5
CELL, DT, MANNING = 5.0, 0.15, 0.03


class Cell(NamedTuple):
    """Depth and velocities at mid-step, bed, and the half changes of all four along one axis."""

    h: float
    z: float
    normal: float
    along: float
    deeper: float
    higher: float
    quicker: float
    sideways: float


def minmod(a: float, b: float) -> float:
    return math.copysign(min(abs(a), abs(b)), a) if a * b > 0.0 else 0.0


def face(left: Cell, right: Cell) -> tuple[float, float, float, float]:
    """Mass, momentum out of the left and into the right cell, momentum along: Toro, Chen and Noelle."""
    hl, hr = max(left.h + left.deeper, 0.0), max(right.h - right.deeper, 0.0)
    zl, zr = left.z + left.higher, right.z - right.higher
    crest = min(max(zl, zr), zl + hl, zr + hr)
    fl, fr = (max(min(z + h - crest, h), 0.0) for z, h in ((zl, hl), (zr, hr)))
    ul, ur = left.normal + left.quicker, right.normal - right.quicker
    al, ar = math.sqrt(G * fl), math.sqrt(G * fr)
    middle, waves = 0.5 * (ul + ur) + al - ar, max(0.5 * (al + ar) + 0.25 * (ul - ur), 0.0)
    slow = min(ul - al, middle - waves) if fl > 0.0 else ur - 2.0 * ar
    fast = max(ur + ar, middle + waves) if fr > 0.0 else ul + 2.0 * al
    states = [np.array([f, f * u]) for f, u in ((fl, ul), (fr, ur))]
    fluxes = [np.array([f * u, f * u * u + 0.5 * G * f * f]) for f, u in ((fl, ul), (fr, ur))]
    if fl <= 0.0 and fr <= 0.0:
        flux = np.zeros(2)
    elif slow >= 0.0:
        flux = fluxes[0]
    elif fast <= 0.0:
        flux = fluxes[1]
    else:
        flux = (fast * fluxes[0] - slow * fluxes[1] + slow * fast * (states[1] - states[0])) / (fast - slow)
    mass, push = float(flux[0]), float(flux[1])
    out = push + 0.5 * G * (hl + fl) * (crest - zl) + 0.5 * G * (left.h + hl) * left.higher
    into = push + 0.5 * G * (hr + fr) * (crest - zr) - 0.5 * G * (right.h + hr) * right.higher
    along = left.along + left.sideways if mass > 0.0 else right.along - right.sideways
    return mass, out, into, mass * along


def wall(cell: Cell, side: float) -> float:
    """Pressure on a wall east or south (+1), west or north (-1), slope of the half cell included."""
    h = max(cell.h + side * cell.deeper, 0.0)
    toward = side * cell.normal + cell.quicker
    pressure = max(h * (0.5 * G * h + math.sqrt(G * cell.h) * toward), 0.0)
    return pressure + side * 0.5 * G * (cell.h + h) * cell.higher


def kept(h: float, qx: float, qy: float, dt: float) -> float:
    """Share of the momentum that friction leaves: the root of Q' (1 + k |Q'|) = Q."""
    if h <= DRY:
        return 0.0
    k = dt * G * MANNING**2 / h ** (7.0 / 3.0)
    return 2.0 / (1.0 + math.sqrt(1.0 + 4.0 * k * math.hypot(qx, qy)))


class Reference:
    """A closed basin of whole cells."""

    def __init__(self, z: NDArray[np.float64], h: NDArray[np.float64], qx: NDArray[np.float64],
                 qy: NDArray[np.float64]) -> None:  # fmt: skip
        self.z, self.h, self.qx, self.qy = z, h, qx, qy

    def change(self, j: int, i: int, axis: int) -> tuple[float, float]:
        """Half changes of depth and bed of a cell along an axis (0 to the east, 1 to the south)."""
        step = (0, 1) if axis == 0 else (1, 0)
        pairs: list[tuple[float, float] | None] = []
        for sign in (-1, 1):
            b, a = j + sign * step[0], i + sign * step[1]
            if not (0 <= b < self.h.shape[0] and 0 <= a < self.h.shape[1]):
                pairs.append(None)
                continue
            if self.h[b, a] <= DRY:
                return 0.0, 0.0
            dh, dz = (sign * float(f[b, a] - f[j, i]) for f in (self.h, self.z))
            pairs.append((dh, dh + dz))
        before, after = pairs[0] or pairs[1], pairs[1] or pairs[0]
        if before is None or after is None:
            return 0.0, 0.0
        deeper = 0.5 * float(np.clip(minmod(before[0], after[0]), -2.0 * self.h[j, i], 2.0 * self.h[j, i]))
        return deeper, 0.5 * minmod(before[1], after[1]) - deeper

    def velocity(self, j: int, i: int) -> NDArray[np.float64]:
        """Velocities of a cell along both axes; a dry cell has none."""
        if self.h[j, i] <= DRY:
            return np.zeros(2)
        return np.array([self.qx[j, i], self.qy[j, i]], np.float64) / float(self.h[j, i])

    def shear(self, j: int, i: int, axis: int) -> list[float]:
        """Half changes of both velocities of a cell along an axis, none beside a wall or dry ground."""
        step = (0, 1) if axis == 0 else (1, 0)
        beside = [(j + sign * step[0], i + sign * step[1]) for sign in (-1, 1)]
        inside = all(0 <= b < self.h.shape[0] and 0 <= a < self.h.shape[1] for b, a in beside)
        if not inside or any(self.h[place] <= DRY for place in beside):
            return [0.0, 0.0]
        before, here, after = (self.velocity(*k) for k in (beside[0], (j, i), beside[1]))
        return [0.5 * minmod(float(here[k] - before[k]), float(after[k] - here[k])) for k in (0, 1)]

    def cell(self, j: int, i: int, axis: int) -> Cell:
        h, r = float(self.h[j, i]), DT / CELL
        u, v = self.velocity(j, i)
        (h_x, z_x), (h_y, z_y) = (self.change(j, i, k) for k in (0, 1))
        (u_x, v_x), (u_y, v_y) = (self.shear(j, i, k) for k in (0, 1))
        depth = max(h - r * (u * h_x + h * u_x + v * h_y + h * v_y), 0.5 * h)
        x = u - r * (u * u_x + v * u_y + G * (h_x + z_x))
        y = v - r * (u * v_x + v * v_y + G * (h_y + z_y))
        share = kept(h, h * x, h * y, 0.5 * DT)
        x, y, z = share * x, share * y, float(self.z[j, i])
        return (
            Cell(depth, z, x, y, h_x, z_x, u_x, v_x)
            if axis == 0
            else Cell(depth, z, y, x, h_y, z_y, v_y, u_y)
        )

    def step(self) -> tuple[NDArray[np.float64], ...]:
        rows, columns = self.h.shape
        h, qx, qy = self.h.copy(), *(np.where(self.h > DRY, q, 0.0) for q in (self.qx, self.qy))
        for axis, normal, along in ((0, qx, qy), (1, qy, qx)):
            for j in range(rows):
                for i in range(columns):
                    b, a = (j, i + 1) if axis == 0 else (j + 1, i)
                    here = self.cell(j, i, axis)
                    if (i if axis == 0 else j) == 0:
                        normal[j, i] += DT / CELL * wall(here, -1.0)
                    if b == rows or a == columns:
                        normal[j, i] -= DT / CELL * wall(here, 1.0)
                        continue
                    mass, out, into, beside = face(here, self.cell(b, a, axis))
                    h[j, i] -= DT / CELL * mass
                    h[b, a] += DT / CELL * mass
                    normal[j, i] -= DT / CELL * out
                    normal[b, a] += DT / CELL * into
                    along[j, i] -= DT / CELL * beside
                    along[b, a] += DT / CELL * beside
        for j in range(rows):
            for i in range(columns):
                share = kept(h[j, i], qx[j, i], qy[j, i], DT)
                qx[j, i], qy[j, i] = share * qx[j, i], share * qy[j, i]
        return h, qx, qy


def compiled(reference: Reference) -> tuple[NDArray[np.float32], ...]:
    rows, columns = reference.h.shape
    grid = Grid("EPSG:4549", 0.0, rows * CELL, CELL, rows, columns)
    surface = Surface(grid, reference.z.astype(np.float32), np.full(reference.h.shape, MANNING, np.float32))
    event = Event(initial_depth=reference.h.astype(np.float32))
    run = Simulation.start(surface, event, Settings(duration=1.0))
    momentum: Momentum = still_momentum(run.ground)
    momentum.x[1:-1, 1:-1] = reference.qx
    momentum.y[1:-1, 1:-1] = reference.qy
    work = build_work(run.flow)
    step_rows(run.ground, run.flow, work, momentum, np.float32(DT), np.float32(DT / CELL))
    return tuple(field[1:-1, 1:-1] for field in (work.depth, momentum.new_x, momentum.new_y))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("dry", [0.0, 0.3])
def test_a_step_is_that_of_the_equations(seed: int, dry: float) -> None:
    random = np.random.default_rng(seed)
    shape = (7, 9)
    z = 2.0 * random.random(shape)
    h = np.where(random.random(shape) < dry, 0.0, 0.3 + random.random(shape))
    qx, qy = (h * (2.0 * random.random(shape) - 1.0) for _ in range(2))
    # Both start from the very same numbers.
    reference = Reference(*(field.astype(np.float32).astype(np.float64) for field in (z, h, qx, qy)))
    for found, wanted in zip(compiled(reference), reference.step(), strict=True):
        np.testing.assert_allclose(found, wanted, atol=2e-5)
