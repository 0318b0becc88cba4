"""Reading what stations recorded: a ShakeMap station list or a CSV file."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from census.errors import InputError
from census.readers.files import existing_file
from models.seismic.motion.intensity import intensity_of_ln_pgv
from models.seismic.motion.measures import check_measures
from models.seismic.motion.prediction import Motion
from models.seismic.shaking.markup import Attributes, Handlers, parse

Floats = NDArray[np.float64]

WHAT = "station list"
GEOGRAPHIC = "EPSG:4326"
FARTHEST = 300.0
"""Distance to the nearest site beyond which a station is not of this earthquake's district [km]."""
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
MOST_DEVIATIONS = 4.0
"""Total standard deviations beyond which a value is no record of the event."""
MOST = {"PGV": 2000.0}
MOST_ACCELERATION = 10.0
"""[g]; no record comes near it."""


@dataclass(frozen=True)
class Stations:
    """Recorded ground motion.

    Parameters
    ----------
    name
        Name or code of each station.
    longitude, latitude
        WGS 84, shape (stations,) [degree].
    values
        Recorded motion by measure, shape (stations,) [g; cm/s for "PGV"], NaN where there is none. Of two
        horizontal components it is the geometric mean.
    """

    name: tuple[str, ...]
    longitude: Floats
    latitude: Floats
    values: Mapping[str, Floats]

    def projected(self, crs: str) -> tuple[Floats, Floats]:
        """Coordinates in a CRS, each of shape (stations,) [m]."""
        # pyproj takes an array of one value for a number, which NumPy deprecates: a second value joins it.
        east, north = (np.append(values, values[:1]) for values in (self.longitude, self.latitude))
        x, y = Transformer.from_crs(GEOGRAPHIC, crs, always_xy=True).transform(east, north)
        return np.asarray(x)[:-1], np.asarray(y)[:-1]

    def observed(self, measures: Sequence[str]) -> Floats:
        """Natural logarithms, for "INT" the intensity of the PGV; shape (q, stations), NaN where none."""
        held = (*self.values, "INT") if "PGV" in self.values else tuple(self.values)
        check_measures(measures, held, WHAT)
        logs = [np.log(self.values["PGV" if measure == "INT" else measure]) for measure in measures]
        pairs = zip(measures, logs, strict=True)
        return np.stack([intensity_of_ln_pgv(log) if measure == "INT" else log for measure, log in pairs])

    def chosen(self, keep: NDArray[np.bool_]) -> Stations:
        """The stations that are to be kept, shape (stations,)."""
        return Stations(
            tuple(name for name, kept in zip(self.name, keep, strict=True) if kept),
            self.longitude[keep],
            self.latitude[keep],
            {measure: values[keep] for measure, values in self.values.items()},
        )

    def check_near(self, x: ArrayLike, y: ArrayLike, crs: str, *, most_km: float = FARTHEST) -> None:
        """Refuse stations far outside the box around sites.

        Parameters
        ----------
        x, y
            Sites in `crs`, shape (sites,) [m].
        crs
            CRS of the sites.
        most_km
            Distance to that box up to which a station is taken [km].

        Raises
        ------
        InputError
            Which names the first such station.
        """
        east, north = self.projected(crs)
        away = np.hypot(_beyond(east, np.asarray(x)), _beyond(north, np.asarray(y))) / 1000.0
        wrong = ~(away <= most_km)
        if wrong.any():
            first = int(np.argmax(wrong))
            raise InputError(
                f"{WHAT}: station {self.name[first]!r} at {self.longitude[first]:.4f} E, "
                f"{self.latitude[first]:.4f} N lies {away[first]:.0f} km outside the sites "
                f"({int(wrong.sum())} such stations); at most {most_km:g} km is needed"
            )


def read_stations(path: Path) -> Stations:
    """Read a ShakeMap `stationlist.xml` or a CSV file.

    Parameters
    ----------
    path
        An XML file whose stations have components, or a CSV file with the columns name, lon, lat and any of
        `COLUMNS`. Of a component only unflagged values count, of a station only its horizontal components.

    Raises
    ------
    InputError
        If the file is missing, truncated or hostile, or a station lacks a place or a positive value.
    """
    with existing_file(path, what=WHAT).open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    return _of_xml(path) if head.startswith((b"<", b"\x1f\x8b")) else _of_csv(path)


def credible(observed: Floats, motion: Motion, *, most: float = MOST_DEVIATIONS) -> NDArray[np.bool_]:
    """Which stations may have recorded the event, shape (stations,).

    Parameters
    ----------
    observed
        Of `Stations.observed`, shape (q, stations).
    motion
        Ground motion expected at the stations, of the same measures.
    most
        Total standard deviations by which a value may lie from the median.

    Notes
    -----
    Lists of stations hold instruments that slept through the main shock: of 333 in Napa in 2014, 16 lie more
    than 4 standard deviations below the median, down to a hundredth of it some km from the fault. Four are
    exceeded by one value in 16,000.
    """
    away = np.abs(observed - motion.median) > most * np.hypot(motion.between, motion.within)
    return np.asarray(~away.any(axis=0))


def _of_csv(path: Path) -> Stations:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{WHAT}: {path} is no UTF-8 text ({error})") from error
    reader = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
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
        records.append((row["name"] or "", longitude, latitude, found, where))
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
        records.append((name, longitude, latitude, _horizontal(flat), where))
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


def _stations(records: Iterable[tuple[str, float, float, dict[str, float], str]], path: Path) -> Stations:
    """The stations of records, each checked; those without any motion are left out."""
    kept = []
    for name, longitude, latitude, found, where in records:
        if not (-180.0 <= longitude <= 360.0 and -90.0 <= latitude <= 90.0):
            raise InputError(
                f"{where}: lon, lat is {longitude:g}, {latitude:g}; degrees on the globe are needed"
            )
        for measure, value in found.items():
            most = MOST.get(measure, MOST_ACCELERATION)
            if not 0.0 < value <= most:
                raise InputError(
                    f"{where}: {measure} is {value:g} {'cm/s' if measure == 'PGV' else 'g'}; "
                    f"over 0 and up to {most:g} is needed, or none"
                )
        if found:
            kept.append((name, longitude, latitude, found))
    if not kept:
        raise InputError(f"{WHAT}: {path} holds no station with a value; one is needed")
    held = [name for name in COLUMNS.values() if any(name in found for _, _, _, found in kept)]
    return Stations(
        tuple(name for name, _, _, _ in kept),
        np.array([longitude for _, longitude, _, _ in kept]),
        np.array([latitude for _, _, latitude, _ in kept]),
        {name: np.array([found.get(name, math.nan) for _, _, _, found in kept]) for name in held},
    )


def _number(text: str | None, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{where} is {text!r}; a number is needed")
    return value


def _beyond(value: Floats, sites: Floats) -> Floats:
    """Distance of coordinates to the span of the sites', 0 inside."""
    return np.asarray(np.maximum(np.maximum(sites.min() - value, value - sites.max()), 0.0))
