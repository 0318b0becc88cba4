"""Tables of the group `meteorological`."""

from __future__ import annotations

from census.schema.column import Table

TABLES: tuple[Table, ...] = ()
