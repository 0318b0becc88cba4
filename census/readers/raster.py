"""One-band rasters: GeoTIFF, Arc ASCII grid and Erdas Imagine (HFA)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.readers.files import existing_file

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

SIGNATURES = {
    b"II*\0": "GTiff",
    b"MM\0*": "GTiff",
    b"II+\0": "GTiff",
    b"MM\0+": "GTiff",
    b"EHFA_HEADER_TAG": "HFA",
}
"""First bytes of the binary formats; only these drivers are ever opened."""

SQUARENESS = 0.25
"""Width and height of a cell may differ while the grid's far edge moves less than this share of a cell."""


def read_raster(
    path: Path, *, crs: str | None = None, what: str = "raster", crs_key: str = "crs"
) -> tuple[NDArray[np.float32], Grid]:
    """Read the first band as float32, missing values as NaN.

    Parameters
    ----------
    path
        GeoTIFF, Arc ASCII grid (with or without .prj) or Erdas Imagine file.
    crs
        CRS for a file that carries none, e.g. "EPSG:4549".
    what
        What the raster is to the user; starts every message.
    crs_key
        Key of the scenario file under which a CRS can be given; named in the message.

    Returns
    -------
    values, grid
        Values of shape (rows, columns), row 0 north, and their geometry.

    Raises
    ------
    InputError
        If the file is missing, unreadable, without or with another CRS, in degrees, rotated,
        with oblong cells, or without a single value.
    """
    with _opened(path, what) as source:
        grid = _grid(source, crs=crs, what=what, crs_key=crs_key)
        values = _values(source, path, what)
    if np.isinf(values).any():
        row, column = np.argwhere(np.isinf(values))[0]
        raise InputError(
            f"{what}: {path} holds {int(np.isinf(values).sum())} infinite values, the first in "
            f"row {row + 1}, column {column + 1}; finite values or nodata are needed"
        )
    if not np.isfinite(values).any():
        raise InputError(f"{what}: every cell of {path} is nodata ({_nodata(path)}); values are needed")
    return values, grid


def read_codes(
    path: Path, *, crs: str | None = None, what: str = "class raster", crs_key: str = "crs"
) -> tuple[NDArray[np.int16], Grid]:
    """Read a raster of class codes as int16, missing cells as -1.

    Parameters and errors are those of `read_raster`; codes that are not whole numbers
    within -1 to 32767 are refused too.
    """
    values, grid = read_raster(path, crs=crs, what=what, crs_key=crs_key)
    filled = np.where(np.isnan(values), np.float32(-1.0), values)
    wrong = (filled != np.rint(filled)) | (filled < -1.0) | (filled > 32767.0)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{what}: {path} holds {filled[row, column]:g} in row {row + 1}, column {column + 1}; "
            "class codes are whole numbers from 0 to 32767"
        )
    return filled.astype(np.int16), grid


@contextmanager
def _opened(path: Path, what: str) -> Iterator[DatasetReader]:
    """Open with the one driver the first bytes call for; GDAL's own words become ours."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    existing_file(path, what=what)
    driver = _driver(path, what)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, driver=driver) as source:
                yield source
    except RasterioError as error:
        raise InputError(
            f"{what}: {path} cannot be read as a {driver} raster; the file is damaged or cut short ({error})"
        ) from error


def _driver(path: Path, what: str) -> str:
    """GDAL driver for a file by its first bytes."""
    with path.open("rb") as file:
        head = file.read(512)
    for signature, driver in SIGNATURES.items():
        if head.startswith(signature):
            return driver
    if head.lstrip().lower().startswith((b"ncols", b"nrows")):
        return "AAIGrid"
    raise InputError(
        f"{what}: {path} is neither a GeoTIFF, an Arc ASCII grid (first line 'ncols ...') "
        "nor an Erdas Imagine file; convert it, e.g. gdal_translate -of GTiff"
    )


def _values(source: DatasetReader, path: Path, what: str) -> NDArray[np.float32]:
    """Read the only band as float32, north up, masked cells as NaN."""
    if source.count != 1:
        raise InputError(f"{what}: {path} has {source.count} bands; a raster of one band is needed")
    if np.dtype(source.dtypes[0]).kind not in "iuf":
        raise InputError(f"{what}: {path} holds {source.dtypes[0]} values; real numbers are needed")
    values = np.asarray(source.read(1), dtype=np.float32)
    values[source.read_masks(1) == 0] = np.nan
    return np.ascontiguousarray(values[::-1]) if source.transform.e > 0.0 else values


def _nodata(path: Path) -> str:
    import rasterio

    with rasterio.open(path) as source:
        return f"nodata value {source.nodata}"


def _grid(source: DatasetReader, *, crs: str | None, what: str, crs_key: str) -> Grid:
    """Geometry of an open raster as a Grid."""
    path, t = source.name, source.transform
    if t.is_identity or source.width < 1 or source.height < 1:
        raise InputError(
            f"{what}: {path} has no georeference; a raster with its corner and cell size is needed"
        )
    if abs(t.b) + abs(t.d) > 1e-9 * abs(t.a) or t.a <= 0.0:
        raise InputError(
            f"{what}: {path} is rotated or mirrored (transform {tuple(round(v, 6) for v in t[:6])}); "
            "warp it north-up, e.g. gdalwarp"
        )
    dx, dy = t.a, abs(t.e)
    if abs(dx - dy) * max(source.width, source.height) > SQUARENESS * dx:
        raise InputError(
            f"{what}: the cells of {path} are {dx:g} x {dy:g}; square cells are needed, "
            f"e.g. gdalwarp -tr {dx:g} {dx:g}"
        )
    north = t.f if t.e < 0.0 else t.f + source.height * t.e
    return Grid(
        crs=_crs(source, stated=crs, what=what, crs_key=crs_key),
        west=t.c,
        north=north,
        cell_size=0.5 * (dx + dy),
        rows=source.height,
        columns=source.width,
    )


def _crs(source: DatasetReader, *, stated: str | None, what: str, crs_key: str) -> str:
    """The file's own CRS, or the stated one where the file has none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if source.crs is None and stated is None:
        raise InputError(
            f"{what}: {source.name} carries no coordinate reference system; "
            f'state it in the scenario as {crs_key} = "EPSG:..." (the district\'s own is EPSG:4549)'
        )
    own = (
        None
        if source.crs is None
        else _named(source.crs.to_wkt(), source.crs.to_epsg(confidence_threshold=70))
    )
    try:
        given = None if stated is None else CRS.from_user_input(stated)
    except CRSError as error:
        raise InputError(
            f'{crs_key} = "{stated}" is no coordinate reference system; write e.g. "EPSG:4549"'
        ) from error
    if (
        own is not None
        and given is not None
        and not given.equals(CRS.from_user_input(own), ignore_axis_order=True)
    ):
        raise InputError(
            f"{what}: {source.name} says it is in {own[:60]}, the scenario says {crs_key} = {stated!r}; "
            "drop the key or reproject the file"
        )
    name = own if own is not None else str(stated)
    crs = CRS.from_user_input(name)
    if not crs.is_projected or any(abs(a.unit_conversion_factor - 1.0) > 1e-9 for a in crs.axis_info[:2]):
        raise InputError(
            f"{what}: {source.name} is in {crs.name}, not in metres; "
            "project it first, e.g. gdalwarp -t_srs EPSG:4549"
        )
    return name


def _named(wkt: str, epsg: int | None) -> str:
    """The short name of a CRS where it has one, else its WKT."""
    return f"EPSG:{epsg}" if epsg is not None else wkt
