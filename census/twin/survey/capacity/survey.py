"""All tables of the group `capacity`, one after another."""

from __future__ import annotations

from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.depots import depots
from census.twin.survey.capacity.organisation import levels, plans, six_haves
from census.twin.survey.capacity.refuge import refuge_points
from census.twin.survey.capacity.shelters import shelters
from census.twin.survey.capacity.stocks import supplies
from census.twin.survey.capacity.teams import equipment, mobile_pumps, teams
from census.twin.survey.persons import persons_of


def survey(base: Base, made: Frames) -> Frames:
    """Tables of the group `capacity`, and the persons that they name."""
    sites = shelters(base, made)
    points = refuge_points(base, made)
    stores = depots(base, made)
    stock = supplies(base, stores)
    crews = teams(base, made)
    gear = equipment(base, crews)
    tables = {
        "shelters": sites,
        "refuge_points": points,
        "supplies": stock,
        "teams": crews,
        "equipment": gear,
        "mobile_pumps": mobile_pumps(base, crews, stores),
        "plans": plans(),
        "six_haves": six_haves(base, made, crews),
        "levels": levels(),
    }
    return tables | {"persons": persons_of(tables)}
