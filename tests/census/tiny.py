"""A district of four tables with every kind of column, for tests of what keeps and carries tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.database import Database, create_database
from census.grid import DISTRICT_CRS, Grid
from census.schema import Column, Table
from census.schema.frames import with_provenance

TOWNS = Table(
    name="towns", group="regions", zh="镇", en="towns", key=("code",), geometry="MultiPolygon",
    standard="GB/T 0000", meaning="One row for each town.",
    columns=(
        Column(name="code", zh="代码", en="code", kind="text", pattern=r"T\d{3}", aliases=("编号",)),
        Column(name="name", zh="名称", en="name", kind="text", required=False),
        Column(name="class", zh="类别", en="class", kind="text", codes={"old": "老镇", "new": "新镇"}),
        Column(name="year", zh="设立年份", en="founded", kind="integer", minimum=1000.0, maximum=2026.0),
        Column(name="mills", zh="工厂数", en="mills", kind="integer", required=False, minimum=0.0),
        Column(name="stage_m", zh="水位", en="stage", kind="real", unit="m", required=False, datum="datum"),
        Column(name="datum", zh="高程基准", en="datum", kind="text", required=False),
        Column(name="walled", zh="有城墙", en="walled", kind="flag"),
        Column(name="ruined", zh="已毁", en="ruined", kind="flag", required=False),
        Column(name="surveyed", zh="调查日期", en="surveyed", kind="date", required=False),
    ),
)  # fmt: skip
WELLS = Table(
    name="wells", group="regions", zh="井", en="wells", key=("well_id",), geometry="Point",
    columns=(
        Column(name="well_id", zh="井编号", en="well", kind="text"),
        Column(name="town_code", zh="镇代码", en="town", kind="text", references="towns.code"),
        Column(name="depth_m", zh="井深", en="depth", kind="real", unit="m", minimum=0.0, maximum=500.0),
    ),
)  # fmt: skip
GAUGINGS = Table(
    name="gaugings", group="regions", zh="观测", en="gaugings", key=("well_id", "time"),
    columns=(
        Column(name="well_id", zh="井编号", en="well", kind="text", references="wells.well_id"),
        Column(name="time", zh="时间", en="time", kind="time"),
        Column(name="level_m", zh="井水位", en="level", kind="real", unit="m"),
    ),
)  # fmt: skip
KEEPERS = Table(
    name="keepers", group="persons", zh="管理员", en="keepers", key=("person_id",), personal=True,
    columns=(
        Column(name="person_id", zh="人员编号", en="person", kind="text"),
        Column(name="telephone", zh="电话", en="telephone", kind="text"),
    ),
)  # fmt: skip
SCHEMA: Mapping[str, Table] = {table.name: table for table in (TOWNS, WELLS, GAUGINGS, KEEPERS)}
GRID = Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, 5.0, 30, 20)


def sourced(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with a provenance."""
    return with_provenance(
        table, frame, source_id="test", source_date="2026-01-01", method="made up", confidence="surveyed",
        ingested_at="2026-01-02T00:00", run_id="t1",
    )  # fmt: skip


def towns() -> pd.DataFrame:
    """Three towns with odd values: the largest floats, whole numbers that no float holds, missing ones."""
    square = shapely.box(500_000.1, 3_349_900.0, 500_050.0, 3_349_950.7)
    twin = shapely.MultiPolygon([square, shapely.box(500_060.0, 3_349_900.0, 500_070.0, 3_349_910.0)])
    frame = gpd.GeoDataFrame(
        {
            "code": ["T001", "T002", "T003"],
            "name": ["=1+1", None, " 桥西\r\n_x0041_ \t"],
            "class": ["old", "new", "new"],
            "year": [1138, 1950, 2003],
            "mills": pd.array([2**60 + 1, None, 0], dtype="Int64"),
            "stage_m": [0.1 + 0.2, np.nan, -1.0 / 3.0],
            "datum": ["wusong", None, "1985 national"],
            "walled": [True, False, False],
            "ruined": pd.array([True, None, False], dtype="boolean"),
            "surveyed": ["2024-02-29", None, "1999-12-31"],
        },
        geometry=[square, twin, shapely.box(500_000.0, 3_349_860.0, 500_010.0, 3_349_870.0 + 1.0 / 3.0)],
        crs=DISTRICT_CRS,
    )
    return sourced(TOWNS, frame)


def wells() -> pd.DataFrame:
    """Two wells."""
    places = shapely.points([[500_010.0 + 1.0 / 3.0, 3_349_940.0], [500_065.0, 3_349_905.0]])
    data = {"well_id": ["W1", "W2"], "town_code": ["T001", "T002"], "depth_m": [5e-324, 12.5]}
    return sourced(WELLS, gpd.GeoDataFrame(data, geometry=places, crs=DISTRICT_CRS))


def gaugings(rows: int = 3) -> pd.DataFrame:
    """Readings of one well, a minute apart."""
    times = pd.date_range("2026-01-01", periods=rows, freq="min").strftime("%Y-%m-%dT%H:%M")
    levels = np.random.default_rng(1).normal(size=rows)
    return sourced(GAUGINGS, pd.DataFrame({"well_id": "W1", "time": times, "level_m": levels}))


def keepers() -> pd.DataFrame:
    """One invented person."""
    return sourced(KEEPERS, pd.DataFrame({"person_id": ["P1"], "telephone": ["00000000001"]}))


def frames() -> dict[str, pd.DataFrame]:
    """Every table."""
    return {"towns": towns(), "wells": wells(), "gaugings": gaugings(), "keepers": keepers()}


def rasters() -> dict[str, tuple[Any, Grid]]:
    """A ground and a land cover."""
    ground = np.arange(600, dtype=np.float32).reshape(30, 20)
    ground[0, 0] = np.nan
    return {"terrain": (ground, GRID), "landcover": (np.full((30, 20), 3, dtype=np.uint8), GRID)}


def database(folder: Path, tables: Mapping[str, pd.DataFrame] | None = None) -> Database:
    """A database of it."""
    return create_database(
        folder,
        frames() if tables is None else tables,
        rasters(),
        name="tiny",
        synthetic=True,
        seed=3,
        sources=["made up"],
        personal=True,
        schema=SCHEMA,
    )
