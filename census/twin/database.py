"""The synthetic district as a database."""

from __future__ import annotations

from pathlib import Path

from census.database import Database, create_database, open_database, take_snapshot
from census.database.writer import refuse_taken
from census.errors import InputError
from census.schema import TABLES
from census.twin.make import SOURCES, Progress, generator_version, make_twin


def write_twin_database(
    folder: str | Path, *, extent: str = "full", seed: int = 1, progress: Progress | None = None
) -> Database:
    """Make the synthetic district and write it as a database with its first snapshot.

    Parameters
    ----------
    folder
        A new or empty folder.
    extent, seed
        As for `census.twin.make.make_twin`.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If the folder holds something already, or a table was made that the census does not describe.
    """
    # Nobody shall wait a minute for the word that the folder is taken.
    refuse_taken(Path(folder))
    tell = progress or (lambda fraction, message: None)
    made = make_twin(extent=extent, seed=seed, progress=lambda f, m: tell(0.8 * f, m))
    unknown = sorted(set(made.tables) - set(TABLES))
    if unknown:
        raise InputError(f"the twin makes tables that the census does not describe: {', '.join(unknown)}")
    tell(0.8, "database")
    create_database(
        folder,
        {name: made.tables[name] for name in TABLES if name in made.tables},
        made.rasters,
        name=f"Synthetic Gongshu twin ({extent})",
        extent=extent,
        synthetic=True,
        seed=seed,
        generator=generator_version(),
        sources=SOURCES,
    )
    tell(0.9, "snapshot")
    take_snapshot(folder)
    tell(1.0, "done")
    return open_database(folder)
