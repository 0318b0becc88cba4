"""The database itself: opened, read, changed."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from census.database.manifest import FILE, Manifest, read_manifest
from census.database.writer import RASTERS, attempt_in, publish, refuse_taken, sole_writer, stated
from census.durable import sha256_of
from census.errors import InputError, absent
from census.grid import Grid
from census.raster_file import read_raster, write_raster
from census.schema import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd

Rasters = Mapping[str, tuple[NDArray[Any], Grid]]

_DIGITS = 12
"""Digits of a hash in the name of a file."""


@dataclass(frozen=True)
class Database:
    """One state of a database, as it was when it was opened.

    Parameters
    ----------
    folder
        Where it lies.
    manifest
        The content of `database.json`.
    personal
        Whether personal tables may be read.
    schema
        Descriptions of the tables.
    """

    folder: Path
    manifest: Manifest
    personal: bool = False
    schema: Mapping[str, Table] = field(default_factory=lambda: TABLES)

    @property
    def synthetic(self) -> bool:
        """Whether the district is made up, or a part of it."""
        return self.manifest.synthetic

    @property
    def content_hash(self) -> str:
        """SHA-256 that names what the database holds."""
        return self.manifest.content_hash

    @property
    def table_names(self) -> tuple[str, ...]:
        """Tables that may be read, in the order of the registry."""
        held = self.manifest.tables
        return tuple(
            name
            for name, table in self.schema.items()
            if name in held and (self.personal or not table.personal)
        )

    @property
    def raster_names(self) -> tuple[str, ...]:
        """Names that `raster` takes."""
        return tuple(sorted(self.manifest.rasters))

    def rows(self, name: str) -> pd.DataFrame:
        """Read one table, a GeoDataFrame where it has places.

        Raises
        ------
        InputError
            If there is none of that name, it is personal and was not asked for, or the file is damaged.
        """
        from census.database.layers import read_layer

        entry = self._entry("table", self.manifest.tables, name)
        table = self.schema[name]
        if table.personal and not self.personal:
            raise InputError(f"table {name!r} holds personal data; open the database with personal=True")
        return read_layer(self._file(str(entry["file"])), table, rows=int(entry["rows"]))

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        """Read one raster and its grid; missing values of a float raster are NaN."""
        entry = self._entry("raster", self.manifest.rasters, name)
        return read_raster(self._file(str(entry["file"])), crs=self.manifest.crs)

    def verify(self) -> None:
        """Hash every table and raster again.

        Raises
        ------
        InputError
            Naming the table or raster that is not as `database.json` lists it.
        """
        from census.database.content import content_hash, prepared

        for name in self.table_names:
            rows = self.rows(name)
            found = content_hash(prepared(self.schema[name], rows))
            if found != self.manifest.tables[name]["hash"] or found != content_hash(rows):
                raise InputError(f"{self.folder}: table {name!r} was changed since it was written")
        for name, entry in self.manifest.rasters.items():
            if sha256_of(self._file(entry["file"])) != entry["sha256"]:
                raise InputError(f"{self.folder}: raster {name!r} was changed since it was written")

    def write(
        self, changes: Mapping[str, pd.DataFrame], *, rasters: Rasters | None = None, doing: str = "write"
    ) -> Database:
        """Put whole tables and rasters in the place of those of the same names.

        Parameters
        ----------
        changes
            New rows of each table that changes, with provenance; the other tables stay.
        rasters
            New rasters.
        doing
            What is being done, told to other writers.

        Returns
        -------
        Database
            The new state; this one stays what it was.

        Raises
        ------
        DatabaseBusyError
            If another process is writing.
        InputError
            If rows cannot be taken, or another writer changed one of the tables since this was opened.
        """
        with sole_writer(self.folder, doing=doing):
            present = read_manifest(self.folder)
            for name in changes:
                seen, now = (m.tables.get(name, {}).get("hash") for m in (self.manifest, present))
                if seen != now:
                    raise InputError(
                        f"{self.folder}: table {name!r} was changed by another writer; "
                        "open the database again"
                    )
            return _written(replace(self, manifest=present), changes, rasters or {})

    def _entry(self, kind: str, entries: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
        if name in entries:
            return entries[name]
        raise absent(f"database {self.folder}", kind, name, entries)

    def _file(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            now = stated(self.folder)
            if now is not None and name not in now.files:
                raise InputError(f"{self.folder} was changed twice since it was opened; open it again")
            raise InputError(f"{path}: the file is missing, though {FILE} lists it")
        return path


def open_database(
    folder: str | Path, *, personal: bool = False, schema: Mapping[str, Table] = TABLES
) -> Database:
    """Open a database in its present state.

    Parameters
    ----------
    folder
        Folder that holds `database.json`.
    personal
        Whether personal tables may be read.
    schema
        Descriptions of the tables.

    Raises
    ------
    InputError
        If it is no database, its manifest is garbled or a listed file is missing.
    """
    folder = Path(folder)
    # A writer may replace the state between the reading of the manifest and the look at its files.
    for _ in range(3):
        manifest = read_manifest(folder)
        missing = [name for name in manifest.files if not (folder / name).is_file()]
        if not missing:
            return Database(folder, manifest, personal, schema)
    raise InputError(f"{folder / missing[0]}: the file is missing, though {FILE} lists it")


def create_database(
    folder: str | Path,
    tables: Mapping[str, pd.DataFrame],
    rasters: Rasters | None = None,
    *,
    name: str,
    extent: str = "full",
    synthetic: bool = False,
    seed: int | None = None,
    generator: str | None = None,
    sources: Sequence[str] = (),
    personal: bool = False,
    schema: Mapping[str, Table] = TABLES,
) -> Database:
    """Make a database in a new or empty folder.

    Parameters
    ----------
    folder
        Where it shall lie.
    tables, rasters
        Rows with provenance by table; rasters with their grid.
    name, extent, synthetic, seed, generator, sources
        As `census.database.manifest.Manifest` has them.
    personal
        Whether the database that is returned reads personal tables.
    schema
        Descriptions of the tables.

    Raises
    ------
    InputError
        If the folder holds something already, or rows cannot be taken.
    DatabaseBusyError
        If another process is making it.
    """
    folder = Path(folder)
    refuse_taken(folder)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(
        name=name, extent=extent, synthetic=synthetic, seed=seed, generator=generator, sources=tuple(sources)
    )
    with sole_writer(folder, doing="create"):
        if (folder / FILE).exists():
            raise InputError(f"{folder} was made by another process just now")
        return _written(Database(folder, manifest, personal, schema), tables, rasters or {})


def _written(database: Database, changes: Mapping[str, pd.DataFrame], rasters: Rasters) -> Database:
    """Write a new state; the caller holds the lock."""
    from census.database.content import prepared

    unknown = next((name for name in changes if name not in database.schema), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown, database.schema, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InputError(f"the census has no table {unknown!r}{hint}")
    made = {name: prepared(database.schema[name], frame) for name, frame in changes.items()}
    with attempt_in(database.folder) as attempt:
        entries = dict(database.manifest.tables)
        for personal in (False, True):
            entries |= _file_of_tables(database, attempt, made, personal=personal)
        held = dict(database.manifest.rasters) | {
            key: _raster_entry(attempt, key, *rasters[key]) for key in sorted(rasters)
        }
        invented = any((frame["confidence"] == "synthetic").any() for frame in made.values())
        manifest = replace(
            database.manifest,
            tables={key: entries[key] for key in database.schema if key in entries},
            rasters={key: held[key] for key in sorted(held)},
            synthetic=database.synthetic or invented,
        )
        return replace(database, manifest=publish(database.folder, attempt, manifest))


def _file_of_tables(
    database: Database, attempt: Path, made: Mapping[str, pd.DataFrame], *, personal: bool
) -> dict[str, dict[str, Any]]:
    """Write the file of the personal tables, or of all others, if one of them changes."""
    from census.database.content import content_hash
    from census.database.layers import write_layers

    tables = {name: table for name, table in database.schema.items() if table.personal == personal}
    if not any(name in tables for name in made):
        return {}
    reader = replace(database, personal=True)
    held = database.manifest.tables
    frames = {
        name: made[name] if name in made else reader.rows(name)
        for name in tables
        if name in made or name in held
    }
    hashes = {
        name: content_hash(frame) if name in made else held[name]["hash"] for name, frame in frames.items()
    }
    title = hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()[:_DIGITS]
    path = attempt / f"{'persons' if personal else 'census'}-{title}.gpkg"
    write_layers(path, frames.items(), tables)
    path.chmod(0o600 if personal else 0o644)
    return {
        name: {"rows": len(frame), "hash": hashes[name], "file": path.name} for name, frame in frames.items()
    }


def _raster_entry(attempt: Path, name: str, array: NDArray[Any], grid: Grid) -> dict[str, str]:
    path = attempt / RASTERS / f"{name}.tif"
    write_raster(path, array, grid)
    digest = sha256_of(path)
    path = path.rename(path.with_name(f"{name}-{digest[:_DIGITS]}.tif"))
    return {"file": f"{RASTERS}/{path.name}", "sha256": digest}
