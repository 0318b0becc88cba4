"""The commands of the census as their users meet them: what they write, exit codes, messages, JSON."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from census.database import create_database, open_database
from census.schema import TABLES
from census.twin import database as twin_database
from scenarios import cli


def code_of(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> dict[str, Any]:
    """The one JSON object of a command."""
    capsys.readouterr()
    assert code_of("census", *arguments, "--json") == code
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


@pytest.fixture
def own(small_database: Path, tmp_path: Path) -> Path:
    """A few of its tables in a database to write into."""
    held = open_database(small_database)
    names = ("district", "streets", "communities", "shelters", "teams")
    tables = {name: held.rows(name) for name in names}
    return create_database(tmp_path / "own", tables, name="some tables", synthetic=True).folder


def test_twin_hands_on_folder_extent_and_seed(
    tmp_path: Path, small_database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def write(folder: Path, **stated: Any) -> Any:
        asked.update(stated, folder=folder)
        return open_database(small_database)

    monkeypatch.setattr(twin_database, "write_twin_database", write)
    said = told(capsys, "twin", "--out", tmp_path / "new", "--extent", "small", "--seed", 7)
    assert (asked["folder"], asked["extent"], asked["seed"]) == (tmp_path / "new", "small", 7)
    assert said["synthetic"] and said["folder"] == str(tmp_path / "new")


def test_twin_leaves_a_folder_that_holds_something(
    small_database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(**_: Any) -> Any:
        raise AssertionError("nothing needs to be made for a folder that is taken")

    monkeypatch.setattr(twin_database, "make_twin", make)
    assert code_of("census", "twin", "--out", small_database, "--extent", "small") == 1
    assert "not empty" in capsys.readouterr().err


def test_show_tells_every_table_but_the_personal_ones(
    small_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, "show", small_database)
    assert said["synthetic"]
    assert {row["table"] for row in said["tables"]} == {n for n, t in TABLES.items() if not t.personal}
    by_name = {row["table"]: row for row in said["tables"]}
    assert by_name["district"]["rows"] == 1 and by_name["district"]["zh"] == TABLES["district"].zh
    snapshot = next((small_database / "snapshots").glob("*/snapshot.json")).parent
    assert told(capsys, "show", snapshot)["tables"] == said["tables"]


def test_show_of_a_table_tells_its_fields_with_their_labels(
    small_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = told(capsys, "show", small_database, "--table", "streets")["fields"]
    assert {"field": "geometry", "zh": "位置"}.items() <= fields[-1].items()
    assert {f["field"] for f in fields} >= {c.name for c in TABLES["streets"].columns} | {"row_hash"}


@pytest.mark.parametrize("command", ["show", "derive", "snapshot"])
def test_a_folder_that_holds_no_database_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert code_of("census", command, tmp_path) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_an_export_comes_back_in_unchanged_and_a_change_is_told_by_diff(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = told(capsys, "snapshot", own)
    file = tmp_path / "out.xlsx"
    tables = ("--table", "teams", "--table", "shelters")
    assert set(told(capsys, "export", own, "--out", file, *tables)["rows"]) == {"teams", "shelters"}
    same = told(capsys, "import", own, file)
    assert all(set(counts) - {"unchanged"} == {k for k, v in counts.items() if k != "unchanged" and v == 0}
               for counts in same["tables"].values())  # fmt: skip
    assert told(capsys, "snapshot", own)["folder"] == before["folder"]

    sheet = _sheet(file, "teams")
    names = {cell.value: cell.column for cell in sheet[1]}
    label = next(h for h in names if h and str(h).startswith(TABLES["teams"].column("name").zh))
    sheet.cell(2, names[label]).value = "另一支队伍"
    sheet.parent.save(file)
    assert told(capsys, "import", own, file)["tables"]["teams"]["changed"] == 1
    changes = tmp_path / "changes.csv"
    found = told(capsys, "diff", before["folder"], own, "--out", changes)
    assert [(c["table"], c["field"], c["new"]) for c in found["changes"]] == [("teams", "name", "另一支队伍")]
    assert pd.read_csv(changes)["new"].tolist() == ["另一支队伍"]
    assert told(capsys, "diff", own, own)["same"]


def test_check_ends_with_one_where_there_is_an_error_and_reports_it(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(own)
    teams = database.rows("teams")
    database.write({"teams": teams.assign(street_code=["330105999", *teams["street_code"].iloc[1:]])})
    report = tmp_path / "report.csv"
    found = told(capsys, "check", own, "--report", report, code=1)
    wrong = [f for f in found["findings"] if (f["table"], f["field"]) == ("teams", "street_code")]
    assert [(f["value"], f["severity"]) for f in wrong][:1] == [("330105999", "error")]
    assert "330105999" in report.read_text(encoding="utf-8-sig")
    unknown = told(capsys, "check", own, "--report", tmp_path / "report.doc", code=1)
    assert ".csv or .xlsx" in unknown["error"]


def test_an_import_with_a_bad_row_ends_with_one_and_names_it(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "teams.xlsx"
    told(capsys, "export", own, "--out", file, "--table", "teams")
    sheet = _sheet(file, "teams")
    column = next(c.column for c in sheet[1] if str(c.value).startswith(TABLES["teams"].column("name").zh))
    sheet.cell(2, column).value = None
    sheet.parent.save(file)
    said = told(capsys, "import", own, file, code=1)
    assert [(f["table"], f["field"], f["rule"]) for f in said["faults"]] == [("teams", "name", "required")]
    assert Path(said["quarantine"]).is_file()


def test_personal_tables_leave_only_when_asked_for(
    small_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("--table", "persons")
    assert (
        "--personal"
        in told(capsys, "export", small_database, "--out", tmp_path / "a.xlsx", *names, code=1)["error"]
    )
    assert not (tmp_path / "a.xlsx").exists()
    said = told(capsys, "export", small_database, "--out", tmp_path / "b.xlsx", *names, "--personal")
    assert said["rows"]["persons"] > 0
    assert (tmp_path / "b.xlsx").stat().st_mode & 0o077 == 0


def test_a_template_holds_the_forms_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "forms.xlsx"
    assert told(capsys, "template", "--out", file, "--table", "shelters")["tables"] == ["shelters"]
    assert _sheet(file, "shelters").max_column > 3
    wrong = told(capsys, "template", "--out", tmp_path / "no.xlsx", "--table", "shelterz", code=1)
    assert "did you mean 'shelters'" in wrong["error"] and not (tmp_path / "no.xlsx").exists()


def test_derive_tells_the_estimate_first_and_skips_what_is_current(
    small_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (
        "census",
        "derive",
        small_database,
        "--only",
        "roads",
        "--out",
        tmp_path / "derived",
        "--json",
    )
    assert code_of(*arguments) == 0
    first = capsys.readouterr()
    assert first.err.startswith("about ") and "roads" in first.err
    assert [(s["step"], s["state"]) for s in json.loads(first.out)["steps"]] == [("roads", "made")]
    assert code_of(*arguments) == 0
    second = capsys.readouterr()
    assert second.err == "" and json.loads(second.out)["steps"][0]["state"] == "current"
    assert "no step" in told(capsys, "derive", small_database, "--only", "nothing", code=1)["error"]


def test_maps_draws_the_sheet_of_a_street(
    small_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = str(open_database(small_database).rows("streets")["code"].iloc[0])
    arguments = ("maps", small_database, "--out", tmp_path / "maps", "--sheet", "terrain", "--street", code)
    said = told(capsys, *arguments, "--language", "en")
    assert said["files"] == [str(tmp_path / "maps" / f"terrain-{code}.png")]
    assert Path(said["files"][0]).read_bytes().startswith(b"\x89PNG")
    soils = ("maps", small_database, "--out", tmp_path / "maps", "--sheet", "soils")
    assert "census derive" in told(capsys, *soils, code=1)["error"]


def _sheet(file: Path, table: str) -> Any:
    book = openpyxl.load_workbook(file)
    return next(s for s in book.worksheets if table in s.title or s.title == TABLES[table].zh)
