"""What should be done before which hour."""

from models.typhoon.actions.deadlines import ACTION_COLUMNS, STREET_COLUMNS, action_list, street_actions
from models.typhoon.actions.district import ACTION_TABLES, district_places
from models.typhoon.actions.places import ActionPlaces, FirstReached, at_places, gathered, over_streets
from models.typhoon.actions.thresholds import Threshold, built_in_thresholds, read_thresholds

__all__ = [
    "ACTION_COLUMNS",
    "ACTION_TABLES",
    "STREET_COLUMNS",
    "ActionPlaces",
    "FirstReached",
    "Threshold",
    "action_list",
    "at_places",
    "built_in_thresholds",
    "district_places",
    "gathered",
    "over_streets",
    "read_thresholds",
    "street_actions",
]
