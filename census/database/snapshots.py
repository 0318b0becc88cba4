"""Snapshots of a database: what runs are made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from census.database.manifest import FILE, read_manifest
from census.database.master import open_database
from census.database.writer import SNAPSHOTS, attempt_in, publish, sole_writer
from census.errors import InputError
from census.snapshot import MANIFEST, Snapshot, open_snapshot, write_named_snapshot


def take_snapshot(folder: str | Path) -> Snapshot:
    """Write the present state of a database as a snapshot, which becomes its newest.

    Parameters
    ----------
    folder
        Folder of the database.

    Returns
    -------
    Snapshot
        In `snapshots/`, named by its content. Personal tables are not in it. One that holds just this
        is kept as it is.

    Raises
    ------
    DatabaseBusyError
        If another process is writing.
    InputError
        If the database cannot be read.
    """
    folder = Path(folder)
    with sole_writer(folder, doing="snapshot"):
        database = open_database(folder)
        said = database.manifest
        snapshot = write_named_snapshot(
            folder / SNAPSHOTS,
            {name: database.rows(name) for name in database.table_names},
            {name: database.raster(name) for name in database.raster_names},
            heading={
                "name": said.name,
                "synthetic": said.synthetic,
                "seed": said.seed,
                "extent": said.extent,
                "sources": said.sources,
                "generator": said.generator,
            },
        )
        title = snapshot.folder.name
        others = tuple(name for name in said.snapshots if name != title)
        with attempt_in(folder) as attempt:
            publish(folder, attempt, replace(said, snapshots=(*others, title)))
    return snapshot


def newest_snapshot(folder: str | Path) -> Path:
    """Folder of a database's newest snapshot.

    Raises
    ------
    InputError
        If it has none.
    """
    folder = Path(folder)
    snapshots = read_manifest(folder).snapshots
    if not snapshots:
        raise InputError(
            f"database {folder} has no snapshot yet; make one with: fangzai census snapshot {folder}"
        )
    return folder / SNAPSHOTS / snapshots[-1]


def snapshot_at(folder: str | Path, *, verify: bool = False) -> Snapshot:
    """Open a snapshot, or the newest one of a database.

    Parameters
    ----------
    folder
        Folder of a snapshot or of a database.
    verify
        Hash every file again.

    Raises
    ------
    InputError
        If it is neither, or a file is missing or changed.
    """
    folder = Path(folder)
    if (folder / FILE).is_file() and not (folder / MANIFEST).is_file():
        folder = newest_snapshot(folder)
    return open_snapshot(folder, verify=verify)
