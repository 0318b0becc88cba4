"""What only some runs have besides damage: retrofit lists, blocked roads, liquefaction at the boreholes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from census.coordinates import to_degrees
from models.seismic.inputs import MotionInput
from models.seismic.liquefaction import judge_liquefaction
from models.seismic.result import GroundShaking
from outputs.seismic.products import Extras
from scenarios.seismic.assemble import SeismicAssembly, sites_at
from scenarios.seismic.retrofit import retrofit_tables
from scenarios.seismic.roads import RoadWatch
from scenarios.seismic.spec import SeismicLoaded

Floats = NDArray[np.float64]

GRADES_ZH = {"none": "不液化", "slight": "轻微", "moderate": "中等", "severe": "严重", "unknown": "不明"}
"""Grades of liquefaction (GB 50011) in Chinese."""


def extras_of(
    loaded: SeismicLoaded,
    assembly: SeismicAssembly,
    *,
    roads: RoadWatch | None = None,
    corrected: GroundShaking | None = None,
) -> Extras:
    """Tables besides those of damage.

    Parameters
    ----------
    loaded
        The scenario.
    assembly
        What the model takes.
    roads
        What was seen of the roads while damage was sampled.
    corrected
        Shaking on the cells where stations correct it.
    """
    tables: dict[str, pd.DataFrame] = {}
    if loaded.spec.retrofit is not None:
        tables |= retrofit_tables(loaded.spec.retrofit, assembly)
    if roads is not None:
        tables["roads"] = roads.table()
    if loaded.spec.damage.liquefaction and "PGA" in assembly.event.measures:
        tables["liquefaction"] = liquefaction_table(assembly, corrected)
    return Extras(tables)


def liquefaction_table(assembly: SeismicAssembly, corrected: GroundShaking | None) -> pd.DataFrame:
    """Liquefaction of the sands at the boreholes under the median motion on class II ground.

    Parameters
    ----------
    assembly
        What the model takes.
    corrected
        Shaking on the cells where stations correct it, which corrects the boreholes too; else None.
    """
    boreholes = assembly.snapshot.table("boreholes")
    layers = assembly.snapshot.rows("borehole_layers")
    x, y = (getattr(boreholes.geometry, axis).to_numpy(dtype=np.float64) for axis in "xy")
    event = assembly.event
    # A map of shaking holds the ground already: its motion is taken as it is.
    source = event.motion if event.class_ii is None else event.class_ii
    pga = np.exp(source(sites_at(assembly.soils, x, y), ("PGA",)).median[0])
    if corrected is not None:
        pga = pga * _correction(assembly.motion, corrected, x, y)
    found = judge_liquefaction(boreholes, layers, pga, magnitude=event.magnitude)
    found["grade_zh"] = found["grade"].map(GRADES_ZH)
    found["grade_en"] = found["grade"]
    found["longitude"], found["latitude"] = to_degrees(x, y)
    return found.sort_values("liquefaction_index", ascending=False, kind="stable", ignore_index=True)


def _correction(given: MotionInput, corrected: GroundShaking, x: Floats, y: Floats) -> Floats:
    """Factor of the stations on the median peak acceleration, that of the nearest cell, shape (n,) [-]."""
    cells = given.cells
    if cells is None or "PGA" not in corrected.measures:
        return np.ones(x.shape)
    after = corrected.median[corrected.measures.index("PGA")][cells.inside]
    before = np.exp(given.source(cells.sites, ("PGA",)).median[0])
    _, nearest = cKDTree(np.column_stack([cells.sites.x, cells.sites.y])).query(np.column_stack([x, y]))
    return np.asarray((after / before)[nearest], np.float64)
