"""Whether winds and pressures of a track belong together."""

from __future__ import annotations

import numpy as np

from models.typhoon.averaging import averaging_factor
from models.typhoon.intensity import ENVIRONMENT_PA
from models.typhoon.pressure_wind import PRESSURE_WIND
from models.typhoon.track import Track
from models.typhoon.tracks.fixes import KNOT

RELATION = "atkinson1977"
DEEP_PA = 1000.0
"""Deficit from which a pair is judged [Pa]."""
MOST_RATIO = 1.6
"""Ratio of the wind to that of the relation, in the middle of all pairs, from which knots are taken to stand
for m/s.

Of 1202 storms of the western North Pacific with pairs of RSMC Tokyo, the ratio in the middle is 0.82 to 1.46
for all but 2 %; it is 0.9 to 1.2 for the eleven storms near Hangzhou. Knots make it 1.94 times as much.
"""
ALONE_RATIO = 1.75
"""The same for one fix, as a multiple of the ratio in the middle; 4 to 8 of 25,000 pairs of RSMC Tokyo
reach it."""


def implausible_pair(track: Track) -> tuple[int, str] | None:
    """The fix whose wind in m/s can only be in knots, and why.

    Parameters
    ----------
    track
        The track with winds taken as m/s.

    Returns
    -------
    tuple[int, str] | None
        Its place and a sentence; None if wind and pressure go together everywhere.

    References
    ----------
    Atkinson, G. D. and Holliday, C. R. (1977), Mon. Wea. Rev. 105: 6.7 (1010 - pc)^0.644 kn, 1-minute wind.
    """
    relation = PRESSURE_WIND[RELATION]
    minute = track.wind * averaging_factor(track.averaging_s, relation.averaging_s)
    deficit = ENVIRONMENT_PA - track.pressure
    judged = (deficit >= DEEP_PA) & ~np.isnan(minute)
    if not judged.any():
        return None
    zeros = np.zeros(track.count)
    expected = relation.speed(np.where(judged, deficit, DEEP_PA), track.lat, zeros, zeros)
    ratio = np.where(judged, minute / expected, 0.0)
    middle, worst = float(np.median(ratio[judged])), int(np.argmax(ratio))
    if middle <= MOST_RATIO and ratio[worst] <= max(MOST_RATIO, ALONE_RATIO * middle):
        return None
    wind = track.wind[worst]
    return worst, (
        f"a wind of {wind:g} m/s does not go with {track.pressure[worst] / 100.0:g} hPa: it is "
        f"{ratio[worst]:.1f} times that of Atkinson and Holliday (1977), in the middle of all fixes "
        f"{middle:.1f} times; is it in knots? then m/s, or a column in knots, is needed "
        f"({wind:g} kn are {wind * KNOT:.1f} m/s)"
    )
