"""Decks of the Automated Tropical Cyclone Forecasting system: best tracks (b) and forecasts (a)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from census.errors import InputError
from models.typhoon.track import AVERAGING
from models.typhoon.tracks.fixes import (
    KNOT,
    NAUTICAL_MILE,
    NO_DATA,
    NO_PRESSURE,
    NO_WIND,
    WHAT,
    Choice,
    Fixes,
    Head,
    Storm,
    instant,
    number,
    read_lines,
)

BEST = "BEST"
"""Technique of a best track."""
RADII_KN = (34.0, 50.0, 64.0)
FEWEST_WORDS = 9
"""Up to the wind."""
TECHNIQUES = {"RJTD": "JMA", "BABJ": "CMA", "VHHH": "HKO", "RKSL": "KMA"}
"""Centres whose forecasts stand in decks of the United States; winds of all others are 1-minute means."""
BASINS = {"AL": "NHC", "EP": "NHC", "CP": "NHC"}
_FIRST_QUADRANT = {"NEQ": 0, "SEQ": 1, "SWQ": 2, "NWQ": 3}


class _Row(NamedTuple):
    line: int
    words: list[str]
    issued: str
    technique: str


def read_atcf(path: Path, choice: Choice) -> list[Storm]:
    """The tracks of a deck: one of a best track, one for each technique of forecasts.

    Parameters
    ----------
    path
        Text of comma-separated rows BASIN, CY, YYYYMMDDHH, TECHNUM/MIN, TECH, TAU, LAT, LON, VMAX, MSLP, TY,
        RAD, WINDCODE, RAD1..RAD4, POUTER, ROUTER, RMW, ...; a fix has a row for each of 34, 50 and 64 kn.
    choice
        When the forecasts were made.

    Raises
    ------
    InputError
        If a row is cut off, or no forecast was made when asked.
    """
    rows = [_split(line, text, path) for line, text in enumerate(read_lines(path), 1) if text.strip()]
    forecasts = sorted({row.issued for row in rows if row.technique != BEST})
    wanted = set(forecasts) if choice.issued == "all" else {choice.issued or (forecasts or [""])[-1]}
    if forecasts and not wanted & set(forecasts):
        raise InputError(
            f"{WHAT}: {path} has no forecast of {choice.issued}; one of {', '.join(forecasts)} is needed"
        )
    groups: dict[tuple[str, str, str, str], list[_Row]] = {}
    for row in rows:
        if row.technique == BEST:
            key = (row.words[0], row.words[1], row.issued[:4], BEST)
        elif row.issued in wanted:
            key = (row.words[0], row.words[1], row.issued, row.technique)
        else:
            continue
        groups.setdefault(key, []).append(row)
    return [_storm(key, members, path) for key, members in groups.items()]


def _split(line: int, text: str, path: Path) -> _Row:
    words = [word.strip() for word in text.split(",")]
    where = f"{WHAT}: {path}, line {line}"
    if len(words) < FEWEST_WORDS or len(words[2]) != 10 or not words[2].isdigit():
        raise InputError(
            f"{where} is {text.strip()[:60]!r}; BASIN, CY, YYYYMMDDHH, TECHNUM, TECH, TAU, LAT, LON, VMAX, "
            "... is needed (is the file cut off there?)"
        )
    return _Row(line, words, words[2], words[4].upper())


def _storm(key: tuple[str, str, str, str], rows: list[_Row], path: Path) -> Storm:
    basin, serial, issued, technique = key
    names = {row.words[27] for row in rows if len(row.words) > 27 and row.words[27].isalpha()}
    agency = TECHNIQUES.get(technique, BASINS.get(basin.upper(), "JTWC"))
    forecast = technique != BEST
    head = Head(
        path=path,
        storm_id=f"{basin.upper()}{serial}{issued[:4]}",
        name=max(names) if names else "",
        agency=agency,
        averaging_s=AVERAGING[agency],
        member=technique if forecast else "",
        source=f"ATCF {'a' if forecast else 'b'}-deck" + (f", forecast of {issued}" if forecast else ""),
    )
    return Storm(head, lambda: _fixes(rows, head))


def _fixes(rows: list[_Row], head: Head) -> Fixes:
    """One fix for each time, its radii from all of its rows."""
    found: dict[np.datetime64, tuple[int, dict[str, float]]] = {}
    radii: dict[np.datetime64, np.ndarray] = {}
    for row in rows:
        where = head.where(row.line)
        time, values = _values(row, where)
        first = found.setdefault(time, (row.line, values))[1]
        for name, value in values.items():
            if np.isnan(first[name]):
                first[name] = value
            elif name in {"lat", "lon"} and value != first[name]:
                raise InputError(
                    f"{where}: {name} is {value:g}, but {first[name]:g} in line {found[time][0]} of the same "
                    "time; one position is needed"
                )
        wind = number((row.words[11:12] or [""])[0], f"{where}: RAD", 0.0, 200.0, "kn", missing=NO_WIND)
        if wind in RADII_KN:
            held = radii.setdefault(time, np.full((len(RADII_KN), 4), np.nan))
            held[RADII_KN.index(wind)] = _radii(row.words, where)
    empty = np.full((len(RADII_KN), 4), np.nan)
    return Fixes(
        np.array([line for line, _ in found.values()], np.int64),
        np.array(list(found), dtype="datetime64[s]"),
        {name: np.array([row[name] for _, row in found.values()]) for name in next(iter(found.values()))[1]},
        NAUTICAL_MILE * np.stack([radii.get(time, empty) for time in found]),
        KNOT * np.array(RADII_KN),
    )


def _values(row: _Row, where: str) -> tuple[np.datetime64, dict[str, float]]:
    words = [*row.words, *[""] * (20 - len(row.words))]
    lead = number(words[5] or "0", f"{where}: TAU", -48.0, 240.0, "h")
    best = row.technique == BEST
    minutes = int(words[3]) if best and words[3].isdigit() else 0
    time = instant(words[2], f"{where}: time") + np.timedelta64(round(lead * 60) + minutes, "m")
    return time.astype("datetime64[s]"), {
        "lat": _degrees(words[6], f"{where}: LAT", "NS", 90.0),
        "lon": _degrees(words[7], f"{where}: LON", "EW", 360.0),
        "wind": KNOT * number(words[8], f"{where}: VMAX", 0.0, 250.0, "kn", missing=NO_WIND),
        "pressure": 100.0 * number(words[9], f"{where}: MSLP", 850.0, 1050.0, "hPa", missing=NO_PRESSURE),
        "outer_pressure": 100.0
        * number(words[17], f"{where}: POUTER", 850.0, 1050.0, "hPa", missing=NO_PRESSURE),
        "outer_radius": NAUTICAL_MILE
        * number(words[18], f"{where}: ROUTER", 1.0, 2000.0, "nautical miles", missing=NO_WIND),
        "rmax": NAUTICAL_MILE
        * number(words[19], f"{where}: RMW", 1.0, 300.0, "nautical miles", missing=NO_WIND),
        "lead_s": np.nan if best else 3600.0 * lead,
    }


def _degrees(text: str, where: str, letters: str, most: float) -> float:
    sign = {letters[0]: 1.0, letters[1]: -1.0}.get(text[-1:].upper())
    if sign is None:
        raise InputError(
            f"{where} is {text!r}; tenths of a degree with {letters[0]} or {letters[1]} is needed, as in 281N"
        )
    return sign * 0.1 * number(text[:-1], where, 0.0, 10.0 * most, "tenths of a degree", needed=True)


def _radii(words: list[str], where: str) -> list[float]:
    """Radii in the quadrants NE, SE, SW, NW [nautical miles]."""
    given = [
        number(text, f"{where}: RAD{place}", 0.0, 2000.0, "nautical miles", missing=NO_DATA)
        for place, text in enumerate([*words[13:17], "", "", "", ""][:4], 1)
    ]
    first = _FIRST_QUADRANT.get(words[12].upper())
    if first is None:
        return [given[0]] * 4
    return [given[(quadrant - first) % 4] for quadrant in range(4)]
