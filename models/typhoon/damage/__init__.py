"""Damage by wind: buildings, curtain walls, trees, cranes, scaffolds, huts and signs."""

from models.typhoon.damage.buildings import building_objects, curtain_wall_objects
from models.typhoon.damage.curves import Curves, State, built_in_curves, read_curves
from models.typhoon.damage.district import DAMAGE_COLUMNS, district_objects
from models.typhoon.damage.expected import Damage, damage_of
from models.typhoon.damage.objects import KINDS, Kind, Objects, objects_of
from models.typhoon.damage.signboards import signboard_objects
from models.typhoon.damage.sites import crane_objects, hut_objects, scaffold_objects
from models.typhoon.damage.streets import street_damage, street_states
from models.typhoon.damage.trees import cover_tree_objects, street_tree_objects

__all__ = [
    "DAMAGE_COLUMNS",
    "KINDS",
    "Curves",
    "Damage",
    "Kind",
    "Objects",
    "State",
    "building_objects",
    "built_in_curves",
    "cover_tree_objects",
    "crane_objects",
    "curtain_wall_objects",
    "damage_of",
    "district_objects",
    "hut_objects",
    "objects_of",
    "read_curves",
    "scaffold_objects",
    "signboard_objects",
    "street_damage",
    "street_states",
    "street_tree_objects",
]
