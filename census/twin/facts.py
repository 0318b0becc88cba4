"""The published and approximate facts the synthetic district is made from."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from census.coordinates import to_district

SOURCE_DATE = "2026-11-23"
"""Day on which the facts were read."""

POPULATION = 1_120_985
"""Residents of the district, 2020 census (communique of the seventh census, table 1-1)."""

POPULATION_BY_FORMER_DISTRICT = {"old_Gongshu": 635_136, "old_Xiacheng": 485_849}
"""Residents of the two districts merged in 2021, on 2020 census counts; the second is derived."""

AREA_BY_FORMER_DISTRICT = {"old_Gongshu": 69.25, "old_Xiacheng": 29.33}
"""Areas of the two former districts [km2]; they add to the published 98.58 km2."""

GRAND_CANAL = "京杭大运河"
SHANGTANG = "上塘河"

NORMAL_STAGE = {"grand_canal": 1.2, "shangtang": 2.7}
"""Usual water level by system [m, 1985 national]; status unverified, to be replaced."""


@dataclass(frozen=True)
class River:
    """A canal's approximate course.

    Parameters
    ----------
    name
        Chinese name.
    line
        Vertices of the centre line, shape (n, 2) [m, EPSG:4549].
    width, bed
        Width of the water surface [m] and bed level [m, 1985 national].
    status
        How sure width, bed and course are.
    """

    name: str
    line: NDArray[np.float64]
    width: float
    bed: float
    status: str


@dataclass(frozen=True)
class Peak:
    """A named summit: place [m, EPSG:4549] and height [m]."""

    name: str
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class StreetFact:
    """One street (sub-district) of the district.

    Parameters
    ----------
    code, name, name_en, former_district
        Official nine-digit code, names, and the district it belonged to before 2021.
    x, y
        Approximate centre [m, EPSG:4549].
    area
        Published area [km2]; NaN where none was found.
    residents_2000, residents_later
        Residents by the 2000 census and a later published figure; NaN where none was found.
    source
        Short names of the sources of area and later figure.
    """

    code: str
    name: str
    name_en: str
    former_district: str
    x: float
    y: float
    area: float
    residents_2000: float
    residents_later: float
    source: str


@cache
def outline() -> NDArray[np.float64]:
    """Closed ring of the district's approximate outline, shape (n, 2) [m, EPSG:4549]."""
    return _project(_rows("outline.csv"))


@cache
def rivers() -> tuple[River, ...]:
    """The named canals in the order of the table."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in _rows("rivers.csv"):
        groups.setdefault(row["name"], []).append(row)
    return tuple(
        River(
            name,
            _project(rows),
            float(rows[0]["width_m"]),
            float(rows[0]["bed_m_1985"]),
            "unverified",
        )
        for name, rows in groups.items()
    )


@cache
def peaks() -> tuple[Peak, ...]:
    """The named summits in the north-east."""
    rows = _rows("peaks.csv")
    points = _project(rows)
    return tuple(
        Peak(row["name"], float(x), float(y), float(row["height_m"]))
        for row, (x, y) in zip(rows, points, strict=True)
    )


@cache
def streets() -> tuple[StreetFact, ...]:
    """The 18 streets in the order of their codes."""
    rows = _rows("streets.csv")
    points = _project(rows, longitude="lon_approx", latitude="lat_approx")
    return tuple(
        StreetFact(
            code=row["code9"],
            name=row["name"],
            name_en=row["name_en"],
            former_district=row["former_district"],
            x=float(x),
            y=float(y),
            area=_number(row["area_km2"]),
            residents_2000=_number(row["pop_2000_census"]),
            residents_later=_number(row["pop_later"]),
            source=" ".join(part for part in (row["area_source"], row["pop_later_source"]) if part),
        )
        for row, (x, y) in zip(rows, points, strict=True)
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("census.twin") / "facts" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _project(
    rows: Sequence[dict[str, str]], *, longitude: str = "lon", latitude: str = "lat"
) -> NDArray[np.float64]:
    x, y = to_district([float(row[longitude]) for row in rows], [float(row[latitude]) for row in rows])
    return np.column_stack([x, y])


def _number(text: str) -> float:
    return float(text) if text else float("nan")
