"""Shop signs, from the fronts of buildings whose ground floor trades."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from models.typhoon.damage.objects import Objects, objects_of
from models.typhoon.damage.parameters import parameter

TRADING_USES = ("shop", "mall", "market", "hotel", "restaurant")
TRADING_BUSINESSES = (
    "catering", "guesthouse", "wholesale", "education", "medical", "care", "retail",
)  # fmt: skip
"""Businesses of the ground floor that hang out a sign."""


def signboard_objects(buildings: gpd.GeoDataFrame) -> Objects:
    """Shop signs of each building that trades: its front over the length that a sign takes.

    The census counts no signs: front and spacing are assumptions of `exposure.csv`.
    """
    trades = np.isin(buildings["use"].astype(str), TRADING_USES)
    trades |= np.isin(buildings["business"].astype(str), TRADING_BUSINESSES)
    girth = np.asarray(shapely.length(shapely.boundary(buildings.geometry.to_numpy())))
    count = np.rint(parameter("shop_front").value * girth / parameter("sign_spacing").value)
    return objects_of(
        "signboards", buildings, "building_id", cls="shop_sign", count=count,
        value=count * parameter("sign_cost").value, keep=trades & (count > 0.0),
    )  # fmt: skip
