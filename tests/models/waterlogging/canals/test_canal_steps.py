"""The network in time: mass, rest, uniform flow, sluices and pumps against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from models.waterlogging.canals import Channel, Curve, Network, Pump, Reach, Sluice
from models.waterlogging.canals.stepping import Hydraulics
from tests.models.waterlogging.canals.networks import G, box, flume, sea

NONE = np.empty(0)


def run(hydraulics: Hydraulics, *, seconds: float, dt: float, inflow: dict[int, float] | None = None) -> None:
    reaches = hydraulics.area().size
    lateral = np.zeros(reaches)
    for k, discharge in (inflow or {}).items():
        lateral[k] = discharge * dt
    outer = hydraulics.level[reaches:].copy()
    for n in range(round(seconds / dt)):
        hydraulics.advance(lateral, outer, NONE, NONE, dt, time=n * dt)


@settings(max_examples=30, deadline=None)
@given(depths=st.lists(st.floats(0.0, 5.0), min_size=3, max_size=12), dt=st.sampled_from([5.0, 60.0, 900.0]))
def test_water_is_neither_lost_nor_made_and_no_reach_holds_less_than_none(
    depths: list[float], dt: float
) -> None:
    beds = [0.3 * ((3 * k) % 5) for k in range(len(depths))]
    hydraulics = Hydraulics(flume(depths, beds=beds))
    before = hydraulics.volume.sum()
    run(hydraulics, seconds=40 * dt, dt=dt)
    assert hydraulics.volume.sum() == pytest.approx(before, rel=1e-13, abs=1e-9)
    assert hydraulics.volume.min() > -1e-6


def test_a_lake_over_reaches_of_different_beds_stays_at_rest() -> None:
    beds = [0.0, 1.5, -0.7, 0.4, 2.5]
    hydraulics = Hydraulics(flume([2.0 - z for z in beds[:-1]] + [0.0], beds=beds))
    run(hydraulics, seconds=86_400.0, dt=60.0)
    np.testing.assert_allclose(hydraulics.level[:-1], 2.0, rtol=0.0, atol=1e-12)
    assert hydraulics.level[-1] == 2.5
    assert np.abs(hydraulics.flow).max() < 1e-9


def test_two_levels_become_one() -> None:
    hydraulics = Hydraulics(flume([3.0] * 5 + [0.0] * 5))
    run(hydraulics, seconds=36_000.0, dt=60.0)
    np.testing.assert_allclose(hydraulics.level, 1.5, atol=1e-3)


@pytest.mark.parametrize("dt", [15.0, 60.0, 300.0])
def test_a_long_prismatic_canal_flows_at_normal_depth(dt: float) -> None:
    bottom, side, fall, n, discharge, length, count = 10.0, 1.5, 2e-4, 0.03, 30.0, 250.0, 20

    def manning(depth: float) -> float:
        area = depth * (bottom + side * depth)
        wetted = bottom + 2.0 * depth * math.sqrt(1.0 + side**2)
        return float(area * (area / wetted) ** (2.0 / 3.0) * math.sqrt(fall) / n - discharge)

    normal = brentq(manning, 0.1, 10.0)
    beds = -fall * length * np.arange(count + 1)
    reaches = []
    for k in range(count):
        area = length * np.array([bottom, bottom + 2.0 * side * 8.0])
        reaches.append(
            Reach(f"r{k}", Curve(np.array([beds[k], beds[k] + 8.0]), area), beds[k] + 1.0, on_grid=False)
        )
    names = [r.name for r in reaches] + ["sea"]
    channels = [
        Channel(names[k], names[k + 1], length, bottom, side, beds[k + 1], 100.0, n) for k in range(count)
    ]
    hydraulics = Hydraulics(Network(tuple(reaches), (sea(beds[-1] + normal),), tuple(channels)))
    run(hydraulics, seconds=86_400.0, dt=dt, inflow={0: discharge})
    np.testing.assert_allclose(hydraulics.level[:-1] - beds[:-1], normal, rtol=1e-6)
    np.testing.assert_allclose(hydraulics.flow, discharge, rtol=1e-6)


def test_two_reservoirs_through_a_drowned_gate_near_the_analytic_time() -> None:
    # d(H)/dt = -mu b c e sqrt(2 g H) (1/A1 + 1/A2): the root of the difference falls in a straight line.
    first, second, opening = 4000.0, 2500.0, 0.5
    jet = opening * math.pi / (math.pi + 2.0)
    gate = Sluice("gate", "a", "b", 2.0, 0.0, opening, travel=0.0)
    reaches = box("a", bed=0.0, area=first, stage=4.0), box("b", bed=0.0, area=second, stage=2.5)
    rate = 0.9 * 2.0 * jet * math.sqrt(2.0 * G) * (1.0 / first + 1.0 / second)
    errors = []
    for dt in (20.0, 5.0):
        hydraulics = Hydraulics(Network(reaches, sluices=(gate,)))
        for n in range(round(1000.0 / dt)):
            hydraulics.advance(np.zeros(2), NONE, np.array([opening]), NONE, dt, time=n * dt)
        exact = (math.sqrt(1.5) - 0.5 * rate * 1000.0) ** 2
        errors.append(abs(hydraulics.level[0] - hydraulics.level[1] - exact))
    assert errors[0] < 0.01
    assert errors[1] == pytest.approx(0.25 * errors[0], rel=0.1)  # of first order in time


def test_a_pump_lowers_a_prismatic_reach_in_a_straight_line_and_then_runs_dry() -> None:
    pump = Pump("p", "a", "sea", np.zeros(1), np.array([1.5]), start=2.0, stop=0.0)
    network = Network((box("a", bed=0.0, area=5000.0, stage=3.0),), (sea(5.0),), pumps=(pump,))
    hydraulics = Hydraulics(network)
    for n in range(60):
        hydraulics.advance(np.zeros(1), np.array([5.0]), NONE, np.array([1.5]), 60.0, time=60.0 * n)
    assert hydraulics.level[0] == pytest.approx(3.0 - 1.5 * 3600.0 / 5000.0, abs=1e-12)
    for n in range(600):
        moved = hydraulics.advance(np.zeros(1), np.array([5.0]), NONE, np.array([1.5]), 60.0, time=60.0 * n)
    assert 0.0 <= hydraulics.volume[0] < 1e-3 * 5000.0
    assert moved[0] < 1.0


def test_a_sum_of_flows_balances_an_inflow_with_levels_given_outside() -> None:
    reaches = box("a", bed=0.0, area=4000.0, stage=2.0), box("b", bed=-1.0, area=3000.0, stage=2.0)
    channels = (
        Channel("a", "b", 200.0, 10.0, 0.0, -1.0, 50.0),
        Channel("b", "sea", 200.0, 10.0, 0.0, -1.0, 50.0),
    )
    hydraulics = Hydraulics(Network(reaches, (sea(2.0),), channels))
    run(hydraulics, seconds=86_400.0, dt=60.0, inflow={0: 12.0})
    np.testing.assert_allclose(hydraulics.flow, 12.0, rtol=1e-9)
    assert hydraulics.level[0] > hydraulics.level[1] > 2.0


def test_a_gate_takes_nothing_from_a_dry_reach_and_lets_all_pass_that_comes_to_it() -> None:
    # The sill lies below the bed of the dry reach: its bed is what water must pass.
    reaches = box("wet", bed=-1.0, area=3000.0, stage=1.0), box("dry", bed=1.9, area=2000.0, stage=1.9)
    gate = Sluice("gate", "wet", "dry", 5.0, -1.0, 3.0)
    hydraulics = Hydraulics(Network(reaches, sluices=(gate,)))
    for n in range(60):
        hydraulics.advance(np.zeros(2), NONE, np.array([3.0]), NONE, 60.0, time=60.0 * n)
    np.testing.assert_allclose(hydraulics.level, [1.0, 1.9], atol=1e-9)
    for n in range(600):
        hydraulics.advance(np.array([30.0, 0.0]), NONE, np.array([3.0]), NONE, 60.0, time=60.0 * n)
    # 18000 m3 fill both to one level: 3000 (z - 1) + 2000 (z - 1.9) = 18000.
    np.testing.assert_allclose(hydraulics.level, (18_000.0 + 3000.0 + 3800.0) / 5000.0, atol=1e-3)


@pytest.mark.parametrize("opening", [0.1, 1.0, 9.0])
def test_a_wide_gate_between_small_reaches_is_solved_at_any_step(opening: float) -> None:
    reaches = box("a", bed=0.0, area=50.0, stage=4.0), box("b", bed=0.0, area=50.0, stage=0.5)
    for dt in (1.0, 60.0, 3600.0):
        hydraulics = Hydraulics(Network(reaches, sluices=(Sluice("gate", "a", "b", 20.0, 0.0, 9.0),)))
        for n in range(200):
            hydraulics.advance(np.zeros(2), NONE, np.array([opening]), NONE, dt, time=dt * n)
        assert hydraulics.volume.sum() == pytest.approx(225.0, rel=1e-13)
        np.testing.assert_allclose(hydraulics.level, 2.25, atol=1e-3)
