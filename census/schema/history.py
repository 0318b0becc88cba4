"""Tables of the group `history`."""

from __future__ import annotations

from census.schema.column import Table

TABLES: tuple[Table, ...] = ()
