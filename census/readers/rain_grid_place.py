"""Where the cells of a rain grid lie: dimensions, coordinates and CRS of a NetCDF variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid

if TYPE_CHECKING:
    from pyproj import CRS

FloatArray = NDArray[np.float64]

GEOGRAPHIC = "EPSG:4326"
"""CRS of latitudes and longitudes; CGCS2000 differs by less than the width of a street."""

NAMES = {
    "time": ("time", "valid_time", "forecast_time", "step"),
    "y": ("y", "lat", "latitude", "rlat", "south_north", "northing"),
    "x": ("x", "lon", "longitude", "rlon", "west_east", "easting"),
}
"""Names of dimensions by axis, where no attribute tells."""

STANDARD = {
    "time": ("time", "forecast_period"),
    "y": ("projection_y_coordinate", "latitude", "grid_latitude"),
    "x": ("projection_x_coordinate", "longitude", "grid_longitude"),
}
"""CF standard names by axis."""


@dataclass(frozen=True)
class Place:
    """Coordinates of the rain cells.

    Parameters
    ----------
    time
        Name of the coordinate of time.
    dims
        Dimensions of the variable that count, in its own order; others have a length of 1.
    order
        Positions of time, y and x among them.
    x, y
        Centres: shape (columns,) and (rows,), or (rows, columns) each.
    crs
        CRS of the centres; None for that of the domain.
    """

    time: str
    dims: tuple[str, ...]
    order: tuple[int, int, int]
    x: FloatArray
    y: FloatArray
    crs: str | None


def place_of(source: Any, raw: Any, *, stated: str | None, where: str) -> Place:
    """Find dimensions, coordinates and CRS of a variable.

    Parameters
    ----------
    source, raw
        Open dataset and its variable.
    stated
        CRS the user states for x and y; None leaves it to the file.
    where
        Names file and variable in messages.

    Raises
    ------
    InputError
        If the variable is no (time, y, x), has no coordinates, or two CRS.
    """
    dims = [name for name in raw.dimensions if len(source.dimensions[name]) > 1 or _axis(source, name)]
    axes = [_axis(source, name) for name in dims]
    # A grid on its own rows and columns has no axis of that name; its two-dimensional latitudes tell.
    if axes.count("time") == 1 and len(dims) == 3 and axes.count(None) == 2:
        free = [k for k, axis in enumerate(axes) if axis is None]
        axes[free[0]], axes[free[1]] = "y", "x"
    if sorted(axes, key=str) != ["time", "x", "y"]:
        raise InputError(
            f"{where} has the dimensions {', '.join(raw.dimensions)}; time, y, x (or time, lat, lon) with a "
            "coordinate variable each are needed"
        )
    order = axes.index("time"), axes.index("y"), axes.index("x")
    time, row, column = (dims[k] for k in order)
    own = _own_crs(source, raw)
    if stated is not None and own is not None and not _same(stated, own):
        raise InputError(
            f"{where} carries a CRS of its own, another than rain.crs = {stated!r}; leave that out"
        )
    x, y, geographic = _coordinates(source, raw, row, column, projected=own is not None or stated is not None)
    if x is None or y is None:
        raise InputError(
            f"{where} has no coordinates for {row} and {column}; a coordinate variable each, or latitudes "
            "and longitudes of its cells, are needed"
        )
    return Place(
        _clock(source, time, where), tuple(dims), order, x, y, GEOGRAPHIC if geographic else own or stated
    )


def moved(place: Place, grid: Grid, *, where: str) -> tuple[FloatArray, FloatArray, slice, slice]:
    """Bring the cells near a grid into its CRS.

    Parameters
    ----------
    place
        From `place_of`.
    grid
        Grid of the run.
    where
        Names file and variable in messages.

    Returns
    -------
    x, y
        Centres of the rows and columns that are kept, as in `Place` [m].
    rows, columns
        What is kept: the cells over the grid and those around them.

    Raises
    ------
    InputError
        If no rain cell lies near the grid.
    """
    x, y = place.x, place.y
    west, south, east, north = grid.bounds
    if place.crs is None or _same(place.crs, grid.crs):
        if x.ndim == 1:
            columns, rows = _around(x, west, east), _around(y, south, north)
            _check_any(x[columns], y[rows], place, grid, where)
            return x[columns], y[rows], rows, columns
        rows, columns = _window(x, y, grid)
        _check_any(x[rows, columns], y[rows, columns], place, grid, where)
        return x[rows, columns], y[rows, columns], rows, columns
    from pyproj import Transformer

    move = Transformer.from_crs(place.crs, grid.crs, always_xy=True)
    first, second = slice(0, None), slice(0, None)
    if x.ndim == 1:
        left, low, right, high = move.transform_bounds(*grid.bounds, direction="INVERSE", densify_pts=21)
        if place.crs == GEOGRAPHIC and x.max() > 180.0:
            left, right = left % 360.0, right % 360.0
        second, first = _around(x, left, right), _around(y, low, high)
        _check_any(x[second], y[first], place, grid, where)
        x, y = (np.asarray(k) for k in np.meshgrid(x[second], y[first]))
    x, y = (np.asarray(k, np.float64) for k in move.transform(x, y))
    rows, columns = _window(x, y, grid)
    _check_any(x[rows, columns], y[rows, columns], place, grid, where)
    top, side = first.start or 0, second.start or 0
    return (
        x[rows, columns],
        y[rows, columns],
        slice(top + rows.start, top + rows.stop),
        slice(side + columns.start, side + columns.stop),
    )


def _same(one: str, other: str) -> bool:
    """Whether two CRS are the same."""
    return _parsed(one).equals(_parsed(other), ignore_axis_order=True)


def _parsed(text: str) -> CRS:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise InputError(
            f'"{text}" is no coordinate reference system; write e.g. rain.crs = "EPSG:4549"'
        ) from error


def _axis(source: Any, name: str) -> str | None:
    """Axis of a dimension, from its coordinate variable or its name."""
    variable = source.variables.get(name)
    if variable is not None:
        standard = str(getattr(variable, "standard_name", ""))
        letter = str(getattr(variable, "axis", "")).lower()
        units = str(getattr(variable, "units", ""))
        for axis in NAMES:
            if standard in STANDARD[axis] or (letter and letter == axis[0]):
                return axis
        if " since " in units:
            return "time"
        if units.startswith(("degree_n", "degrees_n")):
            return "y"
        if units.startswith(("degree_e", "degrees_e")):
            return "x"
    low = name.lower()
    return next((axis for axis, names in NAMES.items() if low in names), None)


def _clock(source: Any, dimension: str, where: str) -> str:
    """Coordinate that tells the times of a dimension: dates before steps of a forecast."""
    along = [v for v in source.variables.values() if v.dimensions == (dimension,)]
    dated = [v.name for v in along if " since " in str(getattr(v, "units", ""))]
    if dimension in source.variables and (dimension in dated or not dated):
        return dimension
    if dated:
        return str(dated[0])
    raise InputError(f"{where}: the dimension {dimension} has no coordinate variable; its times are needed")


def _own_crs(source: Any, raw: Any) -> str | None:
    """CRS of the grid mapping of a variable."""
    mapping = source.variables.get(str(getattr(raw, "grid_mapping", "")).split(":")[0])
    if mapping is None:
        return None
    for name in ("crs_wkt", "spatial_ref", "epsg_code"):
        text = str(getattr(mapping, name, "")).strip()
        if text:
            return text
    if str(getattr(mapping, "grid_mapping_name", "")) == "latitude_longitude":
        return GEOGRAPHIC
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return str(CRS.from_cf({key: mapping.getncattr(key) for key in mapping.ncattrs()}).to_wkt())
    except (CRSError, KeyError):
        return None


def _coordinates(
    source: Any, raw: Any, row: str, column: str, *, projected: bool
) -> tuple[FloatArray | None, FloatArray | None, bool]:
    """Centres, and whether they are longitudes and latitudes.

    One-dimensional coordinates come first if their CRS is known, else two-dimensional latitudes.
    """
    x, y = source.variables.get(column), source.variables.get(row)
    lined = x is not None and y is not None
    if lined and _degrees(y, "n"):
        return _values(x), _values(y), "rotated" not in str(getattr(y, "standard_name", ""))
    auxiliary = [
        source.variables[n] for n in str(getattr(raw, "coordinates", "")).split() if n in source.variables
    ]
    auxiliary += [v for v in source.variables.values() if v.dimensions == (row, column)]
    flat = [v for v in auxiliary if v.dimensions == (row, column)]
    latitude = next((v for v in flat if _degrees(v, "n")), None)
    longitude = next((v for v in flat if _degrees(v, "e")), None)
    if lined and (projected or latitude is None):
        return _values(x), _values(y), False
    if latitude is None or longitude is None:
        return None, None, False
    return _values(longitude), _values(latitude), True


def _degrees(variable: Any, letter: str) -> bool:
    """Whether a variable holds latitudes ("n") or longitudes ("e")."""
    units = str(getattr(variable, "units", "")).lower()
    word = {"n": "latitude", "e": "longitude"}[letter]
    named = str(getattr(variable, "standard_name", "")) == word or variable.name.lower() in (word, word[:3])
    return units.startswith((f"degree_{letter}", f"degrees_{letter}")) or (
        named and units in ("", "degrees", "degree")
    )


def _values(variable: Any) -> FloatArray:
    """Coordinates, kilometres as metres."""
    values = np.asarray(np.ma.filled(variable[:].astype(np.float64), np.nan))
    return values * (1000.0 if str(getattr(variable, "units", "")) in ("km", "kilometers") else 1.0)


def _around(centres: FloatArray, low: float, high: float) -> slice:
    """Run of centres over an interval, with one more on either side."""
    near = np.flatnonzero((centres >= low) & (centres <= high))
    if not near.size:
        near = np.array([int(np.argmin(np.abs(centres - 0.5 * (low + high))))])
    return slice(max(int(near[0]) - 2, 0), int(near[-1]) + 3)


def _window(x: FloatArray, y: FloatArray, grid: Grid) -> tuple[slice, slice]:
    """Rows and columns of the centres over a grid and around it."""
    west, south, east, north = grid.bounds
    with np.errstate(invalid="ignore"):
        # Half a world away a projection gives no finite places; the median does not mind.
        wide = float(np.nanmedian(np.abs(np.diff(x, axis=1)))) if x.shape[1] > 1 else 0.0
        tall = float(np.nanmedian(np.abs(np.diff(y, axis=0)))) if x.shape[0] > 1 else 0.0
        reach = 2.0 * max(wide, tall)
        near = (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _check_any(x: FloatArray, y: FloatArray, place: Place, grid: Grid, where: str) -> None:
    """Refuse a grid of which nothing lies near the domain."""
    if x.size and y.size:
        return
    west, south, east, north = grid.bounds
    raise InputError(
        f"{where}: no rain cell lies near the domain; the cells span x {np.nanmin(place.x):g} to "
        f"{np.nanmax(place.x):g}, y {np.nanmin(place.y):g} to {np.nanmax(place.y):g} in "
        f"{place.crs or grid.crs}, the domain x {west:.0f} to {east:.0f}, y {south:.0f} to {north:.0f} in "
        f"{grid.crs}"
    )
