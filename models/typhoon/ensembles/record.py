"""The storms of a record that came near a district, and how often such storms come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from census.errors import InputError
from models.typhoon.plane import EARTH_M, Plane
from models.typhoon.track import Track

CONFIDENCE = 0.9
"""Share of the intervals that hold the true value."""


@dataclass(frozen=True)
class Record:
    """Storms around a district.

    Parameters
    ----------
    tracks
        Those that count.
    first_season, last_season
        Years the record covers, both included; a storm belongs to the year of its first fix.
    radius_m
        Distance from the district's middle within which a storm counts [m].
    left_out
        Storms within it that have neither a wind nor a pressure.
    """

    tracks: tuple[Track, ...]
    first_season: int
    last_season: int
    radius_m: float
    left_out: int = 0

    @property
    def years(self) -> int:
        """Number of seasons."""
        return self.last_season - self.first_season + 1

    @property
    def rate(self) -> float:
        """Storms a year, those left out included [1/year]."""
        return (len(self.tracks) + self.left_out) / self.years

    def rate_interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Between which the rate of a Poisson process lies [1/year]; see `poisson_interval`."""
        low, high = poisson_interval(len(self.tracks) + self.left_out, confidence)
        return low / self.years, high / self.years


def record_near(
    tracks: Iterable[Track],
    plane: Plane,
    *,
    radius_m: float,
    first_season: int | None = None,
    last_season: int | None = None,
) -> Record:
    """The storms of an archive that came within a radius.

    Parameters
    ----------
    tracks
        The archive, all of its storms.
    plane
        About the middle of the district.
    radius_m
        Distance to the way of a storm's centre, straight lines between its fixes [m].
    first_season, last_season
        Seasons that count; those of the first and the last storm of the archive unless given.

    Raises
    ------
    InputError
        If no storm of the seasons came so near, or the seasons are in the wrong order.
    """
    held = list(tracks)
    if not held:
        raise InputError("the archive has no storm; those around the district are resampled")
    seasons = [_season(track) for track in held]
    first = min(seasons) if first_season is None else first_season
    last = max(seasons) if last_season is None else last_season
    if last < first:
        raise InputError(f"the seasons are {first} to {last}; the first before the last is needed")
    near = [
        track
        for track, season in zip(held, seasons, strict=True)
        if first <= season <= last and closest_m(track, plane) <= radius_m
    ]
    usable = tuple(track for track in near if track.count > 1 and _has_strength(track))
    if not usable:
        raise InputError(
            f"no storm of the seasons {first} to {last} with a wind or a pressure came within "
            f"{radius_m / 1000.0:g} km of {plane.longitude:.2f} E, {plane.latitude:.2f} N; the archive holds "
            f"{len(held)} storms of {min(seasons)} to {max(seasons)}"
        )
    return Record(usable, first, last, radius_m, len(near) - len(usable))


def closest_m(track: Track, plane: Plane) -> float:
    """Least distance from the middle of a plane to a track, straight lines between its fixes [m]."""
    per_degree = np.radians(EARTH_M)
    # Far away the plane bends the lines, but there a storm is never near; its cheap bound comes first.
    if np.abs(track.lat - plane.latitude).min() * per_degree > 5e6:
        return float(np.abs(track.lat - plane.latitude).min() * per_degree)
    x, y = plane.project(track.lon, track.lat)
    if track.count < 2:
        return float(np.hypot(x, y).min())
    dx, dy = np.diff(x), np.diff(y)
    length = np.maximum(dx**2 + dy**2, 1e-6)
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / length, 0.0, 1.0)
    return float(np.hypot(x[:-1] + share * dx, y[:-1] + share * dy).min())


def poisson_interval(count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which the mean of a Poisson number lies when `count` came.

    References
    ----------
    Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28.
    """
    tail = 0.5 * (1.0 - confidence)
    low = 0.5 * float(chi2.ppf(tail, 2.0 * count)) if count > 0.0 else 0.0
    return low, 0.5 * float(chi2.ppf(1.0 - tail, 2.0 * count + 2.0))


def _season(track: Track) -> int:
    return int(track.time[0].astype("datetime64[Y]").astype(int)) + 1970


def _has_strength(track: Track) -> bool:
    known: NDArray[np.bool_] = np.isfinite(track.wind) | np.isfinite(track.pressure)
    return bool(known.any())
