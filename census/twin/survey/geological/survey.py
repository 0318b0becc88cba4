"""Tables of the group `geological`."""

from __future__ import annotations

from census.twin.survey.base import Base, Frames
from census.twin.survey.geological.hazard_points import hazard_points
from census.twin.survey.geological.relief import relief
from census.twin.survey.geological.slope_units import slope_units


def survey(base: Base, made: Frames) -> Frames:
    """Slope units of the hills, and the hazard points in them."""
    ground = relief(base)
    units = slope_units(base, made, ground)
    return {"slope_units": units, "geohazard_points": hazard_points(base, made, ground, units)}
