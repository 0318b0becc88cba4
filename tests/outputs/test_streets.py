"""Street tables against sums done by hand on twenty cells."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from census.grid import Grid
from outputs.exposure import ground_of, street_of_cells, touched_buildings
from outputs.streets import area_column, street_table


def rows_of(table: Any, column: str) -> list[Any]:
    values: list[Any] = table[column].tolist()
    return values


def test_each_cell_belongs_to_the_street_of_its_centre(grid: Grid, district: Any) -> None:
    cells = street_of_cells(grid, district.table("streets"))
    # Street B reaches 4 m into the last column, whose centres are 5 m in.
    assert cells.tolist() == [[0, 0, 0, 1, -1]] * 4


def test_areas_by_street_and_depth_class(run: xr.Dataset, district: Any) -> None:
    table = street_table(run, streets=district.table("streets"))
    assert rows_of(table, "code") == ["330105001", "330105002", "outside", "total"]
    # 12 cells less the one outside the domain; 4; 4. A cell has 100 m2.
    assert rows_of(table, "area_m2") == [1100.0, 400.0, 400.0, 1900.0]
    assert rows_of(table, "area_above_015cm_m2") == [400.0, 100.0, 200.0, 700.0]
    assert rows_of(table, "area_above_030cm_m2") == [200.0, 0.0, 200.0, 400.0]
    assert rows_of(table, "area_above_050cm_m2") == [100.0, 0.0, 200.0, 300.0]
    assert rows_of(table, "share_wet") == pytest.approx([4 / 11, 1 / 4, 1 / 2, 7 / 19])


def test_depths_and_durations_by_street(run: xr.Dataset, district: Any) -> None:
    table = street_table(run, streets=district.table("streets"))
    # Mean of 0.20, 0.15, 0.40, 0.50; of 0.20; of 0.60 twice; of all seven.
    assert rows_of(table, "mean_depth_m") == pytest.approx([0.3125, 0.20, 0.60, 2.65 / 7])
    assert rows_of(table, "maximum_depth_m") == pytest.approx([0.50, 0.20, 0.60, 0.60])
    assert rows_of(table, "longest_duration_s") == [5000.0, 800.0, 7000.0, 7000.0]


def test_the_rows_sum_to_the_grid(run: xr.Dataset, district: Any) -> None:
    table = street_table(run, streets=district.table("streets"), buildings=district.table("buildings"))
    depth = run["maximum_depth"].values
    assert table["area_m2"].iloc[-1] == 100.0 * np.isfinite(run["bed"].values).sum()
    assert table["area_above_015cm_m2"].iloc[-1] == 100.0 * (depth >= np.float32(0.15)).sum()
    for column in ("area_m2", "area_above_015cm_m2", "area_above_050cm_m2", "buildings", "people_touched"):
        assert table[column].iloc[:-1].sum() == table[column].iloc[-1]


def test_buildings_and_residents_touched(run: xr.Dataset, district: Any) -> None:
    buildings = district.table("buildings")
    assert touched_buildings(ground_of(run), buildings).tolist() == [False, True, True, True]
    table = street_table(run, streets=district.table("streets"), buildings=buildings)
    assert rows_of(table, "buildings") == [2, 1, 1, 4]
    assert rows_of(table, "buildings_touched") == [1, 1, 1, 3]
    assert rows_of(table, "people") == [15, 7, 3, 25]
    assert rows_of(table, "people_touched") == [5, 7, 3, 15]


def test_nobody_is_touched_where_nothing_is_wet(run: xr.Dataset, district: Any) -> None:
    dry = run.assign(maximum_depth=0.0 * run["maximum_depth"])
    table = street_table(dry, streets=district.table("streets"), buildings=district.table("buildings"))
    assert rows_of(table, "people_touched") == [0, 0, 0, 0]
    assert rows_of(table, "mean_depth_m") == [0.0, 0.0, 0.0, 0.0]


def test_a_partly_built_cell_counts_with_its_open_share(run: xr.Dataset) -> None:
    built = run["building_fraction"].copy()
    built[1, 2] = 0.25
    table = street_table(run.assign(building_fraction=built))
    assert rows_of(table, "area_above_015cm_m2") == [675.0]


def test_without_streets_the_whole_domain_is_one_row(run: xr.Dataset) -> None:
    table = street_table(run)
    assert rows_of(table, "name") == ["合计"]
    assert rows_of(table, "area_above_015cm_m2") == [700.0]
    assert "people" not in table


def test_streets_in_another_crs_are_brought_to_the_grid(run: xr.Dataset, district: Any) -> None:
    elsewhere = district.table("streets").to_crs("EPSG:4490")
    assert rows_of(street_table(run, streets=elsewhere), "area_m2") == [1100.0, 400.0, 400.0, 1900.0]


def test_depths_closer_than_a_centimetre_have_columns_of_their_own(run: xr.Dataset) -> None:
    depths = (0.15, 0.150000001, 0.1504, 0.153, 0.16)
    table = street_table(run, depths=depths)
    columns = [name for name in map(str, table.columns) if name.startswith("area_above")]
    assert columns == [
        "area_above_015cm_m2",
        "area_above_150400um_m2",
        "area_above_153mm_m2",
        "area_above_016cm_m2",
    ]
    # The one cell of exactly 0.15 m belongs to the first alone.
    assert table[columns].iloc[-1].tolist() == [700.0, 600.0, 600.0, 600.0]
    assert area_column(float(np.float32(0.3))) == "area_above_030cm_m2"
