"""The district a scenario stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from census.columns import require_columns
from census.database import snapshot_at
from census.grid import Grid
from census.snapshot import Snapshot, open_snapshot
from scenarios.loaded import Loaded, Spec, is_synthetic
from scenarios.twin_cache import cached_twin

Progress = Callable[[float, str], None]


def snapshot_of(
    loaded: Loaded[Spec],
    columns: Mapping[str, tuple[str, ...]],
    *,
    cache: Path,
    progress: Progress | None = None,
) -> Snapshot:
    """The snapshot of a scenario's district, made first if it is the synthetic one.

    Parameters
    ----------
    loaded
        Scenario whose domain is a district.
    columns
        Columns by table that the run and its products will read.
    cache
        Folder in which the synthetic district is kept.
    progress
        Called with the share done and a message while the district is made.

    Raises
    ------
    InputError
        If the snapshot cannot be read or lacks a column.
    """
    domain = loaded.spec.domain
    if is_synthetic(loaded.spec):
        return open_snapshot(cached_twin(cache, extent=domain.extent, seed=domain.seed, progress=progress))
    snapshot = snapshot_at(loaded.path("domain.snapshot"))
    require_columns(snapshot, columns)
    return snapshot


def field_grid(snapshot: Snapshot, cell_size: float) -> Grid:
    """Cells over all streets of a district, their corners at whole multiples of the cell."""
    west, south, east, north = (float(value) for value in snapshot.table("streets").total_bounds)
    left, top = np.floor(west / cell_size) * cell_size, np.ceil(north / cell_size) * cell_size
    return Grid(
        crs=str(snapshot.manifest["crs"]),
        west=float(left),
        north=float(top),
        cell_size=cell_size,
        rows=max(1, int(np.ceil((top - south) / cell_size))),
        columns=max(1, int(np.ceil((east - left) / cell_size))),
    )
