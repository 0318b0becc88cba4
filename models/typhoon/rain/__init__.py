"""Rain of a storm from its track, where no forecast of rain is given."""

from models.typhoon.rain.rates import RATES, Intensity, ipet, rcliper
from models.typhoon.rain.series import RainSeries, rain_series

__all__ = ["RATES", "Intensity", "RainSeries", "ipet", "rain_series", "rcliper"]
