"""A storm's path over the plane of a district, in steps fine enough for its swath."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.averaging import averaging_factor
from models.typhoon.intensity import TEN_MINUTES, Intensity, intensity_of
from models.typhoon.motion import MOTIONS
from models.typhoon.plane import Plane, plane_at
from models.typhoon.track import Track

Floats = NDArray[np.float64]

REACH_KM = 500.0
"""Distance to the middle of the district beyond which a storm has no effect."""
LONGEST_STEP_S = 600.0
"""The period over which winds are averaged; no step is longer."""
NEAR_SHARE, NEAR_MOST_M = 0.05, 2000.0
"""A step is at most this share of the radius of the greatest wind, and so long, where the storm is near."""
FAR_SHARE = 0.05
"""Farther away a step may be this share of the distance to the district's nearest point."""
DISTRICT_M = 20_000.0
"""Distance from the middle within which cells are taken to lie."""


@dataclass(frozen=True)
class Path:
    """A storm in the plane of a district, at m steps.

    Parameters
    ----------
    time
        Since `origin`, rising, shape (m,) [s]; every fix within reach is one of them.
    x, y
        Of the centre, east and north of the middle of the district, shape (m,) [m].
    vx, vy
        Velocity of the centre, shape (m,) [m/s].
    deficit, pressure_environment
        Pressure around the storm less that at its centre, and around it, shape (m,) [Pa].
    vmax
        Greatest 10-minute mean wind at 10 m over open sea, the storm's motion in it, shape (m,) [m/s].
    rmax
        Radius of the greatest wind, shape (m,) [m].
    latitude
        Of the centre, shape (m,) [degree].
    origin
        UTC.
    plane
        The plane.
    radii
        To which winds reach in the quadrants NE, SE, SW, NW, shape (m, k, 4) [m], NaN where not given.
    radii_wind
        Those winds as 10-minute means at 10 m over open sea, shape (k,) [m/s].
    pressure_rate
        Rate of the centre's pressure, shape (m,) [Pa/s]; empty where it is that from step to step.
    name
        The storm in words.
    notes
        What was mended in reading and filled in here.
    """

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
    origin: np.datetime64
    plane: Plane
    radii: Floats = field(default_factory=lambda: np.empty((0, 0, 4)))
    radii_wind: Floats = field(default_factory=lambda: np.empty(0))
    pressure_rate: Floats = field(default_factory=lambda: np.empty(0))
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.time)

    @property
    def distance(self) -> Floats:
        """Of the centre from the middle of the district, shape (m,) [m]."""
        return np.asarray(np.hypot(self.x, self.y))

    def at(self, step: int) -> np.datetime64:
        """Time of a step, UTC."""
        return self.origin + np.timedelta64(round(float(self.time[step])), "s")


@dataclass(frozen=True)
class NoEffect:
    """What is left of a storm that never comes near.

    Parameters
    ----------
    name
        The storm in words.
    closest_m
        Its shortest distance to the middle of the district [m].
    time
        When that is, UTC.
    reach_m
        Within which it would have been followed [m].
    """

    name: str
    closest_m: float
    time: np.datetime64
    reach_m: float

    @property
    def words(self) -> str:
        """The result as a sentence."""
        return (
            f"{self.name} comes no nearer than {self.closest_m / 1000.0:.0f} km "
            f"({self.time}Z); farther than {self.reach_m / 1000.0:g} km it has no effect"
        )


def path_of(
    track: Track,
    middle_lonlat: tuple[float, float] | Plane,
    *,
    rmax: str = "given",
    relation: str = "holland2008",
    environment_pa: float | None = None,
    exposure: str = "at-sea",
    motion: str = "smooth",
    reach_km: float = REACH_KM,
    most_step_m: float | None = None,
    most_step_s: float = LONGEST_STEP_S,
    origin: np.datetime64 | None = None,
) -> Path | NoEffect:
    """The path of a track, while it is within reach.

    Parameters
    ----------
    track
        At least two fixes.
    middle_lonlat
        Middle of the district [degree], or its plane.
    rmax, relation, environment_pa, exposure
        How the intensity is completed, as for `intensity_of`.
    motion
        Name of `MOTIONS`: the way between the fixes.
    reach_km
        Distance to the middle within which the storm is followed [km].
    most_step_m, most_step_s
        The longest step anywhere [m], [s]; without the first, min(0.05 rmax, 2 km) where the storm is near
        and 0.05 of the distance farther away.
    origin
        Of the path's times; the first fix unless given.

    Raises
    ------
    InputError
        If there is one fix only, or a name is not known.

    Notes
    -----
    Deficit, greatest wind and radius run in straight lines between the fixes, so that their extremes are
    those of the fixes, and every fix within reach is a step. So does the rate of the centre's pressure: one
    that jumped at the fixes would make the wind jump.
    """
    if track.count < 2:
        raise InputError(f"{track.called}: one fix ({track.time[0]}) makes no track; two are needed")
    if motion not in MOTIONS:
        raise InputError(f"motion is {motion!r}; one of {', '.join(MOTIONS)} is needed")
    plane = middle_lonlat if isinstance(middle_lonlat, Plane) else plane_at(*middle_lonlat)
    seconds, places = track.seconds, np.column_stack(plane.project(track.lon, track.lat))
    way = MOTIONS[motion](seconds, places)
    speed = np.hypot(*way(seconds)[1].T)
    state = intensity_of(
        track, speed, rmax=rmax, relation=relation, environment_pa=environment_pa, exposure=exposure
    )
    coarse = _divided(seconds, np.ceil(np.diff(seconds) / most_step_s))
    at = way(coarse)[0]
    near = np.hypot(at[:, 0], at[:, 1])
    within = np.flatnonzero(near <= 1000.0 * reach_km)
    if within.size == 0:
        closest = int(np.argmin(near))
        when = track.time[0] + np.timedelta64(round(float(coarse[closest])), "s")
        return NoEffect(track.called, float(near[closest]), when, 1000.0 * reach_km)
    span = slice(max(int(within[0]) - 1, 0), int(within[-1]) + 2)
    radius = np.interp(coarse[span], seconds, state.rmax)
    time = _fine_times(coarse[span], at[span], radius, most_step_m)
    at, velocity = way(time)
    return _path(track, plane, state, time, at, velocity, origin, exposure)


def _fine_times(coarse: Floats, at: Floats, rmax: Floats, most_step_m: float | None) -> Floats:
    """Times with more between them where the storm moves too far from one to the next, shape (m,) [s].

    `at` are the places of the coarse times, shape (n, 2) [m], `rmax` the radii of the greatest wind [m].
    """
    moved = np.hypot(*np.diff(at, axis=0).T)
    if most_step_m is not None:
        return _divided(coarse, np.maximum(np.ceil(moved / most_step_m), 1.0))
    near = np.hypot(at[:, 0], at[:, 1])
    radius, away = np.minimum(rmax[:-1], rmax[1:]), np.minimum(near[:-1], near[1:]) - moved
    longest = np.minimum(NEAR_SHARE * radius, NEAR_MOST_M)
    longest = np.maximum(longest, FAR_SHARE * (away - DISTRICT_M - radius))
    return _divided(coarse, np.maximum(np.ceil(moved / longest), 1.0))


def _divided(times: Floats, parts: Floats) -> Floats:
    """Times with each interval cut into so many equal parts; the times themselves stay as they are."""
    count = parts.astype(np.int64)
    first = np.concatenate(([0], np.cumsum(count)))
    left = np.repeat(np.arange(len(count)), count)
    share = (np.arange(first[-1]) - first[left]) / count[left]
    cut = times[left] + share * np.diff(times)[left]
    return np.append(cut, times[-1])


def _path(
    track: Track,
    plane: Plane,
    state: Intensity,
    time: Floats,
    at: Floats,
    velocity: Floats,
    origin: np.datetime64 | None,
    exposure: str,
) -> Path:
    """The path from the places and velocities at its times."""
    seconds = track.seconds
    start = track.time[0] if origin is None else origin
    later = (track.time[0] - start) / np.timedelta64(1, "s")
    held = (state.deficit, state.environment, state.vmax, state.rmax)
    deficit, environment, vmax, radius = (np.interp(time, seconds, values) for values in held)
    rate = np.gradient(state.environment - state.deficit, seconds)
    left = np.clip(np.searchsorted(seconds, time, side="right") - 1, 0, track.count - 2)
    share = ((time - seconds[left]) / (seconds[left + 1] - seconds[left]))[:, None, None]
    to_ten = averaging_factor(track.averaging_s, TEN_MINUTES, exposure=exposure)
    return Path(
        time=time + later,
        x=np.ascontiguousarray(at[:, 0]),
        y=np.ascontiguousarray(at[:, 1]),
        vx=np.ascontiguousarray(velocity[:, 0]),
        vy=np.ascontiguousarray(velocity[:, 1]),
        deficit=deficit,
        pressure_environment=environment,
        vmax=vmax,
        rmax=radius,
        latitude=plane.latitudes(at[:, 0], at[:, 1]),
        origin=start,
        plane=plane,
        radii=track.radii[left] * (1.0 - share) + track.radii[left + 1] * share,
        radii_wind=track.radii_wind * to_ten,
        pressure_rate=np.interp(time, seconds, rate),
        name=track.called,
        notes=(*track.notes, *state.notes),
    )
