"""What only some runs have besides damage: retrofit lists, blocked roads, liquefaction at the boreholes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from models.seismic.liquefaction import judge_liquefaction
from outputs.seismic.products import Extras
from scenarios.seismic.assemble import SeismicAssembly, sites_at
from scenarios.seismic.retrofit import retrofit_tables
from scenarios.seismic.roads import RoadWatch
from scenarios.seismic.spec import SeismicLoaded

CLASS_II = 2
"""Code of the site class for which the criterion of GB 50011 states its acceleration."""


def extras_of(loaded: SeismicLoaded, assembly: SeismicAssembly, roads: RoadWatch | None = None) -> Extras:
    """Tables besides those of damage.

    Parameters
    ----------
    loaded
        The scenario.
    assembly
        What the model takes.
    roads
        What was seen of the roads while damage was sampled.
    """
    tables: dict[str, pd.DataFrame] = {}
    if loaded.spec.retrofit is not None:
        tables |= retrofit_tables(loaded.spec.retrofit, assembly)
    if roads is not None:
        tables["roads"] = roads.table()
    if loaded.spec.damage.liquefaction and "PGA" in assembly.event.measures:
        tables["liquefaction"] = liquefaction_table(assembly)
    return Extras(tables)


def liquefaction_table(assembly: SeismicAssembly) -> pd.DataFrame:
    """Liquefaction of the sands at the boreholes under the median motion on class II ground."""
    boreholes = assembly.snapshot.table("boreholes")
    layers = assembly.snapshot.rows("borehole_layers")
    x, y = (getattr(boreholes.geometry, axis).to_numpy(dtype=np.float64) for axis in "xy")
    there = sites_at(assembly.soils, x, y)
    firm = replace(there, site_class=np.full(x.size, CLASS_II, dtype=np.int64))
    pga = np.exp(assembly.event.motion(firm, ("PGA",)).median[0])
    found = judge_liquefaction(boreholes, layers, pga, magnitude=assembly.event.magnitude)
    return found.sort_values("liquefaction_index", ascending=False, kind="stable", ignore_index=True)
