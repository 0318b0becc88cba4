"""The district a scenario stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from census.columns import require_columns
from census.database import snapshot_at
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
