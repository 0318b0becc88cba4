"""The ground under the wind: roughness, hills, shelter and gusts by sector."""

from models.typhoon.surface.fields import (
    HEIGHT,
    SEA_ROUGHNESS,
    PointFactors,
    Surface,
    by_direction,
    uniform_surface,
)
from models.typhoon.surface.profile import GUSTS, factor_at_height, gust_factor_at_height

__all__ = [
    "GUSTS",
    "HEIGHT",
    "SEA_ROUGHNESS",
    "PointFactors",
    "Surface",
    "by_direction",
    "factor_at_height",
    "gust_factor_at_height",
    "uniform_surface",
]
