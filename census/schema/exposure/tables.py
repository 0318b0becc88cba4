"""All tables of the group, in order."""

from __future__ import annotations

from census.schema.column import Table
from census.schema.exposure.buildings import BUILDINGS, OCCUPANCY_PROFILES
from census.schema.exposure.facilities import (
    CARE_HOMES,
    GAS_FACILITIES,
    HOSPITALS,
    POWER_FACILITIES,
    SCHOOLS,
    WATER_FACILITIES,
)
from census.schema.exposure.networks import METRO_LINES, METRO_STATIONS, ROADS
from census.schema.exposure.places import CONSTRUCTION_SITES, CROWDED_PLACES, CULTURAL_RELICS, ECONOMY

TABLES: tuple[Table, ...] = (
    BUILDINGS, OCCUPANCY_PROFILES, CROWDED_PLACES, CONSTRUCTION_SITES, ROADS, METRO_LINES, METRO_STATIONS,
    POWER_FACILITIES, WATER_FACILITIES, GAS_FACILITIES, SCHOOLS, HOSPITALS, CARE_HOMES, CULTURAL_RELICS,
    ECONOMY,
)  # fmt: skip
"""Tables of the group `exposure`."""
