"""The commands of batches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.cli import main
from tests.scenarios.batch.trial import HUGE, STORMS, batch_in


def test_a_plan_is_shown_and_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Estimate and members; runs are not begun."""
    file = batch_in(tmp_path, STORMS).file
    with pytest.raises(SystemExit) as end:
        main(["batch", "plan", str(file), "--runs", str(tmp_path / "runs"), "--workers", "1"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert "members: 9" in shown and "return_period_yr 10, sewers failed" in shown
    assert not (tmp_path / "runs").exists()


def test_a_refused_batch_ends_in_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And in a word for programs."""
    file = batch_in(tmp_path, HUGE).file
    with pytest.raises(SystemExit) as end:
        main(["batch", "plan", str(file), "--runs", str(tmp_path / "runs"), "--json"])
    assert end.value.code == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["status"] == "refused"
    assert "9,765,625 members" in told.err
    assert "Traceback" not in told.err


def test_results_of_a_batch_that_was_not_run_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what is there and what publishes one."""
    with pytest.raises(SystemExit) as end:
        main(["batch", "results", "storms", "--runs", str(tmp_path / "runs")])
    assert end.value.code == 1
    assert "no batch 'storms' is published" in capsys.readouterr().err
