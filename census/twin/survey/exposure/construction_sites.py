"""Construction sites on idle ground and at metro stations that are being built."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.blocks import USES
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.placing import numbered, placed, stems

_SHARE = 0.55
"""Share of the idle blocks on which something is being built; unverified."""

_LEAST_AREA = 3500.0
_STATION_WIDTH = 21.0
_PHASES = ("pit", "structure", "finishing", "demolition")


def construction_sites(base: Base, made: Frames) -> Frames:
    """Table `construction_sites`."""
    blocks, stations = _idle(base), _metro(base, made)
    geometry = np.concatenate([blocks, stations])
    metro = np.arange(len(geometry)) >= len(blocks)
    centre = shapely.centroid(geometry)
    key = np.rint(shapely.get_coordinates(centre)).astype(np.int64).reshape(-1, 2)
    fields = _fields(base.seed, key, shapely.area(geometry), metro)
    where = placed(shapely.point_on_surface(geometry), made)
    names = [f"{stem}在建工程{n}号" for n, stem in enumerate(stems(where["street_code"], made), 1)]
    table = {"site_id": numbered("CS", len(geometry)), "name": names, **where, **fields}
    return {"construction_sites": gpd.GeoDataFrame(pd.DataFrame(table), geometry=geometry, crs=DISTRICT_CRS)}


def _idle(base: Base) -> Any:
    """Idle blocks of the area on which something is being built, a little within their fence."""
    idle = base.block_geometry[base.block_use == USES.index("idle")]
    shapely.prepare(base.part.area)
    idle = idle[(shapely.area(idle) > _LEAST_AREA) & shapely.contains_properly(base.part.area, idle)]
    key = np.rint(shapely.get_coordinates(shapely.centroid(idle))).astype(np.int64).reshape(-1, 2)
    fenced = shapely.buffer(idle[dice.uniform(base.seed, "sites", *key.T) < _SHARE], -2.0, join_style="mitre")
    return fenced[(shapely.get_type_id(fenced) == 3) & ~shapely.is_empty(fenced)]


def _metro(base: Base, made: Frames) -> Any:
    """Boxes of the stations of lines under construction, below the street."""
    lines = made["metro_lines"]
    building = lines["metro_line_id"].to_numpy(dtype=object)[
        lines["phase"].to_numpy(dtype=object) == "construction"
    ]
    stations = made["metro_stations"]
    stations = stations[np.isin(stations["metro_line_id"].astype(str), building.astype(str))]
    x, y = shapely.get_coordinates(stations.geometry.to_numpy()).reshape(-1, 2).T
    bearing = np.radians(stations["bearing_deg"].to_numpy(dtype=np.float64))
    half = 0.5 * stations["length_m"].to_numpy(dtype=np.float64)
    step = np.column_stack([np.sin(bearing), np.cos(bearing)]) * half[:, None]
    ends = np.stack([np.column_stack([x, y]) - step, np.column_stack([x, y]) + step], axis=1)
    box = shapely.buffer(shapely.linestrings(ends), 0.5 * _STATION_WIDTH, cap_style="flat")
    shapely.prepare(base.part.area)
    return np.asarray(box[shapely.contains_properly(base.part.area, box)], dtype=object)


def _fields(seed: int, key: Any, area: Any, metro: Any) -> dict[str, Any]:
    draw = {name: dice.uniform(seed, f"sites/{name}", *key.T) for name in ("kind", "phase", "size", "people")}
    kind = np.array(["housing", "office", "public"], dtype=object)[
        np.searchsorted([0.52, 0.82], draw["kind"], side="right")
    ]
    kind[metro] = "metro"
    phase = np.array(_PHASES, dtype=object)[np.searchsorted([0.22, 0.66, 0.92], draw["phase"], side="right")]
    phase[metro] = np.where(draw["phase"][metro] < 0.6, "pit", "structure")
    most = np.select([kind == "housing", kind == "office", kind == "public"], [30.0, 28.0, 8.0], 0.0)
    storeys = np.rint(np.where(metro, 0.0, 3.0 + (most - 3.0) * draw["size"]))
    height = storeys * 3.1
    done = np.where(phase == "structure", 0.25 + 0.7 * draw["people"], np.where(phase == "pit", 0.0, 1.0))
    craned = (phase == "structure") | ((phase == "pit") & (draw["people"] > 0.55))
    cranes = np.where(craned & ~metro, np.clip(np.rint(area / 5200.0), 1, 8), np.where(craned, 1, 0))
    clad = np.isin(phase.astype(str), ["structure", "finishing"]) & ~metro
    scaffold = np.where(height > 75.0, "climbing", np.where(height > 24.0, "cantilever", "floor_standing"))
    dug = phase == "pit"
    depth = np.where(metro, 16.0 + 8.0 * draw["size"], 4.5 + 11.0 * draw["size"])
    workers = np.rint(np.where(metro, 150.0, area / 90.0) * (0.5 + draw["people"]))
    return {
        "kind": kind,
        "phase": phase,
        "area_m2": np.round(area, 0),
        "storeys_planned": storeys.astype(np.int64),
        "tower_cranes": cranes.astype(np.int64),
        "crane_height_m": np.where(cranes > 0, np.round(np.maximum(height * done + 22.0, 35.0), 0), np.nan),
        "hoists": np.where(clad & (storeys > 8), np.maximum(cranes, 1), 0).astype(np.int64),
        "scaffold": np.where(clad, scaffold, "none").astype(object),
        "scaffold_height_m": np.where(clad, np.round(np.maximum(height * done + 1.5, 4.0), 1), np.nan),
        "pit_depth_m": np.where(dug, np.round(depth, 1), np.nan),
        "pit_area_m2": np.where(dug, np.round(0.6 * area, 0), np.nan),
        "workers": workers.astype(np.int64),
        "hut_residents": np.rint(0.5 * workers * (draw["kind"] < 0.7)).astype(np.int64),
        "start_year": np.where(dug, 2025, np.where(phase == "structure", 2024, 2023)).astype(np.int64),
        "status": np.full(len(area), "unverified", dtype=object),
    }
