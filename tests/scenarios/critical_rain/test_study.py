"""A small study of critical rain, from its file to the answer."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from census.database.snapshots import snapshot_at
from census.errors import InputError
from census.grid import Grid
from outputs.critical_rain import critical_rain
from outputs.publish import check_run, read_manifest
from scenarios.critical_rain import load_study
from scenarios.critical_rain.members import members
from scenarios.critical_rain.places import check_places, places_of
from scenarios.critical_rain.publication import read_table
from scenarios.critical_rain.run import StudyResult, run_study
from scenarios.critical_rain.study import study_names
from tests.scenarios.trial import code_of

TEXT = """base = "gongshu"

[study]
name = "trial"
title_zh = "试算"
title_en = "Trial"
durations_h = [1.0]
shapes = ["design"]
depths_mm = [15.0, 30.0, 60.0]
after_h = 0.25
canal_rise_m = [0.0, 0.6]
set = ["settings.threads=1", "domain.snapshot='{database}'"]

[[study.sewers]]
name = "normal"
share = 1.0

[[study.sewers]]
name = "half"
share = 0.5
"""


@dataclass(frozen=True)
class Done:
    runs: Path
    file: Path
    result: StudyResult


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, small_database: Path) -> Done:
    """Twelve runs of the small district at 20 m."""
    folder = tmp_path_factory.mktemp("study")
    file = folder / "trial.toml"
    file.write_text(TEXT.replace("{database}", str(small_database)), encoding="utf-8")
    said: list[str] = []
    result = run_study(file, runs_dir=folder / "runs", announce=lambda _, text: said.append(text))
    assert len(said) == 1 and "12 of 12 runs are missing" in said[0]
    return Done(folder / "runs", file, result)


def test_every_value_rests_on_published_runs(done: Done) -> None:
    table = done.result.table
    assert (done.result.ran, done.result.skipped) == (12, 0)
    assert set(table["canal_rise_m"]) == {0.0, 0.6} and set(table["sewers"]) == {"normal", "half"}
    found = table[table["censored"] == ""]
    assert len(found) > 0
    for row in found.to_dict("records"):
        assert row["lower_mm"] < row["critical_rain_mm"] <= row["upper_mm"]
        assert row["lower_value"] < row["threshold"] <= row["upper_value"]
        for side in ("lower_run", "upper_run"):
            assert check_run(done.runs / str(row[side])).whole
    manifest = read_manifest(done.result.folder)
    assert manifest["synthetic"] and manifest["unverified"] and len(manifest["runs"]) == 12


def test_weaker_sewers_and_higher_canals_need_no_more_rain(done: Done) -> None:
    read = pd.read_parquet(done.result.folder / "readings.parquet")
    sewers = read.pivot_table(index=["place_id", "rain_mm", "canal_rise_m"], columns="sewers", values="value")
    assert (sewers["half"] >= sewers["normal"] - 1e-3).all()
    canals = read.pivot_table(index=["place_id", "rain_mm", "sewers"], columns="canal_rise_m", values="value")
    assert (canals[0.6] >= canals[0.0] - 1e-3).all()
    rain = read.pivot_table(index=["place_id", "sewers", "canal_rise_m"], columns="rain_mm", values="value")
    assert (rain[60.0] > rain[15.0]).any()


def test_a_study_goes_on_where_it_stopped(done: Done) -> None:
    again = run_study(done.file, runs_dir=done.runs)
    assert (again.ran, again.skipped) == (0, 12)
    assert again.folder == done.result.folder
    pd.testing.assert_frame_equal(again.table, done.result.table)


def test_a_damaged_run_is_made_again(done: Done, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    shutil.copytree(done.runs, runs)
    name = str(done.result.table["upper_run"].iloc[-1]) or str(done.result.table["lower_run"].iloc[-1])
    with (runs / name / "fields.nc").open("ab") as file:
        file.write(b"more")
    again = run_study(done.file, runs_dir=runs)
    assert (again.ran, again.skipped) == (1, 11)
    assert check_run(runs / name).whole
    pd.testing.assert_frame_equal(again.table, done.result.table)


def test_the_table_tells_what_every_run_takes_unverified(done: Done) -> None:
    manifest = read_manifest(done.result.folder)
    told = [doubt["en"] for doubt in manifest["unverified"]]
    assert len(told) == len(set(told))
    whole = "; ".join(told)
    # The hyetograph is made of a formula and a peak ratio that were not checked.
    assert "storm-intensity formula A, peak ratio 0.4" in whole
    # Half of the capacity is that of a runoff coefficient of 0.35, and its source says so.
    assert "runoff coefficient 0.35" in whole and "0.5 times: Sewer capacity" in whole
    assert "every canal 0.6 m above the normal stage" in whole
    page = (done.result.folder / "README.txt").read_text(encoding="utf-8")
    assert all(doubt["zh"] in page and doubt["en"] in page for doubt in manifest["unverified"])


def test_runs_state_their_own_sewers_canals_and_rain(tmp_path: Path, small_database: Path) -> None:
    file = tmp_path / "trial.toml"
    text = TEXT.replace("{database}", str(small_database)).replace("[1.0]", "[1.0, 6.0]")
    text = text.replace('["design"]', '["design", "even"]')
    more = '\n[[study.sewers]]\nname = "blocked"\nshare = 0.0\n'
    file.write_text(text + more, encoding="utf-8")
    made = members(load_study(file), snapshot_at(small_database), tmp_path / "files")
    assert len(made) == 2 * 3 * 2 * 3
    told = {
        (m.duration_h, m.canal_rise_m, m.sewers): "; ".join(w.of("en") for w in m.loaded.unverified())
        for m in made
    }
    assert "even rain" in told[6.0, 0.0, "normal"] and "Chicago" not in told[6.0, 0.0, "normal"]
    assert "runoff coefficient 0.7" in told[1.0, 0.0, "normal"]
    assert "0.5 times: Sewer capacity" in told[1.0, 0.0, "half"]
    # Where nothing drains no capacity is spoken of.
    blocked = told[1.0, 0.0, "blocked"]
    assert blocked.count("blocked sewers: nothing drains") == 1
    assert "runoff coefficient" not in blocked and "sewers drain every open cell" not in blocked
    assert "0.6 m above: Normal stages" in told[1.0, 0.6, "normal"]
    assert "0.6 m" not in told[1.0, 0.0, "normal"]


def test_a_place_outside_the_grid_is_named_before_any_run() -> None:
    grid = Grid("EPSG:4549", 0.0, 100.0, 10.0, 10, 10)
    places = pd.DataFrame(
        {"place_id": ["WL1", "WL2"], "place": ["a", "b"], "x": [50.0, 150.0], "y": [50.0, 50.0]}
    )
    with pytest.raises(InputError, match=r"places: WL2 \(b\) at \(150.0, 50.0\) lies outside the runs"):
        check_places(places, grid)
    check_places(places[:1], grid)


def test_a_study_looks_at_its_places_before_it_runs(
    tmp_path: Path, small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "trial.toml"
    file.write_text(TEXT.replace("{database}", str(small_database)), encoding="utf-8")
    monkeypatch.setattr(
        "scenarios.critical_rain.run.places_of", lambda section, held: places_of(section, held).assign(x=0.0)
    )
    with pytest.raises(InputError, match="lies outside the runs"):
        run_study(file, runs_dir=tmp_path / "runs")
    assert not list(tmp_path.glob("runs/trial-*"))


def test_the_commands_answer_at_once(done: Done, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("critical-rain", str(done.file), "--runs", str(done.runs), "--json") == 0
    assert json.loads(capsys.readouterr().out)["skipped"] == 12
    assert code_of("places-over", "trial", "--runs", str(done.runs), "--rain", "1=200", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    table = read_table(done.result.folder)
    assert len(said["places"]) == table["place_id"].nunique()
    assert code_of("places-over", "trial", "--runs", str(done.runs), "--rain", "1=0") == 0
    assert "no place is expected" in capsys.readouterr().out
    assert code_of("places-over", "trial", "--runs", str(done.runs), "--rain", "soon") == 1
    assert "HOURS=MILLIMETRES" in capsys.readouterr().err
    assert code_of("places-over", "none", "--runs", str(done.runs), "--rain", "1=5") == 1
    assert "there are: trial-" in capsys.readouterr().err


def test_a_question_between_two_levels_lies_between_their_answers(done: Done) -> None:
    table = read_table(done.result.folder)
    place = table.loc[table["censored"] == "", "place_id"].iloc[0]
    low, middle, high = (critical_rain(table, place, 1.0, rise, "normal") for rise in (0.0, 0.3, 0.6))
    assert min(low.least, high.least) <= middle.least <= middle.most <= max(low.most, high.most)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[1.0]", "[3.0, 1.0]", "durations_h are"),
        ("[1.0]", "[6.0]", "hold up to 3 h, not for 6 h"),
        ('["design"]', '["design", "even"]', "shapes has 2 names for 1 durations"),
        ("[15.0, 30.0, 60.0]", "[15.0, 30.0, 30.0]", "depths_mm are"),
        ("share = 0.5", "", "state either share"),
        ('name = "half"', 'name = "normal"', "each state needs its own name"),
        ("after_h", "aftr_h", "aftr_h"),
    ],
)
def test_a_study_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_study(file)


def test_a_base_that_cannot_be_varied_is_refused(tmp_path: Path, place: Path, small_database: Path) -> None:
    file = tmp_path / "none.toml"
    text = TEXT.replace("{database}", str(small_database))
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="the base has none"):
        run_study(file, runs_dir=tmp_path / "runs", overrides=["sewers={kind='none'}"])
    stages = "canals={kind='stages', datum='local', datum_offset_m=0, systems={shangtang={stage_m=5}}}"
    for canals in ("canals={kind='none'}", stages):
        # Their stages are not normal, also where nothing is added to them.
        with pytest.raises(InputError, match=r"counts from the normal stage, but the base has canals\.kind"):
            run_study(file, runs_dir=tmp_path / "runs", overrides=[canals])
    file.write_text(text + '\n[places]\nspaces = ["metro_entrance", "garage"]\n', encoding="utf-8")
    metro = "underground={kind='census', kinds=['metro_entrance']}"
    with pytest.raises(
        InputError, match=r"asks for garage, but underground\.kinds of the base are metro_ent"
    ):
        run_study(file, runs_dir=tmp_path / "runs", overrides=[metro])
    file.write_text(text.replace("share = 0.5", "set = [\"canals.kind='none'\"]"), encoding="utf-8")
    with pytest.raises(InputError, match=r"half sets canals\.kind='none'; the canals are stated by"):
        run_study(file, runs_dir=tmp_path / "runs")
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").glob("trial-*"))
    file.write_text(
        text.replace('"gongshu"', '"trial.toml"').replace(
            ', "domain.snapshot', ", \"outputs.language='zh'\"]#"
        )
    )
    with pytest.raises(InputError, match="stands on rasters"):
        run_study(place / "none.toml", runs_dir=tmp_path / "runs")


def test_every_ready_study_is_valid() -> None:
    assert study_names() == ["gongshu"]
    for name in study_names():
        assert load_study(name).values.study.name
    with pytest.raises(InputError, match="there is no ready study 'x'; there are: gongshu"):
        load_study("x")
