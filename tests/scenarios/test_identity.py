"""What names a run."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from census.database import open_database
from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from census.snapshot import open_snapshot, write_snapshot
from scenarios.identity import identity_of
from scenarios.spec import load_scenario
from tests.scenarios.trial import TRIAL

TEXT = (
    TRIAL
    + """
[settings]
duration_h = 2.0
"""
)


@pytest.mark.parametrize(
    ("neighbour", "counts"),
    [
        ("dem.prj", True),
        ("dem.tfw", True),
        ("dem.aux.xml", False),
        ("dem.tif.aux.xml", False),
        ("dem.txt", False),
    ],
)
def test_only_files_that_belong_to_an_input_name_the_run(
    tmp_path: Path, neighbour: str, counts: bool
) -> None:
    (tmp_path / "trial.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "dem.tif").write_bytes(b"ground")
    loaded = load_scenario(tmp_path / "trial.toml")
    alone = identity_of(loaded).run_id
    (tmp_path / neighbour).write_text("beside")
    assert (identity_of(loaded).run_id != alone) == counts


def test_parts_of_a_shapefile_name_the_run(tmp_path: Path) -> None:
    text = TEXT.replace("roughness =", 'extent = "area[1]x/area.shp"\nroughness =')
    (tmp_path / "trial.toml").write_text(text, encoding="utf-8")
    (tmp_path / "dem.tif").write_bytes(b"ground")
    folder = tmp_path / "area[1]x"
    folder.mkdir()
    (folder / "area.shp").write_bytes(b"shapes")
    loaded = load_scenario(tmp_path / "trial.toml")
    names = {identity_of(loaded).run_id}
    for ending in (".shx", ".dbf", ".prj", ".CPG"):
        (folder / f"area{ending}").write_bytes(b"part")
        names.add(identity_of(loaded).run_id)
    assert len(names) == 5


def test_a_snapshot_whose_files_changed_names_no_run(tmp_path: Path) -> None:
    grid = Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, 5.0, 3, 2)
    points = gpd.GeoDataFrame(
        {"name": ["a"]}, geometry=shapely.points([[500_001.0, 3_349_999.0]]), crs=grid.crs
    )
    rasters = {"terrain": (np.zeros((3, 2), np.float32), grid)}
    folder = tmp_path / "district"
    write_snapshot(
        folder, {"points": points}, rasters, name="d", synthetic=False, seed=None, extent="x", sources=[]
    )
    text = TEXT[: TEXT.index("[domain]")] + '[domain]\nkind = "district"\nsnapshot = "district"\n'
    (tmp_path / "trial.toml").write_text(f"{text}\n[settings]\nduration_h = 2.0\n", encoding="utf-8")
    loaded = load_scenario(tmp_path / "trial.toml")
    whole = identity_of(loaded).run_id
    manifest = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    path = folder / manifest["rasters"]["terrain"]["file"]
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(InputError, match=r"the file changed"):
        identity_of(loaded)
    path.write_bytes(path.read_bytes()[:-1])
    assert identity_of(loaded).run_id == whole


def test_a_database_stands_for_its_newest_snapshot(small_database: Path, tmp_path: Path) -> None:
    newest = open_database(small_database).manifest.snapshots[-1]
    found = []
    for folder in (small_database, small_database / "snapshots" / newest):
        text = TEXT[: TEXT.index("[domain]")] + f'[domain]\nkind = "district"\nsnapshot = "{folder}"\n'
        (tmp_path / "trial.toml").write_text(f"{text}\n[settings]\nduration_h = 2.0\n", encoding="utf-8")
        found.append(identity_of(load_scenario(tmp_path / "trial.toml")).inputs["domain.snapshot"])
    assert found == [open_snapshot(folder).content_hash] * 2
