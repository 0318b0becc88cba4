"""The ground of the synthetic district: thickness of every layer at any place.

Thicknesses are smooth fields, so boreholes near each other agree. The plain is soft coastal alluvium that
thins towards the hills; silt takes its place in the south-east; an old river valley crosses the west.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import facts
from census.twin.frame import smooth_line
from census.twin.hills import hills
from census.twin.survey.earthquake.noise import smooth

Array = NDArray[np.float64]

LAYERS = (
    "fill",
    "silty_clay",
    "sandy_silt",
    "silty_sand",
    "muddy_clay",
    "clay",
    "muddy_silty_clay",
    "silty_clay",
    "gravel",
    "residual_soil",
    "strongly_weathered_rock",
    "moderately_weathered_rock",
)
"""Soil types from the top down, in the order of `assumptions/soil_layers.csv`."""

ROCK = 10
"""First layer of rock."""

SOFT = (4, 6)
"""Muddy layers."""

_UPPER = 5
_DEPTH = 46.0
"""Usual depth of the rock under the plain [m]; synthetic."""

_VALLEY = (
    (508_300.0, 3_352_400.0),
    (510_100.0, 3_354_700.0),
    (511_700.0, 3_357_300.0),
    (512_600.0, 3_362_300.0),
)
_VALLEY_DEPTH, _VALLEY_WIDTH = 46.0, 520.0
"""A buried valley of the old river in the west: course, depth below the rock around and width [m]."""

_LOWER_SHARE = (0.34, 0.22, 0.24, 0.14, 0.06)
"""Share of clay, lower muddy clay, silty clay, gravel and residual soil below the soft clay; synthetic."""


class Place(NamedTuple):
    """Where places lie: coordinates [m], distance outside the foot of the hills (negative within) [m]."""

    x: Array
    y: Array
    off_hills: Array


def place(seed: int, x: Array, y: Array) -> Place:
    """Places with their distance from the hills."""
    points = shapely.points(x, y)
    foot = _foot(seed)
    outside = shapely.distance(points, foot)
    inside = shapely.distance(points, shapely.boundary(foot))
    return Place(x, y, np.where(outside > 0.0, outside, -inside))


def rock_depth(seed: int, at: Place) -> Array:
    """Depth of the weathered rock [m]."""
    waves = 8.0 * smooth(seed, "soil/rock", at.x, at.y, 2600.0)
    waves += 3.0 * smooth(seed, "soil/rock-near", at.x, at.y, 900.0)
    valley = shapely.distance(shapely.points(at.x, at.y), _valley())
    deep = _DEPTH + np.clip(waves, -16.0, 16.0) + _VALLEY_DEPTH * np.exp(-((valley / _VALLEY_WIDTH) ** 2))
    plain = 6.0 + (deep - 6.0) * (1.0 - np.exp(-np.maximum(at.off_hills, 0.0) / 1000.0))
    return np.where(at.off_hills > 0.0, plain, _hill_soil(seed, at))


def thicknesses(seed: int, at: Place) -> Array:
    """Thickness of the soils above the rock, shape (n, ROCK) [m]."""
    depth = rock_depth(seed, at)
    silt = _silt_country(seed, at)
    out = np.zeros((len(depth), ROCK))
    out[:, :_UPPER] = _upper(seed, at, silt)
    crowded = np.minimum(1.0, 0.8 * depth / np.maximum(out.sum(axis=1), 1e-6))
    out *= crowded[:, None]
    rest = np.maximum(depth - out.sum(axis=1), 0.0)
    out[:, _UPPER:] = rest[:, None] * _lower_shares(seed, at)
    hill = at.off_hills <= 0.0
    out[hill] = 0.0
    out[hill, ROCK - 1] = depth[hill]
    return out


def soft_thickness(seed: int, at: Place) -> Array:
    """Thickness of the muddy layers together [m]."""
    return np.asarray(thicknesses(seed, at)[:, SOFT].sum(axis=1))


def weathered_thickness(seed: int, at: Place) -> Array:
    """Thickness of the strongly weathered rock [m]; none where rock lies bare."""
    wave = smooth(seed, "soil/weathered", at.x, at.y, 700.0)
    usual = np.where(at.off_hills > 0.0, 3.0, 1.4) * np.exp(0.35 * wave)
    return np.where(rock_depth(seed, at) <= 0.0, 0.0, usual)


@cache
def assumed() -> dict[str, Array]:
    """Columns of `assumptions/soil_layers.csv`, each of shape (layers,); NaN where a layer has none."""
    text = (files("census.twin") / "assumptions" / "soil_layers.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    names = [name for name in rows[0] if name != "soil_type"]
    return {name: np.array([float(row[name]) if row[name] else np.nan for row in rows]) for name in names}


@cache
def _foot(seed: int) -> Any:
    foot = hills(seed).foot
    shapely.prepare(foot)
    return foot


@cache
def _valley() -> shapely.LineString:
    return shapely.LineString(smooth_line(np.array(_VALLEY), spacing=100.0, radius=500.0))


@cache
def _grand_canal() -> shapely.LineString:
    river = next(river for river in facts.rivers() if river.name == facts.GRAND_CANAL)
    return shapely.LineString(river.line)


def _hill_soil(seed: int, at: Place) -> Array:
    """Soil on the hills [m]: thick at the foot, thin above, in places none."""
    wave = smooth(seed, "soil/hill", at.x, at.y, 260.0)
    return np.maximum(1.7 + 1.5 * wave + 4.3 * np.exp(at.off_hills / 110.0), 0.0)


def _silt_country(seed: int, at: Place) -> Array:
    """How much silt takes the place of soft clay, 0-1: towards the great river in the south-east."""
    along = ((at.x - 515_500.0) - (at.y - 3_352_500.0)) / 2100.0
    return np.asarray(1.0 / (1.0 + np.exp(-(along + 0.5 * smooth(seed, "soil/silt", at.x, at.y, 1800.0)))))


def _upper(seed: int, at: Place, silt: Array) -> Array:
    def wave(subject: str, length: float) -> Array:
        return smooth(seed, subject, at.x, at.y, length)

    outside = np.maximum(at.off_hills, 0.0)
    canal = shapely.distance(shapely.points(at.x, at.y), _grand_canal())
    valley = shapely.distance(shapely.points(at.x, at.y), _valley())
    soft = 16.0 + 4.0 * wave("soil/soft", 1500.0) + 1.5 * wave("soil/soft-near", 500.0)
    soft += 5.0 * np.exp(-((valley / _VALLEY_WIDTH) ** 2))
    # A levee of silt follows the old canal.
    levee = (3.0 + wave("soil/levee", 700.0)) * np.exp(-((canal / 350.0) ** 2))
    parts = [
        2.0 + 0.7 * wave("soil/fill", 600.0),
        (1.7 + 0.5 * wave("soil/crust", 800.0)) * (1.0 - 0.5 * silt),
        silt * (8.0 + 2.2 * wave("soil/silt-thick", 1100.0)) + np.maximum(levee, 0.0),
        silt * (3.0 + 1.6 * wave("soil/sand", 900.0)),
        np.clip(soft, 6.0, 25.0) * (1.0 - 0.6 * silt) * (1.0 - np.exp(-outside / 700.0)),
    ]
    least = (0.5, 0.4, 0.0, 0.0, 0.0)
    return np.column_stack([np.maximum(part, low) for part, low in zip(parts, least, strict=True)])


def _lower_shares(seed: int, at: Place) -> Array:
    share = np.array(_LOWER_SHARE)[None, :] * np.exp(
        0.3 * np.column_stack([smooth(seed, f"soil/lower-{i}", at.x, at.y, 1200.0) for i in range(5)])
    )
    # Slope wash grows at the foot of the hills.
    share[:, 4] += 1.2 * np.exp(-np.maximum(at.off_hills, 0.0) / 220.0)
    return np.asarray(share / share.sum(axis=1, keepdims=True))
