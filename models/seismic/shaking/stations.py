"""What stations recorded of an earthquake."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from census.errors import InputError
from models.seismic.motion.intensity import intensity_of_ln_pgv
from models.seismic.motion.prediction import Motion

Floats = NDArray[np.float64]

WHAT = "station list"
GEOGRAPHIC = "EPSG:4326"
FARTHEST = 300.0
"""Distance to the nearest site beyond which a station is not of this earthquake's district [km]."""
MOST_DEVIATIONS = 4.0
"""Total standard deviations beyond which a value is no record of the event."""


@dataclass(frozen=True)
class Stations:
    """Recorded ground motion.

    Parameters
    ----------
    name
        Name or code of each station.
    longitude, latitude
        WGS 84, shape (stations,) [degree].
    values
        Recorded motion by measure, shape (stations,) [g; cm/s for "PGV"], NaN where there is none. Of two
        horizontal components it is the geometric mean.
    vs30
        Shear-wave velocity to 30 m where the list tells it, NaN elsewhere, shape (stations,) [m/s].
    site_class
        Code into `SITE_CLASSES` where the list tells it, -1 elsewhere, shape (stations,).
    what
        What errors call the list.
    """

    name: tuple[str, ...]
    longitude: Floats
    latitude: Floats
    values: Mapping[str, Floats]
    vs30: Floats | None = None
    site_class: NDArray[np.int64] | None = None
    what: str = WHAT

    def projected(self, crs: str) -> tuple[Floats, Floats]:
        """Coordinates in a CRS, each of shape (stations,) [m]."""
        # pyproj takes an array of one value for a number, which NumPy deprecates: a second value joins it.
        east, north = (np.append(values, values[:1]) for values in (self.longitude, self.latitude))
        x, y = Transformer.from_crs(GEOGRAPHIC, crs, always_xy=True).transform(east, north)
        return np.asarray(x)[:-1], np.asarray(y)[:-1]

    def observed(self, measures: Sequence[str]) -> Floats:
        """Natural logarithms, for "INT" the intensity of the PGV; shape (q, stations), NaN where none.

        Raises
        ------
        InputError
            If none of the measures was recorded at all.
        """
        held = (*self.values, "INT") if "PGV" in self.values else tuple(self.values)
        if not set(held) & set(measures):
            raise InputError(
                f"{self.what} tells {', '.join(held)}; one of {', '.join(measures)}, which this run takes, "
                "is needed"
            )
        return np.stack([self._logarithm(measure) for measure in measures])

    def _logarithm(self, measure: str) -> Floats:
        values = self.values.get("PGV" if measure == "INT" else measure)
        if values is None:
            return np.full(len(self.name), math.nan)
        return intensity_of_ln_pgv(np.log(values)) if measure == "INT" else np.log(values)

    def chosen(self, keep: NDArray[np.bool_]) -> Stations:
        """The stations that are to be kept, shape (stations,)."""
        return Stations(
            tuple(name for name, kept in zip(self.name, keep, strict=True) if kept),
            self.longitude[keep],
            self.latitude[keep],
            {measure: values[keep] for measure, values in self.values.items()},
            None if self.vs30 is None else self.vs30[keep],
            None if self.site_class is None else self.site_class[keep],
            self.what,
        )

    def check_near(self, x: ArrayLike, y: ArrayLike, crs: str, *, most_km: float = FARTHEST) -> None:
        """Refuse stations far outside the box around sites.

        Parameters
        ----------
        x, y
            Sites in `crs`, shape (sites,) [m].
        crs
            CRS of the sites.
        most_km
            Distance to that box up to which a station is taken [km].

        Raises
        ------
        InputError
            Which names the first such station.
        """
        east, north = self.projected(crs)
        away = np.hypot(_beyond(east, np.asarray(x)), _beyond(north, np.asarray(y))) / 1000.0
        wrong = ~(away <= most_km)
        if wrong.any():
            first = int(np.argmax(wrong))
            raise InputError(
                f"{self.what}: station {self.name[first]!r} at {self.longitude[first]:.4f} E, "
                f"{self.latitude[first]:.4f} N lies {away[first]:.0f} km outside the sites "
                f"({int(wrong.sum())} such stations); at most {most_km:g} km is needed"
            )


def credible(observed: Floats, motion: Motion, *, most: float = MOST_DEVIATIONS) -> NDArray[np.bool_]:
    """Which stations may have recorded the event, shape (stations,).

    Parameters
    ----------
    observed
        Of `Stations.observed`, shape (q, stations).
    motion
        Ground motion expected at the stations, of the same measures.
    most
        Total standard deviations by which a value may lie from the median.

    Notes
    -----
    Lists of stations hold instruments that slept through the main shock: of 333 in Napa in 2014, 16 lie more
    than 4 standard deviations below the median, down to a hundredth of it some km from the fault. Four are
    exceeded by one value in 16,000.
    """
    away = np.abs(observed - motion.median) > most * np.hypot(motion.between, motion.within)
    return np.asarray(~away.any(axis=0))


def _beyond(value: Floats, sites: Floats) -> Floats:
    """Distance of coordinates to the span of the sites', 0 inside."""
    return np.asarray(np.maximum(np.maximum(sites.min() - value, value - sites.max()), 0.0))
