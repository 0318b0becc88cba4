"""A run split in two ends as the run in one piece, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Event, Infiltration, Rainfall, Series, Settings, SewerSink, Surface
from models.waterlogging.restart import RunState, States
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.test_partners import TankWork

GRID = Grid(crs="EPSG:4549", west=0.0, north=400.0, cell_size=10.0, rows=40, columns=40)
SETTINGS = Settings(duration=1800.0, source_interval=20.0, output_interval=600.0)


def rough_ground() -> Surface:
    draw = np.random.default_rng(3)
    y, x = np.mgrid[0:40, 0:40]
    bed = (0.02 * x + 0.3 * np.sin(x / 3.0) * np.cos(y / 4.0) + 0.02 * draw.random((40, 40))).astype(
        np.float32
    )
    group = np.full(GRID.shape, -1, np.int16)
    group[:, 0] = 0
    some = np.full(GRID.shape, 1e-6, np.float32)
    return Surface(
        grid=GRID,
        bed=bed,
        manning=np.full(GRID.shape, 0.03, np.float32),
        stage_group=group,
        stage_groups=("canal",),
        infiltration=Infiltration(some, np.full(GRID.shape, 0.02, np.float32)),
        sewers=SewerSink(some, np.zeros(GRID.shape, np.int16), {"canal": -0.5}),
    )


EVENT = Event(
    rain=Rainfall(np.array([0.0, 500.0, 1100.0]), np.array([[2e-5], [4e-5]])),
    stages={"canal": Series(np.array([0.0, 1800.0]), np.array([-0.6, 0.2]))},
    edge="free",
)


def split(solver: str) -> tuple[xr.Dataset, xr.Dataset]:
    """A run in one piece, and its second half from the state of its first."""
    surface, settings = rough_ground(), replace(SETTINGS, solver=solver)
    whole = simulate(surface, EVENT, settings, [TankWork()])
    kept: list[RunState] = []
    simulate(surface, EVENT, settings, [TankWork()], states=States(keep_at=(790.0,), keep=kept.append))
    assert [state.time for state in kept] == [800.0]
    rest = simulate(surface, EVENT, settings, [TankWork()], states=States(start=kept[0]))
    return whole, rest


@pytest.mark.parametrize("solver", ["local_inertia", "hllc"])
def test_a_split_run_is_the_same_bit_for_bit(solver: str) -> None:
    whole, rest = split(solver)
    assert float(whole["maximum_depth"].max()) > 0.05
    for name in ("maximum_depth", "time_of_maximum_depth", "maximum_speed", "maximum_hazard", "arrival_time",
                 "duration_above_depth", "ledger", "account"):  # fmt: skip
        np.testing.assert_array_equal(whole[name].values, rest[name].values, err_msg=name)
    np.testing.assert_array_equal(whole["depth"].values[2:], rest["depth"].values[2:])
    assert np.isnan(rest["depth"].values[:2]).all()
    assert rest.attrs["steps"] == whole.attrs["steps"]
    assert rest.attrs["started_from_state"] == "continued from 800 s"


def test_the_rate_of_a_run_that_goes_on_is_that_of_its_own_steps() -> None:
    kept: list[RunState] = []
    surface = rough_ground()
    whole = simulate(surface, EVENT, SETTINGS, states=States(keep_at=(1780.0,), keep=kept.append))
    rest = simulate(surface, EVENT, SETTINGS, states=States(start=kept[0]))
    updates = rest.attrs["cell_updates_per_second"] * rest.attrs["wall_seconds"]
    own = rest.attrs["steps"] - float(kept[0].arrays["steps"])
    assert 0 < own < 0.1 * whole.attrs["steps"]
    assert updates == pytest.approx(own * rest.attrs["cells"], rel=1e-9)


def test_a_warm_start_has_the_water_and_none_of_the_past() -> None:
    surface = rough_ground()
    kept: list[RunState] = []
    simulate(surface, EVENT, SETTINGS, states=States(keep_at=(1200.0,), keep=kept.append))
    dry = replace(EVENT, rain=None, stages={"canal": Series(np.zeros(1), np.full(1, 0.0))})
    warm = simulate(surface, dry, SETTINGS, states=States(start=kept[0], warm=True))
    np.testing.assert_array_equal(
        np.nan_to_num(warm["depth"].values[0]),
        np.where(np.isnan(warm["depth"].values[0]), 0.0, kept[0].arrays["flow/depth"][1:-1, 1:-1]),
    )
    assert float(warm["ledger"].sel(ledger_term="rain")) == 0.0
    assert warm.attrs["ledger_relative_residual"] < 1e-6
    # Open cells of 100 m2 hold what stood there at first.
    standing = 100.0 * float(np.nansum(warm["depth"].values[0].astype(np.float64)))
    assert warm.attrs["first_storage_m3"] == pytest.approx(standing, rel=1e-6) and standing > 1.0
    assert warm.attrs["started_from_state"] == "warm"


@pytest.mark.parametrize("level", [-0.5, 0.35])
def test_a_warm_start_drains_by_its_own_stages(level: float) -> None:
    # The run before had its canal on the way up; the forecast holds it, low or above some outfalls.
    surface, state = rough_ground(), kept_state()
    held = replace(EVENT, rain=None, stages={"canal": Series(np.zeros(1), np.full(1, level))})
    settings = replace(SETTINGS, duration=20.0, output_interval=None)
    warm = simulate(surface, held, settings, states=States(start=state, warm=True))
    depth = state.arrays["flow/depth"][1:-1, 1:-1].astype(np.float64)[:, 1:]
    ground = surface.bed.astype(np.float64)[:, 1:]
    # 1e-6 m/s, less as the canal stands above -0.5 m: the square root of the head that is left.
    left = np.clip((ground - level) / np.maximum(ground + 0.5, 1e-3), 0.0, 1.0)
    rate = 1e-6 * (np.sqrt(left) if level > -0.5 else np.ones_like(left))
    drained = np.minimum(rate * 20.0, depth).sum() * 100.0
    assert float(warm["ledger"].sel(ledger_term="sewer")) == pytest.approx(drained, rel=0.02)


def test_a_state_of_constant_stages_starts_a_forecast_of_changing_ones() -> None:
    surface, kept = rough_ground(), list[RunState]()
    still = replace(EVENT, stages={"canal": Series(np.zeros(1), np.full(1, -0.6))})
    simulate(surface, still, SETTINGS, states=States(keep_at=(800.0,), keep=kept.append))
    warm = simulate(surface, EVENT, SETTINGS, states=States(start=kept[0], warm=True))
    assert warm.attrs["ledger_relative_residual"] < 1e-6


def kept_state() -> RunState:
    kept: list[RunState] = []
    simulate(rough_ground(), EVENT, SETTINGS, states=States(keep_at=(800.0,), keep=kept.append))
    return kept[0]


def test_a_state_of_another_surface_is_refused() -> None:
    state, surface = kept_state(), rough_ground()
    higher = replace(surface, bed=surface.bed + np.float32(0.1))
    with pytest.raises(InputError, match="taken on another surface"):
        simulate(higher, EVENT, SETTINGS, states=States(start=state))


def test_a_state_of_another_solver_is_refused() -> None:
    with pytest.raises(InputError, match="computed with local_inertia; this run takes hllc"):
        simulate(rough_ground(), EVENT, replace(SETTINGS, solver="hllc"), states=States(start=kept_state()))


def test_a_state_without_the_partners_of_the_run_is_refused() -> None:
    with pytest.raises(InputError, match=r"partners none; this run has \['tank'\]"):
        simulate(rough_ground(), EVENT, SETTINGS, [TankWork()], states=States(start=kept_state()))


def test_a_state_at_which_the_run_does_not_stop_is_refused() -> None:
    with pytest.raises(InputError, match="800 s, and the run does not stop there"):
        simulate(
            rough_ground(), EVENT, replace(SETTINGS, source_interval=35.0), states=States(start=kept_state())
        )
