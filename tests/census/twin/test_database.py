"""The synthetic district as a database: the same bytes each time, and every table comes back as it went."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from census.database import Database, create_database, open_database, take_snapshot
from census.errors import InputError
from census.exchange import export_tables, import_files
from census.schema import TABLES
from census.twin import database as twin_database
from census.twin.database import write_twin_database
from census.twin.make import TwinTables
from tests.census.same import same

ROOT = Path(__file__).resolve().parents[3]

NAMED = {c.references.partition(".")[0] for t in TABLES.values() for c in t.columns if c.references}
"""Tables whose rows others name."""

FEW = 40
"""Rows of a table that no other names, where not all of them are carried."""


@pytest.fixture(scope="module")
def every_table(small_tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """All tables of the small district, those that no other names with their first rows."""
    few = {name: frame if name in NAMED else frame.iloc[:FEW] for name, frame in small_tables.items()}
    folder = tmp_path_factory.mktemp("few") / "a"
    return create_database(folder, few, name="few", synthetic=True, personal=True)


def carried(database: Database, folder: Path, ending: str) -> Database:
    """A second database, filled from a file of the first."""
    file = folder / f"all.{ending}"
    export_tables(database, file)
    done = import_files(create_database(folder / "b", {}, name="b", personal=True), [file])
    assert done.faults == ()
    return done.database


def test_every_table_comes_back_from_a_workbook_as_it_went(every_table: Database, tmp_path: Path) -> None:
    back = carried(every_table, tmp_path, "xlsx")
    assert set(back.manifest.tables) == set(TABLES)
    for name in TABLES:
        same(back.rows(name), every_table.rows(name))


def test_a_snapshot_holds_every_table_but_the_personal_ones(every_table: Database) -> None:
    taken = take_snapshot(every_table.folder)
    assert set(taken.table_names) == {name for name, table in TABLES.items() if not table.personal}
    for name in taken.table_names:
        same(taken.rows(name), every_table.rows(name))


def test_a_table_that_the_census_does_not_describe_is_refused_before_anything_is_written(
    tmp_path: Path, small_tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = TwinTables({"streets": small_tables["streets"], "tramways": small_tables["streets"]}, {})
    monkeypatch.setattr(twin_database, "make_twin", lambda **_: made)
    with pytest.raises(InputError, match="tramways"):
        write_twin_database(tmp_path / "d", extent="small")
    assert not (tmp_path / "d").exists()


def test_a_folder_that_is_taken_is_refused_before_the_district_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(**_: object) -> TwinTables:
        raise AssertionError("made for nothing")

    monkeypatch.setattr(twin_database, "make_twin", make)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        write_twin_database(tmp_path)


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from census.twin.database import write_twin_database;"
        "write_twin_database(sys.argv[1], extent='small', seed=3)"
    )
    writers = []
    for number in ("1", "2"):
        # Another order of sets and another number of threads in each.
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": number}
        environment |= {"OMP_NUM_THREADS": number, "NUMBA_NUM_THREADS": number}
        command = [sys.executable, "-c", program, str(tmp_path / number)]
        writers.append(subprocess.Popen(command, env=environment))
    assert [writer.wait(timeout=300) for writer in writers] == [0, 0]
    one, two = (hashes_of(tmp_path / number) for number in ("1", "2"))
    assert one == two
    assert {Path(name).suffix for name in one} >= {".gpkg", ".parquet", ".tif"}


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "gpkg"])
def test_the_whole_small_district_comes_back_from_a_file(tmp_path: Path, ending: str) -> None:
    write_twin_database(tmp_path / "a", extent="small", seed=1)
    database = replace(open_database(tmp_path / "a"), personal=True)
    back = carried(database, tmp_path, ending)
    for name in TABLES:
        same(back.rows(name), database.rows(name))


def hashes_of(folder: Path) -> dict[str, str]:
    """Hash of every data file by its path; the manifests tell when they were written."""
    endings = {".gpkg", ".parquet", ".tif"}
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in endings and path.is_file()
    }
