"""All things of a district that the wind may damage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from census.grid import Grid
from models.typhoon.damage.buildings import BUILDING_COLUMNS, building_objects, curtain_wall_objects
from models.typhoon.damage.objects import Objects
from models.typhoon.damage.signboards import signboard_objects
from models.typhoon.damage.sites import SITE_COLUMNS, crane_objects, hut_objects, scaffold_objects
from models.typhoon.damage.trees import ROAD_COLUMNS, cover_tree_objects, street_tree_objects

DAMAGE_COLUMNS = {
    "buildings": BUILDING_COLUMNS,
    "construction_sites": SITE_COLUMNS,
    "roads": ROAD_COLUMNS,
}
"""Tables and fields of the census that the damage model reads."""


def district_objects(
    tables: Mapping[str, gpd.GeoDataFrame],
    *,
    landcover: NDArray[np.integer] | None = None,
    grid: Grid | None = None,
    street: NDArray[np.integer] | None = None,
    codes: Sequence[str] = (),
) -> tuple[Objects, ...]:
    """Everything that the tables hold, in the order of `KINDS`; what a missing table would give is left out.

    Parameters
    ----------
    tables
        Of the census, by name: those of `DAMAGE_COLUMNS`.
    landcover, grid, street, codes
        Land cover, its cells, the row of the street of each cell and the codes of the streets, as for
        `cover_tree_objects`; without them trees of greens and forests are left out.
    """
    result: list[Objects] = []
    if "buildings" in tables:
        result += [building_objects(tables["buildings"]), curtain_wall_objects(tables["buildings"])]
    if "roads" in tables:
        result.append(street_tree_objects(tables["roads"]))
    if landcover is not None and grid is not None and street is not None:
        result += cover_tree_objects(landcover, grid, street, codes)
    if "construction_sites" in tables:
        sites = tables["construction_sites"]
        result += [crane_objects(sites), scaffold_objects(sites), hut_objects(sites)]
    if "buildings" in tables:
        result.append(signboard_objects(tables["buildings"]))
    return tuple(result)
