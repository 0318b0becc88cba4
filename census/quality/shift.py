"""Layers that were drawn on a shifted web map: they fit the district better when shifted back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from census.coordinates import to_degrees, to_district
from census.quality.held import Held, places
from census.quality.rule import Found, Rule, whole
from census.schema import TABLES

_AXIS = 6_378_245.0
_ECCENTRICITY = 0.006_693_421_622_965_943
"""Krassovsky 1940, semi-major axis [m] and first eccentricity squared: the ellipsoid of the shift."""

_TOLERANCE = 30.0
"""Distance beyond the outline that counts as a misfit [m]."""

_LEAST_GAIN = 0.02
"""Share of a layer that must come inside by the shift before it is suspected."""

_LEAST_ROWS = 5

_SAMPLE = 4000
"""Rows of a layer that are looked at: evenly through the table."""


def gcj02_offset(
    longitude: ArrayLike, latitude: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Offset of GCJ-02 against CGCS2000 in longitude and latitude [degree].

    Notes
    -----
    The shift has no official source; this is the reverse-engineered series that is widely reproduced,
    good to some metres.
    """
    x = np.asarray(longitude, dtype=np.float64) - 105.0
    y = np.asarray(latitude, dtype=np.float64) - 35.0
    root = np.sqrt(np.abs(x))
    fine = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + (2.0 / 3.0) * (
        fine
        + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)
        + 160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)
    )  # fmt: skip
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + (2.0 / 3.0) * (
        fine
        + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)
        + 150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)
    )  # fmt: skip
    phi = np.radians(np.asarray(latitude, dtype=np.float64))
    squared = 1.0 - _ECCENTRICITY * np.sin(phi) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY) / squared**1.5
    parallel = _AXIS / np.sqrt(squared) * np.cos(phi)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def district_shift(outline: Any) -> tuple[float, float]:
    """How far GCJ-02 moves the middle of the district, east and north [m]: about 500 m in all."""
    middle = outline.centroid
    longitude, latitude = (float(part) for part in to_degrees(middle.x, middle.y))
    east, north = gcj02_offset(longitude, latitude)
    x, y = to_district(longitude + east, latitude + north)
    return float(x) - middle.x, float(y) - middle.y


def shifted_layers(held: Held) -> Iterator[Found]:
    """Layers of which more lies inside the district after shifting them back from GCJ-02."""
    outline = held.outline
    if outline is None:
        return
    east, north = district_shift(outline)
    grown = shapely.buffer(outline, _TOLERANCE)
    shapely.prepare(grown)
    for name, frame in held.clean.items():
        if TABLES[name].beyond or TABLES[name].group == "regions" or "geometry" not in frame.columns:
            continue
        shapes = places(frame)
        shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
        middles = shapely.get_coordinates(shapely.centroid(shapes[:: max(1, len(shapes) // _SAMPLE)]))
        if not len(middles):
            continue
        out = ~shapely.contains_xy(grown, *middles.T)
        still = ~shapely.contains_xy(grown, *(middles - (east, north)).T)
        gained = int(out.sum()) - int(still.sum())
        if gained >= max(_LEAST_ROWS, _LEAST_GAIN * len(middles)) and still.sum() < 0.5 * out.sum():
            text = (
                f"{out.mean():.0%} of the layer lie outside the district, and {still.mean():.0%} "
                "after shifting it "
                f"back by {np.hypot(east, north):.0f} m: it seems to be in GCJ-02; read it as GCJ-02"
            )
            yield whole(name, "geometry", text)


RULES: Mapping[str, Rule] = {
    "gcj02_suspected": Rule(
        must="A layer does not fit the district better after being shifted back from GCJ-02.",
        source="GCJ-02, the shifted system of Chinese web maps (about 500 m here)", severity="warning",
        check=shifted_layers,
    ),
}  # fmt: skip
