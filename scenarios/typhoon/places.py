"""Places of a scenario at which wind is told over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.coordinates import to_district
from census.errors import InputError
from census.grid import Grid
from census.readers.files import existing_file
from census.snapshot import Snapshot
from scenarios.sections.storm import WindPoints

LONGEST_NAME = 80
"""Characters of a name."""

_PAIRS = (("lon", "lat"), ("x", "y"))


@dataclass(frozen=True)
class Places:
    """Named places on the grid.

    Parameters
    ----------
    names
        Of the p places.
    x, y
        In the CRS of the grid, shape (p,) [m].
    row, column
        Their cells, shape (p,).
    """

    names: Sequence[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]


def places_of(section: WindPoints, path: Path | None, snapshot: Snapshot, grid: Grid) -> Places:
    """Places of the file, the weather stations of the snapshot within the grid, and the streets.

    Parameters
    ----------
    section
        [points] of the scenario.
    path
        File it names; None where it names none.
    snapshot
        The district.
    grid
        Cells of the fields.

    Raises
    ------
    InputError
        If the file cannot be read, or a place lies outside the grid.
    """
    names: list[str] = []
    x: list[float] = []
    y: list[float] = []
    if path is not None:
        for name, east, north in _from_file(path, grid):
            names.append(name)
            x.append(east)
            y.append(north)
    if section.census:
        for name, east, north in _from_census(snapshot, grid):
            if name not in names:
                names.append(name)
                x.append(east)
                y.append(north)
    row, column = _cells(np.asarray(x, np.float64), np.asarray(y, np.float64), grid)
    return Places(names, np.asarray(x, np.float64), np.asarray(y, np.float64), row, column)


def _from_file(path: Path, grid: Grid) -> list[tuple[str, float, float]]:
    """Name, easting and northing of the rows of a file."""
    source = existing_file(path, what="points.file")
    try:
        table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise InputError(f"{source} is no CSV in UTF-8: {error}") from None
    pair = next((pair for pair in _PAIRS if set(pair) <= set(table.columns)), None)
    if "name" not in table.columns or pair is None:
        raise InputError(
            f"{source} has the columns {', '.join(map(str, table.columns))}; name, and lon and lat or "
            "x and y, are needed"
        )
    found: list[tuple[str, float, float]] = []
    for line, (name, first, second) in enumerate(
        zip(table["name"], table[pair[0]], table[pair[1]], strict=True), start=2
    ):
        if not name.strip() or len(name) > LONGEST_NAME:
            raise InputError(
                f"{source}, line {line}: name = {name!r}; 1 to {LONGEST_NAME} characters are needed"
            )
        if name in {known for known, _, _ in found}:
            raise InputError(
                f"{source}, line {line}: {name!r} is there already; each place needs its own name"
            )
        east, north = (
            _number(text, source, line, key) for text, key in ((first, pair[0]), (second, pair[1]))
        )
        if pair == ("lon", "lat"):
            east, north = (float(value) for value in to_district(east, north))
        _check_inside(east, north, grid, f"{source}, line {line}: {name}")
        found.append((name, east, north))
    return found


def _from_census(snapshot: Snapshot, grid: Grid) -> list[tuple[str, float, float]]:
    """Weather stations within the grid, and a point within each street."""
    found = []
    if "weather_stations" in snapshot.table_names:
        stations = snapshot.table("weather_stations").to_crs(grid.crs)
        for name, point in zip(stations["name"], stations.geometry, strict=True):
            if _is_inside(point.x, point.y, grid):
                found.append((str(name), float(point.x), float(point.y)))
    streets = snapshot.table("streets").to_crs(grid.crs)
    for name, point in zip(streets["name"], streets.geometry.representative_point(), strict=True):
        found.append((str(name), float(point.x), float(point.y)))
    return found


def _number(text: str, source: Path, line: int, key: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise InputError(f"{source}, line {line}: {key} = {text!r}; a number is needed")
    return value


def _check_inside(x: float, y: float, grid: Grid, what: str) -> None:
    if not _is_inside(x, y, grid):
        west, south, east, north = grid.bounds
        raise InputError(
            f"{what} lies at ({x:.0f}, {y:.0f}), outside the district's {west:.0f} to {east:.0f} east and "
            f"{south:.0f} to {north:.0f} north"
        )


def _is_inside(x: float, y: float, grid: Grid) -> bool:
    west, south, east, north = grid.bounds
    return bool(west <= x < east and south < y <= north)


def _cells(
    x: NDArray[np.float64], y: NDArray[np.float64], grid: Grid
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    row = np.floor((grid.north - y) / grid.cell_size).astype(np.int64)
    column = np.floor((x - grid.west) / grid.cell_size).astype(np.int64)
    return np.clip(row, 0, grid.rows - 1), np.clip(column, 0, grid.columns - 1)
