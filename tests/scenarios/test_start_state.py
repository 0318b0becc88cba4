"""Runs that go on from the state of another, through the command."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from outputs.fields import open_fields
from tests.scenarios.trial import code_of

SPLIT = ("--set", "settings.keep_states_h=[0.1]", "--set", "settings.output_interval_min=3")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert code_of("run", "trial.toml", "--runs", "runs", "--json", *arguments) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def kept(capsys: pytest.CaptureFixture[str], place: Path) -> tuple[dict[str, Any], str]:
    whole = run(capsys, *SPLIT)
    state = place / whole["folder"] / "state_0000360s.nc"
    assert state.is_file()
    assert state.name in json.loads((state.parent / "manifest.json").read_text("utf-8"))["files"]
    return whole, str(state)


def test_a_run_goes_on_as_if_it_had_never_stopped(
    place: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole, state = kept(capsys, place)
    start = ("--set", f"start={{state = '{state}', kind = 'continue'}}")
    rest = run(capsys, *SPLIT, *start)
    assert rest["key_figures"] == whole["key_figures"]
    files = [place / told["folder"] / "fields.nc" for told in (whole, rest)]
    with open_fields(files[0]) as one, open_fields(files[1]) as two:
        for name in ("maximum_depth", "maximum_speed", "duration_above_depth", "ledger"):
            np.testing.assert_array_equal(one[name].values, two[name].values)
        assert two.attrs["started_from_state"] == "continued from 360 s"
    assert "起始状态: 由" in (place / rest["folder"] / "README.txt").read_text("utf-8")


def test_a_forecast_starts_warm_and_says_so(
    place: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, state = kept(capsys, place)
    warm = run(
        capsys, "--set", f"start={{state = '{state}', kind = 'warm'}}", "--set", "rain.intensity_mm_h=10"
    )
    assert "热启动" in (place / warm["folder"] / "README.txt").read_text("utf-8")
    with open_fields(place / warm["folder"] / "fields.nc") as fields:
        assert fields.attrs["started_from_state"] == "warm"
    # 1 mm of rain on 200 m x 200 m; the water of before is no rain.
    assert warm["key_figures"]["rain_m3"] == pytest.approx(40.0)


def test_what_cannot_be_gone_on_from_is_refused_and_nothing_published(
    place: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, state = kept(capsys, place)
    before = sorted(path.name for path in (place / "runs").iterdir())
    (place / "cut.nc").write_bytes(Path(state).read_bytes()[:500])
    for texts, said in (
        (("--set", "start={state = 'cut.nc', kind = 'warm'}"), "cut.nc cannot be read as the state"),
        (("--set", f"start={{state = '{state}', kind = 'hot'}}"), "start.kind"),
        (("--set", f"start={{state = '{state}', kind = 'continue'}}", "--set", "settings.solver=hllc"),
         "computed with local_inertia; this run takes hllc"),
        (("--set", "settings.keep_states_h=[9.0]"), "keep_states_h holds 9, after the end of the run"),
    ):  # fmt: skip
        assert code_of("run", "trial.toml", "--runs", "runs", *texts) == 1
        error = capsys.readouterr().err
        assert said in error
        assert "Traceback" not in error
    assert sorted(path.name for path in (place / "runs").iterdir() if path.name[0] != ".") == [
        name for name in before if name[0] != "."
    ]
