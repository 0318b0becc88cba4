"""Polygons from GeoJSON, GeoPackage and shapefile, and from CSV files of x, y vertices."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from shapely import Polygon, get_parts, make_valid
from shapely.validation import explain_validity

from census.errors import InputError
from census.readers.files import matching_files

VECTOR_DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
"""File endings read through GDAL; no other driver is opened."""

X_NAMES = ("x", "x_m", "easting", "easting_m")
Y_NAMES = ("y", "y_m", "northing", "northing_m")


def read_polygons(pattern: Path, *, crs: str, what: str = "polygons") -> list[Polygon]:
    """Read polygons in a given CRS.

    Parameters
    ----------
    pattern
        A file, or several by wildcards in the last part ("houses/*.csv"). A CSV file holds the
        x, y vertices of one ring in `crs`, with or without a header line; the others hold
        any number of polygons in their own CRS.
    crs
        CRS of what is returned.
    what
        What the polygons are to the user; starts every message.

    Raises
    ------
    InputError
        If a file is missing or unreadable, holds no polygon, has a vertex that is not a
        number, fewer than three vertices, or a ring that crosses itself.
    """
    polygons: list[Polygon] = []
    for path in matching_files(pattern, what=what):
        ending = path.suffix.lower()
        if ending in {".csv", ".txt"}:
            polygons.append(_ring(path, what))
        elif ending in VECTOR_DRIVERS:
            polygons.extend(_features(path, crs=crs, what=what))
        else:
            known = ", ".join([".csv", *VECTOR_DRIVERS])
            raise InputError(f"{what}: {path} ends in {ending!r}; polygons are read from {known}")
    return polygons


def _ring(path: Path, what: str) -> Polygon:
    """One ring from a CSV file of vertices."""
    rows = _rows(path, what)
    first, columns = 0, (0, 1)
    if not _is_number(rows[0][1][0]):
        header = [cell.strip().lower() for cell in rows[0][1]]
        x = next((header.index(name) for name in X_NAMES if name in header), None)
        y = next((header.index(name) for name in Y_NAMES if name in header), None)
        if x is None or y is None:
            raise InputError(f"{what}: {path} line 1 has the columns {', '.join(header)}; x and y are needed")
        first, columns = 1, (x, y)
    vertices = [_vertex(path, line, cells, columns, what) for line, cells in rows[first:]]
    if len(set(vertices)) < 3:
        raise InputError(
            f"{what}: {path} holds {len(set(vertices))} different vertices; a polygon needs three"
        )
    polygon = Polygon(vertices)
    if not polygon.is_valid:
        raise InputError(f"{what}: the ring in {path} is no simple polygon ({explain_validity(polygon)})")
    return polygon


def _rows(path: Path, what: str) -> list[tuple[int, list[str]]]:
    """Lines of a CSV file that are not blank, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(line, cells) for line, cells in enumerate(csv.reader(file), start=1) if any(cells)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{what}: {path} is no CSV text in UTF-8 ({error})") from error
    if not rows:
        raise InputError(f"{what}: {path} holds no lines")
    return rows


def _vertex(
    path: Path, line: int, cells: list[str], columns: tuple[int, int], what: str
) -> tuple[float, float]:
    """The x and y of one line."""
    if len(cells) <= max(columns) or not all(_is_number(cells[c]) for c in columns):
        raise InputError(
            f"{what}: {path} line {line} is {','.join(cells)!r}; two numbers x,y in metres are needed"
        )
    return float(cells[columns[0]]), float(cells[columns[1]])


def _is_number(text: str) -> bool:
    """Whether a cell holds a finite number."""
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def _features(path: Path, *, crs: str, what: str) -> list[Polygon]:
    """All polygons of a vector file, in `crs`."""
    from pyogrio import read_dataframe
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        frame = read_dataframe(path, columns=[])
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise InputError(
            f"{what}: {path} cannot be read as {VECTOR_DRIVERS[path.suffix.lower()]} ({error})"
        ) from error
    if getattr(frame, "crs", None) is None:
        raise InputError(
            f"{what}: {path} carries no coordinate reference system; assign one, e.g. ogr2ogr -a_srs {crs}"
        )
    geometries: Any = frame.geometry.to_crs(crs)
    polygons: list[Polygon] = []
    for row, geometry in enumerate(geometries, start=1):
        if geometry is None or geometry.is_empty:
            continue
        parts = get_parts(make_valid(geometry))
        faces = [p for part in parts for p in get_parts(part) if isinstance(p, Polygon)]
        if not faces:
            raise InputError(
                f"{what}: feature {row} of {path} is a {geometry.geom_type}; polygons are needed"
            )
        polygons.extend(faces)
    if not polygons:
        raise InputError(f"{what}: {path} holds no polygons")
    return polygons
