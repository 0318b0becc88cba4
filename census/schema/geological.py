"""Tables of the group `geological`."""

from __future__ import annotations

from census.schema.column import Table

TABLES: tuple[Table, ...] = ()
