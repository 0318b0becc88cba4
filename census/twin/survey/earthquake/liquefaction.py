"""Liquefaction points: boreholes with saturated sand or silt, judged by the code's equations."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from census.grid import DISTRICT_CRS
from census.soils import liquefaction
from census.twin.survey.earthquake.catalogue import GROUP, PGA

SANDS = ("sandy_silt", "silty_sand")
STEP = 1.0
"""Depth that one test of the standard penetration stands for [m]."""


class _Judged(NamedTuple):
    """What is found at one borehole, in the terms of the table."""

    layer_top_m: float
    layer_bottom_m: float
    initial_judgement: str
    least_blow_ratio: float
    liquefaction_index: float


def liquefaction_points(boreholes: gpd.GeoDataFrame, layers: pd.DataFrame) -> gpd.GeoDataFrame:
    """Table of the boreholes that meet sand or silt below the groundwater and above 20 m."""
    sandy = layers[layers["soil_type"].isin(SANDS) & (layers["top_m"] < liquefaction.DEPTH)]
    groups = dict(list(sandy.groupby("borehole_id", sort=False)))
    soft = layers[layers["soil_type"] == "muddy_clay"].set_index("borehole_id")
    rows: list[dict[str, Any]] = []
    points = []
    for name, water, point in zip(
        boreholes["borehole_id"], boreholes["groundwater_depth_m"], boreholes.geometry, strict=True
    ):
        wet = groups[name][groups[name]["bottom_m"] > water] if name in groups else sandy.iloc[:0]
        if not len(wet):
            continue
        above = soft.loc[[name]] if name in soft.index else soft.iloc[:0]
        mud = float((above["bottom_m"] - above["top_m"])[above["top_m"] < wet["top_m"].min()].sum())
        rows.append({"borehole_id": name, "groundwater_depth_m": water} | _judged(wet, water, mud)._asdict())
        points.append(point)
    names = ["borehole_id", "groundwater_depth_m", *_Judged._fields]
    made = pd.DataFrame(rows, columns=names)
    told: dict[str, Any] = {
        "liquefaction_id": [f"LQ{i + 1:04d}" for i in range(len(made))],
        "pga_g": PGA,
        "grade": [liquefaction.grade(value) for value in made["liquefaction_index"]],
        "status": "synthetic",
    }
    return gpd.GeoDataFrame(made.assign(**told), geometry=points, crs=DISTRICT_CRS)


def _judged(wet: pd.DataFrame, water: float, mud: float) -> _Judged:
    """Judge the wet sands of one borehole; `mud` is the soft soil above them, which is no cover [m]."""
    case = liquefaction.ground(PGA, GROUP)
    top = wet["top_m"].to_numpy(np.float64)
    bottom = np.minimum(wet["bottom_m"].to_numpy(np.float64), liquefaction.DEPTH)
    silt = (wet["soil_type"] == "sandy_silt").to_numpy()
    clay = wet["clay_content_percent"].to_numpy(np.float64)
    deep = np.where(silt, case.silt_depth, case.sand_depth)
    # Without the first sand's top nothing above it could liquefy: that is the cover of all.
    cover = max(float(top.min()) - mud, 0.0)
    safe = liquefaction.safe_at_first_sight(cover, water, deep) | (silt & (clay >= case.silt_clay))
    first, last = round(float(top.min()), 1), round(float(bottom.max()), 1)
    if safe.all():
        return _Judged(first, last, "safe", float("nan"), 0.0)
    depth, blows, fines, thick, middle = _tests(wet[~safe], water)
    critical = liquefaction.critical_blows(depth, water, fines, blows=case.blows, magnitude=case.magnitude)
    value = liquefaction.index(blows, critical, thick, middle)
    ratio = float((blows / critical).min()) if len(depth) else float("nan")
    return _Judged(first, last, "further", round(ratio, 2), round(value, 2))


def _tests(wet: pd.DataFrame, water: float) -> tuple[np.ndarray[Any, np.dtype[np.float64]], ...]:
    """Depth, blows, clay content, thickness and middle of tests a metre apart."""
    found: list[tuple[float, float, float, float, float]] = []
    columns = ("soil_type", "top_m", "bottom_m", "spt_n", "clay_content_percent")
    for kind, top, bottom, blows, clay in zip(*(wet[name] for name in columns), strict=True):
        edges = np.append(np.arange(max(top, water), min(bottom, liquefaction.DEPTH), STEP), bottom)
        edges = np.minimum(edges, liquefaction.DEPTH)
        for upper, lower in pairwise(edges):
            middle = 0.5 * (upper + lower)
            fines = 3.0 if kind == "silty_sand" else float(clay)
            found.append((middle, float(blows), fines, lower - upper, middle))
    return tuple(np.array(found, dtype=np.float64).reshape(-1, 5).T)
