"""Horton's infiltration: closed forms, intermittent rain, drying, and a plain reference."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.horton.kernels import LONGEST, Horton, ponded_time, soak, spent
from models.waterlogging.inputs import Event, HortonInfiltration, Rainfall, Settings, Surface
from models.waterlogging.restart import RunState, States
from models.waterlogging.simulate import simulate
from models.waterlogging.simulation import Simulation

GRID = Grid(crs="EPSG:4549", west=0.0, north=20.0, cell_size=10.0, rows=2, columns=2)
MM_H = 1e-3 / 3600.0
SPENT: Any = spent
INVERSE: Any = ponded_time
FIRST, FINAL, DECAY = 76.2 * MM_H, 6.5 * MM_H, 4.14 / 3600.0


def plot(*, drying: float = 0.0, **changes: float) -> Surface:
    values = {"initial": FIRST, "final": FINAL, "decay": DECAY, "drying": drying, **changes}
    grids = {name: np.full(GRID.shape, value, np.float32) for name, value in values.items()}
    return Surface(
        grid=GRID,
        bed=np.zeros(GRID.shape, np.float32),
        manning=np.full(GRID.shape, 0.05, np.float32),
        infiltration=HortonInfiltration(**grids),
    )


def drunk(surface: Surface, event: Event, seconds: float) -> float:
    """Infiltration of a run [m]."""
    result = simulate(surface, event, Settings(duration=seconds, source_interval=30.0))
    assert result.attrs["ledger_relative_residual"] < 1e-6
    return float(result["ledger"].sel(ledger_term="infiltration")) / 400.0


@pytest.mark.parametrize("hours", [0.25, 1.0, 3.0])
def test_ponded_soil_takes_the_integral_of_the_curve(hours: float) -> None:
    deep = Event(initial_depth=np.full(GRID.shape, 1.0, np.float32))
    time = 3600.0 * hours
    exact = FINAL * time + (FIRST - FINAL) / DECAY * (1.0 - math.exp(-DECAY * time))
    assert drunk(plot(), deep, time) == pytest.approx(exact, rel=2e-5)


def test_weak_rain_is_drunk_whole_and_does_not_use_up_the_curve() -> None:
    weak = Rainfall(np.array([0.0, 7200.0]), np.array([[5.0 * MM_H]]))
    assert drunk(plot(), Event(rain=weak), 7200.0) == pytest.approx(10e-3, rel=1e-6)
    # After 10 mm the curve stands where ponding would have taken 10 mm, not at two hours.
    run = Simulation.start(plot(), Event(rain=weak), Settings(duration=7200.0, source_interval=30.0))
    for begin in np.arange(0.0, 7200.0, 30.0):
        run.advance(float(begin), float(begin) + 30.0)
    assert run.horton is not None
    reached = -math.log(float(run.horton.arrays.left[1, 1])) / DECAY
    total = FINAL * reached + (FIRST - FINAL) / DECAY * (1.0 - math.exp(-DECAY * reached))
    assert total == pytest.approx(10e-3, rel=1e-4)


def test_a_dry_pause_gives_the_rate_back() -> None:
    bursts = Rainfall(np.array([0.0, 1800.0, 37800.0, 39600.0]), np.array([[60.0], [0.0], [60.0]]) * MM_H)
    without = drunk(plot(), Event(rain=bursts, edge="free"), 39600.0)
    dried = drunk(plot(drying=1.0 / 3600.0), Event(rain=bursts, edge="free"), 39600.0)
    assert dried > without + 1e-3


@pytest.mark.parametrize("x", [0.0, 1e-6, 1e-3, 0.02, 0.3, 1.0, LONGEST])
def test_the_series_is_that_of_the_exponential(x: float) -> None:
    assert float(SPENT(np.float32(x))) == pytest.approx(-math.expm1(-x), rel=3e-7)


@pytest.mark.parametrize("left", [1.0, 0.4, 1e-3])
@pytest.mark.parametrize("time", [0.01, 3.0, 60.0, 900.0])
def test_the_time_of_ponding_is_the_inverse_of_the_curve(left: float, time: float) -> None:
    excess = (FIRST - FINAL) / DECAY
    water = FINAL * time + left * excess * -math.expm1(-DECAY * time)
    found = INVERSE(*(np.float32(v) for v in (water, FINAL, excess, DECAY, left)))
    assert float(found) == pytest.approx(time, rel=1e-5)


def test_a_step_is_that_of_the_plain_reference() -> None:
    draw = np.random.default_rng(2)
    run = Simulation.start(plot(drying=1e-4), Event(), Settings(duration=60.0))
    shape = run.flow.depth.shape
    depth = np.where(draw.random(shape) < 0.3, 0.0, draw.random(shape) * 2e-3).astype(np.float32)
    run.flow.depth[...] = depth
    share = draw.uniform(0.01, 1.0, shape).astype(np.float32)
    arrays = run.horton.arrays if run.horton else None
    assert isinstance(arrays, Horton)
    arrays.left[...] = share
    rain = np.where(depth > 0.0, 1e-5, 0.0).astype(np.float32)
    rows, soaked = np.zeros(shape[0]), np.zeros_like(depth)
    soak(run.ground, run.flow, rain, arrays, np.float32(30.0), np.float32(30.0), True, soaked, rows)
    for j in range(1, shape[0] - 1):
        for i in range(1, shape[1] - 1):
            water, before = float(depth[j, i]) + float(rain[j, i]) * 30.0, float(share[j, i])
            k, total, fc = float(arrays.decay[j, i]), float(arrays.excess[j, i]), float(arrays.final[j, i])
            most = fc * 30.0 + before * total * (1.0 - math.exp(-k * 30.0))
            amount = min(water, most) if water > 0.0 else 0.0
            assert float(run.flow.pending[j, i]) == pytest.approx(-amount, rel=1e-5, abs=1e-12)
            after = float(arrays.left[j, i])
            if water > 0.0:
                # What the soil lost of its excess and took at the final rate, for the time that this lasted.
                lasted = -math.log(after / before) / k
                taken = fc * lasted + (before - after) * total
                assert taken == pytest.approx(amount, rel=2e-4)
            else:
                assert after == pytest.approx(1.0 - (1.0 - before) * math.exp(-1e-4 * 30.0), rel=1e-6)
        assert rows[j] == pytest.approx(-float(run.flow.pending[j, 1:-1].sum()), rel=1e-5, abs=1e-12)


def test_a_decay_within_the_interval_is_cut_into_parts() -> None:
    # 0.15/s over intervals of 30 s: the excess of 67 mm is gone in the first, the final rate remains.
    fast = plot(initial=1e-2, final=1e-6, decay=0.15)
    deep = Event(initial_depth=np.full(GRID.shape, 1.0, np.float32))
    exact = 1e-6 * 600.0 + (1e-2 - 1e-6) / 0.15
    assert drunk(fast, deep, 600.0) == pytest.approx(exact, rel=1e-5)


def test_a_negative_rate_is_named() -> None:
    with pytest.raises(InputError, match=r"infiltration final rate at row 0, column 0 is -1e-06"):
        drunk(plot(final=-1e-6), Event(), 60.0)


def test_a_split_run_goes_on_with_the_soil_it_had() -> None:
    bursts = Rainfall(np.array([0.0, 600.0, 1200.0, 1800.0]), np.array([[60.0], [3.0], [90.0]]) * MM_H)
    settings = Settings(duration=1800.0, source_interval=30.0)
    kept: list[RunState] = []
    states = States(keep_at=(900.0,), keep=kept.append)
    whole = simulate(plot(drying=1e-4), Event(rain=bursts), settings, states=states)
    rest = simulate(plot(drying=1e-4), Event(rain=bursts), settings, states=States(start=kept[0]))
    assert float(kept[0].arrays["losses/horton_left"][1, 1]) < 1.0
    np.testing.assert_array_equal(whole["maximum_depth"].values, rest["maximum_depth"].values)
    np.testing.assert_array_equal(whole["ledger"].values, rest["ledger"].values)
