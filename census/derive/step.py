"""What a step of the derivation takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from census.grid import Grid

Progress = Callable[[float, str], None]
"""Called with the share done, 0-1, and what is being done."""


class Source(Protocol):
    """Where tables and rasters come from: a snapshot or the master."""

    @property
    def synthetic(self) -> bool:
        """Whether the district is made up."""
        ...

    def rows(self, name: str) -> pd.DataFrame:
        """Return one table, a GeoDataFrame where it has places."""
        ...

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        """Return one raster and its grid; missing is NaN."""
        ...


@dataclass(frozen=True)
class Derived:
    """What one step gives.

    Parameters
    ----------
    rasters, tables
        By name; rasters with their grid.
    files
        Texts by file name (a SWMM model, say).
    notes
        Figures and doubts of the step by name, as they shall stand beside it.
    """

    rasters: Mapping[str, tuple[NDArray[Any], Grid]] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, object] = field(default_factory=dict)


Deriver = Callable[[Source, Progress], Derived]
