"""International Best Track Archive for Climate Stewardship, version 4: CSV, NetCDF or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from census.readers.files import existing_file
from models.typhoon.track import AVERAGING, QUADRANTS
from models.typhoon.tracks.fixes import (
    KNOT,
    NAUTICAL_MILE,
    NO_DATA,
    NO_PRESSURE,
    NO_WIND,
    WHAT,
    Choice,
    Fixes,
    Head,
    Storm,
)
from models.typhoon.tracks.quadrants import quadrants_of

Floats = NDArray[np.float64]

AGENCIES = ("CMA", "TOKYO", "USA", "HKO", "KMA", "WMO")
"""Those of the western North Pacific, in the order in which they are looked for; all winds are in knots."""
NEEDED = ("SID", "ISO_TIME", "LAT", "LON")
USA_RADII_KN, TOKYO_RADII_KN = (34, 50, 64), (30, 50)
SOURCE = "IBTrACS v4 (NOAA NCEI)"
SPUR = "spur"
"""Kind of track that leaves or joins another; its fixes are no storm of their own."""
UNITS_ROWS = 2
"""Rows of the CSV file before the first fix: names and units."""


class _Kind(NamedTuple):
    """What a column holds: factor to SI, range, unit and numbers that stand for a missing value."""

    factor: float
    least: float
    most: float
    unit: str
    none: tuple[float, ...]


_KINDS = {
    "LAT": _Kind(1.0, -90.0, 90.0, "degrees", NO_DATA),
    "LON": _Kind(1.0, -360.0, 360.0, "degrees", NO_DATA),
    "WIND": _Kind(KNOT, 0.0, 250.0, "kn", NO_WIND),
    "PRES": _Kind(100.0, 850.0, 1050.0, "hPa", NO_PRESSURE),
    "RMW": _Kind(NAUTICAL_MILE, 1.0, 300.0, "nautical miles", NO_WIND),
    "POCI": _Kind(100.0, 850.0, 1050.0, "hPa", NO_PRESSURE),
    "ROCI": _Kind(NAUTICAL_MILE, 1.0, 2700.0, "nautical miles", NO_WIND),
    "RADIUS": _Kind(NAUTICAL_MILE, 0.0, 2000.0, "nautical miles", NO_DATA),
    "CODE": _Kind(1.0, 0.0, 9.0, "", NO_DATA),
}


def read_ibtracs(path: Path, choice: Choice) -> list[Storm]:
    """The storms of a file with fixes of an agency.

    Parameters
    ----------
    path
        CSV (second row units, blanks single spaces), NetCDF (text as characters), or Parquet with columns of
        the CSV file.
    choice
        The agency; with WMO the position is that of the archive.

    Raises
    ------
    InputError
        If the file is cut off, a column is missing, or the agency is not known or has no fix.
    """
    existing_file(path, what=WHAT)
    reader = {".nc": _of_netcdf, ".parquet": _of_parquet}.get(path.suffix.lower(), _of_csv)
    table = reader(path)
    missing = [name for name in NEEDED if name not in table]
    if missing:
        raise InputError(
            f"{WHAT}: {path} lacks {', '.join(missing)}; columns of IBTrACS version 4 are needed"
        )
    if choice.agency is not None and choice.agency.upper() not in AGENCIES:
        raise InputError(f"agency is {choice.agency!r}; one of {', '.join(AGENCIES)} is needed")
    if "TRACK_TYPE" in table:
        table = table[~table["TRACK_TYPE"].str.strip().str.lower().str.startswith(SPUR)]
    found = list(_storms(_Table(table), choice, path))
    if not found:
        held = [name for name in AGENCIES if f"{name}_WIND" in table]
        raise InputError(
            f"{WHAT}: {path} has no fix of {choice.agency or 'any agency'}; "
            f"its columns are of {', '.join(held) or 'none'}"
        )
    return found


@dataclass(frozen=True)
class _Table:
    """The rows of a file, each column turned into numbers once for all storms.

    `frame` is indexed by the rows of the file; `read` holds the columns read so far, and which rows of them
    hold no number.
    """

    frame: pd.DataFrame
    read: dict[str, tuple[Floats, NDArray[np.bool_]]] = field(default_factory=dict)

    def numbers(self, name: str, places: NDArray[np.intp], kind: _Kind, head: Head) -> Floats:
        """A column in SI at some places; NaN where it is blank, and everywhere if there is no such column."""
        if name not in self.frame:
            return np.full(len(places), np.nan)
        if name not in self.read:
            self.read[name] = _numbers(self.frame[name], kind)
        values, wrong = self.read[name]
        faults = places[wrong[places]]
        if faults.size:
            row, shown = int(self.frame.index[faults[0]]), str(self.frame[name].iloc[faults[0]]).strip()
            raise InputError(
                f"{head.where(row)}: {name} is {shown!r}; "
                f"{kind.least:g} to {kind.most:g} {kind.unit} is needed"
            )
        return kind.factor * values[places]


def _storms(table: _Table, choice: Choice, path: Path) -> Iterator[Storm]:
    wanted = (choice.agency.upper(),) if choice.agency else AGENCIES
    frame = table.frame
    masks = {agency: mask for agency in wanted if (mask := _given(frame, agency)) is not None}
    names = frame["NAME"].to_numpy() if "NAME" in frame else np.full(len(frame), "")
    times = pd.to_datetime(frame["ISO_TIME"], errors="coerce", format="ISO8601").to_numpy("datetime64[s]")
    for sid, group in frame.groupby("SID", sort=False).indices.items():
        places = np.asarray(group, np.intp)
        held = [(agency, places[mask[places]]) for agency, mask in masks.items()]
        # An agency with a single fix yields to the next one with a track.
        found = next((pair for fewest in (2, 1) for pair in held if len(pair[1]) >= fewest), None)
        if found is not None:
            agency = {"TOKYO": "JMA", "USA": "JTWC"}.get(found[0], found[0])
            source = f"{SOURCE}, columns of {found[0]}"
            name = str(names[places[0]]).strip()
            head = Head(path, str(sid), name, agency, AVERAGING[agency], source=source, unit="row")
            yield Storm(head, partial(_fixes, table, times, found[1], found[0], head))


def _given(frame: pd.DataFrame, agency: str) -> NDArray[np.bool_] | None:
    """Which rows an agency gives a wind, a pressure or a position for; None if it has no column."""
    if not any(f"{agency}_{what}" in frame for what in ("WIND", "PRES")):
        return None
    given = np.zeros(len(frame), bool)
    # A wind of 000 is a blank here; the position shows that the agency followed the storm.
    for what in ("WIND", "PRES", "LAT"):
        if f"{agency}_{what}" in frame:
            column = frame[f"{agency}_{what}"]
            number = column.dtype.kind == "f"
            given |= np.asarray(column.notna() if number else column.fillna("").astype(str).str.strip() != "")
    return given


def _fixes(
    table: _Table, times: NDArray[np.datetime64], places: NDArray[np.intp], agency: str, head: Head
) -> Fixes:
    rows = np.asarray(table.frame.index, np.int64)[places]
    timeless = np.isnat(times[places])
    if timeless.any():
        first = int(np.argmax(timeless))
        shown = table.frame["ISO_TIME"].iloc[places[first]]
        raise InputError(
            f"{head.where(int(rows[first]))}: ISO_TIME is {shown!r}; "
            "a time such as 2019-08-10 06:00:00 is needed"
        )

    def column(name: str, what: str) -> Floats:
        return table.numbers(name, places, _KINDS[what], head)

    values = {}
    for axis in ("LAT", "LON"):
        own = column(f"{agency}_{axis}", axis)
        values[axis.lower()] = np.where(np.isnan(own), column(axis, axis), own)
    named = {"wind": "WIND", "pressure": "PRES"}
    radii, winds = np.empty(0), np.empty(0)
    if agency == "USA":
        named |= {"rmax": "RMW", "outer_pressure": "POCI", "outer_radius": "ROCI"}
        radii, winds = _usa_radii(column)
    elif agency == "TOKYO":
        radii, winds = _tokyo_radii(column)
    values |= {name: column(f"{agency}_{what}", what) for name, what in named.items()}
    return Fixes(rows, times[places], values, radii, winds)


def _usa_radii(column: Callable[[str, str], Floats]) -> tuple[Floats, Floats]:
    parts = [[column(f"USA_R{wind}_{quadrant}", "RADIUS") for quadrant in QUADRANTS] for wind in USA_RADII_KN]
    return np.moveaxis(np.array(parts), 2, 0), KNOT * np.array(USA_RADII_KN, float)


def _tokyo_radii(column: Callable[[str, str], Floats]) -> tuple[Floats, Floats]:
    parts = []
    for wind in TOKYO_RADII_KN:
        code = column(f"TOKYO_R{wind}_DIR", "CODE")
        longest, shortest = (column(f"TOKYO_R{wind}_{end}", "RADIUS") for end in ("LONG", "SHORT"))
        parts.append(quadrants_of(code, longest, shortest))
    return np.stack(parts, axis=1), KNOT * np.array(TOKYO_RADII_KN, float)


def _numbers(column: pd.Series, kind: _Kind) -> tuple[Floats, NDArray[np.bool_]]:
    """Values of a column as they stand, NaN where missing, and where it holds what cannot be."""
    if column.dtype.kind == "f":
        values = column.to_numpy(np.float64).copy()
        wrong = np.zeros(len(values), bool)
    else:
        text = column.fillna("").astype(str).str.strip()
        values = pd.to_numeric(text.where(text != ""), errors="coerce").to_numpy(np.float64).copy()
        wrong = np.isnan(values) & np.asarray(text != "")
    values[np.isin(values, kind.none)] = np.nan
    return values, wrong | (values < kind.least) | (values > kind.most)


def _of_csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        short = next(((number, row) for number, row in enumerate(rows, 2) if len(row) != len(header)), None)
    if short is not None:
        raise InputError(
            f"{WHAT}: {path}, row {short[0]} has {len(short[1])} cells; {len(header)} are needed "
            "(is the file cut off there?)"
        )
    wanted = [name for name in header if _is_read(name)]
    table = pd.read_csv(
        path, usecols=wanted, dtype=str, keep_default_na=False, encoding="utf-8", encoding_errors="replace"
    )
    table.index = pd.RangeIndex(UNITS_ROWS, UNITS_ROWS + len(table))
    units = len(table) > 0 and not str(table["SID"].iloc[0]).strip()
    return table.iloc[1:] if units else table


def _is_read(name: str) -> bool:
    ends = ("_LAT", "_LON", "_WIND", "_PRES", "_RMW", "_POCI", "_ROCI")
    if name in {*NEEDED, "NAME", "TRACK_TYPE"}:
        return True
    agency = name.split("_", maxsplit=1)[0] in AGENCIES
    return agency and (name.endswith(ends) or name.startswith(("USA_R", "TOKYO_R")))


def _of_parquet(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{WHAT}: {path} is no Parquet file, or cut off ({error})") from error
    return table.set_axis(pd.RangeIndex(1, len(table) + 1))


def _of_netcdf(path: Path) -> pd.DataFrame:
    """The columns of the CSV file from variables of the shapes (storm, time[, quadrant]), or of text."""
    import netCDF4

    try:
        with netCDF4.Dataset(path) as data:
            times = _text(data, "iso_time")
            held = times != ""
            columns: dict[str, NDArray[np.generic]] = {"ISO_TIME": times[held]}
            for name, column in (("sid", "SID"), ("name", "NAME"), ("track_type", "TRACK_TYPE")):
                if name in data.variables:
                    columns[column] = np.broadcast_to(_text(data, name)[:, None], held.shape)[held]
            for name, variable in data.variables.items():
                if not _is_read(name.upper()) or variable.dtype.kind == "S":
                    continue
                values = _unmasked(variable[:])
                if values.shape == held.shape:
                    columns[name.upper()] = values[held]
                elif values.shape == (*held.shape, 4):
                    columns |= {f"{name.upper()}_{q}": values[..., i][held] for i, q in enumerate(QUADRANTS)}
    except (OSError, KeyError, RuntimeError) as error:
        raise InputError(f"{WHAT}: {path} is no NetCDF file of IBTrACS, or cut off ({error})") from error
    return pd.DataFrame(columns).set_axis(pd.RangeIndex(1, int(held.sum()) + 1))


def _unmasked(values: Any) -> Floats:
    """Numbers of a variable, NaN where it has none."""
    filled = values.astype(np.float64).filled(np.nan) if hasattr(values, "filled") else values
    return np.asarray(filled, np.float64)


def _text(data: object, name: str) -> NDArray[np.str_]:
    """A variable of characters as text, one dimension fewer."""
    variable = data.variables[name]  # type: ignore[attr-defined]
    variable.set_auto_mask(False)
    raw = np.ascontiguousarray(variable[:])
    joined = raw.view(f"S{raw.shape[-1]}")[..., 0]
    return np.char.strip(np.char.decode(joined, "utf-8", "replace"))
