"""Two states are compared by key and content: each row added, removed or changed is told, nothing else."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from census.database import Database, create_database
from census.difference import Change, RasterDifference, TableDifference, difference
from census.errors import InputError
from tests.census import tiny


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Database, Database]:
    """A district, and what became of it."""
    old = tiny.database(tmp_path / "old")
    towns = tiny.towns()
    towns.loc[1, "year"] = 1951
    towns.loc[1, "mills"] = 7
    towns.loc[2, "geometry"] = shapely.box(0.0, 0.0, 1.0, 1.0)
    towns = towns.iloc[[2, 1]]
    wells = tiny.wells().assign(run_id="t2")
    ground = tiny.rasters()["terrain"][0].copy()
    ground[3, 4] += 2.0
    ground[5, 6] -= 1.0
    ground[7, 8] = np.nan
    new = create_database(
        tmp_path / "new",
        {"towns": towns, "wells": wells, "gaugings": tiny.gaugings(4)},
        {"terrain": (ground, tiny.GRID), "other": tiny.rasters()["landcover"]},
        name="tiny",
        schema=tiny.SCHEMA,
    )
    return old, new


def test_each_row_and_field_that_differs_is_told(pair: tuple[Database, Database]) -> None:
    found = difference(*pair, schema=tiny.SCHEMA)
    assert found.tables == (
        TableDifference("towns", 3, 2, 0, 1, 2),
        TableDifference("gaugings", 3, 4, 1, 0, 0),
        TableDifference("keepers", 1, 0, 0, 1, 0),
    )
    changes = {(c.table, c.key, c.kind, c.field): (c.old, c.new) for c in found.changes}
    assert changes[("towns", "T001", "removed", "")] == ("", "")
    assert changes[("towns", "T002", "changed", "year")] == ("1950", "1951")
    assert changes[("towns", "T002", "changed", "mills")] == ("", "7")
    assert changes[("towns", "T003", "changed", "geometry")][1] == "POLYGON ((1 0, 1 1, 0 1, 0 0, 1 0))"
    assert changes[("gaugings", "W1/2026-01-01T00:03", "added", "")] == ("", "")
    assert len(changes) == 6


def test_rasters_are_compared_cell_by_cell(pair: tuple[Database, Database]) -> None:
    found = {one.raster: one for one in difference(*pair, schema=tiny.SCHEMA).rasters}
    # 600 cells, one missing before and another now; 2 - 1 = 1 m over the 598 with both values.
    terrain = found["terrain"]
    assert terrain == RasterDifference("terrain", "changed", 3, -1.0, 2.0, terrain.mean)
    assert terrain.mean == pytest.approx(1.0 / 598)
    assert found["landcover"].kind == "removed" and found["other"].kind == "added"


def test_a_state_does_not_differ_from_itself(pair: tuple[Database, Database]) -> None:
    found = difference(pair[0], pair[0], schema=tiny.SCHEMA)
    assert found.same and found.as_dict() == {"same": True, "tables": (), "changes": (), "rasters": ()}


def test_provenance_counts_only_when_asked_for(pair: tuple[Database, Database]) -> None:
    assert "wells" not in {one.table for one in difference(*pair, schema=tiny.SCHEMA).tables}
    found = difference(*pair, schema=tiny.SCHEMA, names=["wells"], provenance=True)
    assert found.changes == tuple(
        Change("wells", key, "changed", "run_id", "t1", "t2") for key in ("W1", "W2")
    )


def test_the_difference_is_written_as_json_and_csv(pair: tuple[Database, Database], tmp_path: Path) -> None:
    found = difference(*pair, schema=tiny.SCHEMA)
    assert json.loads(json.dumps(found.as_dict()))["tables"][0]["removed"] == 1
    found.write_csv(tmp_path / "d.csv")
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["table", "key", "kind", "field", "old", "new"]
    assert ["towns", "T002", "changed", "year", "1950", "1951"] in rows
    assert len(rows) == 1 + len(found.changes) + 3


def test_no_text_of_the_csv_starts_a_formula(tmp_path: Path) -> None:
    old = tiny.database(tmp_path / "a")
    new = old.write({"towns": tiny.towns().assign(name="=cmd()", stage_m=-2.5)})
    difference(old, new, schema=tiny.SCHEMA).write_csv(tmp_path / "d.csv")
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd()" in cells and "-2.5" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_a_name_that_neither_has_is_refused(pair: tuple[Database, Database]) -> None:
    with pytest.raises(InputError, match="neither state has 'mills'; there are gaugings"):
        difference(*pair, names=["mills"], schema=tiny.SCHEMA)
    with pytest.raises(InputError, match="the census has no table 'gaugings'"):
        difference(*pair, names=["gaugings"], schema={})
    assert pd.isna(tiny.towns()["mills"].iloc[1])
