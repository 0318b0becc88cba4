"""The benchmark classes run once at tiny size, and their driver writes what it says."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks import bench, seismic
from benchmarks.machine import StreamTriad, description
from benchmarks.seismic import Cost, OwnSites, SampledDamage, Scenario
from benchmarks.surface_solvers import LocalInertia, street_scene
from benchmarks.typhoon import FineStorm, Swath, SwathCost
from benchmarks.typhoon_ensemble import Ensemble
from models.waterlogging.checks import check_inputs
from models.waterlogging.inputs import Settings

SIDE = 40
FIELDS = {"name", "threads", "value", "unit", "repeats", "machine"}


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small arrays, few cells and no half hour before the measurement."""
    monkeypatch.setattr(StreamTriad, "elements", 1000)
    monkeypatch.setattr(StreamTriad, "params", (1,))
    monkeypatch.setattr(LocalInertia, "params", ((SIDE,), (1,)))
    monkeypatch.setattr("benchmarks.surface_solvers.SPIN_UP", 30.0)
    for case in (Scenario, OwnSites, SampledDamage):
        monkeypatch.setattr(case, "buildings", 40)
    for case in (Scenario, OwnSites):
        monkeypatch.setattr(case, "realisations", 3)
    monkeypatch.setattr(
        Scenario, "track_memory", lambda self, threads: seismic.peak(self.buildings, 3, threads)
    )
    monkeypatch.setattr(Cost, "params", (((40, 3, 5),), (1,)))
    monkeypatch.setattr(seismic, "MEASURED", 5)
    for name, size in (("tracks", 2), ("cells", 16), ("steps", 3)):
        monkeypatch.setattr(Swath, name, size)
    monkeypatch.setattr(SwathCost, "params", (((2, 3, 16),), (1,)))
    for name, size in (("rows", 3), ("columns", 4), ("steps", 3)):
        monkeypatch.setattr(FineStorm, name, size)
    for name, size in (("rows", 3), ("columns", 4), ("members", 3), ("compared", 2)):
        monkeypatch.setattr(Ensemble, name, size)


def test_the_scene_of_the_benchmark_is_a_run_with_everything_on_it() -> None:
    surface, event = street_scene(SIDE)
    check_inputs(surface, event, Settings(duration=60.0))
    assert surface.infiltration is not None and surface.sewers is not None and surface.stage_groups
    assert event.rain is not None and event.rain.zone is not None and event.inflows and event.edge == "free"
    # Sixteen zones whose mean over time and space is near 60 mm/h.
    assert event.rain.intensity.shape[1] == event.rain.zone.max() + 1 == 16
    assert float(event.rain.intensity.mean()) * 3.6e6 == pytest.approx(60.0, rel=0.05)


def test_local_inertia_counts_cells_times_steps_over_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    case = LocalInertia()
    case.setup(SIDE, 1)
    before = case.simulation.steps
    # A clock that ticks two seconds between its two readings.
    ticks = iter([100.0, 102.0])
    monkeypatch.setattr("benchmarks.surface_solvers.time.perf_counter", lambda: next(ticks))
    rate = case.track_cell_updates(SIDE, 1)
    steps = case.simulation.steps - before
    assert steps > 0 and case.now == 150.0
    assert rate == pytest.approx(SIDE**2 * steps / 2.0 / 1e6, rel=1e-12)


def test_the_triad_counts_three_doubles_for_each_element(monkeypatch: pytest.MonkeyPatch) -> None:
    case = StreamTriad()
    case.setup(1)
    np.testing.assert_array_equal(case.a, 3.0)
    ticks = iter([0.0, 1e-6])
    monkeypatch.setattr("benchmarks.machine.time.perf_counter", lambda: next(ticks))
    # 1000 elements of 24 bytes in a microsecond are 24 GB/s.
    assert case.track_bandwidth(1) == pytest.approx(24.0, rel=1e-9)


def test_the_damage_loop_counts_buildings_times_realisations(monkeypatch: pytest.MonkeyPatch) -> None:
    case = SampledDamage()
    case.setup(1)
    ticks = iter([0.0, 1e-6])
    monkeypatch.setattr("benchmarks.seismic.time.perf_counter", lambda: next(ticks))
    # 40 buildings in 5 realisations within a microsecond are 200 million a second.
    assert case.track_damage(1) == pytest.approx(200.0, rel=1e-9)


def test_the_swath_counts_tracks_times_steps_times_points(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Swath()
    case.setup(1)
    ticks = iter([0.0, 1e-6])
    monkeypatch.setattr("benchmarks.typhoon.time.perf_counter", lambda: next(ticks))
    # 2 tracks of 3 steps over 16 points within a microsecond are 96 million a second.
    assert case.track_rate(1) == pytest.approx(96.0, rel=1e-9)


def test_the_memory_of_a_scenario_is_that_of_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(OwnSites, "buildings", 40)
    # An interpreter with its libraries takes tens of megabytes, forty buildings no gigabyte.
    assert 50.0 < OwnSites().track_memory(1) < 1000.0


def test_the_cost_is_told_by_name_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--only", "seismic.cost"])
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    assert bench.main() == 0
    (figure,) = json.loads((tmp_path / "bench-seismic-cost.json").read_text("utf-8"))
    assert figure["name"] == "seismic.cost.40_buildings_3_realisations_5_nodes" and figure["repeats"] == 1


def test_the_classes_have_what_asv_looks_for() -> None:
    for case in (LocalInertia, StreamTriad, Scenario, SampledDamage, Swath):
        timed = [name for name in vars(case) if name.startswith(("time_", "track_"))]
        assert any(name.startswith("time_") for name in timed)
        assert any(name.startswith("track_") for name in timed)
        assert "setup" in vars(case) and len(case.param_names) > 0


def test_an_unknown_name_ends_with_one_and_tells_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--only", "earthquake"])
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    assert bench.main() == 1
    told = capsys.readouterr().out
    assert "'earthquake'" in told and "machine.stream_triad" in told
    assert list(tmp_path.iterdir()) == []


def test_results_hold_name_threads_value_unit_repeats_and_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    monkeypatch.setattr("sys.argv", ["bench", "--repeats", "3"])
    monkeypatch.setattr(bench, "RESULTS", folder)
    assert bench.main() == 0
    figures = json.loads((folder / "bench.json").read_text("utf-8"))
    by_name = {figure["name"]: figure for figure in figures}
    assert {"machine.stream_triad", f"waterlogging.local_inertia.{SIDE}"} <= set(by_name)
    assert {"seismic.scenario_100k_1000", "seismic.scenario_10k_sites_100", "seismic.sampled_damage"} <= set(
        by_name
    )
    assert {"typhoon.swath", "typhoon.swath_with_tables", "typhoon.fine_300k_500"} <= set(by_name)
    for figure in figures:
        assert set(figure) >= FIELDS
        assert figure["repeats"] == 3 and figure["machine"] == description()
        assert math.isfinite(figure["value"]) and figure["least"] <= figure["value"] <= figure["most"]
    assert by_name["machine.stream_triad"]["unit"] == "GB/s"
    assert "machine.stream_triad" in (folder / "bench.md").read_text("utf-8")


def test_a_prefix_runs_what_begins_with_it_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--only", "machine.", "--repeats", "1"])
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    (tmp_path / "bench.json").write_text("[]", encoding="utf-8")
    assert bench.main() == 0
    # What was measured of everything stays as it is.
    assert (tmp_path / "bench.json").read_text("utf-8") == "[]"
    figures = json.loads((tmp_path / "bench-machine.json").read_text("utf-8"))
    assert figures and all(figure["name"].startswith("machine.") for figure in figures)
