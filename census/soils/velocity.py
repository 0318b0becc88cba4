"""Mean shear-wave velocities of a profile: equivalent velocity to 20 m and Vs30."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from census.soils.cover import Cover
from census.soils.profile import Profile

EQUIVALENT_DEPTH = 20.0
"""Greatest depth of the equivalent velocity [m]; GB 50011-2010, 4.1.5."""

VS30_DEPTH = 30.0


class Vs30(NamedTuple):
    """Mean velocity to 30 m.

    Parameters
    ----------
    velocity
        [m/s]
    extrapolated
        Whether the borehole ends above 30 m, so that its last velocity stood for what is below.
    """

    velocity: float
    extrapolated: bool


def travel_time(profile: Profile, depth: float) -> float:
    """Time of a shear wave from the ground to a depth [s]; below the last layer its velocity goes on."""
    thickness = np.clip(np.minimum(profile.bottom, depth) - profile.top, 0.0, None)
    below = max(depth - profile.depth, 0.0)
    return float((thickness / profile.velocity).sum() + below / profile.velocity[-1])


def vs30(profile: Profile) -> Vs30:
    """Mean velocity over the time a wave takes to 30 m.

    Notes
    -----
    Vs30 = 30 / sum(h_i / v_i). A shallower borehole is taken to go on with its last velocity, the simplest
    of the four ways compared by Boore (2004); it errs to the slow side unless the borehole ends in rock.

    References
    ----------
    Boore, D. M. (2004). Estimating Vs(30) (or NEHRP site classes) from shallow velocity models
    (depths < 30 m). BSSA 94(2), 591-597.
    """
    return Vs30(VS30_DEPTH / travel_time(profile, VS30_DEPTH), profile.depth < VS30_DEPTH)


def equivalent_velocity(profile: Profile, cover: Cover) -> float:
    """Equivalent velocity of the soil [m/s]; where rock lies bare, that of the rock.

    Notes
    -----
    v_se = d_0 / sum(d_i / v_i), d_0 the smaller of cover and 20 m (GB 50011-2010, equations 4.1.5-1 and
    4.1.5-2). Hard volcanic beds are left out of depth and time.
    """
    if cover.depth <= 0.0:
        return float(profile.velocity[0])
    thickness = np.minimum(profile.bottom, cover.depth) - profile.top
    soil = np.where(profile.rigid, 0.0, np.clip(thickness, 0.0, None))
    above = np.concatenate([[0.0], np.cumsum(soil)[:-1]])
    counted = np.clip(np.minimum(above + soil, EQUIVALENT_DEPTH) - above, 0.0, None)
    return float(counted.sum() / (counted / profile.velocity).sum())
