"""Spaces below ground during a run: accounts, closures, pumps, underpasses of the street, restart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Event, Rainfall, Settings, Surface
from models.waterlogging.restart import RunState, States
from models.waterlogging.simulate import simulate
from models.waterlogging.subgrid import coarsened
from models.waterlogging.underground import Closure, Spaces, UndergroundWork
from models.waterlogging.underground.spaces import Hollows

GRID = Grid(crs="EPSG:4549", west=0.0, north=100.0, cell_size=10.0, rows=10, columns=10)
SETTINGS = Settings(duration=1800.0, source_interval=20.0, series_interval=60.0)
STORM = Event(rain=Rainfall(np.array([0.0, 1200.0]), np.array([[1e-4]])))
"""120 mm in 20 minutes on a hectare: 1200 m3."""


def bowl() -> Surface:
    y, x = np.mgrid[0:10, 0:10]
    bed = (0.02 * np.hypot(x - 5, y - 5)).astype(np.float32)
    return Surface(grid=GRID, bed=bed, manning=np.full(GRID.shape, 0.03, np.float32))


def spaces(**changed: Any) -> Spaces:
    """A garage in the middle of the bowl, and an underpass of the street beside it."""
    values: dict[str, Any] = {
        "ids": ("garage", "underpass"),
        "sill": np.array([0.05, 0.4]),
        "floor": np.array([-3.0, 0.02]),
        "volume": np.array([500.0, 100.0]),
        "width": np.array([6.0, 14.0]),
        "pump": np.zeros(2),
        "closing_depth": np.array([0.5, 0.1]),
        "in_street": np.array([False, True]),
        "opening_space": np.array([0, 0, 1]),
        "rows": np.array([5, 5, 5]),
        "columns": np.array([5, 6, 4]),
        "opening_width": np.array([3.0, 3.0, 14.0]),
    }
    return Spaces(**{**values, **changed})


def test_what_a_garage_holds_is_missing_on_the_street() -> None:
    result = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(spaces())])
    account = result["account"].sel(partner="underground")
    inflow = float(result["underground_inflow"].sel(space="garage"))
    inside = float(result["underground_volume"].sel(space="garage")[-1])
    assert inside > 400.0
    assert float(account.sel(account_term="storage_change")) == pytest.approx(inside, rel=1e-6)
    assert inflow >= inside * (1.0 - 1e-6)
    assert float(result["ledger"].sel(ledger_term="exchange")) == pytest.approx(inside, rel=1e-6)
    assert result.attrs["ledger_relative_residual"] < 1e-6
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_an_underpass_of_the_street_holds_no_water_of_its_own() -> None:
    only = UndergroundWork(spaces(in_street=np.array([True, True])))
    with_it = simulate(bowl(), STORM, SETTINGS, [only])
    without = simulate(bowl(), STORM, SETTINGS)
    np.testing.assert_array_equal(with_it["maximum_depth"], without["maximum_depth"])
    deepest = without["maximum_depth"].to_numpy()[5, 4]
    assert float(with_it["underground_maximum_depth"].sel(space="underpass")) == pytest.approx(
        deepest, abs=2e-3
    )
    closing = float(with_it["underground_closing_time"].sel(space="underpass"))
    assert float(with_it["underground_first_time"].sel(space="underpass")) < closing < 1200.0
    assert float(with_it["underground_volume"].max()) == 0.0


def test_a_coarse_cell_is_read_by_the_ground_within_it() -> None:
    # A walled cell with a bed of 0.02 m, the mean of its four quarters.
    ground = np.array([-0.06, 0.02, 0.04, 0.08])
    uneven = spaces(hollows=Hollows(np.array([0, 0, 4]), ground), floor=np.array([-3.0, -0.06]))
    shut = np.zeros(GRID.shape, np.float32)
    surface = replace(bowl(), open_x=shut, open_y=shut)
    depth = shut.copy()
    depth[5, 4] = 0.01
    event = Event(initial_depth=depth)
    result = simulate(surface, event, SETTINGS, [UndergroundWork(uneven)])
    # 1 m3 on quarters of 25 m2: 0.04 m over the lowest of them.
    assert float(result["underground_maximum_depth"].sel(space="underpass")) == pytest.approx(0.04, abs=1e-6)


def test_cells_that_carry_their_relief_tell_the_level_themselves() -> None:
    fine = Grid(crs="EPSG:4549", west=0.0, north=100.0, cell_size=2.5, rows=40, columns=40)
    y, x = np.mgrid[0:40, 0:40]
    bed = (0.005 * np.hypot(x - 22.0, y - 22.0)).astype(np.float32)
    ground = Surface(grid=fine, bed=bed, manning=np.full(fine.shape, 0.03, np.float32))
    only = UndergroundWork(spaces(sill=np.array([0.06, 0.4])))
    result = simulate(coarsened(ground, 4), STORM, SETTINGS, [only])
    assert float(result["underground_volume"].sel(space="garage")[-1]) > 100.0
    assert result.attrs["ledger_relative_residual"] < 1e-6
    assert result.attrs["coupled_relative_residual"] < 1e-6
    # The underpass lies in the coarse cell (5, 4), whose lowest ground is its fine cell (22, 19).
    deepest = float(result["maximum_depth"][22, 19]) + float(bed[22, 19]) - 0.02
    assert float(result["underground_maximum_depth"].sel(space="underpass")) == pytest.approx(
        deepest, abs=5e-3
    )


def test_a_gate_keeps_the_water_out_from_its_time_on() -> None:
    high = spaces(closures=(Closure(0, 2.0),))
    result = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(high)])
    assert float(result["underground_inflow"].sel(space="garage")) == 0.0
    assert np.isnan(float(result["underground_first_time"].sel(space="garage")))
    late = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(spaces(closures=(Closure(0, 2.0, 600.0),)))])
    volume = late["underground_volume"].sel(space="garage").to_numpy()
    at = late["series_time"].to_numpy()
    assert volume[at == 600.0][0] > 0.0
    np.testing.assert_array_equal(volume[at >= 600.0], volume[at == 600.0][0])


def test_pumps_drain_a_garage_out_of_the_domain() -> None:
    pumped = spaces(pump=np.array([0.05, 0.0]))
    result = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(pumped)])
    account = result["account"].sel(partner="underground")
    out = -float(account.sel(account_term="outside"))
    # 0.05 m3/s from some minutes after the start, until 1800 s.
    assert 30.0 < out <= 0.05 * 1800.0
    assert abs(float(account.sel(account_term="residual"))) < 1e-6
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_a_pump_in_an_underpass_takes_from_the_street() -> None:
    pumped = spaces(pump=np.array([0.0, 0.05]))
    result = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(pumped)])
    idle = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(spaces())])
    out = -float(result["account"].sel(partner="underground", account_term="outside"))
    assert 0.0 < out <= 0.05 * 1800.0
    assert result.attrs["coupled_relative_residual"] < 1e-6
    deepest = [float(r["underground_maximum_depth"].sel(space="underpass")) for r in (result, idle)]
    assert deepest[0] < deepest[1]


def test_a_higher_sill_lets_less_water_in() -> None:
    inflow = []
    for sill in (0.05, 0.1, 0.2, 0.4):
        raised = spaces(sill=np.array([sill, 0.4]), volume=np.array([5000.0, 100.0]))
        result = simulate(bowl(), STORM, SETTINGS, [UndergroundWork(raised)])
        inflow.append(float(result["underground_inflow"].sel(space="garage")))
    assert inflow == sorted(inflow, reverse=True) and inflow[0] > inflow[-1]


def test_a_split_run_is_the_same_bit_for_bit() -> None:
    work = UndergroundWork(spaces(pump=np.array([0.02, 0.01]), closures=(Closure(0, 0.1, 900.0),)))
    whole = simulate(bowl(), STORM, SETTINGS, [work])
    kept: list[RunState] = []
    simulate(bowl(), STORM, SETTINGS, [work], states=States(keep_at=(800.0,), keep=kept.append))
    rest = simulate(bowl(), STORM, SETTINGS, [work], states=States(start=kept[0]))
    for name in whole.data_vars:
        np.testing.assert_array_equal(whole[name].values, rest[name].values, err_msg=str(name))


def test_a_warm_start_keeps_the_water_and_forgets_the_past() -> None:
    kept: list[RunState] = []
    work = UndergroundWork(spaces())
    simulate(bowl(), STORM, SETTINGS, [work], states=States(keep_at=(1800.0,), keep=kept.append))
    dry = Event(rain=Rainfall(np.array([0.0, 60.0]), np.array([[0.0]])))
    warm = simulate(bowl(), dry, SETTINGS, [work], states=States(start=kept[0], warm=True))
    held = float(kept[0].arrays["partners/underground/volume"][0])
    assert float(warm["underground_volume"].sel(space="garage")[0]) == pytest.approx(held, rel=1e-6)
    assert float(warm["account"].sel(partner="underground", account_term="outside")) == 0.0
    assert warm.attrs["coupled_relative_residual"] < 1e-6


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"floor": np.array([0.05, 0.02])}, "garage has a floor of 0.05 m, not below its sill"),
        ({"volume": np.array([0.0, 100.0])}, "garage has a volume of 0 m3"),
        ({"width": np.array([-1.0, 14.0])}, "garage has a width of -1 m"),
        ({"pump": np.array([0.0, -0.1])}, "underpass has pumps of -0.1 m3/s"),
        ({"closing_depth": np.array([0.0, 0.1])}, "garage has a closing depth of 0 m"),
        ({"closures": (Closure(1, 0.5),)}, "underpass is an underpass that is part of the street"),
        ({"closures": (Closure(0, 0.0),)}, "the closure of garage is 0 m high"),
    ],
)
def test_geometry_that_holds_no_water_is_refused_by_name(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulate(bowl(), STORM, SETTINGS, [UndergroundWork(spaces(**changed))])


def test_an_entrance_on_a_building_is_refused() -> None:
    built = np.zeros(GRID.shape, np.float32)
    built[5, 6] = 1.0
    with pytest.raises(
        InputError, match=r"garage: its entrance lies in cell \(row 5, column 6\) at \(65.0, 45.0\)"
    ):
        simulate(replace(bowl(), building_fraction=built), STORM, SETTINGS, [UndergroundWork(spaces())])
