"""The verification command: verdicts, exit status, skipped cases, and faults it must see."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from benchmarks import verify
from benchmarks.verification import (
    dam_break,
    depressions,
    ground,
    macdonald,
    plane,
    rain,
    real_places,
    rest,
    soil,
    ucl_obstacle,
)
from benchmarks.verification.rows import Row, at_least, at_most, not_run, told
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.kriging import Variogram
from models.waterlogging.simulate import simulate

QUICK = (
    "waterlogging.lake_at_rest",
    "waterlogging.dam_break_wet",
    "waterlogging.dam_break_dry",
    "waterlogging.thacker_canal",
    "waterlogging.plane_runoff",
    "waterlogging.steep_plane",
    "waterlogging.hllc_dam_break",
    "waterlogging.hllc_thacker_canal",
    "waterlogging.hllc_steep_plane",
    "waterlogging.hllc_film_on_steps",
    "waterlogging.hllc_macdonald",
    "waterlogging.macdonald",
    "waterlogging.momentum_over_obstruction",
    "waterlogging.hllc_pond_behind_sill",
    "waterlogging.symmetry",
    "waterlogging.garage_constant_level",
    "waterlogging.basin_over_sill",
    "waterlogging.canal_sluice",
    "waterlogging.canal_pump",
    "waterlogging.canal_backwater",
    "waterlogging.canal_flood_wave",
    "waterlogging.canal_at_rest",
    "waterlogging.canal_over_bank",
    "waterlogging.canal_events",
    "waterlogging.uniform_flow",
    "waterlogging.green_ampt_ponded",
    "waterlogging.green_ampt_rain",
    "waterlogging.constant_infiltration",
    "waterlogging.sewer_capacity",
)


@pytest.mark.parametrize("name", QUICK)
def test_a_quick_case_keeps_its_limits(name: str) -> None:
    rows = verify.measured(name, verify.cases()[name], full=False)
    assert [row for row in rows if row.passed is False] == []
    assert any(row.passed for row in rows)


@pytest.mark.parametrize(
    ("row", "passed"),
    [
        (at_most("a", 1.0, 1.0, "s"), True),
        (at_most("a", 1.1, 1.0, "s"), False),
        (at_most("a", float("nan"), 1.0, "s"), False),
        (at_least("a", 1.0, 1.0, "s"), True),
        (at_least("a", 0.9, 1.0, "s"), False),
        (at_least("a", float("inf"), 1.0, "s"), False),
        (told("a", 5.0, "s"), None),
        (not_run("no data", "s"), None),
    ],
)
def test_a_row_is_judged_by_its_limit(row: Row, passed: bool | None) -> None:
    assert row.passed is passed
    assert row.as_record()["pass"] is passed


def with_cases(monkeypatch: pytest.MonkeyPatch, **rows: Row) -> None:
    chosen = {f"toy.{name}": lambda full, row=row: [row] for name, row in rows.items()}
    monkeypatch.setattr(
        verify, "cases", lambda prefix="": {k: v for k, v in chosen.items() if k.startswith(prefix)}
    )


def test_a_skipped_case_is_counted_and_not_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_cases(monkeypatch, good=at_most("a", 0.0, 1.0, "s"), away=not_run("no data here", "s"))
    assert verify.main([], folder=tmp_path) == 0
    good, away = json.loads((tmp_path / "verification.json").read_text("utf-8"))
    assert good == {
        "case": "toy.good", "metric": "a", "value": 0.0, "limit": 1.0, "relation": "<=", "pass": True,
        "source": "s",
    }  # fmt: skip
    assert away["pass"] is None and away["skipped"] == "no data here"
    assert "1 passed, 0 failed, 1 skipped" in (tmp_path / "verification.md").read_text("utf-8")


def test_a_failed_case_makes_the_command_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_cases(monkeypatch, good=at_most("a", 0.0, 1.0, "s"), bad=at_most("b", 2.0, 1.0, "s"))
    assert verify.main([], folder=tmp_path) == 1
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(whole) == {"verification.json", "verification.md"}
    assert verify.main(["--cases", "toy.good"], folder=tmp_path) == 0
    # The record of all cases stays; that of some bears what was asked for.
    assert {name: (tmp_path / name).read_bytes() for name in whole} == whole
    part = json.loads((tmp_path / "verification-toy-good.json").read_text("utf-8"))
    assert [row["case"] for row in part] == ["toy.good"]
    title = (tmp_path / "verification-toy-good.md").read_text("utf-8").splitlines()[0]
    assert title == "# Verification of the cases toy.good*, short length"
    assert verify.main(["--cases", "nothing"], folder=tmp_path) == 2


def test_a_case_that_breaks_down_fails_and_the_others_still_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_full: bool) -> list[Row]:
        raise ZeroDivisionError("by nothing")

    chosen = {"toy.broken": broken, "toy.good": lambda full: [at_most("a", 0.0, 1.0, "s")]}
    monkeypatch.setattr(verify, "cases", lambda prefix="": chosen)
    assert verify.main([], folder=tmp_path) == 1
    first, second = json.loads((tmp_path / "verification.json").read_text("utf-8"))
    assert first["pass"] is False and "ZeroDivisionError: by nothing" in first["metric"]
    assert second["pass"] is True


@pytest.mark.parametrize("case", ["merewether", "newcastle"])
def test_without_the_data_a_real_place_is_skipped(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANGZAI_REALDATA", str(tmp_path))
    (row,) = real_places.CASES[f"waterlogging.{case}"](False)
    assert row.skipped is not None and case in row.skipped


def test_without_the_data_the_obstacle_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGZAI_REALDATA", str(tmp_path))
    (row,) = ucl_obstacle.obstacle(False)
    assert row.skipped is not None and "ucl_obstacle" in row.skipped


def test_the_building_of_the_flume_stands_where_the_sketch_shows_it() -> None:
    x, y = np.arange(0.005, 6.0, 0.01), np.arange(1.795, -1.8, -0.01)
    inside = ucl_obstacle.inside_building(*np.meshgrid(x, y))
    assert inside.sum() * 1e-4 == pytest.approx(0.8 * 0.4, rel=0.01)
    # Its corners: 3.44 m and 0.05 m to the right of the gate's middle, then 26 degrees off the cross-section.
    assert x[inside.any(axis=0)][[0, -1]] == pytest.approx(
        [3.44, 3.44 + 0.8 * 0.4384 + 0.4 * 0.8988], abs=0.02
    )
    assert y[inside.any(axis=1)][[-1, 0]] == pytest.approx(
        [-0.05 - 0.4 * 0.4384, -0.05 + 0.8 * 0.8988], abs=0.02
    )


def test_a_channel_one_percent_too_deep_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(monkeypatch, depth=1.01)
    rows = macdonald.judged(macdonald.SHORT, "hllc", 0.005, cell=1.0)
    assert rows[0].passed is False


def test_the_bed_of_uniform_depth_falls_as_manning_says() -> None:
    even = macdonald.Channel("even", 100.0, 0.03, 1.0, 0.0, lambda x: np.full_like(x, 0.8))
    fall = even.bed(np.array([0.0])) - even.bed(np.array([100.0]))
    assert fall == pytest.approx(100.0 * 0.03**2 / 0.8 ** (10.0 / 3.0), rel=1e-6)


def test_names_begin_with_the_model() -> None:
    assert {name.split(".")[0] for name in verify.cases()} == {"waterlogging", "seismic", "typhoon"}


def faulty(monkeypatch: pytest.MonkeyPatch, **factors: float) -> None:
    """Let the model under test return some fields multiplied."""

    def run(surface: Surface, event: Event, settings: Settings) -> xr.Dataset:
        result = simulate(surface, event, settings)
        return result.assign({name: result[name] * factor for name, factor in factors.items()})

    for subject in (ground, rest, plane, macdonald):
        monkeypatch.setattr(subject, "run", run)


@pytest.mark.parametrize("solver", ["local_inertia", "hllc"])
def test_a_lake_that_rises_by_a_hair_is_seen(monkeypatch: pytest.MonkeyPatch, solver: str) -> None:
    faulty(monkeypatch, depth=1.0002)
    assert any(row.passed is False for row in rest.lake_at_rest(solver, False))


def test_infiltration_two_percent_off_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = soil.infiltrated
    monkeypatch.setattr(soil, "infiltrated", lambda *a, **k: 1.02 * exact(*a, **k))
    assert any(row.passed is False for row in soil.ponded(False))


def test_a_faulty_curve_of_horton_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = soil.horton_curve
    monkeypatch.setattr(soil, "horton_curve", lambda time: 1.002 * exact(time))
    assert any(row.passed is False for row in soil.horton_ponded(False))
    assert any(row.passed is False for row in soil.horton_rain(False))


def test_kriging_with_another_variogram_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rain, "RANGE", 1100.0)
    monkeypatch.setattr(rain, "Variogram", lambda model, reach: Variogram(model, 0.9 * reach))
    assert any(row.passed is False for row in rain.kriging(False))


def test_water_lost_on_a_plane_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(monkeypatch, depth=0.9, maximum_speed=0.9)
    failed = [row.metric for row in plane.steep("local_inertia", False) if row.passed is False]
    assert any("depth" in metric for metric in failed)
    assert any("throttling" in metric for metric in failed)


@pytest.mark.parametrize("low", [0.0, 0.1, 0.5, 0.9])
def test_the_bore_of_local_inertia_keeps_mass_and_momentum(low: float) -> None:
    bore = dam_break.own_solution(low)
    discharge = 2.0 / 3.0 * np.sqrt(ground.GRAVITY) * (1.0 - bore.depth**1.5)
    assert bore.speed * (bore.depth - low) == pytest.approx(discharge, rel=1e-9)
    assert bore.speed * discharge == pytest.approx(0.5 * ground.GRAVITY * (bore.depth**2 - low**2), rel=1e-9)


def test_the_bore_of_stoker_keeps_mass_and_momentum() -> None:
    bore = dam_break.stoker_solution(0.5)
    speed = 2.0 * np.sqrt(ground.GRAVITY) * (1.0 - np.sqrt(bore.depth))
    discharge = bore.depth * speed
    assert bore.speed * (bore.depth - 0.5) == pytest.approx(discharge, rel=1e-9)
    momentum = discharge * speed + 0.5 * ground.GRAVITY * (bore.depth**2 - 0.25)
    assert bore.speed * discharge == pytest.approx(momentum, rel=1e-9)


def test_the_kinematic_wave_runs_off_as_much_as_it_rained() -> None:
    time = np.arange(5.0, 40_000.0, 10.0)
    volume = sum(plane.GENTLE.discharge(float(t)) for t in time) * 10.0
    assert volume == pytest.approx(plane.GENTLE.rain * plane.GENTLE.wet * plane.GENTLE.length, rel=1e-3)


def test_spill_levels_are_the_lowest_way_out() -> None:
    bed = np.array([[9.0, 9.0, 9.0, 9.0], [9.0, 1.0, 5.0, 2.0], [9.0, 9.0, 9.0, 0.0]])
    expected = np.array([[9.0, 9.0, 9.0, 9.0], [9.0, 5.0, 5.0, 2.0], [9.0, 9.0, 9.0, 0.0]])
    np.testing.assert_array_equal(depressions.spill_levels(bed, (2, 3)), expected)
