"""Boreholes: where they stand, how deep they go, and the layers they meet."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.snapshot import DATUM
from census.soils.cover import Cover, cover_thickness
from census.soils.profile import Profile
from census.twin import dice, tables
from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake import strata
from census.twin.survey.earthquake.ground import apart, level_at, open_places
from census.twin.survey.earthquake.noise import smooth

PURPOSES = ("metro", "building", "regional")

_CANDIDATE = 120.0
_METRO_STEP = 280.0
_LARGE = 24_000.0
"""Floor area from which a building has a borehole of its own in the census [m2]; synthetic."""

_SPACING = (230.0, 260.0, 410.0)
_HILL_SPACING = 600.0
"""Least distance of boreholes by purpose, and on the hills [m]; synthetic."""

_THINNEST = 0.4
"""Thickness below which a layer is not told apart [m]."""

_SOIL_COLUMNS = ("vs_m_s", "spt_n", "density_kg_m3", "water_content_percent", "clay_content_percent",
                 "compression_modulus_mpa")  # fmt: skip


def boreholes(base: Base, made: Frames) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Tables of the boreholes and of their layers."""
    x, y, purpose = _places(base, made)
    at = strata.place(base.seed, x, y)
    number, layer, top, bottom = _logged(base.seed, at, purpose)
    names = np.array([f"BH{i + 1:04d}" for i in range(len(x))], dtype=object)
    order = np.zeros(len(number), dtype=np.int64)
    if len(number):
        first = np.flatnonzero(np.diff(number, prepend=-1))
        order = np.arange(len(number)) - np.repeat(first, np.diff(first, append=len(number)))
    layers = pd.DataFrame(
        {
            "borehole_id": names[number],
            "layer": order + 1,
            "soil_type": np.array(strata.LAYERS, dtype=object)[layer],
            "top_m": top,
            "bottom_m": bottom,
        }
        | _properties(base.seed, at, number, layer, 0.5 * (top + bottom))
    )
    return _table(base, made, at, purpose, names, layers, number), layers


def _places(base: Base, made: Frames) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int64]]:
    """Coordinates and purpose of the boreholes, from north to south."""
    parts = [_along_metro(made), _at_large_buildings(made), _scattered(base)]
    x = np.concatenate([part[:, 0] for part in parts])
    y = np.concatenate([part[:, 1] for part in parts])
    purpose = np.repeat(np.arange(3), [len(part) for part in parts])
    x, y, found = open_places(base, x, y)
    x, y = np.round(x, 1), np.round(y, 1)
    keep = np.flatnonzero(found & shapely.contains_xy(base.part.area, x, y))
    x, y, purpose = x[keep], y[keep], purpose[keep]
    key = np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)
    inside = strata.place(base.seed, x, y).off_hills < 0.0
    spacing = np.where(inside, _HILL_SPACING, np.array(_SPACING)[purpose])
    chosen = apart(x, y, spacing, purpose + dice.uniform(base.seed, "boreholes/order", *key))
    chosen = chosen[np.lexsort((x[chosen], -y[chosen]))]
    return x[chosen], y[chosen], purpose[chosen]


def _along_metro(made: Frames) -> NDArray[np.float64]:
    if "metro_lines" not in made or not len(made["metro_lines"]):
        return np.empty((0, 2))
    points = [
        shapely.line_interpolate_point(line, np.arange(0.5 * _METRO_STEP, line.length, _METRO_STEP))
        for line in shapely.get_parts(made["metro_lines"].geometry.to_numpy())
    ]
    return np.asarray(shapely.get_coordinates(np.concatenate(points)) + np.array([18.0, 11.0]))


def _at_large_buildings(made: Frames) -> NDArray[np.float64]:
    built = made["buildings"]
    large = built[built["floor_area_m2"] >= _LARGE]
    return np.asarray(shapely.get_coordinates(shapely.centroid(large.geometry.to_numpy()))).reshape(-1, 2)


def _scattered(base: Base) -> NDArray[np.float64]:
    west, south, east, north = base.part.area.bounds
    i, j = np.meshgrid(
        np.arange(int(west // _CANDIDATE), int(east // _CANDIDATE) + 1),
        np.arange(int(south // _CANDIDATE), int(north // _CANDIDATE) + 1),
        indexing="ij",
    )
    i, j = i.ravel(), j.ravel()
    x = (i + dice.uniform(base.seed, "boreholes/x", i, j)) * _CANDIDATE
    y = (j + dice.uniform(base.seed, "boreholes/y", i, j)) * _CANDIDATE
    return np.column_stack([x, y])


def _logged(
    seed: int, at: strata.Place, purpose: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Borehole, layer, top and bottom [m] of every layer met, to the decimetre."""
    soil = strata.thicknesses(seed, at)
    weathered = strata.weathered_thickness(seed, at)
    end = np.round(_depths(seed, at, purpose, soil.sum(axis=1) + weathered), 1)
    below = np.full(len(end), 400.0)
    thick = np.column_stack([soil, weathered, below])
    # What is too thin to be told apart is logged with the layer below it.
    for i in range(thick.shape[1] - 1):
        thin = thick[:, i] < _THINNEST
        thick[thin, i + 1] += thick[thin, i]
        thick[thin, i] = 0.0
    bottom = np.minimum(np.round(np.cumsum(thick, axis=1), 1), end[:, None])
    top = np.column_stack([np.zeros(len(end)), bottom[:, :-1]])
    number, layer = np.nonzero(bottom - top > 0.05)
    return number, layer, top[number, layer], bottom[number, layer]


def _depths(
    seed: int, at: strata.Place, purpose: NDArray[np.int64], fresh: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Depth drilled [m]: into fresh rock, or to where the purpose was served."""
    key = np.rint(at.x).astype(np.int64), np.rint(at.y).astype(np.int64)
    into_rock = fresh + 3.0 + 4.0 * dice.uniform(seed, "boreholes/into-rock", *key)
    shallow = np.array([42.0, 34.0, 24.0])[purpose]
    shallow = shallow + np.array([18.0, 20.0, 16.0])[purpose] * dice.uniform(seed, "boreholes/depth", *key)
    full = dice.uniform(seed, "boreholes/full", *key) < np.array([0.75, 0.6, 0.6])[purpose]
    return np.where(full, into_rock, np.minimum(into_rock, shallow))


def _properties(
    seed: int,
    at: strata.Place,
    number: NDArray[np.int64],
    layer: NDArray[np.int64],
    depth: NDArray[np.float64],
) -> dict[str, NDArray[Any]]:
    """Velocity and other properties of the layers; velocity scatters the more the deeper."""
    key = np.rint(at.x).astype(np.int64)[number], np.rint(at.y).astype(np.int64)[number], layer
    table = strata.assumed()

    def draw(subject: str) -> NDArray[np.float64]:
        return dice.normal(seed, f"boreholes/{subject}", *key)

    country = smooth(seed, "soil/stiff", at.x, at.y, 1500.0)[number]
    speed = table["vs0"][layer] + table["vs_per_m"][layer] * depth
    speed = speed * np.exp(0.05 * country + (0.05 + 0.002 * np.minimum(depth, 60.0)) * draw("vs"))
    blows = (table["spt0"][layer] + table["spt_per_m"][layer] * depth) * np.exp(0.28 * draw("spt"))
    columns = {
        "vs_m_s": np.round(speed, 0),
        "spt_n": np.maximum(np.round(blows), 1.0),
        "density_kg_m3": np.round(table["density"][layer] * (1.0 + 0.015 * draw("density")), 0),
        "water_content_percent": np.round(table["water"][layer] * np.exp(0.08 * draw("water")), 1),
        "clay_content_percent": np.round(table["clay"][layer] * np.exp(0.2 * draw("clay")), 1),
        "compression_modulus_mpa": np.round(table["modulus"][layer] * np.exp(0.15 * draw("modulus")), 1),
    }
    return columns | {"spt_n": pd.array(columns["spt_n"], dtype="Int64")}


def _table(
    base: Base,
    made: Frames,
    at: strata.Place,
    purpose: NDArray[np.int64],
    names: NDArray[Any],
    layers: pd.DataFrame,
    number: NDArray[np.int64],
) -> gpd.GeoDataFrame:
    key = np.rint(at.x).astype(np.int64), np.rint(at.y).astype(np.int64)
    points = shapely.points(at.x, at.y)
    covers = _covers(names, layers, number)
    kind = layers["soil_type"].to_numpy(dtype=object)
    top, bottom = layers["top_m"].to_numpy(), layers["bottom_m"].to_numpy()
    muddy = np.isin(kind, ["muddy_clay", "muddy_silty_clay"])
    rock = np.isin(kind, strata.LAYERS[strata.ROCK :])
    bedrock = np.full(len(names), np.nan)
    bedrock[number[rock][::-1]] = top[rock][::-1]
    wet = 1.3 + 0.4 * smooth(base.seed, "soil/water", at.x, at.y, 900.0)
    wet = np.where(at.off_hills < 0.0, 3.0 + 5.0 * dice.uniform(base.seed, "boreholes/water", *key), wet)
    total = np.zeros(len(names))
    np.maximum.at(total, number, bottom)
    streets = made["streets"]
    return gpd.GeoDataFrame(
        {
            "borehole_id": names,
            "street_code": tables.codes_at(points, streets.geometry.to_numpy(), streets["code"].to_numpy()),
            "purpose": np.array(PURPOSES, dtype=object)[purpose],
            "year": 1996 + (28.0 * dice.uniform(base.seed, "boreholes/year", *key)).astype(np.int64),
            "collar_m": np.round(level_at(base, at.x, at.y), 2),
            "datum": DATUM,
            "depth_m": total,
            "groundwater_depth_m": np.round(np.minimum(np.maximum(wet, 0.4), total), 1),
            "cover_thickness_m": [round(cover.thickness, 1) for cover in covers],
            "cover_reached": [cover.reached for cover in covers],
            "soft_soil_thickness_m": np.round(
                np.bincount(number[muddy], (bottom - top)[muddy], minlength=len(names)), 1
            ),
            "bedrock_depth_m": bedrock,
            "velocity_method": np.where(
                dice.uniform(base.seed, "boreholes/method", *key) < 0.75, "downhole", "suspension"
            ),
            "status": "synthetic",
        },
        geometry=points,
        crs=DISTRICT_CRS,
    )


def _covers(names: NDArray[Any], layers: pd.DataFrame, number: NDArray[np.int64]) -> list[Cover]:
    edges = np.searchsorted(number, np.arange(len(names) + 1))
    top, bottom, speed = (layers[name].to_numpy(np.float64) for name in ("top_m", "bottom_m", "vs_m_s"))
    covers = []
    for i, name in enumerate(names):
        part = slice(edges[i], edges[i + 1])
        still = np.zeros(edges[i + 1] - edges[i], dtype=bool)
        covers.append(cover_thickness(Profile(str(name), top[part], bottom[part], speed[part], still)))
    return covers
