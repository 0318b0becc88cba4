"""Fixes as they stand in a file, before they are a track."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.readers.files import existing_file

Floats = NDArray[np.float64]

WHAT = "storm track"
KNOT, NAUTICAL_MILE = 1852.0 / 3600.0, 1852.0
"""[m/s], [m]"""
NO_DATA = (-9999.0, -999.0, 9999.0, 99999.0)
"""Numbers that stand for a missing value in any column."""
NO_WIND = (*NO_DATA, -99.0, -9.0, -1.0, 0.0, 999.0)
"""Those where a wind or a size stands."""
NO_PRESSURE = (*NO_DATA, 0.0)
"""Those where a pressure stands, for which 999 is a good value."""


@dataclass(frozen=True)
class Fixes:
    """Columns of n fixes in the order of the file.

    Parameters
    ----------
    rows
        Line or row of each in the file, shape (n,).
    time
        UTC, shape (n,).
    values
        Columns of `models.typhoon.track.Track` by name, "lat" and "lon" among them, each of shape (n,), in
        its units, NaN where missing.
    radii, radii_wind
        As those of `Track`.
    """

    rows: NDArray[np.int64]
    time: NDArray[np.datetime64]
    values: Mapping[str, Floats]
    radii: Floats = field(default_factory=lambda: np.empty(0))
    radii_wind: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class Head:
    """What holds for all fixes of a track.

    Parameters
    ----------
    path
        The file.
    storm_id, name, agency, averaging_s, member, source
        As those of `Track`.
    unit
        What the file's rows are called: "line" or "row".
    notes
        What the reader mended by itself.
    holds_inland_decay
        As that of `Track`.
    """

    path: Path
    storm_id: str
    name: str
    agency: str
    averaging_s: float
    member: str = ""
    source: str = ""
    unit: str = "line"
    notes: tuple[str, ...] = ()
    holds_inland_decay: bool = True

    def where(self, row: int) -> str:
        """A place in the file in an error's words."""
        return f"{WHAT}: {self.path}, {self.unit} {row}"


@dataclass(frozen=True)
class Storm:
    """A storm of a file, its fixes not read yet: a fault in one must not hide the others.

    Parameters
    ----------
    head
        What holds for all fixes.
    fixes
        Reads them.
    """

    head: Head
    fixes: Callable[[], Fixes]


@dataclass(frozen=True)
class Choice:
    """What a reader may be asked for; each looks at what its format knows.

    Parameters
    ----------
    agency
        Whose columns of IBTrACS: CMA, TOKYO, USA, HKO, KMA or WMO; None takes the first of these with fixes.
    issued
        Forecasts of an a-deck made at this time, YYYYMMDDHH, or "all" of them; None takes the last.
    coastal_wind
        Whether CMA's wind at the coast is taken where it is the greater.
    """

    agency: str | None = None
    issued: str | None = None
    coastal_wind: bool = False


def read_lines(path: Path) -> list[str]:
    """Lines of a text file.

    Raises
    ------
    InputError
        If it is missing, empty or no UTF-8 text.
    """
    try:
        text = existing_file(path, what=WHAT).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{WHAT}: {path} is no UTF-8 text ({error})") from error
    return text.splitlines()


def number(
    text: str | None,
    where: str,
    least: float,
    most: float,
    unit: str,
    *,
    missing: Collection[float] = NO_DATA,
    needed: bool = False,
) -> float:
    """A number of a file, NaN where it is blank or stands for a missing value.

    Parameters
    ----------
    text
        As it stands in the file.
    where
        Place and name of the field, for errors.
    least, most, unit
        Between which it must lie.
    missing
        Numbers that stand for a missing value.
    needed
        Whether a missing value is an error.

    Raises
    ------
    InputError
        If it is no number, out of range, or missing and needed.
    """
    shown = (text or "").strip()
    try:
        value = float(shown) if shown else math.nan
    except ValueError:
        raise InputError(f"{where} is {shown!r}; {least:g} to {most:g} {unit} is needed") from None
    if value in missing or math.isnan(value):
        if needed:
            raise InputError(f"{where} is {shown or 'missing'}; {least:g} to {most:g} {unit} is needed")
        return math.nan
    if not least <= value <= most:
        raise InputError(f"{where} is {shown}; {least:g} to {most:g} {unit} is needed")
    return value


def instant(text: str, where: str) -> np.datetime64:
    """A time in UTC from `YYYYMMDDHH`, `YYYYMMDDHHMM` or ISO 8601 with or without a zone.

    Raises
    ------
    InputError
        If it is no time.
    """
    shown = text.strip()
    if shown.isdigit() and len(shown) in {10, 12}:
        minute = shown[10:] or "00"
        shown = f"{shown[:4]}-{shown[4:6]}-{shown[6:8]}T{shown[8:10]}:{minute}"
    try:
        time = datetime.fromisoformat(shown)
    except ValueError:
        raise InputError(
            f"{where} is {text.strip()!r}; a time such as 2019-08-10T06:00:00Z is needed"
        ) from None
    if time.tzinfo is not None:
        time = time.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(time, "s")
