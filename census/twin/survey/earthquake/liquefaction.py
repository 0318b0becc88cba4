"""Liquefaction points: boreholes with saturated sand or silt, judged by the code's equations."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from census.grid import DISTRICT_CRS
from census.soils import liquefaction
from census.soils.wet_sands import Judged, judge, wet_sands
from census.twin.survey.earthquake.catalogue import GROUP, PGA


def liquefaction_points(boreholes: gpd.GeoDataFrame, layers: pd.DataFrame) -> gpd.GeoDataFrame:
    """Table of the boreholes that meet sand or silt below the groundwater and above 20 m."""
    case = liquefaction.ground(PGA, GROUP)
    found = list(wet_sands(boreholes, layers))
    met = boreholes.iloc[[one.row for one in found]]
    names = ["borehole_id", "groundwater_depth_m"]
    rows = [_rounded(judge(one, case))._asdict() for one in found]
    made = pd.concat(
        [met[names].reset_index(drop=True), pd.DataFrame(rows, columns=list(Judged._fields))], axis=1
    )
    told: dict[str, Any] = {
        "liquefaction_id": [f"LQ{i + 1:04d}" for i in range(len(made))],
        "pga_g": PGA,
        "grade": [liquefaction.grade(value) for value in made["liquefaction_index"]],
        "status": "synthetic",
    }
    return gpd.GeoDataFrame(made.assign(**told), geometry=met.geometry.to_numpy(), crs=DISTRICT_CRS)


def _rounded(judged: Judged) -> Judged:
    """As a report writes it: depths to the decimetre, ratio and index to two places."""
    first, last, initial, ratio, value = judged
    return Judged(round(first, 1), round(last, 1), initial, round(ratio, 2), round(value, 2))
