"""Debris of collapsed buildings and the roads it blocks."""

from models.seismic.debris.blockage import blocked_roads, blocked_table
from models.seismic.debris.frontage import Frontage, frontage
from models.seismic.debris.reach import Reach, debris_reach, least_width

__all__ = [
    "Frontage",
    "Reach",
    "blocked_roads",
    "blocked_table",
    "debris_reach",
    "frontage",
    "least_width",
]
