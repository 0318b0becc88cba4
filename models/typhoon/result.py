"""What a storm's wind does to the cells of a district."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class WindResult:
    """Fields over the cells; NaN outside.

    Parameters
    ----------
    max_mean, max_gust
        Greatest 10-minute mean and 3-second gust at the height of the surface, shape (rows, columns) [m/s].
    direction, gust_direction
        Where the wind came from at those times, clockwise from north, same shape [degree].
    time_of_max, time_of_max_gust
        When, since `origin`, same shape [s].
    first, last
        When the mean first reached and last left each force, shape (forces, rows, columns) [s]; NaN never.
    gust_first, gust_last
        The same of the gust, shape (gust forces, rows, columns) [s].
    pressure_min
        Least pressure at sea level, shape (rows, columns) [Pa].
    forces, gust_forces
        The wind forces.
    origin
        Of all times, UTC.
    notes
        What was mended, filled in or doubted on the way.
    attributes
        Averaging period, height and exposure by field, and what was computed how.
    """

    max_mean: Singles
    max_gust: Singles
    direction: Singles
    gust_direction: Singles
    time_of_max: Singles
    time_of_max_gust: Singles
    first: Singles
    last: Singles
    gust_first: Singles
    gust_last: Singles
    pressure_min: Singles
    forces: tuple[int, ...]
    gust_forces: tuple[int, ...]
    origin: np.datetime64
    notes: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class WindSeries:
    """Wind at n points in m steps.

    Parameters
    ----------
    time
        Since `origin`, shape (m,) [s].
    mean, gust
        10-minute mean and 3-second gust at the height of the surface, shape (m, n) [m/s].
    direction
        Where the wind comes from, clockwise from north, shape (m, n) [degree].
    pressure
        At sea level, shape (m, n) [Pa].
    origin
        UTC.
    """

    time: NDArray[np.float64]
    mean: Singles
    gust: Singles
    direction: Singles
    pressure: Singles
    origin: np.datetime64
