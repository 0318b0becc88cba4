"""Whether winds and pressures of a track belong together."""

from __future__ import annotations

import numpy as np

from census.errors import InputError
from models.typhoon.averaging import averaging_factor
from models.typhoon.intensity import ENVIRONMENT_PA
from models.typhoon.pressure_wind import PRESSURE_WIND
from models.typhoon.track import Track

RELATION = "atkinson1977"
DEEP_PA = 1000.0
"""Deficit from which a pair is judged [Pa]."""
MOST_RATIO = 1.6
"""Ratio of the wind to that of the relation, in the middle of all pairs, from which knots are taken to stand
for m/s.

Of 1202 storms of the western North Pacific with pairs of RSMC Tokyo, the ratio in the middle is 0.82 to 1.46
for all but 2 %; it is 0.9 to 1.2 for the eleven storms near Hangzhou. Knots make it 1.94 times as much.
"""


def check_pairs(track: Track, rows: dict[np.datetime64, str]) -> None:
    """Refuse winds that can only be knots where m/s should stand.

    Parameters
    ----------
    track
        The track with winds taken as m/s.
    rows
        Place of each fix in its file, by time, for the error.

    Raises
    ------
    InputError
        Naming the row whose wind is the least plausible.

    References
    ----------
    Atkinson, G. D. and Holliday, C. R. (1977), Mon. Wea. Rev. 105: 6.7 (1010 - pc)^0.644 kn, 1-minute wind.
    """
    relation = PRESSURE_WIND[RELATION]
    minute = track.wind * averaging_factor(track.averaging_s, relation.averaging_s)
    deficit = ENVIRONMENT_PA - track.pressure
    judged = (deficit >= DEEP_PA) & ~np.isnan(minute)
    if not judged.any():
        return
    zeros = np.zeros(track.count)
    expected = relation.speed(np.where(judged, deficit, DEEP_PA), track.lat, zeros, zeros)
    ratio = np.where(judged, minute / expected, 0.0)
    middle = float(np.median(ratio[judged]))
    if middle > MOST_RATIO:
        worst = int(np.argmax(ratio))
        raise InputError(
            f"{rows[track.time[worst]]}: a wind of {track.wind[worst]:g} m/s does not go with "
            f"{track.pressure[worst] / 100.0:g} hPa, and over all fixes the winds are {middle:.1f} times "
            f"those of Atkinson and Holliday (1977); are they knots? then m/s, or a column in knots, is "
            f"needed "
            f"({track.wind[worst]:g} kn are {track.wind[worst] * 1852.0 / 3600.0:.1f} m/s)"
        )
