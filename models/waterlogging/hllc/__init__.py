"""The second surface solver: the full shallow water equations by a well-balanced Godunov scheme."""

from models.waterlogging.hllc.advance import Advanced, advance, still_momentum
from models.waterlogging.hllc.kernels import Momentum

__all__ = ["Advanced", "Momentum", "advance", "still_momentum"]
