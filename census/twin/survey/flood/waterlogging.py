"""Known waterlogging points: at low points and underpasses, and where streets dip."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.schema import TABLES
from census.snapshot import DATUM
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.places import as_frame, ground, points_xy, street_codes

_DIPS = 24
"""Street dips among the points, in the whole district; synthetic."""

_APART = 400.0
_REACH = 60.0
_CAUSE = {
    "underpass": "道路下穿，四周汇水", "low_spot": "地势低洼，雨水口不足",
    "street_dip": "路面局部沉降，排水不畅",
}  # fmt: skip
_MEASURE = {
    "underpass": "水位到警戒即封闭道路，泵站值守", "low_spot": "移动泵车驻点",
    "street_dip": "巡查、清掏雨水口",
}  # fmt: skip


def waterlogging_points(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Points inside the surveyed area."""
    low = made["low_points"]
    dips = _street_dips(base, made)
    geometry = np.concatenate([np.asarray(low.geometry.to_numpy(), dtype=object), dips])
    kind = [*low["kind"], *["street_dip"] * len(dips)]
    ids = [*low["low_point_id"], *[None] * len(dips)]
    depth = np.concatenate([low["depth_m"].to_numpy(), np.full(len(dips), 0.2)])
    x, y = points_xy(geometry)
    draw = dice.uniform(base.seed, "flood/waterlogging", np.rint(x), np.rint(y))
    level, owner = ground(base, geometry), street_codes(geometry, made)
    near, _ = shapely.STRtree(made["buildings"].geometry.to_numpy()).query(
        geometry, predicate="dwithin", distance=_REACH
    )
    affected = np.bincount(near, minlength=len(geometry))
    rows = [
        {
            "waterlogging_point_id": f"WL{n + 1:03d}", "name": f"积水点{n + 1:02d}(合成)",
            "street_code": owner[n],
            "kind": kind[n], "low_point_id": ids[n], "ground_m": round(float(level[n]), 2), "datum": DATUM,
            "usual_depth_m": round(float(0.15 + 0.3 * depth[n] * draw[n]), 2),
            "greatest_depth_m": round(float(max(0.9 * depth[n], 0.3) + 0.1 * draw[n]), 2),
            "area_m2": round(float(100.0 + 400.0 * draw[n] + (600.0 if kind[n] == "underpass" else 0.0)), 0),
            "warning_depth_m": 0.27 if kind[n] == "underpass" else 0.15,
            "recession_h": round(float(0.5 + 2.5 * draw[n]), 1), "buildings_affected": int(affected[n]),
            "cause": _CAUSE[kind[n]], "water_gauge": bool(kind[n] == "underpass" or draw[n] < 0.3),
            "measure": _MEASURE[kind[n]], "status": "synthetic",
        }
        for n in range(len(geometry))
    ]  # fmt: skip
    return as_frame(TABLES["waterlogging_points"], rows, geometry)


def _street_dips(base: Base, made: Frames) -> NDArray[Any]:
    """Middles of lanes and collectors that lie lower than their ends, apart from all others."""
    roads = made["roads"]
    roads = roads[roads["class"].isin(["collector", "secondary"]).to_numpy()]
    lines = np.asarray(roads.geometry.to_numpy(), dtype=object)
    lines = lines[shapely.length(lines) > 60.0]
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    inside = shapely.within(middle, base.part.area.buffer(-50.0))
    water = shapely.union_all(made["canals"].geometry.to_numpy())
    inside &= ~shapely.dwithin(middle, water, 80.0)
    lines, middle = lines[inside], middle[inside]
    if not len(middle):
        return np.empty(0, dtype=object)
    ends = np.minimum(ground(base, shapely.get_point(lines, 0)), ground(base, shapely.get_point(lines, -1)))
    dip = ends - ground(base, middle)
    wanted = round(_DIPS * base.part.area.area / 98.3e6)
    taken = list(made["low_points"].geometry)
    chosen: list[Any] = []
    for number in np.argsort(-dip, kind="stable").tolist():
        if len(chosen) >= wanted or dip[number] <= 0.0:
            break
        if all(middle[number].distance(other) > _APART for other in [*taken, *chosen]):
            chosen.append(middle[number])
    return np.array(chosen, dtype=object)
