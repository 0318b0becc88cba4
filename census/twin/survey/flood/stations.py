"""Pumping stations: at drains that cannot fall to their canal, at underpasses, and the great one outside."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from census.coordinates import to_district
from census.schema import TABLES
from census.snapshot import DATUM
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.design import design
from census.twin.survey.flood.network import Network
from census.twin.survey.flood.pipes import bottoms
from census.twin.survey.flood.places import as_frame, ground, points_xy, street_codes

SANBAO = (120.2175, 30.2860)
"""Longitude and latitude of the Sanbao station, outside the district; approximate, unverified."""

_RULE = "水位达到起排水位时启泵，降至停排水位时停泵"


def pump_stations(base: Base, made: Frames, net: Network) -> gpd.GeoDataFrame:
    """Stations of the storm water."""
    drains, at_drains = _at_drains(made, net)
    under, at_under = _at_underpasses(base, made)
    rows, points = [*drains, *under], [*at_drains, *at_under]
    owner = street_codes(np.array(points, dtype=object), made)
    for row, code in zip(rows, owner, strict=True):
        row["street_code"] = code
    if base.whole:
        x, y = to_district(*SANBAO)
        rows.append(_sanbao())
        points.append(shapely.Point(round(float(x), 1), round(float(y), 1)))
    for number, row in enumerate(rows):
        row |= {"pump_station_id": f"PS{number + 1:03d}", "datum": DATUM, "rule": _RULE}
    return as_frame(TABLES["pump_stations"], rows, np.array(points, dtype=object))


def _at_drains(made: Frames, net: Network) -> tuple[list[dict[str, Any]], list[Any]]:
    """Stations at the wet wells, in the order of their manholes."""
    plan, canals = design(), made["canals"]
    bottom = bottoms(net.pipes.start, net.pipes.section) - plan.well_below
    rows: list[dict[str, Any]] = []
    points: list[Any] = []
    for node in np.flatnonzero(net.pumped).tolist():
        capacity = round(max(plan.pump_margin * float(net.pipes.flow[node]), 0.05), 2)
        canal = canals.iloc[int(net.outfalls.canal[net.tree.outfall[node]])]
        street = int(net.tree.node[node])
        rows.append(
            {
                "name": f"雨水泵站{len(rows) + 1:02d}(合成)", "kind": "drain", "from_water": "雨水管网",
                "to_water": canal["name"], "to_canal_id": canal["canal_id"], "capacity_m3_s": capacity,
                "pumps": 2 if capacity < 2.0 else 4,
                "start_stage_m": round(float(bottom[node]) + plan.start_depth, 2),
                "stop_stage_m": round(float(bottom[node]) + plan.stop_depth, 2),
                "source": "synthetic: the drain cannot fall to the canal", "status": "synthetic",
            }
        )  # fmt: skip
        points.append(shapely.Point(round(net.graph.x[street], 2), round(net.graph.y[street], 2)))
    return rows, points


def _at_underpasses(base: Base, made: Frames) -> tuple[list[dict[str, Any]], list[Any]]:
    """Stations of the underpasses; their kerb stands at the side of the street."""
    low = made["low_points"]
    low = low[(low["kind"] == "underpass").to_numpy()]
    geometry = np.asarray(low.geometry.to_numpy(), dtype=object)
    if not len(geometry):
        return [], []
    x, y = points_xy(geometry)
    draw = dice.uniform(base.seed, "flood/underpass/pump", np.rint(x), np.rint(y))
    level = ground(base, geometry)
    rows = [
        {
            "name": f"{point}下穿泵站(合成)", "kind": "underpass", "from_water": "下穿道路",
            "to_water": "雨水管网",
            "capacity_m3_s": round(0.15 + 0.25 * float(share), 2), "pumps": 3,
            "start_stage_m": round(float(z) - 0.5, 2), "stop_stage_m": round(float(z) - 1.5, 2),
            "source": "synthetic", "status": "synthetic",
        }
        for point, share, z in zip(low["low_point_id"], draw, level, strict=True)
    ]  # fmt: skip
    return rows, geometry.tolist()


def _sanbao() -> dict[str, Any]:
    return {
        "name": "三堡排涝泵站", "kind": "river", "from_water": "京杭大运河", "to_water": "钱塘江",
        "capacity_m3_s": 200.0, "pumps": 4, "since": "2015-06-01", "start_stage_m": np.nan,
        "stop_stage_m": np.nan,
        "source": "hangzhou.com.cn 2021-08-02: 200 m3/s, since 2015-06 (day, place, pumps assumed)",
        "status": "unverified",
    }  # fmt: skip
