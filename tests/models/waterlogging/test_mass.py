"""The water balance, against sums taken beside the run."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Rainfall, Settings, Surface
from models.waterlogging.ledger import TERMS, Ledger
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.strategies import (
    MM_H,
    cities,
    grid_like,
    series,
    spring,
    storms,
    surface_of,
    uniform_rain,
)

DURATION = 180.0


def open_share(surface: Surface) -> NDArray[np.float64]:
    """Open share of each cell whose depth is computed, 0 elsewhere; built from the inputs alone."""
    assert surface.building_fraction is not None and surface.stage_group is not None
    share = 1.0 - surface.building_fraction.astype(np.float64)
    share[(share < 0.1 - 1e-6) | (surface.stage_group >= 0) | ~np.isfinite(surface.bed)] = 0.0
    return np.asarray(share, np.float64)


def stored(depth: xr.DataArray, surface: Surface) -> float:
    """Volume on the ground [m3] of one depth grid, in float64."""
    grid = np.nan_to_num(depth.to_numpy().astype(np.float64))
    return float((grid * open_share(surface)).sum()) * surface.grid.cell_area


def rained(event: Event, surface: Surface, duration: float) -> float:
    """Forcing x area x time, roofs and canals included, interval by interval and cell by cell [m3]."""
    rain = event.rain
    assert rain is not None
    total = 0.0
    for start, end, row in zip(rain.edges[:-1], rain.edges[1:], rain.intensity, strict=True):
        seconds = max(min(end, duration) - max(start, 0.0), 0.0)
        for j, i in np.argwhere(np.isfinite(surface.bed)):
            zone = 0 if rain.zone is None else rain.zone[j, i]
            total += row[zone] * seconds * surface.grid.cell_size**2
    return total


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_drop_is_accounted_for(data: st.DataObject) -> None:
    surface = data.draw(cities())
    event = data.draw(storms(surface, DURATION))
    result = simulate(surface, event, Settings(duration=DURATION, output_interval=DURATION))
    ledger = dict(zip(TERMS, result["ledger"].to_numpy().tolist(), strict=True))
    first, last = (stored(result["depth"][k], surface) for k in (0, -1))
    handled = ledger["rain"] + first + max(-ledger["canal"], 0.0)
    assert abs(ledger["residual"]) <= 1e-6 * handled
    assert result.attrs["ledger_relative_residual"] <= 1e-6
    assert ledger["rain"] == pytest.approx(rained(event, surface, DURATION), rel=1e-9)
    assert ledger["storage_change"] == pytest.approx(last - first, abs=1e-6 * handled)
    gone = sum(ledger[name] for name in ("infiltration", "sewer", "canal", "edge"))
    assert ledger["rain"] - gone == pytest.approx(last - first, abs=2e-6 * handled)
    assert min(ledger["infiltration"], ledger["sewer"], ledger["edge"]) >= 0.0
    assert float(result["depth"].min()) >= 0.0


def test_an_inflow_is_the_integral_of_its_series() -> None:
    # 0 to 2 m3/s over 100 s, then steady for 50 s: 100 + 100 m3 on a closed plain.
    surface = surface_of(np.full((5, 5), 3.0))
    inflow = spring(2, 2, 0.0)
    rising = type(inflow)("rising", inflow.rows, inflow.columns, series((0.0, 0.0), (100.0, 2.0)))
    result = simulate(surface, Event(inflows=(rising,)), Settings(duration=150.0, output_interval=150.0))
    assert float(result["ledger"].sel(ledger_term="inflow")) == pytest.approx(200.0, rel=1e-12)
    assert float(result["depth"][-1].astype(float).sum()) * 25.0 == pytest.approx(200.0, rel=1e-6)


def test_rain_on_a_level_plain_stands_as_deep_as_it_fell() -> None:
    surface = surface_of(np.full((4, 6), 3.0))
    rain = Rainfall(edges=np.array([0.0, 60.0, 90.0]), intensity=np.array([[1e-4], [2e-4]]))
    result = simulate(surface, Event(rain=rain), Settings(duration=120.0, output_interval=120.0))
    np.testing.assert_allclose(result["depth"][-1], 0.012, rtol=1e-6)


def test_a_roof_sheds_to_the_nearest_open_ground() -> None:
    # The second cell has its own rain and that of the roofs on both sides, the last that of one roof.
    built = np.array([[1.0, 0.0, 1.0, 1.0, 0.0]], np.float32)
    surface = surface_of(np.full((1, 5), 3.0), building_fraction=built)
    result = simulate(
        surface, Event(rain=uniform_rain(1e-4, 100.0)), Settings(duration=100.0, output_interval=100.0)
    )
    np.testing.assert_allclose(result["depth"][-1], [[np.nan, 0.03, np.nan, np.nan, 0.02]], rtol=1e-5)


def test_the_roofs_of_a_porous_cell_shed_to_its_own_open_share() -> None:
    surface = surface_of(np.full((1, 1), 3.0), building_fraction=np.full((1, 1), 0.75, np.float32))
    result = simulate(
        surface, Event(rain=uniform_rain(1e-4, 100.0)), Settings(duration=100.0, output_interval=100.0)
    )
    assert float(result["depth"][-1, 0, 0]) == pytest.approx(0.04, rel=1e-5)


def test_a_thin_drizzle_is_not_lost_in_rounding() -> None:
    # A tenth of a millimetre a day on a metre of water: each interval adds less than float32 can hold.
    surface = surface_of(np.full((3, 3), 3.0))
    rate, duration = 1e-4 / 86400.0, 3600.0
    event = Event(rain=uniform_rain(rate, duration), initial_depth=grid_like(surface, 1.0))
    result = simulate(surface, event, Settings(duration=duration))
    change = float(result["ledger"].sel(ledger_term="storage_change"))
    assert change == pytest.approx(rate * duration * 9 * 25.0, rel=1e-3)


def test_what_a_rising_canal_pushes_out_stands_on_the_plain() -> None:
    canal = np.full((6, 6), -1, np.int16)
    canal[:, 0] = 0
    bed = np.full((6, 6), 3.0)
    bed[:, 0] = 1.0
    surface = surface_of(bed, stage_group=canal, stage_groups=("canal",))
    event = Event(stages={"canal": series((0.0, 2.5), (600.0, 3.5))})
    result = simulate(surface, event, Settings(duration=3600.0, output_interval=3600.0))
    # The plain fills to the stage of 3.5 m: 0.5 m on thirty cells of 25 m2.
    np.testing.assert_allclose(result["depth"][-1, :, 1:], 0.5, atol=0.01)
    given_off = -float(result["ledger"].sel(ledger_term="canal"))
    assert given_off == pytest.approx(float(result["depth"][-1].astype(float).sum()) * 25.0, rel=1e-6)


def test_the_residual_is_what_the_terms_leave_over() -> None:
    ledger = Ledger(initial_storage=10.0, storage=15.0, rain=100.0, inflow=7.0, infiltration=20.0, sewer=30.0,
                    canal=-5.0, edge=40.0)  # fmt: skip
    # 107 came in; 85 went out and 5 more are stored: 17 are missing of the 122 handled.
    assert ledger.residual == 17.0
    assert ledger.relative_residual == 17.0 / 122.0
    assert ledger.terms()["storage_change"] == 5.0


def test_rain_outside_its_edges_is_no_rain() -> None:
    surface = surface_of(np.full((2, 2), 3.0))
    rain = Rainfall(edges=np.array([30.0, 60.0]), intensity=np.array([[36.0 * MM_H]]))
    result = simulate(surface, Event(rain=rain), Settings(duration=300.0))
    # 36 mm/h for 30 s are 0.3 mm on 100 m2.
    assert float(result["ledger"].sel(ledger_term="rain")) == pytest.approx(0.03, rel=1e-12)
