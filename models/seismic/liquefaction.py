"""Liquefaction of the sands at boreholes in one earthquake, by GB 50011-2010, section 4.3."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from census.errors import InputError
from census.soils import liquefaction as code
from census.soils.wet_sands import Judged, judge, wet_sands
from models.seismic.tables import Parameter, parameter_of

UNKNOWN = "unknown"
"""Grade where the groundwater or a blow count that is needed is missing."""


def parameter(name: str) -> Parameter:
    """A row of `tables/liquefaction.csv`; KeyError where none."""
    return parameter_of("models.seismic", "liquefaction", name)


def event_ground(pga: float, beta: float) -> code.Ground:
    """Values of the criterion for any peak acceleration.

    Parameters
    ----------
    pga
        Peak acceleration on ground of class II [g].
    beta
        Adjustment for the magnitude [-].

    Returns
    -------
    Ground
        The rows of table 4.3.4 and 4.3.3 at their accelerations and linear between; above the last row
        its values; below the first one N_0 in proportion to the acceleration and the others held.
    """
    levels = code.levels()
    at = np.array(list(levels))
    columns = np.array([list(level) for level in levels.values()]).T
    blows, _, sand, silt, clay = (float(np.interp(pga, at, column)) for column in columns)
    return code.Ground(blows * min(pga / float(at[0]), 1.0), beta, sand, silt, clay)


def magnitude_adjustment(*, group: int = 1, magnitude: float | None = None) -> float:
    """Adjustment beta: that of a magnitude where one is given, of a design group otherwise.

    Raises
    ------
    InputError
        If the design group is not 1, 2 or 3, or the magnitude is no number.
    """
    if magnitude is not None and not math.isfinite(magnitude):
        raise InputError(f"liquefaction: the magnitude is {magnitude}; a number, or none, is needed")
    if magnitude is not None:
        return max(parameter("beta_slope").value * magnitude + parameter("beta_offset").value, 0.0)
    if group not in code.GROUPS:
        raise InputError(f"design group is {group}; one of {', '.join(map(str, code.GROUPS))} is needed")
    return code.GROUPS[group]


def judge_liquefaction(
    boreholes: pd.DataFrame,
    layers: pd.DataFrame,
    pga: ArrayLike,
    *,
    group: int = 1,
    magnitude: float | None = None,
) -> pd.DataFrame:
    """Liquefaction at each borehole in one earthquake.

    Parameters
    ----------
    boreholes, layers
        Tables `boreholes` (n rows) and `borehole_layers`.
    pga
        Peak acceleration of the earthquake at the boreholes, shape (n,) or one for all [g].
    group
        Design group, which gives the adjustment beta where there is no magnitude.
    magnitude
        Magnitude of the earthquake.

    Returns
    -------
    DataFrame
        One row for each borehole, in their order, with the columns of `liquefaction_points` that tell of
        the judgement. No saturated sand: index 0, grade "none". Groundwater or a blow count that is needed
        is missing: index NaN, grade "unknown".

    Raises
    ------
    InputError
        Where an acceleration is no number or negative.
    """
    count = len(boreholes)
    at = np.broadcast_to(np.asarray(pga, np.float64), (count,))
    names = boreholes["borehole_id"].tolist()
    water = boreholes["groundwater_depth_m"].to_numpy(dtype=np.float64)
    for row in np.flatnonzero(~(np.isfinite(at) & (at >= 0.0))).tolist():
        raise InputError(
            f"boreholes, {names[row]}: the peak acceleration is {at[row]:g} g; "
            "a number of at least 0 is needed"
        )
    beta = magnitude_adjustment(group=group, magnitude=magnitude)
    nothing = Judged(float("nan"), float("nan"), "safe", float("nan"), 0.0)
    found = [
        nothing if np.isfinite(depth) else nothing._replace(liquefaction_index=np.nan) for depth in water
    ]
    for sands in wet_sands(boreholes, layers):
        acceleration = float(at[sands.row])
        if acceleration >= parameter("least_pga").value and beta > 0.0:
            found[sands.row] = judge(sands, event_ground(acceleration, beta))
    made = pd.DataFrame(found, columns=list(Judged._fields))
    made.insert(0, "borehole_id", names)
    made.insert(1, "pga_g", at)
    made.insert(2, "groundwater_depth_m", water)
    made["grade"] = [_grade(value) for value in made["liquefaction_index"]]
    return made


def _grade(value: float) -> str:
    return UNKNOWN if np.isnan(value) else code.grade(value)
