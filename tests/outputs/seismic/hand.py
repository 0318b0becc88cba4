"""A result of four buildings in two communities and three realisations, small enough to add up by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.grid import Grid
from models.seismic.result import BuildingDamage, GroundShaking, SeismicResult, ZoneTotals

GRID = Grid("EPSG:4549", 520000.0, 3350200.0, 100.0, 2, 3)
QUANTITIES = ("deaths_night", "displaced_people", "uninhabitable_dwellings", "repair_cost")
X = np.array([520050.0, 520060.0, 520150.0, 520250.0])
Y = np.array([3350150.0, 3350160.0, 3350150.0, 3350050.0])
COMMUNITY = np.array([0, 0, 1, 1], np.int32)

GRADES = np.array([[0, 4, 1, 0], [2, 3, 0, 0], [0, 4, 4, 1]])
"""Grade of each building in each realisation, shape (3, 4)."""

# Consequences of a grade, one row for each quantity; every building is alike.
VALUES = np.array([[0, 0, 0, 1, 3], [0, 0, 2, 10, 20], [0, 0, 0, 4, 8], [0, 1e4, 5e4, 2e5, 4e5]], float)


def result() -> SeismicResult:
    """The result."""
    values = VALUES[:, GRADES].transpose(1, 2, 0)
    totals = np.stack([values[:, zone == COMMUNITY].sum(axis=1) for zone in (0, 1)], axis=1)
    onehot = (GRADES[:, :, None] == np.arange(5)).astype(np.int32)
    zone_counts = np.stack([onehot[:, zone == COMMUNITY].sum(axis=1) for zone in (0, 1)], axis=1)
    expected = np.array([[0.7, 0.1, 0.1, 0.05, 0.05], [0, 0, 0.1, 0.3, 0.6], [0.5, 0.2, 0.1, 0.1, 0.1],
                         [0.8, 0.2, 0, 0, 0]])  # fmt: skip
    buildings = BuildingDamage(
        building_id=np.array(["B000001", "B000002", "B000003", "B000004"], dtype=object),
        community=COMMUNITY,
        fragility_class=np.array(["URML-Pre", "URML-Pre", "C1M-Low", "C2H-Moderate"], dtype=object),
        measure=np.array(["PGA"] * 4, dtype=object),
        motion=np.array([0.2, 0.2, 0.18, 0.15]),
        expected=expected,
        grade_counts=onehot.sum(axis=0).astype(np.int32),
        mean=values.mean(axis=0),
        low=np.quantile(values, 0.05, axis=0),
        high=np.quantile(values, 0.95, axis=0),
        residents=np.array([20.0, 30.0, 40.0, 50.0]),
        floor_area=np.array([1000.0, 3000.0, 2000.0, 500.0]),
    )
    return SeismicResult(
        quantities=QUANTITIES,
        buildings=buildings,
        zones=ZoneTotals(("330105001001", "330105002001"), ("330105001", "330105002"), totals, zone_counts),
        shaking=shaking(),
        attributes={"motion_model": "yu2013", "seed": 1, "realisations": 3},
        unverified=(("测试参数", "a trial parameter"),),
    )


def shaking() -> GroundShaking:
    """PGA and intensity on six cells, the last outside."""
    base = np.array([[0.2, 0.18, 0.16], [0.15, 0.14, np.nan]], np.float32)
    intensity = np.array([[7.0, 6.8, 6.6], [6.4, 6.2, np.nan]], np.float32)
    median = np.stack([base, intensity])
    return GroundShaking(
        GRID,
        ("PGA", "INT"),
        median,
        median - np.float32(0.1),
        median + np.float32(0.1),
        site_factor=np.where(np.isfinite(base), np.float32(1.3), np.float32(np.nan)),
    )


class District:
    """Stands in for a snapshot: tables by name."""

    synthetic = True
    table_names = ("buildings", "communities", "streets")

    def rows(self, name: str) -> pd.DataFrame:
        rows: pd.DataFrame = self.table(name)
        return rows

    def table(self, name: str) -> gpd.GeoDataFrame:
        boxes = {
            "streets": [shapely.box(520000, 3350000, 520100, 3350200),
                        shapely.box(520100, 3350000, 520300, 3350200)],
            "buildings": [shapely.box(x - 5, y - 5, x + 5, y + 5) for x, y in zip(X, Y, strict=True)],
        }  # fmt: skip
        boxes["communities"] = boxes["streets"]
        columns: dict[str, dict[str, list[object]]] = {
            "streets": {"code": ["330105001", "330105002"], "name": ["甲街道", "乙街道"],
                        "name_en": ["A", "B"]},
            "communities": {"community_code": ["330105001001", "330105002001"], "name": ["甲一", "乙一"],
                            "street_code": ["330105001", "330105002"]},
            # Another order than the result's.
            "buildings": {"building_id": ["B000004", "B000002", "B000003", "B000001"],
                          "dwelling_units": [8, 8, 8, 8], "storeys": [4, 2, 3, 1]},
        }  # fmt: skip
        shapes = boxes[name]
        if name == "buildings":
            shapes = [shapes[3], shapes[1], shapes[2], shapes[0]]
        return gpd.GeoDataFrame(columns[name], geometry=shapes, crs="EPSG:4549")
