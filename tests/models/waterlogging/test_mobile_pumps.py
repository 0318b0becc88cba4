"""Mobile pumps: volumes, limits, books, and pumps that cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Event, Series, Settings, Surface
from models.waterlogging.mobile_pumps import MobilePump, MobilePumps
from models.waterlogging.restart import NO_STATES, RunState, States
from models.waterlogging.simulate import simulate

GRID = Grid(crs="EPSG:4549", west=0.0, north=200.0, cell_size=10.0, rows=20, columns=20)
SETTINGS = Settings(duration=3600.0, source_interval=30.0, series_interval=60.0)


def disk(row: int, column: int) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.meshgrid(np.arange(row, row + 3), np.arange(column, column + 3), indexing="ij")
    return rows.ravel(), columns.ravel()


PUMP = MobilePump("truck", disk(8, 8), 0.5, 600.0, 1800.0)


def basin() -> Surface:
    group = np.full(GRID.shape, -1, np.int16)
    group[:, 0] = 0
    bed = np.zeros(GRID.shape, np.float32)
    bed[:, 0] = -2.0
    bed[:, 1] = 1.0
    building = np.zeros(GRID.shape, np.float32)
    building[0, 19] = 1.0
    return Surface(
        grid=GRID, bed=bed, manning=np.full(GRID.shape, 0.02, np.float32), building_fraction=building,
        stage_group=group, stage_groups=("canal",),
    )  # fmt: skip


def run(*pumps: MobilePump, depth: float = 0.4, states: States = NO_STATES) -> xr.Dataset:
    first = np.full(GRID.shape, depth, np.float32)
    first[:, :2] = 0.0
    event = Event(stages={"canal": Series(np.zeros(1), np.full(1, -1.0))}, initial_depth=first)
    return simulate(basin(), event, SETTINGS, [MobilePumps(pumps)], states=states)


def account(result: xr.Dataset) -> dict[str, float]:
    values = result["account"].sel(partner="mobile_pumps")
    return {str(t): float(values.sel(account_term=t)) for t in values["account_term"].to_numpy()}


def test_a_pump_takes_its_capacity_while_it_stands_there() -> None:
    result = run(PUMP)
    assert float(result["mobile_pump_volume"][0]) == pytest.approx(0.5 * 1200.0, rel=1e-6)
    discharge = result["mobile_pump_discharge"][0].to_numpy()
    times = result["series_time"].to_numpy()
    np.testing.assert_allclose(discharge[(times > 600.0) & (times <= 1800.0)], 0.5, rtol=1e-5)
    assert not discharge[(times <= 600.0) | (times > 1800.0)].any()
    assert account(result)["outside"] == pytest.approx(-600.0, rel=1e-6)


@pytest.mark.parametrize("where", ["canal", "street", "outside"])
def test_what_a_pump_takes_arrives_and_all_books_close(where: str) -> None:
    kinds = {"canal": {"canal": "canal"}, "street": {"target": disk(15, 15)}, "outside": {}}
    result = run(replace(PUMP, **kinds[where]))  # type: ignore[arg-type]
    books = account(result)
    assert abs(books["residual"]) < 1e-9 * 600.0
    term = {"canal": "to_canals", "street": None, "outside": "outside"}[where]
    if term is None:
        assert abs(books["from_street"]) < 1e-9 * 600.0
        assert float(result["ledger"].sel(ledger_term="storage_change")) == pytest.approx(0.0, abs=0.01)
    else:
        assert abs(books[term]) == pytest.approx(600.0, rel=1e-6)
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_a_pump_takes_no_more_than_there_is() -> None:
    result = run(replace(PUMP, capacity=100.0, begin=0.0, end=3600.0))
    there = 0.4 * (GRID.rows * 18 - 1) * GRID.cell_area
    assert float(result["mobile_pump_volume"][0]) <= there
    assert float(result["ledger"].sel(ledger_term="storage_change")) > -there
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_a_pump_stops_at_its_depth_and_waits_for_the_next() -> None:
    result = run(replace(PUMP, capacity=2.0, end=3600.0, start_depth=0.3, stop_depth=0.2))
    left = 0.4 * 359 * GRID.cell_area - float(result["mobile_pump_volume"][0])
    # The basin is flat: it ends at the stop depth, but for what still flows to the sump.
    assert left / (359 * GRID.cell_area) == pytest.approx(0.2, abs=0.05)


def test_a_run_in_two_parts_is_the_run_in_one_to_the_last_bit() -> None:
    kept: list[RunState] = []
    pumps = PUMP, replace(PUMP, name="trailer", sump=disk(3, 3), begin=0.0, end=3600.0, canal="canal")
    whole = run(*pumps, states=States(keep_at=(900.0,), keep=kept.append))
    rest = run(*pumps, states=States(start=kept[0]))
    for name in whole.data_vars:
        assert whole[name].to_numpy().tobytes() == rest[name].to_numpy().tobytes(), name


def test_one_unit_can_stand_in_two_places_one_after_another() -> None:
    result = run(PUMP, replace(PUMP, sump=disk(2, 2), begin=1800.0, end=2400.0))
    assert result["mobile_pump"].to_numpy().tolist() == ["truck", "truck (2)"]
    np.testing.assert_allclose(result["mobile_pump_volume"], [600.0, 300.0], rtol=1e-6)


BAD = {
    "capacity 0 m3/s; a positive one": [replace(PUMP, capacity=0.0)],
    "capacity -0.2 m3/s": [replace(PUMP, capacity=-0.2)],
    "must end after it begins": [replace(PUMP, end=600.0)],
    "no greater than that it starts": [replace(PUMP, stop_depth=0.2)],
    "lifts to the canal 'lake', which the surface does not have; it has canal": [replace(PUMP, canal="lake")],
    r"stands on cell \(row 0, column 19\), which is a building": [
        replace(PUMP, sump=(np.array([0]), np.array([19])))
    ],
    r"lifts to cell \(row 4, column 0\)": [replace(PUMP, target=(np.array([4]), np.array([0])))],
    "two mobile pumps are called 'truck' and run at one time": [PUMP, replace(PUMP, sump=disk(2, 2))],
    r"'truck' and 'trailer' draw from the same cell \(row 10, column 10\)": [
        PUMP, replace(PUMP, name="trailer", sump=disk(10, 10), begin=1700.0, end=2000.0),
    ],
    "draws from no cell": [replace(PUMP, sump=(np.empty(0, np.int64), np.empty(0, np.int64)))],
}  # fmt: skip


@pytest.mark.parametrize("message", list(BAD))
def test_pumps_that_cannot_be_are_refused_by_name(message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(*BAD[message])
