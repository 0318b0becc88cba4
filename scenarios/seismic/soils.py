"""Vs30 and site class at places of a district, from its boreholes."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from census.grid import Grid
from census.makers import makers_hash
from census.snapshot import Snapshot

Progress = Callable[[float, str], None]

HASH_DIGITS = 16
"""Digits of the hashes in the name of a kept file."""


@dataclass(frozen=True)
class Soils:
    """Maps of the ground as the derivation of the census makes them.

    Parameters
    ----------
    grid
        Cells of the maps.
    vs30
        Shear-wave velocity to 30 m, NaN outside, shape (rows, columns) [m/s].
    site_class
        Class by GB 50011, 1 to 5 for I0, I1, II, III, IV and 0 outside, shape (rows, columns).
    """

    grid: Grid
    vs30: NDArray[np.float32]
    site_class: NDArray[np.uint8]

    def at(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Vs30 [m/s] and site class (0 to 4, -1 unknown) at places, those of the nearest mapped cell.

        Parameters
        ----------
        x, y
            Places, shape (n,) [m].
        """
        row = np.floor((self.grid.north - y) / self.grid.cell_size).astype(np.int64)
        column = np.floor((x - self.grid.west) / self.grid.cell_size).astype(np.int64)
        row, column = np.clip(row, 0, self.grid.rows - 1), np.clip(column, 0, self.grid.columns - 1)
        mapped = np.isfinite(self.vs30)
        if not mapped.all() and mapped.any():
            nearest = distance_transform_edt(~mapped, return_distances=False, return_indices=True)
            row, column = nearest[0][row, column], nearest[1][row, column]
        return self.vs30[row, column].astype(np.float64), self.site_class[row, column].astype(np.int64) - 1

    def beyond(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which places lie on no mapped cell, shape (n,)."""
        row = np.floor((self.grid.north - y) / self.grid.cell_size).astype(np.int64)
        column = np.floor((x - self.grid.west) / self.grid.cell_size).astype(np.int64)
        held = (row >= 0) & (row < self.grid.rows) & (column >= 0) & (column < self.grid.columns)
        row, column = np.clip(row, 0, self.grid.rows - 1), np.clip(column, 0, self.grid.columns - 1)
        return np.asarray(~(held & np.isfinite(self.vs30[row, column])))


def soils_of(snapshot: Snapshot, *, cache: Path, progress: Progress | None = None) -> Soils:
    """Maps of Vs30 and site class of a district; made once for a snapshot and kept.

    Parameters
    ----------
    snapshot
        District with boreholes, their layers and the terrain.
    cache
        Folder for what can be made again.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If no borehole has velocities, or a layer is faulty.
    """
    from census.soils import derive

    name = f"soils-{snapshot.content_hash[:HASH_DIGITS]}-{makers_hash()[:HASH_DIGITS]}.npz"
    kept = _read(cache / name)
    if kept is not None:
        return kept
    made = derive.derive(snapshot, progress or (lambda share, message: None))
    vs30, grid = made.rasters["vs30"]
    soils = Soils(grid, vs30.astype(np.float32), made.rasters["site_class"][0].astype(np.uint8))
    _keep(soils, cache / name)
    return soils


def _read(path: Path) -> Soils | None:
    """Maps that were kept; None where nothing whole can be read."""
    try:
        with path.open("rb") as file, np.load(file) as held:
            west, north, cell = (float(value) for value in held["place"])
            vs30, site_class = held["vs30"], held["site_class"]
            crs = str(held["crs"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Soils(Grid(crs, west, north, cell, *vs30.shape), vs30, site_class)


def _keep(soils: Soils, path: Path) -> None:
    """Write the maps in one step; where that fails only the next run is the slower for it."""
    grid, name = soils.grid, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                vs30=soils.vs30,
                site_class=soils.site_class,
                place=np.array([grid.west, grid.north, grid.cell_size]),
                crs=np.array(grid.crs),
            )
        Path(name).replace(path)
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)
