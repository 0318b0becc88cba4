"""Sluices where side canals meet the Grand Canal and where waters pass the higher Shangtang river."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from census.schema import TABLES
from census.snapshot import DATUM
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.places import as_frame, street_codes

_REACH = 26.0
"""Gap between two water surfaces over which they are joined by a sluice [m]."""

_INNER = 45.0


def sluices(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """One sluice for each place where two canals meet; the wider one is the outer water."""
    canals = made["canals"]
    shapes = canals.geometry.to_numpy()
    rows: list[dict[str, Any]] = []
    points: list[Any] = []
    for first in range(len(canals)):
        for second in range(len(canals)):
            if not _guards(canals.iloc[first], canals.iloc[second], first, second):
                continue
            for point in _meetings(shapes[first], shapes[second], base.part.area):
                rows.append(_row(canals.iloc[first], canals.iloc[second]))
                points.append(point)
    geometry = np.array(points, dtype=object)
    owner = street_codes(geometry, made)
    for number, row in enumerate(rows):
        row |= {"sluice_id": f"SL{number + 1:03d}", "street_code": owner[number]}
        row["name"] = f"{row['name']}{number + 1:02d}(合成)"
    return as_frame(TABLES["sluices"], rows, geometry)


def _guards(inner: Any, outer: Any, first: int, second: int) -> bool:
    """Whether the first canal is shut off from the second by sluices."""
    if first == second or outer["system"] == "shangtang":
        return False
    return bool(inner["system"] == "shangtang" or outer["canal_id"] == "C01")


def _meetings(inner: Any, outer: Any, area: Any) -> list[Any]:
    """Places on the inner canal at its ends at the outer one."""
    zone = shapely.intersection(inner, outer.buffer(_REACH))
    found: list[Any] = []
    for part in shapely.get_parts(zone):
        if part.is_empty or part.area < 20.0:
            continue
        point = shapely.get_point(shapely.shortest_line(outer, part), 1)
        if point.within(area.buffer(-5.0)) and all(point.distance(other) > _INNER for other in found):
            found.append(point)
    return found


def _row(inner: Any, outer: Any) -> dict[str, Any]:
    """Fields that follow from the two canals."""
    inside, outside = float(inner["normal_stage_m"]), float(outer["normal_stage_m"])
    close, start = outside + 1.2, inside + 0.4
    return {
        "name": f"{inner['name'].removesuffix('(合成)')}闸", "canal_id": inner["canal_id"],
        "outer_canal_id": outer["canal_id"],
        "gates": 2 if inner["width_m"] > 18.0 else 1, "width_m": round(0.5 * float(inner["width_m"]), 1),
        "sill_m": round(max(float(inner["bed_m"]), float(outer["bed_m"])) + 0.2, 2),
        "close_stage_m": round(close, 2), "open_stage_m": round(start, 2), "datum": DATUM,
        "rule": f"外河水位高于{close:.2f}m且高于内河时关闸；内河水位高于{start:.2f}m且高于外河时开闸",
        "status": "synthetic",
    }  # fmt: skip
