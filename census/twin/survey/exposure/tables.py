"""Tables of the exposed elements, one subject after the other."""

from __future__ import annotations

import pandas as pd

from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.buildings import buildings
from census.twin.survey.exposure.construction_sites import construction_sites
from census.twin.survey.exposure.economy import economy
from census.twin.survey.exposure.institutions import institutions
from census.twin.survey.exposure.lifelines import lifelines
from census.twin.survey.exposure.metro import metro
from census.twin.survey.exposure.places import places
from census.twin.survey.exposure.profiles import profiles
from census.twin.survey.exposure.roads import roads

SUBJECTS = (
    roads, metro, buildings, profiles, institutions, construction_sites, lifelines, places, economy,
)  # fmt: skip
"""Makers of the tables in the order in which they need each other."""


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `exposure`."""
    known: dict[str, pd.DataFrame] = dict(made)
    for subject in SUBJECTS:
        known |= subject(base, known)
    return {name: frame for name, frame in known.items() if name not in made or frame is not made[name]}
