"""Tables of the district, its communities and its statistical grid."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.grid import DISTRICT_CRS
from census.twin import facts
from census.twin.survey.base import Base, Frames
from census.twin.survey.regions.communities import communities
from census.twin.survey.regions.grid_cells import grid_cells

SEAT = (120.13736, 30.32203)
"""Longitude and latitude of the district's government [degree], as published."""

AREA_PUBLISHED, AREA_OTHER = 98.58, 119.0
"""The two areas of the district that circulate [km2]."""


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `regions`."""
    return {
        "district": _district(base, made["streets"]),
        "communities": communities(made["streets"], made["roads"], made["buildings"]),
        "grid_cells": grid_cells(base, made["streets"], made["buildings"]),
    }


def _district(base: Base, streets: pd.DataFrame) -> gpd.GeoDataFrame:
    top = max(facts.peaks(), key=lambda peak: peak.height)
    row = {
        "code": "330105",
        "name": "拱墅区",
        "name_en": "Gongshu District",
        "city": "杭州市",
        "province": "浙江省",
        "population": int(streets["population"].sum()),
        "streets_count": len(streets),
        "area_km2": round(shapely.area(base.part.area) * 1e-6, 4),
        "area_published_km2": AREA_PUBLISHED if base.whole else np.nan,
        "area_other_km2": AREA_OTHER if base.whole else np.nan,
        "seat_longitude": SEAT[0],
        "seat_latitude": SEAT[1],
        "highest_peak": top.name,
        "highest_peak_m": top.height,
        "highest_peak_datum": "unstated by the source",
    }
    return gpd.GeoDataFrame(pd.DataFrame([row]), geometry=[base.part.area], crs=DISTRICT_CRS)
