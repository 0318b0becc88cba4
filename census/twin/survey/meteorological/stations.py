"""Where the weather stations stand, and how their weather goes together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from census.coordinates import to_district
from census.twin import dice
from census.twin.cover import BARE, CROP, GREEN
from census.twin.survey.base import Base
from census.twin.survey.meteorological.assumptions import number, parameter, rows

SEARCH_RADIUS = 600.0
"""Distance within which a station finds open ground [m]."""

_OPEN = (GREEN, BARE, CROP)


@dataclass(frozen=True)
class Stations:
    """All stations of the district and around it, made in every extent so that series agree.

    Parameters
    ----------
    station_id, name, kind
        Key, Chinese name and kind.
    x, y
        Place before it is moved to open ground [m].
    inside, main_city
        Whether it stands in the district, and counts for means over the main city.
    elevation
        Ground level [m]; NaN where it is read from the terrain.
    wind_factor
        Mean wind against open flat ground; NaN where no wind is observed.
    terrain_category
        Of GB 50009.
    first_year
        Year of foundation.
    """

    station_id: tuple[str, ...]
    name: tuple[str, ...]
    kind: tuple[str, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    inside: NDArray[np.bool_]
    main_city: NDArray[np.bool_]
    elevation: NDArray[np.float64]
    wind_factor: NDArray[np.float64]
    terrain_category: tuple[str, ...]
    first_year: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.station_id)

    @property
    def gust_factor(self) -> NDArray[np.float64]:
        """Gust of 3 s over the mean of 10 minutes, by exposure; unverified."""
        kinds = [
            "summit" if factor > 1.0 else category
            for factor, category in zip(self.wind_factor, self.terrain_category, strict=True)
        ]
        return np.array([parameter(f"gust_factor_{kind}") for kind in kinds])


@cache
def stations() -> Stations:
    """Read the stations from their table."""
    table = rows("stations")
    x, y = to_district([float(row["lon"]) for row in table], [float(row["lat"]) for row in table])
    return Stations(
        station_id=tuple(row["station_id"] for row in table),
        name=tuple(row["name"] for row in table),
        kind=tuple(row["kind"] for row in table),
        x=x,
        y=y,
        inside=np.array([row["inside"] == "yes" for row in table]),
        main_city=np.array([row["main_city"] == "yes" for row in table]),
        elevation=np.array([number(row["elevation_m"]) for row in table]),
        wind_factor=np.array([number(row["wind_factor"]) for row in table]),
        terrain_category=tuple(row["terrain_category"] for row in table),
        first_year=tuple(int(row["first_year"]) for row in table),
    )


def surveyed(base: Base) -> NDArray[np.int64]:
    """Numbers of the stations of an extent: those in its area, and those outside the district.

    Of a part of the district only the nearest of those outside is kept, so that it stays small.
    """
    here = stations()
    held = shapely.contains_xy(base.part.area, here.x, here.y) & here.inside
    if base.whole:
        return np.flatnonzero(held | ~here.inside)
    centre = base.part.area.centroid
    away = np.where(here.inside, np.inf, np.hypot(here.x - centre.x, here.y - centre.y))
    return np.sort(np.append(np.flatnonzero(held), int(np.argmin(away))))


def open_ground(base: Base, x: float, y: float) -> tuple[float, float]:
    """Place nearest to a point, on ground planted, bare or farmed two cells around; else the point itself."""
    grid = base.grid
    reach = int(SEARCH_RADIUS / grid.cell_size)
    row, column = grid.cell_of(x, y)
    top, left = max(row - reach, 2), max(column - reach, 2)
    bottom, right = min(row + reach, grid.rows - 2), min(column + reach, grid.columns - 2)
    free = np.isin(base.landcover, _OPEN)
    clear = np.ones((bottom - top, right - left), dtype=bool)
    for down in range(-2, 3):
        for across in range(-2, 3):
            clear &= free[top + down : bottom + down, left + across : right + across]
    rows_, columns = np.nonzero(clear)
    px = grid.west + (columns + left + 0.5) * grid.cell_size
    py = grid.north - (rows_ + top + 0.5) * grid.cell_size
    within = shapely.contains_xy(base.part.area, px, py)
    if not within.any():
        return x, y
    away = np.where(within, np.hypot(px - x, py - y), np.inf)
    best = int(np.argmin(away))
    return float(px[best]), float(py[best])


def fields(seed: int, subject: str, reach_km: float, *keys: ArrayLike) -> NDArray[np.float64]:
    """Normal numbers that agree among near stations, shape (keys, stations).

    Parameters
    ----------
    seed, subject
        As for `census.twin.dice`.
    reach_km
        Distance at which the correlation has fallen to 1/e.
    keys
        Integer arrays of shape (n,), one field for each row.
    """
    here = stations()
    distance = np.hypot(here.x[:, None] - here.x, here.y[:, None] - here.y) / 1000.0
    root = np.linalg.cholesky(np.exp(-distance / reach_km) + 1e-9 * np.eye(len(here)))
    wide = [np.asarray(key)[..., None] for key in keys]
    drawn = dice.normal(seed, subject, *wide, np.arange(len(here)))
    # einsum without BLAS: the same bits whatever the number of threads.
    return np.asarray(np.einsum("...j,ij->...i", drawn, root))
