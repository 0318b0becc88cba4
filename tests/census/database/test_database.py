"""A database gives back what was put in, changes whole or not at all, and says what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest

from census.database import newest_snapshot, open_database, snapshot_at, take_snapshot
from census.database import snapshots as snapshots_module
from census.errors import InputError
from census.schema.frames import typed
from census.schema.provenance import row_hashes
from tests.census import tiny
from tests.census.same import same


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".writer")
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_every_kind_of_value_comes_back_as_it_went_in(tmp_path: Path) -> None:
    tiny.database(tmp_path / "d")
    database = open_database(tmp_path / "d", personal=True, schema=tiny.SCHEMA)
    assert database.table_names == ("towns", "wells", "gaugings", "keepers")
    for name, frame in tiny.frames().items():
        same(database.rows(name), typed(tiny.SCHEMA[name], frame))
    ground, grid = database.raster("terrain")
    np.testing.assert_array_equal(ground, tiny.rasters()["terrain"][0])
    assert grid == tiny.GRID
    assert database.synthetic and database.manifest.crs == "EPSG:4549"
    database.verify()


def test_tables_without_rows_keep_their_types(tmp_path: Path) -> None:
    empty = {name: frame.iloc[:0] for name, frame in tiny.frames().items()}
    database = tiny.database(tmp_path / "d", empty)
    for name, frame in empty.items():
        same(database.rows(name), typed(tiny.SCHEMA[name], frame))
    take = database.folder
    assert open_database(take, schema=tiny.SCHEMA).table_names == ("towns", "wells", "gaugings")


def test_the_same_rows_give_the_same_bytes_at_another_time(tmp_path: Path) -> None:
    tiny.database(tmp_path / "a")
    time.sleep(1.1)
    tiny.database(tmp_path / "b")
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_the_master_opens_as_a_geopackage_with_places_and_plain_tables(tmp_path: Path) -> None:
    tiny.database(tmp_path / "d")
    layers = dict(pyogrio.list_layers(tmp_path / "d" / "census.gpkg").tolist())
    assert layers == {"towns": "Unknown", "wells": "Point", "gaugings": None}


def test_personal_rows_lie_apart_for_their_owner_only(tmp_path: Path) -> None:
    tiny.database(tmp_path / "d")
    (persons,) = (tmp_path / "d").glob("persons-*.gpkg")
    assert stat.S_IMODE(persons.stat().st_mode) == 0o600
    plain = open_database(tmp_path / "d", schema=tiny.SCHEMA)
    assert "keepers" not in plain.table_names
    with pytest.raises(InputError, match="'keepers' holds personal data"):
        plain.rows("keepers")
    others = [p for p in (tmp_path / "d").rglob("*") if p.is_file() and p != persons]
    assert not any(b"00000000001" in path.read_bytes() for path in others)


def test_a_change_gives_a_new_state_and_the_former_can_still_be_read(tmp_path: Path) -> None:
    first = tiny.database(tmp_path / "d")
    changed = tiny.wells().assign(depth_m=[1.0, 2.0])
    second = first.write({"wells": changed})
    assert second.rows("wells")["depth_m"].tolist() == [1.0, 2.0]
    assert first.rows("wells")["depth_m"].tolist() == [5e-324, 12.5]
    same(second.rows("towns"), first.rows("towns"))
    # The hash of a row follows its content, whatever hash the row came with.
    assert (second.rows("wells")["row_hash"] != first.rows("wells")["row_hash"]).all()
    second.verify()
    third = second.write({"wells": changed.assign(depth_m=[3.0, 4.0])})
    assert third.rows("wells")["depth_m"].tolist() == [3.0, 4.0]
    assert len(list((tmp_path / "d").glob("census-*.gpkg"))) == 2
    with pytest.raises(InputError, match="changed twice since it was opened"):
        first.rows("wells")


def test_a_change_and_its_undoing_give_the_content_of_before(tmp_path: Path) -> None:
    first = tiny.database(tmp_path / "d")
    second = first.write({"wells": tiny.wells().iloc[:1]})
    third = second.write({"wells": tiny.wells()})
    assert third.content_hash == first.content_hash != second.content_hash
    third.verify()


def test_a_raster_is_replaced_under_the_hash_of_its_bytes(tmp_path: Path) -> None:
    first = tiny.database(tmp_path / "d")
    ground = np.zeros((30, 20), np.float32)
    second = first.write({}, rasters={"terrain": (ground, tiny.GRID)})
    np.testing.assert_array_equal(second.raster("terrain")[0], ground)
    assert second.manifest.tables == first.manifest.tables
    for entry in second.manifest.rasters.values():
        digest = hashlib.sha256((tmp_path / "d" / entry["file"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"]
        assert digest[:12] in entry["file"]


def test_who_changes_a_table_that_another_changed_meanwhile_is_told(tmp_path: Path) -> None:
    mine = tiny.database(tmp_path / "d")
    open_database(tmp_path / "d", schema=tiny.SCHEMA).write({"wells": tiny.wells().iloc[:1]})
    with pytest.raises(InputError, match="table 'wells' was changed by another writer"):
        mine.write({"wells": tiny.wells()})
    now = mine.write({"towns": tiny.towns().iloc[:2]})
    assert (len(now.rows("wells")), len(now.rows("towns"))) == (1, 2)


def test_rows_that_cannot_be_taken_are_named_and_change_nothing(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "d")
    before = hashes(tmp_path / "d")
    with pytest.raises(InputError, match=r"table wells lacks the column 'depth_m'; is 'dept_m' meant"):
        database.write({"wells": tiny.wells().rename(columns={"depth_m": "dept_m"})})
    with pytest.raises(InputError, match=r"table wells, row 2: well_id = 'W1' is there twice"):
        database.write({"wells": tiny.wells().assign(well_id="W1")})
    with pytest.raises(InputError, match=r"table wells, row 1, field well_id: the key has no value"):
        database.write({"wells": tiny.wells().assign(well_id=pd.Series([None, "W2"], dtype=object))})
    with pytest.raises(InputError, match=r"table towns, row 2, field year: 'old' is no integer"):
        database.write({"towns": tiny.towns().assign(year=[1, "old", 3])})
    with pytest.raises(InputError, match=r"no table 'well'; did you mean 'wells'"):
        database.write({"well": tiny.wells()})
    assert hashes(tmp_path / "d") == before


def test_what_is_made_up_stays_marked_when_it_is_brought_into_a_real_database(tmp_path: Path) -> None:
    from census.database import create_database

    real = create_database(tmp_path / "d", {"towns": tiny.towns()}, name="real", schema=tiny.SCHEMA)
    assert not real.synthetic
    assert real.write({"wells": tiny.wells().assign(confidence="synthetic")}).synthetic


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_geopackage_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    database = tiny.database(tmp_path / "d")
    (master,) = (tmp_path / "d").glob("census-*.gpkg")
    content = master.read_bytes()
    master.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError, match=r"census-\w+\.gpkg: (the GeoPackage is cut off|this is not a GeoP)"):
        database.rows("towns")


def test_a_foreign_geopackage_is_refused(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "d")
    (master,) = (tmp_path / "d").glob("census-*.gpkg")
    master.unlink()
    pyogrio.write_dataframe(tiny.wells().iloc[:1], master, layer="wells")
    with pytest.raises(InputError, match="layer 'towns' cannot be read"):
        database.rows("towns")
    with pytest.raises(InputError, match="layer 'wells' has 1 rows where 2 are listed"):
        database.rows("wells")
    master.write_text("no database at all, though its name ends in .gpkg" * 9, encoding="utf-8")
    with pytest.raises(InputError, match="this is not a GeoPackage"):
        database.rows("wells")


def test_a_value_changed_behind_the_back_is_found(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "d")
    (master,) = (tmp_path / "d").glob("census-*.gpkg")
    frame = pyogrio.read_dataframe(master, layer="wells")
    pyogrio.write_dataframe(frame.assign(depth_m=[1.0, 1.0]), master, layer="wells")
    with pytest.raises(InputError, match="table 'wells' was changed since it was written"):
        database.verify()


def test_a_garbled_or_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        open_database(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is not a database or was not finished"):
        open_database(tmp_path)
    tiny.database(tmp_path / "d")
    path = tmp_path / "d" / "database.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    for text, message in (
        ("{", "not readable JSON"),
        ('{"format": "other/1"}', "format is 'other/1'"),
        (json.dumps({**said, "tables": []}), "tables must map each name"),
        (json.dumps({**said, "crs": "EPSG:4326"}), "content_hash is"),
        (json.dumps({k: v for k, v in said.items() if k != "datum"}), "manifest lacks datum"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            open_database(tmp_path / "d")


def test_a_folder_with_other_things_in_it_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty; name a new folder"):
        tiny.database(tmp_path)
    tiny.database(tmp_path / "d")
    with pytest.raises(InputError, match="not empty; name a new folder"):
        tiny.database(tmp_path / "d")


def test_snapshots_are_named_by_content_and_the_newest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        snapshots_module, "open_database", lambda folder: open_database(folder, schema=tiny.SCHEMA)
    )
    database = tiny.database(tmp_path / "d")
    with pytest.raises(InputError, match="has no snapshot yet"):
        snapshot_at(tmp_path / "d")
    first = take_snapshot(tmp_path / "d")
    assert first.folder == tmp_path / "d" / "snapshots" / first.content_hash[:16]
    assert first.table_names == ("gaugings", "towns", "wells")
    for name in first.table_names:
        same(first.rows(name), database.rows(name))
    database.write({"wells": tiny.wells().iloc[:1]})
    second = take_snapshot(tmp_path / "d")
    assert second.content_hash != first.content_hash
    assert snapshot_at(tmp_path / "d", verify=True).folder == second.folder == newest_snapshot(tmp_path / "d")
    assert len(first.rows("wells")) == 2
    open_database(tmp_path / "d", schema=tiny.SCHEMA).write({"wells": tiny.wells()})
    assert take_snapshot(tmp_path / "d").content_hash == first.content_hash
    assert newest_snapshot(tmp_path / "d") == first.folder
    shutil.rmtree(first.folder)
    with pytest.raises(InputError, match="there is no such folder"):
        snapshot_at(tmp_path / "d")


def test_a_zero_below_nothing_is_kept_as_zero_and_hashed_so(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "d")
    after = database.write({"wells": tiny.wells().assign(depth_m=[-0.0, 12.5])})
    rows = after.rows("wells")
    assert not np.signbit(rows["depth_m"].iloc[0])
    assert rows["row_hash"].tolist() == row_hashes(tiny.WELLS, rows)
    plain = after.write({"wells": tiny.wells().assign(depth_m=[0.0, 12.5])})
    assert plain.content_hash == after.content_hash


def test_files_of_others_beside_a_database_stay(tmp_path: Path) -> None:
    held = tiny.database(tmp_path / "d")
    others = [held.folder / "census-handed-over.gpkg", held.folder / "rasters" / "my-photo.tif"]
    for path in others:
        path.write_bytes(b"mine")
    held.write({"wells": tiny.wells().iloc[:1]}, doing="test")
    assert all(path.read_bytes() == b"mine" for path in others)


def test_a_folder_with_a_file_of_another_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "census-2024.gpkg").write_bytes(b"mine")
    with pytest.raises(InputError, match="not empty"):
        tiny.database(tmp_path / "d")
    assert (tmp_path / "d" / "census-2024.gpkg").read_bytes() == b"mine"
