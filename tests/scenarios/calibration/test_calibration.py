"""Calibration against observations that the model itself made, on another grid and with noise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import Affine

from census.errors import InputError
from models.waterlogging.probes import Probes
from models.waterlogging.simulate import simulate
from outputs.publish import check_run, read_manifest
from scenarios.assemble import assemble
from scenarios.calibration import load_request
from scenarios.calibration.request import Observation
from scenarios.calibration.run import CalibrationResult, run_calibration
from scenarios.calibration.trials import seen_by
from scenarios.spec import load_scenario
from tests.scenarios.trial import code_of

TRUE = {"roughness": 1.5, "sewer_capacity": 0.7}
# Down the street while it rains, and in the pool at its end once that stands level.
STREET = ((52.5, 52.5), (102.5, 52.5), (152.5, 52.5), (182.5, 52.5))
POOL = ((232.5, 52.5), (242.5, 52.5))
STREET_TIMES, POOL_TIMES = (0.2, 0.3, 0.4), (0.6, 0.7, 0.8)
ERROR = 0.002
EVENT = """
[scenario]
title_zh = "街道"
title_en = "Street"
hazard = "waterlogging"
seed = 1

[domain]
kind = "rasters"
dem = "dem{cell}.tif"
roughness = 0.03

[rain]
kind = "uniform"
intensity_mm_h = 90.0
duration_h = 0.4

[infiltration]
kind = "constant"
rate_mm_h = 0.05

[sewers]
kind = "capacity"
capacity_mm_h = 20.0

[settings]
duration_h = 0.8
threads = 1
"""


def ground(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A street that falls gently to a pool with steep sides."""
    return np.where(x < 200.0, 1.0 - 0.004 * x, 0.2 - 0.01 * (x - 200.0)) + 0.002 * np.abs(y - 50.0)


def write_ground(folder: Path, cell: float) -> None:
    columns, rows = round(250.0 / cell), round(100.0 / cell)
    x, y = (np.arange(columns) + 0.5) * cell, 100.0 - (np.arange(rows) + 0.5) * cell
    level = ground(x[None, :], y[:, None]).astype(np.float32)
    with rasterio.open(
        folder / f"dem{cell:g}.tif", "w", driver="GTiff", height=rows, width=columns, count=1,
        dtype="float32", crs="EPSG:4549", transform=Affine(cell, 0.0, 0.0, 0.0, -cell, 100.0),
    ) as target:  # fmt: skip
        target.write(level, 1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street on cells of 5 m, and what is observed on it on cells of 2.5 m with an error of 2 mm."""
    folder: Path = tmp_path_factory.mktemp("street")
    for cell in (5.0, 2.5):
        write_ground(folder, cell)
        (folder / {5.0: "street5.toml", 2.5: "fine.toml"}[cell]).write_text(
            EVENT.replace("{cell}", f"{cell:g}"), encoding="utf-8"
        )
    for file, cells in (("seen.csv", "fine.toml"), ("own.csv", "street5.toml")):
        observed(folder, cells).to_csv(folder / file, index=False)
    return folder


def observed(folder: Path, scenario: str) -> pd.DataFrame:
    """What the model sees with the true factors, with noise; greatest depths go into truth.json."""
    truth = load_scenario(folder / scenario, [f"factors.{k}={v}" for k, v in TRUE.items()])
    run = assemble(truth, cache=folder)
    places = [*STREET, *POOL]
    cells = np.array([run.surface.grid.cell_of(*place) for place in places])
    probes = Probes(cells[:, 0], cells[:, 1])
    ds = simulate(run.surface, run.event, run.settings, [probes])
    noise = np.random.default_rng(7)
    rows: list[dict[str, Any]] = []
    for time in (*STREET_TIMES, *POOL_TIMES):
        for k, water in enumerate(probes.at(3600.0 * time)):
            if (k < len(STREET)) != (time in STREET_TIMES):
                continue
            # A cell of the pool lies at another height on the other grid; its level does not.
            level = k >= len(STREET)
            bed = float(run.surface.bed[cells[k, 0], cells[k, 1]])
            value = float(water) - (0.0 if level else bed) + ERROR * noise.standard_normal()
            value = value if level else max(value, 0.0)
            rows.append(
                {
                    "name": f"P{k}-{time:g}", "kind": "level" if level else "depth", "x_m": places[k][0],
                    "y_m": places[k][1], "time_h": time, "value_m": value, "error_m": ERROR,
                }
            )  # fmt: skip
    greatest = ds["maximum_depth"].to_numpy()[cells[:, 0], cells[:, 1]]
    (folder / "truth.json").write_text(json.dumps(greatest.tolist()))
    return pd.DataFrame(rows)


def request(
    world: Path,
    name: str,
    *,
    observations: str = 'observations = "seen.csv"',
    more: str = "",
    roughness: str = "0.5, 3.0",
    capacity: str = "0.3, 2.0",
    first: str = "roughness",
) -> Path:
    bounds = {first: roughness.split(","), "sewer_capacity": capacity.split(",")}
    parameters = "".join(
        f'\n[[parameters]]\nname = "{key}"\nlower = {low}\nupper = {high}\n'
        for key, (low, high) in bounds.items()
    )
    path = world / f"{name}.toml"
    path.write_text(
        f'{observations}\n[calibration]\nname = "{name}"\ntitle_zh = "率定"\n'
        f'title_en = "Calibration"\n{more}\n'
        f'[[events]]\nname = "street"\nscenario = "street5.toml"\n{parameters}',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def done(world: Path) -> CalibrationResult:
    return run_calibration(request(world, "both"), runs_dir=world / "runs")


def test_known_factors_come_back_from_another_grid_and_noise(done: CalibrationResult) -> None:
    for name, value in TRUE.items():
        assert done.factors[name] == pytest.approx(value, rel=0.15)
    figures = done.key_figures
    assert figures["not_told"] == [] and figures["on_bounds"] == []
    # The error of the observations is 2 mm; the other grid adds its own.
    assert 0.001 < float(str(figures["rmse_held_out_m"])) < 0.006
    assert float(str(figures["rmse_at_start_m"])) > 1.5 * float(str(figures["rmse_m"]))


def test_intervals_hold_the_truth_where_only_noise_stands_between(world: Path) -> None:
    file = request(world, "own", observations='observations = "own.csv"')
    result = run_calibration(file, runs_dir=world / "runs")
    # Noise alone is left: the residuals scatter as the observations were made to.
    assert float(str(result.key_figures["rmse_m"])) == pytest.approx(ERROR, rel=0.4)
    table = pd.read_parquet(result.folder / "parameters.parquet").set_index("parameter")
    for name, value in TRUE.items():
        row = table.loc[name]
        assert row["interval_low"] < row["factor"] < row["interval_high"]
        assert row["interval_low"] < value < row["interval_high"]
        assert (
            row["least_of_folds"] <= row["factor"] * 1.02 and row["greatest_of_folds"] >= row["factor"] * 0.98
        )


def test_the_folder_is_whole_and_its_overlay_runs(done: CalibrationResult) -> None:
    assert check_run(done.folder).whole
    residuals = pd.read_parquet(done.folder / "residuals.parquet")
    assert len(residuals) == 18
    rmse = np.sqrt(np.mean((residuals["simulated_m"] - residuals["observed_m"]) ** 2))
    assert rmse == pytest.approx(float(str(done.key_figures["rmse_m"])), rel=1e-6)
    loaded = load_scenario(done.folder / "calibrated-street.toml")
    assert loaded.spec.factors.roughness == done.factors["roughness"]
    base = load_scenario(done.folder.parent.parent / "street5.toml")
    cache = done.folder.parent
    assembled, plain = (assemble(value, cache=cache).surface for value in (loaded, base))
    np.testing.assert_allclose(assembled.manning, plain.manning * done.factors["roughness"], rtol=1e-6)
    assert assembled.sewers is not None and plain.sewers is not None
    np.testing.assert_allclose(
        assembled.sewers.capacity, plain.sewers.capacity * done.factors["sewer_capacity"], rtol=1e-6
    )


def test_a_damaged_calibration_is_made_again(world: Path) -> None:
    file = request(world, "hurt", more="budget = 4\nprofile = false\nfolds = 2")
    first = run_calibration(file, runs_dir=world / "runs")
    for harm in ("parameters.csv", "manifest.json"):
        (first.folder / harm).write_text("{}", encoding="utf-8")
        again = run_calibration(file, runs_dir=world / "runs")
        assert not again.skipped and again.folder == first.folder and check_run(again.folder).whole
        assert again.factors == first.factors
    assert run_calibration(file, runs_dir=world / "runs").skipped


def test_the_page_tells_what_is_made_up_and_what_is_unverified(small_database: Path, tmp_path: Path) -> None:
    file = tmp_path / "district.toml"
    file.write_text(
        f"""observations = [{{name = "a", kind = "wet", point = "WL001", wet = true}},
{{name = "b", kind = "depth", point = "WL001", value_m = 0.1}}]
[calibration]
name = "district"
title_zh = "率定"
title_en = "Calibration"
method = "nelder-mead"
budget = 4
profile = false
set = ["domain.snapshot='{small_database}'", "settings={{duration_h=0.2, threads=1}}",
    "rain={{kind='uniform', intensity_mm_h=60, duration_h=0.1}}"]
[[events]]
name = "storm"
scenario = "gongshu"
[[parameters]]
name = "roughness"
lower = 0.5
upper = 2.0
""",
        encoding="utf-8",
    )
    result = run_calibration(file, runs_dir=tmp_path / "runs")
    manifest = read_manifest(result.folder)
    text = (result.folder / "README.txt").read_text(encoding="utf-8")
    # The base of the district states its sewer capacity as unverified.
    assert manifest["synthetic"]
    assert "Synthetic data" in text and "合成数据" in text
    assert "Unverified: " in text and "Sewer capacity: mean rain of a 2-year hour" in text
    assert "未核实：" in text and "管网排水能力：按暴雨强度公式A" in text


def test_the_overlay_is_the_scenario_that_was_fitted(world: Path, tmp_path: Path) -> None:
    changes = ["rain.intensity_mm_h=70.0", "domain.roughness=0.05", "settings.duration_h=0.6"]
    fewer = [seen for seen in (world / "own.csv").read_text().splitlines() if "0.7" not in seen.split(",")[0]]
    (world / "fewer.csv").write_text("\n".join(line for line in fewer if "-0.8" not in line))
    more = f"budget = 4\nprofile = false\nfolds = 2\nset = {json.dumps(changes[:1])}"
    file = request(world, "changed", observations='observations = "fewer.csv"', more=more)
    result = run_calibration(file, runs_dir=world / "runs", overrides=changes[1:])
    text = (result.folder / "calibrated-street.toml").read_text(encoding="utf-8")
    assert str(world) not in text
    # Wherever all of it is moved to, it is still the same scenario on the same ground.
    shutil.copytree(world, tmp_path / "moved")
    overlay = load_scenario(tmp_path / "moved/runs" / result.folder.name / "calibrated-street.toml")
    assert overlay.files()["domain.dem"].resolve() == (tmp_path / "moved/dem5.tif").resolve()
    fitted = load_scenario(world / "street5.toml", changes)
    told, wanted = (value.spec.model_dump() for value in (overlay, fitted))
    assert {k: v for k, v in told["factors"].items() if v != 1.0} == result.factors
    told["domain"].pop("dem"), wanted["domain"].pop("dem")
    for own in ("scenario", "factors"):
        told.pop(own), wanted.pop(own)
    assert told == wanted
    assert overlay.spec.scenario.seed == 1 and "calibration" in overlay.spec.scenario.assumptions


def test_an_event_that_begins_from_a_state_is_refused(world: Path) -> None:
    (world / "state.nc").write_bytes(b"state")
    start = f"start={{state='{world / 'state.nc'}', kind='warm'}}"
    with pytest.raises(InputError, match=r"street: its scenario states \[start\]"):
        run_calibration(request(world, "bad", observations=ONE), runs_dir=world / "runs", overrides=[start])


HEADER = "name,kind,x_m,y_m,wet"


@pytest.mark.parametrize(
    ("said", "wet"),
    [("true", True), ("TRUE", True), ("wet", True), ("y", True), ("T", True), ("是", True), ("1", True),
     ("false", False), ("no", False), ("dry", False), ("0", False), ("否", False)],
)  # fmt: skip
def test_wet_and_dry_are_read_in_many_words(world: Path, said: str, wet: bool) -> None:
    (world / "words.csv").write_text(f"{HEADER}\na,wet,52.5,52.5,{said}\n", encoding="utf-8-sig")
    read = load_request(request(world, "bad", observations='observations = "words.csv"'))
    assert [seen.wet for seen in read.values.observations] == [wet]


def test_a_word_that_is_neither_wet_nor_dry_is_named(world: Path) -> None:
    (world / "words.csv").write_text(f"{HEADER}\na,wet,52.5,52.5,yes\nb,wet,52.5,52.5,weet\n")
    with pytest.raises(InputError, match=r"words\.csv, row 2 \(b\): wet = 'weet'; true or false is needed"):
        load_request(request(world, "bad", observations='observations = "words.csv"'))


def test_a_hash_within_a_row_is_part_of_it(world: Path) -> None:
    (world / "words.csv").write_text(
        f"# seen by hand\n{HEADER}\nGate #3,wet,52.5,52.5,yes\n7,wet,1.0,2.0,no\n"
    )
    read = load_request(request(world, "bad", observations='observations = "words.csv"'))
    assert [seen.name for seen in read.values.observations] == ["Gate #3", "7"]


@pytest.mark.parametrize(
    "content", ["名,甲\n".encode("gbk"), b'name,kind\na,"wet\nb,c,d,e\n', b"# nothing\n"]
)
def test_a_table_that_cannot_be_read_is_refused(
    world: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (world / "broken.csv").write_bytes(content)
    file = request(world, "bad", observations='observations = "broken.csv"')
    assert code_of("calibrate", str(file), "--runs", str(world / "runs")) == 1
    assert "broken.csv is no table of comma-separated values in UTF-8" in capsys.readouterr().err


def test_a_calibration_is_not_repeated(done: CalibrationResult, world: Path) -> None:
    again = run_calibration(request(world, "both"), runs_dir=world / "runs")
    assert again.skipped and again.folder == done.folder and again.factors == done.factors


def test_a_factor_that_the_observations_do_not_tell_is_named(world: Path) -> None:
    # 0.05 mm/h, doubled or halved, moves no depth by a tenth of a millimetre.
    file = request(world, "soil", first="infiltration", more="budget = 25")
    result = run_calibration(file, runs_dir=world / "runs")
    assert result.key_figures["not_told"] == ["infiltration"]
    text = (result.folder / "README.txt").read_text(encoding="utf-8")
    assert "The observations do not tell infiltration" in text and "观测不足以确定：infiltration" in text
    table = pd.read_parquet(result.folder / "parameters.parquet").set_index("parameter")
    assert table.loc["infiltration", "interval_low"] == pytest.approx(0.5, rel=1e-6)
    assert table.loc["infiltration", "interval_high"] == pytest.approx(3.0, rel=1e-6)
    assert bool(table.loc["sewer_capacity", "told"]) and not bool(table.loc["infiltration", "told"])


def test_a_bound_that_is_hit_is_named(world: Path) -> None:
    file = request(world, "bound", capacity="0.95, 2.0", more="budget = 25\nprofile = false\nfolds = 3")
    result = run_calibration(file, runs_dir=world / "runs")
    assert result.key_figures["on_bounds"] == ["sewer_capacity (lower)"]
    text = (result.folder / "README.txt").read_text(encoding="utf-8")
    assert "On a bound: sewer_capacity" in text
    # Without a profile there is no interval to tell.
    assert "nan" not in text and "95 % interval" not in text and "bounds 0.95 - 2)" in text


@pytest.mark.parametrize("method", ["nelder-mead", "differential-evolution"])
def test_wet_and_dry_alone_are_fitted_without_derivatives(world: Path, method: str) -> None:
    # Thresholds to either side of the true depths: all can be met, and only near the truth.
    greatest = json.loads((world / "truth.json").read_text())
    rows = []
    for k, (x, y) in enumerate([*STREET, *POOL]):
        for wet, shift in ((True, -0.015), (False, 0.015), (True, -0.04), (False, 0.04)):
            if greatest[k] + shift <= 0.0:
                continue
            rows.append(f'{{name="W{k}{shift}", kind="wet", x_m={x}, y_m={y}, wet={str(wet).lower()}, '
                        f"threshold_m={greatest[k] + shift:.4f}}}")  # fmt: skip
    file = request(world, f"wet-{method[:6]}", observations=f"observations = [{', '.join(rows)}]",
                   more=f'method = "{method}"\nbudget = 30\nprofile = false\nfolds = 5')  # fmt: skip
    result = run_calibration(file, runs_dir=world / "runs")
    assert result.key_figures["share_right"] == 1.0
    assert float(str(result.key_figures["share_right_held_out"])) >= 0.75
    assert int(str(result.key_figures["runs_of_search"])) <= 30
    assert result.factors["sewer_capacity"] == pytest.approx(TRUE["sewer_capacity"], rel=0.4)


def test_the_command_says_what_came_of_it(
    done: CalibrationResult, world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = request(world, "both")
    assert code_of("calibrate", str(file), "--runs", str(world / "runs"), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == "skipped"
    assert said["key_figures"] == read_manifest(done.folder)["key_figures"]
    assert code_of("calibrate", str(file), "--runs", str(world / "runs")) == 0
    assert "95 % interval" in capsys.readouterr().out


ONE = 'observations = [{name="a", kind="depth", x_m=52.5, y_m=50.5, value_m=0.1}]'


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"roughness": "3.0, 0.5"}, "roughness: the bounds are reversed or equal, lower = 3, upper = 0.5"),
        (
            {"observations": ONE.replace("52.5", "900.0")},
            r"observation a at \(900.0, 50.5\) lies outside the domain",
        ),
        (
            {"observations": ONE.replace("value_m", "time_h=2.0, value_m")},
            "time_h = 2 is after the end of street",
        ),
        ({"observations": ONE.replace("value_m=0.1", "value_m=-0.1")}, "a depth is 0 or more"),
        ({"observations": ONE.replace("depth", "wet")}, "a wet observation states wet"),
        ({"observations": ONE.replace("]", ", " + ONE.partition("[")[2])}, "'a' stands there twice"),
        ({"observations": ONE.replace("x_m=52.5, y_m=50.5", 'point="WL001"')}, "needs a district"),
        ({"observations": ONE.replace("y_m=50.5, ", "")}, "state either x_m and y_m or point"),
        ({"more": 'fold_by = "event"'}, "needs two events at least"),
        ({"more": "budget = 1"}, "budget"),
        ({"more": "set = [\"domain.dem='none.tif'\"]"}, "none.tif"),
        ({"more": "set = [\"sewers={kind='none'}\"]"}, "the scenario has no stand-in for sewers"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(world: Path, changes: dict[str, str], message: str) -> None:
    file = request(world, "bad", **{"observations": ONE, **changes})
    with pytest.raises(InputError, match=message):
        run_calibration(file, runs_dir=world / "runs")


def test_two_events_are_fitted_together_and_each_is_left_out(world: Path) -> None:
    text = (world / "own.csv").read_text().splitlines()
    both = [text[0] + ",event"]
    for event in ("first", "second"):
        both += [f"{event}-{line},{event}" for line in text[1:]]
    (world / "two.csv").write_text("\n".join(both))
    file = request(world, "two", observations='observations = "two.csv"',
                   more='fold_by = "event"\nprofile = false')  # fmt: skip
    events = "".join(f'[[events]]\nname = "{n}"\nscenario = "street5.toml"\n' for n in ("first", "second"))
    file.write_text(
        file.read_text().replace('[[events]]\nname = "street"\nscenario = "street5.toml"\n', events)
    )
    result = run_calibration(file, runs_dir=world / "runs")
    for name, value in TRUE.items():
        assert result.factors[name] == pytest.approx(value, rel=0.1)
    residuals = pd.read_parquet(result.folder / "residuals.parquet")
    assert residuals.groupby("fold")["event"].unique().map(list).tolist() == [["first"], ["second"]]
    assert (result.folder / "calibrated-second.toml").is_file()


def test_a_point_of_the_census_stands_for_its_place(small_database: Path, tmp_path: Path) -> None:
    rain = "rain={kind='uniform', intensity_mm_h=9, duration_h=0.5}"
    base = load_scenario("gongshu", [f"domain.snapshot='{small_database}'", rain])
    assembly = assemble(base, cache=tmp_path)
    seen = Observation(name="a", kind="wet", point="WL001", wet=True)
    assert assembly.snapshot is not None
    known = (
        assembly.snapshot.table("waterlogging_points").set_index("waterlogging_point_id").geometry["WL001"]
    )
    (found,) = seen_by([(seen, "storm")], {"storm": assembly})
    assert assembly.surface.grid.cell_of(known.x, known.y) == (found.row, found.column)
    with pytest.raises(InputError, match="has no waterlogging point 'WL999'; it has WL001"):
        seen_by([(Observation(name="a", kind="wet", point="WL999", wet=True), "storm")], {"storm": assembly})


def test_an_unknown_parameter_is_named(world: Path) -> None:
    file = request(world, "bad", observations=ONE)
    file.write_text(file.read_text().replace('"sewer_capacity"', '"viscosity"'))
    with pytest.raises(InputError, match="there is no parameter 'viscosity'; there are roughness"):
        load_request(file)


def test_an_observation_on_a_building_is_named(world: Path) -> None:
    house = "id,x,y\n1,40,40\n1,70,40\n1,70,70\n1,40,70\n"
    (world / "house.csv").write_text(house)
    file = request(world, "bad", observations=ONE, more="set = [\"domain.buildings='house.csv'\"]")
    text = file.read_text().replace("house.csv", str(world / "house.csv"))
    file.write_text(text)
    with pytest.raises(InputError, match="lies on a building or a canal of street"):
        run_calibration(file, runs_dir=world / "runs")
