"""What each borehole says of its site: one row of figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from census.errors import InputError
from census.soils.cover import cover_thickness
from census.soils.profile import Profile, profiles
from census.soils.site_class import CLASSES, site_class
from census.soils.velocity import equivalent_velocity, vs30


def sites(boreholes: pd.DataFrame, layers: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Figures of the boreholes with velocities, and the ids of those without.

    Parameters
    ----------
    boreholes
        GeoDataFrame with `borehole_id` and points.
    layers
        Their layers, as `census.soils.profile.profiles` takes them.

    Returns
    -------
    DataFrame, list of str
        Columns borehole_id, x_m, y_m, depth_m, cover_m, cover_reached, vse_m_s, vs30_m_s, vs30_extrapolated,
        site_class, site_class_sure: whether no thicker cover could change the class.

    Raises
    ------
    InputError
        If a borehole has no place or faulty layers.
    """
    made, silent = profiles(boreholes, layers)
    table = pd.DataFrame([_figures(profile) for profile in made], columns=_COLUMNS)
    where = boreholes.set_index(boreholes["borehole_id"].astype("str"))["geometry"].reindex(
        table["borehole_id"]
    )
    lost = [name for name, point in where.items() if point is None or point.is_empty]
    if lost:
        raise InputError(f"boreholes, {lost[0]}: it has no geometry; a point is needed")
    table.insert(1, "x_m", np.array([point.x for point in where], dtype=np.float64))
    table.insert(2, "y_m", np.array([point.y for point in where], dtype=np.float64))
    code = site_class(table["vse_m_s"], table["cover_m"])
    thicker = site_class(table["vse_m_s"], np.full(len(table), 1e6))
    table["site_class"] = pd.Series([CLASSES[number - 1] for number in code], dtype="str")
    table["site_class_sure"] = table["cover_reached"] | (code == thicker)
    return table, silent


_COLUMNS = ["borehole_id", "depth_m", "cover_m", "cover_reached", "vse_m_s", "vs30_m_s", "vs30_extrapolated"]


def _figures(profile: Profile) -> tuple[str, float, float, bool, float, float, bool]:
    cover = cover_thickness(profile)
    mean = vs30(profile)
    return (
        profile.name,
        profile.depth,
        cover.thickness,
        cover.reached,
        equivalent_velocity(profile, cover),
        mean.velocity,
        mean.extrapolated,
    )
