"""Storms on straight ways."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Straight(NamedTuple):
    """A storm of unchanging strength."""

    time: Floats
    x: Floats
    y: Floats
    vx: Floats
    vy: Floats
    deficit: Floats
    pressure_environment: Floats
    vmax: Floats
    rmax: Floats
    latitude: Floats
    radii: Floats
    radii_wind: Floats
    pressure_rate: Floats = np.empty(0)


def passing(
    *,
    vmax: float = 45.0,
    rmax: float = 30e3,
    speed: float = 6.0,
    aside: float = 10e3,
    reach: float = 200e3,
    steps: int = 101,
    latitude: float = 30.0,
    deficit: float = 5000.0,
    radii: Floats | None = None,
    radii_wind: Floats | None = None,
) -> Straight:
    """A storm that comes from the west and passes north of the middle."""
    one = np.ones(steps)
    x = np.linspace(-reach, reach, steps)
    return Straight(
        time=(x + reach) / max(speed, 1.0), x=x, y=aside * one, vx=speed * one, vy=0.0 * one,
        deficit=deficit * one, pressure_environment=101e3 * one, vmax=vmax * one, rmax=rmax * one,
        latitude=latitude * one, radii=np.empty((steps, 0, 4)) if radii is None else radii,
        radii_wind=np.empty(0) if radii_wind is None else radii_wind,
    )  # fmt: skip
