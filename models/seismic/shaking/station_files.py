"""Reading what stations recorded: a ShakeMap station list or a CSV file."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from census.errors import InputError
from census.readers.files import existing_file
from models.seismic.motion.sites import LARGEST_VS30, LEAST_VS30, SITE_CLASSES
from models.seismic.shaking.markup import Attributes, Handlers, parse
from models.seismic.shaking.stations import WHAT, Stations
from models.seismic.tables import lines_of

COMPONENTS = {
    "pga": "PGA",
    "acc": "PGA",
    "pgv": "PGV",
    "vel": "PGV",
    "psa03": "SA(0.3)",
    "psa10": "SA(1.0)",
    "psa30": "SA(3.0)",
}
"""Elements of a ShakeMap component; accelerations in % of g, velocities in cm/s."""
COLUMNS = {"pga_g": "PGA", "pgv_cms": "PGV", "sa03_g": "SA(0.3)", "sa10_g": "SA(1.0)", "sa30_g": "SA(3.0)"}
"""Columns of a CSV file beside name, lon and lat; those of motion may be missing or empty."""
MOST = {"PGV": 2000.0}
MOST_ACCELERATION = 10.0
"""[g]; no record comes near it."""


class _Record(NamedTuple):
    """A station as a file tells it, and where it stands there."""

    name: str
    longitude: float
    latitude: float
    found: dict[str, float]
    where: str
    vs30: float = math.nan
    site_class: int = -1


def read_stations(path: Path) -> Stations:
    """Read a ShakeMap `stationlist.xml` or a CSV file.

    Parameters
    ----------
    path
        An XML file whose stations have components, or a CSV file with the columns name, lon, lat and any of
        `COLUMNS`, and where they are known vs30_m_s and site_class ("II") of the ground there. Of a component
        only unflagged values count, of a station only its horizontal components.

    Raises
    ------
    InputError
        If the file is missing, truncated or hostile, or a station lacks a place or a positive value.
    """
    with existing_file(path, what=WHAT).open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    return _of_xml(path) if head.startswith((b"<", b"\x1f\x8b")) else _of_csv(path)


def _of_csv(path: Path) -> Stations:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{WHAT}: {path} is no UTF-8 text ({error})") from error
    reader = csv.DictReader(lines_of(text))
    header = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    missing = [name for name in ("name", "lon", "lat") if name not in header]
    motion = [name for name in COLUMNS if name in header]
    if missing or not motion:
        raise InputError(
            f"{WHAT}: {path} has the columns {', '.join(header) or 'none'}; name, lon, lat and one of "
            f"{', '.join(COLUMNS)} are needed"
        )
    records = []
    for number, row in enumerate(reader, 1):
        where = f"{WHAT}: {path}, row {number}"
        longitude, latitude = (_number(row[axis], f"{where}: {axis}") for axis in ("lon", "lat"))
        found = {
            COLUMNS[name]: _number(row[name], f"{where}: {name}")
            for name in motion
            if (row[name] or "").strip()
        }
        ground = _vs30(row, where), _site_class(row, where)
        records.append(_Record(row["name"] or "", longitude, latitude, found, where, *ground))
    _refuse_twins(records)
    return _stations(records, path)


def _of_xml(path: Path) -> Stations:
    root: list[str] = []
    stations: list[tuple[Attributes, list[tuple[str, dict[str, float]]]]] = []

    def start(name: str, attributes: Attributes) -> None:
        if not root:
            root.append(name)
        if name == "station":
            stations.append((attributes, []))
        elif name == "comp" and stations:
            stations[-1][1].append((attributes.get("name", ""), {}))
        elif name in COMPONENTS and stations and stations[-1][1]:
            attributes_of, components = stations[-1]
            value, flag = attributes.get("value", ""), attributes.get("flag", "0").strip()
            if flag in ("", "0"):
                where = f"{WHAT}: {path}, station {attributes_of.get('code', '')!r}: {name}"
                components[-1][1][COMPONENTS[name]] = _number(value, where) * (
                    1.0 if name in ("pgv", "vel") else 0.01
                )

    parse(path, Handlers(start, doctype=True), what=WHAT)
    if root != ["shakemap-data"] and root != ["stationlist"]:
        raise InputError(f"{WHAT}: {path} begins with <{''.join(root)}>; <shakemap-data> is needed")
    records = []
    for attributes, components in stations:
        code = attributes.get("code", "")
        where = f"{WHAT}: {path}, station {code!r}"
        longitude, latitude = (_number(attributes.get(axis), f"{where}: {axis}") for axis in ("lon", "lat"))
        flat = [values for name, values in components if not name.upper().endswith("Z")]
        name = code or attributes.get("name", "")
        records.append(_Record(name, longitude, latitude, _horizontal(flat), where))
    return _stations(records, path)


def _horizontal(components: list[dict[str, float]]) -> dict[str, float]:
    """Geometric mean over the horizontal components; a value of 0 tells of no record."""
    found = {}
    for measure in set(COMPONENTS.values()):
        values = [held[measure] for held in components if held.get(measure, 0.0) != 0.0]
        if values and min(values) > 0.0:
            found[measure] = math.exp(sum(map(math.log, values)) / len(values))
        elif values:
            found[measure] = min(values)
    return found


def _stations(records: Iterable[_Record], path: Path) -> Stations:
    """The stations of records, each checked; those without any motion are left out."""
    kept = []
    for record in records:
        _check(record)
        if record.found:
            kept.append(record)
    if not kept:
        raise InputError(f"{WHAT}: {path} holds no station with a value; one is needed")
    held = [name for name in COLUMNS.values() if any(name in record.found for record in kept)]
    return Stations(
        tuple(record.name for record in kept),
        np.array([record.longitude for record in kept]),
        np.array([record.latitude for record in kept]),
        {name: np.array([record.found.get(name, math.nan) for record in kept]) for name in held},
        np.array([record.vs30 for record in kept]),
        np.array([record.site_class for record in kept], np.int64),
        f"{WHAT}: {path}",
    )


def _check(record: _Record) -> None:
    if not (-180.0 <= record.longitude <= 360.0 and -90.0 <= record.latitude <= 90.0):
        raise InputError(
            f"{record.where}: lon, lat is {record.longitude:g}, {record.latitude:g}; degrees on the globe "
            "are needed"
        )
    for measure, value in record.found.items():
        most = MOST.get(measure, MOST_ACCELERATION)
        if not 0.0 < value <= most:
            raise InputError(
                f"{record.where}: {measure} is {value:g} {'cm/s' if measure == 'PGV' else 'g'}; "
                f"over 0 and up to {most:g} is needed, or none"
            )


def _refuse_twins(records: Iterable[_Record]) -> None:
    """Refuse two rows of one place: a list written by hand holds a station once."""
    places: dict[tuple[float, float], str] = {}
    for record in records:
        place = round(record.longitude, 6), round(record.latitude, 6)
        if place in places:
            raise InputError(
                f"{record.where}: {record.name!r} stands at {place[0]:g}, {place[1]:g} like "
                f"{places[place]!r}; one row for each place is needed"
            )
        places[place] = record.name


def _vs30(row: Mapping[str, str | None], where: str) -> float:
    text = (row.get("vs30_m_s") or "").strip()
    if not text:
        return math.nan
    value = _number(text, f"{where}: vs30_m_s")
    if not LEAST_VS30 <= value <= LARGEST_VS30:
        raise InputError(
            f"{where}: vs30_m_s is {value:g}; {LEAST_VS30:g} to {LARGEST_VS30:g} m/s is needed, or none"
        )
    return value


def _site_class(row: Mapping[str, str | None], where: str) -> int:
    text = (row.get("site_class") or "").strip()
    if not text:
        return -1
    if text not in SITE_CLASSES:
        raise InputError(
            f"{where}: site_class is {text!r}; one of {', '.join(SITE_CLASSES)} is needed, or none"
        )
    return SITE_CLASSES.index(text)


def _number(text: str | None, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{where} is {text!r}; a number is needed")
    return value
