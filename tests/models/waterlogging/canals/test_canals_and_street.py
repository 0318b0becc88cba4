"""Canals with computed levels beside a street: over the bank and back, and the books of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.canals import Canals, Channel, Curve, Network, Pump, Reach
from models.waterlogging.inputs import Event, Rainfall, Settings, SewerSink, Surface
from models.waterlogging.restart import RunState, States
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.canals.networks import constant, sea

GRID = Grid(crs="EPSG:4549", west=0.0, north=200.0, cell_size=10.0, rows=20, columns=21)
BED = -2.0


def valley() -> Surface:
    """A street that falls a little to two reaches of a canal in the middle column, north and south."""
    x = np.abs(np.arange(21.0) - 10.0)
    bed = np.tile(0.002 * 10.0 * x, (20, 1)).astype(np.float32)
    bed[:, 10] = BED
    group = np.full(GRID.shape, -1, np.int16)
    group[:10, 10], group[10:, 10] = 0, 1
    return Surface(
        grid=GRID, bed=bed, manning=np.full(GRID.shape, 0.03, np.float32), stage_group=group,
        stage_groups=("north", "south"),
    )  # fmt: skip


def reach(name: str, stage: float, **kinds: object) -> Reach:
    curve = Curve(np.array([BED, 5.0]), np.array([1000.0, 1000.0]))
    return Reach(name, curve, stage, cell_area=1000.0, **kinds)  # type: ignore[arg-type]


def network(stage: float = -1.0, **kinds: object) -> Network:
    channel = Channel("north", "south", 100.0, 10.0, 0.0, BED, 5.0)
    return Network((reach("north", stage, **kinds), reach("south", stage)), channels=(channel,))


def rain(mm_h: float, seconds: float = 3600.0) -> Rainfall:
    return Rainfall(np.array([0.0, seconds]), np.array([[mm_h / 3.6e6]]))


def run(
    net: Network, *, surface: Surface | None = None, solver: str = "local_inertia", **kinds: object
) -> xr.Dataset:
    event = Event(rain=kinds.pop("rain", None))  # type: ignore[arg-type]
    settings = Settings(duration=7200.0, source_interval=30.0, series_interval=60.0, solver=solver)
    return simulate(surface or valley(), event, settings, [Canals(net)], **kinds)  # type: ignore[arg-type]


def terms(result: xr.Dataset) -> dict[str, float]:
    account = result["account"].sel(partner="canals")
    return {str(t): float(account.sel(account_term=t)) for t in account["account_term"].to_numpy()}


@pytest.mark.parametrize("solver", ["local_inertia", "hllc"])
def test_rain_on_a_street_fills_the_canal_and_nothing_is_lost(solver: str) -> None:
    result = run(network(), rain=rain(60.0), solver=solver)
    account = terms(result)
    # 60 mm on 4.2 ha are 2520 m3.
    left = float(result["ledger"].sel(ledger_term="storage_change"))
    assert account["from_canals"] == pytest.approx(2520.0 - left, rel=1e-5)
    assert account["storage_change"] == pytest.approx(account["from_canals"], rel=1e-12)
    assert abs(account["residual"]) < 1e-9 * account["from_canals"]
    assert result.attrs["coupled_relative_residual"] < 1e-6
    stage = result["canal_stage"].to_numpy().T
    held = 1000.0 * (stage[-1] + 1.0).sum()
    # What the last interval brought waits for the next.
    assert held == pytest.approx(account["storage_change"], rel=0.02)


@pytest.mark.parametrize("solver", ["local_inertia", "hllc"])
def test_a_canal_over_its_bank_and_the_street_come_to_one_level(solver: str) -> None:
    inflow = Reach(**{**reach("north", -0.5).__dict__, "inflow": constant(1.0)})
    net = replace(network(-0.5), reaches=(inflow, reach("south", -0.5)))
    result = run(net, solver=solver)
    # 7200 m3 stand at one level z: 2000 (z + 0.5) in the canal, z^2 / 0.002 x 200 on both sides of it.
    level = (-2000.0 + np.sqrt(2000.0**2 + 4.0 * 1e5 * (7200.0 - 1000.0))) / 2e5
    stage = result["canal_stage"].to_numpy()[:, -1]
    np.testing.assert_allclose(stage, level, atol=0.03)
    assert abs(terms(result)["residual"]) < 1e-9 * 7200.0
    assert terms(result)["outside"] == pytest.approx(7200.0, rel=1e-12)
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_a_spill_does_not_swing_between_canal_and_street() -> None:
    stage = run(network(0.3))["canal_stage"].sel(reach="south").to_numpy()
    # From 0.3 m above the bank the level falls to its balance; if it did not follow within an interval,
    # the canal would give more than it has and take it back in the next.
    assert stage.min() > 0.9 * stage[-1]
    assert stage[-1] > 0.05


def test_water_runs_back_when_the_canal_is_pumped_down() -> None:
    pump = Pump("out", "south", "sea", np.zeros(1), np.array([2.0]), start=0.05, stop=-1.5)
    net = replace(network(0.3), outside=(sea(3.0),), pumps=(pump,))
    result = run(net)
    spilled = -terms(result)["from_canals"]
    first = 2 * 1000.0 * 0.3
    assert 0.0 <= spilled < 0.2 * first
    assert terms(result)["outside"] == pytest.approx(-float(result["pump_volume"][0]), rel=1e-12)
    assert float(result["canal_stage"][:, -1].max()) < -1.0


def test_what_the_sewers_took_arrives_in_the_canal() -> None:
    surface = valley()
    sink = SewerSink(
        capacity=np.full(GRID.shape, 2e-5, np.float32),
        outfall=np.where(np.arange(20)[:, None] < 10, 0, 1).repeat(21, axis=1).astype(np.int16),
        reference_stage={"north": 0.0, "south": 0.0},
    )
    result = run(network(), surface=replace(surface, sewers=sink), rain=rain(36.0))
    ledger = {str(t): float(result["ledger"].sel(ledger_term=t)) for t in result["ledger_term"].to_numpy()}
    assert ledger["sewer"] > 1000.0
    assert terms(result)["from_canals"] == pytest.approx(ledger["sewer"] + ledger["canal"], rel=5e-7)
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_a_run_in_two_parts_is_the_run_in_one_to_the_last_bit() -> None:
    pump = Pump("out", "south", "sea", np.zeros(1), np.array([0.2]), start=-0.9, stop=-0.95)
    net = replace(network(), outside=(sea(3.0),), pumps=(pump,))
    kept: list[RunState] = []
    whole = run(net, rain=rain(60.0), states=States(keep_at=(3600.0,), keep=kept.append))
    rest = run(net, rain=rain(60.0), states=States(start=kept[0]))
    for name in whole.data_vars:
        a: NDArray[np.generic] = whole[name].to_numpy()
        assert a.tobytes() == rest[name].to_numpy().tobytes(), name


def test_a_warm_start_goes_on_with_the_water_and_counts_anew() -> None:
    kept: list[RunState] = []
    run(network(), rain=rain(60.0), states=States(keep_at=(7200.0,), keep=kept.append))
    after = run(network(), states=States(start=kept[0], warm=True))
    assert float(after["canal_stage"][0, 0]) > -0.9
    assert abs(terms(after)["residual"]) < 1e-9
    assert terms(after)["outside"] == 0.0


def test_a_reach_that_is_no_stage_group_is_refused() -> None:
    net = replace(network(), reaches=(reach("north", -1.0), reach("west", -1.0)), channels=())
    with pytest.raises(InputError, match="computes the level of 'west'"):
        run(net)
