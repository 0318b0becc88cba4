"""Tables of the group `capacity`."""

from census.schema.capacity.tables import TABLES

__all__ = ["TABLES"]
