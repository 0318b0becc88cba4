"""International Best Track Archive for Climate Stewardship, version 4: CSV, NetCDF or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
_RANGES = {
    "WIND": (KNOT, 0.0, 250.0, "kn", NO_WIND),
    "PRES": (100.0, 850.0, 1050.0, "hPa", NO_PRESSURE),
    "RMW": (NAUTICAL_MILE, 1.0, 300.0, "nautical miles", NO_WIND),
    "POCI": (100.0, 850.0, 1050.0, "hPa", NO_PRESSURE),
    "ROCI": (NAUTICAL_MILE, 1.0, 2700.0, "nautical miles", NO_WIND),
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
    found = list(_storms(table, choice, path))
    if not found:
        held = [name for name in AGENCIES if f"{name}_WIND" in table]
        raise InputError(
            f"{WHAT}: {path} has no fix of {choice.agency or 'any agency'}; "
            f"its columns are of {', '.join(held) or 'none'}"
        )
    return found


def _storms(table: pd.DataFrame, choice: Choice, path: Path) -> Iterator[Storm]:
    wanted = (choice.agency.upper(),) if choice.agency else AGENCIES
    masks = {agency: mask for agency in wanted if (mask := _given(table, agency)) is not None}
    for sid, group in table.groupby("SID", sort=False).indices.items():
        places = np.asarray(group, np.intp)
        for agency, mask in masks.items():
            held = places[mask[places]]
            if held.size:
                yield _storm(str(sid), table, held, agency, path)
                break


def _given(table: pd.DataFrame, agency: str) -> NDArray[np.bool_] | None:
    """Which rows hold a wind or a pressure of an agency, and its position where it gives one."""
    columns = [f"{agency}_{what}" for what in ("WIND", "PRES") if f"{agency}_{what}" in table]
    if not columns:
        return None
    given = np.zeros(len(table), bool)
    for column in columns:
        given |= _filled(table[column])
    if f"{agency}_LAT" in table:
        # A wind of 000 is a blank here; the position shows that the agency followed the storm.
        given |= _filled(table[f"{agency}_LAT"])
    return given


def _filled(column: pd.Series) -> NDArray[np.bool_]:
    if column.dtype.kind == "f":
        return np.asarray(column.notna())
    return np.asarray(column.fillna("").astype(str).str.strip() != "")


def _storm(sid: str, table: pd.DataFrame, places: NDArray[np.intp], agency: str, path: Path) -> Storm:
    name = str(table["NAME"].iloc[places[0]]).strip() if "NAME" in table else ""
    spoken = {"TOKYO": "JMA", "USA": "JTWC"}.get(agency, agency)
    head = Head(
        path, sid, name, spoken, AVERAGING[spoken], source=f"{SOURCE}, columns of {agency}", unit="row"
    )
    return Storm(head, lambda: _fixes(table.iloc[places], agency, head))


def _fixes(table: pd.DataFrame, agency: str, head: Head) -> Fixes:
    rows = np.asarray(table.index, np.int64)

    def column(
        name: str, factor: float, least: float, most: float, unit: str, none: tuple[float, ...]
    ) -> Floats:
        if name not in table:
            return np.full(len(table), np.nan)
        return factor * _numbers(table[name], head, least, most, unit, none)

    def ranged(what: str) -> Floats:
        return column(f"{agency}_{what}", *_RANGES[what])

    positions = {}
    for axis, most in (("LAT", 90.0), ("LON", 360.0)):
        own = column(f"{agency}_{axis}", 1.0, -most, most, "degrees", NO_DATA)
        archive = column(axis, 1.0, -most, most, "degrees", NO_DATA)
        positions[axis.lower()] = np.where(np.isnan(own), archive, own)
    values = {**positions, "wind": ranged("WIND"), "pressure": ranged("PRES")}
    radii, winds = np.empty(0), np.empty(0)
    if agency == "USA":
        values |= {"rmax": ranged("RMW"), "outer_pressure": ranged("POCI"), "outer_radius": ranged("ROCI")}
        radii, winds = _usa_radii(column)
    elif agency == "TOKYO":
        radii, winds = _tokyo_radii(column)
    return Fixes(rows, _times(table["ISO_TIME"], head), values, radii, winds)


def _usa_radii(column: Callable[..., Floats]) -> tuple[Floats, Floats]:
    parts = [
        [
            column(f"USA_R{wind}_{quadrant}", NAUTICAL_MILE, 0.0, 2000.0, "nautical miles", NO_DATA)
            for quadrant in QUADRANTS
        ]
        for wind in USA_RADII_KN
    ]
    return np.moveaxis(np.array(parts), 2, 0), KNOT * np.array(USA_RADII_KN, float)


def _tokyo_radii(column: Callable[..., Floats]) -> tuple[Floats, Floats]:
    parts = []
    for wind in TOKYO_RADII_KN:
        code = column(f"TOKYO_R{wind}_DIR", 1.0, 0.0, 9.0, "", NO_DATA)
        longest, shortest = (
            column(f"TOKYO_R{wind}_{end}", NAUTICAL_MILE, 0.0, 2000.0, "nautical miles", NO_DATA)
            for end in ("LONG", "SHORT")
        )
        parts.append(quadrants_of(code, longest, shortest))
    return np.stack(parts, axis=1), KNOT * np.array(TOKYO_RADII_KN, float)


def _numbers(
    column: pd.Series, head: Head, least: float, most: float, unit: str, none: tuple[float, ...]
) -> Floats:
    if column.dtype.kind == "f":
        values = column.to_numpy(np.float64).copy()
        wrong = np.zeros(len(values), bool)
    else:
        text = column.fillna("").astype(str).str.strip()
        values = pd.to_numeric(text.where(text != ""), errors="coerce").to_numpy(np.float64).copy()
        wrong = np.isnan(values) & np.asarray(text != "")
    values[np.isin(values, none)] = np.nan
    wrong |= (values < least) | (values > most)
    if wrong.any():
        place = int(np.argmax(wrong))
        shown = str(column.iloc[place]).strip()
        raise InputError(
            f"{head.where(int(column.index[place]))}: {column.name} is {shown!r}; "
            f"{least:g} to {most:g} {unit} is needed"
        )
    return values


def _times(column: pd.Series, head: Head) -> NDArray[np.datetime64]:
    times = pd.to_datetime(column, errors="coerce", format="ISO8601")
    if times.isna().any():
        place = int(np.argmax(times.isna().to_numpy()))
        raise InputError(
            f"{head.where(int(column.index[place]))}: ISO_TIME is {column.iloc[place]!r}; "
            "a time such as 2019-08-10 06:00:00 is needed"
        )
    return times.to_numpy("datetime64[s]")


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
