"""Canals and rivers as reaches with a level each, with sluices and pumping stations between them."""

from models.waterlogging.canals.network import Channel, Curve, Network, Outside, Pump, Reach, Sluice
from models.waterlogging.canals.partner import Canals

__all__ = ["Canals", "Channel", "Curve", "Network", "Outside", "Pump", "Reach", "Sluice"]
