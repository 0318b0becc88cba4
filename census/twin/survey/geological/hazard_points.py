"""Geohazard points: steep ground above buildings at the foot of the hills."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.schema import table_named
from census.schema.geological import HAZARD_KINDS
from census.twin import dice, facts, tables
from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake.ground import apart, level_at
from census.twin.survey.geological import grades
from census.twin.survey.geological.relief import Relief

ABOVE_HOUSES, ABOVE_PATHS = 13, 6
"""Greatest number of points above buildings, and on steep ground above roads and paths; synthetic."""

REACH = 180.0
"""Distance to which a point threatens what lies lower [m]; synthetic."""

_SPACING = 300.0
_CUT, _STEEP = 7.0, 22.0
"""Slope of the hill from which it is cut behind houses, and from which rock falls on a path [degree]."""

_PATH = 45.0
"""Distance of a path from the steep ground above it [m]; synthetic."""

_YUAN_PER_M2 = 2500.0
"""Value of a square metre of floor that a slide would destroy [yuan]; status unverified."""

_SHARE_HIT = 0.4
"""Share of the floor area in reach that counts as property threatened; synthetic."""

_TYPE_NUMBER = {"slope": "00", "landslide": "01", "rockfall": "02", "debris_flow": "03"}
"""Digits of the kind in a unified number; status unverified."""


def hazard_points(base: Base, made: Frames, ground: Relief, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Table of the geohazard points."""
    row, column = _chosen(base, made, ground)
    if not len(row):
        empty: dict[str, list[object]] = {name.name: [] for name in table_named("geohazard_points").columns}
        return gpd.GeoDataFrame(empty, geometry=[], crs=DISTRICT_CRS)
    x, y = np.round(ground.grid.x[column], 1), np.round(ground.grid.y[row], 1)
    key = x.astype(np.int64), y.astype(np.int64)
    points = shapely.points(x, y)
    slope = _faces(base.seed, ground, row, column, key)
    kind = _kinds(base.seed, slope, ground.curvature[row, column], key)
    reached = _threatened(base, made, x, y)
    happened = _happened(base.seed, key)
    volume = _volumes(base.seed, kind, key)
    return gpd.GeoDataFrame(
        _told(base, made, units, points, kind)
        | {
            "slope_deg": slope,
            "area_m2": volume["area"],
            "volume_m3": volume["volume"],
            "volume_grade": [grades.volume_grade(k, v) for k, v in zip(kind, volume["volume"], strict=True)],
        }
        | happened
        | reached
        | {
            "danger_grade": grades.danger_grade(
                reached["people_threatened"], reached["property_threatened_yuan"]
            )
        }
        | _managed(base.seed, kind, slope, reached["people_threatened"], key)
        | {"status": "synthetic"},
        geometry=points,
        crs=DISTRICT_CRS,
    )


def _chosen(base: Base, made: Frames, ground: Relief) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells of the points, from north to south: steep, on the hill, with a lower building in reach."""
    row, column = np.nonzero(ground.inside & (ground.slope > _CUT))
    x, y = ground.grid.x[column], ground.grid.y[row]
    on_hill = shapely.contains_xy(ground.hill, x, y) if len(x) else np.zeros(0, dtype=bool)
    row, column, x, y = row[on_hill], column[on_hill], x[on_hill], y[on_hill]
    if not len(x):
        return row, column
    steep = ground.slope[row, column]
    _, place = _below(base, made, x, y)
    houses = np.bincount(place, minlength=len(x)) > 0
    ways = shapely.union_all(made["roads"].geometry.to_numpy())
    paths = ~houses & (steep > _STEEP) & (shapely.distance(shapely.points(x, y), ways) < _PATH)
    draw = dice.uniform(base.seed, "geohazard/order", x.astype(np.int64), y.astype(np.int64))
    # Steeper ground comes first, though not always.
    priority = (0.3 + draw) / np.tan(np.radians(steep)) + np.where(houses, 0.0, 1e3)
    some = np.flatnonzero(houses | paths)
    kept = some[apart(x[some], y[some], np.full(len(some), _SPACING), priority[some])]
    kept = np.concatenate([kept[houses[kept]][:ABOVE_HOUSES], kept[paths[kept]][:ABOVE_PATHS]])
    kept = kept[np.lexsort((x[kept], -y[kept]))]
    return row[kept], column[kept]


def _below(
    base: Base, made: Frames, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of a building and a place above it within reach."""
    built = made["buildings"].geometry.to_numpy()
    tree = shapely.STRtree(built)
    place, building = tree.query(shapely.points(x, y), predicate="dwithin", distance=REACH)
    middle = shapely.get_coordinates(shapely.centroid(built[building])).reshape(-1, 2)
    lower = level_at(base, middle[:, 0], middle[:, 1]) < level_at(base, x, y)[place] - 3.0
    return building[lower], place[lower]


def _threatened(
    base: Base, made: Frames, x: NDArray[np.float64], y: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    building, place = _below(base, made, x, y)
    built = made["buildings"]
    people = np.bincount(place, built["people"].to_numpy(np.float64)[building], minlength=len(x))
    floor = np.bincount(place, built["floor_area_m2"].to_numpy(np.float64)[building], minlength=len(x))
    return {
        "people_threatened": people.astype(np.int64),
        "buildings_threatened": np.bincount(place, minlength=len(x)).astype(np.int64),
        "property_threatened_yuan": np.round(floor * _YUAN_PER_M2 * _SHARE_HIT, -4),
    }


def _faces(
    seed: int,
    ground: Relief,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    key: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> NDArray[np.float64]:
    """Slope of the face itself, steeper than the hill over a cell [degree]."""
    steeper = 12.0 + 16.0 * dice.uniform(seed, "geohazard/face", *key)
    return np.round(np.minimum(ground.slope[row, column] + steeper, 75.0))


def _kinds(
    seed: int,
    slope: NDArray[np.float64],
    hollow: NDArray[np.float64],
    key: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> list[str]:
    draw = dice.uniform(seed, "geohazard/kind", *key)
    case = [(slope > 42.0) & (draw < 0.7), (hollow > 1.0e-3) & (draw < 0.3), draw < 0.6]
    kinds = np.select(case, ["rockfall", "debris_flow", "landslide"], default="slope")
    return [str(kind) for kind in kinds]


def _volumes(
    seed: int, kind: list[str], key: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> dict[str, NDArray[np.float64]]:
    """Area and volume: log-normal by kind."""
    area = np.array([{"rockfall": 250.0, "debris_flow": 5000.0}.get(name, 1300.0) for name in kind])
    depth = np.array([{"rockfall": 0.8, "debris_flow": 1.2}.get(name, 2.2) for name in kind])
    area = area * np.exp(0.6 * dice.normal(seed, "geohazard/area", *key))
    depth = depth * np.exp(0.3 * dice.normal(seed, "geohazard/depth", *key))
    return {"area": np.round(area, -1), "volume": np.round(area * depth, -1)}


def _happened(seed: int, key: tuple[NDArray[np.int64], NDArray[np.int64]]) -> dict[str, Any]:
    """Past losses: one point in four has slid before, without deaths."""
    before = dice.uniform(seed, "geohazard/before", *key) < 0.25
    loss = np.round(np.where(before, 3e5 * np.exp(0.8 * dice.normal(seed, "geohazard/loss", *key)), 0.0), -4)
    deaths = np.zeros(len(loss), dtype=np.int64)
    return {
        "deaths": deaths,
        "direct_loss_yuan": loss,
        "disaster_grade": pd.Series(grades.disaster_grade(deaths, loss)).where(before, None),
    }


def _told(
    base: Base, made: Frames, units: gpd.GeoDataFrame, points: NDArray[np.object_], kind: list[str]
) -> dict[str, Any]:
    """Number, name, kind and where it lies."""
    streets = made["streets"]
    tops = facts.peaks()
    at = shapely.get_coordinates(points)
    hill = np.argmin([np.hypot(at[:, 0] - top.x, at[:, 1] - top.y) for top in tops], axis=0)
    unit = shapely.STRtree(units.geometry.to_numpy()).nearest(points)
    key = at[:, 0].astype(np.int64), at[:, 1].astype(np.int64)
    return {
        "geohazard_id": [f"330105{_TYPE_NUMBER[name]}{i + 1:04d}" for i, name in enumerate(kind)],
        "name": [
            f"{tops[h].name}{i + 1}号{HAZARD_KINDS[k]}"
            for i, (h, k) in enumerate(zip(hill, kind, strict=True))
        ],
        "kind": kind,
        "street_code": tables.codes_at(points, streets.geometry.to_numpy(), streets["code"].to_numpy()),
        "slope_unit_id": units["slope_unit_id"].to_numpy()[unit],
        "found_year": 1998 + (26.0 * dice.uniform(base.seed, "geohazard/year", *key)).astype(np.int64),
    }


def _managed(
    seed: int,
    kind: list[str],
    slope: NDArray[np.float64],
    people: NDArray[np.int64],
    key: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> dict[str, Any]:
    """Stability, trigger, and what is done: more where people live below."""
    bad = slope / 45.0 + 0.5 * dice.uniform(seed, "geohazard/stability", *key)
    cut = dice.uniform(seed, "geohazard/trigger", *key) < 0.4
    step = np.searchsorted([0.55, 0.85, 1.15], bad)
    measure = {"rockfall": "clear", "debris_flow": "drain", "landslide": "retain", "slope": "observe"}
    return {
        "stability": np.array(["stable", "basically_stable", "less_stable", "unstable"], dtype=object)[step],
        "trigger": [
            "weathering" if name == "rockfall" else "excavation" if c and name != "debris_flow" else "rain"
            for name, c in zip(kind, cut, strict=True)
        ],
        "monitoring": np.select(
            [people >= 100, people > 0], ["instrumented", "community"], default="patrol"
        ).astype(object),
        "measure": [measure[name] for name in kind],
        "has_plan": people > 0,
    }
