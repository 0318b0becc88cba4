"""Best tracks of the China Meteorological Administration (CHyyyyBST.txt)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from census.errors import InputError
from models.typhoon.track import AVERAGING
from models.typhoon.tracks.blocks import Block, read_blocks
from models.typhoon.tracks.fixes import NO_PRESSURE, NO_WIND, Choice, Fixes, Head, Storm, instant, number

AGENCY = "CMA"
FEWEST_WORDS = 5
"""Time, grade, latitude, longitude and pressure; the wind may be missing."""


def read_cma(path: Path, choice: Choice) -> list[Storm]:
    """The storms of a file.

    Parameters
    ----------
    path
        Text; of each storm a head `66666 ...` and rows YYYYMMDDHH I LAT LON PRES WND [OWD], in UTC, tenths of
        degrees, hPa and m/s (2-minute means).
    choice
        Whether the wind at the coast (OWD), where a row has one, is taken if it is the greater.

    Raises
    ------
    InputError
        If a head announces more or fewer rows than follow, or a row is cut off or cannot be.

    References
    ----------
    Ying, M. et al. (2014), J. Atmos. Oceanic Technol. 31; Lu, X. et al. (2021), Adv. Atmos. Sci. 38.
    """
    return [_storm(block, path, choice.coastal_wind) for block in read_blocks(path)]


def _storm(block: Block, path: Path, coastal_wind: bool) -> Storm:
    number_of, name = block.head[4], block.head[7] if len(block.head) > 7 else ""
    # A row with a seventh word has the wind at the coast.
    coastal = sum(len(words) > 6 for _, words in block.lines)
    used = "taken where greater" if coastal_wind else "not used"
    head = Head(
        path=path,
        storm_id=number_of if number_of.strip("0") else block.head[3],
        name=name,
        agency=AGENCY,
        averaging_s=AVERAGING[AGENCY],
        source="CMA best track (tcdata.typhoon.org.cn)",
        notes=(f"wind at the coast (OWD) given in {coastal} rows, {used}",) if coastal else (),
    )
    return Storm(head, lambda: _fixes(block, head, coastal_wind))


def _fixes(block: Block, head: Head, coastal_wind: bool) -> Fixes:
    rows = [_row(words, head.where(line)) for line, words in block.lines]
    values = {
        key: np.array([row[key] for _, row in rows]) for key in ("lat", "lon", "pressure", "wind", "owd")
    }
    owd = values.pop("owd")
    if coastal_wind:
        values["wind"] = np.fmax(values["wind"], owd)
    lines = np.array([line for line, _ in block.lines], np.int64)
    return Fixes(lines, np.array([time for time, _ in rows], dtype="datetime64[s]"), values)


def _row(words: list[str], where: str) -> tuple[np.datetime64, dict[str, float]]:
    if len(words) < FEWEST_WORDS:
        raise InputError(
            f"{where} is {' '.join(words)!r}; YYYYMMDDHH I LAT LON PRES WND is needed "
            "(is the file cut off there?)"
        )
    winds = [*words[5:7], *[""] * (7 - len(words))]
    return instant(words[0], f"{where}: time"), {
        "lat": 0.1 * number(words[2], f"{where}: LAT", -900.0, 900.0, "tenths of a degree", needed=True),
        "lon": 0.1 * number(words[3], f"{where}: LON", -3600.0, 3600.0, "tenths of a degree", needed=True),
        "pressure": 100.0 * number(words[4], f"{where}: PRES", 850.0, 1050.0, "hPa", missing=NO_PRESSURE),
        "wind": number(winds[0], f"{where}: WND", 0.0, 230.0, "m/s", missing=NO_WIND),
        "owd": number(winds[1], f"{where}: OWD", 0.0, 230.0, "m/s", missing=NO_WIND)
        if winds[1]
        else math.nan,
    }
