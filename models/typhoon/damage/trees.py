"""Trees along streets, on greens and in the forest of the hills."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from census.derive.landcover import class_table
from census.errors import InputError
from census.grid import Grid
from models.typhoon.damage.objects import REFERENCE_HEIGHT, Objects, objects_of
from models.typhoon.damage.parameters import parameter

ROAD_COLUMNS = ("road_id", "street_code", "class", "geometry")
"""Fields of the table `roads` that the damage model reads."""

PLANTED_ROADS = ("arterial", "secondary", "collector")
"""Classes of roads with trees on both sides."""

BLOCK = 100.0
"""Edge of the squares over which trees of greens and forests are gathered [m]."""

_SQUARE_METRES = 1e4
"""In a hectare."""


def street_tree_objects(roads: gpd.GeoDataFrame) -> Objects:
    """Trees on both sides of the streets of the district, by edge of the road graph."""
    planted = np.isin(roads["class"].astype(str), PLANTED_ROADS) & roads["street_code"].notna().to_numpy()
    length = roads.geometry.length.to_numpy()
    sides = 2.0 * parameter("street_tree_share").value
    count = np.rint(sides * length / parameter("tree_spacing").value)
    return objects_of(
        "street_trees", roads, "road_id", cls="street_tree", count=count,
        value=count * parameter("tree_cost").value, keep=planted & (count > 0.0),
    )  # fmt: skip


def cover_tree_objects(
    landcover: NDArray[np.integer], grid: Grid, street: NDArray[np.integer], codes: Sequence[str]
) -> tuple[Objects, Objects]:
    """Trees of greens and of forests, gathered by street and square of `BLOCK`.

    Parameters
    ----------
    landcover
        Codes of the census raster, shape (rows, columns).
    grid
        Its cells.
    street
        Row of the street of each cell, -1 for none, shape (rows, columns).
    codes
        Codes of the streets.

    Raises
    ------
    InputError
        If the two rasters have not the same cells.
    """
    if landcover.shape != grid.shape or street.shape != grid.shape:
        raise InputError(
            f"land cover of shape {landcover.shape} and streets of shape {street.shape} on a grid of "
            f"{grid.shape}; all three need the same cells"
        )
    names = class_table()["name"]
    green, forest = (int(names.index[names == name][0]) for name in ("green", "forest"))
    return (
        _gathered("park_trees", "park_tree", landcover == green, grid, street, codes),
        _gathered("forest_trees", "forest_tree", landcover == forest, grid, street, codes),
    )


def _gathered(
    kind: str,
    cls: str,
    mask: NDArray[np.bool_],
    grid: Grid,
    street: NDArray[np.integer],
    codes: Sequence[str],
) -> Objects:
    row, column = np.nonzero(mask & (street >= 0))
    side = max(round(BLOCK / grid.cell_size), 1)
    columns = -(-grid.columns // side)
    block = (row // side) * columns + column // side
    keys, inverse, cells = np.unique(
        street[row, column].astype(np.int64) * (columns * (-(-grid.rows // side))) + block,
        return_inverse=True, return_counts=True,
    )  # fmt: skip
    owner = keys // (columns * (-(-grid.rows // side)))
    area = cells.astype(np.float64) * (grid.cell_area / _SQUARE_METRES)
    count: NDArray[np.float64] = area * parameter(kind).value
    cost = parameter("forest_tree_cost" if kind == "forest_trees" else "tree_cost").value
    names = np.array(list(codes), dtype=object)
    return Objects(
        kind=kind,
        key=np.array([f"{kind}-{number:06d}" for number in range(len(keys))], dtype=object),
        street=names[owner] if len(keys) else np.empty(0, dtype=object),
        cls=np.full(len(keys), cls, dtype=object),
        count=count,
        value=count * cost,
        x=np.bincount(inverse, grid.x[column], len(keys)) / np.maximum(cells, 1),
        y=np.bincount(inverse, grid.y[row], len(keys)) / np.maximum(cells, 1),
        height=np.full(len(keys), REFERENCE_HEIGHT),
    )
