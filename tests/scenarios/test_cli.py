"""The command as its users meet it: exit codes, messages, JSON, speed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from models.waterlogging.threads import available_threads
from scenarios import cli
from tests.scenarios.trial import code_of


def test_a_run_is_published_and_not_repeated(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("run", "trial.toml", "--runs", "runs", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["status"] == "done"
    # 3.6 mm on 200 m x 200 m.
    assert first["key_figures"]["rain_m3"] == pytest.approx(3.6e-3 * 40_000.0)
    assert (place / first["folder"] / "manifest.json").is_file()
    assert code_of("run", "trial.toml", "--runs", "runs", "--json") == 0
    second = json.loads(capsys.readouterr().out)
    assert second["status"] == "skipped"
    assert second["key_figures"] == first["key_figures"]
    assert code_of("runs", "check", "--runs", "runs", "--json") == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["whole"]
    fields = place / first["folder"] / "fields.nc"
    fields.write_bytes(fields.read_bytes()[:-1])
    assert code_of("runs", "check", "--runs", "runs") == 2
    assert "changed: fields.nc" in capsys.readouterr().out


@pytest.mark.parametrize("named", [[], ["a"]])
def test_a_run_whose_manifest_is_broken_is_told_as_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], named: list[str]
) -> None:
    for name, manifest in (("a", "{"), ("b", '{"format": "fangzai-run/1"}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(manifest, encoding="utf-8")
    (tmp_path / "notes").mkdir()
    assert code_of("runs", "check", *named, "--runs", str(tmp_path), "--json") == 2
    rows = json.JSONDecoder().raw_decode(capsys.readouterr().out)[0]["runs"]
    assert [(row["run_id"], row["whole"]) for row in rows] == [(n, False) for n in named or ["a", "b"]]
    assert "cannot be read" in rows[0]["finding"]


def test_threads_are_told_as_used_not_as_asked(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("run", "trial.toml", "--runs", "runs", "--threads", "1000", "--json") == 0
    folder = place / json.loads(capsys.readouterr().out)["folder"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["threads"] == available_threads()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "trail.toml"], "did you mean trial.toml?"),
        (["run", "trial.toml", "--set", "domain.dem=dme.tif"], "did you mean dem.tif?"),
        (["run", "trial.toml", "--set", "rain.intensty_mm_h=3"], "did you mean intensity_mm_h?"),
        (["run", "design-50y"], "did you mean design-50yr"),
        (["run", "gongshu"], "is a base for variants"),
        (["runs", "show", "nothing"], "there is no published run 'nothing'"),
        (["run", "trial.toml", "--runs", "dem.tif"], "dem.tif is no folder"),
        (["run", "trial.toml", "--set", "scenario.title_en='\u1200'"], "(U+1200), which the map font"),
        (
            ["scenario", "validate", "trial.toml", "--set", "scenario.title_zh='\u1200'"],
            "scenario.title_zh =",
        ),
    ],
)
def test_a_mistake_ends_with_1_and_one_message(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert code_of(*arguments) == 1
    told = capsys.readouterr()
    assert message in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert [path.name for path in place.iterdir() if path.name == "runs"] == []


@pytest.mark.parametrize(
    "arguments", [["rum"], ["run"], ["run", "trial.toml", "--threads", "none"], ["run", "--x"]]
)
def test_wrong_usage_ends_with_1(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(*arguments) == 1
    assert "Usage" in capsys.readouterr().err


def test_refusal_is_one_json_object_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("run", str(place / "none.toml"), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "refused"
    assert "none.toml" in told["error"]


@pytest.mark.usefixtures("place")
def test_a_run_that_fails_ends_with_2_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.waterlogging import simulate

    def fail(*_: Any, **__: Any) -> None:
        raise simulate.UnstableRun("the water in row 3, column 4 deepens without bound")

    monkeypatch.setattr(simulate, "simulate", fail)
    assert code_of("run", "trial.toml") == 2
    told = capsys.readouterr()
    assert "row 3, column 4" in told.err
    assert "Traceback" not in told.err


@pytest.mark.usefixtures("place")
def test_scenario_commands_show_where_values_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("scenario", "list", "--json") == 0
    names = [row["name"] for row in json.loads(capsys.readouterr().out)["scenarios"]]
    assert "infa-wettest-day" in names
    assert "gongshu" not in names
    assert code_of("scenario", "show", "july30-2021", "--set", "rain.pattern=rear") == 0
    lines = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert lines["rain.pattern"][1:] == ["rear", "--set"]
    assert lines["rain.maximum_60min_mm"][1:] == ["95.3", "july30-2021"]
    assert lines["rain.start_h"][1:] == ["0.0", "default"]
    assert code_of("scenario", "validate", "trial.toml", "--json") == 0
    assert json.loads(capsys.readouterr().out)["valid"]


def test_interrupt_ends_with_130_and_leaves_nothing(place: Path) -> None:
    long = [sys.executable, "-m", "scenarios.cli", "run", "trial.toml", "--set", "settings.duration_h=50000"]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).resolve().parents[1])}
    with subprocess.Popen(long, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            # The estimate is said once the inputs are read, so the interrupt falls into the run itself.
            assert process.stderr is not None
            assert "this will take" in process.stderr.readline()
            time.sleep(1.0)
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "interrupted" in error
    assert "Traceback" not in error
    assert not (place / "runs").exists()


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys, scenarios.cli\n"
        "heavy = {'numpy', 'numba', 'xarray', 'pandas', 'rasterio', 'pydantic', 'matplotlib', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(cli.__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
