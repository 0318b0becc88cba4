"""A batch from its file to a published folder: whole, not repeated, with a failure standing in its table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from outputs.fields import open_fields
from outputs.publish import check_run, read_manifest
from scenarios.batch import batch as batches
from scenarios.batch.batch import SOME_FAILED, run_command
from scenarios.batch.results import MemberResult, Outcome
from scenarios.cli import main


def open_depth(folder: Path) -> NDArray[np.float32]:
    """Greatest depth of a run."""
    with open_fields(folder / "fields.nc") as fields:
        return np.asarray(fields["maximum_depth"].values)


FILE = """
[batch]
name = "bowl"
title_zh = "碗"
title_en = "Bowl"
base = "trial.toml"

[matrix]
"rain.intensity_mm_h" = [20.0, 40.0]

[reduce]
thresholds = {maximum_depth = [0.002, 0.01]}
"""


@pytest.fixture
def file(place: Path) -> Path:
    path = place / "bowl.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_batch_is_published_with_a_row_for_each_member_and_not_computed_again(file: Path) -> None:
    seen: list[MemberResult] = []
    found = batches.run(file, runs_dir=file.parent / "runs", workers=1, on_done=seen.append)
    assert [result.status for result in found.outcome.members] == ["done", "done"]
    assert check_run(found.folder).whole and found.folder.name.startswith("batch-bowl-")
    manifest = read_manifest(found.folder)
    assert manifest["runs"] == [result.run_id for result in found.outcome.members]
    assert manifest["key_figures"] == {"members": 2, "members_done": 2, "members_failed": 0}
    table = pd.read_parquet(found.folder / "results.parquet")
    assert table["rain.intensity_mm_h"].tolist() == [20.0, 40.0]
    assert table["status"].tolist() == ["done", "done"] and (table["peak_bytes"] > 0).all()
    for run_id, row in zip(manifest["runs"], table.to_dict("records"), strict=True):
        own = read_manifest(file.parent / "runs" / run_id)["key_figures"]
        assert {key: row[key] for key in own} == own
    sheet = pd.read_excel(found.folder / "results.xlsx")
    assert sheet["run_id"].tolist() == manifest["runs"]
    with open_fields(found.folder / "fields.nc") as fields:
        depths = [open_depth(file.parent / "runs" / run_id) for run_id in manifest["runs"]]
        np.testing.assert_array_equal(fields["maximum_depth_highest"].values, np.maximum(*depths))
        deep = np.mean([depth >= np.float32(0.002) for depth in depths], axis=0)
        told = fields["maximum_depth_exceedance"].sel(maximum_depth_threshold=0.002).values
        np.testing.assert_allclose(told, np.where(np.isnan(depths[0]), np.nan, deep), rtol=1e-6)
        assert np.nanmax(told) > 0.0
    again = batches.run(file, runs_dir=file.parent / "runs", workers=1)
    assert again.folder == found.folder
    assert [result.status for result in again.outcome.members] == ["skipped", "skipped"]


def test_a_member_that_fails_stands_in_the_table_and_the_command_says_so(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(members: object, *, runs_dir: Path, **_: object) -> Outcome:
        return Outcome(
            tuple(
                MemberResult(
                    one.member.index, one.member.label, "failed", one.run_id, runs_dir, "no rain", attempts=3
                )
                for one in members  # type: ignore[attr-defined]
            )
        )

    monkeypatch.setattr(batches, "run_members", none)
    runs = file.parent / "runs"
    code = run_command(source=str(file), runs=runs, workers=1, scheduler=None, as_json=True)
    assert code == SOME_FAILED
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "failed" and told["members_failed"] == 2
    assert [one["reason"] for one in told["failed"]] == ["no rain", "no rain"]
    table = pd.read_parquet(Path(told["folder"]) / "results.parquet")
    assert table["reason"].tolist() == ["no rain", "no rain"] and table["attempts"].tolist() == [3, 3]


def test_the_commands_run_a_batch_and_show_its_standing_and_results(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*words: str) -> dict[str, object]:
        with pytest.raises(SystemExit) as ended:
            main(["batch", *words, "--runs", str(file.parent / "runs"), "--json"])
        assert ended.value.code in (0, None)
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    assert told("run", str(file), "--workers", "1")["members_done"] == 2
    standing = told("status", str(file))
    assert (standing["published"], standing["failed"], standing["missing"]) == (2, 0, 0)
    members = told("results", "bowl")["members"]
    assert isinstance(members, list) and [row["status"] for row in members] == ["done", "done"]
