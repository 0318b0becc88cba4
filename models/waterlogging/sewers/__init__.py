"""Storm sewers under the street: EPA SWMM 5.2 coupled in both directions."""

from models.waterlogging.sewers.inlets import InletForm
from models.waterlogging.sewers.network import Inlets, Outfalls, SewerNetwork

__all__ = ["InletForm", "Inlets", "Outfalls", "SewerNetwork"]
