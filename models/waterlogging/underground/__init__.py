"""Underpasses, metro entrances, garages and malls: what flows in over their sills."""

from models.waterlogging.underground.spaces import Closure, Spaces
from models.waterlogging.underground.work import UndergroundWork

__all__ = ["Closure", "Spaces", "UndergroundWork"]
