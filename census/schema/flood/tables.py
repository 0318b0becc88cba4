"""Tables of the group `flood`."""

from __future__ import annotations

from census.schema.column import Table
from census.schema.flood.drains import CATCHMENTS, LINKS, NODES
from census.schema.flood.gathering import LOW_POINTS, UNDERGROUND_SPACES, WATERLOGGING_POINTS
from census.schema.flood.waters import CANAL_SECTIONS, CANALS, STAGE_GAUGES
from census.schema.flood.works import EMBANKMENTS, PUMP_STATIONS, SLUICES

TABLES: tuple[Table, ...] = (
    CANALS,
    CANAL_SECTIONS,
    STAGE_GAUGES,
    EMBANKMENTS,
    SLUICES,
    PUMP_STATIONS,
    LOW_POINTS,
    WATERLOGGING_POINTS,
    UNDERGROUND_SPACES,
    NODES,
    LINKS,
    CATCHMENTS,
)
"""Waters first: what stands at them names them."""
