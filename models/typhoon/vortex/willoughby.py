"""Sectionally continuous profile with two exponential falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Falls:
    """Coefficients of the profile: constant, per m/s of the greatest wind, per degree of latitude.

    Parameters
    ----------
    power
        Of the rise inside, equation 10b [-].
    long_km
        Length of the slow fall, equation 10a [km].
    share
        Of the fast fall, equation 10c, not below 0 [-].
    short_km
        Length of the fast fall [km].
    blend_km
        Width over which inside and outside are blended [km].
    status
        "unverified": taken from memory of the paper and codes that cite it.
    """

    power: tuple[float, float, float] = (0.4067, 0.0144, -0.0038)
    long_km: tuple[float, float, float] = (317.1, -2.026, 1.915)
    share: tuple[float, float, float] = (0.0696, 0.0049, -0.0064)
    short_km: float = 25.0
    blend_km: float = 25.0
    status: str = "unverified"


FALLS = Falls()
_STEPS = np.linspace(0.0, 1.0, 2001)
_BLEND = _STEPS**5 * (126.0 - _STEPS * (420.0 - _STEPS * (540.0 - _STEPS * (315.0 - _STEPS * 70.0))))


def willoughby2006(
    r: Floats, *, vmax: Floats, rmax: Floats, latitude: Floats, falls: Falls = FALLS
) -> Floats:
    """Wind that rises as (r/Rm)^n inside and falls with two exponentials outside [m/s].

    Parameters
    ----------
    r
        Distance, any shape [m].
    vmax, rmax
        Greatest wind [m/s] and its radius [m]; the wind given is of the same kind (the paper's is at flight
        level).
    latitude
        Of the centre [degree].
    falls
        Coefficients.

    Notes
    -----
    The blend is placed so that the profile is flat at Rm; storms smaller than the blend is wide have it as
    wide as Rm.

    References
    ----------
    Willoughby, H. E., Darling, R. W. R. and Rahn, M. E. (2006), Parametric representation of the primary
    hurricane vortex, part II, Mon. Wea. Rev. 134, equations 1 to 4 and 10.
    """
    north = np.abs(latitude)
    power = np.maximum(_of(falls.power, vmax, north), 0.05)
    long = 1000.0 * np.maximum(_of(falls.long_km, vmax, north), falls.short_km)
    short = 1000.0 * falls.short_km
    share = np.clip(_of(falls.share, vmax, north), 0.0, 1.0)
    # At Rm both branches are vmax: the slopes n/Rm and -(1-A)/X1 - A/X2 cancel under these weights.
    rise, fall = power / rmax, (1.0 - share) / long + share / short
    place = np.interp(rise / (rise + fall), _BLEND, _STEPS)
    width = np.minimum(1000.0 * falls.blend_km, rmax)
    weight_at = np.clip((r - (rmax - place * width)) / width, 0.0, 1.0)
    weight = np.interp(weight_at, _STEPS, _BLEND)
    inside = vmax * (np.maximum(r, 0.0) / rmax) ** power
    over = np.maximum(r - rmax, -width)
    outside = vmax * ((1.0 - share) * np.exp(-over / long) + share * np.exp(-over / short))
    return np.asarray((1.0 - weight) * inside + weight * outside)


def _of(row: tuple[float, float, float], vmax: Floats, latitude: Floats) -> Floats:
    return np.asarray(row[0] + row[1] * vmax + row[2] * latitude)
