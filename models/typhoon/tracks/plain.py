"""Tracks in a plain table whose columns name their units."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from census.errors import InputError
from models.typhoon.track import AVERAGING, QUADRANTS
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

KILOMETRE, HECTOPASCAL, HOUR, MINUTE = 1000.0, 100.0, 3600.0, 60.0
NEEDED = ("time_utc", "lat", "lon")
TEXTS = ("storm_id", "name", "agency", "member")
"""Columns that tell tracks apart; each may stand in a comment instead, as `# name: Lekima`."""
IGNORED = ("grade", "status", "source", "remark")
NUMBERS = {
    "lat": ("lat", 1.0, -90.0, 90.0, "degrees", NO_DATA),
    "lon": ("lon", 1.0, -360.0, 360.0, "degrees", NO_DATA),
    "pressure_hpa": ("pressure", HECTOPASCAL, 850.0, 1050.0, "hPa", NO_PRESSURE),
    "wind_m_s": ("wind", 1.0, 0.0, 230.0, "m/s", NO_WIND),
    "wind_kt": ("wind", KNOT, 0.0, 250.0, "kn", NO_WIND),
    "rmax_km": ("rmax", KILOMETRE, 1.0, 500.0, "km", NO_WIND),
    "rmax_nm": ("rmax", NAUTICAL_MILE, 1.0, 270.0, "nautical miles", NO_WIND),
    "outer_pressure_hpa": ("outer_pressure", HECTOPASCAL, 850.0, 1050.0, "hPa", NO_PRESSURE),
    "outer_radius_km": ("outer_radius", KILOMETRE, 1.0, 5000.0, "km", NO_WIND),
    "outer_radius_nm": ("outer_radius", NAUTICAL_MILE, 1.0, 2700.0, "nautical miles", NO_WIND),
    "wind_below_m_s": ("wind_below", 1.0, 0.0, 150.0, "m/s", NO_WIND),
    "lead_h": ("lead_s", HOUR, 0.0, 400.0, "h", NO_DATA),
    "averaging_min": ("averaging", MINUTE, 0.05, 60.0, "min", NO_DATA),
}
"""Columns of numbers: what they fill, factor to SI, least, most, unit and numbers that stand for none."""
RADIUS = re.compile(r"r(\d+(?:\.\d+)?)(kt|ms)_(ne|se|sw|nw)_(km|nm)")
"""Columns of radii, such as r34kt_ne_km or r17.5ms_ne_km."""


def read_plain(path: Path, choice: Choice) -> list[Storm]:
    """The tracks of a CSV file.

    Parameters
    ----------
    path
        UTF-8; comments start with `#`, those of the form `# key: value` hold for the whole file: source,
        status, any of `TEXTS`, averaging_min, and `holds_inland_decay: no` for winds that know no land.
        Columns: `NEEDED`, any of `TEXTS` and `NUMBERS`, radii as in `RADIUS`; others are refused. A wind
        needs its averaging period, or an agency that is known.
    choice
        Nothing of it matters here.

    Raises
    ------
    InputError
        If columns are missing, unknown or twofold, or a row is cut off.
    """
    del choice
    lines = read_lines(path)
    told = dict(_comments(lines))
    body = [(line, text) for line, text in enumerate(lines, 1) if text.strip() and not text.startswith("#")]
    table = list(csv.reader(text for _, text in body))
    if len(table) != len(body):
        raise InputError(f"{WHAT}: {path} has a quotation that runs over lines; one row on a line is needed")
    header = [name.strip() for name in table[0]] if table else []
    _check_header(header, path)
    groups: dict[tuple[str, ...], list[tuple[int, dict[str, str]]]] = {}
    for (line, text), cells in zip(body[1:], table[1:], strict=True):
        if len(cells) != len(header):
            raise InputError(
                f"{WHAT}: {path}, line {line} is {text[:60]!r}, {len(cells)} cells; {len(header)} are needed "
                "(is the file cut off there?)"
            )
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        groups.setdefault(tuple(row.get(name, told.get(name, "")) for name in TEXTS), []).append((line, row))
    if not groups:
        raise InputError(f"{WHAT}: {path} has no row; two fixes are needed")
    return [_storm(key, rows, told, path) for key, rows in groups.items()]


def _comments(lines: list[str]) -> list[tuple[str, str]]:
    found = (re.match(r"#\s*([a-z_]+):\s*(.+)", line) for line in lines)
    return [(match[1], match[2].strip()) for match in found if match]


def _check_header(header: list[str], path: Path) -> None:
    known = (*NEEDED, *TEXTS, *NUMBERS, *IGNORED)
    for name in header:
        if name not in known and not RADIUS.fullmatch(name):
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            raise InputError(f"{WHAT}: {path} has a column {name!r}{hint}")
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise InputError(f"{WHAT}: {path} lacks {', '.join(missing)}; {', '.join(NEEDED)} are needed")
    filled = [NUMBERS[name][0] for name in header if name in NUMBERS]
    for name in header:
        if header.count(name) > 1 or (name in NUMBERS and filled.count(NUMBERS[name][0]) > 1):
            raise InputError(f"{WHAT}: {path} gives {name} twice, maybe in two units; one column is needed")


def _storm(
    key: tuple[str, ...], rows: list[tuple[int, dict[str, str]]], told: Mapping[str, str], path: Path
) -> Storm:
    storm_id, name, agency, member = key
    source = "; ".join(told[part] for part in ("source", "status") if part in told)
    periods = {row["averaging_min"] for _, row in rows if row.get("averaging_min")}
    periods = periods or ({told["averaging_min"]} if "averaging_min" in told else set())
    head = Head(path, storm_id, name, agency, 600.0, member, source)
    where = head.where(rows[0][0])
    if len(periods) > 1:
        raise InputError(
            f"{where}: averaging_min is {', '.join(sorted(periods))} in one track; one is needed"
        )
    known = AVERAGING.get(agency.upper())
    if periods:
        period = MINUTE * number(periods.pop(), f"{where}: averaging_min", 0.05, 60.0, "min", needed=True)
    elif known is not None:
        period = known
    elif any(row.get(column) for _, row in rows for column in ("wind_m_s", "wind_kt")):
        raise InputError(
            f"{where}: winds have no averaging period and the agency is {agency or 'not named'!r}; a column "
            f"averaging_min, or an agency of {', '.join(AVERAGING)} is needed"
        )
    else:
        period = 600.0
    notes = (
        (f"averaging of {period:g} s where {agency} has {known:g} s",) if known not in {None, period} else ()
    )
    held = told.get("holds_inland_decay", "yes")
    if held not in {"yes", "no"}:
        raise InputError(f"{WHAT}: {path}: holds_inland_decay is {held!r}; yes or no is needed")
    head = Head(
        path, storm_id, name, agency, period, member, source, notes=notes, holds_inland_decay=held == "yes"
    )
    return Storm(head, lambda: _fixes(rows, head))


def _fixes(rows: list[tuple[int, dict[str, str]]], head: Head) -> Fixes:
    header = list(rows[0][1])
    values = {}
    for column in header:
        if column not in NUMBERS or column == "averaging_min":
            continue
        fills, factor, least, most, unit, missing = NUMBERS[column]
        values[fills] = factor * np.array(
            [
                number(
                    row[column],
                    f"{head.where(line)}: {column}",
                    least,
                    most,
                    unit,
                    missing=missing,
                    needed=column in NEEDED,
                )
                for line, row in rows
            ]
        )
    radii, radii_wind = _radii(rows, head)
    times = [instant(row["time_utc"], f"{head.where(line)}: time_utc") for line, row in rows]
    lines = np.array([line for line, _ in rows], np.int64)
    return Fixes(lines, np.array(times, dtype="datetime64[s]"), values, radii, radii_wind)


def _radii(rows: list[tuple[int, dict[str, str]]], head: Head) -> tuple[np.ndarray, np.ndarray]:
    """Radii of shape (n, k, 4) [m] and their winds of shape (k,) [m/s]."""
    columns = {name: match for name in rows[0][1] if (match := RADIUS.fullmatch(name))}
    speed = {name: float(m[1]) * (KNOT if m[2] == "kt" else 1.0) for name, m in columns.items()}
    winds = sorted(set(speed.values()))
    radii = np.full((len(rows), len(winds), 4), np.nan)
    for name, match in columns.items():
        factor = KILOMETRE if match[4] == "km" else NAUTICAL_MILE
        place = winds.index(speed[name]), QUADRANTS.index(match[3].upper())
        for fix, (line, row) in enumerate(rows):
            where = f"{head.where(line)}: {name}"
            radii[fix, place[0], place[1]] = factor * number(row[name], where, 0.0, 3000.0, match[4])
    return radii, np.array(winds)
