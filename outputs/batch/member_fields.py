"""The fields of a published member, read in parts and never as a whole dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from census.durable import sha256_of
from census.errors import InputError
from census.grid import Grid
from outputs.batch.quantiles import Tile
from outputs.batch.quantities import Quantity
from outputs.publish import read_manifest

FIELDS_FILE = "fields.nc"
WHOLE: Tile = (slice(None), slice(None))


class MemberFields:
    """An open file of fields of a member, for a `with` statement.

    Parameters
    ----------
    folder
        The published member.
    check
        Whether the file is hashed first and compared with the manifest.

    Raises
    ------
    InputError
        If the folder is no published run, or its fields are gone, changed or cannot be read.
    """

    def __init__(self, folder: Path, *, check: bool = False) -> None:
        from netCDF4 import Dataset

        path = folder / FIELDS_FILE
        if check:
            entry = read_manifest(folder)["files"].get(FIELDS_FILE)
            if entry is None:
                raise InputError(f"{folder.name} has no {FIELDS_FILE}; a run with fields is needed")
            if not path.is_file() or sha256_of(path) != entry["sha256"]:
                raise InputError(f"{folder.name}: {FIELDS_FILE} is not what was published; run it again")
        try:
            self._file: Any = Dataset(path, "r")
        except OSError as error:
            raise InputError(f"{folder.name}: {FIELDS_FILE} cannot be read ({error})") from None
        self._file.set_auto_maskandscale(False)
        self._name = folder.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def holds(self, name: str) -> bool:
        """Whether a field is there."""
        return name in self._file.variables

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        from pyproj import CRS

        mapping = self._file.variables["spatial_ref"]
        west, cell_size, _, north, _, _ = (float(part) for part in mapping.GeoTransform.split())
        wkt = str(mapping.crs_wkt)
        code = CRS.from_wkt(wkt).to_epsg()
        sizes = self._file.dimensions
        return Grid(f"EPSG:{code}" if code else wkt, west, north, cell_size, len(sizes["y"]), len(sizes["x"]))

    @property
    def place(self) -> tuple[str, int, int]:
        """What two members on one grid have alike: transform, rows and columns."""
        mapping = self._file.variables["spatial_ref"]
        return (
            str(mapping.GeoTransform),
            len(self._file.dimensions["y"]),
            len(self._file.dimensions["x"]),
        )

    def values(self, quantity: Quantity, tile: Tile = WHOLE) -> NDArray[np.float32]:
        """Values of a quantity in a tile, NaN for none, shape (rows, columns)."""
        return self.field(quantity.name, quantity.select, tile)

    def field(
        self, name: str, select: Mapping[str, float] | None = None, tile: Tile = WHOLE
    ) -> NDArray[np.float32]:
        """Values of a field in a tile, at the item of each further dimension that is nearest."""
        variable = self._file.variables[name]
        places = tuple(
            int(np.argmin(np.abs(np.asarray(self._file.variables[dimension][:]) - (select or {})[dimension])))
            for dimension in variable.dimensions[:-2]
        )
        try:
            values = np.asarray(variable[(*places, *tile)], dtype=np.float32)
        except (OSError, RuntimeError) as error:
            raise InputError(f"{self._name}: {name} cannot be read ({error})") from None
        return values
