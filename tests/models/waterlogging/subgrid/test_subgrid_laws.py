"""What holds on sub-grid tables whatever the ground: rest, mass, symmetry, walls, sills, level ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.restart import RunState, States
from models.waterlogging.simulate import simulate
from models.waterlogging.simulation import Simulation
from models.waterlogging.subgrid import coarsened
from tests.models.waterlogging.strategies import (
    MM_H,
    run_to_the_end,
    series,
    spring,
    surface_of,
    uniform_rain,
)
from tests.models.waterlogging.subgrid.relief import coarse, rough, stored_at
from tests.models.waterlogging.test_partners import TankWork

FIELDS = (
    "maximum_depth", "time_of_maximum_depth", "maximum_speed", "maximum_hazard", "arrival_time",
    "duration_above_depth", "depth", "ledger",
)  # fmt: skip


def lake(surface: Surface, level: float) -> NDArray[np.float32]:
    """Stored depths of still water at a level."""
    run = Simulation.start(surface, Event(rain=uniform_rain(0.0, 1.0)), Settings(duration=1.0))
    assert run.subgrid is not None
    rows, columns = (k.ravel() for k in np.indices(surface.grid.shape))
    above = level - run.ground.bed[rows + 1, columns + 1].astype(np.float64)
    stored = stored_at(run.subgrid.tables, rows, columns, above)
    return stored.reshape(surface.grid.shape).astype(np.float32)


def city() -> Surface:
    """Rough ground with buildings, a levee, a canal and a hole."""
    random = np.random.default_rng(8)
    bed = rough(40, 48, seed=8, height=0.2)
    built = np.repeat(np.repeat((random.random((20, 24)) < 0.2), 2, 0), 2, 1).astype(np.float32)
    bed[:, 21] += 1.0
    group = np.full(bed.shape, -1, np.int16)
    group[:, 32:36] = 0
    bed[:, 32:36] = 3.0
    built[:, 32:36] = 0.0
    bed[:6, :6] = np.nan
    return coarse(bed, building_fraction=built, stage_group=group, stage_groups=("canal",))


@pytest.mark.parametrize("edge", ["closed", "free"])
def test_level_ground_gives_the_numbers_of_the_plain_solver(edge: str) -> None:
    event = Event(rain=uniform_rain(100.0 * MM_H, 600.0), inflows=(spring(4, 5, 2.0),), edge=edge)
    settings = Settings(duration=1800.0, output_interval=600.0)
    plain = simulate(surface_of(np.full((12, 16), 3.0), cell=20.0), event, settings)
    fine = simulate(coarse(np.full((48, 64), 3.0)), event, settings)
    assert fine.attrs["steps"] == plain.attrs["steps"]
    for name in ("depth", "maximum_depth", "maximum_speed", "maximum_hazard"):
        seen = fine[name].to_numpy()
        spread = plain[name].to_numpy().repeat(4, axis=-1).repeat(4, axis=-2)
        np.testing.assert_allclose(seen, spread, rtol=2e-6, atol=1e-7, err_msg=name)


def test_a_sloping_bed_level_inside_its_cells_is_the_plain_one_too() -> None:
    steps = np.linspace(3.0, 2.0, 12)[:, None] + 0.3 * np.sin(np.arange(16))[None, :]
    event = Event(rain=uniform_rain(100.0 * MM_H, 600.0), edge="free")
    settings = Settings(duration=1200.0, output_interval=600.0)
    plain = simulate(surface_of(steps, cell=20.0), event, settings)
    fine = simulate(coarse(steps.repeat(4, axis=0).repeat(4, axis=1)), event, settings)
    seen = fine["depth"].to_numpy()[:, ::4, ::4]
    assert plain["depth"].to_numpy()[-1].max() > 0.03
    np.testing.assert_allclose(seen, plain["depth"].to_numpy(), atol=2e-3)
    assert abs(fine["ledger"].sel(ledger_term="edge") / plain["ledger"].sel(ledger_term="edge") - 1) < 0.01


@pytest.mark.parametrize("level", [4.6, 5.1, 5.8])
def test_a_lake_over_islands_inside_its_cells_stays_at_rest(level: float) -> None:
    surface = coarse(rough(40, 48, seed=3, height=0.3))
    event = Event(initial_depth=lake(surface, level), rain=uniform_rain(0.0, 1.0))
    result = simulate(surface, event, Settings(duration=1800.0, output_interval=1800.0))
    seen = result["depth"].to_numpy()
    assert (seen[0] > 0.0).any()
    np.testing.assert_allclose(seen[1], seen[0], atol=2e-5)
    assert float(result["maximum_speed"].max()) < 2e-4


def test_two_lakes_beside_a_levee_stay_at_rest() -> None:
    bed = rough(24, 32, seed=6, height=0.05)
    bed[:, 16] = 8.0
    surface = coarse(bed)
    depth = np.where(np.arange(8)[None, :] < 4, lake(surface, 6.5), lake(surface, 5.5))
    result = simulate(
        surface, Event(initial_depth=depth, rain=uniform_rain(0.0, 1.0)),
        Settings(duration=1800.0, output_interval=1800.0),
    )  # fmt: skip
    np.testing.assert_allclose(result["depth"][1], result["depth"][0], atol=5e-5)
    assert float(result["maximum_speed"].max()) < 1e-3


@pytest.mark.parametrize("way", ["straight", "diagonal", "bent"])
def test_a_levee_thinner_than_a_cell_holds(way: str) -> None:
    bed = np.full((48, 48), 5.0)
    y, x = np.mgrid[0:48, 0:48]
    # One pixel wide; on the diagonal it closes over corners alone.
    wall = {"straight": x == 22, "diagonal": x == y, "bent": (x == 18) & (y <= 25) | (y == 25) & (x >= 18)}[
        way
    ]
    beyond = {"straight": x > 22, "diagonal": x > y, "bent": (x > 18) & (y < 25)}[way]
    bed[wall] = 8.0
    surface = coarse(bed)
    event = Event(inflows=(spring(10, 1, 10.0),))
    result = simulate(surface, event, Settings(duration=3600.0, output_interval=3600.0))
    depth = result["depth"].to_numpy()[-1]
    assert depth[~beyond & ~wall].mean() > 0.5
    assert depth[beyond].max() == 0.0


def test_a_basin_fills_to_a_sill_inside_a_coarse_cell_before_it_spills() -> None:
    bed = np.full((16, 48), 10.0)
    bed[4:12, 4:22] = 5.0
    bed[4:12, 24:44] = 4.0
    bed[8, 22:24] = 6.0  # a notch in the ridge between, inside one cell
    surface = coarse(bed)
    below = float(8 * 18 * 25.0)  # the first basin up to the notch, 1 m deep [m3]
    result = simulate(
        surface, Event(inflows=(spring(2, 2, 1.0),)),
        Settings(duration=2.0 * below, output_interval=0.5 * below, source_interval=60.0),
    )  # fmt: skip
    second = result["depth"].to_numpy()[:, 4:12, 24:44].sum(axis=(1, 2)) * 25.0
    first = result["depth"].to_numpy()[:, 4:12, 4:22]
    np.testing.assert_array_equal(second[:2], 0.0)
    assert second[2] < 0.02 * below
    # Half a metre more of inflow went over the notch but for the head that drives 1 m3/s through it.
    assert second[-1] > 0.8 * below
    assert 1.0 < float(first[-1].mean()) < 1.6
    assert result.attrs["ledger_relative_residual"] < 1e-6


@pytest.mark.parametrize("turn", ["transposed", "mirrored"])
def test_a_turned_relief_gives_the_turned_result(turn: str) -> None:
    bed = rough(32, 40, seed=12, height=0.2)
    event = Event(rain=uniform_rain(80.0 * MM_H, 900.0), edge="free")
    settings = Settings(duration=1200.0)
    one = simulate(coarse(bed), event, settings)["maximum_depth"].to_numpy()
    other = simulate(coarse(bed.T if turn == "transposed" else bed[:, ::-1]), event, settings)
    seen = other["maximum_depth"].to_numpy()
    np.testing.assert_allclose(seen.T if turn == "transposed" else seen[:, ::-1], one, atol=2e-4)


def storm() -> Event:
    return Event(
        rain=uniform_rain(120.0 * MM_H, 1200.0),
        stages={"canal": series((0.0, 4.0), (1800.0, 5.4))},
        edge="free",
    )


def test_water_is_neither_made_nor_lost() -> None:
    result = simulate(city(), storm(), Settings(duration=1800.0), [TankWork()])
    assert float(result["ledger"].sel(ledger_term="rain")) > 100.0
    assert result.attrs["ledger_relative_residual"] < 1e-6
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_no_depth_falls_below_zero() -> None:
    run = run_to_the_end(city(), storm(), Settings(duration=1800.0))
    assert (run.flow.depth >= 0.0).all()
    assert run.flow.depth.max() > 0.1


def test_threads_change_no_bit() -> None:
    one, two = (simulate(city(), storm(), replace(BOTH, threads=n)) for n in (1, 2))
    for name in FIELDS:
        np.testing.assert_array_equal(one[name].values, two[name].values, err_msg=name)


BOTH = Settings(duration=1800.0, output_interval=600.0, source_interval=20.0)


def test_a_split_run_is_the_same_bit_for_bit() -> None:
    whole = simulate(city(), storm(), BOTH)
    kept: list[RunState] = []
    simulate(city(), storm(), BOTH, states=States(keep_at=(800.0,), keep=kept.append))
    rest = simulate(city(), storm(), BOTH, states=States(start=kept[0]))
    for name in FIELDS:
        if name != "depth":
            np.testing.assert_array_equal(whole[name].values, rest[name].values, err_msg=name)
    np.testing.assert_array_equal(whole["depth"].values[2:], rest["depth"].values[2:])


def volumes(result: xr.Dataset) -> NDArray[np.float64]:
    return np.asarray(np.nan_to_num(result["depth"].to_numpy()).astype(np.float64).sum(axis=(1, 2)) * 25.0)


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_depths_on_the_terrain_add_up_to_the_water_of_the_cells(factor: int) -> None:
    fine = surface_of(rough(12 * factor, 12 * factor, seed=5, height=0.2))
    rain = uniform_rain(60.0 * MM_H, 600.0)
    result = simulate(
        coarsened(fine, factor), Event(rain=rain), Settings(duration=900.0, output_interval=900.0)
    )
    rained = float(result["ledger"].sel(ledger_term="storage_change"))
    assert volumes(result)[-1] == pytest.approx(rained, rel=1e-5)


def test_durations_and_arrivals_are_those_of_the_depths() -> None:
    settings = Settings(
        duration=1200.0, output_interval=30.0, source_interval=30.0, depth_classes=(0.05, 0.2)
    )
    result = simulate(city(), storm(), settings)
    depth = result["depth"].to_numpy()
    for n, least in enumerate(settings.depth_classes):
        above = (depth[1:] >= least).sum(axis=0) * 30.0
        np.testing.assert_allclose(
            np.nan_to_num(result["duration_above_depth"].to_numpy()[n]), above, atol=30.5
        )
    reached = np.isfinite(result["arrival_time"].to_numpy())
    first = 30.0 * (depth >= 0.05).argmax(axis=0)
    assert reached.sum() > 20
    assert (np.abs(result["arrival_time"].to_numpy() - first)[reached] <= 30.5).all()
    highest = np.nan_to_num(depth).max(axis=0)
    np.testing.assert_allclose(np.nan_to_num(result["maximum_depth"].to_numpy()), highest, atol=1e-6)


def test_water_seen_by_partners_is_that_of_the_tables() -> None:
    run = run_to_the_end(city(), storm(), Settings(duration=600.0))
    assert run.subgrid is not None
    rows, columns = np.nonzero(run.cells.computed)
    level = run.waters.level(rows, columns)
    stored = run.waters.volume(rows, columns) / run.waters.open_area(rows, columns)
    above = level - run.waters.bed(rows, columns)
    np.testing.assert_allclose(
        stored_at(run.subgrid.tables, rows, columns, above), stored, rtol=1e-6, atol=1e-9
    )
    assert run.waters.volume(rows, columns).sum() == pytest.approx(run.stored(), rel=1e-6)
    assert (run.waters.depth(rows, columns) >= stored - 1e-9).all()
