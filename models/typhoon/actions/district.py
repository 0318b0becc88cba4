"""The places of a district at which something is done before a storm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import Grid
from models.typhoon.actions.places import ActionPlaces, FirstReached, at_places, gathered, over_streets
from models.typhoon.damage.objects import Objects

TextArray = NDArray[np.object_]

ACTION_TABLES = {
    "construction_sites": ("site_id", "name", "workers", "street_code", "geometry"),
    "schools": ("school_id", "name", "students", "street_code", "geometry"),
    "crowded_places": ("place_id", "name", "peak_people", "street_code", "geometry"),
    "dangerous_buildings": ("building_id", "residents", "move_in_typhoon", "street_code", "geometry"),
}
"""Tables and fields of the census that the list of actions reads, the key of the table first."""

BY_SITE = ("tower_cranes", "scaffolds", "site_huts")
"""Kinds of things of which each site is a place of its own."""

BY_STREET = ("street_trees", "park_trees", "signboards", "curtain_walls")
"""Kinds of things that are told by street."""

_PEOPLE = ("workers", "students", "peak_people", "residents")
"""Fields that count who is at a place."""


def district_places(
    tables: Mapping[str, gpd.GeoDataFrame],
    objects: Sequence[Objects],
    first: FirstReached,
    grid: Grid,
    *,
    street: NDArray[np.integer],
    codes: Sequence[str],
    names: Sequence[str] = (),
) -> tuple[ActionPlaces, ...]:
    """All places of a district; what a missing table would give is left out.

    Parameters
    ----------
    tables
        Of the census, by name: those of `ACTION_TABLES`.
    objects
        Things that the wind may damage; the kinds of `BY_SITE` and `BY_STREET` are taken.
    first
        When each force is first reached on the cells of `grid`, times of shape (F, rows, columns).
    grid
        The cells.
    street
        Row of the street of each cell, -1 for none, shape (rows, columns).
    codes, names
        Of the streets.
    """
    result = [over_streets(first, street, codes, names)]
    called = _site_names(tables.get("construction_sites"))
    for one in objects:
        name = np.array([called.get(str(key), "") for key in one.key], dtype=object)
        at = at_places(first, grid, one.x, one.y)
        places = ActionPlaces(one.kind, one.key, name, one.street, one.count, at)
        if one.kind in BY_SITE:
            result.append(places)
        elif one.kind in BY_STREET:
            result.append(gathered(places, dict(zip(codes, names, strict=False))))
    result += [_table_places(name, tables[name], first, grid) for name in ACTION_TABLES if name in tables]
    return tuple(result)


def _site_names(sites: gpd.GeoDataFrame | None) -> dict[str, str]:
    if sites is None:
        return {}
    return dict(zip(sites["site_id"].astype(str), sites["name"].astype(str), strict=True))


def _table_places(name: str, table: gpd.GeoDataFrame, first: FirstReached, grid: Grid) -> ActionPlaces:
    """Places of a table; of the dangerous buildings those whose people move before a typhoon."""
    fields = ACTION_TABLES[name]
    if "move_in_typhoon" in fields:
        told = table["move_in_typhoon"]
        table = table[told.astype(object).where(told.notna(), False).to_numpy(dtype=bool)]
    inside = shapely.point_on_surface(table.geometry.to_numpy())
    called: TextArray = np.full(len(table), "", dtype=object)
    if "name" in fields:
        called = table["name"].to_numpy(dtype=object)
    people = table[next(field for field in fields if field in _PEOPLE)].to_numpy(dtype=np.float64)
    street = table["street_code"].astype(object)
    return ActionPlaces(
        objects=name,
        key=table[fields[0]].to_numpy(dtype=object),
        name=called,
        street=street.where(street.notna(), "").to_numpy(dtype=object),
        # A place at which nobody was counted is one all the same.
        count=np.maximum(np.nan_to_num(people), 1.0),
        first=at_places(first, grid, shapely.get_x(inside), shapely.get_y(inside)),
    )
