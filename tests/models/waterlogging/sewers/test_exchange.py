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
from models.waterlogging.sewers import InletForm
from models.waterlogging.sewers.inlets import capture, damped
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.sewers.basin import AREA, FORM, GRID, drain, flat, inlets, manhole, outfalls

SETTINGS = Settings(duration=3600.0, source_interval=15.0, series_interval=60.0, output_interval=60.0)
FULL = Event(initial_depth=np.full(GRID.shape, 0.5, np.float32))


def mean_level(result: xr.Dataset) -> np.ndarray:
    return np.asarray(result["depth"].mean(("y", "x")).values, np.float64)


def test_the_capture_is_that_of_a_weir_and_then_of_an_orifice() -> None:
    form = InletForm(perimeter=4.0, area=0.25, weir=1.66, orifice=0.67)
    depth = np.array([0.0, 0.05, 0.5, 0.5])
    drop = np.array([0.0, 0.05, 0.5, 0.1])
    expected = [
        0.0,
        1.66 * 4.0 * 0.05**1.5,
        0.67 * 0.25 * math.sqrt(2.0 * 9.80665 * 0.5),
        0.67 * 0.25 * math.sqrt(2.0 * 9.80665 * 0.1),
    ]
    np.testing.assert_allclose(capture(depth, drop, form), expected, rtol=1e-12)


def test_a_node_that_stands_higher_than_the_street_takes_nothing() -> None:
    assert capture(np.array([0.3]), np.array([-0.2]), InletForm())[0] == 0.0


def test_a_full_node_takes_what_stays_below() -> None:
    # 0.1 m3/s went down for 10 s and 0.6 m3 came back: 0.04 m3/s stayed; half the way to 0.1 is 0.07.
    flow = damped(np.array([0.1, 0.1]), np.array([0.1, 0.1]), np.array([0.6, 0.0]), 10.0)
    np.testing.assert_allclose(flow, [0.07, 0.1])


@pytest.mark.parametrize(("step", "close"), [(5.0, 0.02), (10.0, 0.10)])
def test_a_manhole_fills_a_closed_basin(step: float, close: float) -> None:
    discharge = 0.05
    result = simulate(flat(), Event(), SETTINGS, [manhole(discharge, step=step)])
    level = mean_level(result)
    # Once pipe and manhole are full the basin rises by Q / A.
    np.testing.assert_allclose((level[60] - level[20]) / 2400.0, discharge / AREA, rtol=0.01)
    # The head that drives Q through the opening is (Q / C)^2 above the water over it.
    above = result["inlet_head"].values[0, 30:] - result["depth"].values[30:, 2, 2]
    # At longer steps the engine's iterations swing about it, and the volume stays right.
    np.testing.assert_allclose(above.mean(), (discharge / FORM.return_coefficient) ** 2, rtol=close)
    assert result.attrs["ledger_relative_residual"] < 1e-6


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
    assert float(account.sel(account_term="outside")) == 0.0


def test_an_outfall_under_a_high_canal_lets_nothing_out() -> None:
    group = np.full(GRID.shape, -1, np.int16)
    group[0, 0] = 0
    bed = np.zeros(GRID.shape, np.float32)
    bed[0, 0] = -3.0
    surface = replace(flat(stage_group=group, stage_groups=("canal",)), bed=bed)
    # Walls keep the canal, 0.5 m above the ground like the water on it, from the street.
    shut = replace(surface, open_x=np.zeros(GRID.shape, np.float32), open_y=np.zeros(GRID.shape, np.float32))
    event = replace(FULL, stages={"canal": Series(np.zeros(1), np.full(1, 0.5))})
    result = simulate(shut, event, replace(SETTINGS, duration=600.0), [drain(group="canal", stage=0.5)])
    # Street and canal stand level: once the pipe is full nothing flows.
    assert float(abs(result["inlet_exchange"].values[0, -1])) < 0.005


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
    blocked = replace(drain(), inlets=inlets("J1", cells=[(2, 2)], invert=-1.8, rim=0.0, share=0.0))
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
