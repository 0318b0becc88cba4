"""Coarse cells that carry tables of storage and conveyance from the fine ground they cover."""

from models.waterlogging.subgrid.advance import advance
from models.waterlogging.subgrid.coarsening import coarsened
from models.waterlogging.subgrid.fields import blank_extremes, fine_depth, fine_results, record
from models.waterlogging.subgrid.tables import Subgrid, build_subgrid

__all__ = [
    "Subgrid",
    "advance",
    "blank_extremes",
    "build_subgrid",
    "coarsened",
    "fine_depth",
    "fine_results",
    "record",
]
