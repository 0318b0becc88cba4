"""Coordinate systems met in the district's files.

CGCS2000 and WGS84 agree to centimetres and are not told apart here. GCJ-02 is the shifted
system of Chinese web maps and BD-09 a further shift of it; both shifts are published only as
reverse-engineered formulas, whose constants are widely reproduced but have no official source.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from census.grid import DISTRICT_CRS

GEOGRAPHIC_CRS = "EPSG:4490"
"""CGCS2000 longitude and latitude."""

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def to_district(longitude: ArrayLike, latitude: ArrayLike) -> Pair:
    """Easting and northing in EPSG:4549 [m] of CGCS2000 (or WGS84) degrees."""
    x, y = _transformer(GEOGRAPHIC_CRS, DISTRICT_CRS).transform(np.asarray(longitude), np.asarray(latitude))
    return np.asarray(x), np.asarray(y)


def to_degrees(x: ArrayLike, y: ArrayLike) -> Pair:
    """CGCS2000 longitude and latitude [degree] of EPSG:4549 metres."""
    longitude, latitude = _transformer(DISTRICT_CRS, GEOGRAPHIC_CRS).transform(np.asarray(x), np.asarray(y))
    return np.asarray(longitude), np.asarray(latitude)


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
