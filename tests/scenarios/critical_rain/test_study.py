"""A small study of critical rain, from its file to the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from census.errors import InputError
from outputs.critical_rain import critical_rain
from outputs.publish import check_run, read_manifest
from scenarios.critical_rain import load_study
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
    with pytest.raises(InputError, match=r"cannot be added to canals\.kind"):
        run_study(file, runs_dir=tmp_path / "runs", overrides=["canals={kind='none'}"])
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
