"""The hazard database: a folder with a GeoPackage master, hashed rasters and immutable snapshots."""

from census.database.master import Database, create_database, open_database
from census.database.snapshots import newest_snapshot, snapshot_at, take_snapshot

__all__ = [
    "Database",
    "create_database",
    "newest_snapshot",
    "open_database",
    "snapshot_at",
    "take_snapshot",
]
