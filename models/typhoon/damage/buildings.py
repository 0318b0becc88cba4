"""Buildings and their curtain walls as things the wind may damage."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.damage.objects import REFERENCE_HEIGHT, Objects, objects_of
from models.typhoon.damage.parameters import parameter, rows

TextArray = NDArray[np.object_]

BUILDING_COLUMNS = (
    "building_id", "street_code", "type", "structure", "roof_material", "storeys", "height_m",
    "footprint_m2", "floor_area_m2", "use", "business", "curtain_wall", "curtain_wall_share",
    "curtain_wall_m2", "geometry",
)  # fmt: skip
"""Fields of the table `buildings` that the damage model reads."""

_LOW_MOST, _MID_MOST = 2, 5
"""Storeys of the low and middling buildings of Hazus."""


def building_objects(buildings: gpd.GeoDataFrame) -> Objects:
    """Buildings with their class of fragility.

    The gust counts at 10 m: the height is in the class.
    """
    cost = {row["structure"]: float(row["cost_yuan_m2"]) for row in rows("replacement")}
    structure = buildings["structure"].astype(str).to_numpy(dtype=object)
    value = np.array([cost.get(one, np.nan) for one in structure])
    bad = np.flatnonzero(np.isnan(value))
    if len(bad):
        raise InputError(
            f"building {buildings['building_id'].iloc[int(bad[0])]!r}: structure {structure[bad[0]]!r} has "
            f"no cost of replacement; known are {', '.join(cost)}"
        )
    value = value * buildings["floor_area_m2"].to_numpy(dtype=np.float64)
    return objects_of(
        "buildings", buildings, "building_id", cls=building_classes(buildings), count=1.0, value=value,
        height=REFERENCE_HEIGHT,
    )  # fmt: skip


def curtain_wall_objects(buildings: gpd.GeoDataFrame) -> Objects:
    """Curtain walls of buildings, counted in m2; the gust counts at the height of the roof."""
    area = np.nan_to_num(buildings["curtain_wall_m2"].to_numpy(dtype=np.float64))
    wall = buildings["curtain_wall"].astype(str).to_numpy(dtype=object)
    return objects_of(
        "curtain_walls", buildings, "building_id", cls=wall, count=area,
        value=area * parameter("curtain_wall_cost").value,
        height=np.maximum(buildings["height_m"].to_numpy(dtype=np.float64), REFERENCE_HEIGHT),
        keep=(area > 0.0) & (wall != "none"),
    )  # fmt: skip


def building_classes(buildings: pd.DataFrame) -> TextArray:
    """Class of fragility of each building: the first row of `building_classes.csv` that fits.

    Raises
    ------
    InputError
        Naming a building that fits no row.
    """
    storeys = buildings["storeys"].to_numpy(dtype=np.float64)
    level = np.select([storeys <= _LOW_MOST, storeys <= _MID_MOST], ["L", "M"], "H")
    result = np.full(len(buildings), "", dtype=object)
    for row in rows("building_classes"):
        open_yet = (result == "") & _fits(buildings, row, storeys)
        for letter in ("L", "M", "H"):
            result[open_yet & (level == letter)] = row["class"].replace("{}", letter)
    bad = np.flatnonzero(result == "")
    if len(bad):
        at = buildings.iloc[int(bad[0])]
        raise InputError(
            f"building {at['building_id']!r} with structure {at['structure']!r}, type {at['type']!r}, "
            f"{at['storeys']} storeys fits no row of building_classes.csv ({len(bad)} such buildings)"
        )
    return result


def _fits(buildings: pd.DataFrame, row: dict[str, str], storeys: NDArray[np.float64]) -> NDArray[np.bool_]:
    fits = (storeys >= float(row["least"] or 0)) & (storeys <= float(row["most"] or np.inf))
    for field in ("structure", "type", "roof_material"):
        if row[field]:
            fits &= buildings[field].astype(str).to_numpy(dtype=object) == row[field]
    area = buildings["footprint_m2"].to_numpy(dtype=np.float64)
    fits &= (area >= float(row["least_m2"] or 0)) & (area < float(row["most_m2"] or np.inf))
    if row["glazed"]:
        fits &= buildings["curtain_wall_share"].to_numpy(dtype=np.float64) >= float(row["glazed"])
    return np.asarray(fits, dtype=bool)
