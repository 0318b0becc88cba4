"""All tables of the group `flood`."""

from __future__ import annotations

import numpy as np

from census.schema import TABLES
from census.schema.frames import typed
from census.snapshot import DATUM
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.drains import catchment_table, link_table, node_table
from census.twin.survey.flood.embankments import embankments
from census.twin.survey.flood.gauges import stage_gauges
from census.twin.survey.flood.network import network
from census.twin.survey.flood.sluices import sluices
from census.twin.survey.flood.stations import pump_stations
from census.twin.survey.flood.underground import underground_spaces
from census.twin.survey.flood.waterlogging import waterlogging_points


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `flood`."""
    net = network(base, made)
    tables = {
        name: made[name].assign(datum=np.full(len(made[name]), DATUM, dtype=object))
        for name in ("canals", "canal_sections", "low_points")
    }
    tables |= {
        "stage_gauges": stage_gauges(base, made),
        "embankments": embankments(base, made),
        "sluices": sluices(base, made),
        "pump_stations": pump_stations(base, made, net),
        "waterlogging_points": waterlogging_points(base, made),
        "underground_spaces": underground_spaces(base, made),
        "drain_nodes": node_table(net, made),
        "drain_links": link_table(net, base.seed),
        "drain_catchments": catchment_table(net),
    }
    return {name: typed(TABLES[name], frame) for name, frame in tables.items()}
