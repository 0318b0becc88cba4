"""Thickness of the cover over rock or hard soil, by GB 50011-2010, 4.1.4."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from census.soils.profile import Profile

HARD = 500.0
"""Velocity over which ground counts as firm base [m/s]; 4.1.4-1."""

STEP_RATIO = 2.5
STEP_LEAST = 400.0
STEP_DEPTH = 5.0
"""A layer below 5 m, over 2.5 times as fast as every layer above it and with nothing below 400 m/s from
there down, is base as well; 4.1.4-2."""


class Cover(NamedTuple):
    """Cover of one borehole.

    Parameters
    ----------
    thickness
        Depth of the base without hard volcanic beds [m]; where the base was not reached, depth drilled.
    reached
        Whether the base was reached; if not, the cover is at least `thickness`.
    depth
        Depth of the base or, where it was not reached, of the borehole, volcanic beds included [m].
    """

    thickness: float
    reached: bool
    depth: float


def cover_thickness(profile: Profile) -> Cover:
    """Cover thickness of a profile.

    Parameters
    ----------
    profile
        Layers of the borehole.

    Notes
    -----
    The base is the highest layer that satisfies 4.1.4-1 (over 500 m/s, and so all below it) or 4.1.4-2.
    Volcanic beds in the soil count as rigid and their thickness is taken off (4.1.4-4). A boulder or lens
    over 500 m/s does not end the cover, as something slower lies below it; its velocity is left as
    logged, while 4.1.4-3 would give it that of the soil around it.
    """
    velocity = np.where(profile.rigid, np.inf, profile.velocity)
    slowest_below = np.minimum.accumulate(velocity[::-1])[::-1]
    base = (velocity > HARD) & (slowest_below >= HARD) & ~profile.rigid
    soil = np.where(profile.rigid, 0.0, profile.velocity)
    fastest_above = np.concatenate([[np.inf], np.maximum.accumulate(soil)[:-1]])
    step = (
        (profile.top >= STEP_DEPTH)
        & (velocity > STEP_RATIO * fastest_above)
        & (slowest_below >= STEP_LEAST)
        & ~profile.rigid
    )
    found = np.flatnonzero(base | step)
    reached = len(found) > 0
    depth = float(profile.top[found[0]]) if reached else profile.depth
    beds = float(np.clip(np.minimum(profile.bottom, depth) - profile.top, 0.0, None)[profile.rigid].sum())
    return Cover(depth - beds, reached, depth)
