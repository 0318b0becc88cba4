"""Median ground motion, its scatter and what the ground of a site makes of it."""

from models.seismic.motion.predict import motion_of
from models.seismic.motion.prediction import Motion
from models.seismic.motion.sites import Sites
from models.seismic.motion.zonation import motion_of_zonation

__all__ = ["Motion", "Sites", "motion_of", "motion_of_zonation"]
