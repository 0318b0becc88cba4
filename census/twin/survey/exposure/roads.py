"""What the survey adds to the roads: names, lanes, speeds, bridges and drains."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.assumptions import assumptions

_STRAIGHT = np.cos(np.radians(30.0))
"""Two edges that meet at less than 30 degrees off straight are one street."""

_LEAST_WATER = 3.0
"""A road with less water below it has no bridge [m]."""

_DIGITS = "零一二三四五六七八九"

_ENDINGS = {"arterial": "大道", "secondary": "路", "collector": "街", "lane": "弄", "path": "径"}


def roads(base: Base, made: Frames) -> Frames:
    """Table `roads` with the fields of the survey."""
    table = made["roads"].copy()
    rows = {row["class"]: row for row in assumptions("exposure_road_classes.csv")}
    kind = table["class"].to_numpy(dtype=object)
    width = table["width_m"].to_numpy(dtype=np.float64)
    middle = shapely.line_interpolate_point(table.geometry.to_numpy(), 0.5, normalized=True)
    table["street_code"] = _streets(base, made, middle)
    course = _courses(table, kind, width)
    table["name"] = _names(table, kind, course, dict(made["streets"].set_index("code")["name"]))
    lanes = np.array([int(rows[k]["lanes"]) for k in kind])
    wide = np.array([float(rows[k]["wide_from_m"]) for k in kind])
    table["lanes"] = lanes + 2 * (width >= wide)
    table["speed_limit_km_h"] = np.array([float(rows[k]["speed_limit_km_h"]) for k in kind])
    table["motor_vehicles"] = table["speed_limit_km_h"] > 0.0
    table["one_way"] = False
    table = _with_bridges(table, made["canals"])
    table["drain_return_period_yr"] = _drains(base.seed, kind, middle, rows)
    stone = (kind == "path") | ((kind == "lane") & _old(made, middle))
    table["surface"] = np.where(stone, "stone", np.where(kind == "lane", "concrete", "asphalt"))
    table["status"] = "unverified"
    return {"roads": table}


def _streets(base: Base, made: Frames, middle: NDArray[Any]) -> NDArray[Any]:
    """Street in which the middle of each road lies; None outside the district."""
    streets = made["streets"]
    shapely.prepare(base.part.area)
    code = streets["code"].to_numpy(dtype=object)[
        shapely.STRtree(streets.geometry.to_numpy()).nearest(middle)
    ]
    code[~shapely.intersects(base.part.area, middle)] = None
    return np.asarray(code)


def _courses(table: gpd.GeoDataFrame, kind: NDArray[Any], width: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the street each edge is part of: edges of one class and width that go straight on."""
    nodes = table[["from_node", "to_node"]].to_numpy(dtype=np.int64)
    geometry = table.geometry.to_numpy()
    ends = [shapely.get_coordinates(shapely.get_point(geometry, i)) for i in (0, 1, -1, -2)]
    away = np.stack([ends[1] - ends[0], ends[3] - ends[2]], axis=1)
    away /= np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9)[..., None]
    end_edge = np.repeat(np.arange(len(nodes)), 2)
    end_node, way = nodes.ravel(), away.reshape(-1, 2)
    order = np.argsort(end_node, kind="stable")
    end_edge, end_node, way = end_edge[order], end_node[order], way[order]
    left, right = [], []
    # A node has few edges: comparing each end with its next few neighbours meets every pair.
    for step in range(1, 8):
        same = end_node[:-step] == end_node[step:]
        if not same.any():
            break
        a, b = np.flatnonzero(same), np.flatnonzero(same) + step
        e, f = end_edge[a], end_edge[b]
        on = (kind[e] == kind[f]) & (width[e] == width[f]) & ((way[a] * way[b]).sum(axis=1) < -_STRAIGHT)
        left.append(e[on])
        right.append(f[on])
    i, j = (np.concatenate(part) if part else np.empty(0, np.int64) for part in (left, right))
    links = coo_array((np.ones(len(i)), (i, j)), shape=(len(nodes),) * 2)
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _names(
    table: gpd.GeoDataFrame, kind: NDArray[Any], course: NDArray[np.int64], names: dict[str, str]
) -> NDArray[Any]:
    """Clearly made-up names: numbered avenues, and numbered roads and lanes of each street."""
    length = table.geometry.length.to_numpy()
    bounds = table.geometry.bounds.to_numpy()
    count = int(course.max(initial=-1)) + 1
    total = np.bincount(course, weights=length, minlength=count)
    middle = 0.5 * (bounds[:, :2] + bounds[:, 2:])
    x, y = (np.bincount(course, weights=length * axis, minlength=count) / total for axis in middle.T)
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, course, bounds[:, :2])
    np.maximum.at(high, course, bounds[:, 2:])
    eastward = (high - low)[:, 0] > (high - low)[:, 1]
    first = np.unique(course, return_index=True)[1]
    owner = table.groupby(course)["street_code"].first().to_numpy(dtype=object)
    stem = [names[code].removesuffix("街道") if isinstance(code, str) else "界外" for code in owner]
    label = np.full(count, None, dtype=object)
    order = np.lexsort((np.rint(x), -np.rint(y)))
    number: dict[str, int] = {}
    for one in order.tolist():
        level = str(kind[first[one]])
        avenue = level == "arterial"
        group = ("纬" if eastward[one] else "经") if avenue else stem[one]
        ending = _ENDINGS[level]
        number[group + ending] = number.get(group + ending, 0) + 1
        label[one] = f"{group}{_numeral(number[group + ending])}{ending}"
    return np.asarray(label[course])


def _numeral(number: int) -> str:
    """Digits of a number as house plates in Chinese read them."""
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _with_bridges(table: gpd.GeoDataFrame, canals: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    lines, water = table.geometry.to_numpy(), canals.geometry.to_numpy()
    road, canal = shapely.STRtree(water).query(lines, predicate="intersects")
    over = shapely.length(shapely.intersection(lines[road], water[canal]))
    # The longest crossing names the canal; a road crosses two at most where they meet.
    order = np.lexsort((over, road))
    length = np.bincount(road, weights=over, minlength=len(lines))
    bridge = length >= _LEAST_WATER
    name = np.full(len(lines), None, dtype=object)
    name[road[order]] = canals["canal_id"].to_numpy(dtype=object)[canal[order]]
    name[~bridge] = None
    table["bridge"] = bridge
    table["canal_id"] = name
    table["bridge_length_m"] = np.where(bridge, np.round(length, 1), np.nan)
    return table


def _drains(
    seed: int, kind: NDArray[Any], middle: NDArray[Any], rows: dict[str, dict[str, str]]
) -> NDArray[np.float64]:
    """Design return period of the drains; a share of the smaller streets still has an older one."""
    quarter = np.floor(shapely.get_coordinates(middle) / 400.0).astype(np.int64)
    draw = dice.uniform(seed, "roads/drains", *quarter.T)
    older = np.array([float(rows[k]["older_share"]) for k in kind])
    new, old = (np.array([float(rows[k][name]) for k in kind]) for name in ("drain_yr", "older_drain_yr"))
    return np.asarray(np.where(draw < older, old, new))


def _old(made: Frames, middle: NDArray[Any]) -> NDArray[np.bool_]:
    """Places beside an old lane house."""
    buildings = made["buildings"]
    old = buildings.geometry.to_numpy()[buildings["type"].to_numpy(dtype=object) == "old_lane_house"]
    beside = np.zeros(len(middle), dtype=bool)
    if len(old):
        hit, _ = shapely.STRtree(old).query(middle, predicate="dwithin", distance=25.0)
        beside[hit] = True
    return beside
