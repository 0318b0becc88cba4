"""Best tracks of RSMC Tokyo, Japan Meteorological Agency (bst_all.txt)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from census.errors import InputError
from models.typhoon.track import AVERAGING
from models.typhoon.tracks.blocks import Block, read_blocks
from models.typhoon.tracks.fixes import (
    KNOT,
    NAUTICAL_MILE,
    NO_PRESSURE,
    NO_WIND,
    Choice,
    Fixes,
    Head,
    Storm,
    instant,
    number,
)
from models.typhoon.tracks.quadrants import quadrants_of

AGENCY = "JMA"
FIRST_YEAR = 1951
"""Of the two-digit years of the file."""
LEAST_GIVEN_KN = 35.0
"""The agency gives no wind of a depression, which is below this."""
DEPRESSION = "2"
RADII_KN = (30.0, 50.0)


def read_jma(path: Path, choice: Choice) -> list[Storm]:
    """The storms of a file.

    Parameters
    ----------
    path
        Text; of each storm a head `66666 ...` and rows of time (YYMMDDHH, UTC), 002, grade, latitude and
        longitude (tenths of degrees), pressure (hPa), wind (kn, 10-minute mean, 000 below 35), and of the
        winds of 50 and 30 kn the direction of the longest radius with it, and the shortest (nautical miles).
    choice
        Nothing of it matters here.

    Raises
    ------
    InputError
        If a head announces more or fewer rows than follow, or a row is cut off or cannot be.
    """
    del choice
    return [_storm(block, path) for block in read_blocks(path)]


def _storm(block: Block, path: Path) -> Storm:
    head = Head(
        path=path,
        storm_id=block.head[1],
        name=" ".join(block.head[7:-1]) if len(block.head) > 8 else "",
        agency=AGENCY,
        averaging_s=AVERAGING[AGENCY],
        source="RSMC Tokyo best track (Japan Meteorological Agency)",
    )
    return Storm(head, lambda: _fixes(block, head))


def _fixes(block: Block, head: Head) -> Fixes:
    rows = [_row(words, head.where(line)) for line, words in block.lines]
    names = ("lat", "lon", "pressure", "wind", "wind_below")
    sizes = np.array([[row[key] for key in _SIZES] for _, row in rows]).reshape(len(rows), 2, 3)
    radii = np.stack(
        [quadrants_of(sizes[:, wind, 0], sizes[:, wind, 1], sizes[:, wind, 2]) for wind in (0, 1)], axis=1
    )
    return Fixes(
        np.array([line for line, _ in block.lines], np.int64),
        np.array([time for time, _ in rows], dtype="datetime64[s]"),
        {key: np.array([row[key] for _, row in rows]) for key in names},
        NAUTICAL_MILE * radii,
        KNOT * np.array(RADII_KN),
    )


_SIZES = ("dir30", "long30", "short30", "dir50", "long50", "short50")


def _row(words: list[str], where: str) -> tuple[np.datetime64, dict[str, float]]:
    if len(words) < 6 or not words[0].isdigit() or len(words[0]) != 8:
        raise InputError(
            f"{where} is {' '.join(words)!r}; YYMMDDHH 002 grade latitude longitude pressure wind is needed "
            "(is the file cut off there?)"
        )
    words = [word for word in words if word != "#"]
    century = "19" if int(words[0][:2]) >= FIRST_YEAR - 1900 else "20"
    wind = number(words[6] if len(words) > 6 else "", f"{where}: wind", 0.0, 250.0, "kn", missing=NO_WIND)
    row = {
        "lat": 0.1 * number(words[3], f"{where}: latitude", -900.0, 900.0, "tenths of a degree", needed=True),
        "lon": 0.1
        * number(words[4], f"{where}: longitude", -3600.0, 3600.0, "tenths of a degree", needed=True),
        "pressure": 100.0 * number(words[5], f"{where}: pressure", 850.0, 1050.0, "hPa", missing=NO_PRESSURE),
        "wind": KNOT * wind,
        "wind_below": KNOT * LEAST_GIVEN_KN if np.isnan(wind) and words[2] == DEPRESSION else np.nan,
    }
    return instant(century + words[0], f"{where}: time"), {**row, **_sizes(words[7:], where)}


def _sizes(words: list[str], where: str) -> dict[str, float]:
    """Direction, longest and shortest radius [nautical miles] of both winds, NaN where there are none."""
    found = dict.fromkeys(_SIZES, np.nan)
    if not words:
        return found
    if len(words) != 4 or any(len(word) != 5 for word in words[::2]):
        raise InputError(
            f"{where}: radii are {' '.join(words)!r}; KLLLL MMMM NPPPP QQQQ is needed "
            "(is the file cut off there?)"
        )
    for wind, (longest, shortest) in (("50", words[:2]), ("30", words[2:])):
        found[f"dir{wind}"] = number(longest[0], f"{where}: direction", 0.0, 9.0, "")
        found[f"long{wind}"] = number(longest[1:], f"{where}: longest radius", 0.0, 999.0, "nautical miles")
        found[f"short{wind}"] = number(shortest, f"{where}: shortest radius", 0.0, 999.0, "nautical miles")
    return found
