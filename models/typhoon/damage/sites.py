"""Tower cranes, scaffolds and huts of construction sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from models.typhoon.damage.objects import REFERENCE_HEIGHT, Objects, objects_of
from models.typhoon.damage.parameters import parameter

SITE_COLUMNS = (
    "site_id", "name", "street_code", "area_m2", "tower_cranes", "crane_height_m", "scaffold",
    "scaffold_height_m", "hut_residents", "geometry",
)  # fmt: skip
"""Fields of the table `construction_sites` that the damage model reads."""

_CRANE_HEIGHTS = (20.0, 100.0)
_CRANE_CLASSES = ("up_to_20_m", "up_to_100_m", "above_100_m")


def crane_objects(sites: gpd.GeoDataFrame) -> Objects:
    """Tower cranes by site; the gust counts at their top."""
    count = sites["tower_cranes"].to_numpy(dtype=np.float64)
    height = np.nan_to_num(sites["crane_height_m"].to_numpy(dtype=np.float64))
    cls = np.array(_CRANE_CLASSES, dtype=object)[np.searchsorted(_CRANE_HEIGHTS, height)]
    return objects_of(
        "tower_cranes", sites, "site_id", cls=cls, count=count, value=count * parameter("crane_cost").value,
        height=np.maximum(height, REFERENCE_HEIGHT), keep=count > 0.0,
    )  # fmt: skip


def scaffold_objects(sites: gpd.GeoDataFrame) -> Objects:
    """Scaffolds by site in m2 of face; the gust counts at their top.

    The face is the girth of a square that covers a share of the site, times the height.
    """
    kind = sites["scaffold"].astype(str).to_numpy(dtype=object)
    height = np.nan_to_num(sites["scaffold_height_m"].to_numpy(dtype=np.float64))
    built = parameter("scaffold_plan").value * sites["area_m2"].to_numpy(dtype=np.float64)
    face = np.rint(4.0 * np.sqrt(built) * height)
    return objects_of(
        "scaffolds", sites, "site_id", cls=kind, count=face, value=face * parameter("scaffold_cost").value,
        height=np.maximum(height, REFERENCE_HEIGHT), keep=(kind != "none") & (face > 0.0),
    )  # fmt: skip


def hut_objects(sites: gpd.GeoDataFrame) -> Objects:
    """Huts by site, from the people who live in them."""
    people = sites["hut_residents"].to_numpy(dtype=np.float64)
    count = np.ceil(people / parameter("hut_people").value)
    return objects_of(
        "site_huts", sites, "site_id", cls="panel_hut", count=count,
        value=count * parameter("hut_cost").value, keep=count > 0.0,
    )  # fmt: skip
