"""Tables of the exposed elements, one subject after the other."""

from __future__ import annotations

import pandas as pd

from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.buildings import buildings
from census.twin.survey.exposure.metro import metro
from census.twin.survey.exposure.roads import roads


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `exposure`."""
    known: dict[str, pd.DataFrame] = dict(made)
    for subject in (roads, metro, buildings):
        known |= subject(base, known)
    return {name: frame for name, frame in known.items() if name not in made or frame is not made[name]}
