"""All tables of the group, in order."""

from __future__ import annotations

from census.schema.column import Table
from census.schema.exposure.buildings import BUILDINGS
from census.schema.exposure.networks import METRO_LINES, METRO_STATIONS, ROADS

TABLES: tuple[Table, ...] = (BUILDINGS, ROADS, METRO_LINES, METRO_STATIONS)
"""Tables of the group `exposure`."""
