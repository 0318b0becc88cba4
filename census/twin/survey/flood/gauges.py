"""Stage gauges: the one on record in both of its datums, and synthetic ones along the other canals."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from census.coordinates import to_district
from census.schema import TABLES
from census.snapshot import DATUM
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.places import as_frame, street_codes

_GONGCHENQIAO = (120.1375, 30.3195)
"""Longitude and latitude of the bridge, approximate; unverified."""

_WARNING_RISE = 1.46
"""Warning stage above the usual one [m]: that at the recorded gauge, taken over elsewhere."""

_GREATEST = 8
_APART = 1500.0


def stage_gauges(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Gauges inside the surveyed area."""
    canals = made["canals"]
    rows: list[dict[str, Any]] = []
    points: list[Any] = []
    recorded = _at_bridge(canals)
    if recorded is not None and recorded[1].within(base.part.area):
        canal, point = recorded
        for datum, warning, highest, source in (
            (DATUM, 2.66, np.nan, "warning stage of 2020 in the press; datum inferred"),
            ("port", 4.5, 5.5, "port warning stage; highest of 2013 in the press, port datum"),
        ):
            rows.append(
                {
                    "name": "拱宸桥", "canal_id": canal, "warning_stage_m": warning,
                    "highest_stage_m": highest,
                    "highest_date": "2013-10-08" if datum == "port" else None, "datum": datum,
                    "datum_status": "inferred", "source": source,
                }
            )  # fmt: skip
            points.append(point)
    for canal_id, name, stage, point in _others(base, made, points):
        rows.append(
            {
                "name": f"{name}水位站(合成)", "canal_id": canal_id, "warning_stage_m": round(stage, 2),
                "highest_stage_m": np.nan, "datum": DATUM, "datum_status": "stated",
                "source": "synthetic: usual stage and the rise to warning at Gongchenqiao",
            }
        )  # fmt: skip
        points.append(point)
    geometry = np.array(points, dtype=object)
    owner = street_codes(geometry, made)
    for number, row in enumerate(rows):
        row |= {"gauge_id": f"G{number + 1:03d}", "street_code": owner[number]}
        row["status"] = "unverified" if row["name"] == "拱宸桥" else "synthetic"
    return as_frame(TABLES["stage_gauges"], rows, geometry)


def _at_bridge(canals: gpd.GeoDataFrame) -> tuple[str, Any] | None:
    """The Grand Canal's id and the place in it nearest to the bridge."""
    trunk = canals[canals["canal_id"] == "C01"]
    if not len(trunk):
        return None
    x, y = to_district(*_GONGCHENQIAO)
    place = shapely.Point(float(x), float(y))
    nearest = shapely.get_point(shapely.shortest_line(trunk.geometry.iloc[0], place), 0)
    return "C01", nearest


def _others(base: Base, made: Frames, taken: list[Any]) -> list[tuple[str, str, float, Any]]:
    """Sections in the middle of the canals' courses in the area, apart from each other."""
    canals, sections = made["canals"], made["canal_sections"]
    chosen: list[tuple[str, str, float, Any]] = []
    inner = base.part.area.buffer(-20.0)
    used = list(taken)
    canal: Any
    for canal in canals.itertuples(index=False):
        mine = sections[(sections["canal_id"] == canal.canal_id).to_numpy()]
        mine = mine[shapely.within(mine.geometry.to_numpy(), inner)]
        if not len(mine) or len(chosen) >= _GREATEST:
            continue
        point = mine.geometry.iloc[len(mine) // 2]
        if all(point.distance(other) > _APART for other in used):
            chosen.append((canal.canal_id, canal.name, canal.normal_stage_m + _WARNING_RISE
                           if canal.system == "grand_canal" else canal.normal_stage_m + 0.5,
                           point))  # fmt: skip
            used.append(point)
    return chosen
