"""Infiltration, sewers and roofs as rates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq

from models.waterlogging.ground import Cells, classify, with_halo
from models.waterlogging.inputs import Event, Settings, SewerSink, Surface
from models.waterlogging.losses import NO_OUTFALLS, SewerRates, spread_to_open_ground
from models.waterlogging.simulate import simulate
from models.waterlogging.sources.kernels import Losses, apply_sources
from tests.models.waterlogging.strategies import MM_H, Scene, grid_like, series, surface_of, uniform_rain

pytestmark = pytest.mark.nojit

CONDUCTIVITY = 6.5 * MM_H
SUCTION_DEFICIT = 0.0267


def ponded(*, conductivity: float, suction_deficit: float, depth: float = 1.0) -> tuple[Scene, Losses]:
    surface = surface_of(np.full((2, 3), 5.0))
    scene = Scene(surface, grid_like(surface, depth))
    zero = np.zeros_like(scene.flow.depth)
    soil = with_halo(grid_like(surface, conductivity)), with_halo(grid_like(surface, suction_deficit))
    return scene, Losses(zero, *soil, zero.copy(), zero.copy())


def soak(scene: Scene, losses: Losses, *, dt: float, times: int) -> tuple[float, float]:
    """Apply the sources some times; returns the volumes infiltrated and drained over cell area [m]."""
    totals = np.zeros(2)
    rows = scene.flow.depth.shape[0]
    for _ in range(times):
        row_totals = np.zeros((rows, 2))
        scratch = np.zeros((1, 3, scene.flow.depth.shape[1]), np.float32)
        nowhere = NO_OUTFALLS, np.zeros((0, 1))
        apply_sources(scene.ground, scene.flow, losses, np.float32(dt), scratch, row_totals, *nowhere)
        totals += row_totals.sum(axis=0)
    return float(totals[0]), float(totals[1])


def green_ampt(time: float, k: float, s: float) -> float:
    """Cumulative infiltration under ponding [m]: F - S ln(1 + F / S) = K t (Green and Ampt 1911)."""
    return float(brentq(lambda f: f - s * math.log1p(f / s) - k * time, 1e-9, 10.0))


@pytest.mark.parametrize("minutes", [1, 10, 60, 240])
@pytest.mark.parametrize("suction_deficit", [0.002, SUCTION_DEFICIT, 0.2])
def test_ponded_infiltration_follows_green_and_ampt(minutes: int, suction_deficit: float) -> None:
    scene, losses = ponded(conductivity=CONDUCTIVITY, suction_deficit=suction_deficit)
    soak(scene, losses, dt=15.0, times=4 * minutes)
    exact = green_ampt(60.0 * minutes, CONDUCTIVITY, suction_deficit)
    np.testing.assert_allclose(losses.infiltrated[1:-1, 1:-1], exact, rtol=5e-3)
    np.testing.assert_allclose(scene.flow.depth[1:-1, 1:-1], 1.0 - exact, rtol=1e-3)


def test_the_first_interval_is_the_sorptive_start() -> None:
    # Without gravity F = sqrt(2 K S t); it adds about K t 2/3 while F is small against S.
    scene, losses = ponded(conductivity=CONDUCTIVITY, suction_deficit=1.0)
    soak(scene, losses, dt=60.0, times=1)
    start = math.sqrt(2.0 * CONDUCTIVITY * 60.0)
    assert losses.infiltrated[1, 1] == pytest.approx(start, rel=0.02)
    assert losses.infiltrated[1, 1] > start


def test_without_suction_the_rate_is_the_conductivity() -> None:
    scene, losses = ponded(conductivity=2e-6, suction_deficit=0.0)
    taken, _ = soak(scene, losses, dt=15.0, times=100)
    np.testing.assert_allclose(losses.infiltrated[1:-1, 1:-1], 2e-6 * 1500.0, rtol=1e-5)
    assert taken == pytest.approx(6 * 2e-6 * 1500.0, rel=1e-5)


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    conductivity=st.floats(0.0, 1e-3),
    suction_deficit=st.floats(0.0, 1.0),
    sewer=st.floats(0.0, 1e-4),
)
def test_soil_and_sewers_take_no_more_than_is_there(
    seed: int, conductivity: float, suction_deficit: float, sewer: float
) -> None:
    scene, losses = ponded(conductivity=conductivity, suction_deficit=suction_deficit)
    random = np.random.default_rng(seed)
    scene.flow.depth[1:-1, 1:-1] = random.choice([0.0, 1e-6, 1e-3, 0.1], (2, 3))
    losses.sewer[1:-1, 1:-1] = sewer
    losses.rain[1:-1, 1:-1] = random.uniform(0.0, 1e-5, (2, 3))
    water = scene.volume() + float(losses.rain.astype(np.float64).sum()) * 15.0
    soaked, drained = soak(scene, losses, dt=15.0, times=1)
    assert scene.flow.depth.min() >= 0.0
    assert min(soaked, drained) >= 0.0 and soaked + drained <= water * (1.0 + 1e-6)
    assert scene.volume() == pytest.approx(water - soaked - drained, abs=1e-6 * water)


def test_rain_weaker_than_the_soil_leaves_no_water() -> None:
    scene, losses = ponded(conductivity=1e-5, suction_deficit=0.0, depth=0.0)
    losses.rain[1:-1, 1:-1] = 5e-6
    taken, _ = soak(scene, losses, dt=15.0, times=40)
    assert scene.flow.depth.max() == 0.0
    assert taken == pytest.approx(6 * 5e-6 * 600.0, rel=1e-5)


def test_the_soil_comes_before_the_sewer() -> None:
    # 1 mm stands; the soil takes 0.6 mm in the interval, the sewer would take 0.9 mm and gets 0.4 mm.
    scene, losses = ponded(conductivity=4e-5, suction_deficit=0.0, depth=1e-3)
    losses.sewer[1:-1, 1:-1] = 6e-5
    soaked, drained = soak(scene, losses, dt=15.0, times=1)
    assert (soaked / 6, drained / 6) == pytest.approx((6e-4, 4e-4), rel=1e-4)


def sewer_rate(
    stage: float, *, ground: float = 5.0, reference: float | None = 3.0, outfall: int = 0
) -> float:
    """Rate of one cell over capacity, beside a canal at some stage."""
    canal = np.array([[-1, 0]], np.int16)
    surface = surface_of(np.array([[ground, 1.0]]), stage_group=canal, stage_groups=("canal",))
    stages = {} if reference is None else {"canal": reference}
    sewers = SewerSink(grid_like(surface, 1e-5), np.full((1, 2), outfall, np.int16), stages)
    scene = Scene(surface, np.zeros((1, 2)))
    rate = np.zeros_like(scene.flow.depth)
    SewerRates(sewers, surface, scene.cells).update({"canal": stage}, scene.ground, rate)
    return float(rate[1, 1]) / 1e-5


@pytest.mark.parametrize(
    ("stage", "share"),
    [
        (2.0, 1.0),
        (3.0, 1.0),
        (3.5, math.sqrt(0.75)),
        (4.0, math.sqrt(0.5)),
        (4.5, 0.5),
        (5.0, 0.0),
        (6.0, 0.0),
    ],
)
def test_capacity_falls_with_the_root_of_the_head(stage: float, share: float) -> None:
    # A full pipe conveys with the root of its head: here of (5 - stage) over (5 - 3) metres.
    assert sewer_rate(stage) == pytest.approx(share, abs=1e-6)


def test_an_outfall_without_a_canal_or_a_reference_drains_freely() -> None:
    assert sewer_rate(9.0, outfall=-1) == pytest.approx(1.0)
    assert sewer_rate(9.0, reference=None) == pytest.approx(1.0)


def test_ground_below_the_reference_drains_until_the_stage_passes_it() -> None:
    assert sewer_rate(3.0, ground=2.5) == pytest.approx(1.0)
    assert sewer_rate(3.1, ground=2.5) == 0.0


def test_the_capacity_follows_a_slow_rise() -> None:
    # Steps of 2 mm are below the step at which the capacity is taken anew, but their sum is not.
    canal = np.array([[-1, 0]], np.int16)
    surface = surface_of(np.array([[5.0, 1.0]]), stage_group=canal, stage_groups=("canal",))
    sewers = SewerSink(grid_like(surface, 1e-5), np.zeros((1, 2), np.int16), {"canal": 3.0})
    scene = Scene(surface, np.zeros((1, 2)))
    rate = np.zeros_like(scene.flow.depth)
    rates = SewerRates(sewers, surface, scene.cells)
    for stage in 3.0 + 0.002 * np.arange(501):
        rates.update({"canal": float(stage)}, scene.ground, rate)
    # 5 mm of stage are 0.13 % of the root here.
    assert rate[1, 1] / 1e-5 == pytest.approx(math.sqrt(0.5), rel=3e-3)


def test_a_sewer_drains_its_capacity_from_standing_water() -> None:
    surface = surface_of(np.full((3, 3), 5.0))
    sewers = SewerSink(grid_like(surface, 36.0 * MM_H), np.full((3, 3), -1, np.int16))
    whole = Surface(grid=surface.grid, bed=surface.bed, manning=surface.manning, sewers=sewers)
    result = simulate(whole, Event(initial_depth=grid_like(whole, 0.1)), Settings(duration=600.0))
    # 36 mm/h for 600 s are 6 mm, on 225 m2.
    assert float(result["ledger"].sel(ledger_term="sewer")) == pytest.approx(0.006 * 225.0, rel=1e-5)


def test_a_canal_in_flood_shuts_the_sewers_of_the_rain_that_falls() -> None:
    canal = np.full((3, 4), -1, np.int16)
    canal[:, 3] = 0
    bed = np.full((3, 4), 5.0)
    walls = np.ones((3, 4), np.float32)
    walls[:, 2] = 0.0
    surface = surface_of(bed, stage_group=canal, stage_groups=("canal",), open_x=walls)
    sewers = SewerSink(grid_like(surface, 36.0 * MM_H), np.zeros((3, 4), np.int16), {"canal": 3.0})
    whole = Surface(
        grid=surface.grid, bed=surface.bed, manning=surface.manning, stage_group=canal,
        stage_groups=("canal",), open_x=walls, sewers=sewers,
    )  # fmt: skip
    rain = uniform_rain(72.0 * MM_H, 600.0)
    drained = [
        float(
            simulate(
                whole, Event(rain=rain, stages={"canal": series((0.0, stage))}), Settings(duration=600.0)
            )["ledger"].sel(ledger_term="sewer")
        )
        for stage in (2.0, 4.5, 5.5)
    ]
    # 6 mm on nine cells of 25 m2, half of it at a quarter of the head, none once the canal stands above.
    assert drained == pytest.approx([1.35, 0.675, 0.0], rel=1e-4)


def built_over(seed: int) -> tuple[Cells, NDArray[np.float32]]:
    random = np.random.default_rng(seed)
    shape = (7, 8)
    bed = random.uniform(3.0, 5.0, shape)
    bed[0, :2] = np.nan
    built = random.choice([0.0, 0.3, 0.8, 1.0, 1.0], shape).astype(np.float32)
    built[3, 3] = 0.0
    return classify(surface_of(bed, building_fraction=built)), random.uniform(0.0, 1e-5, shape).astype(
        np.float32
    )


@given(seed=st.integers(0, 2**32 - 1))
def test_spreading_to_open_ground_keeps_the_total(seed: int) -> None:
    cells, rate = built_over(seed)
    spread = spread_to_open_ground(rate, cells).astype(np.float64)
    total = float(rate.astype(np.float64)[cells.inside].sum())
    assert float((spread * cells.storage).sum()) == pytest.approx(total, rel=1e-5)
    assert not spread[~cells.computed].any()


def test_a_roof_drains_to_the_nearest_open_cell_with_its_share() -> None:
    built = np.array([[1.0, 0.5, 0.0]], np.float32)
    cells = classify(surface_of(np.full((1, 3), 5.0), building_fraction=built))
    spread = spread_to_open_ground(np.array([[1.0, 2.0, 4.0]], np.float32), cells)
    # The block's 1 and the half-open cell's own 2 over its open half; the last keeps its 4.
    np.testing.assert_allclose(spread, [[0.0, 6.0, 4.0]])
