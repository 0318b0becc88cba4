"""Reading the grid of a USGS ShakeMap (`grid.xml`)."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.shaking.grid import ShakingGrid
from models.seismic.shaking.markup import Attributes, Handlers, parse

Floats = NDArray[np.float64]

WHAT = "ShakeMap grid"
GEOGRAPHIC = "EPSG:4326"
MOST_NODES = 20_000_000
LEAST_STEP = 0.005
"""Half of the last decimal the files give; what is rounded to 0 is taken for it [% of g, cm/s]."""

NAMES = {
    "PGA": "PGA",
    "PGV": "PGV",
    "PSA03": "SA(0.3)",
    "PSA06": "SA(0.6)",
    "PSA10": "SA(1.0)",
    "PSA30": "SA(3.0)",
    "STDPGA": "STD PGA",
    "STDPGV": "STD PGV",
    "STDPSA03": "STD SA(0.3)",
    "STDPSA06": "STD SA(0.6)",
    "STDPSA10": "STD SA(1.0)",
    "STDPSA30": "STD SA(3.0)",
}
"""Fields that are kept under the names of measures; SVEL (Vs30) and others keep their own."""
KEPT = ("MMI", "SVEL", "URAT")
UNITS = {"pctg": ("g", 0.01), "%g": ("g", 0.01), "cms": ("cm/s", 1.0), "cm/s": ("cm/s", 1.0), "g": ("g", 1.0)}
"""Units of motion in the file, ours, and the factor between them."""
SPECIFICATION = ("lon_min", "lat_min", "lon_max", "lat_max", "nlon", "nlat")


class _Document:
    """What a grid.xml holds, gathered while it is read."""

    def __init__(self) -> None:
        self.root = ""
        self.event: Attributes = {}
        self.specification: Attributes = {}
        self.columns: dict[int, Attributes] = {}
        self.text: list[str] = []
        self.inside = self.complete = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.root = self.root or name
        if name == "event":
            self.event = dict(attributes)
        elif name == "grid_specification":
            self.specification = dict(attributes)
        elif name == "grid_field":
            index = attributes.get("index", "")
            if not index.isdigit() or int(index) in self.columns:
                raise InputError(f"{WHAT}: grid_field index is {index!r}; each of 1, 2, ... once is needed")
            self.columns[int(index)] = dict(attributes)
        self.inside = name == "grid_data"

    def end(self, name: str) -> None:
        if name == "grid_data":
            self.inside, self.complete = False, True

    def add(self, text: str) -> None:
        if self.inside:
            self.text.append(text)


def read_shakemap_grid(path: Path) -> ShakingGrid:
    """Read a grid.xml or grid.xml.gz, of ShakeMap 3 or 4.

    Its motion is that of the larger horizontal component, which lies above the middle of all directions that
    ground-motion relations give.

    Returns
    -------
    ShakingGrid
        In longitude and latitude (WGS 84), accelerations in g; fields "PGA", "PGV", "SA(0.3)", "STD PGA"
        and others by `NAMES`, "MMI" and "SVEL" as the file has them. The map's intensity is not that of
        GB/T 17742, which follows from its PGV.

    Raises
    ------
    InputError
        If the file is missing, truncated, no ShakeMap grid, hostile, or lacks or garbles a field.
    """
    document = _Document()
    parse(path, Handlers(document.start, document.end, document.add), what=WHAT)
    if document.root != "shakemap_grid":
        raise InputError(f"{WHAT}: {path} begins with <{document.root}>; <shakemap_grid> is needed")
    if not document.complete or not document.specification:
        missing = "grid_specification" if document.complete else "grid_data"
        raise InputError(f"{WHAT}: {path} has no <{missing}>; a complete grid.xml is needed")
    x, y = _axes(document.specification, path)
    names = _columns(document.columns, path)
    table = _table("".join(document.text), x.size * y.size, len(names), path)
    _check_order(table, names, x, y, path)
    fields, units = {}, {}
    for column, (name, unit) in enumerate(names):
        if name in NAMES or name in KEPT:
            ours = NAMES.get(name, name)
            values, units[ours] = _converted(table[:, column], ours, name, unit, path)
            # The rows of the file run from north to south.
            fields[ours] = values.reshape(y.size, x.size)[::-1]
    return ShakingGrid(GEOGRAPHIC, x, y, fields, units, document.event, WHAT)


def _axes(given: Attributes, path: Path) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of the nodes, rising."""
    values = {}
    for name in SPECIFICATION:
        try:
            values[name] = float(given[name])
        except (KeyError, ValueError) as error:
            raise InputError(
                f"{WHAT}: {path}, grid_specification: {name} is {given.get(name)!r}; a number is needed"
            ) from error
    columns, rows = values["nlon"], values["nlat"]
    if not (columns >= 2 and rows >= 2 and columns % 1 == rows % 1 == 0 and columns * rows <= MOST_NODES):
        raise InputError(
            f"{WHAT}: {path}, grid_specification: nlon x nlat is {columns:g} x {rows:g}; whole numbers from "
            f"2, with at most {MOST_NODES:,} nodes, are needed"
        )
    west, east, south, north = (values[name] for name in ("lon_min", "lon_max", "lat_min", "lat_max"))
    if not (-360.0 <= west < east <= 360.0 and -90.0 <= south < north <= 90.0):
        raise InputError(
            f"{WHAT}: {path}, grid_specification: longitudes {west:g} to {east:g}, latitudes {south:g} to "
            f"{north:g}; rising degrees on the globe are needed"
        )
    return np.linspace(west, east, int(columns)), np.linspace(south, north, int(rows))


def _columns(given: dict[int, Attributes], path: Path) -> list[tuple[str, str]]:
    """Name and unit of each column of the data."""
    if sorted(given) != list(range(1, len(given) + 1)):
        raise InputError(
            f"{WHAT}: {path}: the grid_field elements have the indices {sorted(given)}; 1, 2, ... are needed"
        )
    names = [(given[i].get("name", "").upper(), given[i].get("units", "")) for i in sorted(given)]
    held = [name for name, _ in names]
    for name in ("LON", "LAT"):
        if held.count(name) != 1:
            raise InputError(f"{WHAT}: {path} has the fields {', '.join(held)}; {name} is needed once")
    if not {"PGA", "PGV"} & set(held):
        raise InputError(f"{WHAT}: {path} has the fields {', '.join(held)}; PGA or PGV is needed")
    return names


def _table(text: str, nodes: int, columns: int, path: Path) -> Floats:
    """The data, shape (nodes, columns)."""
    with warnings.catch_warnings():
        # Older versions of NumPy only warn of what cannot be read.
        warnings.simplefilter("error", DeprecationWarning)
        try:
            values = np.fromstring(text, np.float64, sep=" ")
        except (ValueError, DeprecationWarning):
            values = np.empty(0)
    if values.size == nodes * columns:
        return values.reshape(nodes, columns)
    count = 0
    for word in re.finditer(r"\S+", text):
        try:
            float(word[0])
        except ValueError as error:
            raise InputError(
                f"{WHAT}: {path}, grid_data: value {count % columns + 1} of row {count // columns + 1} is "
                f"{word[0][:40]!r}; a number is needed"
            ) from error
        count += 1
    raise InputError(
        f"{WHAT}: {path}, grid_data holds {count:,} values; {nodes:,} nodes of {columns} fields, "
        f"{nodes * columns:,} values, are needed (is it truncated?)"
    )


def _check_order(table: Floats, names: list[tuple[str, str]], x: Floats, y: Floats, path: Path) -> None:
    """Refuse nodes that do not run from the north-west corner along the rows."""
    held = [name for name, _ in names]
    steps = (x[1] - x[0], y[1] - y[0])
    expected = (np.tile(x, y.size), np.repeat(y[::-1], x.size))
    for name, node, step in zip(("LON", "LAT"), expected, steps, strict=True):
        away = np.abs(table[:, held.index(name)] - node)
        wrong = ~(away <= 0.5 * step)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InputError(
                f"{WHAT}: {path}, grid_data, row {row + 1}: {name} is {table[row, held.index(name)]:g} where "
                f"grid_specification has {node[row]:g}; rows from north to south, each from west to east, "
                "are needed"
            )


def _converted(values: Floats, ours: str, name: str, unit: str, path: Path) -> tuple[Floats, str]:
    """A field in our unit, and the unit."""
    if ours in KEPT:
        return values, unit
    if ours.startswith("STD "):
        wrong = ~((values >= 0.0) & (values <= 3.0))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InputError(
                f"{WHAT}: {path}, grid_data, row {row + 1}: {name} is {values[row]:g}; a standard deviation "
                "of the natural logarithm from 0 to 3 is needed"
            )
        return values, "ln"
    if unit not in UNITS:
        raise InputError(
            f"{WHAT}: {path}: the unit of {name} is {unit!r}; one of {', '.join(UNITS)} is needed"
        )
    own, factor = UNITS[unit]
    most = 10.0 if own == "g" else 2000.0
    wrong = ~((values >= 0.0) & (values * factor <= most))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            f"{WHAT}: {path}, grid_data, row {row + 1}: {name} is {values[row]:g} {unit}; 0 to "
            f"{most / factor:g} {unit} is needed"
        )
    return np.maximum(values, LEAST_STEP if unit != "g" else 0.01 * LEAST_STEP) * factor, own
