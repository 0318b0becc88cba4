"""Saturated sand and silt in boreholes, judged by GB 50011-2010, section 4.3."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.soils import liquefaction

SANDS = ("sandy_silt", "silty_sand")
"""Codes of soils that can liquefy."""

SOFT = ("muddy_clay", "muddy_silty_clay")
"""Codes of soft soils, which are no cover; 4.3.3."""

STEP = 1.0
"""Depth that one test of the standard penetration stands for [m]."""


class WetSands(NamedTuple):
    """Sands of one borehole below the groundwater and above 20 m.

    Parameters
    ----------
    row
        Row of the borehole in its table.
    layers
        The rows of `borehole_layers` that count.
    water
        Depth of the groundwater [m].
    soft
        Thickness of soft soil above them [m].
    """

    row: int
    layers: pd.DataFrame
    water: float
    soft: float


class Judged(NamedTuple):
    """What is found at one borehole, in the terms of the table `liquefaction_points`."""

    layer_top_m: float
    layer_bottom_m: float
    initial_judgement: str
    least_blow_ratio: float
    liquefaction_index: float


def wet_sands(boreholes: pd.DataFrame, layers: pd.DataFrame) -> Iterator[WetSands]:
    """Yield the boreholes that meet sand or silt below the groundwater and above 20 m, in their order.

    Parameters
    ----------
    boreholes
        Table `boreholes`; those without `groundwater_depth_m` are left out.
    layers
        Table `borehole_layers`.
    """
    sandy = layers[layers["soil_type"].isin(SANDS) & (layers["top_m"] < liquefaction.DEPTH)]
    groups = dict(list(sandy.groupby("borehole_id", sort=False)))
    soft = layers[layers["soil_type"].isin(SOFT)].set_index("borehole_id")
    waters = boreholes["groundwater_depth_m"].tolist()
    for row, (name, water) in enumerate(zip(boreholes["borehole_id"].tolist(), waters, strict=True)):
        wet = groups[name][groups[name]["bottom_m"] > water] if name in groups else sandy.iloc[:0]
        if not len(wet):
            continue
        above = soft.loc[[name]] if name in soft.index else soft.iloc[:0]
        thick = float((above["bottom_m"] - above["top_m"])[above["top_m"] < wet["top_m"].min()].sum())
        yield WetSands(row, wet, water, thick)


def judge(sands: WetSands, case: liquefaction.Ground) -> Judged:
    """Judge the wet sands of one borehole.

    Parameters
    ----------
    sands
        Layers, groundwater and soft soil above.
    case
        What the criterion takes of the ground motion.

    Returns
    -------
    Judged
        Depths, first judgement, least N/N_cr (NaN where the first judgement sufficed) and index; the index
        is NaN where a layer that counts has no blow count.

    Notes
    -----
    First judgement by 4.3.3, then by blow counts a metre apart, equations 4.3.4 and 4.3.5. A silt of
    unknown clay content counts as one with 3 %, the least favourable.
    """
    wet, water = sands.layers, sands.water
    top = wet["top_m"].to_numpy(np.float64)
    bottom = np.minimum(wet["bottom_m"].to_numpy(np.float64), liquefaction.DEPTH)
    silt = (wet["soil_type"] == "sandy_silt").to_numpy()
    clay = wet["clay_content_percent"].to_numpy(np.float64)
    deep = np.where(silt, case.silt_depth, case.sand_depth)
    # Without the first sand's top nothing above it could liquefy: that is the cover of all.
    cover = max(float(top.min()) - sands.soft, 0.0)
    safe = liquefaction.safe_at_first_sight(cover, water, deep) | (silt & (clay >= case.silt_clay))
    first, last = float(top.min()), float(bottom.max())
    if safe.all():
        return Judged(first, last, "safe", float("nan"), 0.0)
    depth, blows, fines, thick, middle = _tests(wet[~safe], water)
    critical = liquefaction.critical_blows(depth, water, fines, blows=case.blows, magnitude=case.magnitude)
    value = liquefaction.index(blows, critical, thick, middle)
    ratio = float((blows / critical).min()) if len(depth) else float("nan")
    return Judged(first, last, "further", ratio, value)


def _tests(wet: pd.DataFrame, water: float) -> tuple[NDArray[np.float64], ...]:
    """Depth, blows, clay content, thickness and middle of tests a metre apart."""
    found: list[tuple[float, float, float, float, float]] = []
    columns = ("soil_type", "top_m", "bottom_m", "spt_n", "clay_content_percent")
    for kind, top, bottom, blows, clay in zip(*(wet[name] for name in columns), strict=True):
        edges = np.append(np.arange(max(top, water), min(bottom, liquefaction.DEPTH), STEP), bottom)
        edges = np.minimum(edges, liquefaction.DEPTH)
        known = kind != "silty_sand" and not pd.isna(clay)
        for upper, lower in pairwise(edges):
            middle = 0.5 * (upper + lower)
            tested = float("nan") if pd.isna(blows) else float(blows)
            found.append((middle, tested, float(clay) if known else 3.0, lower - upper, middle))
    return tuple(np.array(found, dtype=np.float64).reshape(-1, 5).T)
