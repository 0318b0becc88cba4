"""Spaces below ground from a scenario file to the published table."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Surface
from models.waterlogging.underground.entrances import Census, spaces_of
from outputs.fields import open_fields
from scenarios.run import run_scenario
from scenarios.spec import load_scenario

GRID = Grid(crs="EPSG:4549", west=0.0, north=60.0, cell_size=20.0, rows=3, columns=3)


def scenario(folder: Path, database: Path, more: str = "") -> Path:
    path = folder / "below.toml"
    path.write_text(
        f"""base = "design-100yr-60min"
[scenario]
title_zh = "地下空间"
title_en = "Below ground"
[domain]
snapshot = '{database}'
cell_size_m = 10.0
[settings]
duration_h = 1.5
threads = 1
[outputs]
language = "both"
[underground]
kind = "census"
{more}
""",
        encoding="utf-8",
    )
    return path


@dataclass(frozen=True)
class Below:
    folder: Path
    table: pd.DataFrame


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory, small_database: Path) -> Below:
    """A storm over the small district with its spaces below ground."""
    folder = tmp_path_factory.mktemp("below")
    done = run_scenario(scenario(folder, small_database), runs_dir=folder / "runs")
    return Below(done.folder, pd.read_parquet(done.folder / "underground.parquet"))


def test_a_run_hands_over_the_spaces_of_the_census(below: Below) -> None:
    table = below.table
    assert table["space_id"].is_unique and table["space_id"].str.fullmatch(r"UG\d{4}").all()
    wet = table[table["inflow_m3"] > 0.01]
    assert len(wet) > 0
    assert wet["first_time_s"].between(0.0, 5400.0).all()
    assert set(wet["state_zh"]) <= {"灌满", "过半", "达到封闭水深", "进水"}
    assert table["street"].str.len().gt(0).all()
    with open_fields(below.folder / "fields.nc") as fields:
        assert fields.attrs["coupled_relative_residual"] < 1e-6
        assert float(fields["underground_inflow"].sum()) == pytest.approx(table["inflow_m3"].sum())
        inside = float(fields["underground_volume"].isel(series_time=-1).sum())
        exchanged = float(fields["ledger"].sel(ledger_term="exchange"))
        pumped = -float(fields["account"].sel(partner="underground", account_term="outside"))
        assert inside + pumped == pytest.approx(exchanged, rel=1e-5)


def test_the_table_reads_in_both_languages(below: Below) -> None:
    zh = pd.read_csv(below.folder / "underground.csv")
    en = pd.read_csv(below.folder / "underground_en.csv")
    assert {"地下空间编号", "街道", "首次进水（小时）", "状态"} <= set(zh.columns)
    assert {"space below ground", "street", "first water inside (h)", "state"} <= set(en.columns)
    assert "underground.csv" in (below.folder / "README.txt").read_text(encoding="utf-8")


def test_gates_keep_garages_dry(tmp_path: Path, below: Below, small_database: Path) -> None:
    gates = '[[underground.closures]]\nkinds = ["garage", "metro_entrance", "mall"]\nheight_m = 3.0\n'
    done = run_scenario(scenario(tmp_path, small_database, gates), runs_dir=tmp_path / "runs")
    table = pd.read_parquet(done.folder / "underground.parquet")
    assert table["inflow_m3"].sum() == 0.0 < below.table["inflow_m3"].sum()
    shutil.rmtree(done.folder)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("pump_stop_m = 0.2", "pump_stop_m = 0.2 is not below pump_start_m = 0.1"),
        ("depths_m = [0.3, 0.1]", "depths_m are"),
        ('kinds = ["cellar"]', "cellar"),
        ("[[underground.closures]]\nheight_m = 1.0\n", "state either spaces"),
        ('[[underground.closures]]\nspaces=["UG0001"]\nheight_m = -1.0\n', "height_m"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_scenario(scenario(tmp_path, tmp_path, more))


def test_a_closure_of_a_space_that_is_not_there_is_named(tmp_path: Path, small_database: Path) -> None:
    more = '[[underground.closures]]\nspaces = ["UG9999"]\nheight_m = 1.0\n'
    with pytest.raises(InputError, match="no underground space 'UG9999'"):
        run_scenario(scenario(tmp_path, small_database, more), runs_dir=tmp_path / "runs")


def test_rasters_have_no_census(place: Path) -> None:
    with pytest.raises(InputError, match="needs a district with the census table"):
        load_scenario(place / "trial.toml", ["underground={kind='census'}"])


def surface(bed: np.ndarray) -> Surface:
    return Surface(grid=GRID, bed=bed.astype(np.float32), manning=np.full(GRID.shape, 0.03, np.float32))


def one_space(**changed: object) -> gpd.GeoDataFrame:
    """One garage in the middle cell."""
    row: dict[str, object] = {
        "space_id": "UG0001", "kind": "garage", "ground_m": 1.0, "sill_m": 1.2, "floor_m": -2.0,
        "volume_m3": 100.0, "entrance_width_m": 6.0, "pump_m3_s": 0.0, "threshold_depth_m": 0.2,
        "datum": "1985 national", "x": 30.0, "y": 30.0,
    } | changed  # fmt: skip
    point = shapely.Point(row.pop("x"), row.pop("y"))
    return gpd.GeoDataFrame({name: [value] for name, value in row.items()}, geometry=[point], crs=GRID.crs)


def test_a_sill_keeps_its_step_above_a_coarse_cell() -> None:
    higher = spaces_of(one_space(), surface(np.full((3, 3), 1.3)), None, Census())
    assert higher.sill[0] == pytest.approx(1.5, abs=1e-6)
    lower = spaces_of(one_space(), surface(np.full((3, 3), 0.8)), None, Census())
    assert lower.sill[0] == 1.2


def test_a_wide_entrance_meets_the_cells_within_its_width() -> None:
    wide = spaces_of(one_space(entrance_width_m=20.0), surface(np.ones((3, 3))), None, Census())
    assert sorted(zip(wide.rows.tolist(), wide.columns.tolist(), strict=True)) == [
        (0, 1), (1, 0), (1, 1), (1, 2), (2, 1),
    ]  # fmt: skip
    np.testing.assert_allclose(wide.opening_width, 4.0)
    assert (wide.rows[0], wide.columns[0]) == (1, 1)


def test_an_underpass_is_the_streets_where_the_bed_carries_its_hollow() -> None:
    under = one_space(kind="underpass", ground_m=2.0, sill_m=2.0, floor_m=1.2)
    fine = Grid(crs=GRID.crs, west=0.0, north=60.0, cell_size=10.0, rows=6, columns=6)
    ground = np.full((6, 6), 2.0, np.float32)
    ground[2:4, 2:4] = [[1.2, 1.4], [1.5, 1.7]]
    bed = np.full((3, 3), 2.0)
    bed[1, 1] = 1.45
    carried = spaces_of(under, surface(bed), (ground, fine), Census())
    assert carried.in_street[0] and carried.hollows is not None
    np.testing.assert_allclose(carried.hollows.ground, [1.2, 1.4, 1.5, 1.7], atol=1e-6)
    bed[1, 1] = 1.9
    assert not spaces_of(under, surface(bed), (ground, fine), Census()).in_street[0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"x": 500.0}, r"UG0001: its entrance at \(500.0, 30.0\) has no open ground"),
        ({"sill_m": np.nan}, "UG0001 has no sill_m"),
        ({"datum": "port"}, "UG0001 has levels in the datum 'port'"),
        ({"kind": "underpass"}, "no space of the kinds asked for"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(changed: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        spaces_of(one_space(**changed), surface(np.ones((3, 3))), None, Census(kinds=("garage",)))
