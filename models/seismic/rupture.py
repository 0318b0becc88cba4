"""The rupture of an earthquake and the distances of sites to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from census.errors import InputError

Floats = NDArray[np.float64]

LEAST_MAGNITUDE, LARGEST_MAGNITUDE = 3.0, 9.0
DEEPEST = 100.0
"""Depth of the hypocentre [km]; the relations are for crustal earthquakes."""
LEAST_STRIKE, LARGEST_STRIKE = -360.0, 360.0
"""Directions of a strike [degree]; catalogues give them from north to either side."""
STEEPEST = 90.0
"""Dip of a plane [degree]; a plane that dips to the left of its strike has the opposite strike."""
LONGEST, WIDEST = 1500.0, 300.0
"""Plane along strike and down dip [km], beyond the largest ruptures known."""
FARTHEST = 600.0
"""Distance of a site to the epicentre to which a rupture is taken to matter [km]."""


@dataclass(frozen=True)
class Rupture:
    """A point source, or a plane when it has a length.

    Parameters
    ----------
    magnitude
        Moment magnitude for Boore et al. (2014), surface-wave magnitude for Yu et al. (2013) [-].
    x, y
        Epicentre in the CRS of the sites [m].
    depth_km
        Depth of the hypocentre [km].
    strike_deg, dip_deg
        Direction of the strike clockwise from north, with the plane dipping to its right, and dip [degree].
        The strike is also the direction of the major axis of the ellipses of Yu et al. (2013).
    rake_deg
        Direction of slip [degree]; NaN where the mechanism is not known.
    length_km, width_km
        Along strike and down dip [km]; a length of 0 makes a point source.
    name
        What the earthquake is called.
    hypocentre_along, hypocentre_down
        Place of the hypocentre in the plane, as shares of the length in the direction of the strike and of
        the width downwards [-]; the middle unless given.

    Raises
    ------
    InputError
        If a value lies outside what the relations know, or the plane reaches out of the ground.
    """

    magnitude: float
    x: float
    y: float
    depth_km: float
    strike_deg: float = 0.0
    dip_deg: float = 90.0
    rake_deg: float = math.nan
    length_km: float = 0.0
    width_km: float = 0.0
    name: str = ""
    hypocentre_along: float = 0.5
    hypocentre_down: float = 0.5

    def __post_init__(self) -> None:
        for field, least, most, meaning in _RANGES:
            value = getattr(self, field)
            # NaN lies in no range.
            if not least <= value <= most:
                raise InputError(f"{self._called()}: {field} is {value}; {meaning} is needed")
        if not (math.isnan(self.rake_deg) or -180.0 <= self.rake_deg <= 180.0):
            raise InputError(
                f"{self._called()}: rake_deg is {self.rake_deg}; -180 to 180 degrees, or none, is needed"
            )
        if not (math.isfinite(self.x) and math.isfinite(self.y)):
            raise InputError(f"{self._called()}: the epicentre is ({self.x}, {self.y}); metres are needed")
        if self.width_km > 0.0 and self.length_km <= 0.0:
            raise InputError(
                f"{self._called()}: width_km is {self.width_km} but length_km is 0; give both, or neither"
            )
        top = self.depth_km - self.hypocentre_down * self.width_km * math.sin(math.radians(self.dip_deg))
        if top < -1e-6:
            raise InputError(
                f"{self._called()}: a width of {self.width_km} km around a hypocentre {self.depth_km} km "
                f"deep reaches {-top:.1f} km above the ground; a smaller width_km or hypocentre_down, or a "
                "larger depth_km is needed"
            )

    def epicentral_km(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Distance to the epicentre [km] of sites at x, y [m], any shape."""
        along, across = self.along_across_km(x, y)
        return np.hypot(along, across)

    def along_across_km(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Coordinates from the epicentre along the strike and to its right [km] of sites at x, y [m]."""
        east = (np.asarray(x, np.float64) - self.x) / 1000.0
        north = (np.asarray(y, np.float64) - self.y) / 1000.0
        strike = math.radians(self.strike_deg)
        sine, cosine = math.sin(strike), math.cos(strike)
        return east * sine + north * cosine, east * cosine - north * sine

    def joyner_boore_km(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Distance to the plane's projection on the ground [km] of sites at x, y [m], any shape.

        For a point source it is the epicentral distance, which for large earthquakes is longer than the
        distance to the plane that a point stands for.
        """
        along, across = self.along_across_km(x, y)
        span = self.width_km * math.cos(math.radians(self.dip_deg))
        first, right = -self.hypocentre_along * self.length_km, -self.hypocentre_down * span
        return np.hypot(_outside(along, first, first + self.length_km), _outside(across, right, right + span))

    def check_near(self, x: ArrayLike, y: ArrayLike, *, what: str = "site") -> None:
        """Refuse sites at x, y [m] so far away that the CRS or the epicentre must be wrong.

        Raises
        ------
        InputError
            If one lies farther than `FARTHEST`; the farthest is named.
        """
        distance = np.atleast_1d(self.epicentral_km(x, y))
        if distance.size == 0:
            return
        worst = int(np.argmax(np.where(np.isfinite(distance), distance, np.inf)))
        if not distance[worst] <= FARTHEST:
            raise InputError(
                f"{self._called()}: {what} {worst + 1} lies {distance[worst]:.0f} km from the epicentre; "
                f"at most {FARTHEST:g} km is needed (are both in one CRS, x east and y north?)"
            )

    def _called(self) -> str:
        return f"earthquake {self.name!r}" if self.name else "earthquake"


_RANGES = (
    ("magnitude", LEAST_MAGNITUDE, LARGEST_MAGNITUDE,
     f"a magnitude from {LEAST_MAGNITUDE:g} to {LARGEST_MAGNITUDE:g}"),
    ("depth_km", 0.0, DEEPEST, f"a depth from 0 to {DEEPEST:g} km"),
    ("strike_deg", LEAST_STRIKE, LARGEST_STRIKE,
     f"a direction from {LEAST_STRIKE:g} to {LARGEST_STRIKE:g} degrees"),
    ("dip_deg", 0.0, STEEPEST, f"a dip from 0 to {STEEPEST:g} degrees"),
    ("length_km", 0.0, LONGEST, f"a length from 0 (a point) to {LONGEST:g} km"),
    ("width_km", 0.0, WIDEST, f"a width from 0 to {WIDEST:g} km"),
    ("hypocentre_along", 0.0, 1.0, "a share from 0 to 1"),
    ("hypocentre_down", 0.0, 1.0, "a share from 0 to 1"),
)  # fmt: skip


def _outside(value: Floats, first: float, last: float) -> Floats:
    """Distance of coordinates to an interval, 0 inside."""
    return np.asarray(np.maximum(np.maximum(first - value, value - last), 0.0))
