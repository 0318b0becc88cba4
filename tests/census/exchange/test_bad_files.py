"""Every mistake in a file is named with table, row, field, value and rule; nothing is lost or half taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from census.database import Database, create_database, open_database
from census.errors import InputError
from census.exchange import export_tables, import_files, write_template
from census.schema.frames import typed
from tests.census import tiny

Book = Any


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook of the tiny district."""
    place = tmp_path_factory.mktemp("exported")
    export_tables(tiny.database(place / "a"), place / "t.xlsx", schema=tiny.SCHEMA)
    return (place / "t.xlsx").read_bytes()


@pytest.fixture
def exported(tmp_path: Path, workbook: bytes) -> Path:
    """A copy to spoil."""
    (tmp_path / "t.xlsx").write_bytes(workbook)
    return tmp_path / "t.xlsx"


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    """A database without rows."""
    return create_database(tmp_path / "b", {}, name="b", personal=True, schema=tiny.SCHEMA)


def edit(path: Path, change: Callable[[Book], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def put(sheet: str, heading: str, row: int, value: object) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        column = next(cell.column for cell in book[sheet][1] if str(cell.value).startswith(heading))
        book[sheet].cell(row, column).value = value

    return change


PLANTED = {
    "a wrong code": ("镇", "类别", 3, "旧镇", "class", "code", "one of 老镇、新镇"),
    "a value too great": ("井", "井深", 2, 501, "depth_m", "range", "at least 0 m and at most 500 m"),
    "a value too small": ("镇", "设立年份", 4, 999, "year", "range", "at least 1000 and at most 2026"),
    "a form not met": ("镇", "代码", 4, "X003", "code", "pattern", r"T\d{3}"),
    "a text for a number": ("镇", "水位", 2, "三米", "stage_m", "kind", "a number is needed"),
    "a broken number": ("镇", "设立年份", 2, 1138.5, "year", "kind", "a whole number is needed"),
    "a flag that is none": ("镇", "有城墙", 2, "也许", "walled", "kind", "是 or 否 is needed"),
    "a day that is none": (
        "镇",
        "调查日期",
        2,
        "2023-02-29",
        "surveyed",
        "kind",
        "a date such as 2024-05-31",
    ),
    "a value missing": ("镇", "设立年份", 4, None, "year", "required", "a value is needed"),
    "a stage without datum": ("镇", "高程基准", 2, None, "datum", "datum", "水位 (stage_m) is a level"),
    "a key missing": ("井", "井编号", 3, None, "well_id", "required", "a value is needed"),
    "a key twice": ("镇", "代码", 4, "T001", "code", "key", "the key stands in row 2"),
    "a wrong town": (
        "井",
        "镇代码",
        3,
        "T020",
        "town_code",
        "reference",
        "towns.code has no such value; did",
    ),
    "a geometry missing": ("井", "几何", 3, None, "geometry", "geometry", "a geometry is needed"),
    "a geometry garbled": ("井", "几何", 3, "POINT 1", "geometry", "geometry", "this is no WKT"),
    "a geometry of another kind": ("井", "几何", 3, "LINESTRING (0 0, 1 1)", "geometry", "geometry", "Point"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_bad_row_is_named_and_set_apart(exported: Path, empty: Database, what: str) -> None:
    sheet, heading, row, value, field, rule, right = PLANTED[what]
    edit(exported, put(sheet, heading, row, value))
    done = import_files(empty, [exported])
    table = {"镇": "towns", "井": "wells"}[sheet]
    fault = next(f for f in done.faults if f.table == table)
    assert (fault.row, fault.field, fault.rule, fault.sheet) == (row, field, rule, sheet)
    assert right in fault.message
    assert fault.value in {"" if value is None else str(value), "LineString"}
    kept = len(tiny.frames()[table]) - 1
    assert done.tables[table]["quarantined"] == 1
    assert len(done.database.rows(table)) == done.tables[table]["added"] == kept
    assert done.quarantine == exported.with_name("t.quarantine.xlsx")
    apart = openpyxl.load_workbook(done.quarantine)
    assert apart[sheet].max_row == 2
    told = [cell.value for cell in apart["问题清单"][2]]
    assert told[2:4] == [str(row), table] and told[6] == rule


def test_rows_that_name_a_row_set_apart_go_with_it(exported: Path, empty: Database) -> None:
    edit(exported, put("镇", "类别", 2, "旧镇"))
    done = import_files(empty, [exported])
    rules = {(f.table, f.row): f.rule for f in done.faults}
    assert rules == {
        ("towns", 2): "code", ("wells", 2): "reference",
        ("gaugings", 2): "reference", ("gaugings", 3): "reference", ("gaugings", 4): "reference",
    }  # fmt: skip
    assert done.database.rows("wells")["well_id"].tolist() == ["W2"]
    assert len(done.database.rows("gaugings")) == 0


def test_what_was_set_apart_and_mended_comes_in_later(exported: Path, empty: Database) -> None:
    edit(exported, put("镇", "类别", 2, "旧镇"))
    first = import_files(empty, [exported])
    assert first.quarantine is not None
    edit(first.quarantine, put("镇", "类别", 2, "老镇"))
    second = import_files(first.database, [first.quarantine])
    assert second.faults == ()
    for name in ("towns", "wells", "gaugings"):
        found = second.database.rows(name).sort_values(list(tiny.SCHEMA[name].key), ignore_index=True)
        wanted = typed(tiny.SCHEMA[name], tiny.frames()[name])
        # The editing with openpyxl, as in this test, keeps 16 digits.
        plain = [frame.drop(columns=["row_hash", "geometry"], errors="ignore") for frame in (found, wanted)]
        pd.testing.assert_frame_equal(pd.DataFrame(plain[0]), pd.DataFrame(plain[1]), rtol=1e-15)


def test_strict_refuses_all_for_one_bad_row(exported: Path, empty: Database) -> None:
    edit(exported, put("井", "井深", 2, 501))
    with pytest.raises(InputError, match=r"t\.xlsx, sheet 井, row 2: wells\.depth_m = '501' breaks the rule"):
        import_files(empty, [exported], strict=True)
    assert empty.manifest.tables == {}
    assert not list(exported.parent.glob("*quarantine*"))


def test_a_dry_run_tells_and_writes_nothing(exported: Path, empty: Database) -> None:
    edit(exported, put("井", "井深", 2, 501))
    before = (empty.folder / "database.json").read_bytes()
    done = import_files(empty, [exported], dry_run=True)
    assert len(done.faults) == 1 + 3 and done.tables["towns"]["added"] == 3
    assert (empty.folder / "database.json").read_bytes() == before
    assert not list(exported.parent.glob("*quarantine*"))


def rename(sheet: str, old: str, new: str | None) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        cell = next(cell for cell in book[sheet][1] if str(cell.value).startswith(old))
        if new is None:
            book[sheet].delete_cols(cell.column)
        else:
            cell.value = new

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (rename("镇", "设立年份", None), "table towns lacks the column '设立年份' (year)"),
        (rename("镇", "设立年份", "设立年分"), "'设立年分' is unknown; did you mean '设立年份' (year)?"),
        (rename("镇", "名称", "编号"), "'编号' and '代码*' both head the field code"),
        (rename("井", "几何", None), "table wells lacks the column '几何（WKT）' (geometry)"),
        (lambda book: setattr(book["井"], "title", "水井"), "'水井' is named after no table"),
        (lambda book: setattr(book["井"], "title", "well"), "named after no table; did you mean 'wells'?"),
    ],
)
def test_a_heading_or_sheet_not_understood_refuses_the_whole_file(
    exported: Path, empty: Database, change: Callable[[Book], None], message: str
) -> None:
    edit(exported, change)
    with pytest.raises(InputError) as refused:
        import_files(empty, [exported])
    assert message in str(refused.value)
    assert "t.xlsx" in str(refused.value)
    assert empty.manifest.tables == {}


def test_headings_may_be_english_or_other_names_and_remarks_are_passed_over(
    tmp_path: Path, empty: Database
) -> None:
    text = '编号,class,Founded,有城墙 ,stage (m),datum,geometry,备注\nT009,新镇,1999,1,,,"%s",好\n'
    place = "POLYGON ((0 0, 1 0, 1 1, 0 0))"
    (tmp_path / "towns.csv").write_bytes((text % place).encode("gb18030"))
    done = import_files(empty, [tmp_path / "towns.csv"])
    (made,) = done.database.rows("towns").to_dict("records")
    assert (made["code"], made["class"], made["year"], made["walled"]) == ("T009", "new", 1999, True)
    assert done.notes == ("towns.csv, sheet towns: passed over, no field of towns: 备注",)


def test_rows_with_known_keys_take_their_places_and_others_are_added(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "a")
    text = "well_id,town_code,depth_m,geometry\nW3,T001,3,POINT (1 1)\nW1,T001,7,POINT (2 2)\n"
    (tmp_path / "wells.csv").write_text(text)
    done = import_files(database, [tmp_path / "wells.csv"])
    assert done.tables["wells"] == {
        "added": 1, "changed": 1, "unchanged": 0, "removed": 0, "quarantined": 0,
    }  # fmt: skip
    rows = done.database.rows("wells")
    assert rows["well_id"].tolist() == ["W1", "W2", "W3"]
    assert rows["depth_m"].tolist() == [7.0, 12.5, 3.0]
    assert rows["source_id"].tolist() == ["wells", "test", "wells"]
    assert len(set(rows["run_id"])) == 2
    again = import_files(done.database, [tmp_path / "wells.csv"], replace=True)
    assert again.tables["wells"] == {
        "added": 0, "changed": 0, "unchanged": 2, "removed": 1, "quarantined": 0,
    }  # fmt: skip
    assert again.database.rows("wells")["well_id"].tolist() == ["W3", "W1"]


def test_a_layer_in_another_crs_is_brought_into_the_district_s(tmp_path: Path, empty: Database) -> None:
    frame = tiny.wells().drop(columns=["row_hash", "town_code"]).assign(town_code="T001")
    pyogrio.write_dataframe(
        gpd.GeoDataFrame(frame).to_crs("EPSG:4490"), tmp_path / "wells.gpkg", layer="wells"
    )
    done = import_files(empty, [tmp_path / "wells.gpkg"])
    found = done.database.rows("wells").geometry
    assert found.distance(tiny.wells().geometry).max() < 1e-4


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.xlsx", b"PK\x03\x04 cut off", "this is not a readable workbook"),
        ("t.gpkg", b"SQLite format 3\x00", "this is not a GeoPackage"),
        ("t.csv", b"\xff\xff\xff", "neither UTF-8 nor GB 18030"),
        ("t.ods", b"", r"ends in \.xlsx, \.csv, \.gpkg is needed"),
        ("towns.csv", b"", "no sheet with rows of a table"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, empty: Database, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        import_files(empty, [tmp_path / name])
    with pytest.raises(InputError, match="there is no such file"):
        import_files(empty, [tmp_path / "none.xlsx"])


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_geopackage_cut_off_is_refused(tmp_path: Path, empty: Database, share: float) -> None:
    export_tables(tiny.database(tmp_path / "a"), tmp_path / "t.gpkg", schema=tiny.SCHEMA)
    content = (tmp_path / "t.gpkg").read_bytes()
    (tmp_path / "t.gpkg").write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError, match="the GeoPackage is cut off"):
        import_files(empty, [tmp_path / "t.gpkg"])


def test_a_write_that_fails_leaves_the_database_as_it_was(
    exported: Path, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (empty.folder / "database.json").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("census.database.master.publish", full)
    with pytest.raises(OSError, match="no space left"):
        import_files(empty, [exported])
    assert (empty.folder / "database.json").read_bytes() == before
    assert pd.Series([p.name for p in empty.folder.iterdir()]).str.startswith(".tmp").sum() == 0


@pytest.fixture
def filled(tmp_path: Path) -> Database:
    """The tiny district as a database."""
    return tiny.database(tmp_path / "filled")


def test_an_unfilled_form_takes_nothing_away(tmp_path: Path, filled: Database) -> None:
    form = tmp_path / "form.xlsx"
    write_template(form, schema=tiny.SCHEMA)
    edit(form, lambda book: book.remove(book["管理员"]) if "管理员" in book.sheetnames else None)
    done = import_files(filled, [form], replace=True)
    assert {name: len(done.database.rows(name)) for name in ("towns", "wells", "gaugings")} == {
        name: len(filled.rows(name)) for name in ("towns", "wells", "gaugings")
    }


def test_a_row_set_apart_does_not_take_away_the_one_it_was_to_replace(
    tmp_path: Path, filled: Database
) -> None:
    path = tmp_path / "wells.xlsx"
    export_tables(filled, path, names=["wells"], schema=tiny.SCHEMA)
    edit(path, put("井", "井深", 2, 501))
    done = import_files(filled, [path], replace=True)
    before, after = (
        frame.set_index("well_id")["depth_m"] for frame in (filled.rows("wells"), done.database.rows("wells"))
    )
    assert done.quarantine is not None
    pd.testing.assert_series_equal(after.sort_index(), before.sort_index())


def test_a_field_without_a_column_keeps_its_values(tmp_path: Path, filled: Database) -> None:
    path = tmp_path / "towns.xlsx"
    export_tables(filled, path, names=["towns"], schema=tiny.SCHEMA)

    def drop(book: Book) -> None:
        sheet = book["镇"]
        column = next(cell.column for cell in sheet[1] if str(cell.value).startswith("工厂数"))
        sheet.delete_cols(column)
        year = next(cell.column for cell in sheet[1] if str(cell.value).startswith("设立年份"))
        sheet.cell(2, year).value = 1500

    edit(path, drop)
    after = import_files(filled, [path]).database.rows("towns").set_index("code")
    before = filled.rows("towns").set_index("code")
    assert 1500 in after["year"].tolist()
    assert before["mills"].notna().any()
    pd.testing.assert_series_equal(after["mills"].sort_index(), before["mills"].sort_index())


def test_persons_set_apart_are_read_by_their_keeper_alone(tmp_path: Path, filled: Database) -> None:
    path = tmp_path / "keepers.csv"
    path.write_text("person_id,telephone\nP2,1\nP2,2\n", encoding="utf-8")
    path = path.rename(tmp_path / "管理员.csv")
    done = import_files(open_database(filled.folder, personal=True, schema=tiny.SCHEMA), [path])
    assert done.quarantine is not None
    assert done.quarantine.stat().st_mode & 0o077 == 0


def test_an_underscore_makes_no_number(exported: Path, empty: Database) -> None:
    edit(exported, put("井", "井深", 2, "1_50"))
    done = import_files(empty, [exported], dry_run=True)
    assert ("wells", "depth_m", "1_50", "kind") in {(f.table, f.field, f.value, f.rule) for f in done.faults}


def test_another_origin_of_the_same_values_counts_as_a_change(tmp_path: Path, filled: Database) -> None:
    path = tmp_path / "wells.xlsx"
    export_tables(filled, path, names=["wells"], schema=tiny.SCHEMA)
    edit(path, put("井", "来源编号", 2, "survey-2026"))
    counts = import_files(filled, [path]).tables["wells"]
    assert counts["changed"] == 1
    assert counts["unchanged"] == len(filled.rows("wells")) - 1


def test_nothing_is_set_apart_by_an_import_that_could_not_be_written(
    exported: Path, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Database:
        raise OSError(28, "No space left on device")

    edit(exported, put("井", "井深", 2, 501))
    monkeypatch.setattr(Database, "write", full)
    with pytest.raises(OSError, match="No space"):
        import_files(empty, [exported])
    assert not list(exported.parent.glob("*.quarantine*"))
