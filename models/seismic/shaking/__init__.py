"""Shaking as others mapped or recorded it."""

from models.seismic.shaking.grid import ShakingGrid
from models.seismic.shaking.intensity_map import read_intensity_grid
from models.seismic.shaking.shakemap import read_shakemap_grid
from models.seismic.shaking.station_files import read_stations
from models.seismic.shaking.stations import Stations, credible

__all__ = [
    "ShakingGrid",
    "Stations",
    "credible",
    "read_intensity_grid",
    "read_shakemap_grid",
    "read_stations",
]
