"""Embankments: the banks of the canals in stretches, with crests a little above the ground."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from census.schema import TABLES
from census.snapshot import DATUM
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.places import as_frame
from census.twin.survey.flood.streets import ground_at

_STRETCH = 500.0
_LEAST = 40.0
_BACK = 9.0
"""Distance behind the water's edge at which the ground is read [m]."""


def embankments(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Banks of all canals inside the surveyed area."""
    canals = made["canals"]
    water = shapely.union_all(canals.geometry.to_numpy())
    edge = shapely.intersection(shapely.boundary(water), base.part.area.buffer(-1.0))
    lines = [part for part in shapely.get_parts(shapely.line_merge(edge)) if part.length > _LEAST]
    pieces: list[Any] = []
    for line in lines:
        count = max(round(line.length / _STRETCH), 1)
        marks = np.linspace(0.0, line.length, count + 1)
        pieces += [substring(line, a, b) for a, b in pairwise(marks)]
    geometry = np.array(pieces, dtype=object)
    if not len(geometry):
        return as_frame(TABLES["embankments"], [], geometry)
    canal = shapely.STRtree(canals.geometry.to_numpy()).nearest(
        shapely.line_interpolate_point(geometry, 0.5, normalized=True)
    )
    rows = []
    for number, (line, owner) in enumerate(zip(pieces, canal.tolist(), strict=True)):
        mean, least = _crest(base, line, water, canals.iloc[owner])
        main = canals["canal_id"].iloc[owner] == "C01"
        rows.append(
            {
                "embankment_id": f"E{number + 1:04d}", "canal_id": canals["canal_id"].iloc[owner],
                "kind": "concrete_wall" if main else "masonry_wall", "length_m": round(line.length, 1),
                "crest_m": round(mean, 2), "lowest_crest_m": round(least, 2), "datum": DATUM,
                "return_period_yr": 50.0 if main else 20.0, "status": "synthetic",
            }
        )  # fmt: skip
    return as_frame(TABLES["embankments"], rows, geometry)


def _crest(base: Base, line: Any, water: Any, canal: Any) -> tuple[float, float]:
    """Mean and least crest of a stretch [m, 1985 national], from the ground behind it."""
    at = np.arange(10.0, max(line.length, 21.0), 20.0)
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, at + 2.0))
    along = ahead - here
    size = np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]]) / size * _BACK
    level = []
    for side in (-1.0, 1.0):
        x, y = (here + side * across).T
        value = ground_at(base.terrain, base.grid, x, y)
        value[shapely.contains_xy(water, x, y)] = np.nan
        level.append(value)
    ground = np.where(np.isfinite(level[0]), level[0], level[1])
    # Cells of the bed reach past the water's edge at its corners; no bank lies below the usual stage.
    ground = ground[ground > float(canal["normal_stage_m"])]
    if not len(ground):
        bank = float(canal["bank_m"])
        return bank + 0.1, bank
    return float(ground.mean()) + 0.1, float(ground.min())
