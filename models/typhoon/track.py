"""A storm's track as an agency gives it: fixes in time, on the globe."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]

AVERAGING = {
    "CMA": 120.0,
    "HKO": 600.0,
    "JMA": 600.0,
    "KMA": 600.0,
    "TOKYO": 600.0,
    "WMO": 600.0,
    "JTWC": 60.0,
    "NHC": 60.0,
    "USA": 60.0,
}
"""Averaging period of the greatest wind of each agency [s]; WMO stands for RSMC Tokyo in this basin."""
QUADRANTS = ("NE", "SE", "SW", "NW")
FASTEST = 45.0
"""Speed of a storm between two fixes [m/s] beyond which a position must be wrong."""

_PER_FIX = (
    "lat",
    "lon",
    "pressure",
    "wind",
    "rmax",
    "outer_radius",
    "outer_pressure",
    "lead_s",
    "wind_below",
)


def _none() -> Floats:
    return np.empty(0)


@dataclass(frozen=True)
class Track:
    """The fixes of one storm by one agency; a member of an ensemble is a track of its own.

    Parameters
    ----------
    storm_id, name
        As the agency writes them, e.g. "1909" and "LEKIMA".
    agency
        Who gave the fixes, e.g. "CMA".
    averaging_s
        Period over which the greatest wind and the winds of the radii are averaged [s]; they hold at 10 m,
        over open sea.
    time
        Of the fixes, UTC, strictly rising, shape (n,).
    lat, lon
        WGS 84, shape (n,) [degree]. Longitudes run on across the dateline: none differs from the last by
        more than 180.
    pressure
        At the centre, shape (n,) [Pa], NaN where missing.
    wind
        Greatest mean wind, shape (n,) [m/s], NaN where missing.
    rmax
        Radius of the greatest wind, shape (n,) [m], NaN where missing; so if left out, as all that follow.
    radii
        To which winds reach in the quadrants NE, SE, SW, NW, shape (n, k, 4) [m].
    radii_wind
        Those winds, rising, shape (k,) [m/s].
    outer_radius, outer_pressure
        Of the last closed isobar, shape (n,) [m], [Pa].
    lead_s
        Time since the forecast was made, shape (n,) [s]; NaN for a best track.
    wind_below
        What the missing wind is known to lie below, shape (n,) [m/s].
    member
        Name of the member of an ensemble.
    source
        Where the fixes come from, in words.
    holds_inland_decay
        Whether the intensities are those after landfall where the storm is over land, as in any best track.
    notes
        What was mended in reading.

    Raises
    ------
    InputError
        If shapes differ, times do not rise, or a value cannot be.
    """

    storm_id: str
    name: str
    agency: str
    averaging_s: float
    time: Times
    lat: Floats
    lon: Floats
    pressure: Floats
    wind: Floats
    rmax: Floats = field(default_factory=_none)
    radii: Floats = field(default_factory=_none)
    radii_wind: Floats = field(default_factory=_none)
    outer_radius: Floats = field(default_factory=_none)
    outer_pressure: Floats = field(default_factory=_none)
    lead_s: Floats = field(default_factory=_none)
    wind_below: Floats = field(default_factory=_none)
    member: str = ""
    source: str = ""
    holds_inland_decay: bool = True
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.time)
        if count == 0:
            raise InputError(f"{self.called}: there is no fix; two are needed")
        for name in _PER_FIX:
            if len(getattr(self, name)) == 0:
                object.__setattr__(self, name, np.full(count, np.nan))
        if self.radii.size == 0:
            object.__setattr__(self, "radii", np.empty((count, 0, 4)))
        self._check_shapes(count)
        self._check_values()

    @property
    def count(self) -> int:
        """Number of fixes."""
        return len(self.time)

    @property
    def called(self) -> str:
        """The storm in an error's words."""
        parts = [part for part in (self.name, self.storm_id, self.agency, self.member) if part]
        return f"track {' '.join(parts)}" if parts else "track"

    @property
    def seconds(self) -> Floats:
        """Time of the fixes since the first, shape (n,) [s]."""
        return np.asarray((self.time - self.time[0]) / np.timedelta64(1, "s"), np.float64)

    def between(self, first: np.datetime64 | None, last: np.datetime64 | None) -> Track:
        """The fixes from one time to another, both included; None leaves an end open."""
        keep = np.ones(self.count, bool)
        if first is not None:
            keep &= self.time >= first
        if last is not None:
            keep &= self.time <= last
        return self.chosen(keep)

    def chosen(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Track:
        """The track of some of its fixes: a mask of shape (n,), or places in rising order."""
        arrays = {name: getattr(self, name)[keep] for name in ("time", "radii", *_PER_FIX)}
        return replace(self, **arrays)

    def noted(self, notes: Sequence[str]) -> Track:
        """The track with further notes."""
        return replace(self, notes=(*self.notes, *notes))

    def _check_shapes(self, count: int) -> None:
        for name in _PER_FIX:
            if getattr(self, name).shape != (count,):
                raise InputError(
                    f"{self.called}: {name} has the shape {getattr(self, name).shape}; ({count},) is needed"
                )
        if self.radii.shape != (count, len(self.radii_wind), 4):
            raise InputError(
                f"{self.called}: radii has the shape {self.radii.shape}; "
                f"({count}, {len(self.radii_wind)}, 4) is needed"
            )

    def _check_values(self) -> None:
        if not self.averaging_s > 0.0:
            raise InputError(f"{self.called}: averaging_s is {self.averaging_s}; seconds over 0 are needed")
        for name, least, most, unit in _RANGES:
            values = getattr(self, name)
            wrong = (values < least) | (values > most)
            if name in {"lat", "lon"}:
                wrong |= np.isnan(values)
            if wrong.any():
                fix = int(np.argmax(wrong))
                raise InputError(
                    f"{self.called}: {name} of fix {fix + 1} ({self.time[fix]}) is {values[fix]:g}; "
                    f"{least:g} to {most:g} {unit} is needed"
                )
        stops = np.diff(self.time) <= np.timedelta64(0, "s")
        if stops.any():
            fix = int(np.argmax(stops)) + 1
            raise InputError(
                f"{self.called}: fix {fix + 1} ({self.time[fix]}) is not later than fix {fix} "
                f"({self.time[fix - 1]}); rising times are needed"
            )
        if np.any(np.abs(np.diff(self.lon)) > 180.0):
            fix = int(np.argmax(np.abs(np.diff(self.lon)) > 180.0)) + 1
            raise InputError(
                f"{self.called}: lon leaps from {self.lon[fix - 1]:g} to {self.lon[fix]:g} at fix {fix + 1}; "
                "longitudes that run on across the dateline are needed (one_range brings them there)"
            )


_RANGES = (
    ("lat", -90.0, 90.0, "degrees"),
    ("lon", -540.0, 540.0, "degrees"),
    ("pressure", 8.0e4, 1.1e5, "Pa"),
    ("wind", 0.0, 150.0, "m/s"),
    ("rmax", 1.0e3, 5.0e5, "m"),
    ("outer_radius", 1.0e3, 5.0e6, "m"),
    ("outer_pressure", 8.0e4, 1.1e5, "Pa"),
)


def one_range(lon: Floats) -> Floats:
    """Longitudes in one range around a track, from any mixture of -180 to 180 and 0 to 360.

    Parameters
    ----------
    lon
        In the order of time, shape (n,) [degree].

    Returns
    -------
    Floats
        The same meridians, each within 180 of the one before, and the middle of them within -180 to 180,
        shape (n,) [degree].
    """
    run = np.unwrap(np.asarray(lon, np.float64), period=360.0)
    middle = 0.5 * (float(run.min()) + float(run.max()))
    return np.asarray(run - 360.0 * math.floor((middle + 180.0) / 360.0))
