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
    return _transformed(GEOGRAPHIC_CRS, DISTRICT_CRS, longitude, latitude)


def to_degrees(x: ArrayLike, y: ArrayLike) -> Pair:
    """CGCS2000 longitude and latitude [degree] of EPSG:4549 metres."""
    return _transformed(DISTRICT_CRS, GEOGRAPHIC_CRS, x, y)


def _transformed(source: str, target: str, first: ArrayLike, second: ArrayLike) -> Pair:
    """Both coordinates in another system, in the shape they came in."""
    pair = np.broadcast_arrays(np.asarray(first, np.float64), np.asarray(second, np.float64))
    # pyproj takes an array of one value for a number, which NumPy deprecates: a second value joins it.
    one, other = (np.append(values, values.ravel()[:1]) for values in pair)
    x, y = _transformer(source, target).transform(one, other)
    return np.asarray(x[:-1]).reshape(pair[0].shape), np.asarray(y[:-1]).reshape(pair[0].shape)


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
