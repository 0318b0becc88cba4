"""Roads blocked by debris in each realisation, and how often."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.debris.frontage import Frontage
from models.seismic.debris.kernels import block_roads
from models.seismic.debris.reach import least_width


def blocked_roads(
    along: Frontage, grades: NDArray[np.uint8], *, mode: str = "driving", needed: float | None = None
) -> NDArray[np.bool_]:
    """Whether debris blocks each road in each realisation.

    Parameters
    ----------
    along
        Roads and the buildings along them.
    grades
        Sampled grades 0 to 4 of all buildings in a block of realisations, shape (R, n); those that a sample
        of damage keeps are the other way round, (n, R).
    mode
        "driving" or "walking".
    needed
        Width that must stay free [m]; that of the mode unless given.

    Returns
    -------
    ndarray
        Shape (R, m); rows can close the edges of a `RoadGraph`.

    Raises
    ------
    InputError
        If the grades are of other buildings, or go beyond 4.

    Notes
    -----
    A road is blocked when in one of its sections the width left between the debris of either side is less
    than needed; a road that is narrower from the first is blocked by whatever debris lies on it.
    """
    states = np.ascontiguousarray(grades, dtype=np.uint8)
    if states.ndim != 2 or states.shape[1] != along.buildings:
        raise InputError(
            f"grades have the shape {states.shape}; (realisations, {along.buildings}) is needed, "
            "one column for each building"
        )
    if states.size and states.max() > 4:
        raise InputError(f"grades hold {states.max()}; 0 (intact) to 4 (destroyed) are known")
    free = least_width(mode) if needed is None else needed
    out = np.zeros((len(states), len(along.width)), dtype=np.bool_)
    block_roads(
        states, along.edge_start, along.section_start, along.building, along.right, along.intrusion,
        along.width, np.minimum(free, along.width), out,
    )  # fmt: skip
    return out


def blocked_table(roads: pd.DataFrame, counts: NDArray[np.int64], realisations: int) -> pd.DataFrame:
    """Probability that debris blocks each road.

    Parameters
    ----------
    roads
        Table `roads`.
    counts, realisations
        Realisations in which `blocked_roads` found each road blocked, shape (m,), and all there were.

    Returns
    -------
    DataFrame
        `road_id`, `width_m`, `blocked_probability` [-] in the order of the roads.
    """
    if realisations < 1:
        raise InputError("no realisation was counted; at least one block of grades is needed")
    return pd.DataFrame(
        {
            "road_id": roads["road_id"].to_numpy(dtype=object),
            "width_m": roads["width_m"].to_numpy(dtype=np.float64),
            "blocked_probability": counts / realisations,
        }
    )
