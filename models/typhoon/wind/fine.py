"""What places see of a storm: greatest wind and gust, and the times of wind forces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.typhoon.scales import least_speed
from models.typhoon.wind import kernels
from models.typhoon.wind.cells import NestedPlaces
from models.typhoon.wind.swath import wind_at
from models.typhoon.wind.table import RadialTable

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

BLOCK_VALUES = 4_000_000
"""Steps times points of the nest that are held together."""


@dataclass(frozen=True)
class Maximum:
    """What n places saw of the mean wind or of the gust.

    Parameters
    ----------
    speed
        Greatest value, shape (n,) [m/s].
    time
        When, shape (n,) [s].
    direction
        Where the wind came from then, clockwise from north, shape (n,) [degree].
    first, last
        When each force was first reached and last left, straight lines between the steps, shape (forces, n)
        [s]; NaN where never. A storm that ends in a force has its last step.
    """

    speed: Singles
    time: Singles
    direction: Singles
    first: Singles
    last: Singles


def maxima_at(
    table: RadialTable, places: NestedPlaces, mean: Singles, gust: Singles, *,
    forces: tuple[int, ...], gust_forces: tuple[int, ...],
) -> tuple[Maximum, Maximum]:  # fmt: skip
    """Bring the wind of a storm to places, factors of the ground applied in every step.

    Parameters
    ----------
    table
        The storm, for the rectangle of the nest.
    places
        Places in the nest.
    mean, gust
        Factor of the mean wind, and of the gust over that, by sector, shape (sectors, n) [-].
    forces, gust_forces
        Wind forces whose times are kept, rising, of the mean and of the gust.

    Returns
    -------
    tuple
        Of the mean and of the gust, in the order the places were given.
    """
    cells, nest = places.cells(mean, gust), places.nest
    edges = [np.array([least_speed(force) for force in kind], np.float32) for kind in (forces, gust_forces)]
    seen = [_nothing(len(places.order), limits) for limits in edges]
    turned = [np.zeros(len(places.order), np.float32) for _ in seen]
    x, y = nest.x, nest.y
    block = max(1, BLOCK_VALUES // nest.points)
    for first in range(0, table.steps, block):
        last = min(first + block, table.steps)
        u, v = wind_at(table, x, y, first=first, last=last)
        sector = np.empty(u.shape, np.int32)
        kernels.nest_sectors(u, v, len(mean), sector)
        kernels.fine_swath(u, v, sector, first, table.time, cells, *edges, *seen)
        for one, out in zip(seen, turned, strict=True):
            kernels.direction_at(u, v, cells, first, one.step, out)
    found = [_maximum(one, out, table, places) for one, out in zip(seen, turned, strict=True)]
    return found[0], found[1]


def _nothing(n: int, edges: Singles) -> kernels.Seen:
    lowest = edges[0] if len(edges) else np.float32(np.inf)
    times = [np.full((len(edges), n), np.nan, np.float32) for _ in range(2)]
    return kernels.Seen(
        np.full(n, -1.0, np.float32), np.zeros(n, np.int32), np.zeros(n, np.float32), np.zeros(n, np.int32),
        np.full(n, -1.0, np.float32), np.full(n, lowest, np.float32), *times,
    )  # fmt: skip


def _maximum(seen: kernels.Seen, turned: Singles, table: RadialTable, places: NestedPlaces) -> Maximum:
    for force in range(len(seen.last)):
        seen.last[force, seen.level > force] = table.time[-1]
    values = (seen.most, table.time[seen.step].astype(np.float32), np.degrees(turned), seen.first, seen.last)
    return Maximum(*(np.asarray(places.back(one), np.float32) for one in values))
