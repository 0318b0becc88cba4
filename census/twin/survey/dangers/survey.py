"""All tables of the group `dangers`, one after another, and the persons that the whole survey names."""

from __future__ import annotations

from census.twin.survey.base import Base, Frames
from census.twin.survey.dangers.control_points import control_points
from census.twin.survey.dangers.evacuees import evacuee_units
from census.twin.survey.dangers.houses import dangerous_buildings
from census.twin.survey.persons import persons_of


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `dangers`; `persons` takes the place of that of the group `capacity`."""
    houses = dangerous_buildings(base, made)
    units = evacuee_units(base, made, houses)
    tables = {
        "control_points": control_points(base, made, units),
        "dangerous_buildings": houses,
        "evacuee_units": units,
    }
    return tables | {"persons": persons_of(dict(made) | tables)}
