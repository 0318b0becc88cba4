"""When a storm reaches the mainland."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path as File

import numpy as np
from numpy.typing import NDArray

from models.typhoon.path import Path

Floats = NDArray[np.float64]

TABLE = File(__file__).parent / "tables" / "coast.csv"
"""A closed line around the mainland of eastern China, to some 10 km; status unverified."""


def landfall_s(path: Path) -> float | None:
    """Time of the landfall on the mainland since the path's origin [s].

    Parameters
    ----------
    path
        As far as it reaches.

    Returns
    -------
    float | None
        The last coming from sea to land before the storm is nearest the district, or the first if that is
        later; the start of a path that begins on land, and None of one that never is there.

    Notes
    -----
    For decay inland of tracks that do not hold it: after a crossing of a cape or a bay the storm is taken to
    have the strength of the sea once more.
    """
    lon, lat = path.plane.place(path.x, path.y)
    land = on_land(lon, lat)
    coming = np.flatnonzero(land[1:] & ~land[:-1]) + 1
    if coming.size == 0:
        return float(path.time[0]) if land[0] else None
    nearest = int(np.argmin(path.distance))
    before = coming[coming <= nearest]
    if before.size:
        return float(path.time[before[-1]])
    return float(path.time[0]) if land[0] else float(path.time[coming[0]])


def on_land(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Whether positions [degree] lie within the line around the mainland, shape as theirs.

    Notes
    -----
    By the number of times a ray to the east crosses the line.
    """
    x, y = _line()
    east, north = np.asarray(lon, np.float64)[..., None], np.asarray(lat, np.float64)[..., None]
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    between = (y <= north) != (next_y <= north)
    rise = np.where(next_y == y, 1.0, next_y - y)
    crossing = x + (north - y) / rise * (next_x - x)
    return np.asarray(np.sum(between & (crossing > east), axis=-1) % 2 == 1)


@cache
def _line() -> tuple[Floats, Floats]:
    lines = TABLE.read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return np.array([float(row["lon"]) for row in rows]), np.array([float(row["lat"]) for row in rows])
