"""Damage grades of buildings: expected in closed form, and sampled with their consequences."""

from models.seismic.damage.expected import expected_grades
from models.seismic.damage.motion import BuildingMotion, median_motion, motion_of_buildings
from models.seismic.damage.sampling import DamageSample, Draws, joined, sample_damage
from models.seismic.damage.spread import building_spread

__all__ = [
    "BuildingMotion",
    "DamageSample",
    "Draws",
    "building_spread",
    "expected_grades",
    "joined",
    "median_motion",
    "motion_of_buildings",
    "sample_damage",
]
