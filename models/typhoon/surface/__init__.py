"""The ground under the wind: roughness, hills, shelter and gusts by sector."""

from models.typhoon.surface.district import OPEN_ROUGHNESS, level_surface, surface_of, surface_on
from models.typhoon.surface.fields import (
    HEIGHT,
    SEA_ROUGHNESS,
    PointFactors,
    Surface,
    by_direction,
    uniform_surface,
)
from models.typhoon.surface.ground import Ground, SurfaceSettings
from models.typhoon.surface.profile import GUSTS, factor_at_height, gust_factor_at_height
from models.typhoon.surface.relief import HILLS, SHELTERS, relief_factors

__all__ = [
    "GUSTS",
    "HEIGHT",
    "HILLS",
    "OPEN_ROUGHNESS",
    "SEA_ROUGHNESS",
    "SHELTERS",
    "Ground",
    "PointFactors",
    "Surface",
    "SurfaceSettings",
    "by_direction",
    "factor_at_height",
    "gust_factor_at_height",
    "level_surface",
    "relief_factors",
    "surface_of",
    "surface_on",
    "uniform_surface",
]
