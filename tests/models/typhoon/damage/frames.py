"""A few rows of census tables."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from census.grid import DISTRICT_CRS

HOUSE: dict[str, Any] = {
    "street_code": "330105001", "type": "masonry_estate", "structure": "masonry", "roof_material": "precast",
    "storeys": 6, "height_m": 18.0, "footprint_m2": 600.0, "floor_area_m2": 3600.0, "use": "dwelling",
    "business": "none", "curtain_wall": "none", "curtain_wall_share": 0.0, "curtain_wall_m2": 0.0,
}  # fmt: skip

SITE: dict[str, Any] = {
    "name": "工地", "street_code": "330105001", "area_m2": 10_000.0, "tower_cranes": 2,
    "crane_height_m": 60.0, "scaffold": "cantilever", "scaffold_height_m": 40.0, "hut_residents": 13,
}  # fmt: skip


def houses(*changes: dict[str, Any]) -> gpd.GeoDataFrame:
    """Houses of 20 m x 30 m like `HOUSE`, each with some fields changed."""
    rows = [{"building_id": f"B{number:06d}", **HOUSE, **one} for number, one in enumerate(changes)]
    shapes = [shapely.box(100.0 * number, 0.0, 100.0 * number + 20.0, 30.0) for number in range(len(rows))]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=DISTRICT_CRS)


def sites(*changes: dict[str, Any]) -> gpd.GeoDataFrame:
    """Sites of a hectare like `SITE`, each with some fields changed."""
    rows = [{"site_id": f"CS{number:04d}", **SITE, **one} for number, one in enumerate(changes)]
    shapes = [shapely.box(200.0 * number, 0.0, 200.0 * number + 100.0, 100.0) for number in range(len(rows))]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=DISTRICT_CRS)
