"""A storm's vortex step by step, the storm's motion taken out of its greatest wind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.vortex.inflow import INFLOWS
from models.typhoon.vortex.profiles import PROFILES
from models.typhoon.vortex.shape import LEAST_DEFICIT, SHAPES, Known, coriolis
from models.typhoon.vortex.translation import TRANSLATIONS

Floats = NDArray[np.float64]

LEAST_WIND = 0.1
"""Greatest wind below which a storm is not followed further [m/s]."""
LEAST_SYMMETRIC = 0.5
"""Share of the greatest wind that is left to the vortex at rest however fast the storm moves."""
GALE = 15.0
"""Least wind whose radius is taken as the outer one [m/s]; Holland's v_n of 17 m/s is above it."""


class Storm(Protocol):
    """What is needed of a path, each (m,) in SI units; `models.typhoon.path.Path` has all of it."""

    @property
    def time(self) -> Floats: ...  # noqa: D102
    @property
    def x(self) -> Floats: ...  # noqa: D102
    @property
    def y(self) -> Floats: ...  # noqa: D102
    @property
    def vx(self) -> Floats: ...  # noqa: D102
    @property
    def vy(self) -> Floats: ...  # noqa: D102
    @property
    def deficit(self) -> Floats: ...  # noqa: D102
    @property
    def pressure_environment(self) -> Floats: ...  # noqa: D102
    @property
    def vmax(self) -> Floats: ...  # noqa: D102
    @property
    def rmax(self) -> Floats: ...  # noqa: D102
    @property
    def latitude(self) -> Floats: ...  # noqa: D102
    @property
    def radii(self) -> Floats: ...  # noqa: D102
    @property
    def radii_wind(self) -> Floats: ...  # noqa: D102
    @property
    def pressure_rate(self) -> Floats: ...  # noqa: D102


@dataclass(frozen=True)
class VortexSettings:
    """Which relations make the vortex.

    Parameters
    ----------
    profile, shape, translation, inflow
        Names of `PROFILES`, `SHAPES`, `TRANSLATIONS` and `INFLOWS`.
    more_inflow_deg
        Added to the angle of inflow everywhere [degree]; over land the wind turns farther inwards.
    """

    profile: str = "holland2010"
    shape: str = "holland2008"
    translation: str = "miyazaki1961"
    inflow: str = "bretschneider1972"
    more_inflow_deg: float = 0.0

    def __post_init__(self) -> None:
        for field, names in (
            ("profile", PROFILES), ("shape", SHAPES), ("translation", TRANSLATIONS), ("inflow", INFLOWS)
        ):  # fmt: skip
            if getattr(self, field) not in names:
                raise InputError(f"{field} is {getattr(self, field)!r}; one of {', '.join(names)} is needed")
        if not -30.0 <= self.more_inflow_deg <= 30.0:
            raise InputError(f"more_inflow_deg is {self.more_inflow_deg}; between -30 and 30 is needed")


class Vortex(NamedTuple):
    """The vortex at rest, each (m,).

    Greatest symmetric wind, 10-minute mean at 10 m over open sea [m/s], its radius [m], B [-], deficit [Pa],
    Coriolis parameter [1/s], latitude [degree], outer wind [m/s] and its radius [m] (NaN where not known),
    share of the storm's motion that is added [-].
    """

    vmax: Floats
    rmax: Floats
    shape: Floats
    deficit: Floats
    coriolis: Floats
    latitude: Floats
    outer_speed: Floats
    outer_radius: Floats
    motion: Floats

    def take(self, steps: NDArray[np.int64]) -> Vortex:
        """The vortex of some steps, as often as they are named."""
        return Vortex(*(values[steps] for values in self))


def vortex_of(storm: Storm, settings: VortexSettings) -> Vortex:
    """The vortex of a storm at each of its steps.

    Notes
    -----
    A storm's greatest wind holds its motion. What is left to the vortex is that wind less the share of the
    motion that is added again at Rm, so that the greatest wind around the storm is the one given. Where the
    motion would take more than half of it, the motion added is cut to that half.
    """
    vmax = np.maximum(np.asarray(storm.vmax, np.float64), LEAST_WIND)
    rmax = np.asarray(storm.rmax, np.float64)
    translation = np.hypot(storm.vx, storm.vy)
    added = TRANSLATIONS[settings.translation](rmax, rmax) * translation
    kept = np.minimum(added, (1.0 - LEAST_SYMMETRIC) * vmax)
    motion = np.where(added > kept, kept / np.where(added > 0.0, added, 1.0), 1.0)
    deficit = np.maximum(storm.deficit, LEAST_DEFICIT)
    shape = SHAPES[settings.shape](
        Known(vmax - kept, deficit, rmax, storm.latitude, translation, _pressure_rate(storm))
    )
    speed, radius = _outer(storm)
    return Vortex(
        vmax - kept, rmax, shape, deficit, coriolis(storm.latitude), np.asarray(storm.latitude, np.float64),
        speed, radius, motion,
    )  # fmt: skip


def _pressure_rate(storm: Storm) -> Floats:
    """Rate of the centre's pressure [Pa/s], from step to step where the storm has none."""
    if len(storm.pressure_rate):
        return np.asarray(storm.pressure_rate, np.float64)
    if len(storm.time) < 2:
        return np.zeros(len(storm.time))
    return np.asarray(np.gradient(storm.pressure_environment - storm.deficit, storm.time))


def _outer(storm: Storm) -> tuple[Floats, Floats]:
    """The weakest wind of at least gale force with a radius in some quadrant, and the mean of its radii."""
    m = len(storm.time)
    speed, radius = np.full(m, np.nan), np.full(m, np.nan)
    for k in np.argsort(storm.radii_wind)[::-1]:
        reach = storm.radii[:, k, :]
        known = np.isfinite(reach) & (reach > 0.0)
        count = known.sum(axis=1)
        if storm.radii_wind[k] >= GALE:
            mean = np.where(known, reach, 0.0).sum(axis=1) / np.maximum(count, 1)
            speed = np.where(count > 0, storm.radii_wind[k], speed)
            radius = np.where(count > 0, mean, radius)
    return speed, radius
