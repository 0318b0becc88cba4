"""Storage, sections and gates against plain formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.waterlogging.canals import kernels
from models.waterlogging.canals.network import Curve
from tests.models.waterlogging.canals.networks import G

pytestmark = pytest.mark.nojit

CURVE = Curve(np.array([-1.0, 1.0, 2.0, 2.1]), np.array([500.0, 900.0, 900.0, 1600.0]))


def curves() -> kernels.Curves:
    return kernels.Curves(CURVE.level[None], CURVE.area[None], CURVE.volume[None], np.zeros(1, bool))


def plain_volume(level: float) -> float:
    """The integral of the area by many thin slices."""
    edges = np.linspace(-1.0, level, 200_001)
    middle = 0.5 * (edges[1:] + edges[:-1])
    return float(np.interp(middle, CURVE.level, CURVE.area).sum() * (edges[1] - edges[0]))


@settings(deadline=None)
@given(level=st.floats(-1.0, 4.0))
def test_a_volume_is_the_integral_of_the_area(level: float) -> None:
    volume, area = kernels.volume_and_area(curves(), 0, level)
    assert volume == pytest.approx(plain_volume(level), rel=1e-6, abs=1e-6)
    if level > -1.0:
        assert area == pytest.approx(np.interp(level, CURVE.level, CURVE.area), rel=1e-12)


@settings(deadline=None)
@given(level=st.floats(-1.0, 4.0))
def test_a_volume_has_one_level(level: float) -> None:
    volume, _ = kernels.volume_and_area(curves(), 0, level)
    assert kernels.level_of(curves(), 0, volume) == pytest.approx(level, abs=1e-12)


def test_no_volume_lies_at_the_bed_and_below_it_there_is_none() -> None:
    assert kernels.volume_and_area(curves(), 0, -1.5) == (0.0, 0.0)
    assert kernels.level_of(curves(), 0, -3.0) == -1.0


@settings(deadline=None)
@given(depth=st.floats(0.01, 6.0))
def test_a_section_is_a_trapezium_with_walls_on_it(depth: float) -> None:
    one = [np.array([v]) for v in (0, 1, 100.0, 8.0, 1.5, 0.0, 2.0, 0.03)]
    area, radius = kernels.section(kernels.Channels(*one), 0, depth)
    low = min(depth, 2.0)
    width = 8.0 + 2.0 * 1.5 * low
    walls = depth - low
    plain = 0.5 * (8.0 + width) * low + walls * width
    wetted = 8.0 + 2.0 * math.hypot(low, 1.5 * low) + 2.0 * walls
    assert area == pytest.approx(plain, rel=1e-12)
    assert radius == pytest.approx(plain / wetted, rel=1e-12)


CONTRACTION = math.pi / (math.pi + 2.0)

GATES = {
    # Broad-crested weir: Q = (2/3)^1.5 sqrt(g) mu b H^1.5.
    "free over the sill": (2.0, 0.5, 9.0, 0.9 * 3.0 * (2.0 / 3.0) ** 1.5 * math.sqrt(G) * 2.0**1.5),
    # Drowned: Q = mu b h sqrt(2 g (H - h)).
    "drowned over the sill": (2.0, 1.8, 9.0, 0.9 * 3.0 * 1.8 * math.sqrt(2.0 * G * 0.2)),
    # Free jet under the gate: Q = mu b c e sqrt(2 g (H - c e)).
    "free under the gate": (
        2.0, 0.1, 0.4, 0.9 * 3.0 * CONTRACTION * 0.4 * math.sqrt(2.0 * G * (2.0 - CONTRACTION * 0.4)),
    ),
    # Drowned jet: Q = mu b c e sqrt(2 g (H - h)).
    "drowned under the gate": (2.0, 1.2, 0.4, 0.9 * 3.0 * CONTRACTION * 0.4 * math.sqrt(2.0 * G * 0.8)),
    "shut": (2.0, 0.0, 0.0, 0.0),
    "below the sill": (-0.5, -1.0, 9.0, 0.0),
}  # fmt: skip


@pytest.mark.parametrize("case", list(GATES))
def test_a_gate_follows_the_formula_of_its_flow(case: str) -> None:
    high, low, opening, expected = GATES[case]
    assert kernels.gate_flow(high, low, 3.0, 0.0, opening, 0.9)[0] == pytest.approx(expected, rel=1e-12)


@settings(deadline=None)
@given(
    low=st.floats(-1.0, 3.0), more=st.floats(0.01, 3.0), opening=st.sampled_from([0.2, 0.7, 1.5, 20.0]),
)  # fmt: skip
def test_the_derivatives_of_a_gate_are_those_of_its_discharge(
    low: float, more: float, opening: float
) -> None:
    def q(high: float, low: float) -> float:
        return float(kernels.gate_flow(high, low, 3.0, 0.0, opening, 0.9)[0])

    high, step = low + more, 1e-6
    _, up, down = kernels.gate_flow(high, low, 3.0, 0.0, opening, 0.9)
    # One-sided differences bracket the derivative where two kinds of flow meet.
    ups = sorted([(q(high + step, low) - q(high, low)) / step, (q(high, low) - q(high - step, low)) / step])
    downs = sorted([(q(high, low + step) - q(high, low)) / step, (q(high, low) - q(high, low - step)) / step])
    assert ups[0] - 1e-3 <= up <= ups[1] + 1e-3
    assert downs[0] - 1e-3 <= down <= downs[1] + 1e-3
    assert up >= 0.0 >= down


@settings(deadline=None)
@given(momentum=st.floats(-500.0, 500.0), friction=st.floats(0.0, 10.0))
def test_a_discharge_solves_its_equation(momentum: float, friction: float) -> None:
    q, slope = kernels.discharge(momentum, friction)
    assert q + friction * q * abs(q) == pytest.approx(momentum, rel=1e-9, abs=1e-12)
    assert 0.0 < slope <= 1.0


def test_a_banded_matrix_is_solved_as_a_dense_one() -> None:
    random = np.random.default_rng(3)
    size, half = 30, 4
    band = random.uniform(-1.0, 0.0, (size, 2 * half + 1))
    for row in range(size):
        for k in range(2 * half + 1):
            if not 0 <= row + k - half < size:
                band[row, k] = 0.0
    band[:, half] = 10.0
    dense = np.zeros((size, size))
    for row in range(size):
        for k in range(2 * half + 1):
            if 0 <= row + k - half < size:
                dense[row, row + k - half] = band[row, k]
    right = random.uniform(-1.0, 1.0, size)
    solved = right.copy()
    kernels.solve_banded(band.copy(), half, solved)
    np.testing.assert_allclose(solved, np.linalg.solve(dense, right), rtol=1e-10)
