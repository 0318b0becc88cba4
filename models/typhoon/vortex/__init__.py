"""Vortex of a storm: profile, size, shape, translation, inflow and pressure."""

from models.typhoon.vortex.decay import DECAYS, Decay
from models.typhoon.vortex.inflow import INFLOWS
from models.typhoon.vortex.pressure import pressure_at
from models.typhoon.vortex.profiles import PROFILES
from models.typhoon.vortex.shape import SHAPES
from models.typhoon.vortex.state import Storm, Vortex, VortexSettings, vortex_of
from models.typhoon.vortex.translation import TRANSLATIONS

__all__ = [
    "DECAYS",
    "INFLOWS",
    "PROFILES",
    "SHAPES",
    "TRANSLATIONS",
    "Decay",
    "Storm",
    "Vortex",
    "VortexSettings",
    "pressure_at",
    "vortex_of",
]
