"""Files as people have them: workbooks, csv and GeoPackages, read as rows under headings."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.errors import InputError
from census.exchange.cells import unescaped
from census.exchange.workbook import CODES, FAULTS, GUIDE
from census.grid import DISTRICT_CRS

ENDINGS = (".xlsx", ".csv", ".gpkg")


@dataclass(frozen=True)
class Sheet:
    """Rows of one table as they stand in a file.

    Parameters
    ----------
    file
        The file.
    title
        Name of the sheet or layer; the file's own for csv.
    headings
        What heads the columns.
    columns
        Values of each column, as long as `rows`.
    rows
        Number of each row, as the author counts it.
    geometry
        Places in the district's CRS; None where they stand as text in a column, or there are none.
    """

    file: Path
    title: str
    headings: tuple[str, ...]
    columns: tuple[list[Any], ...]
    rows: NDArray[np.int64]
    geometry: NDArray[np.object_] | None = None

    @property
    def where(self) -> str:
        """File and sheet, for messages."""
        return f"{self.file.name}, sheet {self.title}"


def sheets_of(path: Path) -> list[Sheet]:
    """Every sheet or layer of a file with rows or headings.

    Raises
    ------
    InputError
        If the file is missing, of another kind, or damaged.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    readers = {".xlsx": _workbook, ".csv": _csv, ".gpkg": _geopackage}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: a file that ends in {', '.join(ENDINGS)} is needed")
    return list(reader(path))


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                if sheet.title not in {GUIDE, CODES, FAULTS}:
                    yield from _rows(path, sheet.title, sheet.iter_rows(values_only=True))
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, EOFError, OSError, SyntaxError) as error:
        raise InputError(f"{path}: this is not a readable workbook ({error})") from error


def _csv(path: Path) -> Iterator[Sheet]:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(f"{path}: the text is neither UTF-8 nor GB 18030")
    try:
        yield from _rows(
            path, path.stem, iter([tuple(row) for row in csv.reader(io.StringIO(text, newline=""))])
        )
    except csv.Error as error:
        raise InputError(f"{path}: this is not readable csv ({error})") from error


def _rows(path: Path, title: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[Sheet]:
    """A sheet from its rows; the first holds the headings, empty ones are passed over."""
    first = next(rows, None)
    if first is None or not any(value is not None and str(value).strip() for value in first):
        return
    heads = tuple("" if value is None else str(value) for value in first)
    kept: list[tuple[Any, ...]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, 2):
        if any(value is not None and value != "" for value in row):
            kept.append(row)
            numbers.append(number)
    columns: tuple[list[Any], ...] = tuple(
        [unescaped(row[i]) if isinstance(row[i], str) else row[i] for row in kept]
        if all(i < len(row) for row in kept)
        else [_plain(row[i]) if i < len(row) else None for row in kept]
        for i in range(len(heads))
    )
    yield Sheet(path, title, heads, columns, np.array(numbers, dtype=np.int64))


def _plain(value: Any) -> Any:
    return unescaped(value) if isinstance(value, str) else value


def _geopackage(path: Path) -> Iterator[Sheet]:
    from census.database.layers import GEOMETRY, layer_names, read_arrow

    for layer in layer_names(path):
        held = read_arrow(path, layer)
        heads = tuple(name for name in held.column_names if name != GEOMETRY)
        columns = tuple(held[name].to_pylist() for name in heads)
        places = None
        if GEOMETRY in held.column_names:
            places = _in_district_crs(
                path, layer, shapely.from_wkb(held[GEOMETRY].to_numpy(zero_copy_only=False))
            )
        yield Sheet(path, layer, heads, columns, np.arange(1, held.num_rows + 1), places)


def _in_district_crs(path: Path, layer: str, places: Any) -> NDArray[np.object_]:
    """Geometry in the district's CRS, changed only where the layer states another."""
    import pyogrio
    from pyproj import CRS, Transformer

    stated = pyogrio.read_info(path, layer=layer)["crs"]
    if stated is None:
        raise InputError(f"{path}: layer {layer!r} states no CRS; {DISTRICT_CRS} or another is needed")
    crs = CRS.from_user_input(stated)
    if crs == CRS.from_user_input(DISTRICT_CRS) or not len(places):
        return np.asarray(places, dtype=object)
    project = Transformer.from_crs(crs, DISTRICT_CRS, always_xy=True).transform
    return np.asarray(
        shapely.transform(places, lambda xy: np.column_stack(project(xy[:, 0], xy[:, 1]))), dtype=object
    )
