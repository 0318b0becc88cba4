"""What two states of a district differ in: row by row, raster by raster."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.schema import TABLES, Table
from census.schema.provenance import PROVENANCE, row_hashes

Progress = Callable[[float, str], None]

_BEGINS = ("=", "+", "-", "@", "\t", "\r")


class State(Protocol):
    """A database or a snapshot."""

    @property
    def table_names(self) -> tuple[str, ...]:
        """Tables that may be read."""
        ...

    @property
    def raster_names(self) -> tuple[str, ...]:
        """Rasters."""
        ...

    def rows(self, name: str) -> pd.DataFrame:
        """Rows of one table."""
        ...

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        """One raster and its grid."""
        ...


@dataclass(frozen=True)
class Change:
    """One row added or removed, or one field of a row changed.

    Parameters
    ----------
    table, key
        Which row; the parts of the key are joined by a slash.
    kind
        `added`, `removed` or `changed`.
    field, old, new
        What changed, as exact text; empty for a whole row, and for no value.
    """

    table: str
    key: str
    kind: str
    field: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class TableDifference:
    """Numbers of rows of one table, and what became of them."""

    table: str
    before: int
    after: int
    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class RasterDifference:
    """One raster in two states.

    Parameters
    ----------
    raster
        Its name.
    kind
        `added`, `removed`, `changed`, or `regridded` where the cells are others.
    cells
        Cells whose value is another, missing ones included.
    least, greatest, mean
        Of new minus old over cells with both values; None for classes, and where there is none.
    """

    raster: str
    kind: str
    cells: int | None = None
    least: float | None = None
    greatest: float | None = None
    mean: float | None = None


@dataclass(frozen=True)
class Difference:
    """All that two states differ in; tables and rasters that are the same are left out."""

    tables: tuple[TableDifference, ...]
    changes: tuple[Change, ...]
    rasters: tuple[RasterDifference, ...]

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not (self.tables or self.rasters)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"same": self.same, **asdict(self)}

    def write_csv(self, path: Path) -> None:
        """Write a row for each change; no text in it starts a formula."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["table", "key", "kind", "field", "old", "new"])
            for change in self.changes:
                writer.writerow([_plain(text) for text in asdict(change).values()])
            for one in self.rasters:
                figures = {"cells": one.cells, "least": one.least, "greatest": one.greatest, "mean": one.mean}
                told = "; ".join(f"{name} {value:g}" for name, value in figures.items() if value is not None)
                writer.writerow([f"raster {one.raster}", "", one.kind, "", "", told])


def difference(
    old: State,
    new: State,
    *,
    names: Sequence[str] = (),
    provenance: bool = False,
    schema: Mapping[str, Table] = TABLES,
    progress: Progress | None = None,
) -> Difference:
    """Compare two states row by row.

    Parameters
    ----------
    old, new
        Databases or snapshots.
    names
        Tables and rasters; all unless stated.
    provenance
        Whether rows of the same content but another provenance count as changed.
    schema
        Descriptions of the tables, for their keys.
    progress
        Called with the share done and a name.

    Raises
    ------
    InputError
        If neither state has a name that is asked for, or a table has no known key.
    """
    tell = progress or (lambda fraction, message: None)
    tables = _either(old.table_names, new.table_names, names)
    rasters = _either(old.raster_names, new.raster_names, names)
    absent = [name for name in names if name not in (*tables, *rasters)]
    if absent:
        raise InputError(f"neither state has {absent[0]!r}; there are {', '.join(_every(old, new))}")
    counts: list[TableDifference] = []
    changes: list[Change] = []
    for number, name in enumerate(tables):
        tell(number / (len(tables) + len(rasters)), name)
        count, found = _of_table(name, old, new, schema, provenance=provenance)
        if count is not None:
            counts.append(count)
            changes += found
    found_rasters = []
    for number, name in enumerate(rasters, len(tables)):
        tell(number / (len(tables) + len(rasters)), name)
        one = _of_raster(name, old, new)
        if one is not None:
            found_rasters.append(one)
    return Difference(tuple(counts), tuple(changes), tuple(found_rasters))


def _either(old: Sequence[str], new: Sequence[str], names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys((*old, *new)) if not names or name in names]


def _every(old: State, new: State) -> list[str]:
    return sorted({*old.table_names, *new.table_names, *old.raster_names, *new.raster_names})


def _of_table(
    name: str, old: State, new: State, schema: Mapping[str, Table], *, provenance: bool
) -> tuple[TableDifference | None, list[Change]]:
    """Numbers and changes of one table; None where nothing differs."""
    if name not in schema:
        raise InputError(f"the census has no table {name!r}, so its rows have no key to compare them by")
    table = schema[name]
    before = _keyed(table, old.rows(name)) if name in old.table_names else None
    after = _keyed(table, new.rows(name)) if name in new.table_names else None
    one = before if before is not None else after.iloc[:0] if after is not None else pd.DataFrame()
    two = after if after is not None else one.iloc[:0]
    removed, added = one.index.difference(two.index, sort=False), two.index.difference(one.index, sort=False)
    both = one.index.intersection(two.index, sort=False)
    changes = [Change(name, key, "removed") for key in removed]
    changes += [Change(name, key, "added") for key in added]
    fields = list(_changed_fields(table, one.loc[both], two.loc[both], provenance=provenance))
    changes += fields
    changed = len({change.key for change in fields})
    if not changes and (before is None) == (after is None):
        return None, []
    return TableDifference(name, len(one), len(two), len(added), len(removed), changed), changes


def _keyed(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows under the text of their key."""
    lacking = [name for name in table.key if name not in rows.columns]
    if lacking:
        raise InputError(f"table {table.name} lacks the column {lacking[0]!r} of its key")
    parts = [_texts(rows[name]) for name in table.key]
    keys = ["/".join(row) for row in zip(*parts, strict=True)]
    keyed = pd.DataFrame(rows).set_index(pd.Index(keys, dtype=object))
    if not keyed.index.is_unique:
        twice = keyed.index[keyed.index.duplicated()][0]
        raise InputError(f"table {table.name}: the key {twice} is there twice, so rows cannot be compared")
    return keyed


def _changed_fields(
    table: Table, old: pd.DataFrame, new: pd.DataFrame, *, provenance: bool
) -> Iterator[Change]:
    """Every field of another value, for rows whose hash or provenance says that there is one."""
    said = [column.name for column in PROVENANCE if column.name != "row_hash"] if provenance else []
    differs = _hashes(table, old) != _hashes(table, new)
    for name in said:
        differs |= _of(old, name) != _of(new, name)
    old, new = old[differs], new[differs]
    names = [*(column.name for column in table.columns), *said]
    names += ["geometry"] if table.geometry is not None else []
    for name in names:
        one, two = _of(old, name), _of(new, name)
        for at in np.flatnonzero(one != two).tolist():
            yield Change(table.name, str(old.index[at]), "changed", name, str(one[at]), str(two[at]))


def _hashes(table: Table, rows: pd.DataFrame) -> NDArray[np.object_]:
    """Hash of each row: the one it carries, which a snapshot's own hash vouches for."""
    if "row_hash" in rows.columns:
        return rows["row_hash"].to_numpy(dtype=object)
    return np.array(row_hashes(table, rows), dtype=object)


def _of(rows: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """Exact texts of a column; empty where a state has no such column."""
    if name not in rows.columns:
        return np.full(len(rows), "", dtype=object)
    if name == "geometry":
        import shapely

        texts = shapely.to_wkt(rows[name].to_numpy(), rounding_precision=-1)
        return np.array([text or "" for text in texts], dtype=object)
    return np.array(_texts(rows[name]), dtype=object)


def _texts(values: pd.Series[Any]) -> list[str]:
    plain = values.astype(object).where(values.notna(), None).tolist()
    return ["" if v is None else repr(v) if isinstance(v, float) else str(v) for v in plain]


def _of_raster(name: str, old: State, new: State) -> RasterDifference | None:
    if name not in new.raster_names:
        return RasterDifference(name, "removed")
    if name not in old.raster_names:
        return RasterDifference(name, "added")
    (one, grid), (two, other) = old.raster(name), new.raster(name)
    if grid != other:
        return RasterDifference(name, "regridded")
    floating = np.issubdtype(one.dtype, np.floating) and np.issubdtype(two.dtype, np.floating)
    unequal = ~((one == two) | (np.isnan(one) & np.isnan(two))) if floating else one != two
    if not unequal.any():
        return None if one.dtype == two.dtype else RasterDifference(name, "changed", 0)
    cells = int(unequal.sum())
    if not floating:
        return RasterDifference(name, "changed", cells)
    step = two.astype(np.float64) - one.astype(np.float64)
    step = step[np.isfinite(step)]
    if not len(step):
        return RasterDifference(name, "changed", cells)
    return RasterDifference(name, "changed", cells, float(step.min()), float(step.max()), float(step.mean()))


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula; numbers stay numbers."""
    if not text.startswith(_BEGINS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
