"""Street and sewers: closed forms, balances, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from models.waterlogging.inputs import Event, Series, Settings
from models.waterlogging.restart import RunState, States
from models.waterlogging.sewers import InletForm, SewerNetwork
from models.waterlogging.sewers.inlets import capture
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.sewers.basin import (
    AREA,
    FORM,
    GRID,
    drain,
    flat,
    inlets,
    manhole,
    outfalls,
    u_pipe,
)

SETTINGS = Settings(duration=3600.0, source_interval=15.0, series_interval=60.0, output_interval=60.0)
FULL = Event(initial_depth=np.full(GRID.shape, 0.5, np.float32))


def mean_level(result: xr.Dataset) -> np.ndarray:
    return np.asarray(result["depth"].mean(("y", "x")).values, np.float64)


def test_the_capture_is_that_of_a_weir_and_then_of_an_orifice() -> None:
    form = InletForm(perimeter=4.0, area=0.25, weir=1.66, orifice=0.67)
    expected = [0.0, 1.66 * 4.0 * 0.05**1.5, 0.67 * 0.25 * math.sqrt(2.0 * 9.80665 * 0.5)]
    np.testing.assert_allclose(capture(np.array([0.0, 0.05, 0.5]), form), expected, rtol=1e-12)


@pytest.mark.parametrize("step", [5.0, 15.0])
@pytest.mark.parametrize("interval", [15.0, 30.0])
def test_a_manhole_fills_a_closed_basin(step: float, interval: float) -> None:
    discharge = 0.05
    settings = replace(SETTINGS, source_interval=interval)
    result = simulate(flat(), Event(), settings, [manhole(discharge, step=step)])
    level = mean_level(result)
    # Once pipe and manhole are full the basin rises by Q / A, and the node stands at the street's level.
    np.testing.assert_allclose((level[60] - level[20]) / 2400.0, discharge / AREA, rtol=0.01)
    above = result["inlet_head"].values[0, 30:] - result["depth"].values[30:, 2, 2]
    # It is the level foreseen for the end of the interval, by which the cell of 100 m2 rises meanwhile.
    assert np.abs(above).max() < discharge * interval / 100.0 + 0.02
    assert result.attrs["ledger_relative_residual"] < 1e-6


def two_basins(
    network: SewerNetwork, interval: float, every: float
) -> tuple[xr.Dataset, np.ndarray, np.ndarray]:
    """Run of two basins of 1000 m2 with a wall between, and the level of each, 0.5 m and dry at first."""
    bed = np.zeros(GRID.shape, np.float32)
    bed[:, 2] = np.nan
    depth = np.zeros(GRID.shape, np.float32)
    depth[:, :2] = 0.5
    settings = Settings(duration=7200.0, source_interval=interval, output_interval=every)
    result = simulate(replace(flat(), bed=bed), Event(initial_depth=depth), settings, [network])
    left = result["depth"].values[:, :, :2].mean(axis=(1, 2))
    right = result["depth"].values[:, :, 3:].mean(axis=(1, 2))
    return result, left, right


def test_a_pipe_between_two_basins_swings_as_theory_says() -> None:
    _, left, right = two_basins(u_pipe(1.0), 5.0, 15.0)
    gap = left - right
    zeros = np.flatnonzero((gap[1:] > 0.0) != (gap[:-1] > 0.0)) * 15.0
    # Oscillation of two basins A through a pipe of length L and area a: T = 2 pi sqrt(L A / (2 g a)).
    half = math.pi * math.sqrt(40.0 * 1000.0 / (2.0 * 9.80665 * 0.25 * math.pi * 0.6**2))
    assert np.diff(zeros)[:4].mean() == pytest.approx(half, rel=0.05)


@pytest.mark.parametrize(("interval", "step"), [(15.0, 5.0), (30.0, 10.0)])
def test_a_pipe_between_two_basins_levels_them(interval: float, step: float) -> None:
    result, left, right = two_basins(u_pipe(step), interval, 60.0)
    np.testing.assert_allclose(left[100:], right[100:], atol=0.02)
    np.testing.assert_allclose(left[100:] + right[100:], 0.5, atol=0.006)
    assert result.attrs["coupled_relative_residual"] < 0.005


@pytest.mark.parametrize("units", ["CMS", "LPS", "CFS"])
def test_a_basin_empties_through_an_inlet_as_torricelli_says(units: str) -> None:
    settings = replace(SETTINGS, duration=1200.0)
    level = mean_level(simulate(flat(), FULL, settings, [drain(units=units)]))
    k = FORM.orifice * FORM.area * math.sqrt(2.0 * 9.80665)
    time = np.arange(0.0, 1201.0, 60.0)
    exact = (math.sqrt(0.5) - k * time / (2.0 * AREA)) ** 2
    # Deep enough for the orifice throughout; the water above the inlet stands a little below the mean.
    assert exact[-1] > (FORM.orifice * FORM.area * math.sqrt(2.0 * 9.80665) / (1.66 * 4.0))
    np.testing.assert_allclose(level, exact, rtol=0.015)


def test_what_a_canal_receives_is_what_the_outfall_gave() -> None:
    group = np.full(GRID.shape, -1, np.int16)
    group[0, 0] = 0
    surface = flat(stage_group=group, stage_groups=("canal",))
    bed = surface.bed.copy()
    bed[0, 0] = -3.0
    surface = replace(surface, bed=bed)
    event = replace(FULL, stages={"canal": Series(np.zeros(1), np.full(1, -2.5))})
    result = simulate(surface, event, replace(SETTINGS, duration=600.0), [drain(group="canal")])
    account = result["account"].sel(partner="sewers")
    given = float(account.sel(account_term="to_canals"))
    assert given == pytest.approx(float(result["outfall_volume"][0]))
    assert given > 5.0
    assert float(account.sel(account_term="outside")) == pytest.approx(0.0, abs=1e-9)


def test_an_outfall_under_a_high_canal_lets_nothing_out() -> None:
    group = np.full(GRID.shape, -1, np.int16)
    group[0, 0] = 0
    bed = np.zeros(GRID.shape, np.float32)
    bed[0, 0] = -3.0
    surface = replace(flat(stage_group=group, stage_groups=("canal",)), bed=bed)
    # Walls keep the canal, 0.5 m above the ground like the water on it, from the street.
    open_x, open_y = np.ones(GRID.shape, np.float32), np.ones(GRID.shape, np.float32)
    open_x[0, 0] = open_y[0, 0] = 0.0
    walled = replace(surface, open_x=open_x, open_y=open_y)
    event = replace(FULL, stages={"canal": Series(np.zeros(1), np.full(1, 0.5))})
    settings = replace(SETTINGS, source_interval=5.0)
    result = simulate(walled, event, settings, [drain(group="canal", stage=0.5)])
    # Street and canal stand level: once the pipe is full nothing flows.
    assert float(result["ledger"].sel(ledger_term="canal")) == 0.0
    np.testing.assert_allclose(result["inlet_exchange"].values[0, -10:], 0.0, atol=0.02)
    np.testing.assert_allclose(result["depth"].values[-10:, 2, 2], 0.5, atol=0.01)


def test_no_cell_gives_more_than_it_holds() -> None:
    thin = Event(initial_depth=np.full(GRID.shape, 0.002, np.float32))
    greedy = replace(drain(step=15.0), form=InletForm(perimeter=400.0, area=50.0))
    result = simulate(flat(), thin, replace(SETTINGS, duration=300.0, output_interval=15.0), [greedy])
    assert float(result["depth"].min()) >= 0.0
    account = result["account"].sel(partner="sewers")
    assert float(account.sel(account_term="from_street")) == pytest.approx(
        float(result["inlet_volume_down"][0] - result["inlet_volume_up"][0]), rel=1e-6
    )
    assert result.attrs["ledger_relative_residual"] < 1e-6


def test_a_blocked_inlet_takes_nothing() -> None:
    blocked = replace(drain(), inlets=inlets("J1", cells=[(2, 2)], invert=-1.8, rim=0.0, gullies=0.0))
    result = simulate(flat(), FULL, replace(SETTINGS, duration=300.0), [blocked])
    assert float(result["ledger"].sel(ledger_term="exchange")) == 0.0


def test_a_split_run_goes_on_where_it_was() -> None:
    network, kept = drain(), list[RunState]()
    settings = replace(SETTINGS, duration=600.0)
    whole = simulate(flat(), FULL, settings, [network])
    simulate(flat(), FULL, settings, [network], states=States(keep_at=(300.0,), keep=kept.append))
    rest = simulate(flat(), FULL, settings, [network], states=States(start=kept[0]))
    # The hot start holds heads and flows in single precision; the outfall had 0.4 m3/s for 300 s.
    assert float(abs(rest["outfall_volume"][0] - whole["outfall_volume"][0])) < 0.005 * float(
        whole["outfall_volume"][0]
    )
    np.testing.assert_allclose(rest["depth"].values[5:], whole["depth"].values[5:], atol=2e-4)
    # Nothing comes from outside and nothing is lost on the way.
    account = rest["account"].sel(partner="sewers")
    lost = float(account.sel(account_term="outside")) + float(rest["outfall_volume"][0])
    assert lost == pytest.approx(0.0, abs=1e-6)


def test_a_second_engine_can_follow_a_first_that_failed() -> None:
    bad = replace(drain(), text=drain().text.replace("CIRCULAR", "SQUIRCULAR"))
    with pytest.raises(InputError, match="the engine refuses the model: ERROR"):
        simulate(flat(), FULL, replace(SETTINGS, duration=60.0), [bad])
    simulate(flat(), FULL, replace(SETTINGS, duration=60.0), [drain()])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": drain().text.replace("P1 J1 O1", "P1 J1 O9")}, "to_node is 'O9', which is no node"),
        ({"text": drain().text.replace("FLOW_UNITS CMS", "FLOW_UNITS BUCKETS")}, "FLOW_UNITS is BUCKETS"),
        ({"text": drain().text.replace("DYNWAVE", "KINWAVE")}, "only DYNWAVE knows"),
        ({"inlets": inlets("J1", cells=[(2, 9)], invert=-1.8, rim=0.0)}, "inlet J1 lies outside the grid"),
        ({"inlets": inlets("J1", cells=[(2, 2)], invert=-1.8, rim=-1.9)}, "rim of J1 is -1.900 m"),
        ({"inlets": inlets("J1", cells=[(2, 2)], invert=0.1, rim=1.9)}, "the street above J1 lies at 0.00 m"),
        ({"inlets": inlets("J1", cells=[(2, 2)], invert=-1.8, rim=0.0, gullies=-1.0)}, "J1 has -1.0 gullies"),
        ({"outfalls": outfalls("O1", group="river")}, "outfall O1 sees 'river', which the surface does not"),
        ({"routing_step": 900.0}, "the routing step is 900 s"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        simulate(flat(), FULL, replace(SETTINGS, duration=60.0), [replace(drain(), **change)])  # type: ignore[arg-type]


def test_an_inlet_on_a_building_is_refused() -> None:
    built = np.zeros(GRID.shape, np.float32)
    built[2, 2] = 1.0
    with pytest.raises(InputError, match="inlet J1 lies on a building"):
        simulate(flat(building_fraction=built), FULL, replace(SETTINGS, duration=60.0), [drain()])


def test_an_outfall_below_the_bed_of_its_canal_is_refused() -> None:
    group = np.full(GRID.shape, -1, np.int16)
    group[0, 0] = 0
    surface = flat(stage_group=group, stage_groups=("canal",))
    event = replace(FULL, stages={"canal": Series(np.zeros(1), np.zeros(1))})
    with pytest.raises(InputError, match=r"invert of outfall O1 is -2.00 m, below the lowest bed of canal"):
        simulate(surface, event, replace(SETTINGS, duration=60.0), [drain(group="canal")])
