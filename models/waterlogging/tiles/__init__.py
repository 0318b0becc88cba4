"""Local time steps and rest: tiles of the surface, each with a step of its own."""

from models.waterlogging.tiles.advance import Tiling, advance

__all__ = ["Tiling", "advance"]
