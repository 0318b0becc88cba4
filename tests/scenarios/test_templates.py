"""The command `fangzai template`: files that are valid, and can be filled in."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.seismic.fragility import MatrixSet, read_fragility
from models.seismic.taxonomy import building_types
from tests.scenarios.trial import code_of


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> dict[str, Any]:
    """The one JSON object of a command."""
    capsys.readouterr()
    assert code_of("template", "damage-matrix", *map(str, arguments), "--json") == code
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_matrices_of_all_types_are_a_set_that_a_scenario_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new" / "matrices.csv"
    said = told(capsys, file)
    held = read_fragility(file)
    assert isinstance(held, MatrixSet) and list(held.classes) == said["classes"]
    # Every building of a district has its matrix: a type stands for all its code levels.
    assert set(held.classes) == {row.type for row in building_types()}
    assert held.select((f"{held.classes[0]}-Low",)).classes == (f"{held.classes[0]}-Low",)


def test_matrices_of_some_classes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "matrices.csv"
    told(capsys, file, "--class", "URMM-Pre", "--class", "C1M", "--class", "C1M")
    assert read_fragility(file).classes == ("URMM-Pre", "C1M")


def test_what_cannot_be_written_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken.csv"
    taken.write_text("mine", encoding="utf-8")
    assert "taken.csv is there already" in told(capsys, taken, code=1)["error"]
    assert taken.read_text(encoding="utf-8") == "mine"
    for name in ("Z9", "C1M-Best", "C1M-"):
        error = told(capsys, tmp_path / "new.csv", "--class", name, code=1)["error"]
        assert f"class {name!r} is not known" in error
    assert "ends in .csv" in told(capsys, tmp_path / "new.txt", code=1)["error"]
    assert [path.name for path in tmp_path.iterdir()] == ["taken.csv"]
