"""A snapshot holds what was written, whole or not at all, and says what is wrong with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import census.snapshot
from census.attempts import new_attempt
from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from census.snapshot import MANIFEST, Snapshot, open_snapshot, write_snapshot

GRID = Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, 5.0, 30, 20)


def _table() -> gpd.GeoDataFrame:
    points = shapely.points([[500_010.0, 3_349_990.0], [500_020.0, 3_349_980.0]])
    return gpd.GeoDataFrame(
        {"name": ["拱墅", "b"], "depth_m": [0.1, np.nan]}, geometry=points, crs=DISTRICT_CRS
    )


def _rasters() -> dict[str, tuple[Any, Grid]]:
    ground = np.arange(600, dtype=np.float32).reshape(30, 20)
    ground[0, 0] = np.nan
    return {"terrain": (ground, GRID), "landcover": (np.full((30, 20), 3, dtype=np.uint8), GRID)}


def _write(folder: Path) -> Snapshot:
    return write_snapshot(
        folder,
        {"points": _table()},
        _rasters(),
        name="t",
        synthetic=True,
        seed=3,
        extent="x",
        sources=["made up"],
    )


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    _write(tmp_path / "s")
    snapshot = open_snapshot(tmp_path / "s", verify=True)
    table = snapshot.table("points")
    assert table["name"].tolist() == ["拱墅", "b"]
    assert np.isnan(table["depth_m"].iloc[1])
    assert table.crs.to_epsg() == 4549
    array, grid = snapshot.raster("terrain")
    np.testing.assert_array_equal(array, _rasters()["terrain"][0])
    assert grid == GRID
    codes, _ = snapshot.raster("landcover")
    assert codes.dtype == np.uint8 and (codes == 3).all()
    assert snapshot.synthetic and snapshot.manifest["seed"] == 3


def test_the_same_content_has_the_same_hash_and_other_content_another(tmp_path: Path) -> None:
    first, second = _write(tmp_path / "a"), _write(tmp_path / "b")
    assert first.content_hash == second.content_hash
    changed = _table()
    changed.loc[0, "depth_m"] = 0.2
    third = write_snapshot(
        tmp_path / "c",
        {"points": changed},
        _rasters(),
        name="t",
        synthetic=True,
        seed=3,
        extent="x",
        sources=[],
    )
    assert third.content_hash != first.content_hash


def test_a_write_that_fails_leaves_the_old_snapshot_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _write(tmp_path / "s").content_hash

    def broken(*_: object) -> dict[str, Any]:
        raise OSError("disk full")

    monkeypatch.setattr(census.snapshot, "_write_raster", broken)
    with pytest.raises(OSError, match="disk full"):
        _write(tmp_path / "s")
    assert open_snapshot(tmp_path / "s", verify=True).content_hash == before
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_the_same_content_written_again_leaves_the_folder_to_its_readers(tmp_path: Path) -> None:
    _write(tmp_path / "s")
    standing = (tmp_path / "s" / MANIFEST).stat().st_ino
    assert _write(tmp_path / "s").content_hash == open_snapshot(tmp_path / "s").content_hash
    assert (tmp_path / "s" / MANIFEST).stat().st_ino == standing
    (tmp_path / "s" / "terrain.tif").write_bytes(b"wreck")
    _write(tmp_path / "s")
    open_snapshot(tmp_path / "s", verify=True)
    assert (tmp_path / "s" / MANIFEST).stat().st_ino != standing
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_write_removes_what_a_dead_one_left_and_nothing_else(tmp_path: Path) -> None:
    live = new_attempt(tmp_path, prefix=".tmp-s-")
    *owner, pid, start, _ = live.name.split("-")
    dead = tmp_path / "-".join([*owner, pid, str(int(start) - 1), "aaaa"])
    foreign = tmp_path / ".tmp-mine"
    dead.mkdir()
    foreign.mkdir()
    _write(tmp_path / "s")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".tmp-mine", live.name, "s"])


def test_a_changed_file_is_found_by_its_hash(tmp_path: Path) -> None:
    _write(tmp_path / "s")
    path = tmp_path / "s" / "points.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    open_snapshot(tmp_path / "s")
    with pytest.raises(InputError, match=r"points\.parquet: the file changed"):
        open_snapshot(tmp_path / "s", verify=True)


def test_a_changed_content_hash_is_found(tmp_path: Path) -> None:
    _write(tmp_path / "s")
    manifest = tmp_path / "s" / MANIFEST
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["content_hash"] = "0" * 64
    manifest.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="content_hash is 0000"):
        open_snapshot(tmp_path / "s", verify=True)


def test_a_missing_folder_manifest_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        open_snapshot(tmp_path / "nowhere")
    with pytest.raises(InputError, match="manifest is missing"):
        open_snapshot(tmp_path)
    _write(tmp_path / "s")
    shutil.copytree(tmp_path / "s", tmp_path / "t")
    (tmp_path / "t" / "terrain.tif").unlink()
    with pytest.raises(InputError, match="raster 'terrain' is missing"):
        open_snapshot(tmp_path / "t")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not readable JSON"),
        ("[]", "format is 'list'"),
        ('{"format": "other/2"}', "format is 'other/2'"),
        ('{"format": "fangzai-snapshot/2"}', "manifest lacks name"),
    ],
)
def test_a_garbled_manifest_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        open_snapshot(tmp_path)


def test_an_unknown_name_gets_the_nearest_one(tmp_path: Path) -> None:
    snapshot = _write(tmp_path / "s")
    with pytest.raises(InputError, match="has no table 'point'; did you mean 'points'"):
        snapshot.table("point")
    with pytest.raises(InputError, match=r"has no raster 'zzz'\. It holds: landcover, terrain"):
        snapshot.raster("zzz")


def test_a_raster_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 2\)"):
        write_snapshot(
            tmp_path / "s",
            {},
            {"terrain": (np.zeros((2, 2), np.float32), GRID)},
            name="t",
            synthetic=True,
            seed=None,
            extent="x",
            sources=[],
        )
    assert not list(tmp_path.iterdir())
