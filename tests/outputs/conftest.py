"""A run of twenty cells and a district of two streets, small enough to count by hand."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xarray as xr

from census.grid import Grid

NAN = np.nan
WEST, NORTH = 520000.0, 3350040.0

# Row 0 is the northern edge. No value: outside (first cell), a building block (row 1), a canal (row 3).
DEPTH = [
    [NAN, 0.00, 0.20, 0.20, 0.00],
    [0.10, 0.15, 0.40, NAN, 0.00],
    [0.00, 0.00, 0.00, 0.00, 0.60],
    [NAN, NAN, 0.50, 0.00, 0.60],
]
SPEED = [
    [NAN, 0.00, 0.30, 0.60, 0.00],
    [0.10, 0.20, 2.50, NAN, 0.00],
    [0.00, 0.00, 0.00, 0.00, 1.20],
    [NAN, NAN, 0.10, 0.00, 0.10],
]
TERMS = ["rain", "inflow", "infiltration", "sewer", "canal", "edge", "storage_change", "residual"]


@dataclass(frozen=True)
class District:
    """Stands in for a snapshot: tables by name."""

    tables: dict[str, gpd.GeoDataFrame]
    synthetic: bool = True

    def table(self, name: str) -> gpd.GeoDataFrame:
        return self.tables[name]


@pytest.fixture(scope="session")
def grid() -> Grid:
    return Grid("EPSG:4549", WEST, NORTH, 10.0, 4, 5)


@pytest.fixture(scope="session")
def run(grid: Grid) -> xr.Dataset:
    """Four rows of five cells of 10 m."""
    depth = np.array(DEPTH, dtype=np.float32)
    bed = np.full(grid.shape, 3.0, dtype=np.float32)
    bed[0, 0] = NAN
    built = np.zeros(grid.shape, dtype=np.float32)
    built[1, 3] = 1.0
    duration = np.where(np.isnan(depth), NAN, np.zeros((3, *grid.shape))).astype(np.float32)
    duration[0, 0, 2], duration[0, 1, 2], duration[0, 0, 3], duration[0, 2, 4] = 1000.0, 5000.0, 800.0, 7000.0
    plane = ("y", "x")
    return xr.Dataset(
        {
            "maximum_depth": (plane, depth),
            "time_of_maximum_depth": (plane, np.where(depth > 0.0, 1800.0, NAN).astype(np.float32)),
            "maximum_speed": (plane, np.array(SPEED, dtype=np.float32)),
            "maximum_hazard": (plane, depth * (np.array(SPEED, dtype=np.float32) + np.float32(0.5))),
            "arrival_time": (plane, np.where(depth > 0.15, 1200.0, NAN).astype(np.float32)),
            "duration_above_depth": (("depth_class", *plane), duration),
            "depth": (("time", *plane), np.stack([0.0 * depth, depth])),
            "bed": (plane, bed),
            "building_fraction": (plane, built),
            "ledger": ("ledger_term", np.array([190.0, 10.0, 20.0, 30.0, 0.0, 5.0, 145.0, 1e-5])),
        },
        coords={
            **grid.coordinates(),
            "depth_class": [0.15, 0.30, 0.50],
            "time": [0.0, 3600.0],
            "ledger_term": TERMS,
        },
        attrs={"duration_seconds": 3600.0, "steps": 10, "ledger_relative_residual": 5e-8},
    )


@pytest.fixture(scope="session")
def district() -> District:
    """Street A holds columns 0 to 2, street B column 3 and less than half of column 4."""
    south = NORTH - 40.0
    streets = gpd.GeoDataFrame(
        {"code": ["330105001", "330105002"], "name": ["甲街道", "乙街道"], "name_en": ["Jia", "Yi"]},
        geometry=[
            shapely.box(WEST, south, WEST + 30.0, NORTH),
            shapely.box(WEST + 30.0, south, WEST + 44.0, NORTH),
        ],
        crs="EPSG:4549",
    )
    buildings = gpd.GeoDataFrame(
        {
            "building_id": ["far", "near", "block", "beyond"],
            "street_code": ["330105001", "330105001", "330105002", "330106999"],
            "people": [10, 5, 7, 3],
        },
        geometry=[
            # 9 m east and 7 m south of the nearest wet centre: 11.4 m away.
            shapely.box(WEST + 2.0, NORTH - 28.0, WEST + 6.0, NORTH - 22.0),
            # 1 m and 9 m from the same centre: 9.1 m away.
            shapely.box(WEST + 10.0, NORTH - 29.0, WEST + 14.0, NORTH - 24.0),
            shapely.box(WEST + 30.0, NORTH - 20.0, WEST + 40.0, NORTH - 10.0),
            shapely.box(WEST + 42.0, NORTH - 28.0, WEST + 48.0, NORTH - 22.0),
        ],
        crs="EPSG:4549",
    )
    canals = gpd.GeoDataFrame(
        {"canal_id": ["c1"], "name": ["小运河"], "name_en": ["Little Canal"]},
        geometry=[shapely.box(WEST - 50.0, south, WEST + 20.0, south + 10.0)],
        crs="EPSG:4549",
    )
    return District({"streets": streets, "buildings": buildings, "canals": canals})
