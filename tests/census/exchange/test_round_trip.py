"""What goes out into a file comes back to the last bit, and no text in it starts a formula."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from census.database import create_database
from census.errors import InputError
from census.exchange import export_tables, import_files, write_template
from census.exchange.cells import cells_of, escaped, unescaped, value_of
from census.schema.column import Column
from census.schema.frames import typed
from tests.census import tiny
from tests.census.same import same


@pytest.mark.parametrize("ending", ["xlsx", "gpkg"])
def test_every_table_comes_back_as_it_went(tmp_path: Path, ending: str) -> None:
    database = tiny.database(tmp_path / "a")
    file = tmp_path / f"all.{ending}"
    told = export_tables(database, file, schema=tiny.SCHEMA)
    assert told.rows == {"towns": 3, "wells": 2, "gaugings": 3, "keepers": 1}
    empty = create_database(tmp_path / "b", {}, name="b", personal=True, schema=tiny.SCHEMA)
    done = import_files(empty, [file])
    assert done.faults == () and done.quarantine is None
    assert done.tables["towns"] == {
        "added": 3, "changed": 0, "unchanged": 0, "removed": 0, "quarantined": 0,
    }  # fmt: skip
    for name, frame in tiny.frames().items():
        same(done.database.rows(name), typed(tiny.SCHEMA[name], frame))
    hashes = [{n: e["hash"] for n, e in d.manifest.tables.items()} for d in (database, done.database)]
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize("ending", ["xlsx", "gpkg"])
def test_what_comes_back_unchanged_changes_nothing(tmp_path: Path, ending: str) -> None:
    database = tiny.database(tmp_path / "a")
    file = tmp_path / f"all.{ending}"
    export_tables(database, file, schema=tiny.SCHEMA)
    before = (tmp_path / "a" / "database.json").read_bytes()
    done = import_files(database, [file])
    assert {one["unchanged"] for one in done.tables.values()} == {3, 2, 1}
    assert (tmp_path / "a" / "database.json").read_bytes() == before


@given(st.floats(allow_nan=False))
def test_a_number_keeps_its_last_bit(number: float) -> None:
    column = Column(name="x", zh="数", en="x", kind="real")
    ((text, _),) = [cell for cell in cells_of(column, pd.Series([number])) if cell]
    back = value_of(column, text)
    assert np.float64(back).tobytes() == np.float64(number).tobytes()


@given(st.text())
def test_a_text_that_xml_cannot_carry_is_escaped_and_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not any(ord(c) < 32 and c not in "\t\n" for c in escaped(text))


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_whole_number_keeps_every_digit(number: int) -> None:
    column = Column(name="n", zh="数", en="n", kind="integer")
    ((text, kind),) = [cell for cell in cells_of(column, pd.Series([number], dtype="int64")) if cell]
    assert value_of(column, int(text) if kind == "n" else text) == number


def test_no_text_starts_a_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "\t=1", "\r=1"]
    frame = pd.concat([tiny.towns().iloc[:1]] * len(texts), ignore_index=True)
    frame = frame.assign(name=texts, code=[f"T{i:03d}" for i in range(len(texts))])
    database = tiny.database(tmp_path / "a", {"towns": frame})
    export_tables(database, tmp_path / "t.xlsx", schema=tiny.SCHEMA)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    cells = [row[1] for row in book["镇"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if not str(cell.value).startswith(("#", "_")))
    empty = create_database(tmp_path / "b", {}, name="b", schema=tiny.SCHEMA)
    assert import_files(empty, [tmp_path / "t.xlsx"]).database.rows("towns")["name"].tolist() == texts


def test_a_geometry_longer_than_a_cell_goes_on_in_further_columns(tmp_path: Path) -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 5001)[:-1]
    ring = np.column_stack([500_000.0 + 1000.0 * np.cos(angle), 3_349_000.0 + 1000.0 * np.sin(angle)])
    frame = tiny.towns().iloc[:1].copy()
    frame["geometry"] = [shapely.Polygon(ring)]
    database = tiny.database(tmp_path / "a", {"towns": frame})
    export_tables(database, tmp_path / "t.xlsx", schema=tiny.SCHEMA)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    heads = [cell.value for cell in book["镇"][1]]
    assert [head for head in heads if "几何" in head][:2] == ["几何（WKT）", "几何（WKT）2"]
    assert max(len(str(cell.value)) for cell in book["镇"][2]) <= 32_767
    empty = create_database(tmp_path / "b", {}, name="b", schema=tiny.SCHEMA)
    same(import_files(empty, [tmp_path / "t.xlsx"]).database.rows("towns"), database.rows("towns"))


def test_a_long_table_goes_on_in_further_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census.exchange.workbook.ROWS_OF_SHEET", 40)
    database = tiny.database(tmp_path / "a", {"gaugings": tiny.gaugings(100), "wells": tiny.wells()})
    export_tables(database, tmp_path / "t.xlsx", schema=tiny.SCHEMA, names=["gaugings"])
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames[2:] == ["观测", "观测#2", "观测#3"]
    empty = create_database(tmp_path / "b", {}, name="b", schema=tiny.SCHEMA)
    same(import_files(empty, [tmp_path / "t.xlsx"]).database.rows("gaugings"), database.rows("gaugings"))


def test_personal_tables_leave_only_when_asked_for(tmp_path: Path) -> None:
    from census.database import open_database

    tiny.database(tmp_path / "a")
    plain = open_database(tmp_path / "a", schema=tiny.SCHEMA)
    export_tables(plain, tmp_path / "plain.xlsx", schema=tiny.SCHEMA)
    assert "管理员" not in openpyxl.load_workbook(tmp_path / "plain.xlsx").sheetnames
    with pytest.raises(InputError, match="'keepers' to export: it holds personal data; say --personal"):
        export_tables(plain, tmp_path / "keepers.xlsx", names=["keepers"], schema=tiny.SCHEMA)
    asked = open_database(tmp_path / "a", personal=True, schema=tiny.SCHEMA)
    export_tables(asked, tmp_path / "asked.gpkg", schema=tiny.SCHEMA)
    assert stat.S_IMODE((tmp_path / "asked.gpkg").stat().st_mode) == 0o600
    with pytest.raises(InputError, match="sheet 'keepers' holds personal data; say --personal"):
        import_files(plain, [tmp_path / "asked.gpkg"])


def test_a_form_has_headings_units_and_lists_to_choose_from(tmp_path: Path) -> None:
    write_template(tmp_path / "form.xlsx", schema=tiny.SCHEMA)
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert book.sheetnames == ["说明", "代码表", "镇", "井", "观测", "管理员"]
    sheet = book["镇"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:6] == ["代码*", "名称", "类别*", "设立年份*", "工厂数", "水位（m）"]
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    place = lists["C2"].removeprefix("'代码表'!").replace("$", "")
    assert [row[0].value for row in book["代码表"][place]] == ["老镇", "新镇"]
    assert lists["H2"] == '"是,否"'
    guide = [[cell.value for cell in row] for row in book["说明"].iter_rows()]
    assert ["行政区划与网格", "镇", "towns", "水位（m）", "stage_m", "stage", "real", "m"] in [
        r[:8] for r in guide
    ]


def test_a_form_filled_by_hand_is_taken(tmp_path: Path) -> None:
    write_template(tmp_path / "form.xlsx", schema=tiny.SCHEMA, names=["towns"])
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    square = "POLYGON ((0 0, 1 0, 1 1, 0 0))"
    row = {"代码*": "T007", "类别*": "老镇", "设立年份*": 1368.0, "有城墙*": "否", "几何（WKT）": square}
    sheet = book["镇"]
    for cell in sheet[1]:
        if cell.value in row:
            sheet.cell(2, cell.column, row[cell.value])
    book.save(tmp_path / "form.xlsx")
    empty = create_database(tmp_path / "b", {}, name="b", schema=tiny.SCHEMA)
    done = import_files(empty, [tmp_path / "form.xlsx"], source_id="survey-7", source_date="2026-03-01")
    (made,) = done.database.rows("towns").to_dict("records")
    assert (made["code"], made["class"], made["year"], made["walled"]) == ("T007", "old", 1368, False)
    assert pd.isna(made["mills"]) and np.isnan(made["stage_m"])
    said = ("source_id", "source_date", "method", "confidence", "valid_from")
    assert [made[name] for name in said] == ["survey-7", "2026-03-01", "import", "surveyed", "2026-03-01"]


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "a")
    (tmp_path / "t.xlsx").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        export_tables(database, tmp_path / "t.xlsx", schema=tiny.SCHEMA)
    with pytest.raises(InputError, match=r"ends in \.xlsx or \.gpkg is needed"):
        export_tables(database, tmp_path / "t.ods", schema=tiny.SCHEMA)
    with pytest.raises(InputError, match="no table 'mills' to export: there are towns"):
        export_tables(database, tmp_path / "u.xlsx", names=["mills"], schema=tiny.SCHEMA)
    assert (tmp_path / "t.xlsx").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "t.xlsx"]
