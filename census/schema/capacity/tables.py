"""The tables of the group `capacity` in order."""

from __future__ import annotations

from census.schema.capacity.organisation import LEVELS, PLANS, SIX_HAVES, TEAMS
from census.schema.capacity.shelters import REFUGE_POINTS, SHELTERS
from census.schema.capacity.stocks import EQUIPMENT, MOBILE_PUMPS, SUPPLIES
from census.schema.column import Table

TABLES: tuple[Table, ...] = (
    SHELTERS, REFUGE_POINTS, SUPPLIES, TEAMS, EQUIPMENT, MOBILE_PUMPS, PLANS, SIX_HAVES, LEVELS,
)  # fmt: skip
"""Places first, then stocks, people and rules."""
