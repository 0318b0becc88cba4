"""What a step reads: kept for the steps after it, and noted with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from census.derive.step import Source
from census.errors import AbsentError

if TYPE_CHECKING:
    import pandas as pd

    from census.grid import Grid

ABSENT = "absent"
"""Stands for the hash of what a step asked for and the source does not hold."""

VOLATILE = ("ingested_at", "run_id", "row_hash")
"""Columns that say when a row came in, not what it says."""


@dataclass(frozen=True)
class Shelf:
    """Tables and rasters of a source, read once, with their hashes.

    Parameters
    ----------
    source
        Where they come from.
    held, hashes
        What was read, by "table name" or "raster name".
    """

    source: Source
    held: dict[str, Any] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def hash_of(self, key: str) -> str:
        """Hash of what a key names, `ABSENT` where the source does not hold it."""
        if key not in self.hashes:
            try:
                self.get(key)
            except (AbsentError, KeyError):
                self.hashes[key] = ABSENT
        return self.hashes[key]

    def get(self, key: str) -> Any:
        """What a key names; the error of the source where it does not hold it."""
        if key not in self.held:
            kind, _, name = key.partition(" ")
            if kind == "table":
                table = self.source.rows(name)
                self.held[key], self.hashes[key] = table, table_hash(table)
            else:
                array, grid = self.source.raster(name)
                self.held[key], self.hashes[key] = (array, grid), raster_hash(array, grid)
        return self.held[key]


@dataclass(frozen=True)
class NotedSource:
    """A source for one step that notes what the step reads.

    Parameters
    ----------
    shelf
        Where things come from.
    inputs
        Hashes of what was read, filled while the step runs.
    """

    shelf: Shelf
    inputs: dict[str, str] = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether the district is made up."""
        return self.shelf.source.synthetic

    def rows(self, name: str) -> pd.DataFrame:
        """Return a copy of one table."""
        table: pd.DataFrame = self._noted(f"table {name}")
        return table.copy()

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        """Return a copy of one raster, and its grid."""
        array, grid = self._noted(f"raster {name}")
        return array.copy(), grid

    def _noted(self, key: str) -> Any:
        self.inputs[key] = self.shelf.hash_of(key)
        return self.shelf.get(key)


def changed(shelf: Shelf, inputs: Mapping[str, str]) -> list[str]:
    """Keys of the inputs of an earlier run that are not what they were."""
    return [key for key, known in inputs.items() if shelf.hash_of(key) != known]


def raster_hash(array: NDArray[Any], grid: Grid) -> str:
    """SHA-256 over the cells of a raster and where they lie."""
    digest = hashlib.sha256(f"{array.dtype.str} {grid}".encode())
    digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def table_hash(table: pd.DataFrame) -> str:
    """SHA-256 over the columns of a table in their order; when a row came in does not count."""
    import pandas as pd

    digest = hashlib.sha256(str(len(table)).encode())
    for name in table.columns:
        if name in VOLATILE:
            continue
        values = table[name]
        if hasattr(values, "to_wkb"):
            values = pd.Series(values.to_wkb(hex=True), dtype=object)
        digest.update(f"\0{name}\0".encode())
        digest.update(pd.util.hash_pandas_object(values, index=False).to_numpy().tobytes())
    return digest.hexdigest()
