"""Flow in full drains and the design flow of the rational method."""

from __future__ import annotations

import math
from dataclasses import dataclass

from census.storm_intensity import storm_intensity


@dataclass(frozen=True)
class StormIntensity:
    """A storm-intensity formula: q = q1 (1 + C lg P) / (t + b)^n.

    Parameters
    ----------
    q1
        [L/s/ha].
    c, b, n
        The formula's C [1], b [min] and n [1].
    """

    q1: float
    c: float
    b: float
    n: float

    def rate(self, return_period: float, minutes: float) -> float:
        """Mean intensity [L/s/ha] over a duration [min], reached once in `return_period` years."""
        return float(storm_intensity(self.q1, self.c, self.b, self.n, return_period, minutes))

    def depth(self, return_period: float, minutes: float) -> float:
        """Rain [mm] in a duration [min]."""
        return 6e-3 * self.rate(return_period, minutes) * minutes


@dataclass(frozen=True)
class Section:
    """A closed section in which drains are built.

    Parameters
    ----------
    shape
        "circular" or "box".
    height, width
        Inner size [m]; the diameter twice for a pipe.
    least_slope
        Least slope at which it is laid [1].
    """

    shape: str
    height: float
    width: float
    least_slope: float = 0.0

    @property
    def area(self) -> float:
        """Area of the full section [m2]."""
        round_share = 0.25 * math.pi if self.shape == "circular" else 1.0
        return round_share * self.height * self.width

    @property
    def hydraulic_radius(self) -> float:
        """Area over wetted perimeter of the full section [m]."""
        if self.shape == "circular":
            return 0.25 * self.height
        return self.area / (2.0 * (self.height + self.width))

    def speed(self, slope: float, roughness: float) -> float:
        """Speed of the full section [m/s] by Manning's equation.

        Parameters
        ----------
        slope
            Slope of the drain [1].
        roughness
            Manning's n [s/m^(1/3)].
        """
        return float(self.hydraulic_radius ** (2.0 / 3.0) * math.sqrt(max(slope, 0.0)) / roughness)

    def capacity(self, slope: float, roughness: float) -> float:
        """Flow of the full section [m3/s] by Manning's equation."""
        return self.area * self.speed(slope, roughness)

    def slope_for(self, speed: float, roughness: float) -> float:
        """Slope at which the full section has a speed [m/s]."""
        return float((speed * roughness / self.hydraulic_radius ** (2.0 / 3.0)) ** 2)
