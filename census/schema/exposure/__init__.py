"""Tables of what is exposed: buildings and their people, roads and lines, facilities, the economy."""

from census.schema.exposure.tables import TABLES

__all__ = ["TABLES"]
