"""Wind of a vortex at points: a table by distance for every step, and the loops that look it up."""

from models.typhoon.wind.nest import Nest, nest_over
from models.typhoon.wind.swath import greatest_by_sector, greatest_wind, wind_at
from models.typhoon.wind.table import Box, RadialTable, table_of

__all__ = [
    "Box",
    "Nest",
    "RadialTable",
    "greatest_by_sector",
    "greatest_wind",
    "nest_over",
    "table_of",
    "wind_at",
]
