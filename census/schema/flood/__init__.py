"""Tables of waters, what holds and drains them, and places where water gathers."""

from census.schema.flood.tables import TABLES

__all__ = ["TABLES"]
